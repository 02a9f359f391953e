"""Whom an ask is asked of that doesn't say so: it goes on with the one before, or calls somebody by half a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.components.addressees import Addressees
from ingest.components.ask import Ask
from ingest.components.drafts import MentionDraft, PassageDraft, Place

_POINTS_BACK = re.compile(
    r"(?i)(?:it|they|he|she|this|that|these|those|such|said|each such|any such|its|their|his|her)\b"
)
_DEFINITE = re.compile(
    r"(?i)(?:the (?:\w+ )?(?:version|form|copy|part|portion|summary|contents?) of )?(?:the|such|each)"
    r" (?:(?!(?:of|for|to|in|on|by|with|from|at|that)\b)[\w’'-]+ ){0,3}?(?P<noun>[\w’'-]+)"
    r"(?=\s*\Z|,|\s(?:required|described|established|developed|submitted|called for"
    r"|issued|published|made|created|under|referred|identified|so|of the (?:report|plan|strategy|assessment)|and)\b)"
)
_MATTER = re.compile(
    r"(?i)(?:the|such|this|that|said) (?P<noun>[a-z][\w’'-]{3,})(?=\s*\Z|,|\s(?:required|described|under|so)\b)"
)
_PAPER = re.compile(
    r"(?i)(?:report|assessment|plan|strategy|guidance|review|framework|study|guidelines?|list|briefing|notification"
    r"|analysis|evaluation|inventory|regulations?|focus|purposes?|goals?|objectives?)s?\Z"
)
_BODY = re.compile(
    r"(?:Secretary|Director|Administrator|Commissioner|Chair\w*|President|General|Minister|Commission|Committee|Board"
    r"|Council|Agency|Bureau|Department|Office|Congress|Court|Force|Group|Senate|House|Officer|Government)s?\Z"
)
_PRONOUN_LAST = re.compile(r"(?i)(?:^|\s)(?:they|it|he|she)\Z")
_OFFICE_ALONE = re.compile(r"[Tt]he (?P<office>[A-Z][\w’-]+(?: [A-Z][\w’-]+){0,3})\Z")
_IF_SOMEBODY = re.compile(r"(?i)\W*(?:if|when|while|as|because|although|since|once|unless) (?=\S)")
_SOMEBODY = re.compile(
    r"\b(?!(?:letter|number|matter|register|chapter|center)s?\Z)(?:\w{4,}(?:er|or|ee|ist|ian)|clerk|people|president)s?\Z",
    re.IGNORECASE,
)
_NOBODYS = re.compile(
    r"(?:not |also |only |cease to )*(?:apply|take effect|become effective|expire|terminate|mean|be construed"
    r"|be (?:subject|liable|deemed|known|cited|effective|considered|treated)|remain in (?:force|effect)"
    r"|have the meaning)\b"
)
_REACH: Final = 40
"""Passages back in which the ask is looked for with which another one goes on."""
_MATTERS: Final = 4
"""Asks back whose matter "the list" may be."""
_FOCUS: Final = 60
"""Passages back in which the bearer of the last duty is looked for."""


class Continuing:
    """Reads addressees out of what was asked before.

    Args:
        named: reads those whom a passage names itself.
    """

    def __init__(self, named: Addressees) -> None:
        self.named, self.text, self.subjects = named, named.text, named.subjects

    def meant(self, passage: PassageDraft, ask: Ask, passages: Sequence[PassageDraft], index: int) -> tuple[Place, ...]:
        """Whom "it" means in "If Congress waits, it should ...", and "the Under Secretary" whose title came before."""
        words = self.named.subject_words(passage, ask)
        if ask.who is not None and _PRONOUN_LAST.fullmatch(words):
            condition = _IF_SOMEBODY.match(self.text, passage.start + ask.who[0])
            found = self.subjects.listed(condition.end(), passage.end, is_subject=False) if condition else ()
            return found[:1]
        office = _OFFICE_ALONE.fullmatch(words)
        if office is None or self.named.is_passive(passage, ask):
            return ()
        for earlier in reversed(passages[max(0, index - _FOCUS) : index]):
            for place in (place for other in reversed(earlier.asks) for place in other.addressees):
                named = self.subjects.at(place)
                if named is not None and _is_called(named, office["office"]):
                    return (place,)
        return ()

    def goes_on(self, passage: PassageDraft, ask: Ask, before: Sequence[PassageDraft]) -> bool:
        """Whether an ask that names nobody goes on with the one before: it has no subject, or speaks of its matter."""
        if ask.who is None:
            return ask.form == "imperative"
        if ask.form not in ("modal", "may") or _NOBODYS.match(self.text, passage.start + ask.action[0]):
            return False
        words = self.named.subject_words(passage, ask)
        if not words or _PRONOUN_LAST.search(words):
            return True
        if _SOMEBODY.search(words) or self._is_done_to_somebody(passage, ask):
            return False
        return _POINTS_BACK.match(words) is not None or self._was_named(words, before)

    def _is_done_to_somebody(self, passage: PassageDraft, ask: Ask) -> bool:
        """Whether an actor is the subject of a passive: "The Director shall be notified" says not by whom."""
        if ask.who is None or not self.named.is_passive(passage, ask):
            return False
        return self.subjects.names_somebody(passage.start + ask.who[0], passage.start + ask.who[1])

    def before(
        self, passage: PassageDraft, ask: Ask, passages: Sequence[PassageDraft], index: int
    ) -> tuple[tuple[Place, ...], int | None]:
        """Whom the ask before was asked of, of those that speak of the same matter if there are any."""
        noun = _MATTER.match(self.named.subject_words(passage, ask))
        if noun is not None:
            for place in range(index - 1, max(-1, index - _REACH), -1):
                earlier = passages[place]
                named = earlier.asks and earlier.asks[-1].addressees
                if named and noun["noun"].casefold() in self.text[earlier.start : earlier.end].casefold():
                    return earlier.asks[-1].addressees, earlier.refers_to if earlier.refers_to is not None else place
        return previous(passages, index)

    def _was_named(self, words: str, before: Sequence[PassageDraft]) -> bool:
        # "The list shall ..." after "shall publish a list": what one has a duty about is his matter further on.
        definite = _DEFINITE.match(words)
        if definite is None:
            return False
        if _BODY.match(definite["noun"]):
            return False
        noun = definite["noun"].casefold()[:-1]
        if _PAPER.match(definite["noun"]):
            return True
        asked = [passage for passage in before[-_REACH:] if passage.asks][-_MATTERS:]
        return any(noun in self.text[passage.start : passage.end].casefold() for passage in asked)

    def in_focus(
        self, addressees: tuple[Place, ...], passages: Sequence[PassageDraft], index: int
    ) -> tuple[Place, ...]:
        """Read "the Director" as the one who had the last duty, where one who is called so had one."""
        return tuple(self._focused(place, passages, index) for place in addressees)

    def _focused(self, place: Place, passages: Sequence[PassageDraft], index: int) -> Place:
        mention = self.subjects.at(place)
        if mention is None or mention.source != "description" or not mention.surface[0].isupper():
            return place
        for earlier in reversed(passages[max(0, index - _FOCUS) : index]):
            for other in (place for ask in reversed(earlier.asks) for place in ask.addressees):
                named = self.subjects.at(other)
                if named is not None and named.source != "description" and _is_called(named, mention.surface):
                    return other
        return place


def _is_called(mention: MentionDraft, noun: str) -> bool:
    name = mention.names[0] if len(mention.names) == 1 else mention.surface
    return name.startswith(f"{noun} ") or name.endswith(f" {noun}")


def previous(passages: Sequence[PassageDraft], index: int) -> tuple[tuple[Place, ...], int | None]:
    """The addressees of the ask before a passage, and that ask's rank."""
    for place in range(index - 1, max(-1, index - _REACH), -1):
        asks = passages[place].asks
        if asks and asks[-1].addressees:
            refers_to = passages[place].refers_to
            return asks[-1].addressees, place if refers_to is None else refers_to
    return (), None
