import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient

from kg.model import Extraction
from tests import factories, query_graph
from tests.unit.web.conftest import Shelf, shelf_in
from web import comparing
from web.urls import key_of

PRESS, _, REVISED, STATUTE, LETTER, BRIEF = query_graph.extractions()


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf_in(tmp_path_factory.mktemp("shelf")) as made:
        for extraction, text in zip(query_graph.extractions(), query_graph.texts(), strict=True):
            made.add(extraction, text)
        yield made


@pytest.fixture
def reader(stocked: Shelf) -> FlaskClient:
    return stocked.client


def of(*extractions: Extraction) -> str:
    return "/compare?" + "&".join(f"document={key_of(each.document.iri)}" for each in extractions)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_documents_stand_side_by_side_with_what_they_share_and_contradict(reader: FlaskClient) -> None:
    said = words(reader.get(of(REVISED, LETTER)).text)
    assert "Whether they ask the same thing is not yet checked" in said
    contradictions = said.split("Contradictions", 1)[1].split("Asks on the same topic", 1)[0]
    assert "The survey counted only 40 chips." in contradictions
    assert "For and against" in contradictions


def test_the_order_of_the_address_changes_only_the_order_of_the_columns(reader: FlaskClient) -> None:
    one = reader.get(f"{of(REVISED, LETTER, PRESS)}&format=json").get_json()
    other = reader.get(f"{of(PRESS, LETTER, REVISED)}&format=json").get_json()
    assert one["shared"] == other["shared"]
    assert one["opposed"] == other["opposed"]
    assert one["alone"] == other["alone"]
    assert one["disputed"] == other["disputed"]


def test_what_a_page_has_no_room_for_is_counted(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "_ROOM", {3: (1, 1)})
    address = of(REVISED, LETTER, PRESS)
    page = reader.get(f"{address}&format=json").get_json()
    assert len(page["shared"]) == 1
    assert all(len(asks) == 1 for asks in page["shared"][0]["asks"].values())
    total = page["shared_total"]
    assert total > 1
    monkeypatch.setattr(comparing, "_TOPICS", {3: 1})
    said = words(reader.get(address).text)
    assert f"Shown are 1 of {total} pairs of topic and addressee" in said
    assert re.search(r"Shown are 1 of \d+ topics, those on which they say most", said)


def test_actors_are_compared_and_a_column_can_be_taken_away(reader: FlaskClient) -> None:
    actors = [query_graph.CENTER, query_graph.CHAMBER, factories.ISSUER]
    address = "/compare?" + "&".join(f"actor={key_of(actor.iri)}" for actor in actors)
    html = reader.get(address).text
    assert all(actor.name in words(html) for actor in actors)
    without = re.search(r'class="take-away"><a href="([^"]+)"', html)
    assert without is not None
    assert query_graph.CENTER.name not in words(reader.get(unescape(without.group(1))).text).split("Contradictions")[0]


def test_a_topic_narrows_the_comparison_and_shows_the_claims(reader: FlaskClient) -> None:
    html = reader.get(f"{of(REVISED, PRESS)}&topic=chip-smuggling").text
    assert "Claims and evidence on it" in html
    assert "A 2025 survey counted 1,200 smuggled chips." in words(html)
    assert "Compare on all topics" in html


def test_every_number_of_the_table_leads_to_as_many_asks(reader: FlaskClient) -> None:
    html = reader.get(of(REVISED, LETTER)).text
    links = re.findall(r'<a href="(/recommendations\?document=[^"]+topic=[^"]+)">(\d+) asks?</a>', html)
    assert links
    for address, number in links:
        assert reader.get(f"{unescape(address)}&format=json").get_json()["total"] == int(number)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/compare", "Put two to four"),
        (of(PRESS), "You chose one"),
        (of(PRESS, REVISED, STATUTE, LETTER, BRIEF), "at most 4"),
        (f"{of(PRESS, LETTER)}&choose=yes", "Chosen"),
        ("/compare?find=no+such+title", "Try fewer words"),
        ("/compare?kind=actor", "Those who ask most"),
    ],
)
def test_what_cannot_be_compared_is_a_choice(reader: FlaskClient, address: str, says: str) -> None:
    response = reader.get(address)
    assert response.status_code == 200
    assert says in words(response.text)
    assert '<form action="/compare"' in response.text


def test_what_was_chosen_stays_chosen_while_more_is_looked_for(reader: FlaskClient) -> None:
    html = reader.get(f"{of(PRESS)}&choose=yes&find=letter").text
    assert re.search(rf'value="{key_of(PRESS.document.iri)}" checked', html)
    assert f'value="{key_of(LETTER.document.iri)}"' in html


@pytest.mark.parametrize("kind", ["document", "actor"])
def test_an_unknown_side_or_topic_is_named_and_not_found(reader: FlaskClient, kind: str) -> None:
    response = reader.get(f"/compare?{kind}=00000000000000000000&document={key_of(PRESS.document.iri)}")
    assert response.status_code == 404
    assert "00000000000000000000" in response.text
    assert reader.get(f"{of(PRESS, LETTER)}&topic=unheard-of").status_code == 404


def test_an_empty_shelf_says_so(shelf: Shelf) -> None:
    assert "There is nothing to compare yet" in words(shelf.client.get("/compare").text)
