from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.components.frames import instrument_of
from kg.model import Instrument, Modality
from tests.unit.ingest.components.reading import Read

Reading = Callable[[str], Read]


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
        # a thing has no duty
        ("The chips should be tracked wherever they go in the world.", []),
    ],
)  # fmt: skip
def test_addressees_are_those_who_should_act(reading: Reading, text: str, names: list[str]) -> None:
    [ask] = reading(text).asks
    assert reading(text).addressees(ask) == names


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
