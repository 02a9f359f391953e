from rdflib import Literal, URIRef

from kg.query_graph import QUERIES_GRAPH
from kg.store import Store
from kg.vocabulary import VOCABULARY_GRAPHS, keep_vocabulary, term_graph
from ontology.resources import CONCEPTS_GRAPH, ONTOLOGY_GRAPH

TOPIC = "https://w3id.org/warrant/id/topic/export-controls"


def test_labels_of_topics_and_definitions_of_classes_can_be_asked_for(memory_store: Store) -> None:
    assert keep_vocabulary(memory_store)
    query = "SELECT ?name WHERE { $topic skos:prefLabel ?name }"
    assert [str(row["name"]) for row in memory_store.select(query, {"topic": URIRef(TOPIC)})] == ["export controls"]
    assert memory_store.ask("ASK { w:Recommendation skos:definition ?meaning }")


def test_a_store_that_has_them_is_left_alone(memory_store: Store) -> None:
    keep_vocabulary(memory_store)
    before, revision = list(memory_store.dump()), memory_store.revision()
    assert not keep_vocabulary(memory_store)
    assert list(memory_store.dump()) == before
    assert memory_store.revision() == revision


def test_an_older_version_is_replaced_whole(memory_store: Store) -> None:
    keep_vocabulary(memory_store)
    right = list(memory_store.dump())
    old = [(URIRef(TOPIC), URIRef("http://www.w3.org/2004/02/skos/core#prefLabel"), Literal("an old name"))]
    memory_store.replace_graph(CONCEPTS_GRAPH, old)
    assert keep_vocabulary(memory_store)
    assert list(memory_store.dump()) == right


def test_each_has_a_graph_of_its_own(memory_store: Store) -> None:
    keep_vocabulary(memory_store)
    assert memory_store.graphs() == tuple(sorted(VOCABULARY_GRAPHS))
    assert set(VOCABULARY_GRAPHS) == {ONTOLOGY_GRAPH, CONCEPTS_GRAPH, QUERIES_GRAPH}


def test_a_term_is_described_and_an_unknown_one_is_not() -> None:
    assert len(term_graph("Claim")) > 2
    assert not len(term_graph("Unheard"))
