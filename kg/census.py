"""What the graph of today is made of, counted beside the server and kept with the time at which it was counted.

Counting a large graph takes minutes, which no request should wait for. So a process of its own, of low priority, goes
over the graph's dump, and whoever asks gets the last count and when that was; a count of another state of the graph
makes for the next one.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from kg.counting import Counts, PropertyCount, counted_triples
from kg.data import DataDirectory
from kg.errors import StoreBusyError, StoreError
from kg.store import Store

logger = logging.getLogger(__name__)

PATIENCE: Final = 3.0
"""Seconds that a request waits for a count, long enough for a graph of usual size."""

_REST: Final = 10
"""How many times as long as a count took no other one begins: a graph that grows all the time isn't counted always."""

_NICE: Final = 10
_PAUSE: Final = 0.05
_ROOT: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Census:
    """One count.

    Attributes:
        counts: what was counted.
        revision: state of the store before, as `Store.revision` gives it.
        when: when it began, in ISO 8601.
        seconds: how long it took.
    """

    counts: Counts
    revision: str
    when: str
    seconds: float


def take_census(store: Store, folder: Path | None = None) -> Census:
    """Count what a store holds, each triple once, without the records of runs.

    Args:
        store: where the graph is.
        folder: where there is room for a dump, or None for the usual place.
    """
    start, when, revision = time.monotonic(), datetime.now(UTC), store.revision() or ""
    with tempfile.TemporaryFile(dir=folder) as dump:
        for line in store.dump():
            dump.write(line)
        counts = counted_triples(lambda: _lines(dump))
    moment = when.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return Census(counts=counts, revision=revision, when=moment, seconds=time.monotonic() - start)


def _lines(dump: IO[bytes]) -> Iterator[bytes]:
    dump.seek(0)
    return iter(dump)


def write_census(path: Path, census: Census) -> None:
    """Keep a count in a file, which is whole or as it was."""
    values = asdict(census)
    values["counts"]["links"] = [[*names, number] for names, number in census.counts.links.items()]
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(json.dumps(values), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise StoreError(
            f"{path} can't be written: {error.strerror}; make room, or look who may write there."
        ) from error


def read_census(path: Path) -> Census | None:
    """Give the count that a file holds, or None where it holds none."""
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        counts = values["counts"]
        counts["links"] = {(name, site): number for name, site, number in counts["links"]}
        counts["properties"] = {name: PropertyCount(**count) for name, count in counts["properties"].items()}
        return Census(**{**values, "counts": Counts(**counts)})
    except (OSError, ValueError, KeyError, TypeError):
        return None


class CensusTaker:
    """Keeps the counts of a data directory that is being served up to date."""

    def __init__(self, data: DataDirectory) -> None:
        """Take the directory; nothing is counted until somebody asks."""
        self._data = data
        self._path = data.path / "census.json"
        self._lock = threading.Lock()
        self._counting: subprocess.Popen[bytes] | None = None

    def latest(self, store: Store) -> Census:
        """Give the last count, and see to the next where the graph has changed since.

        Raises:
            StoreBusyError: nothing has been counted yet.
        """
        known, revision = read_census(self._path), store.revision()
        if known is not None and known.revision == revision:
            return known
        if known is None or _age(known) > _REST * known.seconds:
            self._begin()
        end = time.monotonic() + PATIENCE
        while self._is_counting() and time.monotonic() < end:
            time.sleep(_PAUSE)
        latest = read_census(self._path)
        if latest is None:
            raise StoreBusyError("The graph is being counted for the first time; ask again in a minute.")
        return latest

    def _begin(self) -> None:
        with self._lock:
            if self._counting is not None and self._counting.poll() is None:
                return
            path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
            command = [sys.executable, "-m", "kg.census", str(self._data.path)]
            self._counting = subprocess.Popen(  # noqa: S603 - our own program, no shell, no foreign argument
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )  # fmt: skip

    def _is_counting(self) -> bool:
        counting = self._counting
        if counting is None or counting.poll() is None:
            return counting is not None
        if counting.returncode:
            logger.warning("The graph couldn't be counted for /void (exit code %d).", counting.returncode)
        return False


def _age(census: Census) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(census.when)).total_seconds()


def main() -> None:
    """Count the graph of the data directory that the command line names, and keep the count there."""
    os.nice(_NICE)
    data = DataDirectory(Path(sys.argv[1]))
    with data.open_store(create=False) as store:
        census = take_census(store, data.path)
    write_census(data.path / "census.json", census)


if __name__ == "__main__":
    main()
