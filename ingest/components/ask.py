"""What one passage asks for, as far as its words tell."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.components.drafts import Place
from kg.model import Modality, Polarity


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """An ask found in a passage.

    Attributes:
        form: `who-to` ("urges X to act"), `clause` ("recommends that"
        " X act"), `gerund`, `noun`, `need` ("it is essential
            to act"), `modal` ("X should act"), `may`, `imperative`.
        cue: the words that gave it away.
        who: where the addressee is named, as a stretch of words.
        action: the verb phrase.
        is_sure: the form alone makes the passage a recommendation.
        at: where the cue stands.
    """

    form: str
    cue: str
    who: Place | None
    action: Place
    modality: Modality
    polarity: Polarity = Polarity.FOR
    is_sure: bool = False
    at: int = 0
