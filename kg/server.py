"""The `oxigraph` server as a child of this process: on loopback, started anew when it dies, gone when we are."""

from __future__ import annotations

import http.client
import logging
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path
from typing import IO, Final, Self

from kg.data import DataDirectory
from kg.errors import StoreBusyError, StoreError
from kg.protocol import SparqlStore
from kg.serving import ServerNote, read_note, remove_note, write_note

logger = logging.getLogger(__name__)

QUERY_TIMEOUT: Final = 30
"""Seconds that the server gives a query."""

_START_LIMIT: Final = 60.0
_POLL: Final = 0.05
_STOP_LIMIT: Final = 10.0
_LONGEST_PAUSE: Final = 5.0
_LONG_ENOUGH: Final = 5.0
_HOST: Final = "127.0.0.1"

MOST_STACKS: Final = 12_000
"""Threads of the server that its limit of memory has room for: it keeps one for each query until the limit of time."""

_STACK: Final = 2 << 20
"""Bytes that a thread's stack may grow to; hardly any does."""

# Python for one breath, then the server itself in the same process. The limits on its memory: a query that sorts a huge
# product ends the server, which is started anew, and not the machine. The system's own limit counts the stacks of
# threads whole, so it is wide, and what is really used is looked at besides (`_watch`); should the memory run out all
# the same, the system ends this process first. PR_SET_PDEATHSIG (1) with SIGKILL (9): the kernel
# ends the server when its parent is gone, however that went. `preexec_fn` would do both without the extra Python, but
# may deadlock in a program with threads. Where there is no prctl, a server can outlive a parent that was killed.
_LAUNCHER: Final = """
import os, resource, sys
if sys.platform == "linux":
    most = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass
    import ctypes
    ctypes.CDLL(None).prctl(1, 9)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.argv[3], sys.argv[3:])
"""


class OxigraphServer:
    """A server on a data directory's store, from `start` to `stop`; also a context manager."""

    def __init__(self, data: DataDirectory, *, query_timeout: int = QUERY_TIMEOUT) -> None:
        """Prepare the server; nothing is started yet.

        Args:
            data: the directory whose store it holds.
            query_timeout: whole seconds that it gives a query.
        """
        self._data = data
        self._query_timeout = query_timeout
        self._port = 0
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._is_up = threading.Event()
        self._failure: StoreError | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where it answers at the moment."""
        return f"http://{_HOST}:{self._port}"

    @property
    def pid(self) -> int | None:
        """Process number of the child, or None while there is none."""
        return self._child.pid if self._child is not None else None

    def start(self) -> Self:
        """Start the server and wait until it answers.

        Raises:
            StoreBusyError: another process holds the store.
            StoreError: the server can't be started.
        """
        if read_note(self._data.server_path) is not None:
            raise StoreBusyError(f"{self._data.path} is being served already; stop that server first.")
        self._data.store_path.mkdir(parents=True, exist_ok=True)
        # The kernel ends the child with the *thread* that started it, so one thread does that for the whole time.
        self._thread = threading.Thread(target=self._keep, name="store server", daemon=True)
        self._thread.start()
        self._is_up.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def stop(self) -> None:
        """End the server and take its note away; stopping twice does nothing."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def store(self) -> SparqlStore:
        """Give a store that reaches this server, also after it came back at another address."""
        return SparqlStore.noted(self._data.server_path)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _keep(self) -> None:
        pause = 0.0
        try:
            while not self._stopping.is_set():
                began = time.monotonic()
                try:
                    self._launch()
                except StoreError as error:
                    if not self._is_up.is_set():
                        self._failure = error
                        return
                    logger.warning("%s It is tried again.", error)
                self._is_up.set()
                self._watch()
                pause = _next_pause(pause, time.monotonic() - began)
                self._stopping.wait(pause)
        finally:
            self._end_child()
            remove_note(self._data.server_path)
            self._is_up.set()

    def _launch(self) -> None:
        self._port = _free_port(self._port)
        command = [_binary(), "serve", "--location", str(self._data.store_path), "--bind", f"{_HOST}:{self._port}",
                   "--timeout-s", str(self._query_timeout)]  # fmt: skip
        with (self._data.path / "server.log").open("wb") as log:
            self._child = _spawn(command, log)
        self._await_answer(self._child)
        write_note(
            self._data.server_path, ServerNote.of_this_process(self.address, self._query_timeout, self._child.pid)
        )

    def _await_answer(self, child: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_LIMIT
        while time.monotonic() < deadline and not self._stopping.is_set():
            if child.poll() is not None:
                raise self._complaint()
            if _answers(self._port):
                return
            time.sleep(_POLL)
        if not self._stopping.is_set():
            self._end_child()
            raise StoreError(f"The store's server didn't answer within {_START_LIMIT:g} seconds; look at the machine.")

    def _complaint(self) -> StoreError:
        log = (self._data.path / "server.log").read_text(encoding="utf-8", errors="replace").strip()
        reason = log.splitlines()[0].removeprefix("Error: ") if log else "it said nothing"
        if "lock" in reason.lower():
            return StoreBusyError(f"Another process is using {self._data.path}; wait until it is done, then serve.")
        return StoreError(f"The store's server can't be started on {self._data.path}: {reason.rstrip('.')}.")

    def _watch(self) -> None:
        most = _most_memory()
        while not self._stopping.is_set():
            if self._child is None or self._child.poll() is not None:
                logger.warning("The store's server has died; it is started again.")
                return
            if resident(self._child.pid) > most:
                logger.warning("The store's server took more than %d MB of memory; it is started again.", most >> 20)
                self._child.kill()
                self._child.wait()
                return
            self._stopping.wait(_POLL)

    def _end_child(self) -> None:
        child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(_STOP_LIMIT)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        self._child = None


def _most_memory() -> int:
    """Give the bytes that the server may take: half of the machine's memory, and two gigabytes at least."""
    return max(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2, 2 << 30)


def resident(pid: int) -> int:
    """Give the bytes of memory that a process really uses, 0 where that can't be told."""
    try:
        # Twenty times a second beside everything else, so without the general way to read a file.
        opened = os.open(f"/proc/{pid}/statm", os.O_RDONLY)
        try:
            pages = int(os.read(opened, 200).split()[1])
        finally:
            os.close(opened)
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _next_pause(pause: float, lived: float) -> float:
    """Give the seconds to wait before the next start: hardly any after a long life, more each time after a short one.

    Args:
        pause: how long the wait before this start was.
        lived: seconds from that start to the server's end.
    """
    if lived >= _LONG_ENOUGH:
        return _POLL
    return min(max(2 * pause, _POLL), _LONGEST_PAUSE)


def _spawn(command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    memory = _most_memory() + MOST_STACKS * _STACK
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), str(memory), *command]
    try:
        # A session of its own: Ctrl-C in the terminal is for us, and we stop the server in good order.
        return subprocess.Popen(  # noqa: S603 - our own binary, no shell, no foreign argument
            launcher, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True
        )
    except OSError as error:
        raise StoreError(f"The store's server can't be started: {error.strerror}; install `warrant` anew.") from error


def _binary() -> str:
    beside = [str(Path(sys.executable).parent), sysconfig.get_path("scripts")]
    found = next((path for folder in beside if (path := shutil.which("oxigraph", path=folder))), None)
    found = found or shutil.which("oxigraph")
    if found is None:
        raise StoreError("The `oxigraph` server isn't installed; install `warrant` with its dependencies.")
    return found


def _free_port(wanted: int) -> int:
    """Give the wanted port where it is free, so that clients find the server where it was, and else another."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StoreError("No port is free on this machine; close some programs.")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(_HOST, port, timeout=1)
    try:
        connection.request("HEAD", "/")
        return "Oxigraph" in (connection.getresponse().getheader("Server") or "")
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
