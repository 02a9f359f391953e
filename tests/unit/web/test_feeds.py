"""Feeds: what RFC 4287 requires of them, and what they say of what is new."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from kg.archive import Archive
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.model import Role
from tests import factories, query_graph
from tests.unit.web.conftest import Shelf
from web.app import create_app
from web.feeds import ENTRIES, clean, feed_address
from web.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def feed_at(client: FlaskClient, address: str) -> ET.Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.data)  # noqa: S314 - our own words


def words(parent: ET.Element, name: str) -> str:
    (found,) = parent.findall(f"{ATOM}{name}")
    assert found.text
    return found.text


def hold_to_the_standard(feed: ET.Element) -> None:
    """Check the parts of RFC 4287 that a feed like this can break (sections 3.3, 4.1.1, 4.1.2, 4.2.6 and 4.2.7)."""
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    ids = [words(each, "id") for each in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+:[^\s<>\"]+", each) for each in ids)
    for each in (feed, *entries):
        assert words(each, "title")
        assert DATE.fullmatch(words(each, "updated"))
        assert each.findall(f"{ATOM}author") or feed.findall(f"{ATOM}author")
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in each.findall(f"{ATOM}link")]
        assert len(links) == len(set(links))
        assert all(link.get("href") for link in each.findall(f"{ATOM}link"))
    for entry in entries:
        # Without content, an entry needs an alternate link.
        assert any(link.get("rel") == "alternate" for link in entry.findall(f"{ATOM}link"))
        assert len(entry.findall(f"{ATOM}summary")) == 1
        assert all(category.get("term") for category in entry.findall(f"{ATOM}category"))
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1


@pytest.mark.parametrize(
    "address", ["/feed", "/feed?q=chips&topic=export-controls", "/feed?q=unicorn", "/feed?from=2026"]
)
def test_a_feed_is_as_the_standard_requires(client: FlaskClient, address: str) -> None:
    feed = feed_at(client, address)
    hold_to_the_standard(feed)
    (own,) = (link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert own.get("href") == f"http://localhost{address}"


def test_an_entry_tells_the_ask_its_words_and_where_they_stand(client: FlaskClient) -> None:
    (entry,) = feed_at(client, "/feed?topic=export-controls").findall(f"{ATOM}entry")
    close = factories.extraction().statements[2]
    assert words(entry, "id") == close.iri
    assert words(entry, "title").startswith("The Example Institute asks the United States Congress to close")
    assert factories.CLOSE_LOOPHOLES in words(entry, "summary")
    assert "1 reason for it, 1 reason against it" in words(entry, "summary")


def test_a_page_tells_how_to_follow_a_list(client: FlaskClient) -> None:
    page = client.get("/follow?topic=export-controls&sort=support", headers={"Accept": "text/html"}).text
    assert 'value="http://localhost/feed?topic=export-controls" readonly' in page
    assert factories.CLOSE_LOOPHOLES in page
    assert 'href="/follow?topic=export-controls"' in client.get("/recommendations?topic=export-controls").text


def test_a_list_of_nothing_can_be_followed_too(client: FlaskClient) -> None:
    assert "Nothing is in this list yet." in client.get("/follow?q=unicorn", headers={"Accept": "text/html"}).text


def test_what_no_run_tells_of_has_the_date_of_its_document(client: FlaskClient) -> None:
    assert {words(entry, "updated") for entry in feed_at(client, "/feed").findall(f"{ATOM}entry")} == {
        "2026-05-14T00:00:00Z"
    }


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a graph that has the records of two runs."""
    folder: Path = tmp_path_factory.mktemp("recorded")
    store = EmbeddedStore()
    query_graph.fill(store)
    with Index.open(folder / "index.sqlite") as index:
        index.synchronise(store)
        app = create_app(Settings(), store, index=index, archive=Archive(folder / "o", folder / "t"))
        yield app.test_client()


def test_the_latest_come_first_with_the_time_at_which_they_came(recorded: FlaskClient) -> None:
    feed = feed_at(recorded, "/feed")
    hold_to_the_standard(feed)
    dates = [words(entry, "updated") for entry in feed.findall(f"{ATOM}entry")]
    assert dates == sorted(dates, reverse=True)
    assert set(dates) == {"2026-07-01T09:05:00Z", "2026-07-02T09:05:00Z"}
    assert words(feed, "updated") == dates[0]


def test_an_actor_can_be_followed_in_both_parts(recorded: FlaskClient) -> None:
    both = {
        words(each, "id") for each in feed_at(recorded, feed_address(actor=factories.CONGRESS.iri)).iter(f"{ATOM}entry")
    }
    parts = [
        {
            words(each, "id")
            for each in feed_at(recorded, feed_address(**{name: factories.CONGRESS.iri})).iter(f"{ATOM}entry")
        }
        for name in ("issuer", "addressee")
    ]
    assert all(parts)
    assert both == parts[0] | parts[1]


def test_a_feed_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/feed?q=chips")
    assert client.get("/feed?q=chips", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get("/feed?q=chips", headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    assert client.get("/feed?q=chips", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_feed_has_the_latest_and_says_how_many(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, f"Congress should do thing {number:03}.") for number in range(ENTRIES + 10)]
    shelf.add(factories.extraction_of(sentences), factories.text_of(sentences))
    feed = feed_at(shelf.client, "/feed")
    assert len(feed.findall(f"{ATOM}entry")) == ENTRIES
    assert words(feed, "subtitle") == f"The latest {ENTRIES} recommendations of the list."


def test_words_of_a_document_stay_words(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, "Congress <b>should</b> & must \x0b act \ud7ff.")]
    shelf.add(factories.extraction_of(sentences), factories.text_of(sentences))
    (entry,) = feed_at(shelf.client, "/feed").findall(f"{ATOM}entry")
    assert "“Congress <b>should</b> & must  act \ud7ff.”" in words(entry, "summary")


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert clean("a\x00b\x1f\ud800\ufffe\uffffc\t\n\U0001f52c") == "abc\t\n\U0001f52c"


def test_addresses_of_feeds_have_short_names_for_things() -> None:
    key = factories.CONGRESS.iri.rsplit("/", 1)[-1]
    assert feed_address(addressee=factories.CONGRESS.iri, topic=["a", "b"]) == f"/feed?addressee={key}&topic=a&topic=b"
    assert feed_address() == "/feed"


@pytest.mark.parametrize("address", ["/feed?sort=size", "/feed?from=soon"])
def test_a_feed_of_no_list_is_refused(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 400
