from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language

from ingest.components.justifications import restated
from tests.unit.ingest.components.reading import Read, read_text

Reading = Callable[[str], Read]


def test_what_the_steps_would_do_supports_each_ask_before_it(reading: Reading) -> None:
    read = reading(
        "Acme Corp. recommends closing such loopholes, deterring the attacks, and promoting chip exports. "
        "These steps would keep the lead of democratic countries for many years."
    )
    assert len(read.asks) == 3
    for ask in read.asks:
        assert read.reasons(ask) == ["These steps would keep the lead of democratic countries for many years."]


def test_because_gives_a_reason(reading: Reading) -> None:
    read = reading("Congress should fund the office. This is because its staff is far too small for the task.")
    [ask] = read.asks
    assert read.reasons(ask) == ["This is because its staff is far too small for the task."]


def test_what_says_more_of_a_thing_that_was_asked_for_is_part_of_the_ask(reading: Reading) -> None:
    read = reading(
        "(a) Report.—The Secretary of Energy shall submit to Congress a report on such chips.\n\n"
        "(b) Form.—The report required by subsection (a) shall include a list of all sites.\n"
    )
    first, second = read.asks
    assert (first.part_of, second.part_of) == (None, first.iri)
    assert read.addressees(second) == ["Secretary of Energy"]


def test_the_reason_for_an_ask_counts_where_the_ask_is_repeated(reading: Reading) -> None:
    read = reading(
        "Acme Corp. advocates closing the loopholes for smuggled chips.\n\n"
        "The weather was fine in the spring of that year.\n\n"
        "Acme Corp. recommends closing the loopholes for smuggled chips and servers. "
        "These steps would keep the lead of democratic countries for many years."
    )
    assert all(read.reasons(ask) for ask in read.asks)


def test_what_stands_under_a_heading_that_gives_reasons_supports_the_ask_that_it_names(nlp: Language) -> None:
    text = (
        "# Paper\n\n## What it asks\n\n- Congress should close the loopholes.\n- Congress should export the stack.\n\n"
        "## Why export the stack\n\nOther suppliers win markets with cheap data centers all over the world.\n"
    )
    first, second = read_text(nlp, text, "paper.md").asks
    assert read_text(nlp, text, "paper.md").reasons(first) == []
    assert len(read_text(nlp, text, "paper.md").reasons(second)) == 1


def test_nothing_is_a_reason_for_itself(reading: Reading) -> None:
    read = reading("Congress should act because it must act. Therefore Congress should act because it must act.")
    for item in read.extraction.justifications:
        assert item.target not in item.premises


def test_two_asks_are_the_same_when_they_share_most_words_that_carry_meaning() -> None:
    assert restated("closing smuggling loopholes", "closing loopholes for smuggled chips")
    assert not restated("closing smuggling loopholes", "promoting the export of chips")
