"""Finds who says what a passage says, where it is not the document's own author: "X recommends", "according to X"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc

from ingest.components.drafts import MentionDraft, PassageDraft, Place, context_of
from ingest.components.reported import Speakers, groups_that_speak
from ingest.components.speech import Speech, speeches, turns
from ingest.gazetteer import gazetteer
from kg.model import ActorKind, Polarity, Role, SourceKind

_DESCRIPTION = re.compile(
    r"\b[Tt]he (?P<noun>company|firm|agency|department|bureau|committee|commission|council|office|group"
    r"|association|organization"
    r"|institute|think tank|Bureau|Department|Committee|Commission|Council|Agency|Office"
    r"|Association|Institute|Secretary|Director|Administrator|Inquiry|Government)\b(?! (?:of|on|for) [A-Z])"
    r"|\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]his|[Oo]ur|[Tt]he) (?:entire |whole )?(?P<team>[Aa]dministration)\b"
)
DESCRIBED: Final = {
    "company": ActorKind.COMPANY, "firm": ActorKind.COMPANY, "group": ActorKind.ORGANIZATION,
    "association": ActorKind.ORGANIZATION, "organization": ActorKind.ORGANIZATION, "think tank": ActorKind.ORGANIZATION,
    "institute": ActorKind.ORGANIZATION,
}  # fmt: skip
"""Kind of actor that a description means; government where it isn't listed."""

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

_OF_A_LAW = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Ii]ts|[Aa]) (?:\w+ ){0,2}(?:bill|act|legislation|law|amendment|Bill|Act)\b"
    r"(?: [\w’'-]+){0,3}? would(?: also| further| \w+ly)? [a-z]+"
)
"""What a bill would do: who tells of it doesn't ask for it."""
_WOULD_HAVE_TO = re.compile(r"\bwould (?:have|need|be required|be obliged|be forbidden|be allowed) to\b")
"""The same further on, where the bill isn't named again."""
_FURTHER_ON: Final = 3
_BINDING: Final = frozenset({SourceKind.BILL, SourceKind.LAW, SourceKind.RULE, SourceKind.EXECUTIVE_ORDER})


class Attributor:
    """Finds speakers, hedges and denials."""

    def __call__(self, doc: Doc) -> Doc:
        """Write asserter, hedges and polarity of every passage that says something."""
        doc._.mentions = _with_descriptions(doc)
        whole = doc.text
        spoken, told = _spoken(doc)
        context = context_of(doc)
        speakers = Speakers(whole, doc._.mentions, context)
        tells_its_own = context.kind in _BINDING or context.is_order
        law = -_FURTHER_ON
        for index, passage in enumerate(doc._.passages):
            text = whole[passage.start : passage.end]
            law = index if _OF_A_LAW.search(text) is not None else law
            if passage.role is Role.OTHER:
                speakers.pass_over(None)
                continue
            passage.asserter = _quoted(passage, spoken)
            if passage.asserter is not None:
                speakers.pass_over(passage.asserter)
            else:
                passage.asserter = speakers.of(passage) or _quoted(passage, told)
            tells_of_law = law == index or (index - law <= _FURTHER_ON and _WOULD_HAVE_TO.search(text) is not None)
            passage.is_of_a_law = passage.asserter is None and not tells_its_own and tells_of_law
            passage.hedges = tuple(
                (passage.start + match.start(), passage.start + match.end())
                for match in _HEDGE.finditer(text)
                if match[0] != "May"
            )
            denied = passage.role is not Role.RECOMMENDATION and _DENIAL.search(text) is not None
            passage.polarity = Polarity.AGAINST if denied else Polarity.FOR
        return doc


def _spoken(doc: Doc) -> tuple[list[Speech], list[Speech]]:
    """The quotations of a doc, and the turns of its transcript, whose speakers join the mentions."""
    told, labels = [], []
    for start, end, label in turns(doc.text):
        if label is not None:
            labels.append(label)
            told.append(Speech(start, end, (label.start, label.end)))
    if labels:
        doc._.mentions = _joined(labels, doc._.mentions)
    return speeches(doc.text, doc._.mentions), told


def _quoted(passage: PassageDraft, spoken: Sequence[Speech]) -> Place | None:
    """Who speaks in a passage that is, for the most part, somebody's quoted words."""
    half = (passage.end - passage.start) / 2
    for speech in spoken:
        if min(speech.end, passage.end) - max(speech.start, passage.start) > half:
            return speech.speaker
    return None


def _with_descriptions(doc: Doc) -> list[MentionDraft]:
    drafts = []
    for match in _DESCRIPTION.finditer(doc.text):
        noun = match["noun"] or match["team"]
        kind = DESCRIBED.get(noun.casefold(), ActorKind.GOVERNMENT)
        drafts.append(
            MentionDraft(
                start=match.end() - len(noun),
                end=match.end(),
                surface=noun,
                kind=kind,
                is_weak=True,
                source="description",
            )
        )
    described = _joined(doc._.mentions, drafts)
    return _joined(described, list(groups_that_speak(doc.text)))


def _joined(first: Sequence[MentionDraft], second: Sequence[MentionDraft]) -> list[MentionDraft]:
    """All of the first, and those of the second that share no place with them."""
    occupied = {place for mention in first for place in range(mention.start, mention.end)}
    free = [mention for mention in second if occupied.isdisjoint(range(mention.start, mention.end))]
    return sorted([*first, *free], key=lambda mention: mention.start)


def inside(passage: PassageDraft, mentions: Sequence[MentionDraft], starts: Sequence[int]) -> list[MentionDraft]:
    """The mentions that start in a passage."""
    first = bisect_left(starts, passage.start)
    return list(mentions[first : bisect_left(starts, passage.end)])


def entry_kind(name: str) -> ActorKind | None:
    """What the gazetteer says that an actor is."""
    entry = gazetteer().get(name)
    return entry.kind if entry is not None else None
