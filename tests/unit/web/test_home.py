import html
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from kg.model import Direction, Role
from tests import factories
from tests.unit.web.conftest import Shelf

ASK, CLAIM = Role.RECOMMENDATION, Role.CLAIM


def links_of(page: str, kind: str) -> dict[str, int]:
    """Give the addresses with the counts that stand in the cells of the wide picture or in the table."""
    part = re.search(rf'<(svg|table) class="{kind}.*?</\1>', page, re.DOTALL)
    assert part
    found = re.findall(r'<a href="(/recommendations[^"]*)"[^>]*>(.*?)</a>', part.group(), re.DOTALL)
    words = {address: re.sub(r"<title>.*?</title>|<[^>]+>", "", inner, flags=re.DOTALL) for address, inner in found}
    return {html.unescape(address): int(text.replace(",", "").strip()) for address, text in words.items()}


@pytest.mark.parametrize("kind", ["chart matrix only-wide", "chart matrix only-narrow", "spread-table"])
def test_every_count_of_picture_and_table_is_that_of_the_list_behind_it(client: FlaskClient, kind: str) -> None:
    page = client.get("/", headers={"Accept": "text/html"}).text
    counts = links_of(page, kind)
    assert len(counts) >= 2
    for address, number in counts.items():
        assert client.get(address, headers={"Accept": "application/json"}).get_json()["total"] == number, address


def test_picture_and_table_say_the_same(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept": "text/html"}).text
    table = links_of(page, "spread-table")
    for kind in ("chart matrix only-wide", "chart matrix only-narrow"):
        assert links_of(page, kind).items() <= table.items()


@pytest.mark.parametrize(
    "dates",
    [
        ("2026-05-14", "2026-05-01", "2026-07-02", "2026-04"),
        ("2026-05-14", "2026", "2024-01-01", "2026-04"),
        ("1981", "1989-12-31", "1990-01-01", "2026-04"),
    ],
)
def test_the_bars_of_time_lead_to_as_many_documents(shelf: Shelf, dates: tuple[str, ...]) -> None:
    for number, issued in enumerate(dates):
        sentences, title = [(ASK, "Fund it.")], f"Paper {number}"
        found = factories.extraction_of(sentences, title=title, issued=issued)
        shelf.add(found, factories.text_of(sentences, title=title))
    page = shelf.client.get("/", headers={"Accept": "text/html"}).text
    bars = re.findall(r'<a href="(/documents\?[^"]+)"><title>(\d+) document', page)
    assert sum(int(number) for _, number in bars) == 2 * len(dates)
    for address, number in bars:
        listed = shelf.client.get(html.unescape(address), headers={"Accept": "application/json"}).get_json()
        assert listed["total"] == int(number), address


def test_it_says_where_nothing_is_disputed_and_leads_to_why(client: FlaskClient, shelf: Shelf) -> None:
    shelf.add(factories.extraction_of([(ASK, "Fund it.")]), factories.text_of([(ASK, "Fund it.")]))
    page = shelf.client.get("/").text
    assert "No reason against any recommendation was found" in page
    assert '<a href="/method#limits">' in page
    assert "reason against it" in client.get("/").text


def test_documents_without_a_date_are_said(shelf: Shelf) -> None:
    sentences = [(ASK, "Fund it.")]
    for number, issued in enumerate((None, None, "2026-05-14")):
        title = f"Paper {number}"
        found = factories.extraction_of(sentences, title=title, issued=issued)
        shelf.add(found, factories.text_of(sentences, title=title))
    page = re.sub(r"<[^>]+>", "", shelf.client.get("/").text)
    assert "The documents are dated 14 May 2026; 2 of them have no date." in page
    assert "2 documents without a date are not in the picture." in page


def test_without_any_date_there_is_no_picture_of_time(shelf: Shelf) -> None:
    sentences = [(ASK, "Fund it.")]
    shelf.add(factories.extraction_of(sentences, issued=None), factories.text_of(sentences))
    page = shelf.client.get("/").text
    assert "No date is known of any of the 1 document." in page
    assert 'class="chart timeline' not in page


def test_names_of_others_are_text_and_nothing_else(shelf: Shelf) -> None:
    hostile = replace(factories.CONGRESS, name='<script>alert("1")</script> & Söhne 中國')
    sentences = [(ASK, "Fund it.")]
    shelf.add(factories.extraction_of(sentences, addressee=hostile), factories.text_of(sentences))
    page = shelf.client.get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(" in page


def test_an_ask_that_was_not_made_out_is_quoted(shelf: Shelf) -> None:
    sentences = [(ASK, "Fund it, whatever it is."), (CLAIM, "It pays.")]
    found = factories.extraction_of(sentences, links=[(1, 0, Direction.SUPPORTS)])
    bare = tuple(replace(each, action=None) if each.role is ASK else each for each in found.statements)
    shelf.add(replace(found, statements=bare), factories.text_of(sentences))
    page = shelf.client.get("/").text
    assert "“Fund it, whatever it is.”" in page
    assert "not made out" not in page


def test_the_json_form_has_the_same_counts(client: FlaskClient) -> None:
    found = client.get("/", headers={"Accept": "application/json"}).get_json()
    assert found["counts"]["recommendations"] == 2
    assert {tuple(cell) for cell in found["spread"]["cells"]} == {("topic", "addressee", "recommendations")}
    assert found["supported"][0]["ask"].endswith(".")
    assert found["news"][0]["document"]["title"] == factories.TITLE


def test_the_page_follows_the_index(shelf: Shelf) -> None:
    assert "There is nothing here yet" in shelf.client.get("/").text
    shelf.add(factories.extraction(), factories.TEXT)
    assert "There is nothing here yet" not in shelf.client.get("/").text
