from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Polarity
from tests.unit.ingest.components.reading import Read

Reading = Callable[..., Read]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Nvidia warns that the rule will hurt its sales in many markets.", "Nvidia"),
        ("According to the Department of Energy, sales fell by half in 2024.", "Department of Energy"),
        ("“The rule will hurt many,” said Nvidia, which sells such chips to all.", "Nvidia"),
        # spoken of, not speaking
        ("A report by others on Nvidia found that the rule will hurt sales a lot.", None),
        ("The rule will hurt Nvidia and its sales in many markets of the world.", None),
    ],
)  # fmt: skip
def test_the_speaker_is_who_says_it(reading: Reading, text: str, speaker: str | None) -> None:
    read = reading(text)
    [claim] = read.claims
    assert read.name(claim.asserted_by) == speaker
    assert claim.is_reported is (speaker is not None)


def test_the_company_is_the_one_that_was_named(reading: Reading) -> None:
    read = reading("Nvidia sells the chips to many firms. The company warns that the rule will hurt its sales.")
    assert read.name(read.claims[-1].asserted_by) == "Nvidia"


def test_the_company_is_nobody_where_two_were_named(reading: Reading) -> None:
    read = reading("Nvidia and AMD sell the chips to many firms. The company warns that the rule will hurt sales.")
    assert read.claims[-1].asserted_by is None


def test_hedges_and_denials_are_kept(reading: Reading) -> None:
    [claim] = reading("The plan may slow the smuggling of chips that is likely to go on.").claims
    assert claim.hedges == ("may", "likely")
    [denied] = reading("There is no evidence that chips have hidden switches in them at all.").claims
    assert denied.polarity is Polarity.AGAINST


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "“The rule is much too broad for firms of our size,” said Secretary of Roads Ann Lee, who left early.",
            "Ann Lee",
        ),
        ("“The rule is much too broad for firms of our size,” Senator Ann Lee said on the first day.", "Ann Lee"),
        ("Senator Ann Lee wrote in her letter that “the rule is much too broad for all of the firms.”", "Ann Lee"),
        ("“The rule is much too broad for firms of our size.” — Ann Lee, Director of Trade", "Ann Lee"),
        (
            "Ann Lee, Director of Trade\n\n“The rule is much too broad for firms of our size and for many others.”",
            "Ann Lee",
        ),
        # a term, not a speech
        ("Nvidia sells many of the chips that the rule calls “advanced” under a licence.", None),
    ],
)
def test_a_quotation_is_its_speakers(reading: Reading, text: str, speaker: str | None) -> None:
    read = reading(text)
    assert {read.name(claim.asserted_by) for claim in read.claims} == {speaker}


def test_every_sentence_of_a_quotation_is_its_speakers(reading: Reading) -> None:
    read = reading(
        "“The rule is much too broad for firms of our size. It will hurt sales in many markets,” said Senator Ann Lee."
        " “That helps nobody in the end, and it costs us a great deal.” The rule will be kept for now, and for long."
    )
    assert [read.name(claim.asserted_by) for claim in read.claims] == ["Ann Lee", "Ann Lee", "Ann Lee", None]


def test_a_quotation_that_goes_on_in_the_next_paragraph_keeps_its_speaker(reading: Reading) -> None:
    read = reading(
        "“The rule is much too broad for firms of our size,” said Senator Ann Lee. “It will hurt sales in many"
        " markets.\n\n“And it will help nobody in the end, for it costs us a great deal.”"
    )
    assert {read.name(claim.asserted_by) for claim in read.claims} == {"Ann Lee"}


def test_a_pronoun_goes_on_with_who_spoke_last(reading: Reading) -> None:
    read = reading("Nvidia warns that the rule will hurt its sales. It also says that others will sell instead.")
    assert [read.name(claim.asserted_by) for claim in read.claims] == ["Nvidia", "Nvidia"]


def test_a_pronoun_that_reports_no_speech_means_no_speaker(reading: Reading) -> None:
    read = reading("Nvidia warns that the rule will hurt its sales. It will hurt the sales of others as well.")
    assert [read.name(claim.asserted_by) for claim in read.claims] == ["Nvidia", None]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Agency officials told us that the list will hurt many of the firms.", "Agency officials"),
        ("Many firms will be hurt, according to industry analysts.", "industry analysts"),
        ("Department of Energy officials said that the list will hurt many firms.", "Department of Energy"),
        ("Officials from the Department of Energy said that the list will hurt firms.", "Department of Energy"),
    ],
)
def test_groups_and_those_who_speak_for_a_body_are_speakers(reading: Reading, text: str, speaker: str) -> None:
    read = reading(text)
    assert [read.name(claim.asserted_by) for claim in read.claims] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Intel announced a plant in the north that will employ three thousand people.",
        "If Nvidia says that the chips were lost, the licence will be revoked at once.",
        "Nvidia’s claim will be heard by the court in the spring of this year.",
        "The plan that Nvidia described will hurt the sales of many small firms.",
    ],
)
def test_own_deeds_conditions_and_nouns_are_no_speech(reading: Reading, text: str) -> None:
    assert [claim.asserted_by for claim in reading(text).claims] == [None]


def test_what_an_order_directs_is_asked_by_who_signed_it(reading: Reading) -> None:
    read = reading(
        "Today, President Biden signed an Executive Order on chips.\n\nThe Order directs the Secretary of Commerce to"
        " publish a list of such chips."
    )
    assert [read.name(ask.issuer) for ask in read.asks] == ["Joe Biden"]


def test_what_somebody_opposes_is_that_ones_ask(reading: Reading) -> None:
    [ask] = reading("Nvidia opposes adding kill switches to chips.").asks
    assert reading("Nvidia opposes adding kill switches to chips.").name(ask.issuer) == "Nvidia"
    assert ask.polarity is Polarity.AGAINST


TRANSCRIPT = """MR. OKORO: The rule will hurt many firms in the long run.

Q: Will it be kept?

SECRETARY LUND: It will help more of them than it will hurt.

MR. OKORO: That will be seen in the long run by all of us.

SECRETARY LUND: The firms will thank us for it in the end.

It will also be good for the workers of these firms.
"""


def test_turns_of_a_transcript_are_their_speakers(reading: Reading) -> None:
    read = reading("Daniel Okoro, Director of Trade, met Berit Lund, Secretary of Roads.\n\n" + TRANSCRIPT)
    said = [read.name(claim.asserted_by) for claim in read.claims if "will" in claim.quote.exact]
    assert said == ["Daniel Okoro", "Berit Lund", "Daniel Okoro", "Berit Lund", "Berit Lund"]


def test_who_has_nearly_all_of_a_transcript_is_its_author(reading: Reading) -> None:
    text = "MS. ABE: Welcome.\n\nQ: Will it be kept?\n\nMS. ABE: Thanks.\n\nSENIOR OFFICIAL: " + (
        "The rule will hurt many firms in the long run. " * 20
    )
    assert {claim.asserted_by for claim in reading(text).claims} == {None}


def test_captions_in_capitals_are_no_speakers(reading: Reading) -> None:
    text = "\n\n".join(
        f"{head}: The rule will hurt many firms." for head in ("ENDING WASTE", "SAVING JOBS", "BUILDING HOMES")
    )
    assert {claim.asserted_by for claim in reading(text).claims} == {None}


def test_a_pronoun_after_a_quotation_means_the_one_person_named_before(reading: Reading) -> None:
    read = reading(
        "Senator Ann Lee spoke at the fair in the spring of that year.\n\n“The rule is much too broad for firms of our"
        " size, and it will hurt sales,” she said. She urged Congress to repeal the rule."
    )
    said = [statement for statement in read.claims if statement.quote.exact.startswith("“")]
    assert [read.name(claim.asserted_by) for claim in said] == ["Ann Lee"]
    assert [read.name(ask.issuer) for ask in read.asks] == ["Ann Lee"]


def test_what_somebody_said_in_passing_is_that_ones(reading: Reading) -> None:
    [claim] = reading("As Senator Ann Lee has stressed, the rule will hurt the sales of many firms.").claims
    assert claim.is_reported


def test_who_tells_of_a_bill_does_not_ask_for_what_it_would_do(reading: Reading) -> None:
    read = reading(
        "The bill would require exporters to verify where bridges are sold. It appeared in spring. Exporters would have"
        " to report every sale to the Bureau."
    )
    assert [(ask.issuer, ask.is_reported) for ask in read.asks] == [(None, True)] * len(read.asks)
    assert read.asks


def test_a_brief_of_a_bill_reports_what_others_say(reading: Reading) -> None:
    text = (
        "---\ntitle: Brief: A bill\nkind: brief\nsource_title: A bill\nsource_publisher: United States Congress\n"
        "source_author: United States Congress\nsource_date: 2025\nsource_url: https://example.org/bill\n"
        "source_kind: bill\nlanguage: en\n---\n# A bill\n\nSenator Ann Lee argued that small firms should not wait for"
        " chips. A paper published by the Center for a New American Security in June 2024 recommended that the Bureau"
        " of Industry and Security reward informers.\n"
    )
    read = reading(text, "brief.md")
    assert [read.name(ask.issuer) for ask in read.asks] == ["Ann Lee", "Center for a New American Security"]
