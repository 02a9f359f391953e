"""Whom one ask is asked of, as far as its own passage says: the subject, the agent of a passive, whom it is made to."""

from __future__ import annotations

import re
from typing import Final

from ingest.components.ask import Ask
from ingest.components.drafts import PassageDraft, Place
from ingest.components.lexicon import saying_pattern
from ingest.components.subjects import Subjects, skip_openings

_BY_AGENT = re.compile(r"\bby (?=\S)")
_POINTS_BACK = re.compile(
    r"(?i)(?:it|they|he|she|this|that|these|those|such|said|each such|any such|its|their|his|her)\b"
)
_RECOMMENDED_TO = re.compile(
    r"\b(?:recommendations?|opportunit(?:y|ies))(?: (?:we|it|they|GAO) (?:have |has |had )?made)? (?:to|for) (?=\S)"
)
_TO_BE_DONE_BY = re.compile(
    r"\b(?:(?:shall|must|should|will|to) be (?:\w+ly )?\w+ed"
    r"|,? (?:to be )?(?:led|conducted|administered|carried out|overseen)) by (?=\S)"
)
_SAYS = re.compile(rf"[^,;.]{{0,40}}?{saying_pattern().pattern}", re.IGNORECASE)
_VERB_AFTER = re.compile(r"\s(?:\([^()]{1,60}\) )?(?:[A-Z]?[a-z]+(?:s|e|m|t|y|d|n|w|k|p|r|h)) (?!of\b)\S")
_PASSIVE = re.compile(
    r"(?:not |neither |always )?be (?:\w+ly )?(?:(?:\w+ed|given|taken|written|driven|chosen|seen|shown|known|drawn"
    r"|withdrawn|made|built|sent|spent|held|sold|put|set|cut|led|met|paid|kept|left|brought|sought|found|bound|done|undertaken"
    r"|overseen)\b(?! to\b)|(?:allowed|permitted|reported|submitted|limited|added|subjected|reduced|applied|referred"
    r"|extended|provided|delivered|transferred|disclosed|returned|left|made|given|sent|held) to\b)"
)
_LONG_SUBJECT: Final = 15
"""Words of a subject from which on it isn't shown as an object."""


class Addressees:
    """Reads addressees out of the passages of one part.

    Args:
        text: the part's text.
        subjects: the actors that it names.
    """

    def __init__(self, text: str, subjects: Subjects) -> None:
        self.text, self.subjects = text, subjects

    def of(self, passage: PassageDraft, ask: Ask) -> tuple[Place, ...]:
        """The words that name who should act; nothing where a thing is the subject."""
        if ask.who is None:
            return ()
        start, end = passage.start + ask.who[0], passage.start + ask.who[1]
        if ask.form in ("modal", "clause", "may", "need") and self.is_passive(passage, ask):
            return self._agents(passage, ask)
        return self.subjects.named(start, end)

    def _agents(self, passage: PassageDraft, ask: Ask) -> tuple[Place, ...]:
        start, end = passage.start + ask.action[0], passage.start + ask.action[1]
        match = _BY_AGENT.search(self.text, start, end)
        if match is None:
            return ()
        return self.subjects.listed(match.end(), end, is_subject=False)

    def recommended_to(self, passage: PassageDraft) -> tuple[Place, ...]:
        """Whom "recommendations to", "led by" or "shall be made by" names."""
        for pattern in (_RECOMMENDED_TO, _TO_BE_DONE_BY):
            match = pattern.search(self.text, passage.start, passage.end)
            found = self.subjects.listed(match.end(), passage.end, is_subject=False) if match is not None else ()
            if found:
                return found
        return ()

    def doer(self, passage: PassageDraft) -> tuple[Place, ...]:
        """The subject of a sentence that has no words of asking, unless it only says something."""
        start = skip_openings(self.text, passage.start, passage.end)
        found = self.subjects.listed(start, passage.end, is_subject=False)
        if not found or _SAYS.match(self.text, found[-1][1], passage.end) is not None:
            return ()
        return found if _VERB_AFTER.match(self.text, found[-1][1], passage.end) else ()

    def subject_words(self, passage: PassageDraft, ask: Ask) -> str:
        """The words before the verb, without captions and opening adverbials."""
        if ask.who is None:
            return ""
        start, end = passage.start + ask.who[0], passage.start + ask.who[1]
        return self.text[skip_openings(self.text, start, end) : end].strip(" *,")

    def is_passive(self, passage: PassageDraft, ask: Ask) -> bool:
        """Whether the subject is what something is done to."""
        return _PASSIVE.match(self.text, passage.start + ask.action[0]) is not None

    def patient(self, passage: PassageDraft, ask: Ask) -> Place | None:
        """The subject of a passive: what is to be replaced in "The rule should be replaced"."""
        if ask.who is None:
            return None
        end = passage.start + ask.who[1]
        start = skip_openings(self.text, passage.start + ask.who[0], end)
        words = self.text[start:end].rstrip(" ,")
        if _POINTS_BACK.fullmatch(words) or len(words.split()) > _LONG_SUBJECT:
            return None
        return (start, start + len(words)) if words else None
