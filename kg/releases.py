"""Releases that a data directory keeps, so that a past one can be asked: each is a data directory of its own.

`releases/VERSION/` holds `store/`, the graph as it was, and `files/`, what was published. So everything that reads a
data directory reads a release, too: `warrant query --data data/releases/2026.1`.
"""

from __future__ import annotations

import atexit
import shutil
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.errors import StoreError
from kg.release import NQUADS, checked_version, read_release
from kg.release_text import Release
from kg.server import OxigraphServer
from kg.store import Store

AT_ONCE: Final = 2
"""Servers of past releases that run at the same time; the one that was asked longest ago ends for the next."""


class Releases:
    """The releases that are kept in a data directory."""

    def __init__(self, data: Path) -> None:
        """Take the data directory's path."""
        self._path = data / "releases"

    def all(self) -> tuple[Release, ...]:
        """Give the kept releases, the newest first: by date, and else by number."""
        folders = self._path.iterdir() if self._path.is_dir() else ()
        found = [read_release(each / "files") for each in folders if not each.name.startswith(".")]
        return tuple(sorted(found, key=lambda each: (each.issued or "", _numbers(each.version)), reverse=True))

    def has(self, version: str) -> bool:
        """Whether a release is kept."""
        return self.directory(version).exists

    def directory(self, version: str) -> DataDirectory:
        """Give the data directory of a release, whether it is kept or not.

        Raises:
            StoreError: the version can't be one.
        """
        return DataDirectory(self._path / checked_version(version))

    def files(self, version: str) -> Path:
        """Give the folder with a release's files."""
        return self.directory(version).path / "files"

    def check_free(self, version: str) -> None:
        """Make sure that a version isn't taken: what was cited once never changes.

        Raises:
            StoreError: it is taken.
        """
        if self.directory(version).path.exists():
            raise StoreError(f"There is a release {version} already, and releases never change; choose another number.")

    def keep(self, folder: Path) -> Release:
        """Keep a written release: copy its files and load its graph.

        Raises:
            StoreError: its number is taken, or the disk can't be written; nothing is kept then.
        """
        release = read_release(folder)
        self.check_free(release.version)
        part = self._path / f".{release.version}"
        try:
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(folder, part / "files")
            with EmbeddedStore(part / "store") as store, (part / "files" / NQUADS).open("rb") as source:
                store.load(source)
                store.optimize()
            part.replace(self.directory(release.version).path)
        except OSError as error:
            raise StoreError(f"The release can't be kept in {self._path}: {error.strerror or error}.") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return release


def _numbers(version: str) -> tuple[tuple[int, str], ...]:
    parts = version.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


class ReleaseServers:
    """Servers of past releases, started when one is asked and ended when another needs the place.

    A query of a stranger needs a server, because only that ends a query that has run too long.
    """

    def __init__(self, releases: Releases, *, query_timeout: int, at_once: int = AT_ONCE) -> None:
        """Take what is kept; nothing is started yet.

        Args:
            releases: the kept releases.
            query_timeout: whole seconds that a server gives a query.
            at_once: servers that may run at the same time.
        """
        self._releases = releases
        self._query_timeout = query_timeout
        self._at_once = at_once
        self._lock = threading.Lock()
        self._running: OrderedDict[str, OxigraphServer] = OrderedDict()

    def store(self, version: str) -> Store:
        """Give a store on a past release.

        Raises:
            StoreError: it isn't kept, or its server can't be started.
        """
        if not self._releases.has(version):
            raise StoreError(f"No release {version} is kept here; /releases lists those that are.")
        with self._lock:
            server = self._running.pop(version, None)
            if server is None:
                # Where the kernel doesn't end a child with its parent, this does.
                atexit.unregister(self.close)
                atexit.register(self.close)
                while len(self._running) >= self._at_once:
                    self._running.popitem(last=False)[1].stop()
                server = OxigraphServer(self._releases.directory(version), query_timeout=self._query_timeout).start()
            self._running[version] = server
        return server.store()

    def close(self) -> None:
        """End all servers; they start again when asked."""
        with self._lock:
            while self._running:
                self._running.popitem()[1].stop()
