"""The list: its addresses, filters, pages and what it says of its words."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from kg.model import Recommendation, Role
from kg.rows import Search, Sort
from tests import factories, query_graph
from tests.unit.web.conftest import Shelf
from web.searches import list_address, search_of_request
from web.urls import path_of

HTML = {"Accept": "text/html"}


@pytest.fixture
def stocked(shelf: Shelf) -> Shelf:
    for extraction, text in zip(query_graph.extractions(), query_graph.texts(), strict=True):
        shelf.add(extraction, text)
    return shelf


def shown(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers=HTML)
    assert response.status_code == 200, address
    return unescape(response.text)


def data_of(client: FlaskClient, address: str) -> dict[str, object]:
    found = client.get(address, headers={"Accept": "application/json"}).get_json()
    assert isinstance(found, dict)
    return found


def test_a_long_list_has_pages_that_lead_on_and_back(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, f"Congress should do thing {number:02}.") for number in range(25)]
    shelf.add(factories.extraction_of(sentences), factories.text_of(sentences))
    seen: list[str] = []
    address: str | None = "/recommendations"
    while address:
        page = shown(shelf.client, address)
        seen += re.findall(r'<h2 class="card-title">\s*<a href="([^"]+)"', page)
        following = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = following[1] if following else None
    assert len(seen) == len(set(seen)) == 25
    assert "21 to 25 shown" in page
    back = re.search(r'<a href="([^"]+)" rel="prev">', page)
    assert back is not None
    assert "11 to 20 shown" in shown(shelf.client, back[1])
    assert "21 to 25 shown" in shown(shelf.client, "/recommendations?page=3")


def test_a_page_after_a_recommendation_that_is_gone_says_so(client: FlaskClient) -> None:
    page = shown(client, "/recommendations?after=00000000000000000000")
    assert "no longer here, so this is the first page" in page
    assert page.count('<article class="card">') == 2


@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search(text='chips "export controls"', only_words=True, sort=Sort.SUPPORT),
        Search(facets={"topic": ("a", "b"), "issuer": (factories.ISSUER.iri,), "actor": (factories.CONGRESS.iri,)}),
        Search(facets={"addressee": ("none",), "support": ("one", "several")}, earliest="2025", latest="2026-03"),
        Search(after=factories.extraction().statements[0].iri, include_superseded=True),
        Search(page=4, sort=Sort.LOADED),
    ],
)
def test_every_state_has_an_address_that_gives_it_back(shelf: Shelf, search: Search) -> None:
    with shelf.app.test_request_context(list_address(search)):
        again = search_of_request()
    assert {name: getattr(again, name) for name in again.__slots__ if name != "per_page"} == {
        name: getattr(search, name) for name in search.__slots__ if name != "per_page"
    }


def test_every_filter_leads_to_as_many_as_it_says(stocked: Shelf) -> None:
    page = stocked.client.get("/recommendations", headers=HTML).text
    links = re.findall(r'<a href="([^"]+)" rel="nofollow">.*?<span class="count">([\d,]+)<', page)
    assert len(links) > 20
    for href, count in links:
        assert data_of(stocked.client, unescape(href))["total"] == int(count), href


def test_a_filter_that_all_have_is_not_shown(client: FlaskClient) -> None:
    page = shown(client, "/recommendations")
    assert "Kind of source" not in page
    assert "By which means" in page


def test_words_that_stand_for_the_sentence_are_shown_once_with_what_was_searched(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, "Nothing directs <it> to act.")]
    made = factories.extraction_of(sentences)
    bare = tuple(replace(each, action=None) for each in made.statements if isinstance(each, Recommendation))
    shelf.add(replace(made, statements=bare), factories.text_of(sentences))
    page = shelf.client.get("/recommendations?q=directs", headers=HTML).text
    assert re.search("“Nothing <mark [^>]*>directs</mark> &lt;it&gt; to act.”", page)
    assert "card-quote" not in page


def test_a_search_leads_to_the_document_that_it_names(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, "Congress should act.")]
    made = factories.extraction_of(sentences, title="Example Chip Act (H.R. 1)")
    shelf.add(made, factories.text_of(sentences, title="Example Chip Act (H.R. 1)"))
    link = f'<a href="{path_of(made.document.iri)}">Example Chip Act (H.R. 1)</a>'
    assert f"With these words in the title: {link}" in shown(shelf.client, "/recommendations?q=chip+act")
    assert "in the title:" not in shown(shelf.client, "/recommendations?q=act+unicorn")
    assert "in the title:" not in shown(shelf.client, "/recommendations")


def test_the_list_says_which_words_it_took_for_a_topic(stocked: Shelf) -> None:
    page = shown(stocked.client, "/recommendations?q=smuggling")
    assert '“smuggling” also finds what is about <a href="/id/topic/chip-smuggling">Chip smuggling</a>' in page
    assert "because it is about <strong>Chip smuggling</strong>, which you searched as “smuggling”." in page
    exact = re.search(r'<a href="([^"]+)">Only the exact words</a> \((\d+)\)', page)
    assert exact is not None
    assert parse_qs(urlsplit(exact[1]).query)["words"] == ["exact"]
    assert data_of(stocked.client, exact[1])["total"] == int(exact[2])
    assert "Find the topic that they name, too" in shown(stocked.client, exact[1])


def test_dates_narrow_the_list_and_can_be_taken_off(stocked: Shelf) -> None:
    page = shown(stocked.client, "/recommendations?from=2026-06&to=2026-06-30")
    assert {"From 2026-06", "To 2026-06-30"} <= set(re.findall(r"</span>(From [\d-]+|To [\d-]+) ", page))
    assert 'name="from" value="2026-06"' in page


@pytest.mark.parametrize("date", ["soon", "2026-99", "31.12.2026"])
def test_a_date_that_is_none_is_told(client: FlaskClient, date: str) -> None:
    response = client.get("/recommendations", query_string={"from": date}, headers=HTML)
    assert response.status_code == 400
    assert "is no date; write a year" in unescape(response.text)


def test_the_data_tell_why_and_how_many_by_each_value(stocked: Shelf) -> None:
    found = data_of(stocked.client, "/recommendations?q=smuggling&sort=support")
    assert found["topics_named"] == [{"words": "smuggling", "topics": ["chip-smuggling"]}]
    rows = found["recommendations"]
    assert isinstance(rows, list)
    assert all(row["why"] for row in rows)


def test_the_list_leads_to_its_feed_and_its_spreadsheet(client: FlaskClient) -> None:
    page = shown(client, "/recommendations?topic=export-controls&sort=support")
    assert '<link rel="alternate" type="application/atom+xml" href="/feed?topic=export-controls"' in page
    assert 'href="/recommendations?topic=export-controls&sort=support&format=csv"' in page


def test_an_old_address_for_those_with_reasons_still_works(client: FlaskClient) -> None:
    assert data_of(client, "/recommendations?support=yes")["total"] == 2
