from __future__ import annotations

import pyoxigraph as ox
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, RDFS, SH

from kg.embedded import EmbeddedStore
from kg.named_queries import named_query, names
from kg.query_graph import QUERIES_GRAPH, query_text, query_triples
from kg.vocabulary import keep_vocabulary
from tests import query_graph


def graph() -> Graph:
    found = Graph(bind_namespaces="none")
    for triple in query_triples():
        found.add(triple)
    return found


def test_each_query_is_an_executable_with_its_question() -> None:
    known = graph()
    assert len(set(known.subjects(RDF.type, SH.SPARQLSelectExecutable))) == len(names())
    node = URIRef(f"{QUERIES_GRAPH}/asks-of-actor")
    assert str(known.value(node, RDFS.comment)) == named_query("asks-of-actor").question
    assert known.value(node, SH.prefixes) == URIRef(QUERIES_GRAPH)


def test_a_parameter_is_named_by_the_last_part_of_its_path() -> None:
    known = graph()
    for parameter in known.subjects(RDF.type, SH.Parameter):
        assert str(known.value(parameter, SH.path)).rpartition("#")[2] == str(known.value(parameter, SH.name))


def test_an_executable_runs_with_nothing_but_its_declared_prefixes() -> None:
    known = graph()
    declared = "".join(
        f"PREFIX {known.value(each, SH.prefix)}: <{known.value(each, SH.namespace)}>\n"
        for each in known.objects(URIRef(QUERIES_GRAPH), SH.declare)
    )
    store = ox.Store()
    for query in known.subjects(RDF.type, SH.SPARQLSelectExecutable):
        store.query(declared + str(known.value(query, SH.select)))


def test_the_graph_has_no_blank_node_and_the_same_bytes_each_time() -> None:
    assert not [term for triple in query_triples() for term in triple if isinstance(term, BNode)]
    assert query_text() == query_text()


def test_the_queries_can_be_asked_for_and_change_no_answer() -> None:
    with EmbeddedStore() as store:
        query_graph.fill(store)
        text = named_query("asks-on-topic").filled({})
        before = store.select(text)
        keep_vocabulary(store)
        assert store.select(text) == before
        found = store.select("SELECT ?q WHERE { ?q a sh:SPARQLSelectExecutable ; sh:parameter/sh:name ?name }")
        assert len(found) >= 20
