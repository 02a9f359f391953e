"""By which means a recommendation would be carried out: law, rule, money, reports and so on."""

from __future__ import annotations

from collections import Counter
from typing import Final

from ingest.components.lexicon import instrument_patterns
from kg.model import Instrument

_NEAR: Final = 40
"""Characters at the start of an action that say most about its means."""


def instrument_of(action: str, sentence: str = "") -> Instrument | None:
    """The instrument that most words of an action speak for, the first words twice.

    Args:
        action: the verb phrase to be done.
        sentence: where it stands, which counts when the action itself says nothing.

    Returns:
        None where no word speaks for any.
    """
    for text in (action, sentence):
        scores = _scores(text)
        if scores:
            order = {entry.instrument: rank for rank, entry in enumerate(instrument_patterns())}
            return max(scores, key=lambda instrument: (scores[instrument], -order[instrument]))
    return None


def _scores(text: str) -> Counter[Instrument]:
    scores: Counter[Instrument] = Counter()
    for entry in instrument_patterns():
        places = [match.start() for match in entry.pattern.finditer(text)]
        if places:
            near = entry.weight if places[0] < _NEAR else 0
            scores[entry.instrument] += entry.weight + near + min(len(places) - 1, 2)
    return scores
