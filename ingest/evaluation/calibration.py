"""Whether a confidence of 0.8 is right in eight cases of ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

BINS: Final = 15
"""Bins of equal width from 0 to 1, as the literature has them."""
DOUBTFUL: Final = 0.6
"""A statement that the machine is less sure of than this lies in the band in which a person should look."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """Answers of about the same confidence.

    Attributes:
        low: least confidence of the bin.
        high: greatest.
        count: how many answers lie in it.
        confidence: their mean confidence; 0 where there are none.
        accuracy: the share that is right; 0 where there are none.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def bin_of(confidence: float) -> int:
    """The number of the bin that a confidence lies in."""
    return min(BINS - 1, max(0, int(confidence * BINS)))


def bins(counts: Mapping[str, float], name: str) -> tuple[Bin, ...]:
    """The bins of `roles` or `links`, from the counts of `ingest.evaluation.counting`."""
    return tuple(_bin(counts, f"bins/{name}/{place}", place) for place in range(BINS))


def _bin(counts: Mapping[str, float], key: str, place: int) -> Bin:
    of = counts.get(f"{key}/of", 0)
    return Bin(
        low=place / BINS,
        high=(place + 1) / BINS,
        count=int(of),
        confidence=counts.get(f"{key}/sure", 0) / 10_000 / of if of else 0.0,
        accuracy=counts.get(f"{key}/right", 0) / of if of else 0.0,
    )


def calibration_error(places: Sequence[Bin]) -> float:
    """How far confidence is from accuracy, on average over all answers."""
    total = sum(place.count for place in places)
    gaps = sum(place.count * abs(place.confidence - place.accuracy) for place in places)
    return gaps / total if total else 0.0
