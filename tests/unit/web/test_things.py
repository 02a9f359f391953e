import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import URIRef
from rdflib.namespace import PROV

from kg.vocabulary import keep_vocabulary
from kg.withdrawal import withdraw
from tests import factories
from tests.unit.web.conftest import Shelf, shelf_in
from web.urls import path_of

EXTRACTION = factories.extraction()
DOCUMENT = EXTRACTION.document
STATEMENT = EXTRACTION.statements[0]
BASE = "https://w3id.org/warrant/"
RDF = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
}
THINGS = {
    "document": DOCUMENT.iri,
    "passage": STATEMENT.passage,
    "quote": STATEMENT.quote.iri,
    "statement": STATEMENT.iri,
    "actor": factories.ISSUER.iri,
    "topic": f"{BASE}id/topic/export-controls",
    "scheme": f"{BASE}id/scheme/role",
    "justification": EXTRACTION.justifications[0].iri,
    "extraction": EXTRACTION.iri,
    "ontology": f"{BASE}ontology",
}


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf_in(tmp_path_factory.mktemp("shelf")) as made:
        made.add(EXTRACTION, factories.TEXT)
        keep_vocabulary(made.store)
        yield made


@pytest.fixture
def reader(stocked: Shelf) -> FlaskClient:
    return stocked.client


@pytest.mark.parametrize("kind", THINGS)
def test_a_thing_is_itself_in_every_serialisation(reader: FlaskClient, kind: str) -> None:
    path = path_of(THINGS[kind])
    found = []
    for suffix, media_type in RDF.items():
        by_suffix = reader.get(f"{path}{suffix}")
        by_header = reader.get(path, headers={"Accept": media_type})
        assert (by_suffix.status_code, by_suffix.mimetype) == (200, media_type)
        assert by_suffix.data == by_header.data
        quads = set(ox.parse(by_suffix.data, ox.RdfFormat.from_media_type(media_type)))
        assert any(quad.subject == ox.NamedNode(THINGS[kind]) for quad in quads)
        found.append(quads)
    assert all(quads == found[0] for quads in found)


@pytest.mark.parametrize("kind", THINGS)
def test_a_thing_has_a_page_without_going_in_circles(reader: FlaskClient, kind: str) -> None:
    for address in (path_of(THINGS[kind]), f"{path_of(THINGS[kind])}.html"):
        response = reader.get(address, headers={"Accept": "text/html"}, follow_redirects=True)
        assert response.status_code == 200
        assert response.mimetype == "text/html"
        assert len(response.history) <= 1


@pytest.mark.parametrize("kind", THINGS)
def test_a_thing_has_json(reader: FlaskClient, kind: str) -> None:
    assert isinstance(reader.get(f"{path_of(THINGS[kind])}.json").get_json(), dict)


@pytest.mark.parametrize("kind", THINGS)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_a_thing_names_its_other_forms_and_varies(reader: FlaskClient, kind: str, accept: str) -> None:
    response = reader.get(path_of(THINGS[kind]), headers={"Accept": accept})
    links = " ".join(response.headers.getlist("Link"))
    other = "application/ld+json"
    assert f'rel="alternate"; type="{other}"' in links
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("kind", [kind for kind in THINGS if kind not in ("passage", "quote", "justification")])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json"])
def test_a_thing_that_has_not_changed_is_not_sent_again(reader: FlaskClient, kind: str, accept: str) -> None:
    first = reader.get(path_of(THINGS[kind]), headers={"Accept": accept})
    headers = {"Accept": accept, "If-None-Match": first.headers["ETag"]}
    second = reader.get(path_of(THINGS[kind]), headers=headers)
    assert (second.status_code, second.data) == (304, b"")


@pytest.mark.parametrize("kind", ["document", "statement", "topic", "scheme", "run", "graph", "model", "nonsense"])
@pytest.mark.parametrize("suffix", ["", ".ttl", ".json"])
def test_an_unknown_thing_is_not_found(reader: FlaskClient, kind: str, suffix: str) -> None:
    assert reader.get(f"/id/{kind}/00000000000000000000{suffix}").status_code == 404


def test_a_topic_shows_its_label_and_what_is_about_it(reader: FlaskClient) -> None:
    html = reader.get("/id/topic/export-controls").text
    assert re.search(r"<h1>Export controls</h1>", html)
    assert "Technology controls" in html


def test_a_term_leads_to_its_place_and_is_itself_as_rdf(reader: FlaskClient) -> None:
    assert reader.get("/ontology/Claim").location.endswith("/ontology#Claim")
    assert b"ontology#Claim" in reader.get("/ontology/Claim", headers={"Accept": "application/n-triples"}).data
    assert reader.get("/ontology/Unheard").status_code == 404


# --- what describes the graph ---


OWN_ADDRESSES = {
    "/queries": f"{BASE}queries",
    "/queries/asks-of-actor": f"{BASE}queries/asks-of-actor",
    "/concepts": f"{BASE}id/scheme/modality",
    "/shapes": f"{BASE}shapes#Document",
    "/void": f"{BASE}dataset",
    "/catalog": f"{BASE}catalog",
}


@pytest.mark.parametrize("path", OWN_ADDRESSES)
@pytest.mark.parametrize("suffix", RDF)
def test_what_describes_the_graph_answers_at_its_own_iri(reader: FlaskClient, path: str, suffix: str) -> None:
    answers = [
        reader.get(f"{path}{suffix}"),
        reader.get(path, headers={"Accept": RDF[suffix]}),
        reader.get(path, query_string={"format": RDF[suffix]}),
    ]
    for each in answers:
        assert (each.status_code, each.mimetype) == (200, RDF[suffix])
        assert "Accept" in each.headers["Vary"]
        assert 'rel="alternate"; type="' in " ".join(each.headers.getlist("Link"))
        found = ox.parse(each.data, ox.RdfFormat.from_media_type(RDF[suffix]))
        assert ox.NamedNode(OWN_ADDRESSES[path]) in {quad.subject for quad in found}
    again = reader.get(f"{path}{suffix}", headers={"If-None-Match": answers[0].headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", [*OWN_ADDRESSES, "/dataset"])
def test_people_who_follow_such_an_iri_come_to_a_page(reader: FlaskClient, path: str) -> None:
    response = reader.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert (response.status_code, response.mimetype) == (200, "text/html")


def test_the_dataset_leads_to_its_description(reader: FlaskClient) -> None:
    response = reader.get("/dataset", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert (response.request.path, response.mimetype) == ("/void", "text/turtle")


def test_one_query_is_given_with_its_parameters_and_no_other(reader: FlaskClient) -> None:
    found = list(ox.parse(reader.get("/queries/asks-of-actor.nt").data, ox.RdfFormat.N_TRIPLES))
    node = f"{BASE}queries/asks-of-actor"
    assert {quad.subject.value for quad in found} == {node, f"{node}#actor"}
    assert reader.get("/queries/unheard").status_code == 404


def test_the_context_makes_short_names_of_the_vocabulary(reader: FlaskClient) -> None:
    response = reader.get("/context.jsonld")
    assert response.mimetype == "application/ld+json"
    assert "w" in response.get_json(force=True)["@context"]


def test_turtle_declares_the_prefixes_that_it_uses(reader: FlaskClient) -> None:
    text = reader.get("/id/topic/export-controls.ttl").text
    declared = re.findall(r"@prefix ([a-z]+):", text)
    assert {"skos", "w"} <= set(declared)
    assert "eli" not in declared


# --- the graph store ---


@pytest.mark.parametrize("media_type", [*RDF.values(), "application/trig"])
def test_a_named_graph_is_given_by_its_iri_and_at_its_own_address(reader: FlaskClient, media_type: str) -> None:
    graph = DOCUMENT.graph_iri
    indirect = reader.get("/graphs", query_string={"graph": graph}, headers={"Accept": media_type})
    assert (indirect.status_code, indirect.mimetype) == (200, media_type)
    rdf_format = ox.RdfFormat.from_media_type(media_type)
    found = set(ox.parse(indirect.data, rdf_format))
    assert found
    if media_type in RDF.values():
        direct = reader.get(path_of(graph), headers={"Accept": media_type})
        assert set(ox.parse(direct.data, rdf_format)) == found


def test_the_default_graph_is_all_of_them(reader: FlaskClient) -> None:
    everything = reader.get("/graphs?default", headers={"Accept": "application/n-triples"}).data
    one = reader.get("/graphs", query_string={"graph": DOCUMENT.graph_iri, "format": "nt"}).data
    assert set(one.splitlines()) < set(everything.splitlines())


def test_a_graph_can_be_named_by_where_it_is_answered_for(reader: FlaskClient) -> None:
    for name in (path_of(DOCUMENT.graph_iri), f"http://localhost{path_of(DOCUMENT.graph_iri)}"):
        assert reader.get("/graphs", query_string={"graph": name}).status_code == 200


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("", "text/turtle", 400),
        ("default&graph=https://example.org/x", "text/turtle", 400),
        ("graph=https://example.org/%3Ex", "text/turtle", 400),
        ("graph=https://example.org/x", "text/turtle", 404),
        ("graph=file:///etc/passwd", "text/turtle", 404),
        ("default", "image/png", 406),
        ("default&format=csv", "*/*", 400),
    ],
)
def test_a_request_for_no_graph_has_its_status(reader: FlaskClient, query: str, accept: str, status: int) -> None:
    response = reader.get(f"/graphs?{query}", headers={"Accept": accept})
    assert response.status_code == status
    assert "Cache-Control" in response.headers


@pytest.mark.parametrize("method", ["put", "post", "delete", "patch"])
def test_a_graph_is_not_changed(reader: FlaskClient, method: str) -> None:
    response = getattr(reader, method)("/graphs?default", data="<a:b> <c:d> 1 .", content_type="text/turtle")
    assert response.status_code == 405
    assert {"GET", "HEAD"} <= set(response.headers["Allow"].replace(",", " ").split())


def test_head_of_a_graph_has_the_headers_and_no_body(reader: FlaskClient) -> None:
    response = reader.head("/graphs", query_string={"graph": DOCUMENT.graph_iri})
    assert response.data == b""
    assert int(response.headers["Content-Length"]) > 1000
    again = {"If-None-Match": response.headers["ETag"]}
    assert reader.get("/graphs", query_string={"graph": DOCUMENT.graph_iri}, headers=again).status_code == 304


# --- what is gone ---


@pytest.mark.parametrize("kind", ["justification", "statement"])
@pytest.mark.parametrize("suffix", ["", ".ttl", ".json", ".html"])
def test_what_was_withdrawn_is_gone_in_every_form(shelf: Shelf, kind: str, suffix: str) -> None:
    shelf.add(EXTRACTION, factories.TEXT)
    iri = THINGS[kind]
    mark = [(URIRef(iri), PROV.wasInvalidatedBy, URIRef(EXTRACTION.iri))]
    fewer = replace(EXTRACTION, justifications=(), statements=())
    shelf.add(fewer, factories.TEXT)
    shelf.store.replace_graph(f"{BASE}id/history/00000000000000000000", mark)
    response = shelf.client.get(f"{path_of(iri)}{suffix}", headers={"Accept": "text/html"})
    assert response.status_code == 410
    assert "withdrawn" in response.text


@pytest.mark.parametrize("suffix", ["", ".json", ".ttl"])
def test_a_document_withdrawn_by_hand_is_gone_with_its_reason_and_from_the_lists(filled: Shelf, suffix: str) -> None:
    document, statement = factories.document(), factories.extraction().statements[0]
    moment = datetime(2026, 5, 14, tzinfo=UTC)
    withdraw(filled.store, filled.index, document.iri, reason="Published by mistake", moment=moment)
    for iri in (document.iri, statement.iri):
        answer = filled.client.get(f"{path_of(iri)}{suffix}")
        assert answer.status_code == 410
        assert "Published by mistake" in answer.text
    assert document.title not in filled.client.get("/documents").text
