from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests import factories

FOUND = factories.extraction()
KEY, CONGRESS = (iri.rsplit("/", 1)[-1] for iri in (FOUND.document.iri, factories.CONGRESS.iri))
PATHS = (
    "/", "/recommendations", "/recommendations?topic=export-controls&instrument=legislation&q=loopholes&support=yes",
    "/recommendations?instrument=none", "/documents", "/actors", "/method", "/topics", "/id/topic/export-controls",
    *(f"/compare?document={KEY}&actor={CONGRESS}{topic}" for topic in ("", "&topic=export-controls")),
    f"/explore?node=document/{KEY}", "/explore?node=topic/export-controls",
    *(iri.removeprefix("https://w3id.org/warrant") for iri in
      (FOUND.document.iri, FOUND.statements[2].iri, factories.CONGRESS.iri)),
)  # fmt: skip
HTML = {"Accept": "text/html"}


def query_of(page: str) -> str:
    (found,) = re.findall(r'<details class="show-query">.*?<pre tabindex="0">(.*?)</pre>', page, re.DOTALL)
    return html.unescape(found)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_shows_a_query_that_runs(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=HTML).text
    answer = client.get("/sparql", query_string={"query": query_of(page), "format": "json"})
    assert answer.status_code == 200
    assert "Open it in the editor" in page


def rows_of(client: FlaskClient, path: str) -> list[dict[str, dict[str, str]]]:
    page = client.get(path, headers=HTML).text
    answer = client.get("/sparql", query_string={"query": query_of(page), "format": "json"})
    rows: list[dict[str, dict[str, str]]] = answer.get_json(force=True)["results"]["bindings"]
    return rows


def test_the_query_of_a_comparison_finds_the_asks_that_it_compares(client: FlaskClient) -> None:
    asks = {each.iri for each in FOUND.statements if each.role == "recommendation"}
    found = rows_of(client, f"/compare?document={KEY}&actor={CONGRESS}")
    assert {row["ask"]["value"] for row in found} == asks
    for topic, topics in (("chip-smuggling", {"chip-smuggling"}), ("ip-theft", set())):
        on_it = rows_of(client, f"/compare?document={KEY}&actor={CONGRESS}&topic={topic}")
        assert {row["topic"]["value"].rsplit("/", 1)[-1] for row in on_it} == topics


def test_a_choice_that_is_not_made_shows_no_query(client: FlaskClient) -> None:
    for path in ("/compare", f"/compare?document={KEY}", "/explore"):
        assert "show-query" not in client.get(path, headers=HTML).text


def test_the_query_around_a_document_finds_its_statements(client: FlaskClient) -> None:
    found = {row["thing"]["value"] for row in rows_of(client, f"/explore?node=document/{KEY}")}
    assert found > {each.iri for each in FOUND.statements}


def test_the_query_of_a_filtered_list_finds_what_the_list_does(client: FlaskClient) -> None:
    for pairs, number in (
        ("topic=export-controls", 1),
        ("support=no", 0),
        ("q=fund", 1),
        ("instrument=none", 0),
        ("", 2),
    ):
        page = client.get(f"/recommendations?{pairs}", headers=HTML).text
        answer = client.get("/sparql", query_string={"query": query_of(page), "format": "json"})
        assert len(answer.get_json(force=True)["results"]["bindings"]) == number, pairs
        listed = client.get(f"/recommendations?{pairs}", headers={"Accept": "application/json"}).get_json()["total"]
        assert listed == number, pairs


@pytest.mark.parametrize("value", ['" } DROP ALL #', "x> <y", "\\", "'\n", "{{ 1 }}"])
def test_no_value_of_a_filter_becomes_syntax(client: FlaskClient, value: str) -> None:
    for name in ("q", "topic", "issuer", "document"):
        page = client.get("/recommendations", query_string={name: value}, headers=HTML).text
        answer = client.get("/sparql", query_string={"query": query_of(page), "format": "json"})
        assert answer.get_json(force=True)["results"]["bindings"] == [], (name, value)
