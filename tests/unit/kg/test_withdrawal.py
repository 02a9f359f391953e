from dataclasses import replace

from rdflib import URIRef

from kg.mapping import triples
from kg.model import Extraction
from kg.store import Store
from kg.withdrawal import is_withdrawn, withdrawals
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
