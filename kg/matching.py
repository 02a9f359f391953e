"""Why a text search found a statement, and which of its words it hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Row
from typing import Final

from kg.phrases import Term, match_expression, wider
from kg.rows import Match, Reason, StatementRow

Read = Callable[[str, Sequence[object]], list[Row]]

_BEGIN, _END = "\x01", "\x02"
_MARKED: Final = "highlight(statement_text, {}, char(1), char(2))"
_HITS: Final = (
    f"SELECT rowid, {_MARKED.format(0)}, {_MARKED.format(1)}, {_MARKED.format(2)} "  # noqa: S608
    "FROM statement_text WHERE rowid = ? AND statement_text MATCH ?"
)


@dataclass(frozen=True, slots=True)
class _Hit:
    marked: str
    reasons: Sequence[Reason]


def explained(
    rows: Sequence[StatementRow], ids: Sequence[int], terms: Sequence[Term], read: Read
) -> tuple[StatementRow, ...]:
    """Give rows with the words that were hit and the reasons why they were found.

    Args:
        rows: found statements.
        ids: their numbers in the index.
        terms: what was searched.
        read: what reads the index.
    """
    return tuple(_explained(row, number, terms, read) for row, number in zip(rows, ids, strict=True))


def _explained(row: StatementRow, number: int, terms: Sequence[Term], read: Read) -> StatementRow:
    ranges: set[tuple[int, int]] = set()
    reasons: dict[Reason, None] = {}
    for term in terms:
        hit = _own_words(term, number, read) or _other_name(term, number, read) or _about(row, term)
        ranges.update(match_ranges(hit.marked))
        reasons |= dict.fromkeys(hit.reasons)
    return replace(row, matches=tuple(sorted(ranges)), why=tuple(reasons))


def _own_words(term: Term, number: int, read: Read) -> _Hit | None:
    rows = read(_HITS, (number, match_expression([replace(term, topics=(), names=())])))
    if not rows:
        return None
    _, words, names, title = rows[0]
    reasons = [Reason(match=Match.WORDS)] if _BEGIN in words else []
    reasons += [Reason(match=Match.ACTOR, found=name) for name in _named(names)]
    reasons += [Reason(match=Match.TITLE)] if _BEGIN in title else []
    return _Hit(words, reasons)


def _named(marked: str) -> Iterator[str]:
    """Give the names of those actors of whom some name is marked; see `names` in `index.sql`."""
    for line in marked.split("\n"):
        if _BEGIN in line:
            yield line.split("\t")[0].replace(_BEGIN, "").replace(_END, "")


def _other_name(term: Term, number: int, read: Read) -> _Hit | None:
    for name in term.names:
        rows = read(_HITS, (number, match_expression([Term(words=name, is_quoted=True)])))
        if rows:
            return _Hit(rows[0][1], [Reason(match=Match.NAME, found=name, searched=term.words)])
    return None


def _about(row: StatementRow, term: Term) -> _Hit:
    topics = [topic for topic in row.topics if set(term.topics) & set(wider(topic))]
    # The nearest topic says it; those above it would only repeat it.
    nearest = [topic for topic in topics if not any(topic in wider(other)[1:] for other in topics)]
    return _Hit("", [Reason(match=Match.TOPIC, found=topic, searched=term.words) for topic in nearest])


def match_ranges(marked: str) -> tuple[tuple[int, int], ...]:
    """Turn a text with U+0001 and U+0002 around each hit into ranges of the text without them."""
    ranges: list[tuple[int, int]] = []
    at = start = 0
    for character in marked:
        if character == _BEGIN:
            start = at
        elif character == _END:
            ranges.append((start, at))
        else:
            at += 1
    return tuple(ranges)
