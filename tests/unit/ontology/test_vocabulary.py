"""The vocabulary file and the closed namespace say the same, and every term is explained and under a standard one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.namespace import OWL, SKOS

from ontology.namespaces import OA, PREFIXES, SEPIO, Warrant
from ontology.resources import ontology_graph

GRAPH = ontology_graph()
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
OURS = str(Warrant)
OWN_PREFIXES = {"w", "id", "topic", "scheme"}
TERMS = sorted(term for kind in KINDS for term in GRAPH.subjects(RDF.type, kind) if isinstance(term, URIRef))
CLASSES = [term for term in TERMS if (term, RDF.type, OWL.Class) in GRAPH]
PROPERTIES = sorted(set(TERMS) - set(CLASSES))


def local(term: object) -> str:
    return str(term).removeprefix(OURS)


def supers(term: URIRef) -> set[URIRef]:
    link = RDFS.subClassOf if term in CLASSES else RDFS.subPropertyOf
    return {parent for parent in GRAPH.objects(term, link) if isinstance(parent, URIRef)}


def test_file_and_namespace_list_the_same_terms() -> None:
    assert {str(term) for term in TERMS} == {str(term) for term in dir(Warrant)}


def test_a_misspelt_term_is_an_error() -> None:
    with pytest.raises(AttributeError, match="Suggestion"):
        Warrant.Suggestion  # noqa: B018


def test_a_misspelt_term_of_web_annotation_is_an_error() -> None:
    with pytest.raises(AttributeError, match="exakt"):
        OA.exakt  # noqa: B018


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_a_term_is_explained(term: URIRef) -> None:
    for annotation in (RDFS.label, SKOS.definition, SKOS.example):
        (text,) = GRAPH.objects(term, annotation)
        assert str(text).strip()
    assert GRAPH.value(term, RDFS.isDefinedBy) == URIRef("https://w3id.org/warrant/ontology")


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_a_term_is_under_a_standard_one(term: URIRef) -> None:
    namespaces = tuple(namespace for prefix, namespace in PREFIXES.items() if prefix not in OWN_PREFIXES)
    assert any(str(parent).startswith(namespaces) for parent in supers(term))


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_an_example_uses_its_term_and_known_terms_only(term: URIRef) -> None:
    (example,) = GRAPH.objects(term, SKOS.example)
    words = {word.removeprefix("w:") for word in str(example).replace(",", " ").split() if word.startswith("w:")}
    assert local(term) in words
    assert words <= {local(each) for each in TERMS}


@pytest.mark.parametrize("term", PROPERTIES, ids=local)
def test_a_property_has_the_kind_of_its_range(term: URIRef) -> None:
    is_of_data = (term, RDF.type, OWL.DatatypeProperty) in GRAPH
    ranges = [str(each) for each in GRAPH.objects(term, RDFS.range)]
    assert all(each.startswith(PREFIXES["xsd"]) is is_of_data for each in ranges)
    assert ranges or not is_of_data


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_own_terms_that_are_referred_to_exist(term: URIRef) -> None:
    referred = [value for value in GRAPH.objects(term, None) if isinstance(value, URIRef) and value.startswith(OURS)]
    assert {str(each) for each in referred} <= {str(each) for each in TERMS}


def test_no_own_class_is_under_itself() -> None:
    for term in CLASSES:
        assert term not in set(GRAPH.transitive_objects(term, RDFS.subClassOf)) - {term}
        assert (term, RDFS.subClassOf, term) not in GRAPH


# Names for opaque numbers, seen in SEPIO's ontology file.
SEPIO_NUMBERS = {
    "proposition": "0000000",
    "assertion": "0000001",
    "evidence_line": "0000002",
    "has_evidence_line": "0000006",
    "asserts_proposition": "0000030",
    "has_evidence_item": "0000084",
    "confidence_score": "0000168",
    "statement": "0000174",
    "has_evidence_direction": "0000183",
    "recommendation": "0000431",
    "has_supporting_evidence": "0000440",
    "has_disputing_evidence": "0000441",
}


@pytest.mark.parametrize(("name", "number"), SEPIO_NUMBERS.items())
def test_a_readable_name_stands_for_its_sepio_number(name: str, number: str) -> None:
    assert getattr(SEPIO, name) == URIRef(f"http://purl.obolibrary.org/obo/SEPIO_{number}")


@pytest.mark.parametrize(
    ("term", "parent"),
    [
        (Warrant.Recommendation, SEPIO.recommendation),
        (Warrant.Claim, SEPIO.assertion),
        (Warrant.Justification, SEPIO.evidence_line),
        (Warrant.Proposition, SEPIO.proposition),
        (Warrant.Statement, SEPIO.statement),
        (Warrant.confidence, SEPIO.confidence_score),
        (Warrant.supportedBy, SEPIO.has_supporting_evidence),
        (Warrant.disputedBy, SEPIO.has_disputing_evidence),
        (Warrant.premise, SEPIO.has_evidence_item),
        (Warrant.direction, SEPIO.has_evidence_direction),
        (Warrant.Quote, OA.SpecificResource),
    ],
)
def test_the_spine_is_that_of_the_standards(term: URIRef, parent: URIRef) -> None:
    assert parent in supers(term)


def test_labels_are_english() -> None:
    labels = {label for term in TERMS for label in GRAPH.objects(term, RDFS.label)}
    assert {label.language for label in labels if isinstance(label, Literal)} == {"en"}


def test_prefixes_are_all_different() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_the_description_of_the_graph_uses_known_terms_only() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "graph.md").read_text(encoding="utf-8")
    used = set(re.findall(r"(?<![\w/])w:(\w+)", page))
    assert used
    assert used <= {local(term) for term in TERMS}
