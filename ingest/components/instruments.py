"""By which means a recommendation would be carried out: law, rule, money, reports and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from ingest.components.lexicon import instrument_patterns
from kg.model import Instrument

_NEAR: Final = 40
"""Characters at the start of an action that say most about its means."""


_WORD_WEIGHT: Final = 0.8
"""What a word of the table weighs against the logarithm of the encoder's probability.

Of six weights tried on the development documents none was better.
"""


def instrument_of(
    action: str, sentence: str = "", leanings: Mapping[Instrument, float] | None = None
) -> Instrument | None:
    """The instrument that the words of an action and the encoder speak for, the first words twice.

    Args:
        action: the verb phrase to be done.
        sentence: where it stands, which counts when the action itself says nothing.
        leanings: logarithms of the probabilities that the encoder gives; without them, words decide alone.

    Returns:
        None where nothing speaks for any.
    """
    scores = _scores(action) or _scores(sentence)
    if leanings:
        return max(leanings, key=lambda instrument: leanings[instrument] + _WORD_WEIGHT * scores[instrument])
    order = {entry.instrument: rank for rank, entry in enumerate(instrument_patterns())}
    return max(scores, key=lambda instrument: (scores[instrument], -order[instrument]), default=None)


def _scores(text: str) -> Counter[Instrument]:
    scores: Counter[Instrument] = Counter()
    for entry in instrument_patterns():
        places = [match.start() for match in entry.pattern.finditer(text)]
        if places:
            near = entry.weight if places[0] < _NEAR else 0
            scores[entry.instrument] += entry.weight + near + min(len(places) - 1, 2)
    return scores
