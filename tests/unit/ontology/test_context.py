"""A document written in plain JSON means, by the context, what the graph says."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph

from kg.mapping import triples
from ontology.namespaces import Warrant
from ontology.resources import context
from tests import factories

# rdflib's own JSON-LD reader and writer use its deprecated class.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

PLAIN = {
    "iri": "statement/b1",
    "type": ["Recommendation", "Statement"],
    "role": "scheme/role/recommendation",
    "confidence": "0.9",
    "isReported": False,
    "action": "close the loopholes",
    "addressee": [{"iri": "actor/a1", "type": "Actor", "name": "United States Congress"}],
    "topic": ["topic/chip-smuggling", "topic/export-controls"],
    "inPassage": {"iri": "passage/c1", "order": "3", "start": "10", "end": "29"},
    "quote": {
        "iri": "quote/d1",
        "hasSelector": {"iri": "quote/d1#position", "type": "TextPositionSelector", "oa:start": 10, "oa:end": 29},
    },
}
SAME = """
@base <https://w3id.org/warrant/id/> .
@prefix w: <https://w3id.org/warrant/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<statement/b1> a w:Recommendation, w:Statement ; w:role <scheme/role/recommendation> ; w:confidence 0.9 ;
    w:isReported false ; w:action "close the loopholes" ; w:addressee <actor/a1> ;
    w:topic <topic/chip-smuggling>, <topic/export-controls> ; w:inPassage <passage/c1> ; w:quote <quote/d1> .
<actor/a1> a w:Actor ; skos:prefLabel "United States Congress" .
<passage/c1> w:order 3 ; w:start 10 ; w:end 29 .
<quote/d1> oa:hasSelector <quote/d1#position> .
<quote/d1#position> a oa:TextPositionSelector ; oa:start 10 ; oa:end 29 .
"""


def test_plain_json_expands_to_the_same_triples() -> None:
    document = json.dumps({"@context": dict(context()), **PLAIN})
    found = set(Graph().parse(data=document, format="json-ld"))
    assert found == set(Graph().parse(data=SAME, format="turtle"))


def test_a_graph_compacted_by_the_context_keeps_its_triples() -> None:
    graph = Graph()
    for triple in triples(factories.extraction(issued="2026-05", url="https://example.org/a b", pages=3)):
        graph.add(triple)
    compacted = graph.serialize(format="json-ld", context=dict(context()))
    assert set(Graph().parse(data=compacted, format="json-ld")) == set(graph)


def test_every_own_term_has_a_name_in_the_context() -> None:
    named = {value if isinstance(value, str) else value["@id"] for value in context().values() if value != 1.1}
    assert {f"w:{str(term).removeprefix(str(Warrant))}" for term in dir(Warrant)} <= named


def test_the_context_reaches_for_no_other_file() -> None:
    assert "@import" not in context()
    assert all(not isinstance(value, dict) or "@context" not in value for value in context().values())
