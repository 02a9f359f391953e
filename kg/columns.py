"""The search index held in columns: what lists are filtered, ordered and counted by, in memory.

SQLite finds words and keeps the rows; counting every facet of a million statements there takes it seconds, and takes
milliseconds in columns. A `Columns` never changes: when documents come or go, only their rows are read and a new one
takes its place (`kg.column_reader`).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.rows import Sort

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Codes = NDArray[np.int32]

NOBODY: Final = "none"
"""The facet value for statements that have no value: no issuer named, no addressee, no clear instrument."""

MOST_REMEMBERED: Final = 32
"""Searches for words whose statements are kept, a byte for each statement."""

SUPPORT: Final = ("no", "one", "several")
YES_NO: Final = ("no", "yes")
SOURCES: Final = ("one", "several")


class Coder:
    """Gives each value of a column a small number, which it keeps; `none` is 0."""

    def __init__(self, values: Iterable[str] = (NOBODY,)) -> None:
        """Start with values whose numbers are known."""
        self.values = list(values)
        self._codes = {value: code for code, value in enumerate(self.values)}

    def code(self, value: str | None) -> int:
        """Give a value's number, a new one where it is new."""
        known = self._codes.setdefault(NOBODY if value is None else value, len(self.values))
        if known == len(self.values):
            self.values.append(str(value))
        return known

    def known(self, values: Iterable[str]) -> list[int]:
        """Give the numbers of those values that have one."""
        return [self._codes[value] for value in values if value in self._codes]


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentColumns:
    """What lists need of documents, one place for each, in ascending order of their numbers.

    Attributes:
        ids: their numbers in the index.
        revisions: the state of the index at which their rows were read.
        is_current: no newer version has replaced it.
        earliest: the first day on which it can have been issued, as 20260131; 0 where it has no date.
        latest: the last such day.
        titles: place in the order of titles.
        loaded: place in the order in which they came in, the latest last; 0 where that isn't known.
        codes: facet to the number of its value.
    """

    ids: Numbers
    revisions: Numbers
    is_current: Mask
    earliest: Numbers
    latest: Numbers
    titles: Numbers
    loaded: Numbers
    codes: Mapping[str, Codes]


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementColumns:
    """What lists need of statements, in ascending order of their numbers.

    Attributes:
        ids: their numbers in the index.
        documents: the number of each one's document.
        numbers: counts and confidence by name.
        codes: facet to the number of its value, for facets of which a statement has one.
        pairs: facet to (number of a statement, number of a value), for facets of which it has several.
    """

    ids: Numbers
    documents: Numbers
    numbers: Mapping[str, NDArray[np.float32]]
    codes: Mapping[str, Codes]
    pairs: Mapping[str, tuple[Numbers, Codes]]


@dataclass(kw_only=True)
class Columns:
    """One state of the index in columns.

    Attributes:
        revision: the state of the index.
        documents: its documents.
        statements: its statements.
        coders: facet to the numbers of its values.
    """

    revision: int
    documents: DocumentColumns
    statements: StatementColumns
    coders: Mapping[str, Coder]
    _orders: dict[Sort, Numbers] = field(default_factory=dict)
    _masks: OrderedDict[str, Mask] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _places: Numbers = field(init=False)
    _pairs: dict[str, tuple[Numbers, Codes]] = field(init=False)

    def __post_init__(self) -> None:
        self._places = np.searchsorted(self.documents.ids, self.statements.documents)
        self._pairs = {
            name: (np.searchsorted(self.statements.ids, ids), codes)
            for name, (ids, codes) in self.statements.pairs.items()
        }

    @property
    def size(self) -> int:
        """How many statements there are, of all roles and versions."""
        return len(self.statements.ids)

    def everything(self) -> Mask:
        """Give a mask that takes every statement."""
        return np.ones(self.size, dtype=np.bool_)

    def among(self, ids: Sequence[int] | Numbers) -> Mask:
        """Give the mask of statements by their numbers; numbers that aren't here are left out."""
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[self.places(np.asarray(ids, dtype=np.int64))] = True
        return mask

    def places(self, ids: Numbers) -> Numbers:
        """Give the places of statements by their numbers; numbers that aren't here are left out."""
        if not self.size:
            return np.zeros(0, dtype=np.int64)
        found = np.searchsorted(self.statements.ids, ids)
        found[found == self.size] = 0
        known: Numbers = found[self.statements.ids[found] == ids]
        return known

    def remembered(self, words: str, find: Callable[[], Mask]) -> Mask:
        """Give the mask of statements that have words, found once and kept for the next page, facet or order."""
        with self._lock:
            known = self._masks.get(words)
            if known is not None:
                self._masks.move_to_end(words)
                return known
        found = find()
        with self._lock:
            self._masks[words] = found
            while len(self._masks) > MOST_REMEMBERED:
                self._masks.popitem(last=False)
        return found

    def current(self) -> Mask:
        """Give the mask of statements of documents that no newer version has replaced."""
        return self.documents.is_current[self._places]

    def dated(self, earliest: int | None, latest: int | None) -> Mask:
        """Give the mask of statements of documents that can have been issued on some day of a range."""
        documents = self.documents.latest > 0
        if earliest is not None:
            documents &= self.documents.latest >= earliest
        if latest is not None:
            documents &= self.documents.earliest <= latest
        return documents[self._places]

    def having(self, facet: str, values: Iterable[str]) -> Mask:
        """Give the mask of statements that have one of these values."""
        codes = np.asarray(self.coders[facet].known(values), dtype=np.int32)
        if facet in self._pairs:
            places, held = self._pairs[facet]
            mask = np.zeros(self.size, dtype=np.bool_)
            mask[places[_one_of(held, codes)]] = True
            return mask
        if facet in self.documents.codes:
            return _one_of(self.documents.codes[facet], codes)[self._places]
        return _one_of(self.statements.codes[facet], codes)

    def counts(self, facet: str, mask: Mask) -> dict[str, int]:
        """Give how many statements under a mask have each value of a facet; values that none has are left out."""
        if facet in self._pairs:
            places, held = self._pairs[facet]
            held = held[mask[places]]
        elif facet in self.documents.codes:
            # Statements are first counted by document, of which there are far fewer.
            weights = np.bincount(self._places[mask], minlength=len(self.documents.ids))
            sums = np.bincount(self.documents.codes[facet], weights=weights)
            return self._named(facet, sums.astype(np.int64))
        else:
            held = self.statements.codes[facet][mask]
        return self._named(facet, np.bincount(held))

    def _named(self, facet: str, sums: Numbers) -> dict[str, int]:
        values = self.coders[facet].values
        return {values[code]: int(sums[code]) for code in np.flatnonzero(sums)}

    def order(self, sort: Sort) -> Numbers:
        """Give the places of all statements in an order; RELEVANCE, which needs words, is the newest first."""
        known = self._orders.get(sort)
        if known is None:
            known = np.lexsort(self._keys(sort)).astype(np.int64)
            self._orders[sort] = known
        return known

    def ranks(self, sort: Sort) -> Numbers:
        """Give for each statement its place in an order."""
        ranks = np.empty(self.size, dtype=np.int64)
        ranks[self.order(sort)] = np.arange(self.size)
        return ranks

    def _keys(self, sort: Sort) -> tuple[NDArray[np.generic], ...]:
        """Give the keys of an order, the one that decides last first, as `lexsort` takes them."""
        of, numbers = self._places, self.statements.numbers
        titles = self.documents.titles[of]
        newest = (titles, -self.documents.latest[of])
        if sort is Sort.OLDEST:
            never = np.iinfo(np.int64).max
            return (titles, np.where(self.documents.latest == 0, never, self.documents.latest)[of])
        if sort is Sort.DOCUMENT:
            return (titles,)
        if sort is Sort.LOADED:
            return (*newest, -self.documents.loaded[of])
        if sort is Sort.SOURCES:
            return (*newest, -numbers["supports"], -numbers["sources"])
        name = {Sort.SUPPORT: "supports", Sort.DISPUTED: "disputes", Sort.CONFIDENCE: "confidence"}.get(sort)
        return newest if name is None else (*newest, -numbers[name])


def _one_of(held: Codes, codes: Codes) -> Mask:
    # A single value, which is what most searches ask for, is compared several times as fast as it is looked up.
    return held == codes[0] if len(codes) == 1 else np.isin(held, codes)
