import re
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from kg.model import Direction, Extraction, ReviewState, Role
from tests import factories, query_graph
from tests.unit.web.conftest import Shelf
from web.urls import path_of

SVG = "{http://www.w3.org/2000/svg}"
MADE = {statement.quote.exact: statement for statement in factories.extraction().statements}
CLOSE = MADE[factories.CLOSE_LOOPHOLES]


def words(client: FlaskClient, address: str) -> str:
    """Give what a reader sees of a page."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    return " ".join(
        unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<head>.*?</head>", "", response.text, flags=re.S))).split()
    )


def with_reasons(shelf: Shelf, number: int, *, direction: Direction = Direction.SUPPORTS) -> Extraction:
    """Put a document on the shelf whose one ask, its first statement, has so many direct reasons."""
    filler = [(Role.OTHER, f"Filler sentence {count} says nothing but is as long as others.") for count in range(400)]
    rest = (
        "holds that smuggled chips reach laboratories which nobody inspects, nor has anybody asked for it so far, as "
        "exporters go on to say that whatever is found is found by chance and by very few people"
    )
    reasons = [(Role.CLAIM, f"Reason {count} of them {rest}.") for count in range(number)]
    sentences = [(Role.RECOMMENDATION, "Congress should act on smuggling."), *reasons, *filler]
    made = factories.extraction_of(sentences, links=[(index + 1, 0, direction) for index in range(number)])
    return shelf.add(made, factories.text_of(sentences))


def graph_of(client: FlaskClient, address: str) -> ElementTree.Element:
    response = client.get(f"{address}/graph.svg")
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    return ElementTree.fromstring(response.text)  # noqa: S314 - the program's own answer


def test_the_ask_is_one_sentence_with_its_parts_and_what_the_text_leaves_out(client: FlaskClient) -> None:
    seen = words(client, path_of(CLOSE.iri))
    assert "to close the loopholes in chip export controls before 2027" in seen
    assert "By which means Legislation" in seen
    assert "Under which condition None is given" in seen


def test_support_and_dispute_stand_apart_with_counts(client: FlaskClient) -> None:
    html = client.get(path_of(CLOSE.iri)).text
    speaks_for, against = html.index('id="speaks-for"'), html.index('id="against"')
    assert speaks_for < html.index(f"s-{MADE[factories.CHIPS_DECIDE].iri[-20:]}") < against
    assert against < html.rindex(f'id="s-{MADE[factories.CRITICS_SAY].iri[-20:]}"')
    assert "1 reason for it · 1 reason against it · all from the same document" in words(client, path_of(CLOSE.iri))


def test_nothing_against_is_said_to_be_no_proof(shelf: Shelf) -> None:
    ask = with_reasons(shelf, 1).statements[0]
    seen = words(shelf.client, path_of(ask.iri))
    assert "No reason against it was found in the stored documents; that doesn’t mean there is none." in seen


def test_an_ask_without_reasons_says_so_and_has_no_picture(shelf: Shelf) -> None:
    ask = with_reasons(shelf, 0).statements[0]
    seen = words(shelf.client, path_of(ask.iri))
    assert "No reason for it was found" in seen
    assert "If you are asked why, the answer has to come from elsewhere." in seen
    assert "picture" not in seen


def test_what_is_missing_comes_with_what_follows_from_it(client: FlaskClient) -> None:
    seen = words(client, path_of(CLOSE.iri))
    assert (
        "All support comes from the same document that makes the statement. If you are asked who else says so" in seen
    )


def test_each_link_says_how_it_was_found_and_how_sure_that_is(client: FlaskClient) -> None:
    assert "Link: the word “neighbour” (not very sure, 0.60)" in words(client, path_of(CLOSE.iri))


def test_a_claim_says_what_it_is_a_reason_for(client: FlaskClient) -> None:
    html = client.get(path_of(MADE[factories.CHIPS_DECIDE].iri)).text
    assert "What this claim is a reason for" in html
    assert f'<a href="{path_of(CLOSE.iri)}">The Example Institute asks the United States Congress' in html
    twin = client.get(f"{path_of(MADE[factories.CHIPS_DECIDE].iri)}?format=json").get_json()
    assert [each["target"] for each in twin["bears_on"]] == [CLOSE.iri]


def test_a_reason_that_stands_twice_is_opened_where_it_is_nearest(client: FlaskClient) -> None:
    evidence = MADE[factories.INSPECTORS_FOUND]
    html = client.get(path_of(MADE[factories.FUND_INSPECTORS].iri)).text
    assert html.count(f'id="s-{evidence.iri[-20:]}"') == 1


def test_brief_list_and_explore_are_offered(client: FlaskClient) -> None:
    html, key = client.get(path_of(CLOSE.iri)).text, CLOSE.iri[-20:]
    assert f'href="/brief?statement={key}"' in html
    assert f'href="/explore?node=statement/{key}"' in html
    assert re.search(rf'<button type="button" class="add-to-list[^"]*" data-statement="{key}" hidden>', html)


def test_what_a_person_has_confirmed_looks_different_in_list_and_picture(shelf: Shelf) -> None:
    made = factories.extraction()
    statements = [
        replace(each, review=ReviewState.CONFIRMED) if each.quote.exact == factories.CHIPS_DECIDE else each
        for each in made.statements
    ]
    shelf.add(replace(made, statements=tuple(statements)), factories.TEXT)
    html = shelf.client.get(path_of(CLOSE.iri)).text
    assert html.count("reason is-for is-confirmed") == 1
    assert "Confirmed by a person" in html
    boxes = graph_of(shelf.client, path_of(CLOSE.iri)).findall(f".//{SVG}a")
    confirmed = [box for box in boxes if "is-confirmed" in box.attrib["class"]]
    assert [box.attrib["href"] for box in confirmed] == [path_of(MADE[factories.CHIPS_DECIDE].iri)]
    assert "✓ confirmed" in [text.text for text in confirmed[0].findall(f"{SVG}text")]


def test_the_picture_leads_to_each_statement_and_tells_for_from_against(client: FlaskClient) -> None:
    drawn = graph_of(client, path_of(CLOSE.iri))
    bearing = (factories.CLOSE_LOOPHOLES, factories.CHIPS_DECIDE, factories.INSPECTORS_FOUND, factories.CRITICS_SAY)
    assert {box.attrib["href"] for box in drawn.iter(f"{SVG}a")} == {path_of(MADE[each].iri) for each in bearing}
    assert sorted(text.text or "" for text in drawn.findall(f"{SVG}g/{SVG}g/{SVG}text")) == ["against", "for", "for"]
    said = [" ".join(part.text or "" for part in box.iter(f"{SVG}tspan")) for box in drawn.iter(f"{SVG}a")]
    assert factories.CRITICS_SAY in said


def test_words_that_do_not_fit_into_a_box_stand_whole_in_its_title(shelf: Shelf) -> None:
    made = with_reasons(shelf, 1)
    drawn = graph_of(shelf.client, path_of(made.statements[0].iri))
    assert any((part.text or "").endswith("…") for part in drawn.iter(f"{SVG}tspan"))
    assert any((title.text or "").endswith(made.statements[1].quote.exact) for title in drawn.iter(f"{SVG}title"))


def test_circular_reasons_have_a_page_and_a_picture(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, "Congress should act."), (Role.CLAIM, "One holds."), (Role.CLAIM, "Two holds.")]
    links = [(1, 0, Direction.SUPPORTS), (2, 1, Direction.SUPPORTS), (1, 2, Direction.SUPPORTS)]
    made = shelf.add(factories.extraction_of(sentences, links=links), factories.text_of(sentences))
    address = path_of(made.statements[0].iri)
    assert "justify each other in a circle" in words(shelf.client, address)
    assert len(list(graph_of(shelf.client, address).iter(f"{SVG}a"))) == 3


@pytest.mark.parametrize("number", [60, 300])
def test_many_reasons_stay_small_and_nothing_is_cut_silently(shelf: Shelf, number: int) -> None:
    address = path_of(with_reasons(shelf, number).statements[0].iri)
    html = shelf.client.get(address).text
    assert len(html.encode()) < 150_000
    assert len(list(graph_of(shelf.client, address).iter(f"{SVG}a"))) == 61
    seen = words(shelf.client, address)
    assert ("240 more statements are not drawn" in seen) == (number == 300)
    assert ("238 more reasons are left out here. Show every reason" in seen) == (number == 300)
    for count in (0, number - 1):
        assert f"Reason {count} of them" in words(shelf.client, f"{address}?reasons=all")


def test_every_quote_of_many_is_on_the_page_where_its_reason_leads(shelf: Shelf) -> None:
    made = with_reasons(shelf, 60)
    html = shelf.client.get(path_of(made.statements[0].iri)).text
    ids = set(re.findall(r' id="([^"]+)"', html))
    assert set(re.findall(r'href="#(q-[^"]+)"', html)) <= ids
    assert len(ids) == html.count(' id="')


@pytest.mark.parametrize(
    "name", ["Министерство промышленности", "工業情報化部", "وزارة الصناعة", "A" * 300, "\U0001d50a \x0c\u200b x"]
)
def test_names_of_any_script_and_length_are_shown_and_drawn(shelf: Shelf, name: str) -> None:
    sentences = [(Role.RECOMMENDATION, f"Congress should ask {name} to act."), (Role.CLAIM, f"{name} is slow.")]
    made = factories.extraction_of(sentences, title=name * 2, links=[(1, 0, Direction.SUPPORTS)])
    shelf.add(made, factories.text_of(sentences, title=name * 2))
    address = path_of(made.statements[0].iri)
    assert name.split()[-1] in words(shelf.client, address)
    assert len(list(graph_of(shelf.client, address).iter(f"{SVG}a"))) == 2


def test_hostile_words_stay_words_in_the_picture(shelf: Shelf) -> None:
    sentences = [
        (Role.RECOMMENDATION, "Congress should act."),
        (Role.CLAIM, "]]><script>alert(1)</script>&<a href='x'>"),
    ]
    made = factories.extraction_of(sentences, links=[(1, 0, Direction.SUPPORTS)])
    shelf.add(made, factories.text_of(sentences))
    drawn = graph_of(shelf.client, path_of(made.statements[0].iri))
    assert not list(drawn.iter(f"{SVG}script"))
    assert len(list(drawn.iter(f"{SVG}a"))) == 2


def test_other_asks_on_the_matter_are_gathered_and_said_to_be_unchecked(shelf: Shelf) -> None:
    for made, text in zip(query_graph.extractions(), query_graph.texts(), strict=True):
        shelf.add(made, text)
    seen = words(shelf.client, path_of(CLOSE.iri))
    assert "Other asks to the United States Congress on chip smuggling or export controls" in seen
    assert "whether they ask the same has not been checked" in seen
    assert "to fund more inspectors" in seen or "fund more inspectors by 2027" in seen
    assert "Provisions on the same topic" in seen
    assert "H.R. 3447, 119th Cong. § 2(a)" in seen


def test_an_old_version_says_whether_its_words_are_still_in_the_new_one(shelf: Shelf) -> None:
    _, report, revised, *_ = query_graph.extractions()
    shelf.add(report, query_graph.REPORT)
    shelf.add(revised, query_graph.REVISED)
    gone = next(each for each in report.statements if each.quote.exact.startswith("Leaking"))
    kept = next(each for each in report.statements if each.quote.exact.startswith("A 2025 survey"))
    assert "These words are no longer in it." in words(shelf.client, path_of(gone.iri))
    assert "These words are still in it." in words(shelf.client, path_of(kept.iri))
    assert "Earlier version" in words(shelf.client, path_of(revised.statements[0].iri))


@pytest.mark.parametrize("key", ["00000000000000000000", "no-key"])
@pytest.mark.parametrize("tail", ["", "/graph.svg"])
def test_an_unknown_statement_is_not_found(client: FlaskClient, key: str, tail: str) -> None:
    assert client.get(f"/id/statement/{key}{tail}").status_code == 404
