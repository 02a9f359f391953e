"""A data directory: where the graph, the originals, the texts and the index lie, and how its store is reached."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from kg.archive import Archive
from kg.embedded import EmbeddedStore
from kg.errors import StoreBusyError, StoreError
from kg.serving import read_note
from kg.store import Store

PATIENCE: Final = 10.0
"""Seconds to wait for another process to let go of the store."""

_PAUSE: Final = 0.1


class DataDirectory:
    """The layout under `--data DIR`; nothing is made before it is written to.

    Attributes:
        path: the directory.
        store_path: the graph's files.
        index_path: the search index, which can be rebuilt from the graph.
        server_path: the note of the server that holds the store.
        archive: original bytes and stored texts.
    """

    def __init__(self, path: Path) -> None:
        """Take the directory's path."""
        self.path = path
        self.store_path = path / "store"
        self.index_path = path / "index.sqlite"
        self.server_path = path / "server.json"
        self.archive = Archive(path / "originals", path / "texts")

    @property
    def exists(self) -> bool:
        """Whether a store was ever made here."""
        return self.store_path.is_dir()

    def open_store(self, *, patience: float = PATIENCE, create: bool = True) -> Store:
        """Open the store: through the server that holds it, where there is one, and else in this process.

        Args:
            patience: seconds to wait for a process that holds the store and is no server.
            create: make the store where there is none.

        Raises:
            StoreBusyError: another process still holds it after that time.
            StoreError: there is none and `create` is false, or it can't be opened.
        """
        deadline = time.monotonic() + patience
        while True:
            if read_note(self.server_path) is not None:
                return self._served()
            if not create and not self.exists:
                raise StoreError(f"{self.path} has no graph yet; ingest a document first, or name another with --data.")
            try:
                return EmbeddedStore(self.store_path)
            except StoreBusyError as error:
                if time.monotonic() >= deadline:
                    raise StoreBusyError(
                        f"Another process has been using {self.path} for {patience:g} seconds; "
                        "wait until it is done, or run `warrant serve`, which lets several work at once."
                    ) from error
            time.sleep(_PAUSE)

    def _served(self) -> Store:
        from kg.protocol import SparqlStore  # only where a server runs: the import costs a command its time

        return SparqlStore.noted(self.server_path)
