import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kg.model import Direction, Role
from kg.neighbourhood import MOST_NODES, MOST_OPENED
from tests import factories
from tests.unit.web.conftest import Shelf
from web.urls import key_of, path_of

STATEMENTS = {each.quote.exact: each for each in factories.extraction().statements}
CLOSE = f"statement/{key_of(STATEMENTS[factories.CLOSE_LOOPHOLES].iri)}"
CHIPS = f"statement/{key_of(STATEMENTS[factories.CHIPS_DECIDE].iri)}"
CONGRESS = f"actor/{key_of(factories.CONGRESS.iri)}"
NODES = [CLOSE, CONGRESS, f"document/{key_of(factories.document().iri)}", "topic/export-controls"]


def nodes_in(html: str) -> set[str]:
    return set(re.findall(r'data-node="([^"]+)"', html))


@pytest.mark.parametrize("node", NODES)
def test_every_kind_of_thing_has_a_picture_as_list_and_as_data(client: FlaskClient, node: str) -> None:
    html = client.get(f"/explore?node={node}").text
    data = client.get(f"/api/neighbourhood?node={node}").get_json()
    assert data["node"]["id"] == node
    assert nodes_in(html) | {node} == {each["id"] for each in data["nodes"]}
    assert len(data["nodes"]) > 2
    assert client.get(f"/explore?node={node}&format=json").get_json() == data


@pytest.mark.parametrize("node", NODES)
def test_every_way_in_the_list_leads_somewhere(client: FlaskClient, node: str) -> None:
    html = client.get(f"/explore?node={node}").text
    shown = html[html.index("data-twin") : html.index("</main>")]
    ways = {unescape(each) for each in re.findall(r'href="(/[^"]+)"', shown)}
    assert any("open=" in way for way in ways)
    for way in ways:
        assert client.get(way.split("#")[0]).status_code in (200, 303), way


def test_opening_is_a_link_and_folding_is_one_too(client: FlaskClient) -> None:
    html = client.get(f"/explore?node={CLOSE}").text
    way = unescape(re.search(rf'data-way="{CHIPS}" href="([^"#]+)', html)[1])  # type: ignore[index]
    opened = client.get(way).text
    assert factories.INSPECTORS_FOUND in opened
    assert factories.INSPECTORS_FOUND not in html
    fold = unescape(re.search(r'class="way fold"[^>]*href="([^"]+)"', opened)[1])  # type: ignore[index]
    assert nodes_in(client.get(fold).text) == nodes_in(html)


def test_links_and_roles_are_filtered(client: FlaskClient) -> None:
    only = client.get(f"/api/neighbourhood?node={CLOSE}&link=disputes").get_json()
    assert [edge["link"] for edge in only["edges"]] == ["disputes"]
    document = NODES[2]
    roles = client.get(f"/api/neighbourhood?node={document}&role=evidence").get_json()["nodes"]
    assert {each["role"] for each in roles if each["kind"] == "statement"} == {"evidence"}
    html = client.get(f"/explore?node={CLOSE}&link=disputes").text
    assert 'value="disputes" checked' in html
    assert "&amp;link=disputes" in html
    assert "Show all links" in html


def test_filters_that_leave_nothing_say_so(client: FlaskClient) -> None:
    assert "Nothing of the chosen kinds lies around it." in client.get(f"/explore?node={CONGRESS}&link=claims").text


def test_a_crowd_is_cut_and_leads_to_all_of_it(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, f"Congress should do thing {n}.") for n in range(90)]
    sentences += [(Role.CLAIM, f"Reason {n}.") for n in range(60)]
    links = [(90 + n, 0, Direction.SUPPORTS) for n in range(60)]
    made = shelf.add(factories.extraction_of(sentences, links=links), factories.text_of(sentences))
    html = shelf.client.get(f"/explore?node={CONGRESS}").text
    shown = html.count('data-node="statement/')
    assert f"{90 - shown} more asks" in html
    iris = [each.iri for each in made.statements[:12]]
    opened = "".join(f"&open=statement/{key_of(iri)}" for iri in iris)
    data = shelf.client.get(f"/api/neighbourhood?node={CONGRESS}{opened}").get_json()
    assert len(data["open"]) == MOST_OPENED
    assert len(data["nodes"]) <= MOST_NODES
    left = {each["title"]: each["total"] for each in data["left_out"]}
    assert left["What is asked of it"] == 90


@pytest.mark.parametrize(
    "address",
    [
        "/explore?node=nothing", "/explore?node=actor/" + "0" * 20, "/explore?node=topic/none-such",
        f"/explore?node={CLOSE}&link=hates", f"/explore?node={CLOSE}&role=king", "/api/neighbourhood",
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_with_a_reason(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert len(response.get_json()["error"]["message"]) > 20


def test_things_that_are_gone_are_left_out_of_what_is_open(client: FlaskClient) -> None:
    data = client.get(f"/api/neighbourhood?node={CLOSE}&open=actor/{'0' * 20}&open=x").get_json()
    assert data["open"] == []


def test_one_begins_with_suggestions_or_a_search(client: FlaskClient) -> None:
    html = client.get("/explore").text
    assert "Recommendations with most reasons" in html
    assert f"/explore?node={CLOSE.replace('/', '%2F')}" in html
    found = client.get("/explore?q=loopholes").text
    assert "close the loopholes in chip export controls" in found
    assert "Nothing here has “zebra”" in client.get("/explore?q=zebra").text


def test_an_empty_graph_has_nothing_to_explore(shelf: Shelf) -> None:
    assert "Nothing has been read yet" in shelf.client.get("/explore").text


def test_hostile_words_stay_words(shelf: Shelf) -> None:
    hostile = '"><img src=x onerror="alert(1)"> should be \'done\' by Congress.'
    sentences = [(Role.RECOMMENDATION, hostile)]
    made = shelf.add(
        factories.extraction_of(sentences, title=f"<b>{'T' * 300}"),
        factories.text_of(sentences, title=f"<b>{'T' * 300}"),
    )
    for iri in (made.statements[0].iri, made.document.iri, factories.CONGRESS.iri):
        html = shelf.client.get(f"/explore?node={path_of(iri).removeprefix('/id/')}").text
        assert "<img" not in html
        assert "<b>" not in html
