"""Records refuse what can't be, know their own IRIs, and can't be changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GroundingError
from kg.identifiers import kind_of
from kg.model import (
    CONTEXT_WIDTH,
    Actor,
    ActorKind,
    Claim,
    Direction,
    Extraction,
    Justification,
    Passage,
    PassageKind,
    Process,
    Quote,
    Recommendation,
    ReviewState,
    Role,
)
from tests import factories
from tests.strategies import CHARACTERS, grounded_extractions

DOCUMENT = factories.document()
EXTRACTION = factories.extraction()


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(st.text(CHARACTERS, min_size=1, max_size=200))
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(place=places())
def test_a_quote_is_the_slice_at_its_place(place: tuple[str, int, int]) -> None:
    text, start, end = place
    quote = Quote.ground(text, document=DOCUMENT.iri, start=start, end=end)
    assert text[quote.start : quote.end] == quote.exact
    assert quote.is_grounded_in(text)


@given(place=places())
def test_a_quote_knows_what_surrounds_it(place: tuple[str, int, int]) -> None:
    text, start, end = place
    quote = Quote.ground(text, document=DOCUMENT.iri, start=start, end=end)
    assert (quote.prefix + quote.exact + quote.suffix) in text
    assert len(quote.prefix) == min(start, CONTEXT_WIDTH)
    assert len(quote.suffix) == min(len(text) - end, CONTEXT_WIDTH)


@given(pair=grounded_extractions())
def test_every_quote_of_an_extraction_is_exact(pair: tuple[Extraction, str]) -> None:
    extraction, text = pair
    for record in (*extraction.statements, *extraction.mentions, *extraction.citations):
        assert text[record.quote.start : record.quote.end] == record.quote.exact


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 1), (0, 9)])
def test_a_quote_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(GroundingError, match=f"from {start} to {end}"):
        Quote.ground("12345678", document=DOCUMENT.iri, start=start, end=end)


def test_a_quote_longer_than_its_place_is_refused() -> None:
    with pytest.raises(GroundingError, match="ground it again"):
        Quote(document=DOCUMENT.iri, exact="abc", prefix="", suffix="", start=0, end=2)


def test_characters_beyond_the_basic_plane_count_once() -> None:
    quote = Quote.ground("🔬 chips", document=DOCUMENT.iri, start=2, end=7)
    assert (quote.exact, quote.prefix) == ("chips", "🔬 ")


def test_a_quote_in_another_text_is_not_grounded() -> None:
    assert not factories.quote("Congress").is_grounded_in(factories.TEXT[1:])


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_a_confidence_lies_between_nought_and_one(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        factories.claim(factories.CHIPS_DECIDE, confidence=confidence)
    with pytest.raises(ValueError, match="between 0 and 1"):
        factories.recommendation(factories.CLOSE_LOOPHOLES, confidence=confidence)
    with pytest.raises(ValueError, match="between 0 and 1"):
        replace(EXTRACTION.justifications[0], confidence=confidence)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5)])
def test_a_passage_needs_a_place(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="0 <= start < end"):
        Passage(
            document=DOCUMENT.iri,
            order=0,
            kind=PassageKind.SENTENCE,
            start=start,
            end=end,
            role=Role.OTHER,
            confidence=1.0,
        )


@pytest.mark.parametrize("role", [Role.RECOMMENDATION, Role.OTHER])
def test_a_claim_has_the_role_of_a_claim(role: Role) -> None:
    with pytest.raises(ValueError, match="claim or evidence"):
        factories.claim(factories.CHIPS_DECIDE, role)


def test_a_recommendation_has_its_role() -> None:
    assert factories.recommendation(factories.CLOSE_LOOPHOLES).role is Role.RECOMMENDATION


def test_a_justification_needs_a_premise() -> None:
    with pytest.raises(ValueError, match="needs a premise"):
        replace(EXTRACTION.justifications[0], premises=())


def test_a_justification_can_not_rest_on_its_target() -> None:
    joined = EXTRACTION.justifications[0]
    with pytest.raises(ValueError, match="its target can't be one"):
        replace(joined, premises=(joined.target,))


def test_a_justification_is_the_same_whatever_the_order_of_its_premises() -> None:
    first, second = (
        Justification(premises=premises, target="t", direction=Direction.SUPPORTS, confidence=0.5, cue="c")
        for premises in (("a", "b"), ("b", "a"))
    )
    assert first.iri == second.iri


def test_supporting_and_disputing_are_two_justifications() -> None:
    joined = EXTRACTION.justifications[0]
    assert replace(joined, direction=Direction.DISPUTES).iri != joined.iri


def test_a_record_can_not_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        DOCUMENT.title = "Another"  # type: ignore[misc]


def test_every_record_has_an_iri_of_its_kind() -> None:
    records = {
        "document": EXTRACTION.document.iri,
        "graph": EXTRACTION.document.graph_iri,
        "extraction": EXTRACTION.iri,
        "passage": EXTRACTION.passages[0].iri,
        "statement": EXTRACTION.statements[0].iri,
        "quote": EXTRACTION.statements[0].quote.iri,
        "justification": EXTRACTION.justifications[0].iri,
        "actor": EXTRACTION.actors[0].iri,
        "mention": EXTRACTION.mentions[0].iri,
        "citation": EXTRACTION.citations[0].iri,
    }
    assert {kind: kind_of(iri) for kind, iri in records.items()} == {kind: kind for kind in records}


def test_a_statement_keeps_its_iri_when_a_better_model_reads_it() -> None:
    words = factories.CHIPS_DECIDE
    as_claim: Claim = factories.claim(words, confidence=0.2, cue="old")
    as_evidence: Claim = factories.claim(words, Role.EVIDENCE, confidence=0.9, review=ReviewState.CONFIRMED)
    as_ask: Recommendation = factories.recommendation(words)
    assert as_claim.iri == as_evidence.iri == as_ask.iri


def test_a_statement_elsewhere_has_another_iri() -> None:
    assert len({statement.iri for statement in EXTRACTION.statements}) == len(EXTRACTION.statements)


def test_the_same_words_in_another_document_are_another_statement() -> None:
    other = factories.TEXT + "More."
    assert factories.claim(factories.CHIPS_DECIDE, text=other).iri != factories.claim(factories.CHIPS_DECIDE).iri


def test_a_document_is_known_by_its_bytes_alone() -> None:
    assert factories.document(title="Another", url=None).iri == DOCUMENT.iri
    assert factories.document("Another text").iri != DOCUMENT.iri


def test_an_actor_is_known_by_its_name_alone() -> None:
    person = Actor(name="the example INSTITUTE", kind=ActorKind.PERSON)
    assert person.iri == factories.ISSUER.iri


@pytest.mark.parametrize(
    "process",
    [
        replace(factories.PROCESS, software="warrant 0.2.0"),
        replace(factories.PROCESS, code_digest="0" * 64),
        replace(factories.PROCESS, model_digest="0" * 64),
        replace(factories.PROCESS, settings=(("threshold", "0.6"),)),
        replace(factories.PROCESS, settings=()),
    ],
)
def test_whatever_bears_on_the_result_makes_another_extraction(process: Process) -> None:
    assert replace(EXTRACTION, process=process).iri != EXTRACTION.iri


def test_what_was_found_does_not_make_another_extraction() -> None:
    assert replace(EXTRACTION, statements=(), justifications=()).iri == EXTRACTION.iri
