"""A brief put into words: blocks of text with notes, the same for the page, the Word file and the Markdown.

Whatever renders it lays out and escapes; it adds no word of its own but the numbers of notes and lists.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from kg.brief import MOST_STATEMENTS, Backing, Brief, Entry, Note, Quoted, Reason, plain, shortened
from kg.citing import bluebook
from kg.gaps import Gap, GapKind
from kg.identifiers import BASE
from kg.legal import legal_citation
from kg.model import Direction, ReviewState, Role
from kg.wording import confidence_words, counted

_LONGEST_TITLE: Final = 200
_LONGEST_ASK: Final = 320
_ENOUGH: Final = 40
"""Letters by which the words of an ask are known again in its sentence, which may have cut them."""
_LONGEST_HEADING: Final = 120
_LONGEST_ADDRESS: Final = 240
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ROLES: Final = {Role.RECOMMENDATION: "Recommendation", Role.CLAIM: "Claim", Role.EVIDENCE: "Evidence"}
_REVIEWS: Final = {
    ReviewState.MACHINE: "No person has reviewed it.",
    ReviewState.CONFIRMED: "A person has confirmed it.",
    ReviewState.CORRECTED: "A person has corrected it.",
    ReviewState.REJECTED: "A person has rejected it.",
}
_BRIEF: Final = "a brief: a text written for Warrant that restates a published source in other words"
_NO_OBJECTION: Final = "Nothing that speaks against it was found in the documents read so far."
_SHORT: Final = {
    GapKind.NO_SUPPORT: "no reason found",
    GapKind.ONE_SOURCE: "all support from one document",
    GapKind.OWN_WORD: "only the asker's own word",
    GapKind.NO_ISSUER: "who asks",
    GapKind.NO_ADDRESSEE: "who should act",
    GapKind.NO_ASSERTER: "who says it",
    GapKind.NEWER_VERSION: "a source here has a newer version",
}
_TALLIED: Final = {
    GapKind.UNSUPPORTED_CLAIM: ("reason has nothing to back it", "reasons have nothing to back them"),
    GapKind.LOW_CONFIDENCE: ("link is little more than a guess", "links are little more than a guess"),
}


_SAFE_ADDRESS: Final = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#](?:[A-Za-z0-9/?#:@!$&'()*+,;=._~-]|%[0-9A-Fa-f]{2})*)?\Z"
)


class Style(StrEnum):
    """What a block of text is."""

    TITLE = "title"
    FACTS = "facts"
    NOTICE = "notice"
    HEADING = "heading"
    QUOTE = "quote"
    TEXT = "text"
    NUMBERED = "numbered"
    BULLET = "bullet"
    NESTED = "nested"
    SMALL = "small"


class Tone(StrEnum):
    """How a run of text stands out."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a block: words, perhaps with a link, or else the reference to a note.

    Attributes:
        text: the words; empty for a reference.
        tone: how they stand out.
        href: absolute address that they lead to, or None.
        note: number of the note referred to, or None.
    """

    text: str
    tone: Tone = Tone.PLAIN
    href: str | None = None
    note: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or item of a list. Items follow each other; a NESTED one belongs to the item before it."""

    style: Style
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Its words, without references."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Memo:
    """The words of a brief.

    Attributes:
        title: what it is called, in one line.
        on: the day that it bears.
        address: where its like can be had again.
        blocks: its text, the title first.
        notes: the note with number n at place n - 1.
    """

    title: str
    on: date
    address: str
    blocks: tuple[Block, ...]
    notes: tuple[tuple[Run, ...], ...]


def memo(brief: Brief, *, at: str, address: str, of: str | None = None) -> Memo:
    """Put a brief into words.

    Args:
        brief: what it says.
        at: address of the server that permalinks lead to, without a slash at its end.
        address: where the brief itself can be had again.
        of: what the selection is, such as `asked of Congress`, or None.
    """
    return _Writer(brief, at=at, address=address, of=of).memo()


def day_words(day: date) -> str:
    """Give a date that reads the same on both sides of the Atlantic."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


class _Writer:
    def __init__(self, brief: Brief, *, at: str, address: str, of: str | None) -> None:
        self._brief, self._at, self._address, self._of = brief, at, address, of

    def memo(self) -> Memo:
        brief = self._brief
        blocks = self._one(brief.entries[0]) if len(brief.entries) == 1 else self._several()
        made = tuple(blocks)
        return Memo(
            title=made[0].text,
            on=brief.on,
            address=self._address,
            blocks=made,
            notes=tuple(tuple(self._note(note)) for note in brief.notes),
        )

    # --- one statement ---

    def _one(self, entry: Entry) -> Iterator[Block]:
        yield Block(Style.TITLE, (Run(self._headline(entry)),))
        yield Block(Style.FACTS, tuple(self._facts(f"Brief of {day_words(self._brief.on)}", entry.statement.iri)))
        yield from self._notices()
        yield self._own_words(entry)
        yield Block(Style.TEXT, (Run(_how_read(entry), Tone.QUIET),))
        yield from self._whole(entry)
        yield from self._list("Reasons for it", entry, entry.reasons, entry.more_reasons)
        yield from self._list("Reasons against it", entry, entry.against, entry.more_against)
        yield from self._parts(entry)
        yield Block(Style.HEADING, (Run("What is missing"),))
        for sentence in _missing(entry):
            yield Block(Style.BULLET, (Run(sentence),))
        yield self._about()

    def _facts(self, first: str, iri: str) -> Iterator[Run]:
        yield Run(f"{first} · Warrant · ")
        link = self._link(iri)
        yield Run(link, href=link)

    def _list(self, name: str, entry: Entry, reasons: tuple[Reason, ...], more: int) -> Iterator[Block]:
        if not reasons:
            return
        yield Block(Style.HEADING, (Run(f"{name} ({len(reasons) + more:,})"),))
        for reason in reasons:
            yield Block(Style.NUMBERED, tuple(self._reason(entry, reason, is_numbered=True)))
            yield from self._nested(entry, reason)
        if more:
            yield Block(Style.SMALL, tuple(self._more(counted(more, "more reason"), entry.statement.iri)))

    def _parts(self, entry: Entry) -> Iterator[Block]:
        if not entry.parts:
            return
        yield Block(Style.HEADING, (Run(f"What it asks for in detail ({len(entry.parts) + entry.more_parts:,})"),))
        for iri, ask in entry.parts:
            yield Block(Style.BULLET, (Run(_cut(ask, _LONGEST_ASK), href=self._link(iri)),))
        if entry.more_parts:
            yield Block(Style.SMALL, tuple(self._more(counted(entry.more_parts, "more ask"), entry.statement.iri)))

    def _more(self, what: str, iri: str) -> Iterator[Run]:
        link = self._link(iri)
        yield Run(f"{what} that this brief has no room for: see ", Tone.QUIET)
        yield Run(link, href=link)
        yield Run(".", Tone.QUIET)

    def _whole(self, entry: Entry) -> Iterator[Block]:
        if entry.whole:
            iri, ask = entry.whole
            yield Block(
                Style.TEXT, (Run("It is a part of a larger ask: "), Run(_cut(ask, _LONGEST_ASK), href=self._link(iri)))
            )

    # --- several ---

    def _several(self) -> Iterator[Block]:
        brief = self._brief
        number = len(brief.entries)
        asks = sum(entry.ask is not None for entry in brief.entries)
        what = counted(number, "recommendation") if asks == number else counted(number, "statement")
        yield Block(Style.TITLE, (Run(f"Brief on {what}{f': {plain(self._of)}' if self._of else ''}"),))
        yield Block(Style.FACTS, (Run(f"{day_words(brief.on)} · Warrant · "), Run(self._at, href=self._at)))
        yield from self._notices()
        for place, entry in enumerate(brief.entries, 1):
            yield from self._entry(place, entry)
        yield self._about()

    def _entry(self, place: int, entry: Entry) -> Iterator[Block]:
        yield Block(Style.HEADING, (Run(f"{place}. {self._headline(entry)}", href=self._link(entry.statement.iri)),))
        yield self._own_words(entry)
        for lead, reasons in (("For it", entry.reasons), ("Against it", entry.against)):
            for reason in reasons:
                yield Block(
                    Style.BULLET, (Run(f"{lead}. ", Tone.STRONG), *self._reason(entry, reason, is_numbered=False))
                )
                yield from self._nested(entry, reason)
        yield Block(Style.SMALL, tuple(self._rest(entry)))

    def _rest(self, entry: Entry) -> Iterator[Run]:
        left = [
            f"{number:,} {'more ' if shown else ''}{'reason' if number == 1 else 'reasons'} {lead}"
            for lead, shown, number in (
                ("for it", entry.reasons, entry.more_reasons),
                ("against it", entry.against, entry.more_against),
            )
            if number
        ]
        if left:
            yield Run(f"Not printed here: {_joined(left)}. ")
        missing = [_SHORT.get(gap.kind, gap.sentence.rstrip(".")) for gap in entry.gaps if self._is_said(gap)]
        if missing:
            yield Run("Missing: ", Tone.STRONG)
            yield Run(f"{'; '.join(dict.fromkeys(missing))}. ")
        yield Run(f"{_how_read(entry, is_short=self._brief.is_unreviewed)} ")
        link = self._link(entry.statement.iri)
        yield Run(link, href=link)

    def _is_said(self, gap: Gap) -> bool:
        unreviewed = gap.kind is GapKind.NOT_REVIEWED and self._brief.is_unreviewed
        return gap.kind not in _TALLIED and not unreviewed

    # --- what both have ---

    def _notices(self) -> Iterator[Block]:
        brief = self._brief
        if brief.left_out:
            total = len(brief.entries) + len(brief.unknown) + brief.left_out
            words = f"This brief has room for the first {MOST_STATEMENTS} of the {total:,} in the selection."
            yield Block(Style.NOTICE, (Run(words, Tone.STRONG),))
        if brief.unknown:
            count = len(brief.unknown)
            words = (
                f"{counted(count, 'statement')} of the selection {'is' if count == 1 else 'are'} not known here "
                f"(any more): {', '.join(iri.rsplit('/', 1)[-1] for iri in brief.unknown)}."
            )
            yield Block(Style.NOTICE, (Run(plain(words), Tone.STRONG),))
        if len(brief.entries) > 1 and brief.is_unreviewed:
            words = "A machine read all of this from the documents. No person has reviewed any of it."
            yield Block(Style.NOTICE, (Run(words),))
        yield from self._brief_notice()

    def _brief_notice(self) -> Iterator[Block]:
        briefs = {note.cited.iri for note in self._brief.notes if note.cited.is_brief}
        if not briefs:
            return
        if len(briefs) == self._brief.documents:
            lead = "No quote here is in the source's own words. "
            words = f"All are taken from {_BRIEF}. Open the original before you quote it."
        else:
            lead = "Some quotes here are not in the source's own words. "
            words = f"Those marked (brief) are taken from {_BRIEF}. Open the original before you quote it."
        yield Block(Style.NOTICE, (Run(lead, Tone.STRONG), Run(words)))

    def _headline(self, entry: Entry) -> str:
        """Give the sentence of an ask; where there is none but its words, say whose they are, since they come next."""
        words, is_cut = shortened(entry.statement.quote.exact, _LONGEST_TITLE)
        if entry.ask is None:
            return f"{_who(entry.statement.role, entry.speaker)}: “{words}{' […]' if is_cut else ''}”"
        lead, has_words, _ = plain(entry.ask).partition(f"“{words[:_ENOUGH]}")
        if not has_words:
            return _cut(entry.ask, _LONGEST_ASK)
        if lead:
            return f"{lead.rstrip(': ')}, in these words"
        return f"In the words of {_cut(self._brief.notes[entry.quoted.note - 1].cited.title, _LONGEST_HEADING)}"

    def _own_words(self, entry: Entry) -> Block:
        cited = self._brief.notes[entry.quoted.note - 1].cited
        publisher = cited.publisher if cited.publisher != entry.speaker else None
        # The date is that of the document, which may report what somebody else asked long before.
        source = publisher or _cut(cited.title, _LONGEST_HEADING) if entry.statement.is_reported else publisher
        source = f"as reported by {source}" if entry.statement.is_reported else source
        said = ", ".join(plain(each) for each in (entry.speaker, source, _date_words(entry.issued)) if each)
        tail = (Run(f" {said}", Tone.QUIET),) if said else ()
        return Block(Style.QUOTE, (*_quote(entry.quoted, is_marked=True), *tail))

    def _reason(self, entry: Entry, reason: Reason, *, is_numbered: bool) -> Iterator[Run]:
        yield Run(f"{self._who(entry, reason.role, reason.speaker)}: ", Tone.STRONG if is_numbered else Tone.PLAIN)
        yield from _quote(reason.quoted, is_marked=self._is_mixed)
        yield Run(f" {_judged(reason)}", Tone.QUIET)
        if reason.is_bare:
            yield Run(" No source or figure that backs it was found.", Tone.STRONG)
        if reason.also:
            numbers = _joined([str(number) for number in reason.also])
            kind = "Reason" if len(reason.also) == 1 else "Reasons"
            verb = "speaks" if len(reason.also) == 1 else "speak"
            words = (
                f"{kind} {numbers} {verb} for it, too." if is_numbered else "Another reason given speaks for it, too."
            )
            yield Run(f" {words}", Tone.QUIET)
        if reason.more and reason.backing:
            yield Run(f" {counted(reason.more, 'further statement')} behind it not printed here.", Tone.QUIET)
        elif reason.more:
            yield Run(f" {counted(reason.more, 'statement')} behind it, not printed here.", Tone.QUIET)

    def _nested(self, entry: Entry, reason: Reason) -> Iterator[Block]:
        for backing in reason.backing:
            yield Block(Style.NESTED, tuple(self._backing(entry, backing)))

    def _backing(self, entry: Entry, backing: Backing) -> Iterator[Run]:
        lead = "Backed by" if backing.direction is Direction.SUPPORTS else "Against this reason:"
        who = self._who(entry, backing.role, backing.speaker)
        yield Run(f"{lead} {who[0].lower()}{who[1:]}: ")
        yield from _quote(backing.quoted, is_marked=self._is_mixed)
        yield Run(f" Link: {confidence_words(backing.confidence)} ({backing.confidence:.2f}).", Tone.QUIET)

    def _who(self, entry: Entry, role: Role, speaker: str | None) -> str:
        # Nearly all reasons are the word of whoever asks; saying so tells more than the same name each time.
        is_own = speaker is not None and speaker == entry.speaker
        return f"Own {_ROLES[role].lower()}" if is_own else _who(role, speaker)

    @property
    def _is_mixed(self) -> bool:
        return len({note.cited.is_brief for note in self._brief.notes}) > 1

    def _about(self) -> Block:
        brief = self._brief
        words = (
            f"Made on {day_words(brief.on)} from {counted(brief.documents, 'document')} that a machine read. "
            "Quotes are exact, save that a line break is a space and […] marks words left out. All other sentences "
            "were put together by a machine. How sure it is, from 0 to 1, is about its reading and not about how "
            "strong the evidence is; “Link” is how sure it is that a reason belongs to what it is given for. "
            "“Own” is the word of whoever asks. "
        )
        if len(brief.entries) > 1:
            words += "Where nothing is given against an ask, nothing was found in the documents read so far. "
        shown = self._address if len(self._address) <= _LONGEST_ADDRESS else "at this link"
        return Block(Style.SMALL, (Run(f"{words}This brief anew: "), Run(shown, href=self._address)))

    def _link(self, iri: str) -> str:
        return f"{self._at}/{iri.removeprefix(BASE)}"

    # --- notes ---

    def _note(self, note: Note) -> Iterator[Run]:
        cited = note.cited
        is_legal = any(legal_citation(each) for each in cited.identifiers) and not cited.is_brief
        if note.same is not None:
            yield Run(f"The words of note {note.same}.")
        elif note.first is not None and not is_legal:
            yield Run(f"Same document as note {note.first}{f', page {cited.page}' if cited.page else ''}.")
        else:
            yield from _citation(note)
        if note.section and note.same is None:
            yield Run(f" Under “{_heading(note.section)}”.")
        link = self._link(cited.place or cited.iri)
        yield Run(" In the text: ")
        yield Run(link, href=link)


def _heading(section: tuple[str, ...]) -> str:
    return _cut(section[-1], _LONGEST_HEADING)


def _cut(text: str, limit: int) -> str:
    words, is_cut = shortened(text, limit)
    return f"{words} …" if is_cut else words


def _citation(note: Note) -> Iterator[Run]:
    cited = note.cited
    words = plain(bluebook(cited))
    url = plain(cited.url) if cited.url and _is_web(cited.url) else None
    before, found, after = words.partition(url) if url else (words, "", "")
    yield Run(before)
    if found:
        yield Run(found, href=url)
        yield Run(after)
    elif url and note.first is None:
        yield Run(" ")
        yield Run(url, href=url)
        yield Run(".")


def _is_web(address: str) -> bool:
    # An address that a document states may be anything. Word calls a file with a malformed one damaged.
    try:
        return urlsplit(address).scheme in ("http", "https") and _SAFE_ADDRESS.match(address) is not None
    except ValueError:
        return False


def _who(role: Role, speaker: str | None) -> str:
    return f"{_ROLES[role]} by {plain(speaker)}" if speaker else f"{_ROLES[role]}, nobody named"


def _date_words(issued: str | None) -> str:
    """Give a date in words, as far as it is known; one in another form comes back as it is."""
    parts = [int(part) for part in (issued or "").split("-") if part.isdigit()]
    if not 1 <= len(parts) <= 3 or not 1 <= (parts[1] if len(parts) > 1 else 1) <= 12:
        return issued or ""
    month = f"{_MONTHS[parts[1] - 1]} " if len(parts) > 1 else ""
    return f"{f'{parts[2]} ' if len(parts) > 2 else ''}{month}{parts[0]}"


def _quote(quoted: Quoted, *, is_marked: bool) -> Iterator[Run]:
    yield Run(f"“{quoted.words}{' […]' if quoted.is_cut else ''}”")
    yield Run("", note=quoted.note)
    if quoted.is_brief and is_marked:
        yield Run(" (brief)", Tone.QUIET)


def _judged(reason: Reason) -> str:
    link = f"Link: {confidence_words(reason.confidence)} ({reason.confidence:.2f})."
    return link if reason.review is ReviewState.MACHINE else f"{link} {_REVIEWS[reason.review]}"


def _how_read(entry: Entry, *, is_short: bool = False) -> str:
    statement = entry.statement
    sure = f"{confidence_words(statement.confidence)} ({statement.confidence:.2f})"
    kind = _ROLES[statement.role].lower()
    if is_short:
        return f"Reading: {sure}."
    words = f"Read by a machine; how sure it is that this is {'' if kind == 'evidence' else 'a '}{kind}: {sure}."
    return f"{words} {_REVIEWS[statement.review]}"


def _missing(entry: Entry) -> Iterator[str]:
    """Give each gap of the statement itself, and those of single reasons and links as one sentence a kind."""
    if not entry.against:
        yield _NO_OBJECTION
    for gap in entry.gaps:
        if gap.kind not in _TALLIED:
            yield gap.sentence
    counts = Counter(gap.kind for gap in entry.gaps)
    for kind, (one, many) in _TALLIED.items():
        if counts[kind]:
            yield f"Of all that bears on it, {counts[kind]:,} {one if counts[kind] == 1 else many}."


def _joined(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
