from __future__ import annotations

import pytest

from ingest.components.asks import find_ask, find_lead, is_imperative
from kg.model import Modality, Polarity


@pytest.mark.parametrize(
    ("text", "action", "modality"),
    [
        # a modal in the main clause
        ("Congress should fund the Bureau.", "fund the Bureau", Modality.SHOULD),
        # an opening date and a caption before the subject
        (
            "(a) In general.—Not later than 90 days after enactment, the Secretary shall submit a plan.",
            "submit a plan",
            Modality.MUST,
        ),
        # a clause after a verb of asking
        ("We recommend that the Office publish its criteria.", "publish its criteria", Modality.SHOULD),
        ("The panel recommends that the ministry should act now.", "act now", Modality.SHOULD),
        # object and infinitive
        ("The group urges Congress to pass the bill.", "pass the bill", Modality.SHOULD),
        ("The Order directs the Secretary to set up a programme.", "set up a programme", Modality.MUST),
        # the same in the passive
        ("Agencies are encouraged to share their inventories.", "share their inventories", Modality.SHOULD),
        # with an aside, and in the future
        (
            "Builders will be required, consistent with the law, to pay all costs.",
            "pay all costs",
            Modality.MUST,
        ),
        # to a group without a name
        ("The order calls for departments and agencies to mend their rules.", "mend their rules", Modality.SHOULD),
        ("He called for firmly rejecting the plan.", "rejecting the plan", Modality.SHOULD),
        # a noun that announces a clause
        ("It made three recommendations, including that the Board mend its rules.", "mend its rules", Modality.SHOULD),
        ("Builders have a fundamental responsibility to test their steel.", "test their steel", Modality.SHOULD),
        # a gerund, also after an announcement
        ("The firm advocates for closing the gap.", "closing the gap", Modality.SHOULD),
        ("The firm recommends two actions: closing the gap.", "closing the gap", Modality.SHOULD),
        # a gerund goes before an object and infinitive further on
        ("It recommends closing gaps that labs use to train.", "closing gaps that labs use to train", Modality.SHOULD),
        # necessity
        ("It is essential to verify where chips are.", "verify where chips are", Modality.MUST),
        ("It is important to keep allies informed.", "keep allies informed", Modality.SHOULD),
        # a policy section
        ("It is the policy of the United States to lead in AI.", "lead in AI", Modality.MUST),
        # an imperative, also after a mark
        ("1. Close the loopholes in export controls.", "Close the loopholes in export controls", Modality.SHOULD),
        # permission
        ("The Director may waive the fee.", "waive the fee", Modality.MAY),
    ],
)
def test_an_ask_gives_its_action_and_how_firmly_it_asks(text: str, action: str, modality: Modality) -> None:
    ask = find_ask(text)
    assert ask is not None
    assert (text[ask.action[0] : ask.action[1]], ask.modality) == (action, modality)


@pytest.mark.parametrize(
    "text",
    [
        # a noun, not a verb of asking
        "The proposed rule was published in May.",
        "The recommendations as proposed were rejected.",
        # a modal only in a relative clause
        "The chips that should be tracked were sold.",
        # necessity said of a thing, not of an act
        "The chain is critical to national security.",
        # plain reporting
        "Exports rose in 2024.",
    ],
)
def test_what_asks_nothing_gives_no_ask(text: str) -> None:
    assert find_ask(text) is None


def test_a_duty_to_ask_others_is_a_duty_first() -> None:
    text = "Agencies shall require vendors to use the standard."
    ask = find_ask(text)
    assert ask is not None
    assert (ask.form, text[ask.action[0] : ask.action[1]]) == ("modal", "require vendors to use the standard")


def test_asking_not_to_do_something_is_against_it() -> None:
    ask = find_ask("Congress should not weaken the rule.")
    assert ask is not None
    assert ask.polarity is Polarity.AGAINST


def test_opposing_something_is_against_it() -> None:
    ask = find_ask("The association opposes adding kill switches to chips.")
    assert ask is not None
    assert ask.polarity is Polarity.AGAINST


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Congress should not weaken the rule.", "weaken the rule"),
        ("The panel advised against selling the chips abroad.", "selling the chips abroad"),
        ("The paper warns against banning open models.", "banning open models"),
        ("The ministry objects to extending the controls.", "extending the controls"),
        ("An exporter may not sell the chip.", "sell the chip"),
        ("No exporter shall sell the chip.", "sell the chip"),
        ("The group urges Congress not to weaken the rule.", "weaken the rule"),
    ],
)
def test_what_is_advised_against_is_named_without_its_not(text: str, action: str) -> None:
    ask = find_ask(text)
    assert ask is not None
    assert (ask.polarity, text[ask.action[0] : ask.action[1]]) == (Polarity.AGAINST, action)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        # the verb after what is set in
        ("The Director shall, in consultation with the States, publish a list.", "publish a list"),
        # verbs that end as adverbs do
        ("Exporters shall comply with the rule.", "comply with the rule"),
        # reported, and with a relative clause before
        ("Officials said that agencies could publish more.", "publish more"),
        ("Firms that sell such chips should keep records.", "keep records"),
        # a request inside a duty is no request
        ("For staff who require access to data, agencies shall follow the rule.", "follow the rule"),
        ("A person authorized to act for the owner must sign.", "sign"),
        # a caption before an imperative
        ("Sharing What Is Known: Publish the list of attacks.", "Publish the list of attacks"),
    ],
)
def test_the_action_is_the_main_verbs(text: str, action: str) -> None:
    ask = find_ask(text)
    assert ask is not None
    assert text[ask.action[0] : ask.action[1]] == action


@pytest.mark.parametrize("text", ["Stop Stealing Our Chips Act", "At the time we made our selection, rates rose."])
def test_titles_and_times_ask_nothing(text: str) -> None:
    assert find_ask(text) is None


def test_a_lead_in_shows_whose_duty_it_opens() -> None:
    text = "The Director of the Office shall—"
    ask = find_lead(text)
    assert ask is not None and ask.who is not None
    assert text[ask.who[0] : ask.who[1]].strip() == "The Director of the Office"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Close the loopholes", True),
        ("Export the stack to allies", True),
        # a noun phrase that starts with a word that is a verb too
        ("Export controls work", False),
        ("Fund managers sold shares", False),
        ("The loopholes close", False),
    ],
)
def test_an_imperative_starts_with_a_verb_that_isnt_a_noun(text: str, expected: bool) -> None:
    assert is_imperative(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "Nothing in the bill directs the Secretary to close a port.",
        "It does not change the state of mind that must be proven.",
        "The Office helps towns to create the conditions in which such bridges can be used.",
    ],
)
def test_what_is_denied_or_said_of_a_thing_in_passing_asks_nothing(text: str) -> None:
    assert find_ask(text) is None


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The essay opposes the recommendation that the law should treat tests as illegal.", Polarity.AGAINST),
        ("The panel contradicts the plan, which recommends exploring checks of bridges.", Polarity.AGAINST),
        ("The panel recommends exploring checks of bridges.", Polarity.FOR),
        ("Congress should repair the bridge whose tolls the panel opposed the most.", Polarity.FOR),
    ],
)
def test_what_somebody_opposes_others_ask_for(text: str, polarity: Polarity) -> None:
    ask = find_ask(text)
    assert ask is not None
    assert ask.polarity is polarity
