from datetime import UTC, datetime

import pytest
from rdflib.namespace import RDF

from kg.embedded import EmbeddedStore
from kg.named_queries import named_query, names
from kg.provenance import RUN_TERMS, IngestRunRecord, run_triples
from kg.reach import could_see
from kg.sparql import Gate, SafeQuery
from kg.store import RUN_GRAPHS
from tests import factories, query_graph

NOW = datetime(2026, 5, 14, tzinfo=UTC)
PAIRS = {
    "SELECT ?s WHERE { ?s a w:Recommendation }": False,
    "SELECT ?s WHERE { ?s a w:Recommendation ; w:quote ?q . ?q oa:hasSelector [ oa:exact ?e ] . }": False,
    "SELECT ?s { ?s w:premise/w:quote|^w:premise ?q FILTER(?q > 3 && EXISTS { ?q w:premise ?z }) }": False,
    "SELECT ?s { { SELECT ?s (COUNT(*) AS ?n) { ?s w:quote ?q } GROUP BY ?s } OPTIONAL { ?s w:premise ?x } }": False,
    "SELECT ?s { ?s skos:broader* topic:compute . VALUES ?s { topic:compute } BIND(STR(?s) AS ?t) }": False,
    "CONSTRUCT { ?s w:quote ?q } WHERE { ?s w:quote ?q }": False,
    "SELECT ?s { ?s w:quote 'prov:atLocation'@en, -3.5, true }": False,
    "SELECT ?s { ?s ?p ?o }": True,
    "SELECT ?s { ?s prov:atLocation ?o }": True,
    "SELECT ?s { ?s <http://www.w3.org/ns/prov#atLocation> ?o }": True,
    "PREFIX x: <http://www.w3.org/ns/prov#> SELECT ?s { ?s x:atLocation ?o }": True,
    "SELECT ?s { ?s a ?class }": True,
    "SELECT ?s { ?s a w:IngestRun }": True,
    "SELECT ?s { ?s a/rdfs:subClassOf ?x }": True,
    "SELECT ?s { ?s a+ w:Claim }": True,
    "ASK { w:IngestRun ^a <https://example.org/run> }": True,
    "ASK { ?s rdf:type w:Claim }": True,
    "SELECT ?s { ?s !w:quote ?o }": True,
    "SELECT ?s { ?s w:quote? ?o }": True,
    "SELECT ?s { ?s (w:quote|prov:atLocation)+ ?o }": True,
    "SELECT ?s { ?s w:quote ?q FILTER NOT EXISTS { ?s ?p ?q } }": True,
    "SELECT ?s { ?s w:quote ?q FILTER(?q = 1 || EXISTS { ?s prov:atLocation ?q }) }": True,
    "SELECT (EXISTS { ?s prov:atLocation ?o } AS ?x) { ?s w:quote ?q }": True,
    "SELECT ?s { ?s w:quote ?q } HAVING (EXISTS { ?s ?p ?o })": True,
    "SELECT ?s { ?s w:quote [ prov:atLocation ?o ] }": True,
    "SELECT ?s { [ prov:atLocation ?o ] }": True,
    "SELECT ?s { ?s w:quote ?q ; prov:atLocation ?o }": True,
    "SELECT ?s { ?s w:quote (1 2) }": True,
    "SELECT ?s { { SELECT * { ?s ?p ?o } } }": True,
    "SELECT ?s { GRAPH ?g { ?s w:quote ?o } }": True,
    "DESCRIBE ?s { ?s w:quote ?o }": True,
    "BASE <http://www.w3.org/ns/> SELECT ?s { ?s <prov#atLocation> ?o }": True,
}


@pytest.mark.parametrize("query", PAIRS)
def test_a_query_is_told_by_the_properties_and_classes_that_it_names(query: str) -> None:
    assert could_see(query, RUN_TERMS) is PAIRS[query]


def test_the_terms_of_a_run_are_all_that_its_graph_uses() -> None:
    document = factories.document().iri
    record = IngestRunRecord(
        started=NOW, ended=NOW, host="here", extractions=(document,), documents=((document, "/a"),), failures=("No.",)
    )
    said = list(run_triples(record))
    assert {str(p) for _, p, _ in said} - {str(RDF.type)} == RUN_TERMS.properties
    assert {str(o) for _, p, o in said if p == RDF.type} == RUN_TERMS.classes


def test_hiding_gives_the_same_answers_the_quick_and_the_slow_way() -> None:
    with EmbeddedStore() as store:
        query_graph.fill(store)
        quick = Gate(store, hidden=RUN_GRAPHS, terms=RUN_TERMS)
        slow = Gate(store, hidden=RUN_GRAPHS)
        texts = [named_query(name).filled(query_graph.values().get(name, {})) for name in names()]
        for text in (*texts, *(text for text in PAIRS if "GRAPH" not in text)):
            found = []
            for gate in (quick, slow):
                with gate.fetch(SafeQuery.parse(text)) as answer:
                    has_rows = not answer.is_graph and answer.truth() is None
                    found.append(sorted(map(str, answer.solutions())) if has_rows else sorted(answer.read().split()))
            assert found[0] == found[1], text
