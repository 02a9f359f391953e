"""One search over the columns: which statements fit, in which order, and how many have each value of a facet."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from sqlite3 import Row
from typing import Final

import numpy as np

from kg.column_reader import day_range
from kg.columns import Columns, Mask, Numbers
from kg.conditions import ACTOR, chosen_values
from kg.phrases import Term, match_expression, terms_of
from kg.rows import Search, Sort

Read = Callable[[str, Sequence[object]], list[Row]]

# One long text of numbers: handing a million rows over one by one takes several times as long as finding them.
_FOUND: Final = "SELECT group_concat(rowid) FROM statement_text WHERE statement_text MATCH ?"
_RANKED: Final = (
    "SELECT rowid, bm25(statement_text, 4.0, 2.0, 1.0, 0.01) FROM statement_text WHERE statement_text MATCH ?"
)
MOST_RANKED: Final = 20_000
"""Statements that are put in order by how well they match; where more match, the newest come first."""

_NUMBER: Final = "SELECT id FROM statement WHERE iri = ?"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a page begins.

    Attributes:
        first: how many rows come before it.
        is_lost: the row that it was to begin or end at isn't in the index.
    """

    first: int
    is_lost: bool = False


class Finding:
    """One search over one state of the index; what it has worked out once it keeps."""

    def __init__(self, search: Search, columns: Columns, read: Read) -> None:
        """Take the search, the state, and what reads the index."""
        self.search = search
        self._columns = columns
        self._read = read

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """What the text asks for."""
        return terms_of(self.search.text, only_words=self.search.only_words)

    @cached_property
    def expression(self) -> str | None:
        """The expression for the full-text table, or None where there are no words."""
        return match_expression(self.terms)

    @property
    def sort(self) -> Sort:
        """The order that the search comes to."""
        if self.search.sort is not Sort.RELEVANCE:
            return self.search.sort
        is_ranked = self.expression is not None and self.total <= MOST_RANKED
        return Sort.RELEVANCE if is_ranked else Sort.NEWEST

    @cached_property
    def mask(self) -> Mask:
        """Which statements fit."""
        mask = self._base & self._text
        for each in self._chosen.values():
            mask = mask & each
        return mask

    @cached_property
    def total(self) -> int:
        """How many statements fit."""
        return int(np.count_nonzero(self.mask))

    @cached_property
    def ids(self) -> Numbers:
        """The numbers of the statements that fit, in order."""
        return self._columns.statements.ids[self._ordered]

    def total_of_words(self) -> int | None:
        """Give how many fit if no words are taken for topics; None where none are."""
        if not any(term.topics for term in self.terms):
            return None
        mask = self._base & self._having_words(match_expression(terms_of(self.search.text, only_words=True)))
        for each in self._chosen.values():
            mask = mask & each
        return int(np.count_nonzero(mask))

    def counts(self, facet: str) -> dict[str, int]:
        """Give how many statements have each value of a facet, under all conditions but those on it."""
        mask = self._base & self._text if facet in self._chosen else self.mask
        for name, each in self._chosen.items():
            if name != facet and facet in self._chosen:
                mask = mask & each
        return self._columns.counts(facet, mask)

    def place(self) -> Place:
        """Give where the page begins that the search asks for."""
        wanted = self.search.after or self.search.before
        if wanted is None:
            return Place(first=(self.search.page - 1) * self.search.per_page)
        before = self._rows_before(wanted, itself=self.search.after is not None)
        if before is None:
            return Place(first=0, is_lost=True)
        return Place(first=before if self.search.after else max(0, before - self.search.per_page))

    def _rows_before(self, iri: str, *, itself: bool) -> int | None:
        """Give how many fitting rows stand before a statement, which needn't fit itself; None where it isn't known."""
        rows = self._read(_NUMBER, (iri,))
        places = self._columns.places(np.asarray([row[0] for row in rows], dtype=np.int64))
        if not len(places):
            return None
        if self.sort is Sort.RELEVANCE:
            found = np.flatnonzero(self._ordered == places[0])
            return int(found[0]) + itself if len(found) else None
        order = self._columns.order(self.sort)
        until = int(np.flatnonzero(order == places[0])[0]) + itself
        return int(np.count_nonzero(self.mask[order[:until]]))

    @cached_property
    def _ordered(self) -> Numbers:
        if self.sort is not Sort.RELEVANCE:
            order = self._columns.order(self.sort)
            return order[self.mask[order]]
        rows = self._read(_RANKED, (self.expression,))
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        scores = np.fromiter((row[1] for row in rows), dtype=np.float64, count=len(rows))
        fitting = self._columns.statements.ids[self.mask]
        kept = np.isin(ids, fitting)
        places = self._columns.places(ids[kept])
        return places[np.lexsort((self._columns.ranks(Sort.NEWEST)[places], scores[kept]))]

    @cached_property
    def _base(self) -> Mask:
        search = self.search
        mask = self._columns.having("role", [role.value for role in search.roles])
        if not search.include_superseded:
            mask = mask & self._columns.current()
        if search.earliest is not None or search.latest is not None:
            earliest = day_range(search.earliest)[0] if search.earliest else None
            latest = day_range(search.latest)[1] if search.latest else None
            mask = mask & self._columns.dated(earliest, latest)
        return mask

    @cached_property
    def _text(self) -> Mask:
        if not self.search.text.strip():
            return self._columns.everything()
        return self._having_words(self.expression)

    def _having_words(self, expression: str | None) -> Mask:
        if expression is None:
            return ~self._columns.everything()
        return self._columns.remembered(expression, lambda: self._columns.among(self._numbers(expression)))

    def _numbers(self, expression: str) -> Numbers:
        listed = self._read(_FOUND, (expression,))[0][0]
        return np.fromstring(listed, sep=",", dtype=np.int64) if listed else np.zeros(0, dtype=np.int64)

    @cached_property
    def _chosen(self) -> dict[str, Mask]:
        return {
            name: self._having(name, chosen_values(name, values))
            for name, values in self.search.facets.items()
            if values
        }

    def _having(self, name: str, values: Sequence[str]) -> Mask:
        if name == ACTOR:
            return self._columns.having("issuer", values) | self._columns.having("addressee", values)
        return self._columns.having(name, values)


def most_frequent(counts: dict[str, int], most: int | None) -> list[str]:
    """Give the values with the highest counts, the highest first; all of them where `most` is None."""
    key = {value: (-count, value) for value, count in counts.items()}
    return sorted(key, key=key.__getitem__) if most is None else heapq.nsmallest(most, key, key=key.__getitem__)
