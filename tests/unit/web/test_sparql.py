import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from datetime import UTC, datetime

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.answers import AnswerSpool
from kg.errors import QueryTimeoutError, TooManyQueriesError
from kg.named_queries import examples, named_query, names
from kg.provenance import IngestRunRecord, run_triples
from tests import factories
from tests.unit.web.conftest import Shelf
from web.app import create_app
from web.settings import Settings
from web.sparql.form import short

ROWS = "SELECT ?s WHERE { ?s a w:Recommendation } ORDER BY ?s"
GRAPH = "CONSTRUCT { ?s a w:Recommendation } WHERE { ?s a w:Recommendation }"
ASK = "ASK { ?s a w:Claim }"
GRAPH_NAME = factories.document().graph_iri
JSON = "application/sparql-results+json"
DATA = {"Accept": JSON}


def rows_of(text: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(text)["results"]["bindings"]
    return found


# --- the form ---


def test_the_form_shows_examples_prefixes_and_limits(client: FlaskClient) -> None:
    html = client.get("/sparql").text
    first = next(query for queries in examples().values() for query in queries)
    assert first.question.partition("'")[0] in html
    assert "https://w3id.org/warrant/ontology#" in html
    assert "1,000,000 rows" in html


def test_a_query_shows_its_rows_as_links_into_the_pages(client: FlaskClient) -> None:
    html = client.get("/sparql", query_string={"query": ROWS}, headers={"Accept": "text/html"}).text
    assert "2 rows" in html
    assert 'href="/id/statement/' in html
    assert "format=csv" in html


def test_a_page_that_cannot_show_all_rows_says_so(kept: Shelf) -> None:
    app = create_app(Settings(page_rows=1), kept.store, index=kept.index, archive=kept.archive)
    html = app.test_client().get("/sparql", query_string={"query": ROWS, "format": "html"}).text
    assert "first 1 of 2 rows" in html


def test_an_ask_is_answered_with_yes_or_no(client: FlaskClient) -> None:
    html = client.get("/sparql", query_string={"query": ASK}, headers={"Accept": "text/html"}).text
    assert '<p class="lead">Yes</p>' in html


def test_a_graph_is_shown_as_turtle(client: FlaskClient) -> None:
    html = client.get("/sparql", query_string={"query": GRAPH, "format": "html"}).text
    assert "w:Recommendation" in html
    assert "format=rdfxml" in html


def test_an_empty_query_shows_the_form(client: FlaskClient) -> None:
    assert client.get("/sparql?query=").status_code == 200


def test_iris_are_shortened_by_the_longest_prefix() -> None:
    assert short("https://w3id.org/warrant/id/topic/compute") == "topic:compute"
    assert short("https://example.org/x") == "https://example.org/x"


# --- forms of answers ---


@pytest.mark.parametrize(
    ("accept", "media_type", "begin"),
    [
        (JSON, JSON, "{"),
        ("application/json", JSON, "{"),
        ("*/*", JSON, "{"),
        ("", JSON, "{"),
        ("text/csv", "text/csv", "s\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", "?s\n"),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("application/xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6, image/png", "application/sparql-results+xml", "<?xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml", "<?xml"),
    ],
)
def test_rows_come_in_the_form_that_is_asked_for(client: FlaskClient, accept: str, media_type: str, begin: str) -> None:
    response = client.get("/sparql", query_string={"query": ROWS}, headers={"Accept": accept} if accept else {})
    assert response.mimetype == media_type
    assert response.text.startswith(begin)
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(
    "accept",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig",
     "application/n-quads"],
)  # fmt: skip
def test_graphs_come_in_the_form_that_is_asked_for(client: FlaskClient, accept: str) -> None:
    response = client.get("/sparql", query_string={"query": GRAPH}, headers={"Accept": accept})
    assert response.mimetype == accept
    assert len(list(ox.parse(response.data, ox.RdfFormat.from_media_type(accept)))) == 2


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("json", JSON), ("xml", "application/sparql-results+xml"), ("csv", "text/csv"),
     ("TSV", "text/tab-separated-values"), (JSON, JSON), ("html", "text/html")],
)  # fmt: skip
def test_a_format_parameter_decides_before_the_header(client: FlaskClient, name: str, media_type: str) -> None:
    response = client.get("/sparql", query_string={"query": ROWS, "format": name}, headers={"Accept": "image/png"})
    assert response.mimetype == media_type


@pytest.mark.parametrize("name", ["ttl", "turtle", "nt", "jsonld", "rdfxml", "trig", "text/turtle"])
def test_a_format_of_a_graph_goes_by_its_usual_names(client: FlaskClient, name: str) -> None:
    assert client.get("/sparql", query_string={"query": GRAPH, "format": name}).status_code == 200


@pytest.mark.parametrize(
    ("name", "expected"),
    [("json", '"boolean":true'), ("xml", "<boolean>true</boolean>"), ("csv", "true"), ("tsv", "true")],
)
def test_a_truth_value_comes_in_every_form_of_rows(client: FlaskClient, name: str, expected: str) -> None:
    assert expected in client.get("/sparql", query_string={"query": ASK, "format": name}).text.replace(" ", "")


def test_the_xml_of_a_truth_value_is_well_formed(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/sparql", query_string={"query": ASK, "format": "xml"}).text)  # noqa: S314
    assert root.tag.endswith("sparql")


# --- the protocol ---


def test_a_query_comes_in_an_address_a_form_or_as_it_is(client: FlaskClient) -> None:
    by_address = client.get("/sparql", query_string={"query": ROWS}, headers=DATA)
    by_form = client.post("/sparql", data={"query": ROWS}, headers=DATA)
    as_it_is = client.post("/sparql", data=ROWS, content_type="application/sparql-query; charset=UTF-8", headers=DATA)
    assert by_address.data == by_form.data == as_it_is.data
    assert len(rows_of(by_form.text)) == 2


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    get = client.get("/sparql", query_string={"query": ROWS}, headers=DATA)
    head = client.head("/sparql", query_string={"query": ROWS}, headers=DATA)
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == get.headers[name]


def test_the_graphs_of_a_request_take_the_place_of_from(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s a w:Recommendation }}"
    query = count.format(f"FROM <{GRAPH_NAME}>")
    default = [("query", query), ("default-graph-uri", GRAPH_NAME)]
    named = [("query", query), ("named-graph-uri", GRAPH_NAME)]
    inside = [("query", "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s a w:Recommendation } }")]
    found = []
    for pairs in (default, named, [*inside, named[1]], [*inside, default[1]]):
        response = client.get("/sparql", query_string=pairs, headers=DATA)
        found.append(rows_of(response.text)[0]["n"]["value"])  # type: ignore[index]
    assert found == ["2", "0", "2", "0"]


def test_several_default_graphs_are_taken_together(filled: Shelf) -> None:
    other = factories.extraction_of([])
    filled.add(other, factories.text_of([]))
    pairs = [("query", "SELECT DISTINCT ?d WHERE { ?d a w:Document }")]
    pairs += [("default-graph-uri", graph) for graph in (GRAPH_NAME, other.document.graph_iri)]
    assert (
        len(rows_of(filled.client.post("/sparql", data=dict([pairs[0]]), query_string=pairs[1:], headers=DATA).text))
        == 2
    )


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_not_here_is_refused_and_never_fetched(client: FlaskClient, name: str) -> None:
    pairs = [("query", ROWS), (name, "file:///etc/passwd")]
    response = client.get("/sparql", query_string=pairs, headers=DATA)
    assert response.status_code == 400
    assert response.get_json()["type"].endswith("unknown-graph")


@pytest.mark.parametrize(
    ("request_fields", "status", "kind"),
    [
        ({"query_string": {"query": ROWS}, "headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
        ({"query_string": {"query": ROWS}, "headers": {"Accept": "text/turtle"}}, 406, "not-acceptable"),
        ({"query_string": {"query": GRAPH}, "headers": {"Accept": "text/csv"}}, 406, "not-acceptable"),
        ({"query_string": {"query": ROWS, "format": "xlsx"}}, 400, "unknown-format"),
        ({"query_string": {"query": ROWS, "format": "turtle"}}, 400, "unknown-format"),
        ({"query_string": [("query", ROWS), ("query", ROWS)]}, 400, "bad-request"),
        ({"query_string": {"query": f"{ROWS} # {'x' * 60_000}"}}, 414, "query-too-large"),
        ({"query_string": "query=ASK%20%7B%20%3Fs%20%3Fp%20%22%FF%22%20%7D"}, 400, "not-utf-8"),
        ({"query_string": {"update": "DROP ALL"}}, 403, "updates-refused"),
        ({"method": "POST", "data": {"update": "DROP ALL"}}, 403, "updates-refused"),
        ({"method": "POST", "data": "DROP ALL", "content_type": "application/sparql-update"}, 403, "updates-refused"),
        ({"method": "POST", "data": {"other": "x"}}, 400, "bad-request"),
        ({"method": "POST", "data": {"query": ROWS}, "query_string": {"query": ROWS}}, 400, "bad-request"),
        ({"method": "POST", "data": "x", "content_type": "text/plain"}, 415, "unfit-media-type"),
        ({"method": "POST", "data": "x", "content_type": "application/sparql-query; charset=latin1"}, 415,
         "unfit-media-type"),
        ({"method": "POST", "data": b"\xff", "content_type": "application/sparql-query"}, 400, "not-utf-8"),
        ({"method": "POST", "data": f"{ROWS} # {'x' * 60_000}", "content_type": "application/sparql-query"}, 413,
         "query-too-large"),
        ({"method": "POST", "data": b"x" * 2_000_000, "content_type": "application/sparql-query"}, 413,
         "request-too-large"),
        ({"query_string": [("query", ROWS)] * 300}, 400, "bad-request"),
    ],
)  # fmt: skip
def test_a_request_that_is_none_has_its_status(
    client: FlaskClient, request_fields: Mapping[str, object], status: int, kind: str
) -> None:
    response = client.open("/sparql", **request_fields)  # type: ignore[arg-type]
    assert response.status_code == status
    told = response.text if response.mimetype == "text/plain" else response.get_json()["detail"]
    assert told
    if response.mimetype != "text/plain":
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["type"].endswith(f"/{kind}")


def test_an_unacceptable_header_is_told_what_there_is(client: FlaskClient) -> None:
    told = client.get("/sparql", query_string={"query": ROWS}, headers={"Accept": "image/png"}).get_json()
    assert JSON in told["available"]
    assert "text/csv" in told["detail"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_another_method_is_refused_and_the_right_ones_are_named(client: FlaskClient, method: str) -> None:
    response = getattr(client, method)("/sparql")
    assert response.status_code == 405
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(response.headers["Allow"].replace(",", " ").split())


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("SELECT ?s WHERE { ?s ?p }", "malformed at line 1, column 25"),
        ("DELETE WHERE { ?s ?p ?o }", "isn't allowed"),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", "no graph"),
    ],
)
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (JSON, "application/problem+json"),
        ("application/sparql-results+xml", "application/problem+xml"),
        ("text/csv", "text/plain"),
        ("text/html", "text/html"),
        ("*/*", "application/problem+json"),
    ],
)
def test_an_error_comes_as_near_to_the_asked_form_as_can_be(
    client: FlaskClient, query: str, word: str, accept: str, media_type: str
) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (400, media_type)
    assert word in response.text.replace("&#39;", "'")
    assert "ETag" not in response.headers


def test_a_malformed_query_is_told_line_column_and_what_was_expected(client: FlaskClient) -> None:
    query = "SELECT ?s WHERE {\n  ?s a w:Claim\n  ?s w:cue ?cue\n}"
    told = client.post("/sparql", data={"query": query}, headers=DATA).get_json()
    assert (told["line"], told["column"]) == (3, 3)
    assert "`.`" in told["expected"]
    assert "a variable" not in told["expected"]


def test_an_error_page_keeps_what_was_asked(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": "SELECT nonsense", "format": "html"})
    assert "No answer." in page.text
    assert "SELECT nonsense</textarea>" in page.text


# --- limits ---


@pytest.mark.parametrize("accept", ["text/html", "text/csv", JSON, "application/sparql-results+xml"])
@pytest.mark.parametrize(
    ("error", "status", "word"),
    [
        (QueryTimeoutError("The query ran past its limit."), 503, "past its limit"),
        (TooManyQueriesError("Too many queries are running."), 503, "Too many queries"),
    ],
)
def test_a_limit_is_an_error_in_the_asked_form_and_never_a_short_answer(
    filled: Shelf, monkeypatch: pytest.MonkeyPatch, accept: str, error: Exception, status: int, word: str
) -> None:
    def run_out(_: object, __: str, output: AnswerSpool, **___: object) -> None:
        output.write(b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"a:b"}}')
        raise error

    monkeypatch.setattr(type(filled.store), "fetch", run_out)
    response = filled.client.get("/sparql", query_string={"query": ROWS}, headers={"Accept": accept})
    assert response.status_code == status
    assert word in response.text
    assert "a:b" not in response.text
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("query", [ROWS, GRAPH])
def test_an_answer_over_the_limit_of_rows_is_an_error(kept: Shelf, query: str) -> None:
    app = create_app(Settings(query_rows=1), kept.store, index=kept.index, archive=kept.archive)
    response = app.test_client().get("/sparql", query_string={"query": query})
    assert response.status_code == 400
    assert response.get_json()["type"].endswith("answer-too-large")


def test_an_answer_at_the_limit_of_rows_is_given(kept: Shelf) -> None:
    app = create_app(Settings(query_rows=2), kept.store, index=kept.index, archive=kept.archive)
    for query in (ROWS, GRAPH):
        assert app.test_client().get("/sparql", query_string={"query": query}).status_code == 200


# --- asking again ---


def test_an_answer_that_has_not_changed_is_not_sent_again(filled: Shelf) -> None:
    first = filled.client.get("/sparql", query_string={"query": ROWS})
    again = {"If-None-Match": first.headers["ETag"]}
    second = filled.client.get("/sparql", query_string={"query": ROWS}, headers=again)
    assert (second.status_code, second.data) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]
    other = factories.extraction_of([])
    filled.add(other, factories.text_of([]))
    third = filled.client.get("/sparql", query_string={"query": ROWS}, headers=again)
    assert third.status_code == 200
    assert third.headers["ETag"] != first.headers["ETag"]


def test_each_form_query_and_dataset_has_a_tag_of_its_own(client: FlaskClient) -> None:
    asked = [
        {"query": ROWS}, {"query": f"{ROWS} "}, {"query": ROWS, "format": "csv"},
        {"query": ROWS, "default-graph-uri": GRAPH_NAME}, {"query": ROWS, "named-graph-uri": GRAPH_NAME},
    ]  # fmt: skip
    tags = {client.get("/sparql", query_string=fields).headers["ETag"] for fields in asked}
    assert len(tags) == len(asked)


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "STRUUID()"])
def test_an_answer_by_clock_or_chance_has_no_tag(client: FlaskClient, function: str) -> None:
    response = client.get("/sparql", query_string={"query": f"SELECT ({function} AS ?x) {{ }}"})
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


# --- the service description ---


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples", "*/*"]
)
def test_the_service_describes_itself(client: FlaskClient, accept: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    store = ox.Store()
    store.extend(ox.parse(response.data, ox.RdfFormat.from_media_type(response.mimetype)))
    query = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX schema: <https://schema.org/>
    SELECT ?endpoint ?limit WHERE { ?s a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ; schema:additionalProperty [ schema:name "timeout" ; schema:value ?limit ] }"""
    ((endpoint, limit),) = [tuple(row) for row in store.query(query)]  # type: ignore[union-attr, misc]
    assert endpoint.value == "http://localhost/sparql"
    assert float(limit.value) == 20
    again = client.get("/sparql", headers={"Accept": accept, "If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_bare_get_for_something_else_is_told_what_there_is(client: FlaskClient) -> None:
    assert client.get("/sparql", headers={"Accept": "text/csv"}).status_code == 406


# --- other sites ---


def app_for(kept: Shelf, settings: Settings) -> FlaskClient:
    return create_app(settings, kept.store, index=kept.index, archive=kept.archive).test_client()


def test_scripts_of_other_sites_read_where_everybody_may(kept: Shelf) -> None:
    client = app_for(kept, Settings(origins=("*",)))
    response = client.get("/sparql", query_string={"query": ROWS}, headers={"Origin": "https://notebook.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]


def test_a_preflight_says_what_may_be_sent(kept: Shelf) -> None:
    client = app_for(kept, Settings(origins=("https://notebook.example",)))
    headers = {"Origin": "https://notebook.example", "Access-Control-Request-Method": "POST"}
    response = client.options("/sparql", headers=headers)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "https://notebook.example"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
    assert "Origin" in response.headers["Vary"]


def test_an_error_can_be_read_by_them_too(kept: Shelf) -> None:
    client = app_for(kept, Settings(origins=("*",)))
    response = client.get("/sparql", query_string={"query": "nonsense"}, headers={"Origin": "https://a.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("settings", [Settings(), Settings(origins=("https://other.example",))])
def test_no_other_site_reads_what_is_served_to_this_machine_alone(kept: Shelf, settings: Settings) -> None:
    response = app_for(kept, settings).get("/sparql", headers={"Origin": "https://notebook.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_server_that_others_reach_lets_any_site_read_by_default() -> None:
    assert Settings(host="192.0.2.1").allowed_origins == ("*",)
    assert Settings(host="127.0.0.1").allowed_origins == ()
    assert Settings(host="192.0.2.1", origins=()).allowed_origins == ()


# --- examples ---


@pytest.mark.parametrize(
    "name", [name for name in names() if all(p.default for p in named_query(name).parameters)][::4]
)
def test_an_example_runs(client: FlaskClient, name: str) -> None:
    query = named_query(name).filled({})
    assert client.get("/sparql", query_string={"query": query}, headers=DATA).status_code == 200


def test_every_example_is_one_click_away(client: FlaskClient) -> None:
    assert len(re.findall(r'<li><a href="/sparql\?query=', client.get("/sparql").text)) > 10


# --- records of runs ---


@pytest.fixture
def recorded(filled: Shelf) -> Shelf:
    record = IngestRunRecord(
        started=datetime(2026, 5, 1, tzinfo=UTC), ended=datetime(2026, 5, 2, tzinfo=UTC), host="secret-host",
        extractions=(factories.extraction().iri,), documents=((factories.document().iri, "/secret/path"),), failures=(),
    )  # fmt: skip
    filled.store.replace_graph(record.graph_iri, run_triples(record))
    return filled


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { ?s ?p ?o }",
        "SELECT ?o { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "SELECT ?o { ?s a w:IngestRun ; ?p ?o }",
    ],
)
def test_records_of_runs_are_kept_from_whoever_asks(recorded: Shelf, query: str) -> None:
    public = create_app(Settings(hide_runs=True), recorded.store, index=recorded.index, archive=recorded.archive)
    hidden = public.test_client().get("/sparql", query_string={"query": query})
    shown = recorded.client.get("/sparql", query_string={"query": query})
    assert (hidden.status_code, shown.status_code) == (200, 200)
    assert "secret" not in hidden.text
    assert "secret" in shown.text


def test_a_record_of_a_run_cannot_be_named_either(recorded: Shelf) -> None:
    public = create_app(Settings(hide_runs=True), recorded.store, index=recorded.index, archive=recorded.archive)
    client, graph = public.test_client(), next(name for name in recorded.store.graphs() if "run-graph" in name)
    named = f"SELECT ?s FROM <{graph}> {{ ?s ?p ?o }}"  # noqa: S608 - SPARQL
    for fields in ({"query": named}, {"query": ROWS, "named-graph-uri": graph}):
        assert client.get("/sparql", query_string=fields).status_code == 400
    assert client.get("/graphs", query_string={"graph": graph}).status_code == 404
    assert client.get(f"/id/run-graph/{graph.rpartition('/')[2]}.nt").status_code == 404


def test_records_of_runs_are_hidden_by_default_only_where_others_can_reach_the_server() -> None:
    assert Settings(host="0.0.0.0").hides_runs  # noqa: S104 - nothing listens
    assert not Settings().hides_runs
    assert not Settings(host="0.0.0.0", hide_runs=False).hides_runs  # noqa: S104
