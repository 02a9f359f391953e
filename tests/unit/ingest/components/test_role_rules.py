from __future__ import annotations

import pytest

from ingest.components.drafts import PassageDraft
from ingest.components.leads import lead_ins
from ingest.components.role_rules import RoleRules
from ingest.source import Block, BlockKind
from kg.model import PassageKind, Role

ORDER = "The Order was signed today.", "This order is about chips."
BILL = "A BILL", "SECTION 1. Short title."


def rules(*texts: str) -> RoleRules:
    drafts = [
        PassageDraft(start=0, end=len(text), kind=PassageKind.SENTENCE, paragraph=number)
        for number, text in enumerate(texts)
    ]
    for draft, lead in zip(drafts, lead_ins(drafts, texts), strict=True):
        draft.lead_in = lead
    return RoleRules(drafts, texts)


def ruled(*texts: str, guessed: Role = Role.CLAIM) -> Role | None:
    """The role that form gives to the last passage, or None."""
    found = rules(*texts).settle(len(texts) - 1, guessed)
    return found[0] if found is not None else None


@pytest.mark.parametrize(
    "text",
    [
        "Agencies will name an officer for each reactor.",
        "To speed this up, the Department of Labor will draw up a list of trades.",
        "DOE and the Department of Labor will also jointly publish a guide.",
        "The Secretary of Labor will promptly hear the unions.",
        "The heads of relevant agencies will review their leases.",
    ],
)
def test_where_an_order_is_told_of_what_agencies_will_do_is_laid_on_them(text: str) -> None:
    assert ruled(*ORDER, text) is Role.RECOMMENDATION
    assert ruled("A day at the lake.", text) is None


@pytest.mark.parametrize(
    "text",
    [
        # the author's own promise, an effect, what goes on anyway, and a lead-in
        "My Administration will name an officer for each reactor.",
        "Reactors will light up our towns.",
        "Agencies will be faster and cheaper.",
        "Agencies will continue to meet every month.",
        "GAO will send copies to the committees.",
    ],
)
def test_promises_and_effects_are_no_duties(text: str) -> None:
    assert ruled(*ORDER, text) is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Nothing in this Act shall be construed to limit the Board.", Role.OTHER),
        ("This order shall be implemented consistent with applicable law.", Role.OTHER),
        ("The costs for publication of this order shall be borne by the Board.", Role.OTHER),
        ("We begin by reviewing the estimates of rainfall.", Role.OTHER),
        ("This report examines the upkeep of bridges in five towns.", Role.OTHER),
        ("Revokes the order of the last mayor on bridges.", Role.EVIDENCE),
        ("The Board shall inspect every bridge once a year.", Role.RECOMMENDATION),
        ("Bridge builders have a solemn responsibility to test their steel.", Role.RECOMMENDATION),
        ("Ferries are directed to the northern harbour in winter.", None),
        # what establishes and directs in one breath is for the encoder to tell
        ("The Order establishes a board and directs it to inspect bridges, which creates work.", None),
    ],
)
def test_form_settles_what_it_can(text: str, role: Role | None) -> None:
    assert ruled(text) is role


def test_a_law_that_is_quoted_stays_evidence() -> None:
    assert ruled("The Board … shall inspect every bridge.", guessed=Role.CLAIM) is None
    assert ruled("The Board shall inspect every bridge.", guessed=Role.EVIDENCE) is None


def test_a_long_title_stands_at_the_start_and_has_no_main_clause() -> None:
    title = "To require the Board to inspect every bridge that carries trains."
    assert ruled(*BILL, title) is Role.OTHER
    assert ruled(*BILL, "To protect every bridge, the Board shall inspect it.") is Role.RECOMMENDATION
    assert ruled(*["One more word."] * 9, title) is None


@pytest.mark.parametrize(
    ("lead", "item", "role"),
    [
        # a whole duty, and the things that it is about
        ("The Board shall send the report to—", "(A) the Committee on Bridges of the Senate; and", Role.OTHER),
        ("The Board shall write a report that includes the following:", "(1) The age of each bridge.", Role.OTHER),
        ("The Board shall advise the Mayor on—", "(A) limits of weight;", Role.OTHER),
        ("The recommendation of the Board shall not touch any rule relating to:", "\\(i\\) fish;", Role.OTHER),
        # verbs and gerunds complete the duty, and what has a duty of its own keeps it
        ("The Board shall look after bridges, including by—", "(A) painting their steel;", None),
        ("The Board shall take care of the following:", "(1) Repair each bridge.", None),
        ("The Board shall write a report on—", "(A) bridges, which shall be counted first;", None),
        # findings say something
        ("Congress finds that bridges face risks, including—", "(A) rust in places that nobody sees;", None),
        # a list outside any duty
        ("Bridges are made of—", "(A) steel;", None),
        # the duty alone is completed even by a noun
        ("The Board shall assess—", "(1) the age of each bridge;", Role.RECOMMENDATION),
    ],
)
def test_items_are_parts_of_a_duty_or_things_that_it_is_about(lead: str, item: str, role: Role | None) -> None:
    assert ruled(lead, item) is role


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("It rained.", "The board supports a sensible approach to bridges.", False),
        ("It rained.", "These include loans, guarantees and studies.", False),
        ("It rained.", "Rust is prohibited on every bridge.", True),
        ("It rained.", "We MUST have one standard for bridges.", True),
        ("It rained.", "The board has made recommendations about rust.", True),
        ("It rained.", "The two towns set out to work on these matters:", True),
        # a sentence that the page broke
        ("No town may take money from", "(ACME) funds for bridges.", True),
        ("No town may take money from", "Funds for bridges.", True),
        ("It rained.", "and funds for bridges.", True),
    ],
)
def test_what_asks_has_words_of_asking(before: str, text: str, expected: bool) -> None:
    assert rules(before, text).may_ask(1) is expected


@pytest.mark.parametrize(
    ("text", "guessed", "tagged", "role"),
    [
        ("Close the gap in the fence.", Role.CLAIM, True, Role.RECOMMENDATION),
        # the parser takes it for an adjective
        ("Close partners, among them two towns, face few checks.", Role.CLAIM, False, None),
        ("Bridges must carry a sign.", Role.CLAIM, False, Role.RECOMMENDATION),
        # possible, and asked only where the encoder takes it for an ask
        ("Large bridges may qualify for a loan.", Role.CLAIM, False, None),
        ("Large bridges may qualify for a loan.", Role.RECOMMENDATION, False, Role.RECOMMENDATION),
    ],
)
def test_under_an_asking_heading_the_form_has_to_be_that_of_an_ask(
    text: str, guessed: Role, tagged: bool, role: Role | None
) -> None:
    block = Block(start=0, end=len(text), kind=BlockKind.LIST_ITEM, section=("What it recommends",))
    passage = PassageDraft(start=0, end=len(text), kind=PassageKind.LIST_ITEM, paragraph=0, block=block)
    found = RoleRules([passage], [text], lambda place: tagged).settle(0, guessed)
    assert (found[0] if found is not None else None) is role
