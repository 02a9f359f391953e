import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.model import Recommendation, Role
from kg.vocabulary import keep_vocabulary
from tests import factories, query_graph
from tests.unit.web.conftest import Shelf, shelf_in
from web.urls import path_of, words_path

PRESS = query_graph.extractions()[0]
TOPIC = "/id/topic/export-controls"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf_in(tmp_path_factory.mktemp("shelf")) as made:
        for extraction, text in zip(query_graph.extractions(), query_graph.texts(), strict=True):
            made.add(extraction, text)
        keep_vocabulary(made.store)
        yield made


@pytest.fixture
def reader(stocked: Shelf) -> FlaskClient:
    return stocked.client


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_topics_are_a_tree_that_counts_narrower_ones(reader: FlaskClient) -> None:
    html = reader.get("/topics").text
    assert 'href="/id/topic/chip-smuggling"' in html
    tree = {each["notation"]: each for each in reader.get("/topics?format=json").get_json()["topics"]}
    controls = tree["technology-controls"]
    export = next(each for each in controls["narrower"] if each["notation"] == "export-controls")
    assert controls["recommendations"] >= export["recommendations"] > 0
    assert f"{export['recommendations']} recommendations" in words(html)


def test_a_topic_without_anything_on_it_shows_no_number(reader: FlaskClient) -> None:
    html = reader.get("/topics").text
    entry = html[html.index('href="/id/topic/biosecurity"') :].split("</li>")[0]
    assert "recommendation" not in entry
    page = reader.get("/id/topic/biosecurity", headers=HTML)
    assert page.status_code == 200
    assert "was found to be on this topic" in words(page.text)
    assert 'id="asks"' not in page.text


def test_asks_that_were_understood_come_before_those_that_were_not(tmp_path: Path) -> None:
    denied, clear = "Nothing directs Congress to ban it.", "The Bureau of Industry and Security should ban it."
    asked = {denied: factories.CONGRESS, clear: factories.BUREAU}
    found = factories.extraction_of([(Role.RECOMMENDATION, words) for words in asked])
    asks = [each for each in found.statements if isinstance(each, Recommendation)]
    made = [
        replace(each, action="ban it", topics=("export-controls",), addressees=(asked[each.quote.exact].iri,))
        for each in asks
    ]
    with shelf_in(tmp_path) as shelf:
        text = factories.text_of([(Role.RECOMMENDATION, words) for words in asked])
        shelf.add(replace(found, statements=tuple(made), actors=(*found.actors, factories.BUREAU)), text)
        said = words(shelf.client.get(TOPIC, headers=HTML).text)
    assert said.index(f"Asked of {factories.BUREAU.name}") < said.index(f"Asked of {factories.CONGRESS.name}")
    card = said.split(f"Asked of {factories.CONGRESS.name}")[1]
    assert f"“{denied}”" in card
    # as the heading and as the name of the button, and not as a quote below the heading as well
    assert card.split("Add to my list")[0].count(denied) == 1


def test_a_topic_says_who_asks_whom_why_and_who_is_against(reader: FlaskClient) -> None:
    html = reader.get(TOPIC, headers=HTML).text
    said = words(html)
    assert f"Asked of {factories.CONGRESS.name}" in said
    asks, against = said.split("Who asks whom for what", 1)[1], said.split("Who speaks against", 2)[-1]
    assert factories.CHIPS_DECIDE in asks
    assert factories.INSPECTORS_FOUND in asks
    assert factories.CRITICS_SAY in against
    assert "Congress should not cut the Bureau." in against


def test_each_reason_leads_to_its_sentence(reader: FlaskClient) -> None:
    html = reader.get(TOPIC, headers=HTML).text
    for exact in (factories.CHIPS_DECIDE, factories.INSPECTORS_FOUND):
        reason = next(each for each in PRESS.statements if each.quote.exact == exact)
        assert f'href="{words_path(reason.quote.document, reason.iri)}"' in unescape(html)


def test_the_same_ask_is_not_shown_twice_as_a_card(reader: FlaskClient) -> None:
    html = reader.get(TOPIC, headers=HTML).text
    asks = html[html.index('id="asks"') : html.index('id="against"')]
    cards = re.findall(r'class="card-title">\s*<a href="([^"]+)"', asks)
    assert len(cards) == len(set(cards)) > 2


def test_numbers_lead_to_lists_that_keep_them(reader: FlaskClient) -> None:
    html = reader.get(TOPIC, headers=HTML).text
    number = int(re.search(r"<strong>(\d+) recommendations</strong>", html).group(1))  # type: ignore[union-attr]
    assert reader.get("/recommendations?topic=export-controls&format=json").get_json()["total"] == number
    assert "/recommendations?topic=export-controls" in html
    assert "/feed?topic=export-controls" in html
    assert 'href="/brief?topic=export-controls&amp;sort=support"' in html
    assert "recommendations: Export controls" in words(reader.get("/brief?topic=export-controls&sort=support").text)


@pytest.mark.parametrize("part", ["claims", "evidence", "sources"])
def test_the_lists_of_a_topic_can_be_read_in_full(reader: FlaskClient, part: str) -> None:
    response = reader.get(f"/id/topic/chip-smuggling?part={part}", headers=HTML)
    assert response.status_code == 200
    assert "chip smuggling" in response.text


@pytest.mark.parametrize(
    ("query", "status"), [("part=x", 400), ("part=claims&page=0", 400), ("part=claims&page=9", 404)]
)
def test_a_list_that_a_topic_has_not_is_refused(reader: FlaskClient, query: str, status: int) -> None:
    assert reader.get(f"{TOPIC}?{query}", headers=HTML).status_code == status


@pytest.mark.parametrize("form", ["json", "turtle"])
def test_the_other_forms_of_a_topic_are_the_thing_itself(reader: FlaskClient, form: str) -> None:
    found = reader.get(f"{TOPIC}?format={form}")
    assert found.status_code == 200
    assert "prefLabel" in found.text
    assert "Who asks" not in found.text


def test_a_topic_names_what_is_wider_and_narrower(reader: FlaskClient) -> None:
    html = reader.get(TOPIC, headers=HTML).text
    assert 'href="/id/topic/technology-controls"' in html
    assert 'href="/id/topic/chip-smuggling"' in html
    assert path_of(PRESS.document.iri) in html
