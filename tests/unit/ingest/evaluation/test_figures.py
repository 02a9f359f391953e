"""Scores out of counts, and their intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.evaluation.calibration import BINS, Bin, bin_of, calibration_error
from ingest.evaluation.counting import count_all
from ingest.evaluation.figures import figures, flat, intervals
from tests.unit.ingest.evaluation.annotated import CLAIM, GOLD, beside, document

GOOD, BAD = count_all(beside(GOLD)), count_all(beside(document(CLAIM)))


def test_every_score_lies_between_nought_and_one() -> None:
    assert all(0 <= value <= 1 for counts in (GOOD, BAD, GOOD + BAD) for _, value in flat(figures(counts)))


def test_scores_have_paths() -> None:
    paths = dict(flat(figures(GOOD)))
    assert paths["roles.claim.f1"] == paths["links.supports.recall"] == 1.0
    assert "roles.claim.gold" not in paths


def test_an_interval_holds_the_score_and_is_wider_where_documents_differ() -> None:
    same, mixed = intervals([GOOD] * 6, draws=200), intervals([GOOD, BAD] * 3, draws=200)
    assert same["roles.macro_f1"] == [1.0, 1.0]
    low, high = mixed["links.f1"]
    assert low < figures(GOOD + BAD)["links"]["f1"] < high


def test_equal_seeds_give_equal_intervals() -> None:
    documents = [GOOD, BAD, GOOD]
    assert intervals(documents, draws=50) == intervals(documents, draws=50)
    assert intervals(documents, draws=50) != intervals(documents, draws=50, seed=1)


@given(st.floats(0, 1))
def test_every_confidence_lies_in_its_bin(confidence: float) -> None:
    place = bin_of(confidence)
    assert 0 <= place < BINS
    assert place / BINS <= confidence + 1e-9
    assert confidence <= (place + 1) / BINS + 1e-9


def test_the_calibration_error_weighs_bins_by_their_answers() -> None:
    places = [
        Bin(low=0.0, high=0.5, count=1, confidence=0.4, accuracy=0.0),
        Bin(low=0.5, high=1.0, count=3, confidence=0.8, accuracy=1.0),
        Bin(low=0.9, high=1.0, count=0, confidence=0.0, accuracy=0.0),
    ]
    assert calibration_error(places) == pytest.approx((0.4 + 3 * 0.2) / 4)
    assert calibration_error([]) == 0.0
