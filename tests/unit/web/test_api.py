from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kg.named_queries import named_query, names
from tests import query_graph
from tests.unit.web.conftest import shelf_in

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with shelf_in(tmp_path_factory.mktemp("queries")) as made:
        for extraction, text in zip(query_graph.extractions(), query_graph.texts(), strict=True):
            made.add(extraction, text)
        query_graph.fill(made.store)
        yield made.client


def test_the_list_has_every_query_with_its_question_and_parameters(client: FlaskClient) -> None:
    listed = client.get("/api/queries", headers={"Accept": "application/json"}).get_json()["queries"]
    assert sorted(each["name"] for each in listed) == list(names())
    first = next(each for each in listed if each["name"] == "asks-of-actor")
    assert first["question"] == named_query("asks-of-actor").question
    assert first["parameters"] == [
        {"name": "actor", "kind": "text", "about": "full name of who is asked", "default": "United States Congress"}
    ]


def test_people_get_the_list_as_a_page_with_forms(client: FlaskClient) -> None:
    page = client.get("/api/queries", headers=HTML).text
    assert '<form action="/api/queries/asks-of-actor">' in page
    assert named_query("disputed").question in page
    assert "`" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)


def test_the_question_that_is_asked_for_most_comes_first(client: FlaskClient) -> None:
    page = client.get("/api/queries", headers=HTML).text
    assert re.findall(r'<li id="([a-z-]+)">', page)[:2] == ["asks-of-actor", "asks-by-issuer"]


def test_a_field_offers_the_values_that_there_are(client: FlaskClient) -> None:
    page = client.get("/api/queries", headers=HTML).text
    offered = {
        name: re.findall(r'<option value="([^"]*)"', values)
        for name, values in re.findall(r'<datalist id="values-([a-z-]+)">(.*?)</datalist>', page, re.DOTALL)
    }
    assert set(re.findall(r'list="values-([a-z-]+)"', page)) == set(offered)
    assert {"topic:export-controls"} <= set(offered["topic"])
    assert {"scheme:modality/must"} <= set(offered["modality"])
    assert {"United States Congress"} <= set(offered["actor"])
    for address in offered["document"]:
        answer = client.get("/api/queries/quotes-of-document", query_string={"document": address})
        assert answer.status_code == 200


@pytest.mark.parametrize("name", names())
def test_a_query_is_called_by_its_name_and_values(client: FlaskClient, name: str) -> None:
    response = client.get(f"/api/queries/{name}", query_string=query_graph.values().get(name, {}))
    assert response.status_code == 200
    assert response.mimetype == "application/sparql-results+json"
    assert response.get_json(force=True)["results"]["bindings"]


@pytest.mark.parametrize(("form", "media_type"), [
    ("json", "application/sparql-results+json"), ("xml", "application/sparql-results+xml"),
    ("csv", "text/csv"), ("tsv", "text/tab-separated-values"),
])  # fmt: skip
def test_rows_come_in_the_form_that_is_asked_for(client: FlaskClient, form: str, media_type: str) -> None:
    by_name = client.get("/api/queries/most-asked", query_string={"format": form})
    by_header = client.get("/api/queries/most-asked", headers={"Accept": media_type})
    assert by_name.mimetype == by_header.mimetype == media_type
    assert by_name.data == by_header.data


def test_people_are_led_to_the_rows_and_the_query_that_gave_them(client: FlaskClient) -> None:
    response = client.get("/api/queries/asks-on-topic?topic=topic:compute", headers=HTML, follow_redirects=True)
    assert response.request.path == "/sparql"
    assert "topic:compute" in response.request.args["query"]
    assert "The Department of Commerce may issue a rule on chips." in response.text


def test_the_table_calls_things_by_their_names(client: FlaskClient) -> None:
    page = client.get(
        "/api/queries/documents-of-publisher?publisher=Example+Press", headers=HTML, follow_redirects=True
    )
    document = query_graph.extractions()[5].document
    path = document.iri.removeprefix("https://w3id.org/warrant")
    assert f'<a href="{path}" title="{document.iri}">A brief</a>' in page.text


def test_a_value_chooses_the_rows(client: FlaskClient) -> None:
    response = client.get("/api/queries/asks-of-actor?actor=Department+of+Commerce&format=csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert {row["issuer"] for row in rows} == {"Example Center", "United States Congress"}


def test_an_empty_field_takes_the_default(client: FlaskClient) -> None:
    assert client.get("/api/queries/asks-of-actor?actor=").data == client.get("/api/queries/asks-of-actor").data


@pytest.mark.parametrize(
    ("path", "status", "complaint"),
    [
        ("nothing", 404, "No query is called 'nothing'"),
        ("asks-of-actor?acter=x", 400, "no parameter 'acter'"),
        ("asks-of-actor?actor=x&actor=y", 400, "one value, not several"),
        ("asks-on-topic?topic=chips", 400, "The parameter topic takes an IRI"),
        ("recommendations?since=yesterday", 400, "The parameter since takes a year"),
        ("reasons", 400, "needs a value for statement"),
        ("most-asked?format=turtle", 400, "no form called 'turtle'"),
    ],
)
def test_what_cannot_be_answered_says_why(client: FlaskClient, path: str, status: int, complaint: str) -> None:
    response = client.get(f"/api/queries/{path}")
    assert response.status_code == status
    assert response.mimetype in ("application/problem+json", "text/plain")
    assert complaint in (response.get_json(force=True)["detail"] if "json" in response.mimetype else response.text)
    page = client.get(f"/api/queries/{path}", headers=HTML)
    assert page.status_code == status


def test_an_answer_is_not_sent_twice(client: FlaskClient) -> None:
    tag = client.get("/api/queries/most-asked").headers["ETag"]
    assert client.get("/api/queries/most-asked", headers={"If-None-Match": tag}).status_code == 304


def test_the_terms_are_those_of_the_graph_the_most_used_first(client: FlaskClient) -> None:
    found = client.get("/sparql/terms").get_json()
    values = {each["iri"]: each["label"] for each in found["values"]}
    assert values["https://w3id.org/warrant/id/topic/export-controls"] == "export controls"
    assert values["https://w3id.org/warrant/id/scheme/modality/must"] == "must"
    assert found["prefixes"]["w"] == "https://w3id.org/warrant/ontology#"
    uses = [each["uses"] for each in found["properties"]]
    assert uses == sorted(uses, reverse=True)
    classes = {each["iri"]: each for each in found["classes"]}
    recommendation = classes["https://w3id.org/warrant/ontology#Recommendation"]
    assert recommendation["uses"] > 5
    assert recommendation["definition"]
    assert "https://w3id.org/warrant/ontology#Review" in classes
