from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import URIRef
from rdflib.compare import isomorphic

from kg.errors import QueryError
from kg.index import Index
from kg.mapping import triples
from kg.model import Extraction
from kg.provenance import IngestRunRecord, run_triples
from kg.store import Store
from kg.withdrawal import document_named, is_withdrawn, withdraw, withdrawal_of, withdrawals
from tests import factories

WHOLE = factories.extraction()
LINE = WHOLE.justifications[0].iri
WITHOUT = replace(WHOLE, justifications=WHOLE.justifications[1:])


def load(store: Store, extraction: Extraction) -> None:
    new = list(triples(extraction))
    store.replace_graph(extraction.document.graph_iri, new, withdrawals(store, extraction, new))


def test_what_is_new_leaves_no_mark(store: Store) -> None:
    load(store, WHOLE)
    assert store.graphs() == (WHOLE.document.graph_iri,)


def test_what_a_new_reading_no_longer_finds_is_withdrawn(store: Store) -> None:
    load(store, WHOLE)
    load(store, WITHOUT)
    assert is_withdrawn(store, LINE)
    assert not is_withdrawn(store, WHOLE.document.iri)
    assert not is_withdrawn(store, f"{LINE[:-20]}{'0' * 20}")


def test_a_mark_survives_further_readings_until_the_thing_is_found_again(store: Store) -> None:
    for extraction in (WHOLE, WITHOUT, WITHOUT):
        load(store, extraction)
    assert is_withdrawn(store, LINE)
    load(store, WHOLE)
    assert not is_withdrawn(store, LINE)
    assert store.graphs() == (WHOLE.document.graph_iri,)


def test_a_mark_names_the_reading_and_stays_out_of_an_export(store: Store) -> None:
    load(store, WITHOUT)
    expected = list(store.dump())
    load(store, WHOLE)
    load(store, WITHOUT)
    assert list(store.dump()) == expected
    query = "SELECT ?by WHERE { $line prov:wasInvalidatedBy ?by }"
    assert [str(row["by"]) for row in store.select(query, {"line": URIRef(LINE)})] == [WITHOUT.iri]


def test_what_another_document_still_describes_is_not_withdrawn(store: Store) -> None:
    other = factories.extraction_of([])
    load(store, other)
    shared = {str(s) for s, _, _ in triples(WHOLE)} & {str(s) for s, _, _ in triples(other)}
    load(store, WHOLE)
    empty = replace(WHOLE, justifications=(), mentions=(), citations=(), statements=(), actors=())
    load(store, empty)
    assert all(not is_withdrawn(store, iri) for iri in shared)


# --- a document withdrawn by hand ---

MOMENT = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)
REASON = "Published by mistake"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as made:
        yield made


def loaded(store: Store, index: Index, extraction: Extraction) -> None:
    load(store, extraction)
    index.replace(extraction)


def test_a_withdrawn_document_is_gone_with_all_that_only_it_said(store: Store, index: Index) -> None:
    other = factories.extraction_of([])
    for each in (WHOLE, other):
        loaded(store, index, each)
    act, statements = withdraw(store, index, WHOLE.document.iri, reason=REASON, moment=MOMENT)
    assert statements == len(WHOLE.statements)
    gone = {str(s) for s, _, _ in triples(WHOLE)} - {str(s) for s, _, _ in triples(other)}
    assert all(is_withdrawn(store, iri) for iri in gone if "/id/" in iri)
    assert not is_withdrawn(store, other.document.iri)
    assert list(index.extractions()) == [other.document.iri]
    assert withdrawal_of(store, WHOLE.statements[0].iri) == act
    assert (act.title, act.when, act.reason) == (WHOLE.document.title, "2026-05-14T09:30:00Z", REASON)


def test_a_withdrawal_leaves_the_records_of_runs_and_stays_out_of_an_export(store: Store, index: Index) -> None:
    loaded(store, index, WHOLE)
    record = IngestRunRecord(
        started=MOMENT, ended=MOMENT, host="here", documents=((WHOLE.document.iri, "/papers/a.txt"),)
    )
    store.replace_graph(record.graph_iri, run_triples(record))
    runs = store.graph(record.graph_iri)
    withdraw(store, index, WHOLE.document.iri, reason=REASON, moment=MOMENT)
    assert is_withdrawn(store, WHOLE.document.iri)
    assert isomorphic(store.graph(record.graph_iri), runs)
    assert list(store.dump()) == []


def test_what_is_withdrawn_can_be_read_again_and_the_note_stays(store: Store, index: Index) -> None:
    loaded(store, index, WHOLE)
    act, _ = withdraw(store, index, WHOLE.document.iri, reason=REASON, moment=MOMENT)
    loaded(store, index, WITHOUT)
    assert not is_withdrawn(store, WHOLE.document.iri)
    assert is_withdrawn(store, LINE)
    query = "SELECT ?reason WHERE { $act prov:used $document ; rdfs:comment ?reason }"
    rows = store.select(query, {"act": URIRef(act.iri), "document": URIRef(WHOLE.document.iri)})
    assert [str(row["reason"]) for row in rows] == [REASON]


def test_a_document_is_withdrawn_once(store: Store, index: Index) -> None:
    loaded(store, index, WHOLE)
    withdraw(store, index, WHOLE.document.iri, reason=REASON, moment=MOMENT)
    with pytest.raises(QueryError, match="withdrawn on 2026-05-14"):
        withdraw(store, index, WHOLE.document.iri, reason=REASON, moment=MOMENT)


def test_a_document_is_named_by_its_iri_its_bytes_or_its_place(store: Store, index: Index) -> None:
    loaded(store, index, WHOLE)
    iri = WHOLE.document.iri
    record = IngestRunRecord(started=MOMENT, ended=MOMENT, host="here", documents=((iri, "/papers/a.txt"),))
    store.replace_graph(record.graph_iri, run_triples(record))
    assert document_named(store, iri) == iri
    assert document_named(store, "b.txt", digest=WHOLE.document.sha256) == iri
    assert document_named(store, "a.txt", place="/papers/a.txt") == iri
    with pytest.raises(QueryError, match=r"no document c\.txt"):
        document_named(store, "c.txt", digest="0" * 64, place="/papers/c.txt")
