import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kg.model import Actor, ActorKind, Extraction, Role
from tests import factories, query_graph
from tests.unit.web.conftest import Shelf
from web.actors import identifier
from web.urls import path_of

ISSUER, CONGRESS, CRITIC = (path_of(each.iri) for each in (factories.ISSUER, factories.CONGRESS, factories.CRITIC))


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def many_asks(number: int, issuer: Actor = factories.ISSUER) -> tuple[Extraction, str]:
    sentences = [(Role.RECOMMENDATION, f"Congress should do thing {n}.") for n in range(number)]
    sentences += [(Role.CLAIM, f"Claim {n} holds.") for n in range(number)]
    return factories.extraction_of(sentences, issuer=issuer), factories.text_of(sentences)


def test_the_list_finds_by_name_kind_and_order(client: FlaskClient) -> None:
    html = client.get("/actors").text
    first = re.search(r'<th scope="row"><a[^>]*>([^<]+)', html)
    assert first is not None
    assert first[1] == "Example Institute"
    assert "Example Trade Group" not in client.get("/actors?q=congress").text
    assert "United States Congress" in client.get("/actors?q=congress").text
    assert "Example Institute" not in client.get("/actors?kind=government").text
    assert (
        client.get("/actors?sort=name&format=json").get_json()["actors"][0]["name"] == "Bureau of Industry and Security"
    )


@pytest.mark.parametrize("address", ["/actors?sort=size", "/actors?page=0", "/actors?page=x"])
def test_an_unknown_order_or_page_is_refused_with_the_reason(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert "can" in response.text


def test_a_search_without_result_says_what_was_looked_for(client: FlaskClient) -> None:
    assert "No actor is called “zebra <b>”" in unescape(client.get("/actors?q=zebra+<b>").text)
    assert "Go to the first" in client.get("/actors?page=99").text


def test_each_part_is_grouped_by_topic_and_leads_to_its_whole_list(client: FlaskClient) -> None:
    html = client.get(ISSUER).text
    assert re.search(r"<h3>Chip smuggling", html)
    assert f"/recommendations?issuer={factories.ISSUER.iri.replace(':', '%3A').replace('/', '%2F')}" in html
    assert f"{ISSUER}?show=claims" in html
    assert "In the documents read so far nothing is asked of it." in text_of(html)


def test_long_parts_are_cut_and_say_how_much_there_is(shelf: Shelf) -> None:
    shelf.add(*many_asks(30))
    html = shelf.client.get(ISSUER).text
    assert "all 30 asks" in html
    assert html.count('class="said-line"') == 4
    claims = shelf.client.get(f"{ISSUER}?show=claims&page=2")
    assert "30 claims and pieces of evidence, the newest first; page 2 of 2." in text_of(claims.text)
    assert claims.text.count('class="said-line"') == 10


def test_an_unknown_part_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{ISSUER}?show=secrets").status_code == 400
    assert client.get(f"{ISSUER}?show=claims&page=x").status_code == 400


def test_agreement_is_labelled_for_what_it_is(shelf: Shelf) -> None:
    for extraction, text in zip(query_graph.extractions(), query_graph.texts(), strict=True):
        shelf.add(extraction, text)
    text = text_of(shelf.client.get(path_of(query_graph.CHAMBER.iri)).text)
    same, opposite = (f"of the same addressee on the same topic, pointing the {way} way" for way in ("same", "other"))
    assert "Example Center" in text[text.index(same) : text.index(opposite)]
    assert "United States Congress, on export controls 1 of 2 asks" in text[text.index(opposite) :]
    assert "Whether two asks want the same thing" in text


def test_disputes_show_both_sentences_and_both_speakers(client: FlaskClient) -> None:
    text = text_of(client.get(CRITIC).text)
    part = text[text.index("Recorded disputes") :]
    assert part.index(factories.CLOSE_LOOPHOLES) < part.index("Against it") < part.index(factories.CRITICS_SAY)
    assert "Example Institute , in" in part


def test_the_table_beside_the_picture_leads_to_the_asks(client: FlaskClient) -> None:
    html = client.get(ISSUER).text
    assert 'data-bunch="Whom it asks"' in html
    row = re.search(r'<tr data-node="actor/[^>]*>.*?United States Congress.*?</tr>', html, re.S)
    assert row is not None
    assert "/recommendations?issuer=" in row[0]
    assert client.get(unescape(re.findall(r'class="behind" href="([^"]+)"', row[0])[0])).status_code == 200


@pytest.mark.parametrize(
    ("address", "scheme", "name"),
    [
        ("http://www.wikidata.org/entity/Q11268", "Wikidata", "Q11268"),
        ("https://bioguide.congress.gov/search/bio/R000584", "Biographical Directory of the U.S. Congress", "R000584"),
        ("https://www.iso.org/obp/ui/#iso:code:3166:CZ", "ISO 3166", "CZ"),
        ("https://www.example.org/about", "www.example.org", "https://www.example.org/about"),
        # No link is made of it, and nothing breaks.
        ("javascript:alert(1)", "Elsewhere", "javascript:alert(1)"),
    ],
)
def test_identifiers_elsewhere_are_named(address: str, scheme: str, name: str) -> None:
    found = identifier(address)
    assert (found.scheme, found.name) == (scheme, name)


def test_links_elsewhere_send_nothing_and_only_web_addresses_become_links(shelf: Shelf) -> None:
    odd = Actor(
        name="Büro für 半導體",
        kind=ActorKind.GOVERNMENT,
        same_as=("http://www.wikidata.org/entity/Q1", "javascript:alert(1)"),
    )
    shelf.add(*many_asks(1, issuer=odd))
    html = shelf.client.get(path_of(odd.iri)).text
    assert '<a href="http://www.wikidata.org/entity/Q1" rel="noreferrer">Wikidata Q1</a>' in html
    assert 'href="javascript' not in html
    assert "<h1>Büro für 半導體</h1>" in html


def test_an_actor_that_is_only_mentioned_has_a_page_without_empty_sections(shelf: Shelf) -> None:
    extraction, text = many_asks(1)
    bystander = Actor(name="Bystander", kind=ActorKind.COMPANY)
    shelf.add(Extraction(**{**_fields(extraction), "actors": (*extraction.actors, bystander)}), text)
    html = shelf.client.get(path_of(bystander.iri)).text
    text = text_of(html)
    assert "it asks for nothing, nothing is asked of it and it claims nothing" in text
    assert "Whom it deals with, and on what" not in text
    assert "Who asks the same" not in text


def _fields(extraction: Extraction) -> dict[str, object]:
    return {name: getattr(extraction, name) for name in extraction.__dataclass_fields__}


def test_the_data_has_what_the_page_has(client: FlaskClient) -> None:
    data = client.get(f"{ISSUER}?format=json").get_json()
    assert data["totals"] == {"made": 2, "claims": 2}
    assert data["topics"]["made"] == {"chip-smuggling": 1, "export-controls": 1, "none": 1}
    assert len(data["disputes"]) == 1
    assert {bunch["bunch"] for bunch in data["around"]} == {"asked", "topics", "disputing"}
