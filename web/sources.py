"""The texts beside a statement, with the quotes of its trace marked in them, within a budget for one page.

A quote is never left out: where the budget is used up, it stands with the few words before and after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.errors import StoreError
from kg.model import Document, Statement
from kg.trace import Trace
from web.highlights import Mark
from web.labels import label
from web.layout import Block, ShownBlock, around, blocks, rest_after, show
from web.library import library
from web.urls import key_of, quote_anchor, statement_anchor, with_query

_FEWER: Final = (2, 1, 0)
"""Blocks on either side of a quote, from generous to none."""

_OF_A_QUOTE: Final = 200
"""Characters that a quote takes from the budget besides its own, for its marks here and its place in the list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A document's text with the quotes of a trace in it.

    Attributes:
        document: its record.
        iri: its IRI.
        newer: IRIs of the versions that replaced it.
        shown: the text with marks, or None where only the quotes are shown.
        is_kept: the text is stored on this server.
        rest: characters after what is shown.
        is_whole: nothing is left out.
        show_all: where all of the text is shown.
        quotes: the statements that are marked in it, in the order of the text.
    """

    document: Document
    iri: str
    newer: tuple[str, ...]
    shown: tuple[ShownBlock, ...] | None
    is_kept: bool
    rest: int
    is_whole: bool
    show_all: str
    quotes: tuple[Statement, ...]


def sources(trace: Trace, told: Sequence[str], *, limit: int | None) -> tuple[Source, ...]:
    """Give the documents of a trace, that of the statement first, with their texts.

    Args:
        trace: what leads from a statement to its reasons.
        told: IRIs of the statements that the page tells of, the root first; only these are marked.
        limit: characters of text that all of them may have together, or None for any number.
    """
    found = []
    left = None if limit is None else limit - _OF_A_QUOTE * len(told)
    for iri in dict.fromkeys(trace.statements[each].quote.document for each in told):
        source, used = _source(trace, told, iri, left)
        found.append(source)
        left = None if left is None else left - used
    return tuple(found)


def _source(trace: Trace, told: Sequence[str], iri: str, left: int | None) -> tuple[Source, int]:
    held = [trace.statements[each] for each in told if trace.statements[each].quote.document == iri]
    quotes = tuple(sorted(held, key=lambda statement: (statement.quote.start, statement.quote.end)))
    text = _text(trace.documents[iri])
    marks = [_mark(quote, trace.root.statement) for quote in quotes]
    every = () if text is None else blocks(text, library().index.passages_of(iri))
    chosen = None if text is None else _within(every, marks, left)
    whole = with_query(f"/id/statement/{key_of(trace.root.statement)}", [("text", "all")])
    source = Source(
        document=trace.documents[iri],
        iri=iri,
        newer=trace.newer.get(iri, ()),
        shown=None if text is None or chosen is None else show(text, chosen, marks),
        is_kept=text is not None,
        rest=0 if text is None or chosen is None else rest_after(text, chosen),
        is_whole=chosen is not None and len(chosen) == len(every),
        show_all=f"{whole}#{quote_anchor(held[0].iri)}",
        quotes=quotes,
    )
    return source, sum(block.end - block.start for block in chosen or ())


def _text(document: Document) -> str | None:
    try:
        return library().archive.text(document.text_sha256)
    except StoreError:
        return None


def _mark(statement: Statement, root: str) -> Mark:
    return Mark(
        start=statement.quote.start,
        end=statement.quote.end,
        role=statement.role.value,
        key=key_of(statement.iri),
        anchor=quote_anchor(statement.iri),
        href=f"#{statement_anchor(statement.iri)}",
        label=f"{label('role', statement.role.value)}: back to it in the list of reasons",
        chosen=statement.iri == root,
    )


def _within(every: Sequence[Block], marks: Sequence[Mark], left: int | None) -> Sequence[Block] | None:
    """Choose as much as the budget allows: all, the surroundings of the quotes, or nothing."""
    if left is None or _size(every) <= left:
        return every
    for neighbours in _FEWER:
        chosen = around(every, marks, neighbours=neighbours)
        if _size(chosen) <= left:
            return chosen
    return None


def _size(chosen: Sequence[Block]) -> int:
    return sum(block.end - block.start for block in chosen)
