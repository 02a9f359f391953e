"""Rows that come once for each graph: which queries have them, and how they come once."""

import pytest
from rdflib import Literal, URIRef

from kg.embedded import EmbeddedStore
from kg.named_queries import named_query, names
from kg.repeats import adds_repeats, each_once

PATTERN = "?actor <https://example.org/name> ?name"


def test_the_store_gives_a_triple_once_for_each_graph() -> None:
    """Should this fail, the store merges graphs at last: take `kg.repeats` and what it says away."""
    store = EmbeddedStore()
    triple = (URIRef("https://example.org/a"), URIRef("https://example.org/name"), Literal("A"))
    for number in range(3):
        store.replace_graph(f"https://example.org/graph/{number}", [triple])
    assert len(store.select(f"SELECT ?name WHERE {{ {PATTERN} }}").rows) == 3
    assert len(store.select(each_once(f"SELECT ?name WHERE {{ {PATTERN} }}") or "").rows) == 1


@pytest.mark.parametrize(
    ("query", "once"),
    [
        ("SELECT ?x WHERE { ?x ?p ?o }", "SELECT DISTINCT ?x WHERE { ?x ?p ?o }"),
        ("# who\nPREFIX a: <b>\nselect * { ?x ?p ?o }", "# who\nPREFIX a: <b>\nselect DISTINCT * { ?x ?p ?o }"),
        (
            "SELECT ?x { { SELECT DISTINCT ?x { ?x ?p ?o } } }",
            "SELECT DISTINCT ?x { { SELECT DISTINCT ?x { ?x ?p ?o } } }",
        ),
        ("SELECT  distinct ?x WHERE { ?x ?p ?o }", None),
        ("SELECT # all\n REDUCED ?x WHERE { ?x ?p ?o }", None),
        ("ASK { ?x ?p 'SELECT' }", None),
        ("CONSTRUCT WHERE { ?x ?p ?o }", None),
    ],
)
def test_a_query_is_asked_for_each_row_once(query: str, once: str | None) -> None:
    assert each_once(query) == once


@pytest.mark.parametrize(
    ("query", "adds"),
    [
        ("SELECT (COUNT(*) AS ?n) WHERE { ?x a w:Actor }", True),
        ("SELECT (sum (?n) AS ?all) WHERE { ?x ?p ?n }", True),
        ("SELECT ?c (COUNT(?x) AS ?n) WHERE { ?x a ?c } GROUP BY ?c", True),
        ("SELECT (COUNT(?x) AS ?n) WHERE { ?x w:addressee/skos:prefLabel 'Congress' }", True),
        ("SELECT (COUNT(?x) AS ?n) WHERE { ?x <http://www.w3.org/2004/02/skos/core#prefLabel> 'Congress' }", True),
        ("SELECT (COUNT(?x) AS ?n) WHERE { ?x a w:Recommendation ; w:inDocument ?d }", False),
        ("SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a w:Actor }", False),
        ("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?x a w:Actor } }", False),
        ("SELECT (COUNT(*) AS ?n) FROM <a> WHERE { ?x a w:Actor }", False),
        ("SELECT ?count WHERE { ?x a ?count }", False),
        ("SELECT ?x WHERE { ?x a 'COUNT(' }", False),
    ],
)
def test_a_query_that_adds_up_over_all_graphs_is_known(query: str, adds: bool) -> None:
    assert adds_repeats(query) is adds


@pytest.mark.parametrize("name", names())
def test_no_query_of_ours_adds_up_repeats(name: str) -> None:
    assert not adds_repeats(named_query(name).text)
