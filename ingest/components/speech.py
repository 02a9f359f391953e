"""Finds quotations and turns of speech, and the words that name who speaks in them.

A quotation may run over many sentences and paragraphs; its speaker stands after it ("…," said Ann Lee), before it
(Ann Lee said: "…"), under it (— Ann Lee) or in its middle ("…," said Ann Lee. "…"). In a transcript whoever stands in
capitals before a colon speaks until the next one does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.components.drafts import MentionDraft, Place
from kg.model import ActorKind

SAID: Final = (
    r"(?:said|says|saying|added|adds|wrote|writes|argued|argues|warned|warns|noted|notes|stated|states|explained"
    r"|explains|continued|told [\w ]{2,30}|concluded|remarked|testified|tweeted|posted|declared|insisted|recalled"
    r"|emphasized|stressed|commented|observed|replied|responded|urged|announced)"
)
_CLOSED = re.compile(r"“[^“”]{2,}?(?:”|\n\s*\n(?=“)|\Z)|(?<!\w)\"[^\"\n]{2,}\"")
_SAID_AFTER = re.compile(rf"[,.]?\s*(?:{SAID})\s+(?:the |a |an |its |his |her )?")
_SIGNED = re.compile(r"[,.]?\s*[—–-]{1,3}\s*(?:(?:the|The) )?")
_SAID_BEFORE = re.compile(
    rf"\b(?:{SAID})\b(?:\s(?:that|in|at|on|of|to)\b[^“”\"\n]{{0,60}}|\s[a-z]+){{0,2}}[:,]?\s*(?:that\s*)?\Z"
)
_BY_PRONOUN = re.compile(rf"[,.]?\s*(?:he|she)\s(?:also |then )?(?:{SAID})\b")
_RECENT: Final = 700
_COMMA = re.compile(r"[,.]?\s*")
_SAYS_NEXT = re.compile(rf"(?:,[^,;“”\"\n]{{2,120}},)?\s+(?:also |then |has |have )?(?:{SAID})\b")
_LABELLED = re.compile(r"(?:\([^()]{1,60}\))?:\s*\Z")
_MODIFIED = re.compile(
    r"(?:,[^,;“”\"\n]{2,160},|\s\([^()]{1,60}\))?\s*"
    r"(?:also |further |later |recently |has |have |had )*\Z"
)
_TITLE_WORDS = re.compile(r"(?:(?:the|The|U\.S\.|former|then-)\s|[A-Z][\w.’-]*,?\s|of\s|for\s|and\s|&\s|the\s)*\Z")
_CLAUSE_END: Final = 160
_HEADING: Final = 160
_LEAST: Final = 40
"""Shorter words in quotation marks are terms and titles more often than speech."""
_TURN = re.compile(r"(?m)^[ \t]*(?P<label>Q|[A-Z][A-Z.’' -]{2,50}?)(?: \([^()\n]{1,40}\))?:[ \t]+(?=\S)")
_MANNER = re.compile(
    r"(?:MR|MS|MRS|DR|SEN|REP|GEN|AMB|PRESIDENT|VICE PRESIDENT|SECRETARY|SENATOR|DIRECTOR|CHAIRMAN|AMBASSADOR)\.? "
)
_TURNS: Final = 3
_LONGEST_LABEL: Final = 4
_ONE_VOICE: Final = 0.75
"""A speaker of so large a part of a transcript is its author."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Words of somebody's, and the place of the mention that names them."""

    start: int
    end: int
    speaker: Place


def speeches(text: str, mentions: Sequence[MentionDraft]) -> list[Speech]:
    """The quotations of a text whose speaker it names.

    Args:
        text: the text.
        mentions: the actors named in it, in order of place.
    """
    quoted = (match.span() for match in _CLOSED.finditer(text))
    places = [(start, end) for start, end in quoted if end - start >= _LEAST or text[end - 1] not in '”"']
    starts = [mention.start for mention in mentions]
    found: list[Speech] = []
    for index, (start, end) in enumerate(places):
        follows = _follows(text, found[-1], start) if found else False
        speaker = (
            _after(text, end, mentions, starts)
            or _before(text, start, mentions, starts)
            or _headed(text, start, mentions, starts)
        )
        if speaker is None and _BY_PRONOUN.match(text, end):
            speaker = _last_person(start, mentions, starts, found)
        if speaker is None and follows:
            speaker = found[-1].speaker
        if speaker is None and text[end - 1] not in '”"' and index + 1 < len(places):
            # The quotation goes on in the next paragraph, and its speaker may stand behind that.
            speaker = _after(text, places[index + 1][1], mentions, starts)
        if speaker is not None:
            found.append(Speech(start, end, speaker))
    return found


def _last_person(
    start: int, mentions: Sequence[MentionDraft], starts: Sequence[int], found: Sequence[Speech]
) -> Place | None:
    """Whom "he said" means: who spoke last, or the one person who was named shortly before."""
    if found and start - found[-1].end < _RECENT:
        return found[-1].speaker
    before = mentions[bisect_left(starts, start - _RECENT) : bisect_left(starts, start)]
    people = [mention for mention in before if mention.kind is ActorKind.PERSON]
    if len({mention.surface.split()[-1] for mention in people}) != 1:
        return None
    return people[-1].start, people[-1].end


def _follows(text: str, last: Speech, start: int) -> bool:
    """Whether a quotation goes on with what another one began: the speaker's clause alone, or a break, lies between."""
    between = text[last.end : start]
    if last.speaker[0] >= last.end:
        return "\n\n" not in between and re.fullmatch(r"[^.]*(?:\b[A-Z]\.[^.]*)*[.,]\s*", between) is not None
    return text[last.end - 1] not in '”"' or between.strip() == ""


def _after(text: str, end: int, mentions: Sequence[MentionDraft], starts: Sequence[int]) -> Place | None:
    verb = _SAID_AFTER.match(text, end)
    if verb is not None:
        return _named_in_clause(text, verb.end(), mentions, starts)
    sign = _SIGNED.match(text, end)
    if sign is not None:
        return _named_in_clause(text, sign.end(), mentions, starts)
    comma = _COMMA.match(text, end)
    for mention in mentions[bisect_left(starts, end) :]:
        if comma is None or mention.start > end + 60 or not _TITLE_WORDS.fullmatch(text[comma.end() : mention.start]):
            break
        said = _SAYS_NEXT.match(text, mention.end)
        if said is not None:
            return mention.start, mention.end
    return None


def _named_in_clause(text: str, start: int, mentions: Sequence[MentionDraft], starts: Sequence[int]) -> Place | None:
    """Who is named in a clause from its start on: a person with the title first, or whatever opens the clause."""
    stop = re.compile(r"(?<![A-Z])\.\s|[;:“”\"\n]|\Z").search(text, start)
    end = min(start + _CLAUSE_END, stop.start() if stop is not None else len(text))
    inside = []
    for mention in mentions[bisect_left(starts, start) :]:
        if mention.start >= end:
            break
        inside.append(mention)
    for mention in inside:
        if mention.kind is ActorKind.PERSON and _TITLE_WORDS.fullmatch(text[start : mention.start]):
            return mention.start, mention.end
    opening = next((mention for mention in inside if mention.start <= start + len("the ")), None)
    return (opening.start, opening.end) if opening is not None else None


def _before(text: str, start: int, mentions: Sequence[MentionDraft], starts: Sequence[int]) -> Place | None:
    line = max(_line_start(text, start), start - 2 * _CLAUSE_END)
    window = text[line:start]
    verb = _SAID_BEFORE.search(window)
    label = _LABELLED.search(window)
    edge = line + (verb.start() if verb is not None else label.start() if label is not None else -1)
    if verb is None and label is None:
        return None
    for mention in reversed(mentions[bisect_left(starts, line) : bisect_left(starts, edge)]):
        if mention.end > edge:
            continue
        if _MODIFIED.fullmatch(text[mention.end : edge]):
            return mention.start, mention.end
        if re.search(r"[.?!]\s", text[mention.end : edge]):
            break
    return None


def _line_start(text: str, place: int) -> int:
    found = text.rfind("\n\n", 0, place)
    return found + 2 if found >= 0 else 0


def _headed(text: str, start: int, mentions: Sequence[MentionDraft], starts: Sequence[int]) -> Place | None:
    """Who stands alone, with a title perhaps, in the line over a quotation that opens its paragraph."""
    if text[max(0, start - 2) : start] != "\n\n":
        return None
    line = _line_start(text, start - 2)
    if start - line > _HEADING or text[line : start - 2].rstrip().endswith((".", "”", "!", "?")):
        return None
    for mention in mentions[bisect_left(starts, line) :]:
        if mention.start >= start:
            break
        if mention.kind is ActorKind.PERSON and _TITLE_WORDS.fullmatch(text[line : mention.start]):
            return mention.start, mention.end
    return None


def turns(text: str) -> Iterator[tuple[int, int, MentionDraft | None]]:
    """The turns of a transcript: where each starts and ends, and a mention of its speaker; None for who asks.

    Nothing where the text isn't a transcript, and none for a speaker who has nearly all of it: that is its author.
    """
    labels = [label for label in _TURN.finditer(text) if len(label["label"].split()) <= _LONGEST_LABEL]
    is_transcript = len(labels) >= _TURNS and any(
        label["label"] == "Q" or _MANNER.match(label["label"]) for label in labels
    )
    if not is_transcript:
        return
    ends = [*(label.start() for label in labels[1:]), len(text)]
    share: dict[str, int] = {}
    for label, end in zip(labels, ends, strict=True):
        if label["label"] != "Q":
            share[label["label"]] = share.get(label["label"], 0) + end - label.end()
    total = sum(share.values())
    for label, end in zip(labels, ends, strict=True):
        is_author = share.get(label["label"], 0) > _ONE_VOICE * total
        yield label.end(), end, None if label["label"] == "Q" or is_author else _labelled(text, label)


def _labelled(text: str, label: re.Match[str]) -> MentionDraft:
    manner = _MANNER.match(label["label"])
    start = label.start("label") + (manner.end() if manner is not None else 0)
    surface = text[start : label.end("label")]
    if manner is not None:
        return MentionDraft(
            start=start, end=start + len(surface), surface=surface, kind=ActorKind.PERSON, source="speaker"
        )
    return MentionDraft(
        start=start, end=start + len(surface), surface=surface, kind=ActorKind.PERSON, is_weak=True, source="speaker"
    )
