"""A brief: one or several statements with their reasons, cut to what a reader takes in before a meeting.

It is a `kg.trace` of each statement, shortened by how many there are. Whatever is left out is counted, every quote has
a note that pins it to its place, and `kg.exports.memo` puts all of it into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kg.citing import Cited
from kg.errors import UnknownIriError
from kg.gaps import Gap, GapKind
from kg.identifiers import kind_of
from kg.mapping import split_headings
from kg.model import Claim, Direction, Recommendation, ReviewState, Role, Statement
from kg.store import Store
from kg.trace import Line, Trace, trace
from kg.wording import ask_sentence

MOST_STATEMENTS: Final = 20
"""Statements that one brief holds; of a longer selection it takes the first, and says so."""

_PLACES: Final = """
SELECT ?statement ?section ?provision WHERE {{
  VALUES ?statement {{ {} }}
  ?statement w:inPassage ?passage .
  OPTIONAL {{ ?passage w:section ?section }}
  OPTIONAL {{ ?passage w:inProvision ?provision }}
}}"""
_AT_ONCE: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """How much of each statement a brief has room for.

    Attributes:
        reasons: reasons for it.
        against: reasons against it.
        backing: what backs each of the reasons.
        parts: more detailed asks that belong to it.
        own_words: characters of the statement's own quote.
        words: characters of each other quote.
    """

    reasons: int
    against: int
    backing: int
    parts: int
    own_words: int
    words: int


_MEASURES: Final = (
    (1, Measure(reasons=6, against=4, backing=2, parts=6, own_words=1500, words=360)),
    (3, Measure(reasons=3, against=2, backing=1, parts=0, own_words=600, words=260)),
    (6, Measure(reasons=2, against=1, backing=0, parts=0, own_words=400, words=200)),
    (10, Measure(reasons=1, against=1, backing=0, parts=0, own_words=300, words=160)),
    (MOST_STATEMENTS, Measure(reasons=0, against=1, backing=0, parts=0, own_words=240, words=160)),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Where quoted words stand.

    Attributes:
        number: 1-based.
        statement: IRI of the statement whose words they are.
        cited: document and place.
        section: headings above the words, outermost first, without the document's title.
        first: number of the note that cites the same document in full, or None where this is it.
        same: number of the note for the very same words, or None.
    """

    number: int
    statement: str
    cited: Cited
    section: tuple[str, ...]
    first: int | None
    same: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Quoted:
    """Words of a document, exact save for line breaks.

    Attributes:
        words: the words; cut ones end at a whole word.
        is_cut: more words follow in the document.
        note: number of the note that says where they stand.
        is_brief: they are of a brief that was written for this project, and not of its source.
    """

    words: str
    is_cut: bool
    note: int
    is_brief: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Backing:
    """What a reason rests on.

    Attributes:
        statement: IRI.
        role: claim, evidence or recommendation.
        speaker: name of who says it, or None.
        direction: whether it speaks for the reason or against it.
        confidence: how sure the link between the two is.
        quoted: its words.
    """

    statement: str
    role: Role
    speaker: str | None
    direction: Direction
    confidence: float
    quoted: Quoted


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """A statement that speaks for or against another one.

    Attributes:
        statement: IRI.
        role: claim, evidence or recommendation.
        speaker: name of who says it, or None.
        confidence: how sure the link to what it speaks for or against is.
        review: what a person has said of it.
        quoted: its words.
        is_bare: nothing that backs it was found.
        backing: what it rests on, the surest first.
        also: numbers of the reasons of the same list that speak for it, too.
        more: how much else it rests on.
    """

    statement: str
    role: Role
    speaker: str | None
    confidence: float
    review: ReviewState
    quoted: Quoted
    is_bare: bool
    backing: tuple[Backing, ...] = ()
    also: tuple[int, ...] = ()
    more: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One statement of a brief.

    Attributes:
        statement: the statement.
        ask: a recommendation in one sentence, or None for a claim.
        issued: date of its document, or None.
        speaker: name of who asks or asserts, or None.
        addressees: names of those who should act.
        quoted: its own words.
        reasons: what speaks for it, the surest link first.
        more_reasons: how many further ones there are.
        against: what speaks against it.
        more_against: how many further ones there are.
        parts: more detailed asks that belong to it, as IRI and sentence.
        more_parts: how many further ones there are.
        whole: the ask that it is a part of, as IRI and sentence, or None.
        gaps: what is missing.
        is_unreviewed: no person has said anything of it or of what bears on it.
    """

    statement: Statement
    ask: str | None
    issued: str | None
    speaker: str | None
    addressees: tuple[str, ...]
    quoted: Quoted
    reasons: tuple[Reason, ...]
    more_reasons: int
    against: tuple[Reason, ...]
    more_against: int
    parts: tuple[tuple[str, str], ...]
    more_parts: int
    whole: tuple[str, str] | None
    gaps: tuple[Gap, ...]
    is_unreviewed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """Statements with their reasons and the notes to all that is quoted.

    Attributes:
        on: the day on which it was made.
        entries: the statements, in the order asked for.
        notes: numbered from 1, in the order in which the text refers to them.
        unknown: IRIs that were asked for and that the graph doesn't have.
        left_out: how many statements of the selection have no room.
    """

    on: date
    entries: tuple[Entry, ...]
    notes: tuple[Note, ...]
    unknown: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def is_unreviewed(self) -> bool:
        """Whether no person has said anything of any part of it."""
        return all(entry.is_unreviewed for entry in self.entries)

    @property
    def documents(self) -> int:
        """How many documents it quotes."""
        return len({note.cited.iri for note in self.notes})


def make_brief(store: Store, iris: Sequence[str], *, on: date, total: int | None = None) -> Brief:
    """Make a brief of statements.

    Args:
        store: where the graph is.
        iris: recommendations or claims, in the order wanted; one that comes twice counts once.
        on: the day that the brief bears.
        total: how many statements the selection has, where `iris` are only its first.

    Raises:
        UnknownIriError: the graph has none of them.
    """
    wanted = list(dict.fromkeys(iris))
    found = {iri: _trace(store, iri) for iri in wanted[:MOST_STATEMENTS]}
    traces = [each for each in found.values() if each is not None]
    if not traces:
        raise UnknownIriError(wanted[0] if wanted else "")
    measure = next(measure for most, measure in _MEASURES if len(traces) <= most)
    notes = _Notes(store, traces)
    return Brief(
        on=on,
        entries=tuple(_Entry(each, measure, notes).made() for each in traces),
        notes=tuple(notes.made),
        unknown=tuple(iri for iri, each in found.items() if each is None),
        left_out=max(len(wanted), total or 0) - len(found),
    )


def _trace(store: Store, iri: str) -> Trace | None:
    try:
        return trace(store, iri)
    except UnknownIriError:
        return None


class _Notes:
    """Numbers the places that are quoted, in the order in which they are."""

    def __init__(self, store: Store, traces: Iterable[Trace]) -> None:
        self.made: list[Note] = []
        self._places = _places(store, [iri for each in traces for iri in each.statements])

    def quote(self, source: Trace, iri: str, limit: int) -> Quoted:
        statement = source.statements[iri]
        document = source.documents[statement.quote.document]
        words, is_cut = shortened(statement.quote.exact, limit)
        return Quoted(words=words, is_cut=is_cut, note=self._note(source, iri), is_brief=document.is_brief)

    def _note(self, source: Trace, iri: str) -> int:
        quote = source.statements[iri].quote
        section, provision = self._places.get(iri, ((), None))
        document = source.documents[quote.document]
        cited = Cited.of(
            document, source.actors.values(), page=quote.page, provision=provision, words=quote.exact, place=quote.iri
        )
        earlier = [note for note in self.made if note.cited.iri == cited.iri]
        note = Note(
            number=len(self.made) + 1,
            statement=iri,
            cited=cited,
            section=tuple(heading for heading in section if plain(heading) != plain(document.title)),
            first=earlier[0].number if earlier else None,
            same=next((each.number for each in earlier if each.statement == iri), None),
        )
        self.made.append(note)
        return note.number


def _places(store: Store, iris: Iterable[str]) -> dict[str, tuple[tuple[str, ...], str | None]]:
    """Give headings and provision of statements by IRI."""
    # Only IRIs that we could have minted go into the text of a query.
    wanted = [iri for iri in dict.fromkeys(iris) if kind_of(iri) == "statement"]
    found: dict[str, tuple[tuple[str, ...], str | None]] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        values = " ".join(f"<{iri}>" for iri in wanted[first : first + _AT_ONCE])
        for row in store.select(_PLACES.format(values)).rows:
            section = split_headings(str(row["section"])) if "section" in row else ()
            found[str(row["statement"])] = (section, str(row["provision"]) if "provision" in row else None)
    return found


class _Entry:
    """Cuts one trace to a measure."""

    def __init__(self, source: Trace, measure: Measure, notes: _Notes) -> None:
        self._trace, self._measure, self._notes = source, measure, notes
        # A statement that the tree meets again has its lines only where it was opened.
        self._lines: Mapping[str, tuple[Line, ...]] = {node.statement: node.lines for node in source.nodes}

    def made(self) -> Entry:
        source, measure = self._trace, self._measure
        statement = source.statement
        quoted = self._notes.quote(source, source.root.statement, measure.own_words)
        reasons = self._premises(source.root.statement, Direction.SUPPORTS)
        against = self._premises(source.root.statement, Direction.DISPUTES)
        parts = [(iri, ask) for iri in source.parts if (ask := self._ask(iri)) is not None]
        return Entry(
            statement=statement,
            ask=self._ask(statement.iri),
            issued=source.documents[statement.quote.document].issued,
            speaker=self._speaker(statement),
            addressees=self._addressees(statement),
            quoted=quoted,
            reasons=self._reasons(reasons[: measure.reasons]),
            more_reasons=len(reasons[measure.reasons :]),
            against=self._reasons(against[: measure.against]),
            more_against=len(against[measure.against :]),
            parts=tuple(parts[: measure.parts]),
            more_parts=len(parts[measure.parts :]),
            whole=self._whole(statement),
            gaps=source.gaps,
            is_unreviewed=self._is_unreviewed(),
        )

    def _is_unreviewed(self) -> bool:
        states = {self._trace.statements[node.statement].review for node in self._trace.nodes}
        states |= {line.justification.review for lines in self._lines.values() for line in lines}
        return states == {ReviewState.MACHINE}

    def _ask(self, iri: str) -> str | None:
        statement = self._trace.statements.get(iri)
        if not isinstance(statement, Recommendation):
            return None
        return ask_sentence(statement, self._trace.names, self._trace.documents[statement.quote.document].kind)

    def _whole(self, statement: Statement) -> tuple[str, str] | None:
        iri = statement.part_of if isinstance(statement, Recommendation) else None
        ask = self._ask(iri) if iri else None
        return (iri, ask) if iri and ask else None

    def _speaker(self, statement: Statement) -> str | None:
        iri = statement.asserted_by if isinstance(statement, Claim) else statement.issuer
        return self._trace.names.get(iri or "")

    def _addressees(self, statement: Statement) -> tuple[str, ...]:
        iris = statement.addressees if isinstance(statement, Recommendation) else ()
        return tuple(sorted(self._trace.names.get(iri, iri) for iri in iris))

    def _premises(self, target: str, direction: Direction) -> list[tuple[str, float]]:
        found: dict[str, float] = {}
        for line in self._lines.get(target, ()):
            if line.justification.direction is direction:
                for node in line.premises:
                    found.setdefault(node.statement, line.justification.confidence)
        return list(found.items())

    def _reasons(self, premises: Sequence[tuple[str, float]]) -> tuple[Reason, ...]:
        numbers = {iri: number for number, (iri, _) in enumerate(premises, 1)}
        return tuple(self._reason(iri, confidence, numbers) for iri, confidence in premises)

    def _reason(self, iri: str, confidence: float, numbers: Mapping[str, int]) -> Reason:
        statement = self._trace.statements[iri]
        reason = Reason(
            statement=iri,
            role=statement.role,
            speaker=self._speaker(statement),
            confidence=confidence,
            review=statement.review,
            quoted=self._notes.quote(self._trace, iri, self._measure.words),
            is_bare=any(gap.kind is GapKind.UNSUPPORTED_CLAIM for gap in self._trace.gaps_of(iri)),
        )
        below = [(each, direction, sure) for direction in Direction for each, sure in self._premises(iri, direction)]
        told = [(each, direction, sure) for each, direction, sure in below if each not in numbers]
        also = (numbers[each] for each, direction, _ in below if each in numbers and direction is Direction.SUPPORTS)
        return replace(
            reason,
            backing=tuple(self._backing(*each) for each in told[: self._measure.backing]),
            also=tuple(sorted(also)),
            more=len(told[self._measure.backing :]),
        )

    def _backing(self, iri: str, direction: Direction, confidence: float) -> Backing:
        statement = self._trace.statements[iri]
        return Backing(
            statement=iri,
            role=statement.role,
            speaker=self._speaker(statement),
            direction=direction,
            confidence=confidence,
            quoted=self._notes.quote(self._trace, iri, self._measure.words),
        )


def shortened(text: str, limit: int) -> tuple[str, bool]:
    """Give a text in one line, cut after the last whole word that fits where it is longer than `limit`, and whether."""
    whole = plain(text)
    if len(whole) <= limit:
        return whole, False
    cut = whole[:limit]
    head, space, _ = cut.rpartition(" ")
    return (head if space and not whole[limit].isspace() else cut).rstrip(" ,;:–—-"), True


def plain(text: str) -> str:
    """Give a text in one line, without the characters that XML can't have."""
    kept = "".join(each if each.isspace() or each.isprintable() or _is_harmless(each) else "\ufffd" for each in text)
    return " ".join(kept.split())


def _is_harmless(character: str) -> bool:
    # Marks of direction, soft hyphens and private characters aren't printable, yet any format can carry them.
    point = ord(character)
    return point >= 0xA0 and not 0xD800 <= point <= 0xDFFF and point & 0xFFFE != 0xFFFE
