"""Records and triples carry the same, in both directions and through every serialisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, XSD

from kg.errors import ShapeError
from kg.mapping import extraction_from, normalised, triples
from kg.model import Direction, Extraction, Role
from kg.terms import Triple
from ontology.namespaces import OA, PREFIXES, TOPIC, Warrant
from tests import factories
from tests.strategies import extractions

Trip = Callable[[Graph], Graph]


@pytest.fixture(scope="module", params=["nt", "turtle", "json-ld", "xml"])
def round_trip(request: pytest.FixtureRequest) -> Trip:
    """Give a function that writes a graph in one serialisation and reads it back."""
    serialisation: str = request.param

    def through(graph: Graph) -> Graph:
        data = graph.serialize(format=serialisation, encoding="utf-8")
        return Graph().parse(data=data, format=serialisation)

    return through


def graph_of(extraction: Extraction) -> Graph:
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in triples(extraction):
        graph.add(triple)
    return graph


@given(extraction=extractions())
@settings(max_examples=40, deadline=None)
def test_triples_give_the_records_back(extraction: Extraction) -> None:
    assert extraction_from(triples(extraction)) == normalised(extraction)


# rdflib's own JSON-LD reader and writer use its deprecated class.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@given(extraction=extractions())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_serialisation_gives_the_records_back(extraction: Extraction, round_trip: Trip) -> None:
    assert extraction_from(round_trip(graph_of(extraction))) == normalised(extraction)


@given(extraction=extractions())
@settings(max_examples=20, deadline=None)
def test_normalising_changes_no_triple(extraction: Extraction) -> None:
    assert set(triples(normalised(extraction))) == set(triples(extraction))


@given(extraction=extractions())
@settings(max_examples=20, deadline=None)
def test_normalising_twice_is_normalising_once(extraction: Extraction) -> None:
    assert normalised(normalised(extraction)) == normalised(extraction)


@given(extraction=extractions())
@settings(max_examples=20, deadline=None)
def test_terms_are_what_rdflib_would_make_of_them(extraction: Extraction) -> None:
    for triple in triples(extraction):
        for term in triple:
            if isinstance(term, Literal):
                expected = Literal(str(term), datatype=term.datatype, normalize=False)
                assert (term, term.value, term.ill_typed) == (expected, expected.value, expected.ill_typed)
            else:
                assert term == URIRef(str(term))
                assert type(term) is URIRef


def test_every_property_is_a_known_term() -> None:
    ours = {str(term) for namespace in (Warrant, OA) for term in dir(namespace)}
    used = {str(predicate) for _, predicate, _ in triples(factories.extraction())}
    assert {term for term in used if term.startswith((str(Warrant), str(OA)))} <= ours


def test_nothing_is_a_blank_node() -> None:
    assert all(isinstance(term, URIRef | Literal) for triple in triples(factories.extraction()) for term in triple)


def values(extraction: Extraction, subject: str, term: URIRef) -> set[Triple | object]:
    return {value for s, p, value in triples(extraction) if s == URIRef(subject) and p == term}


def test_a_confidence_is_a_decimal_of_four_places() -> None:
    extraction = factories.extraction()
    passage = replace(extraction.passages[0], confidence=0.123456)
    found = values(replace(extraction, passages=(passage,)), passage.iri, Warrant.confidence)
    assert found == {Literal("0.1235", datatype=XSD.decimal)}


@pytest.mark.parametrize(
    ("issued", "datatype"),
    [
        ("2026-05-14", XSD.date),
        ("2026-05", XSD.gYearMonth),
        ("2026", XSD.gYear),
        ("2026-02-30", None),  # no such day
        ("May 2026", None),
        ("٢٠٢٦", None),  # digits, but not those of XSD
    ],
)
def test_a_date_has_the_type_of_its_precision(issued: str, datatype: URIRef | None) -> None:
    extraction = factories.extraction(issued=issued)
    found = values(extraction, extraction.document.iri, DCTERMS.issued)
    assert [(str(value), getattr(value, "datatype", "")) for value in found] == [(issued, datatype)]


@pytest.mark.parametrize(
    ("url", "is_iri"),
    [
        ("https://example.org/a?b=c#d", True),
        ("urn:isbn:9780000000002", True),
        ("https://example.org/a b", False),  # a space
        ("https://example.org/100%", False),  # a percent sign that escapes nothing
        ("https://example.org/#a#b", False),  # two fragments
        ("javascript:alert(1)", False),  # not an address to link to
        ("/relative", False),
        ("https://exämple.org/", False),
    ],
)
def test_only_a_sound_address_becomes_an_iri(url: str, is_iri: bool) -> None:
    extraction = factories.extraction(url=url)
    (found,) = values(extraction, extraction.document.iri, DCTERMS.source)
    assert isinstance(found, URIRef) is is_iri
    assert str(found) == url


def test_a_supporting_premise_has_a_shortcut_from_its_target() -> None:
    extraction = factories.extraction()
    joined = next(j for j in extraction.justifications if j.direction is Direction.SUPPORTS)
    assert URIRef(joined.premises[0]) in values(extraction, joined.target, Warrant.supportedBy)


def test_a_disputing_premise_has_a_shortcut_of_its_own() -> None:
    extraction = factories.extraction()
    joined = next(j for j in extraction.justifications if j.direction is Direction.DISPUTES)
    assert values(extraction, joined.target, Warrant.disputedBy) == {URIRef(joined.premises[0])}


def test_a_topic_is_a_concept_of_the_topic_scheme() -> None:
    extraction = factories.extraction()
    found = {value for _, predicate, value in triples(extraction) if predicate == Warrant.topic}
    assert found == {TOPIC["compute"], TOPIC["chip-smuggling"], TOPIC["export-controls"]}


def test_an_author_is_named_as_its_actor_is() -> None:
    extraction = factories.extraction(authors=("the EXAMPLE institute",))
    assert normalised(extraction).document.authors == ("Example Institute",)


def test_an_author_without_an_actor_keeps_the_name() -> None:
    extraction = replace(factories.extraction(authors=("Somebody Else",)), statements=(), justifications=())
    assert extraction_from(triples(extraction)).document.authors == ("Somebody Else",)


def test_headings_that_look_like_the_separator_come_back() -> None:
    extraction = factories.extraction()
    passage = replace(extraction.passages[0], section=("a > b", "\\", "", " >"))
    read = extraction_from(triples(replace(extraction, passages=(passage,))))
    assert read.passages[0].section == ("a > b", "\\", "", " >")


def test_a_graph_without_a_document_is_refused() -> None:
    with pytest.raises(ShapeError, match="holds 0 documents"):
        extraction_from(())


def test_a_thing_without_a_needed_value_is_refused() -> None:
    extraction = factories.extraction()
    without = [triple for triple in triples(extraction) if triple[1] != Warrant.order]
    with pytest.raises(ShapeError, match=r"exactly one .*#order"):
        extraction_from(without)


def test_a_brief_is_a_document_as_well() -> None:
    extraction = factories.extraction(is_brief=True)
    assert {Warrant.Document, Warrant.Brief} <= values(extraction, extraction.document.iri, RDF.type)


def test_a_document_of_sentences_is_grounded_in_its_text() -> None:
    sentences = ((Role.CLAIM, "Chips are scarce."), (Role.RECOMMENDATION, "Congress should fund more of them."))
    extraction = factories.extraction_of(sentences, links=((0, 1, Direction.SUPPORTS),))
    text = factories.text_of(sentences)
    assert all(statement.quote.is_grounded_in(text) for statement in extraction.statements)
