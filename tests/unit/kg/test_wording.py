from dataclasses import replace
from typing import Any

import pytest

from kg.model import Modality, Polarity, ReviewState, SourceKind
from kg.wording import Frame, PartKind, ask, ask_sentence, confidence_words, counted, quotes
from tests import factories

NAMES = {actor.iri: actor.name for actor in (factories.ISSUER, factories.CONGRESS, factories.BUREAU)}


def sentence(**fields: object) -> str:
    given = {"action": "close the loopholes", "addressees": (factories.CONGRESS.iri,), **fields}
    return ask_sentence(factories.recommendation(factories.CLOSE_LOOPHOLES, **given), NAMES)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "INSTITUTE asks CONGRESS to close the loopholes."),
        ({"modality": Modality.MUST}, "INSTITUTE calls on CONGRESS to close the loopholes."),
        ({"polarity": Polarity.AGAINST}, "INSTITUTE asks CONGRESS not to close the loopholes."),
        ({"issuer": None}, "Somebody whom the text does not name asks CONGRESS to close the loopholes."),
        # a deed in other words than the text's, of which the text doesn't tell who should do it
        ({"addressees": (), "action": "end it"}, "INSTITUTE asks, NOBODY: end it."),
        ({"addressees": (), "action": "end it", "modality": Modality.MUST}, "INSTITUTE demands, NOBODY: end it."),
        # a heading's capital goes, that of a name stays
        ({"action": "Close the gap"}, "INSTITUTE asks CONGRESS to close the gap."),
        ({"action": "National Security it"}, "INSTITUTE asks CONGRESS to National Security it."),
        ({"action": "AI-proof it"}, "INSTITUTE asks CONGRESS to AI-proof it."),
        # a gerund can't follow "to"
        ({"action": "closing gaps"}, "INSTITUTE asks CONGRESS to act by closing gaps."),
        ({"action": "Closing gaps", "addressees": ()}, "INSTITUTE calls for closing gaps, NOBODY."),
        ({"action": "bring order"}, "INSTITUTE asks CONGRESS to bring order."),
        ({"deadline": "before 2027"}, "INSTITUTE asks CONGRESS to close the loopholes before 2027."),
        ({"deadline": "Within 9 days,"}, "INSTITUTE asks CONGRESS to close the loopholes within 9 days."),
        ({"deadline": "2027"}, "INSTITUTE asks CONGRESS to close the loopholes by 2027."),
        # what the action says already isn't said twice
        ({"action": "act by 2027", "deadline": "by 2027"}, "INSTITUTE asks CONGRESS to act by 2027."),
        ({"condition": "if it can"}, "INSTITUTE asks CONGRESS to close the loopholes, if it can."),
    ],
)  # fmt: skip
def test_an_ask_reads_as_one_sentence(fields: dict[str, object], expected: str) -> None:
    names = {
        "INSTITUTE": "The Example Institute",
        "CONGRESS": "the United States Congress",
        "NOBODY": "without naming who should act",
    }
    for short, name in names.items():
        expected = expected.replace(short, name)
    assert sentence(**fields) == expected


@pytest.mark.parametrize(
    ("kind", "modality", "expected"),
    [
        (SourceKind.LAW, Modality.MUST, "The Example Institute requires the United States Congress to act."),
        (SourceKind.RULE, Modality.MAY, "The Example Institute allows the United States Congress to act."),
        (SourceKind.POLICY_PAPER, Modality.MUST, "The Example Institute calls on the United States Congress to act."),
        (SourceKind.POLICY_PAPER, Modality.MAY, "The Example Institute invites the United States Congress to act."),
        # what a bill would do isn't required of anybody before it is passed
        (SourceKind.BILL, Modality.MUST, "BILL would require the United States Congress to act."),
        (SourceKind.BILL, Modality.MAY, "BILL would allow the United States Congress to act."),
        (SourceKind.BILL, Modality.SHOULD, "BILL asks the United States Congress to act."),
    ],
)  # fmt: skip
def test_only_the_must_of_a_binding_text_requires(kind: SourceKind, modality: Modality, expected: str) -> None:
    asked = factories.recommendation(
        factories.CLOSE_LOOPHOLES, modality=modality, action="act", addressees=(factories.CONGRESS.iri,)
    )
    assert ask_sentence(asked, NAMES, kind) == expected.replace("BILL", "A bill by the Example Institute")


def test_a_bill_is_in_a_parliament_or_of_nobody_known() -> None:
    frame = framed("fund it", "Companies must fund it.", issuer="c")
    names = {"c": "United States Congress", "a": "Companies"}
    assert ask_sentence(frame, names, SourceKind.BILL).startswith("A bill in the United States Congress would require ")
    assert ask_sentence(replace(frame, issuer=None), names, SourceKind.BILL).startswith("A bill would require ")


def framed(action: str | None, words: str, *, issuer: str = "i", asked: str = "a", **fields: Any) -> Frame:
    given = {"condition": None, "deadline": None, "modality": Modality.MUST, "polarity": Polarity.FOR, **fields}
    return Frame(issuer=issuer, addressees=(asked,), action=action, words=words, **given)


def test_words_stand_for_a_sentence_that_they_would_not_bear_out() -> None:
    names = {"i": "Example Institute", "a": "Secretary of Commerce"}
    other = framed("meet them", "The proposals must meet them.")
    assert ask_sentence(other, names) == "Example Institute: “The proposals must meet them.”".replace("Ex", "The Ex", 1)
    denied = framed("meet them", "Nothing directs the Secretary\nto meet them.")
    assert ask_sentence(denied, names) == "“Nothing directs the Secretary to meet them.”"
    assert quotes(ask(denied, names), "Nothing directs the Secretary\nto meet them.")
    assert not quotes(ask(framed("act", "The Secretary must act."), names), "The Secretary must act.")


def test_what_a_person_has_confirmed_is_a_sentence() -> None:
    checked = framed("meet them", "They must meet them.", review=ReviewState.CONFIRMED)
    assert ask_sentence(checked, {"i": "Ann", "a": "Bob"}) == "Ann calls on Bob to meet them."
    assert ask_sentence(replace(checked, action=None), {"i": "Ann"}) == "“They must meet them.”"


def test_long_words_are_cut_where_all_can_see_it() -> None:
    words = "many words " * 60
    found = ask(framed(None, words), {})
    assert found[0].text.endswith(" […]”")
    assert not quotes(found, words)


@pytest.mark.parametrize(
    "deed", ["assess the attacks of all foreign entities on the laboratories of the country", "explain how to comply"]
)
def test_a_deadline_does_not_seem_to_belong_to_the_end_of_a_long_deed(deed: str) -> None:
    frame = framed(deed, "", deadline="Within 180 days", modality=Modality.SHOULD)
    assert ask_sentence(frame, {"i": "Ann", "a": "Bob"}) == f"Ann asks Bob, within 180 days, to {deed}."


@pytest.mark.parametrize(
    ("issuer", "verb"),
    [
        ("Ann Alder and Bo Birch", "ask"),
        ("Ann Alder, Bo Birch and Cy F. Cedar", "ask"),
        ("Bureau of Industry and Security", "asks"),
        ("Johnson and Johnson", "asks"),
        ("United States-China Economic and Security Review Commission", "asks"),
    ],
)
def test_several_people_ask_and_one_office_asks(issuer: str, verb: str) -> None:
    frame = framed("act", "", modality=Modality.SHOULD)
    assert f"{issuer} {verb} Bob to act." in ask_sentence(frame, {"i": issuer, "a": "Bob"})


@pytest.mark.parametrize(
    ("name", "expected"), [("Companies", "companies"), ("government", "the government"), ("Allies", "allies")]
)
def test_a_common_noun_is_no_name(name: str, expected: str) -> None:
    assert ask_sentence(framed("act", ""), {"i": "Ann", "a": name}) == f"Ann calls on {expected} to act."


def test_a_second_verb_follows_the_to_of_the_first() -> None:
    frame = framed("assess them, and shall report it", "", modality=Modality.SHOULD)
    assert ask_sentence(frame, {"i": "Ann", "a": "Bob"}) == "Ann asks Bob to assess them, and to report it."


def test_several_addressees_are_joined_in_the_order_of_their_names() -> None:
    both = (factories.CONGRESS.iri, factories.BUREAU.iri)
    assert "asks the Bureau of Industry and Security and the United States Congress to" in sentence(addressees=both)


def test_what_the_text_does_not_say_is_marked_as_a_gap() -> None:
    bare = replace(framed(None, ""), issuer=None, addressees=())
    assert [part.kind for part in ask(bare, NAMES)].count(PartKind.GAP) == 3


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(1.0, "very sure"), (0.82, "fairly sure"), (0.5, "not very sure"), (0.0, "little more than a guess")],
)
def test_a_confidence_has_words(confidence: float, words: str) -> None:
    assert confidence_words(confidence) == words


@pytest.mark.parametrize(
    ("given", "expected"),
    [((0, "reason"), "0 reasons"), ((1, "reason"), "1 reason"), ((1200, "entry", "entries"), "1,200 entries")],
)
def test_a_number_comes_with_its_noun(given: tuple[int, str], expected: str) -> None:
    assert counted(*given) == expected
