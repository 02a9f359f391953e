"""Releases over HTTP: the list, the files, SPARQL on the graph as it was; VoID and DCAT of the graph of today."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID, XSD

from kg.data import DataDirectory
from kg.index import Index
from kg.mapping import triples
from kg.model import Role
from kg.release import write_release
from kg.releases import Releases
from kg.void import DATASET, release_iri
from ontology.namespaces import Warrant
from tests import factories
from web.app import create_app
from web.settings import Settings

COUNT = "SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE { ?d a w:Document }"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a graph with two documents and a release that has one of them."""
    data = DataDirectory(tmp_path_factory.mktemp("data"))
    first = factories.extraction()
    second = factories.extraction_of([(Role.CLAIM, "Something else.")], title="Later", url="https://example.org/2")
    with data.open_store() as store, Index.open(data.index_path) as index:
        store.replace_graph(first.document.graph_iri, triples(first))
        write_release(store, data.path / "out", version="2026.1", issued="2026-05")
        Releases(data.path).keep(data.path / "out")
        store.replace_graph(second.document.graph_iri, triples(second))
        app = create_app(Settings(data=data.path, query_timeout=5), store, index=index)
        yield app.test_client()
        app.extensions["warrant-releases"].servers.close()


def test_the_list_leads_to_the_release(client: FlaskClient) -> None:
    html = client.get("/releases", headers={"Accept": "text/html"}).text
    assert 'href="/releases/2026.1"' in html
    (said,) = client.get("/releases?format=json").get_json()["releases"]
    assert (said["version"], said["issued"], said["documents"]) == ("2026.1", "2026-05", 1)


def test_the_page_says_how_to_cite_it(client: FlaskClient) -> None:
    html = client.get("/releases/2026.1", headers={"Accept": "text/html"}).text
    assert release_iri("2026.1") in html
    assert "/releases/2026.1/tables/claims.csv" in html


def test_the_files_are_those_that_the_manifest_names(client: FlaskClient) -> None:
    with client.get("/releases/2026.1/SHA256SUMS") as listed:
        manifest = listed.text
    for digest, name in (line.split("  ") for line in manifest.splitlines()):
        with client.get(f"/releases/2026.1/{name}") as response:
            assert sha256(response.data).hexdigest() == digest
            assert "immutable" in response.headers["Cache-Control"]
    with client.get("/releases/2026.1/graph.nq") as response:
        assert response.mimetype == "application/n-quads"


@pytest.mark.parametrize("path", ["/sparql", "/releases/2026.1/sparql"])
def test_each_endpoint_describes_itself_and_no_other(client: FlaskClient, path: str) -> None:
    told = Graph().parse(data=client.get(path, headers={"Accept": "text/turtle"}).data, format="turtle")
    ends = set(told.objects(None, URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")))
    assert ends == {URIRef(f"http://localhost{path}")} == set(told.objects(None, VOID.sparqlEndpoint))


NAMES = "SELECT ?name WHERE { ?actor a w:Actor ; skos:prefLabel ?name }"


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        (NAMES, "here repeat another"),
        (NAMES.replace("SELECT", "SELECT DISTINCT"), None),
        ("SELECT (COUNT(?actor) AS ?n) WHERE { ?actor a w:Actor }", "may count more than once"),
        (COUNT, None),
    ],
)
def test_rows_that_come_once_for_each_document_are_told_of(client: FlaskClient, query: str, notice: str | None) -> None:
    html = client.get("/sparql", query_string={"query": query, "format": "html"}).text
    assert ("banner-brief" in html) is (notice is not None)
    assert notice is None or notice in html
    if notice == "here repeat another":
        assert "query=SELECT+DISTINCT+%3Fname" in html


@pytest.mark.parametrize(
    "path", ["/releases/1", "/releases/..", "/releases/2026.1/../store/CURRENT", "/releases/2026.1/nothing.csv"]
)
def test_nothing_else_is_given(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(("path", "documents"), [("/releases/2026.1/sparql", "1"), ("/sparql", "2")])
def test_a_past_release_answers_as_it_was(client: FlaskClient, path: str, documents: str) -> None:
    rows = client.get(path, query_string={"query": COUNT, "format": "csv"})
    assert rows.text.split() == ["n", documents]
    posted = client.post(path, data=COUNT, content_type="application/sparql-query", headers={"Accept": "text/csv"})
    assert posted.text == rows.text


def test_a_past_release_is_only_read(client: FlaskClient) -> None:
    assert client.get("/releases/2026.1/sparql", query_string={"query": "DROP ALL"}).status_code == 400
    assert client.get("/releases/1/sparql", query_string={"query": COUNT}).status_code == 404


@pytest.mark.parametrize("path", ["/void", "/.well-known/void"])
def test_void_describes_the_graph_of_today(client: FlaskClient, path: str) -> None:
    void = Graph().parse(data=client.get(path).text, format="turtle")
    (documents,) = void.subjects(VOID["class"], Warrant.Document)
    assert void.value(documents, VOID.entities) == Literal(2)
    (counted,) = void.subjects(RDF.type, VOID.DatasetDescription)
    when = void.value(counted, DCTERMS.created)
    assert isinstance(when, Literal)
    assert when.datatype == XSD.dateTime
    assert void.value(URIRef(DATASET), VOID.sparqlEndpoint) == URIRef("http://localhost/sparql")


def test_the_catalogue_lists_today_and_the_releases(client: FlaskClient) -> None:
    dcat = Graph().parse(data=client.get("/catalog").text, format="turtle")
    assert set(dcat.subjects(RDF.type, DCAT.Dataset)) == {URIRef(DATASET), URIRef(release_iri("2026.1"))}
    assert str(dcat.value(URIRef(release_iri("2026.1")), DCTERMS.issued)) == "2026-05"


def test_without_a_data_directory_there_are_none(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    with data.open_store() as store, Index.open(data.index_path) as index:
        bare = create_app(Settings(), store, index=index, archive=data.archive).test_client()
        assert bare.get("/releases?format=json").get_json() == {"releases": []}
        assert bare.get("/releases/1").status_code == 404


def test_the_form_of_a_past_release_stays_with_it(client: FlaskClient) -> None:
    html = client.get("/releases/2026.1/sparql", query_string={"query": COUNT, "format": "html"}).text
    assert 'action="/releases/2026.1/sparql"' in html
    assert "a past release" in html
    assert 'action="/sparql"' not in html


def test_the_graph_is_counted_once_for_each_state_and_for_one_at_a_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    portrayed = client.application.extensions["warrant-void"]
    assert client.get("/void").status_code == 200
    assert portrayed._known is portrayed.census(client.application.extensions["warrant"].store)
    monkeypatch.setattr(portrayed, "_known", None)
    with portrayed._lock:
        assert client.get("/void").status_code == 503
    assert client.get("/void").status_code == 200
