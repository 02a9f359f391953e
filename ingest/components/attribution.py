"""Finds who says what a passage says, where it is not the document's own author: "X recommends", "according to X"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc

from ingest.components.drafts import MentionDraft, PassageDraft, Place
from ingest.components.lexicon import saying_pattern
from ingest.gazetteer import gazetteer
from kg.model import ActorKind, Polarity, Role

_DESCRIPTION = re.compile(
    r"\b[Tt]he (?P<noun>company|firm|agency|department|bureau|committee|commission|council|office|group"
    r"|association|organization"
    r"|institute|think tank|Bureau|Department|Committee|Commission|Council|Agency|Office"
    r"|Association|Institute|Secretary|Director|Administrator|Inquiry|Government)\b(?! (?:of|on|for) [A-Z])"
    r"|\b(?:my|his|her|this|our|[Tt]he) (?:entire |whole )?(?P<team>[Aa]dministration)\b"
)
DESCRIBED: Final = {
    "company": ActorKind.COMPANY, "firm": ActorKind.COMPANY, "group": ActorKind.ORGANIZATION,
    "association": ActorKind.ORGANIZATION, "organization": ActorKind.ORGANIZATION, "think tank": ActorKind.ORGANIZATION,
    "institute": ActorKind.ORGANIZATION,
}  # fmt: skip
"""Kind of actor that a description means; government where it isn't listed."""

_ACCORDING = re.compile(r"\b[Aa]ccording to (?:the |a |an )?")
_SAID_AFTER = re.compile(r"[”\",] (?:said|says|writes|wrote|argued|warned|added|stated) (?:the )?")
_BETWEEN = re.compile(
    r"\.?(?:[’']s)?(?:\s\([^)]{1,30}\))?(?:,[^,;.]{2,80},)?(?:\s(?:also|further|strongly|therefore|thus|then"
    r"|recently|publicly|repeatedly"
    r"|\w+ly|has|have|had|would|itself|officials?|report|paper|study|analysis|letter|brief|comments"
    r"|recommendation|and others))*\s\Z"
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|likely|unlikely|possibly|perhaps|probably|appears? to|seems? to|suggests?"
    r"|potentially|arguably"
    r"|reportedly|allegedly|roughly|approximately)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"(?i)\b(?:there is no evidence|(?:is|are|was|were|do|does|did|will|would|can|could|has|have) ?not\b(?!"
    r" only)|cannot|can’t"
    r"|won’t|isn’t|aren’t|doesn’t|don’t|no longer|nor)\b"
)


class Attributor:
    """Finds speakers, hedges and denials."""

    def __call__(self, doc: Doc) -> Doc:
        """Write asserter, hedges and polarity of every passage that says something."""
        doc._.mentions = _with_descriptions(doc)
        starts = [mention.start for mention in doc._.mentions]
        whole = doc.text
        for passage in doc._.passages:
            if passage.role is Role.OTHER:
                continue
            inside = _inside(passage, doc._.mentions, starts)
            text = whole[passage.start : passage.end]
            passage.asserter = self.predict(text, passage.start, inside)
            passage.hedges = tuple(
                (passage.start + match.start(), passage.start + match.end())
                for match in _HEDGE.finditer(text)
                if match[0] != "May"
            )
            denied = passage.role is not Role.RECOMMENDATION and _DENIAL.search(text) is not None
            passage.polarity = Polarity.AGAINST if denied else Polarity.FOR
        return doc

    def predict(self, text: str, offset: int, mentions: Sequence[MentionDraft]) -> Place | None:
        """The words that name the speaker of a passage, or None.

        Args:
            text: the passage.
            offset: where it starts in the doc.
            mentions: the mentions in it.
        """
        for mention in mentions:
            if _speaks(text, mention.start - offset, mention.end - offset):
                return mention.start, mention.end
        return None


def _speaks(text: str, start: int, end: int) -> bool:
    before, after = text[:start], text[end:]
    if re.search(rf"(?:{_ACCORDING.pattern}|{_SAID_AFTER.pattern})\Z", before):
        return True
    verb = saying_pattern().search(after, 0, 160)
    if verb is None or verb.start() > 140 or not _BETWEEN.match(after[: verb.start()]):
        return False
    # A subject of the main clause: nothing but an opening adverbial stands before it.
    return re.search(
        r"\b(?:by|of|to|with|for|from|in|on|against|that|which|than|and)\s(?:the\s)?\Z", before
    ) is None or (re.search(r"(?i)^(?:in|on|as|since|after|while|when|although)\b[^,]*,[^,]*\Z", before) is not None)


def _with_descriptions(doc: Doc) -> list[MentionDraft]:
    mentions: list[MentionDraft] = list(doc._.mentions)
    occupied = {place for mention in mentions for place in range(mention.start, mention.end)}
    for match in _DESCRIPTION.finditer(doc.text):
        noun = match["noun"] or match["team"]
        start = match.end() - len(noun)
        if start in occupied:
            continue
        kind = DESCRIBED.get(noun.casefold(), ActorKind.GOVERNMENT)
        mentions.append(
            MentionDraft(start=start, end=match.end(), surface=noun, kind=kind, is_weak=True, source="description")
        )
    return sorted(mentions, key=lambda mention: mention.start)


def _inside(passage: PassageDraft, mentions: Sequence[MentionDraft], starts: Sequence[int]) -> list[MentionDraft]:
    first = bisect_left(starts, passage.start)
    inside = []
    for mention in mentions[first:]:
        if mention.start >= passage.end:
            break
        inside.append(mention)
    return inside


def entry_kind(name: str) -> ActorKind | None:
    """What the gazetteer says that an actor is."""
    entry = gazetteer().get(name)
    return entry.kind if entry is not None else None
