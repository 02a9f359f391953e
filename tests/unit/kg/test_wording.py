import pytest

from kg.model import Modality, Polarity, SourceKind
from kg.wording import PartKind, ask, ask_sentence, confidence_words, counted
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
        ({"addressees": ()}, "INSTITUTE asks, NOBODY: close the loopholes."),
        ({"addressees": (), "modality": Modality.MUST}, "INSTITUTE demands, NOBODY: close the loopholes."),
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


@pytest.mark.parametrize(("kind", "verb"), [(SourceKind.BILL, "requires"), (SourceKind.POLICY_PAPER, "calls on")])
def test_only_the_must_of_a_binding_text_requires(kind: SourceKind, verb: str) -> None:
    must = factories.recommendation(
        factories.CLOSE_LOOPHOLES, modality=Modality.MUST, action="act", addressees=(factories.CONGRESS.iri,)
    )
    assert f" {verb} " in ask_sentence(must, NAMES, kind)


def test_several_addressees_are_joined_in_the_order_of_their_names() -> None:
    both = (factories.CONGRESS.iri, factories.BUREAU.iri)
    assert "asks the Bureau of Industry and Security and the United States Congress to" in sentence(addressees=both)


def test_what_the_text_does_not_say_is_marked_as_a_gap() -> None:
    bare = factories.recommendation(factories.CLOSE_LOOPHOLES, issuer=None, addressees=(), action=None)
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
