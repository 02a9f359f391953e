"""Which version follows which."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from kg.embedded import EmbeddedStore
from kg.mapping import triples
from kg.model import Document, Extraction
from kg.provenance import IngestRunRecord, run_triples
from kg.store import Store
from kg.versions import is_placed, predecessor, stored_extraction
from tests import factories

PLACE = "/papers/a.txt"


def version(name: str) -> Document:
    return factories.document(sha256=sha256(name.encode()).hexdigest(), url=None)


def store_with(extraction: Extraction, *, runs: int, place: str = PLACE) -> Store:
    store = EmbeddedStore()
    store.replace_graph(extraction.document.graph_iri, triples(extraction))
    for hour in range(runs):
        moment = datetime(2026, 3, 1, hour, tzinfo=UTC)
        documents = ((extraction.document.iri, place),)
        run = IngestRunRecord(started=moment, ended=moment, host="here", documents=documents)
        store.replace_graph(run.graph_iri, run_triples(run))
    return store


def test_a_version_from_the_same_place_revises_the_one_before() -> None:
    old = factories.extraction(url=None)
    assert predecessor(store_with(old, runs=1), version("new"), PLACE) == old.document.iri


def test_a_version_that_several_runs_read_is_still_one() -> None:
    old = factories.extraction(url=None)
    assert predecessor(store_with(old, runs=3), version("new"), PLACE) == old.document.iri


def test_a_document_from_another_place_revises_nothing() -> None:
    old = factories.extraction(url=None)
    assert predecessor(store_with(old, runs=1), version("new"), "/papers/b.txt") is None


def test_a_version_never_revises_itself() -> None:
    old = factories.extraction(url=None)
    assert predecessor(store_with(old, runs=1), old.document, PLACE) is None


def test_the_extraction_of_unknown_bytes_is_none() -> None:
    old = factories.extraction()
    store = store_with(old, runs=0)
    assert stored_extraction(store, old.document.sha256) == old.iri
    assert stored_extraction(store, "0" * 64) is None


def test_a_place_is_known_once_a_run_recorded_it() -> None:
    old = factories.extraction(url=None)
    assert not is_placed(store_with(old, runs=0), old.document.iri, PLACE)
    assert is_placed(store_with(old, runs=1), old.document.iri, PLACE)
