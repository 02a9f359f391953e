from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests import factories

FOUND = factories.extraction()
PATHS = (
    "/", "/recommendations", "/recommendations?topic=export-controls&instrument=legislation&q=loopholes&support=yes",
    "/recommendations?instrument=none", "/documents", "/actors", "/method",
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
