"""A brief: every quote with a note, nothing left out uncounted, and less of each the more there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.brief import MOST_STATEMENTS, Brief, Entry, make_brief, plain, shortened
from kg.embedded import EmbeddedStore
from kg.errors import UnknownIriError
from kg.mapping import triples
from kg.model import Claim, Direction, Extraction, Recommendation, ReviewState, Role
from tests import factories

DAY = date(2026, 11, 26)
UNKNOWN = "https://w3id.org/warrant/id/statement/" + "0" * 20


def store_of(*extractions: Extraction) -> EmbeddedStore:
    store = EmbeddedStore()
    for extraction in extractions:
        store.replace_graph(extraction.document.graph_iri, triples(extraction))
    return store


def asks(extraction: Extraction) -> list[str]:
    return [each.iri for each in extraction.statements if isinstance(each, Recommendation)]


def brief_of(extraction: Extraction, iris: Sequence[str] = (), *, total: int | None = None) -> Brief:
    with store_of(extraction) as store:
        return make_brief(store, iris or asks(extraction)[:1], on=DAY, total=total)


def many_reasons(number: int, *, against: int = 0) -> Extraction:
    sentences = [(Role.RECOMMENDATION, "Congress should act on chips.")]
    sentences += [(Role.CLAIM, f"Reason number {index} is given.") for index in range(number + against)]
    links = [
        (index + 1, 0, Direction.SUPPORTS if index < number else Direction.DISPUTES)
        for index in range(number + against)
    ]
    return factories.extraction_of(sentences, links=links)


def several_asks(number: int, *, words: str = "") -> Extraction:
    sentences = [(Role.RECOMMENDATION, f"Congress should take step {index}{words}.") for index in range(number)]
    return factories.extraction_of(sentences)


def notes_in(entry: Entry) -> Iterator[int]:
    """Give the numbers of notes in the order in which the text has them."""
    yield entry.quoted.note
    for reason in (*entry.reasons, *entry.against):
        yield reason.quoted.note
        yield from (backing.quoted.note for backing in reason.backing)


def test_an_ask_has_its_sentence_its_exact_words_and_both_sides() -> None:
    found = factories.extraction()
    (entry,) = brief_of(found).entries
    assert entry.ask is not None
    assert "Example Institute asks the United States Congress to close the loopholes" in entry.ask
    assert entry.quoted.words == factories.CLOSE_LOOPHOLES
    assert [reason.quoted.words for reason in entry.reasons] == [factories.CHIPS_DECIDE]
    assert [reason.quoted.words for reason in entry.against] == [factories.CRITICS_SAY]
    assert entry.against[0].speaker == "Example Trade Group"


def test_a_reason_brings_what_backs_it() -> None:
    (entry,) = brief_of(factories.extraction()).entries
    (backing,) = entry.reasons[0].backing
    assert (backing.quoted.words, backing.role) == (factories.INSPECTORS_FOUND, Role.EVIDENCE)
    assert not entry.reasons[0].is_bare


def test_a_reason_without_any_backing_says_so() -> None:
    (entry,) = brief_of(many_reasons(1)).entries
    assert entry.reasons[0].is_bare


def test_a_claim_can_be_briefed_too() -> None:
    found = factories.extraction()
    claim = next(each for each in found.statements if isinstance(each, Claim) and each.role is Role.CLAIM)
    (entry,) = brief_of(found, [claim.iri]).entries
    assert entry.ask is None
    assert entry.reasons


def test_what_has_no_room_is_counted() -> None:
    (entry,) = brief_of(many_reasons(60, against=9)).entries
    assert len(entry.reasons) + entry.more_reasons == 60
    assert len(entry.against) + entry.more_against == 9
    assert entry.more_reasons > 0 < entry.more_against


@pytest.mark.parametrize("number", [2, 7, MOST_STATEMENTS])
def test_each_of_many_is_shorter_than_one_alone(number: int) -> None:
    words = " and " + "very " * 400 + "soon"
    alone = brief_of(several_asks(1, words=words)).entries[0]
    found = several_asks(number, words=words)
    for entry in brief_of(found, asks(found)).entries:
        assert len(entry.quoted.words) < len(alone.quoted.words)
        assert entry.quoted.is_cut


def test_statements_keep_the_order_asked_for_and_count_once() -> None:
    found = several_asks(3)
    first, second, third = asks(found)
    made = brief_of(found, [third, first, third, second])
    assert [entry.statement.iri for entry in made.entries] == [third, first, second]
    assert made.left_out == 0


def test_a_selection_beyond_the_room_is_told() -> None:
    found = several_asks(MOST_STATEMENTS + 5)
    made = brief_of(found, asks(found))
    assert (len(made.entries), made.left_out) == (MOST_STATEMENTS, 5)
    assert brief_of(found, asks(found)[:MOST_STATEMENTS], total=196).left_out == 196 - MOST_STATEMENTS


def test_an_entry_that_is_gone_is_named_and_the_others_stay() -> None:
    found = factories.extraction()
    made = brief_of(found, [UNKNOWN, *asks(found)])
    assert made.unknown == (UNKNOWN,)
    assert [entry.statement.iri for entry in made.entries] == asks(found)


def test_a_brief_of_nothing_known_is_refused() -> None:
    with store_of(factories.extraction()) as store, pytest.raises(UnknownIriError):
        make_brief(store, [UNKNOWN], on=DAY)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 12), st.integers(0, 4), st.integers(1, 3))
def test_notes_are_numbered_in_the_order_of_the_text(reasons: int, against: int, number: int) -> None:
    found = many_reasons(reasons, against=against)
    made = brief_of(found, [each.iri for each in found.statements[:number]])
    assert [note for entry in made.entries for note in notes_in(entry)] == [note.number for note in made.notes]
    assert [note.number for note in made.notes] == list(range(1, len(made.notes) + 1))


def test_only_the_first_note_of_a_document_cites_it_in_full() -> None:
    made = brief_of(factories.extraction())
    assert [note.first for note in made.notes] == [None, *([1] * (len(made.notes) - 1))]


def test_a_note_knows_page_and_heading() -> None:
    found = factories.extraction()
    passages = tuple(
        replace(each, section=(factories.TITLE, "What to do")) if each.iri == found.statements[2].passage else each
        for each in found.passages
    )
    made = brief_of(replace(found, passages=passages))
    assert made.notes[0].section == ("What to do",)


def test_one_review_ends_the_words_that_nobody_reviewed_anything() -> None:
    found = factories.extraction()
    reviewed = replace(found.statements[2], review=ReviewState.CONFIRMED)
    statements = tuple(reviewed if each.iri == reviewed.iri else each for each in found.statements)
    assert brief_of(found).is_unreviewed
    assert not brief_of(replace(found, statements=statements)).is_unreviewed


@settings(deadline=None)
@given(st.text(), st.integers(1, 40))
def test_a_shortened_text_begins_as_the_whole_and_is_no_longer_than_asked(text: str, limit: int) -> None:
    words, is_cut = shortened(text, limit)
    assert plain(text).startswith(words)
    assert len(words) <= limit
    assert is_cut == (words != plain(text))


@settings(deadline=None)
@given(st.text(st.characters()))
def test_plain_text_is_one_line_that_xml_can_carry(text: str) -> None:
    words = plain(text)
    assert words == " ".join(words.split())
    assert not any(ord(each) < 0x20 or 0xD800 <= ord(each) <= 0xDFFF or ord(each) in (0xFFFE, 0xFFFF) for each in words)
