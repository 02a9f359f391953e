"""A list from its address: in order, shareable, and honest about what it can't show."""

from __future__ import annotations

import csv
import html
import re
from io import StringIO

from flask.testing import FlaskClient

from kg.model import Recommendation, Role
from tests import factories
from tests.unit.web.conftest import Shelf
from web.lists import MOST_ENTRIES

FOUND = factories.extraction()
KEYS = [each.iri.rsplit("/", 1)[-1] for each in FOUND.statements if isinstance(each, Recommendation)]
UNKNOWN = "0" * 20


def address(*keys: str, more: str = "") -> str:
    return "/list?" + "&".join(f"statement={key}" for key in keys) + more


def titles(page: str) -> list[str]:
    return re.findall(r'class="card-title">\s*<a href="/id/statement/([0-9a-f]{20})"', page)


def test_it_shows_the_statements_in_the_order_of_the_address(client: FlaskClient) -> None:
    assert titles(client.get(address(*KEYS)).text) == KEYS
    assert titles(client.get(address(*reversed(KEYS))).text) == KEYS[::-1]
    assert titles(client.get(address(KEYS[0], KEYS[0])).text) == KEYS[:1]


def test_each_entry_can_be_taken_out(client: FlaskClient) -> None:
    page = client.get(address(*KEYS)).text
    removes = dict(re.findall(r'href="(/list[^"]*)" data-remove="([0-9a-f]+)"', page))
    assert removes == {address(KEYS[1]): KEYS[0], address(KEYS[0]): KEYS[1]}
    assert 'href="/list" data-remove' in client.get(address(KEYS[0])).text


def test_it_leads_to_brief_and_table_and_says_its_whole_address(client: FlaskClient) -> None:
    page = client.get(address(*KEYS), headers={"Host": "127.0.0.1:8507"}).text
    pairs = "&amp;".join(f"statement={key}" for key in KEYS)
    assert f'href="/brief?{pairs}"' in page
    assert f'value="http://127.0.0.1:8507/list?{pairs}"' in page
    rows = list(csv.reader(StringIO(client.get(address(*KEYS, more="&format=csv")).text)))
    assert len(rows) == 1 + len(KEYS)


def test_json_has_the_same(client: FlaskClient) -> None:
    data = client.get(address(*KEYS, UNKNOWN, more="&format=json")).get_json()
    assert [each["iri"].rsplit("/", 1)[-1] for each in data["statements"]] == KEYS
    assert data["unknown"] == [UNKNOWN]


def test_an_entry_that_is_gone_is_named(client: FlaskClient) -> None:
    page = client.get(address(KEYS[0], UNKNOWN)).text
    assert "1 entry of this list is not known here." in page
    assert UNKNOWN in page


def test_the_query_behind_it_finds_its_entries(client: FlaskClient) -> None:
    for path in (address(*KEYS), f"/brief?statement={KEYS[0]}&statement={KEYS[1]}", "/brief?topic=export-controls"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        (query,) = re.findall(r'<details class="show-query">.*?<pre tabindex="0">(.*?)</pre>', page, re.DOTALL)
        answer = client.get("/sparql", query_string={"query": html.unescape(query), "format": "json"}).get_json()
        assert len(answer["results"]["bindings"]) == (1 if "topic" in path else 2)


def test_an_empty_list_says_how_to_make_one(client: FlaskClient) -> None:
    page = client.get("/list").text
    assert "There is nothing in it yet." in page
    assert "/list?statement=KEY" in page
    assert "Brief of" not in page


def test_more_entries_than_a_list_holds_are_told(filled: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, f"Congress should take step {number}.") for number in range(MOST_ENTRIES + 3)]
    made = filled.add(factories.extraction_of(sentences), factories.text_of(sentences))
    page = filled.client.get(address(*(each.iri.rsplit("/", 1)[-1] for each in made.statements))).text
    assert len(titles(page)) == MOST_ENTRIES
    assert f"A list holds at most {MOST_ENTRIES}." in page
    assert "The address names 3 more" in page
    assert "Brief of the first 20" in page


def test_what_is_no_key_is_refused_by_name(client: FlaskClient) -> None:
    response = client.get("/list?statement=%3Cb%3Enonsense")
    assert response.status_code == 400
    assert "&lt;b&gt;nonsense" in response.text or "<b>nonsense" not in response.text
    assert "is no key of a recommendation" in response.text


def test_the_button_on_a_card_is_hidden_until_a_script_shows_it(client: FlaskClient) -> None:
    page = client.get("/recommendations").text
    buttons = re.findall(r'<button type="button" class="add-to-list"[^>]*>', page)
    assert buttons
    assert all(button.endswith(" hidden>") for button in buttons)
    assert {key for button in buttons for key in re.findall(r'data-statement="([0-9a-f]{20})"', button)} == set(KEYS)
