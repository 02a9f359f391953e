from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from ingest.components.instruments import instrument_of
from kg.model import ActorKind, Instrument, Modality, Polarity
from tests.unit.ingest.components.reading import Read, read_text

Reading = Callable[[str], Read]


@pytest.fixture(scope="session")
def reading_once(nlp: Language) -> Reading:
    """Fit for examples that share one pipeline."""
    return lambda text: read_text(nlp, text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Congress should fund the office that checks end users.", ["United States Congress"]),
        ("The Secretary of Energy, in consultation with the Attorney General, shall act.", ["Secretary of Energy"]),
        (
            "The Secretary of State and the Secretary of Energy must agree on a list.",
            ["Secretary of State", "Secretary of Energy"],
        ),
        ("Not later than 90 days after enactment, the Attorney General shall submit a plan.", ["Attorney General"]),
        ("The group urges AI companies to report such attacks.", ["AI companies"]),
        ("A list should be published by the Department of Energy every year.", ["Department of Energy"]),
        # a group with its adjectives, and a list of groups
        ("Leading AI companies and their suppliers should test such models.", ["Leading AI companies", "suppliers"]),
        # a name and a group
        (
            "The Department of Energy and state regulators should plan for it.",
            ["Department of Energy", "state regulators"],
        ),
        # one of a kind stands for all of the kind
        ("A covered exporter shall keep the records for a year.", ["covered exporters"]),
        ("The head of an executive agency may not buy such a robot.", ["heads of executive agencies"]),
        ("The heads of relevant agencies shall keep such a list.", ["heads of agencies"]),
        # a relative clause with a verb of its own
        ("Companies that develop such models should report attacks.", ["Companies"]),
        # an aside between subject and verb
        ("Congress should, after hearing from the States, fund the office.", ["United States Congress"]),
        # what somebody says that somebody should do
        ("Critics say that Congress should keep the rule.", ["United States Congress"]),
        # a date with its own comma first
        ("By June 30, 2027, the Department of Energy should publish a plan.", ["Department of Energy"]),
        # a caption first
        ("Keeping Track of Use: Employers should list the systems.", ["Employers"]),
        # whose duty it is
        ("The duties of the Department of Energy shall include the upkeep of the list.", ["Department of Energy"]),
        ("The Department of Energy’s purpose shall be to keep the list.", ["Department of Energy"]),
        # an agent, also after an object with "to"
        ("Exceptions shall be reported to the President in writing by the Attorney General.", ["Attorney General"]),
        # the object of a verb of asking, in a clause of its own too
        ("The Act, which directs the Secretary of Energy to lease the land, was signed.", ["Secretary of Energy"]),
        ("The order will direct the Department of Energy to lease sites.", ["Department of Energy"]),
        ("We recommended the Department of Energy review the list.", ["Department of Energy"]),
        ("It is the policy of the Department of Energy to publish its models.", ["Department of Energy"]),
        # parties of a consultation have no duty
        (
            "In consultation with the Attorney General and the Secretary of State, the Secretary of Energy shall act.",
            ["Secretary of Energy"],
        ),
        # asking people in general, and a name that goes on, name nobody
        ("We must close the gap before it is too late.", []),
        ("The United States market should stay open to such chips.", []),
        # whom nobody allows is not asked
        ("The largest States should not be allowed to dictate the rules.", []),
        ("An exporter should be transparent with its customers.", ["exporters"]),
        # whom something is done to has no duty
        ("The Director of the Census Bureau shall be notified of each decision.", []),
        # each of several has matters of its own
        (
            "The Secretary of Energy for dams, the Attorney General (AG) for courts, and the Secretary of State for all"
            " else, shall keep a list.",
            ["Secretary of Energy", "Attorney General", "Secretary of State"],
        ),
        (
            "In May, the Assistant to the President and Deputy Chief of Staff for Policy shall convene a board.",
            ["Assistant to the President and Deputy Chief of Staff for Policy"],
        ),
        ("The order calls for states and cities to open their books.", ["states", "cities"]),
        ("This means that employers must keep such a list.", ["employers"]),
        # a thing has no duty
        ("The chips should be tracked wherever they go in the world.", []),
    ],
)  # fmt: skip
def test_addressees_are_those_who_should_act(reading: Reading, text: str, names: list[str]) -> None:
    [ask] = reading(text).asks
    assert reading(text).addressees(ask) == names


@pytest.mark.parametrize(
    "second",
    [
        # what one has a duty about is his matter further on
        "Such list shall be kept up to date.",
        "The list shall name every chip.",
        "It shall name every chip.",
        "The report required by subsection (a) shall be made public.",
    ],
)
def test_an_ask_about_the_same_matter_goes_on_with_whom_it_was_asked_of(reading: Reading, second: str) -> None:
    read = reading(f"The Secretary of Energy shall publish a list of chips.\n\n{second}")
    assert [read.addressees(ask) for ask in read.asks] == [["Secretary of Energy"]] * 2


@pytest.mark.parametrize(
    "second",
    [
        "The list shall not apply to chips of that kind.",
        "This section shall take effect in a year.",
        # another matter, and another person
        "The weather shall be observed in every county.",
        "The making of fine lists should cost less than it does.",
        "The Attorney General shall be informed of the list.",
        "The clerk shall sign the list of chips.",
    ],
)
def test_what_commands_nobody_takes_no_addressee_from_before(reading: Reading, second: str) -> None:
    read = reading(f"The Secretary of Energy shall publish a list of chips.\n\n{second}")
    assert [read.addressees(ask) for ask in read.asks] == [["Secretary of Energy"], []]


def test_a_broken_sentence_goes_on_with_the_duty_before(reading: Reading) -> None:
    text = (
        "The Secretary of Energy shall write a guide.\n\n(b) Form.—The guide—\n\n(1) shall include—\n\n(A) a map; and\n"
    )
    read = reading(text)
    assert [read.addressees(ask) for ask in read.asks] == [["Secretary of Energy"]] * len(read.asks)
    assert len(read.asks) >= 2


def test_a_party_to_a_deal_is_who_plays_the_part(reading: Reading) -> None:
    read = reading(
        "I permit the City of Brownsville, Texas (the “Permittee”), to build.\n\nThe Permittee shall mend it."
    )
    assert [read.addressees(ask) for ask in read.asks] == [["City of Brownsville"]]
    assert [actor.kind for actor in read.extraction.actors if actor.name.startswith("City")] == [ActorKind.GOVERNMENT]


def test_my_administration_is_that_of_the_president_who_signs(reading: Reading) -> None:
    read = reading("My Administration must keep such a list.\n\nDONALD J. TRUMP\n")
    assert [read.addressees(ask) for ask in read.asks] == [["Trump Administration"]]


def test_two_clauses_in_the_future_are_two_duties(reading: Reading) -> None:
    two = "Agencies will count dams, and the Department of Energy will count mills."
    read = reading(f"The Order says so. The Order is short. {two}")
    assert [read.addressees(ask) for ask in read.asks] == [["federal agencies"], ["Department of Energy"]]


def test_a_bare_office_is_the_one_that_had_the_last_duty(reading: Reading) -> None:
    read = reading(
        "The Secretary of Energy shall report to the Secretary of State and to the Secretary of Commerce.\n\n"
        "The chips are many. The list of them is long and grows by the day, as everybody knows who has seen it or has"
        " had to do with it.\n\nThe Secretary shall publish the list."
    )
    assert [read.addressees(ask) for ask in read.asks] == [["Secretary of Energy"]] * 2


def test_a_bill_that_amends_an_act_means_the_officer_of_that_act(reading: Reading) -> None:
    read = reading(
        "To amend the Small Business Act to help small firms.\n\nThe Administrator shall publish a list of courses."
    )
    assert read.addressees(read.asks[-1]) == ["Administrator of the Small Business Administration"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("If Congress waits any longer, it should at least fund the office.", ["United States Congress"]),
        ("Congress should ban such attacks, and it should fund the office.", ["United States Congress"]),
        ("The Secretary of Energy should plan for it, and they should publish the plan.", ["Secretary of Energy"]),
    ],
)
def test_a_pronoun_means_whom_its_own_sentence_names(reading: Reading, text: str, names: list[str]) -> None:
    read = reading(text)
    assert [read.addressees(ask) for ask in read.asks] == [names] * len(read.asks)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        # of a passive, its subject
        ("The old rule should be replaced by a better one.", "The old rule"),
        # past a particle, a preposition that belongs to the verb, and a receiver
        ("Companies should carry out more checks of their users.", "more checks of their users"),
        ("The Department of Energy should work with chip companies on it.", "chip companies on it"),
        ("The Secretary of Energy shall submit to Congress a strategy.", "a strategy"),
    ],
)
def test_the_object_is_found_past_small_words(reading: Reading, text: str, thing: str) -> None:
    [ask] = reading(text).asks
    assert ask.object == thing


def test_a_condition_ends_at_its_comma(reading: Reading) -> None:
    [ask] = reading("Congress should act, unless the industry agrees, within 90 days.").asks
    assert ask.condition == "unless the industry agrees"


def test_a_verb_inside_a_relative_clause_is_no_second_ask(reading: Reading) -> None:
    [ask] = reading("Every exporter must say who will build, own and operate the sites in question.").asks
    assert ask.action == "say who will build, own and operate the sites in question"


def test_every_ask_of_a_list_lies_in_its_passage(reading: Reading) -> None:
    read = reading(
        "Congress should fund the office, direct the Bureau to check end users, and not weaken the rule; and the"
        " Department of Energy should warn the labs.\n\n- Close the gap, train more officers, and hire inspectors.\n"
    )
    passages = {passage.iri: passage for passage in read.extraction.passages}
    assert len(read.asks) >= 4
    for ask in read.asks:
        passage = passages[ask.passage]
        assert passage.start <= ask.quote.start < ask.quote.end <= passage.end
        assert ask.action is not None and ask.action in read.text[passage.start : passage.end]


@settings(deadline=None, max_examples=20)
@given(
    st.lists(
        st.sampled_from(["fund the office now", "close the old gap", "hire more inspectors"]), min_size=1, max_size=4
    )
)
def test_a_list_is_cut_into_its_own_words(reading_once: Reading, actions: list[str]) -> None:
    text = f"Congress should {', '.join(actions[:-1])}{' and ' if actions[1:] else ''}{actions[-1]}."
    read = reading_once(text)
    assert all(ask.action is not None and ask.action in text and ask.quote.exact in text for ask in read.asks)
    assert {tuple(read.addressees(ask)) for ask in read.asks} == {("United States Congress",)}


def test_forbidding_binds_and_is_against(reading: Reading) -> None:
    for text in ("An exporter may not sell the chip.", "No exporter may sell the chip."):
        [ask] = reading(text).asks
        assert (ask.modality, ask.polarity) == (Modality.MUST, Polarity.AGAINST)


def test_an_item_that_has_its_own_modal_gives_its_verb_alone(reading: Reading) -> None:
    read = reading(
        "The report required by the Secretary of Energy—\n\n(1) shall be public; and\n\n(2) must have an annex."
    )
    assert [(ask.action, ask.modality) for ask in read.asks] == [
        ("be public", Modality.MUST),
        ("have an annex", Modality.MUST),
    ]


def test_items_take_addressee_and_force_from_the_lead_in(reading: Reading) -> None:
    read = reading(
        "The Secretary of Commerce shall—\n\n(1) publish a list of chips; and\n\n(2) review it every year.\n"
    )
    assert [read.addressees(ask) for ask in read.asks] == [["Secretary of Commerce"]] * 2
    assert {ask.modality for ask in read.asks} == {Modality.MUST}


def test_a_list_of_asks_gives_each_its_own_words(reading: Reading) -> None:
    read = reading(
        "Acme Corp. advocates for closing such loopholes, deterring the attacks, and promoting chip exports."
    )
    assert [ask.quote.exact for ask in read.asks] == [
        "closing such loopholes",
        "deterring the attacks",
        "promoting chip exports",
    ]
    assert {read.name(ask.issuer) for ask in read.asks} == {"Acme Corp"}


def test_two_main_clauses_are_two_asks_with_their_own_addressees(reading: Reading) -> None:
    read = reading("Congress should outlaw such attacks, and the Department of Energy should warn the labs.")
    assert [(read.addressees(ask), ask.action) for ask in read.asks] == [
        (["United States Congress"], "outlaw such attacks"),
        (["Department of Energy"], "warn the labs"),
    ]


def test_deadline_and_condition_are_kept_in_the_words_of_the_text(reading: Reading) -> None:
    [ask] = reading("If sales resume, Congress should hold a hearing within 90 days of the first sale.").asks
    assert (ask.condition, ask.deadline) == ("If sales resume", "within 90 days of the first sale")


def test_the_object_is_what_the_action_is_done_to(reading: Reading) -> None:
    [ask] = reading("Congress should close the loopholes in chip controls through legislation.").asks
    assert ask.object == "the loopholes in chip controls"


@pytest.mark.parametrize(
    ("text", "instrument"),
    [
        ("deter the attacks through legislation", Instrument.LEGISLATION),
        ("negotiate common rules with allies", Instrument.DIPLOMACY),
        ("appropriate money for inspectors", Instrument.FUNDING),
        ("go for a walk", None),
    ],
)
def test_the_instrument_is_told_by_words(text: str, instrument: Instrument | None) -> None:
    assert instrument_of(text) is instrument


def test_the_encoder_decides_where_words_are_silent() -> None:
    leanings = {Instrument.FUNDING: -0.2, Instrument.RESEARCH: -2.0}
    assert instrument_of("do it at last", leanings=leanings) is Instrument.FUNDING


def test_words_outweigh_an_encoder_that_is_in_doubt() -> None:
    leanings = dict.fromkeys(Instrument, -2.5) | {Instrument.OTHER: -2.4}
    assert instrument_of("fund the Bureau with grants", leanings=leanings) is Instrument.FUNDING
