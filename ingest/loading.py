"""Records and provenance into the graph: checked first, then all or nothing, and idempotent."""

from __future__ import annotations

from dataclasses import replace

from ingest.reading import Reading
from kg.data import DataDirectory
from kg.errors import ShapeError, StoreError
from kg.index import Index
from kg.mapping import triples
from kg.model import Extraction
from kg.store import Store
from kg.validation import check
from kg.versions import predecessor, vanished
from kg.withdrawal import withdrawals


class IndexBehindError(StoreError):
    """A document is published, but the search index couldn't follow; the next run or `warrant reindex` mends that.

    Attributes:
        extraction: what was published.
    """

    def __init__(self, extraction: Extraction, reason: str) -> None:
        self.extraction = extraction
        super().__init__(f"It is in the graph, but lists and search don't show it yet: {reason}")


class Loader:
    """Puts readings into one data directory.

    Args:
        data: where the original bytes and the stored texts are kept.
        store: where the graph is kept.
        index: the search projection that follows the graph.
    """

    def __init__(self, *, data: DataDirectory, store: Store, index: Index) -> None:
        self._data = data
        self._store = store
        self._index = index

    def load(self, reading: Reading, original: bytes, *, place: str) -> Extraction:
        """Publish what was read from a file, in place of what the same bytes gave before.

        Args:
            reading: what was read.
            original: the file's bytes.
            place: where the file is, to tell which version came before.

        Returns:
            The extraction as published: it names the version that it revises and which words of that one are gone.

        Raises:
            ShapeError: a quote isn't grounded or a shape is broken; nothing is published.
            StoreError: the disk or the store failed; nothing is published.
            IndexBehindError: it is published, and only the search index failed.
        """
        extraction = self._placed(reading, place)
        findings = check(extraction, reading.text)
        if findings:
            raise ShapeError(place, findings)
        # The archive first: a graph never points to bytes that aren't there, and bytes without a graph do no harm.
        self._data.archive.put_original(original)
        self._data.archive.put_text(reading.text)
        new = list(triples(extraction))
        gone = withdrawals(self._store, extraction, new)
        self._store.replace_graph(extraction.document.graph_iri, new, gone)
        try:
            self._index.replace(extraction)
        except StoreError as error:
            raise IndexBehindError(extraction, str(error)) from error
        return extraction

    def _placed(self, reading: Reading, place: str) -> Extraction:
        extraction = reading.extraction
        older = predecessor(self._store, extraction.document, place)
        if older is None:
            return extraction
        gone = vanished(self._store, older, reading.text)
        return replace(extraction, document=replace(extraction.document, revises=older), vanished=gone)
