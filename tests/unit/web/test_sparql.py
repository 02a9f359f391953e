import pytest
from flask.testing import FlaskClient

from kg.errors import QueryTimeoutError
from kg.named_queries import named_query, names
from tests.unit.web.conftest import Shelf
from web.sparql import short

ROWS = "SELECT ?s WHERE { ?s a w:Recommendation } ORDER BY ?s"
GRAPH = "CONSTRUCT { ?s a w:Recommendation } WHERE { ?s a w:Recommendation }"
DATA = {"Accept": "application/sparql-results+json"}


def test_the_form_shows_examples_and_prefixes(client: FlaskClient) -> None:
    html = client.get("/sparql").text
    assert named_query("disputed").purpose in html
    assert "https://w3id.org/warrant/ontology#" in html


def test_a_query_shows_its_rows_as_links_into_the_pages(client: FlaskClient) -> None:
    html = client.get("/sparql", query_string={"query": ROWS}, headers={"Accept": "text/html"}).text
    assert "2 rows" in html
    assert 'href="/id/statement/' in html
    assert "format=csv" in html


@pytest.mark.parametrize(
    ("accept", "media_type", "begin"),
    [
        ("application/sparql-results+json", "application/sparql-results+json", "{"),
        ("application/json", "application/sparql-results+json", "{"),
        ("*/*", "application/sparql-results+json", "{"),
        ("text/csv", "text/csv", "s\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", "?s\n"),
    ],
)
def test_rows_come_in_the_form_that_is_asked_for(client: FlaskClient, accept: str, media_type: str, begin: str) -> None:
    response = client.get("/sparql", query_string={"query": ROWS}, headers={"Accept": accept})
    assert response.mimetype == media_type
    assert response.text.startswith(begin)


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/ld+json"])
def test_graphs_come_in_the_form_that_is_asked_for(client: FlaskClient, accept: str) -> None:
    response = client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": accept})
    assert response.mimetype == accept
    assert "id/statement/" in response.text or "id:statement" in response.text


def test_a_query_can_be_posted_as_a_form_or_as_it_is(client: FlaskClient) -> None:
    by_form = client.post("/sparql", data={"query": ROWS}, headers=DATA)
    as_it_is = client.post("/sparql", data=ROWS, content_type="application/sparql-query", headers=DATA)
    assert by_form.get_json(force=True) == as_it_is.get_json(force=True)
    assert len(by_form.get_json(force=True)["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT ?s WHERE { ?s ?p }", "malformed"),
        ("DELETE WHERE { ?s ?p ?o }", "isn't allowed"),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", "no graph"),
    ],
)
def test_a_query_that_is_not_answered_says_why_in_both_forms(client: FlaskClient, query: str, word: str) -> None:
    data = client.get("/sparql", query_string={"query": query}, headers=DATA)
    assert data.status_code == 400
    assert word in data.get_json()["error"]["message"]
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert "No answer." in page.text
    assert "</textarea>" in page.text


def test_a_query_out_of_time_is_a_503_and_never_a_short_answer(filled: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object, **__: object) -> None:
        raise QueryTimeoutError("The query ran past its limit.")

    monkeypatch.setattr(filled.store, "answer", run_out)
    for accept in ("text/html", "text/csv"):
        response = filled.client.get("/sparql", query_string={"query": ROWS}, headers={"Accept": accept})
        assert response.status_code == 503
        assert "past its limit" in response.text


@pytest.mark.parametrize(
    ("request_fields", "status"),
    [
        ({"query_string": {"query": ROWS}, "headers": {"Accept": "image/png"}}, 406),
        ({"query_string": {"query": ROWS, "format": "xlsx"}}, 400),
        ({"query_string": [("query", ROWS), ("query", ROWS)]}, 400),
        ({"query_string": {"query": ROWS, "default-graph-uri": "http://example.org/"}}, 400),
        ({"query_string": {"query": f"{ROWS} # {'x' * 60_000}"}}, 413),
        ({"method": "POST", "data": {"other": "x"}}, 400),
        ({"method": "POST", "data": "x", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": b"x" * 2_000_000, "content_type": "application/sparql-query"}, 413),
        ({"method": "PUT"}, 405),
    ],
)
def test_a_request_that_is_none_has_its_status(
    client: FlaskClient, request_fields: dict[str, object], status: int
) -> None:
    fields = {"headers": {"Accept": "application/json"}, **request_fields}
    response = client.open("/sparql", **fields)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.get_json()["error"]["status"] == status


def test_an_empty_query_shows_the_form(client: FlaskClient) -> None:
    assert client.get("/sparql?query=").status_code == 200


@pytest.mark.parametrize("name", [name for name in names() if not named_query(name).parameters])
def test_every_example_runs_and_finds_something(client: FlaskClient, name: str) -> None:
    response = client.get("/sparql", query_string={"query": named_query(name).text}, headers=DATA)
    found = response.get_json(force=True)["results"]["bindings"]
    assert (len(found) > 0) is (name != "unsupported")


def test_an_ask_is_answered_with_yes_or_no(client: FlaskClient) -> None:
    html = client.get("/sparql", query_string={"query": "ASK { ?s a w:Claim }"}, headers={"Accept": "text/html"}).text
    assert '<p class="lead">Yes</p>' in html


def test_iris_are_shortened_by_the_longest_prefix() -> None:
    assert short("https://w3id.org/warrant/id/topic/compute") == "topic:compute"
    assert short("https://example.org/x") == "https://example.org/x"
