"""The margin of a document: one note for each statement, in the order of the text, with what it is a reason for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.apparatus import Line
from kg.model import Direction
from kg.rows import StatementRow
from kg.wording import Part, row_ask
from web.parts import shortened
from web.urls import key_of, words_path

MOST: Final = 6
"""Statements that one list of a note names; it says how many more there are, and where."""

_WORDS: Final = 95
_SHORT: Final = 70


@dataclass(frozen=True, kw_only=True, slots=True)
class Related:
    """Another statement, as a link to its words.

    Attributes:
        key: the end of its IRI.
        role: what it is.
        words: its first words.
        href: where they stand.
        document: title of its document where that is another one, else empty.
    """

    key: str
    role: str
    words: str
    href: str
    document: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """One way in which a statement is tied to others.

    Attributes:
        name: `for` and `against` for its reasons, `supports` and `disputes` for what it is a reason for or against.
        title: the same in words.
        related: the first of them.
        more: how many there are besides.
        keys: the ends of all their IRIs.
    """

    name: str
    title: str
    related: tuple[Related, ...]
    more: int
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What the margin says of a statement.

    Attributes:
        row: the statement.
        key: the end of its IRI.
        sentence: the ask in one sentence; empty for a claim.
        words: the first words of a claim; empty for an ask.
        relations: its ties, those without a statement left out.
    """

    row: StatementRow
    key: str
    sentence: tuple[Part, ...]
    words: str
    relations: tuple[Relation, ...]


_ENDS: Final[tuple[tuple[str, str, str, Direction], ...]] = (
    ("for", "Reasons for it", "target", Direction.SUPPORTS),
    ("against", "Reasons against it", "target", Direction.DISPUTES),
    ("supports", "It is a reason for", "premise", Direction.SUPPORTS),
    ("disputes", "It is a reason against", "premise", Direction.DISPUTES),
)


def notes(
    rows: Sequence[StatementRow],
    lines: Iterable[Line],
    others: Mapping[str, StatementRow],
    is_here: Callable[[int], bool],
) -> tuple[Note, ...]:
    """Write the notes of statements.

    Args:
        rows: the statements, in the order of the text.
        lines: whatever speaks for or against whatever, with one of them at either end.
        others: the statements at both ends of the lines, by IRI; a line to any other is left out.
        is_here: whether the page shows what stands at a code point of the document.
    """
    ties: dict[tuple[str, str], list[StatementRow]] = {}
    for line in lines:
        for name, _, end, direction in _ENDS:
            own, other = (line.target, line.premise) if end == "target" else (line.premise, line.target)
            if line.direction is direction and other in others:
                ties.setdefault((own, name), []).append(others[other])
    return tuple(_note(row, ties, is_here) for row in rows)


def _note(
    row: StatementRow, ties: Mapping[tuple[str, str], Sequence[StatementRow]], is_here: Callable[[int], bool]
) -> Note:
    is_ask = row.role == "recommendation"
    found = ((name, title, ties.get((row.iri, name), ())) for name, title, _, _ in _ENDS)
    return Note(
        row=row,
        key=key_of(row.iri),
        sentence=row_ask(row) if is_ask else (),
        words="" if is_ask else shortened(row.exact, _WORDS),
        relations=tuple(_relation(name, title, row, several, is_here) for name, title, several in found if several),
    )


def _relation(
    name: str, title: str, row: StatementRow, several: Sequence[StatementRow], is_here: Callable[[int], bool]
) -> Relation:
    ordered = sorted(several, key=lambda each: (each.document != row.document, each.document, each.start, each.end))
    return Relation(
        name=name,
        title=title,
        related=tuple(_related(each, row, is_here) for each in ordered[:MOST]),
        more=max(0, len(ordered) - MOST),
        keys=tuple(key_of(each.iri) for each in ordered),
    )


def _related(other: StatementRow, row: StatementRow, is_here: Callable[[int], bool]) -> Related:
    is_same = other.document == row.document
    path = words_path(other.document, other.iri)
    return Related(
        key=key_of(other.iri),
        role=other.role,
        words=shortened(other.exact, _SHORT),
        href=f"#{path.partition('#')[2]}" if is_same and is_here(other.start) else path,
        document="" if is_same else other.document_title,
    )
