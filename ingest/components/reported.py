"""Finds who speaks in a passage itself: the subject of a verb of saying, "according to", a pronoun."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.components.drafts import Context, MentionDraft, PassageDraft, Place
from ingest.components.lexicon import asking_verbs, forms, saying_pattern
from ingest.gazetteer import gazetteer
from kg.model import ActorKind, Role

_MORE: Final = (
    r"attribut(?:es?|ed)|underscor(?:es?|ed)|highlight(?:s|ed)?|recogni[sz](?:es?|ed)|discuss(?:es|ed)?|address(?:es|ed)"
    r"|talked about|repeated"
)
"""Verbs that report what somebody says where a person or body is their subject, though they don't ask for anything."""
_VERB = re.compile(rf"{saying_pattern().pattern}|\b(?:{_MORE})\b", re.IGNORECASE)
_ACCORDING = re.compile(r"\b[Aa]ccording to (?:(?:the|a|an|an analysis by the|analysis by the|data from the) )?\Z")
_PAPER: Final = (
    r"(?:report|paper|study|analysis|letter|brief|comments|recommendations?|testimony|statement|filing|complaint|review"
    r"|plan)"
)
_BETWEEN = re.compile(
    rf"\.?(?:(?:[’']s|[’'])(?:\s[\w-]+){{0,4}}?\s(?:{_PAPER}|officials|staff|representatives))?"
    r"(?:\s\([^)]{1,30}\))?(?:\s[io]n (?:\w+ )?(?:19|20)\d\d)?"
    r"(?:,[^,;.]{2,80},)?(?:\s(?:also|further|strongly|therefore|thus|then|recently|publicly|repeatedly|\w+ly|has|have|had|would"
    rf"|itself|(?:\w+ )?(?:officials?|staff|representatives?|leaders)|{_PAPER}|and others))*\s\Z"
)
_NOT_SUBJECT = re.compile(
    r"(?i)\b(?:by|of|to|with|for|from|in|on|against|that|which|who|than|and|if|when|unless|until|whether|where|once)\s(?:the\s)?\Z"
)
_SPEAKS_FOR = re.compile(
    r"\b(?:[Oo]fficials|[Rr]epresentatives|[Ss]taff|[Ss]pokes\w+) (?:from|at|with|of|for) (?:the |an? )?\Z"
)
_WRITTEN_BY = re.compile(
    rf"\b{_PAPER} (?:(?:published|issued|released|written|prepared|submitted) )?by (?:researchers (?:at|from) )?"
    r"(?:the )?\Z"
)
"""Whose paper it is that says something: "a working paper published by the center recommended"."""
_OPENED = re.compile(
    r"(?i)^\W*(?:in|on|as|since|after|while|when|although|for|during|under|following|with)\b[^,]*,[^,]*\Z"
)
_SAID_AFTER = re.compile(r"[”\",] (?:said|says|writes|wrote|argued|warned|added|stated) (?:the )?\Z")
_DEEDS: Final = frozenset(
    form
    for verb in ("announce", "outline", "respond", "expect", "project", "see", "show", "acknowledge")
    for form in forms(verb)
)
"""What these verbs report is, without a clause, the speaker's own doing: "Intel announced a plant"."""
_ASKS: Final = frozenset(form for verb in asking_verbs() for form in forms(verb.verb)) - {"said"}
_NAMES_CALLED = re.compile(r"\s(?:has |have |had )?(?!signed|announced|met|hosted|launched|spoke)[a-z]+ed\b[^.]*[“\"]")
_SPEAKING: Final = (
    r"officials|experts|researchers|analysts|respondents|participants|stakeholders|advocates|economists|critics"
    r"|opponents|proponents|supporters|sponsors?|auditors|scientists|practitioners|commenters|witnesses|lawmakers"
    r"|inspectors general"
)
_GROUP = re.compile(
    r"\b(?:(?:[Ss]ome|[Ss]everal|[Mm]ost|[Mm]any|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Tt]he|[Oo]ther"
    r"|[Aa]ll|[Tt]hese|[Tt]hose|[Oo]ne) )*"
    r"(?P<name>(?:(?!(?:and|or|of|to|that|by|with|for|from|in|on|as|our|its|their|the|some|other|most|many|these)\b)"
    rf"[A-Za-z-]+ ){{0,2}}?(?:{_SPEAKING}))\b"
)
_ANAPHOR = re.compile(
    r"\W*(?:(?:However|Further|Furthermore|Moreover|In addition|Additionally|For example|Specifically|Instead|Finally"
    r"|Also|Similarly|Nevertheless|At the same time|In particular),? )?"
    r"(?P<who>He|he|She|she|They|they|It|it|[Oo]fficials"
    r"|[Tt]he (?:report|study|paper|analysis|letter|officials|authors|agency|department|company|brief|statement"
    r"|auditors?))\b"
)
_ORDER = re.compile(
    r"\b(?:The|the|This|this|an|his|her|[’']s) (?:(?:new|historic|landmark|[Pp]residential|[Ee]xecutive) )*"
    r"(?:[Oo]rder|[Mm]emorandum|EO|[Pp]roclamation|[Dd]irective|NSM|NSPM)\b(?! (?:of|to|for) [A-Z])[^.;]{0,60}?"
    r"\b(?:directs?|directed|calls?|called|instructs?|orders|requires?|required|tasks?|charges|mandates?|encourages"
    r"|establishes|asks|authorizes|ensures|prioritizes|builds|promotes|protects)\b"
    r"|\b(?:is|are) (?:hereby |also )?(?:directed|instructed|ordered) to\b"
)
_SIGNED = re.compile(
    r"(?:, [^,.;]{2,60},)?\s(?:has |today |also )?(?:signed|issued|signs)\s(?:an?|two|three|several)\s"
    r"(?:[\w-]+\s){0,4}?(?:Orders?|Memorand(?:um|a)|Proclamations?|Directives?)\b"
)
_DUTY = re.compile(
    r"\b(?:direct(?:s|ed|ing)|instruct(?:s|ed|ing)|requir(?:es|ed|ing)|order(?:s|ed)|task(?:s|ed|ing)"
    r"|call(?:s|ed|ing)? (?:for|on))\b"
)
_FAR: Final = 2
"""So many passages further on a pronoun may still mean who spoke last."""


def groups_that_speak(text: str) -> Iterator[MentionDraft]:
    """Groups without a name that say something: "agency officials told us", "according to researchers"."""
    for match in _GROUP.finditer(text):
        start, end = match.span("name")
        is_source = _ACCORDING.search(text[max(0, start - 60) : match.start() + (start - match.start())]) is not None
        is_source = (
            is_source or re.search(r"[Aa]ccording to\s\Z", text[max(0, match.start() - 14) : match.start()]) is not None
        )
        if match["name"].casefold() == "officials" or not (is_source or _says(text, end)):
            continue
        is_public = match["name"].endswith(("officials", "lawmakers", "inspectors general"))
        yield MentionDraft(
            start=start, end=end, surface=match["name"], source="group",
            kind=ActorKind.GOVERNMENT if is_public else ActorKind.ORGANIZATION,
        )  # fmt: skip


def _says(text: str, end: int) -> bool:
    after = text[end : end + 100]
    verb = _VERB.search(after)
    return verb is not None and _BETWEEN.match(after[: verb.start()]) is not None and not verb[0].endswith("ing")


class Speakers:
    """Tells the speakers of passages that come in order.

    Args:
        text: the whole text.
        mentions: the actors named in it, in order of place.
        context: what is known of the document.
    """

    def __init__(self, text: str, mentions: Sequence[MentionDraft], context: Context) -> None:
        self._text, self._mentions, self._context = text, mentions, context
        self._starts = [mention.start for mention in mentions]
        self._last: tuple[int, Place] | None = None
        self._count = 0
        self._heads = [mention for mention in mentions if _is_president(mention)]
        signed = (head for head in self._heads if _SIGNED.match(text, head.end) is not None)
        self._signer = next(signed, None)

    def pass_over(self, speaker: Place | None) -> None:
        """Take note of a passage whose speaker is known otherwise, or that says nothing."""
        self._count += 1
        if speaker is not None:
            self._last = (self._count, speaker)

    def of(self, passage: PassageDraft) -> Place | None:
        """The words that name the speaker of a passage, or None."""
        self._count += 1
        speaker = self._named(passage) or self._meant(passage) or self._ordering(passage)
        if speaker is not None:
            self._last = (self._count, speaker)
        return speaker

    def _named(self, passage: PassageDraft) -> Place | None:
        text = self._text[passage.start : passage.end]
        first = bisect_left(self._starts, passage.start)
        for mention in self._mentions[first : bisect_left(self._starts, passage.end)]:
            start, end = mention.start - passage.start, mention.end - passage.start
            if self._speaks(text, start, end, mention, passage.role):
                return mention.start, mention.end
        return None

    def _speaks(self, text: str, start: int, end: int, mention: MentionDraft, role: Role) -> bool:
        before, after = text[:start], text[end:]
        if _ACCORDING.search(before) or _SAID_AFTER.search(before):
            return True
        if (
            mention.kind is ActorKind.PERSON
            and re.fullmatch(r"\W*(?:[A-Z][a-z]+\.? ){0,3}", before)
            and _NAMES_CALLED.match(after)
        ):
            return True
        verb = _VERB.search(after, 0, 160)
        if verb is None or verb.start() > 140 or not _BETWEEN.match(after[: verb.start()]):
            return False
        if not self._is_saying(verb, after, role, mention):
            return False
        # A subject of the main clause: nothing but an opening adverbial stands before it.
        if _NOT_SUBJECT.search(before) is None:
            return True
        if _SPEAKS_FOR.search(before) is not None or _WRITTEN_BY.search(before) is not None:
            return True
        return _OPENED.search(before) is not None and not _hangs(before)

    def _is_saying(self, verb: re.Match[str], after: str, role: Role, mention: MentionDraft) -> bool:
        said = verb[0]
        if said.endswith("ing") or said[0].isupper() or re.match(r"[’']s\s\Z", after[: verb.start()]):
            return False
        if self._context.speaks_as_law or (
            mention.names == ("United States Congress",) and said.startswith(("find", "found"))
        ):
            return False
        if said.casefold() in _DEEDS:
            return re.match(r"\s(?:\w+\s)?that\b", after[verb.end() :]) is not None
        return role is Role.RECOMMENDATION or said.casefold() not in _ASKS

    def _meant(self, passage: PassageDraft) -> Place | None:
        """Whom a pronoun or "officials" at the start of a passage means that goes on reporting what was said."""
        match = _ANAPHOR.match(self._text, passage.start, passage.end)
        if (
            match is None
            or self._last is None
            or self._count - self._last[0] > _FAR
            or not _says(self._text, match.end("who"))
        ):
            return None
        return self._last[1]

    def _ordering(self, passage: PassageDraft) -> Place | None:
        """The head of government whose order a passage of another's hand reports."""
        if (
            passage.role is not Role.RECOMMENDATION
            or self._context.is_order
            or self._context.is_legal
            or not self._heads
        ):
            return None
        is_duty = _DUTY.search(self._text, passage.start, passage.end) is not None
        if is_duty and self._signer is not None and self._signer.start < passage.end:
            return self._signer.start, self._signer.end
        if _ORDER.search(self._text, passage.start, passage.end) is None:
            return None
        earlier = [mention for mention in self._heads if mention.start < passage.end]
        head = earlier[-1] if earlier else self._heads[0]
        return head.start, head.end


def _hangs(before: str) -> bool:
    return re.search(r"\b(?:that|which|who|if|when|unless|whether)\s(?:the\s)?\Z", before) is not None


def _is_president(mention: MentionDraft) -> bool:
    entry = gazetteer().get(mention.names[0]) if len(mention.names) == 1 else None
    return (
        entry is not None and entry.kind is ActorKind.PERSON and any("President " in alias for alias in entry.aliases)
    )
