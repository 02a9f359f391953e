"""The concept schemes agree with the records' closed lists, and the topics are fit for finding."""

from __future__ import annotations

from enum import StrEnum

import pytest
from rdflib import RDF, Node, URIRef
from rdflib.namespace import SKOS

from kg.model import (
    ActorKind,
    CitationKind,
    Direction,
    Instrument,
    Modality,
    PassageKind,
    Polarity,
    ReviewState,
    Role,
    SourceKind,
)
from kg.terms import concept_iri, scheme_name
from ontology.namespaces import SCHEME, TOPIC
from ontology.resources import Concept, concepts, concepts_graph

ENUMERATIONS: tuple[type[StrEnum], ...] = (
    ActorKind, CitationKind, Direction, Instrument, Modality, PassageKind, Polarity, ReviewState, Role, SourceKind,
)  # fmt: skip
GRAPH = concepts_graph()
CONCEPTS = sorted(GRAPH.subjects(RDF.type, SKOS.Concept), key=str)
TOPICS = concepts("topic")


def name_of(value: object) -> str:
    return getattr(value, "__name__", None) or str(value).rpartition("/id/")[2] or str(value)


@pytest.mark.parametrize("enumeration", ENUMERATIONS, ids=name_of)
def test_a_scheme_has_the_members_of_its_enumeration(enumeration: type[StrEnum]) -> None:
    found = {concept.notation: concept.iri for concept in concepts(scheme_name(enumeration))}
    assert found == {member.value: str(concept_iri(member)) for member in enumeration}


def test_the_implementation_statuses_are_complete() -> None:
    expected = {"proposed", "introduced", "partly_enacted", "enacted", "reversed", "rejected", "no_text_yet"}
    assert {concept.notation for concept in concepts("implementation-status")} == expected


@pytest.mark.parametrize(("scheme", "number"), [("csc-status", 5), ("gao-status", 3)])
def test_the_labels_of_other_trackers_match_ours(scheme: str, number: int) -> None:
    others = concepts(scheme)
    ours = {URIRef(concept.iri) for concept in concepts("implementation-status")}
    assert len(others) == number
    for concept in others:
        (match,) = GRAPH.objects(URIRef(concept.iri), SKOS.closeMatch)
        assert match in ours
        assert (match, SKOS.closeMatch, URIRef(concept.iri)) in GRAPH


@pytest.mark.parametrize("iri", CONCEPTS, ids=name_of)
def test_an_iri_ends_in_the_notation(iri: Node) -> None:
    (scheme,) = GRAPH.objects(iri, SKOS.inScheme)
    notation = GRAPH.value(iri, SKOS.notation)
    is_topic = scheme == SCHEME["topic"]
    assert iri == (TOPIC[str(notation)] if is_topic else URIRef(f"{scheme}/{notation}"))


def test_labels_differ_within_a_scheme() -> None:
    for scheme in GRAPH.subjects(RDF.type, SKOS.ConceptScheme):
        labels = [concept.label for concept in concepts(str(scheme).removeprefix(str(SCHEME)))]
        assert len(set(labels)) == len(labels) > 0


def test_there_are_topics_enough() -> None:
    assert len(TOPICS) >= 30


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.notation)
def test_a_topic_is_defined_and_findable(topic: Concept) -> None:
    assert topic.definition.endswith(".")
    assert len(topic.definition.split()) >= 5
    assert topic.hidden_labels
    assert all(label == label.lower() == " ".join(label.split()) for label in topic.hidden_labels)


def test_a_phrase_shows_one_topic_only() -> None:
    labels = [label for topic in TOPICS for label in topic.hidden_labels]
    assert sorted(labels) == sorted(set(labels))


def test_broader_and_narrower_are_each_other_reversed() -> None:
    broader = {(low, high) for low, high in GRAPH.subject_objects(SKOS.broader)}
    narrower = {(low, high) for high, low in GRAPH.subject_objects(SKOS.narrower)}
    assert broader == narrower


def test_every_topic_is_below_a_top_concept() -> None:
    by_notation = {topic.notation: topic for topic in TOPICS}
    for topic in TOPICS:
        seen: list[str] = []
        above: Concept | None = topic
        while above is not None:
            assert above.notation not in seen
            seen.append(above.notation)
            above = by_notation[above.broader] if above.broader is not None else None
        assert (TOPIC[seen[-1]], SKOS.topConceptOf, SCHEME["topic"]) in GRAPH


@pytest.mark.parametrize(
    ("sentence", "notation"),
    [
        ("close loopholes for smuggled chips", "chip-smuggling"),
        ("rent chips in foreign data centers", "remote-access"),
        ("deter distillation attacks through legislation", "distillation-attacks"),
        ("promote the export of the american ai stack", "ai-stack-exports"),
        ("tighten export controls on lithography", "semiconductor-manufacturing-equipment"),
        ("a moratorium on state ai laws", "state-law-preemption"),
    ],
)
def test_a_plain_ask_shows_its_topic(sentence: str, notation: str) -> None:
    topic = next(topic for topic in TOPICS if topic.notation == notation)
    assert any(label in sentence for label in topic.hidden_labels)
