"""Each export says the same argument: what is written is read back and compared with where it came from."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import PROV, RDF, XSD
from rdflib.term import Node

from kg.exports.aif import AIF, aif_graph, aif_json
from kg.exports.argdown import argdown, escaped
from kg.exports.argument import Argument
from kg.exports.claimreview import claim_reviews
from kg.exports.graphml import graphml
from kg.exports.nanopub import NANOPUBS, NP, artifact_code, nanopub
from kg.graph import argument_network, network_from_graphml
from kg.model import Direction, Justification, Recommendation
from kg.oxigraph import from_oxigraph
from ontology.namespaces import Warrant
from tests import factories

Links = set[tuple[frozenset[str], str, str]]


@pytest.fixture
def argument() -> Argument:
    """Two asks and three claims, with one justification of two premises besides the usual four."""
    made = factories.extraction()
    chips, found, close = made.statements[:3]
    several = Justification(
        premises=(chips.iri, found.iri), target=close.iri, direction=Direction.DISPUTES, confidence=0.5, cue="x"
    )
    return Argument.of_extraction(replace(made, justifications=(*made.justifications, several)))


def links_of(argument: Argument) -> Links:
    return {(frozenset(line.premises), line.target, line.direction.value) for line in argument.justifications}


# --- AIF ---


def test_aif_rdf_gives_back_every_link_and_every_word(argument: Argument) -> None:
    graph = Graph().parse(data=aif_graph(argument).serialize(format="turtle"), format="turtle")
    kinds = {AIF.inference: "supports", AIF.conflict: "disputes"}
    links = {
        (frozenset(map(str, graph.objects(node, AIF.premise))), str(graph.value(node, AIF.conclusion)), direction)
        for kind, direction in kinds.items()
        for node in graph.subjects(RDF.type, kind)
    }
    assert links == links_of(argument)
    texts = {str(node): str(graph.value(node, AIF.claim_text)) for node in graph.subjects(RDF.type, AIF.i_node)}
    assert texts == {iri: each.quote.exact for iri, each in argument.statements.items()}


def test_aif_json_gives_back_every_link(argument: Argument) -> None:
    data = json.loads(aif_json(argument))
    nodes = {node["nodeID"]: node for node in data["nodes"]}
    assert len(nodes) == len(data["nodes"])
    kinds = {"RA": "supports", "CA": "disputes"}
    links = set()
    for name, node in nodes.items():
        if node["type"] in kinds:
            premises = {nodes[e["fromID"]]["iri"] for e in data["edges"] if e["toID"] == name}
            (target,) = (nodes[e["toID"]]["iri"] for e in data["edges"] if e["fromID"] == name)
            links.add((frozenset(premises), target, kinds[node["type"]]))
    assert links == links_of(argument)


def test_aif_json_joins_no_two_contents_without_a_scheme_between(argument: Argument) -> None:
    data = json.loads(aif_json(argument))
    kinds = {node["nodeID"]: node["type"] for node in data["nodes"]}
    pairs = {(kinds[edge["fromID"]], kinds[edge["toID"]]) for edge in data["edges"]}
    assert pairs <= {("I", "RA"), ("I", "CA"), ("RA", "I"), ("CA", "I"), ("L", "YA"), ("YA", "I")}


def test_aif_json_says_who_speaks(argument: Argument) -> None:
    data = json.loads(aif_json(argument))
    assert {each["personID"] for each in data["locutions"]} == {"Example Institute", "Example Trade Group"}


# --- Argdown ---

_DEFINITION = re.compile(r"\[(?P<label>[^\]]+)\]: (?P<words>.*) #(?P<role>\w+) (?P<data>\{.*\})")
_RELATION = re.compile(r"  (?P<sign>[+-]) [\[<](?P<name>[^\]>]+)[\]>]")
_PREMISE = re.compile(r"\(\d+\) \[(?P<label>[^\]]+)\]\Z")


def read_argdown(text: str) -> tuple[dict[str, str], Links]:
    """Read back what the module writes: words by IRI, and links."""
    blocks = text.split("\n\n")
    iris: dict[str, str] = {}
    words: dict[str, str] = {}
    groups: dict[str, frozenset[str]] = {}
    relations: list[tuple[str, str, str]] = []
    for block in blocks[1:]:
        lines = block.splitlines()
        if match := _DEFINITION.match(lines[0]):
            iri = re.search(r'iri: "([^"]+)"', match["data"])
            assert iri is not None
            iris[match["label"]] = iri[1]
            words[iri[1]] = re.sub(r"\\(.)", r"\1", match["words"])
            found = [_RELATION.fullmatch(line) for line in lines[1:]]
            relations += [(each["sign"], each["name"], iri[1]) for each in found if each]
    for name, block in pairwise(blocks):
        if name.startswith("<"):
            premises = [match["label"] for line in block.splitlines() if (match := _PREMISE.match(line))]
            groups[name.strip("<>")] = frozenset(iris[label] for label in premises if label in iris)
    directions = {"+": "supports", "-": "disputes"}
    links = {
        (groups.get(name) or frozenset({iris[name]}), target, directions[sign]) for sign, name, target in relations
    }
    return words, links


def test_argdown_gives_back_every_link_and_every_word(argument: Argument) -> None:
    words, links = read_argdown(argdown(argument, title="Chips: {all} of them"))
    assert links == links_of(argument)
    assert words == {iri: each.quote.exact for iri, each in argument.statements.items()}


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("See [1] and <b>", r"See \[1\] and \<b\>"),
        ("- first", r"\- first"),
        ("(1) first", r"\(1) first"),
        ("https://example.org", r"https\:\//example.org"),
        ("one\ntwo", "one two"),
        (r"a\b", r"a\\b"),
    ],
)
def test_argdown_takes_no_words_for_its_own_signs(words: str, written: str) -> None:
    assert escaped(words) == written


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_argdown_words_come_back_but_for_white_space(words: str) -> None:
    assert re.sub(r"\\(.)", r"\1", escaped(words)) == " ".join(words.split())


# --- nanopublications ---


def read_nanopub(text: str) -> tuple[str, dict[str, Graph]]:
    """Give the name of a nanopublication and its graphs by the last part of their names."""
    parts: dict[str, Graph] = {}
    for quad in ox.parse(text.encode(), ox.RdfFormat.TRIG):
        part = str(quad.graph_name.value).rpartition("#")[2]
        parts.setdefault(part, Graph()).add(tuple(map(from_oxigraph, quad.triple)))
    (this,) = parts["Head"].subjects(RDF.type, NP.Nanopublication)
    return str(this), parts


def test_a_nanopublication_has_the_four_graphs_that_its_head_names(argument: Argument) -> None:
    this, parts = read_nanopub(nanopub(argument, next(iter(argument.statements)), factories.PROCESS))
    assert set(parts) == {"Head", "assertion", "provenance", "pubinfo"}
    links = (NP.hasAssertion, NP.hasProvenance, NP.hasPublicationInfo)
    named = [parts["Head"].value(URIRef(this), each) for each in links]
    assert named == [URIRef(f"{this}#{part}") for part in ("assertion", "provenance", "pubinfo")]
    # What the guidelines of nanopub.net ask for: provenance of the assertion, and info about the publication.
    assert list(parts["provenance"].triples((URIRef(f"{this}#assertion"), None, None)))
    assert list(parts["pubinfo"].triples((URIRef(this), None, None)))


def test_a_nanopublication_is_named_by_what_it_says(argument: Argument) -> None:
    this, parts = read_nanopub(nanopub(argument, next(iter(argument.statements))))
    key, code = this.removeprefix(NANOPUBS).split("/")
    assert next(iter(argument.statements)).endswith(f"/{key}")
    assert re.fullmatch(r"RA[A-Za-z0-9_-]{43}", code)

    def unnamed(term: Node) -> Node:
        is_ours = isinstance(term, URIRef) and term.startswith(this)
        return URIRef(str(term).replace(f"{key}/{code}", "pending")) if is_ours else term

    quads = [
        (URIRef(f"{NANOPUBS}pending#{part}"), *map(unnamed, triple))
        for part, graph in parts.items()
        for triple in graph
    ]
    assert artifact_code(quads, f"{NANOPUBS}{key}/") == code  # type: ignore[arg-type]


def test_the_name_is_what_another_implementation_of_trusty_uris_gives() -> None:
    this = f"{NANOPUBS}pending"
    graph, subject, predicate = URIRef(f"{this}#a"), URIRef("http://e.org/s"), URIRef("http://e.org/p")
    values = [
        Literal("two\nlines \\ and \u00e9"), Literal("two", lang="en-GB"), Literal("two"),
        Literal("0.9", datatype=XSD.decimal), URIRef(f"{this}#Head"),
    ]  # fmt: skip
    quads = [(graph, subject, predicate, value) for value in values]
    quads.append((URIRef(f"{this}#Head"), URIRef(this), RDF.type, URIRef("http://e.org/Z")))
    # Computed by the Python package `nanopub`, version 2.0.1.
    assert artifact_code(quads) == "RAgTFETnMiDS_cvwgHrnW9IoUn_KZbjxymCKZ7CNjW40Y"


def test_another_word_gives_another_name(argument: Argument) -> None:
    iris = list(argument.statements)
    assert read_nanopub(nanopub(argument, iris[0]))[0] != read_nanopub(nanopub(argument, iris[1]))[0]


def test_equal_readings_give_equal_nanopublications(argument: Argument) -> None:
    iri = next(iter(argument.statements))
    assert nanopub(argument, iri, factories.PROCESS) == nanopub(argument, iri, factories.PROCESS)


def test_the_confidence_of_the_reading_is_no_part_of_the_assertion(argument: Argument) -> None:
    _, parts = read_nanopub(nanopub(argument, next(iter(argument.statements))))
    assert not list(parts["assertion"].subject_objects(Warrant.confidence))
    assert list(parts["provenance"].subject_objects(Warrant.confidence))
    assert list(parts["provenance"].subject_objects(PROV.hadPrimarySource))


# --- schema.org ---


def test_claims_come_without_a_rating_and_recommendations_not_at_all(argument: Argument) -> None:
    nodes = json.loads(claim_reviews(argument))["@graph"]
    claims = {node["@id"] for node in nodes if node["@type"] == "Claim"}
    asks = {iri for iri, each in argument.statements.items() if isinstance(each, Recommendation)}
    assert claims == set(argument.statements) - asks
    assert not any("reviewRating" in node for node in nodes)


def test_only_somebody_else_reviews_a_claim() -> None:
    made = factories.extraction()
    chips, critics = made.statements[0], made.statements[3]
    dispute = factories.justification(critics, chips, Direction.DISPUTES)
    argument = Argument.of_extraction(replace(made, justifications=(*made.justifications, dispute)))
    reviews = [n for n in json.loads(claim_reviews(argument))["@graph"] if n["@type"] == "ClaimReview"]
    assert [(n["author"]["name"], n["claimReviewed"]) for n in reviews] == [
        ("Example Trade Group", factories.CHIPS_DECIDE)
    ]
    assert reviews[0]["reviewBody"] == factories.CRITICS_SAY


def test_the_json_ld_needs_nothing_from_elsewhere(argument: Argument) -> None:
    quads = list(ox.parse(claim_reviews(argument).encode(), ox.RdfFormat.JSON_LD))
    claim = ox.NamedNode("https://schema.org/Claim")
    assert sum(quad.object == claim for quad in quads) == 3


# --- GraphML ---


def test_graphml_comes_back_through_networkx(argument: Argument) -> None:
    back, made = network_from_graphml(graphml(argument)), argument_network([argument])
    assert dict(back.nodes(data=True)) == dict(made.nodes(data=True))
    edges = {(start, end, key): data for start, end, key, data in made.edges(keys=True, data=True)}
    # networkx gives the id as a value besides.
    assert {(s, e, k): {**d, "id": k} for (s, e, k), d in edges.items()} == {
        (s, e, k): {**d, "id": k} for s, e, k, d in back.edges(keys=True, data=True)
    }


def test_graphml_holds_words_that_xml_cannot_write() -> None:
    text = "A\u0001 <b> & \U0001f52c"
    made = factories.extraction_of([(factories.Role.CLAIM, text)])
    back = network_from_graphml(graphml(Argument.of_extraction(made)))
    assert [words for _, words in back.nodes(data="words")] == ["A\ufffd <b> & \U0001f52c"]
