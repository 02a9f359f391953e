"""The note in a data directory that says which server holds the store, and whether it still lives."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from kg.errors import StoreError


@dataclass(frozen=True, slots=True)
class ServerNote:
    """Who holds a store.

    Attributes:
        address: where the store answers, such as `http://127.0.0.1:40123`.
        pid: the process that keeps the server running.
        started: when that process was started, as its system counts, so that a later process with the same number
            isn't taken for it; empty where the system doesn't say.
        query_timeout: seconds that the server gives a query.
        server_pid: the server's own process, a child of `pid`.
        server_started: when that one was started.
    """

    address: str
    pid: int
    started: str
    query_timeout: int
    server_pid: int
    server_started: str

    @classmethod
    def of_this_process(cls, address: str, query_timeout: int, server_pid: int) -> ServerNote:
        """Make the note for a server that this process keeps."""
        pid = os.getpid()
        return cls(address, pid, start_time(pid), query_timeout, server_pid, start_time(server_pid))

    def is_alive(self) -> bool:
        """Whether the process is there and is the one that wrote the note."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return start_time(self.pid) == self.started

    def end_server(self) -> None:
        """Kill the server, which the process that keeps it then starts anew; do nothing if it has changed already."""
        if self.is_alive() and start_time(self.server_pid) == self.server_started:
            with suppress(ProcessLookupError):
                os.kill(self.server_pid, signal.SIGKILL)


def start_time(pid: int) -> str:
    """Give a process's start time in the system's own count, or nothing where it can't be told."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The name, in brackets, may hold blanks and brackets itself; the start time is the 20th field after it.
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else rest[18]


_TYPES: Final[dict[str, Callable[[Any], Any]]] = {"str": str, "int": int}


def read_note(path: Path) -> ServerNote | None:
    """Give the note of a living server, or None where there is no note or its server is gone."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        note = ServerNote(**{field.name: _TYPES[str(field.type)](values[field.name]) for field in fields(ServerNote)})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    is_local = re.fullmatch(r"http://127\.0\.0\.1:\d{1,5}", note.address)
    return note if is_local and note.is_alive() else None


def write_note(path: Path, note: ServerNote) -> None:
    """Put the note in its place in one step.

    Raises:
        StoreError: it can't be written.
    """
    part = path.with_name(f".{path.name}.{note.pid}")
    try:
        part.write_text(json.dumps(asdict(note)), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror}; choose another data directory.") from error


def remove_note(path: Path) -> None:
    """Take this process's own note away; another's stays."""
    note = read_note(path)
    if note is not None and note.pid == os.getpid():
        path.unlink(missing_ok=True)
