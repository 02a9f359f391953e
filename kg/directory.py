"""The directory of actors: everybody whom current documents name, with counts, for lists of many thousands.

Counting asks for every actor takes a walk over all statements, so the counts are kept until a document comes or goes.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from weakref import WeakKeyDictionary

from kg.conditions import CURRENT
from kg.lookup import Lookup
from kg.model import Role
from kg.rows import ActorRow, Page, Search


class ActorSort(StrEnum):
    """In which order actors come."""

    ASKS = "asks"
    MADE = "made"
    RECEIVED = "received"
    CLAIMS = "claims"
    NAME = "name"


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorSearch:
    """Which actors are looked for.

    Attributes:
        text: words that must each begin a word of the actor's name or of one of its other names.
        kind: notation of a kind of actor, or "" for all.
        mentioned: find actors that no statement is by or to, too.
        sort: order; ASKS counts those made and received together.
        page: 1-based.
        per_page: rows on a page.
    """

    text: str = ""
    kind: str = ""
    mentioned: bool = False
    sort: ActorSort = ActorSort.ASKS
    page: int = 1
    per_page: int = 50

    def __post_init__(self) -> None:
        if self.page < 1 or self.per_page < 1:
            raise ValueError("pages and their sizes start at 1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An actor and the words by which it is found."""

    row: ActorRow
    words: str

    @property
    def takes_part(self) -> bool:
        """Whether a statement is by the actor or addressed to it."""
        return bool(self.row.asks_made or self.row.asks_received or self.row.claims)


class Directory:
    """All actors of current documents, those with most asks first."""

    def __init__(self, rows: Iterable[ActorRow]) -> None:
        """Take the actors in any order."""
        ordered = sorted(rows, key=_ORDERS[ActorSort.ASKS])
        self._entries = tuple(Entry(row=row, words=_words(row)) for row in ordered)
        self._by_iri = {row.iri: row for row in ordered}

    def __len__(self) -> int:
        return len(self._entries)

    def actor(self, iri: str) -> ActorRow | None:
        """Give one actor, or None."""
        return self._by_iri.get(iri)

    def names(self, iris: Iterable[str]) -> dict[str, str]:
        """Give IRI to name; one that isn't known is called by its IRI."""
        return {iri: self._by_iri[iri].name if iri in self._by_iri else iri for iri in iris}

    def find(self, search: ActorSearch) -> Page[ActorRow]:
        """Find actors, one page of them."""
        found = [each.row for each in self._matching(search) if not search.kind or each.row.kind == search.kind]
        if search.sort is not ActorSort.ASKS:
            found.sort(key=_ORDERS[search.sort])
        first = (search.page - 1) * search.per_page
        rows = tuple(found[first : first + search.per_page])
        return Page(rows=rows, total=len(found), page=search.page, per_page=search.per_page)

    def kinds(self, search: ActorSearch) -> dict[str, int]:
        """Count actors by kind under all conditions of a search but its kind; the most frequent kind comes first."""
        return dict(Counter(each.row.kind for each in self._matching(search)).most_common())

    def only_mentioned(self, search: ActorSearch) -> int:
        """Count the actors that a search leaves out because no statement is by or to them."""
        return sum(
            not each.takes_part and (not search.kind or each.row.kind == search.kind) and _has(each, search.text)
            for each in self._entries
        )

    def _matching(self, search: ActorSearch) -> Iterable[Entry]:
        return (each for each in self._entries if (search.mentioned or each.takes_part) and _has(each, search.text))


_ORDERS: Final = {
    ActorSort.ASKS: lambda row: (-row.asks_made - row.asks_received, -row.claims, row.name.casefold(), row.iri),
    ActorSort.MADE: lambda row: (-row.asks_made, row.name.casefold(), row.iri),
    ActorSort.RECEIVED: lambda row: (-row.asks_received, row.name.casefold(), row.iri),
    ActorSort.CLAIMS: lambda row: (-row.claims, row.name.casefold(), row.iri),
    ActorSort.NAME: lambda row: (row.name.casefold(), row.iri),
}
_kept: WeakKeyDictionary[Lookup, tuple[object, Directory]] = WeakKeyDictionary()
_lock = threading.Lock()


def directory(index: Lookup) -> Directory:
    """Give the directory of an index; it is counted anew only where documents have come or gone."""
    state = _state(index)
    with _lock:
        held = _kept.get(index)
        if held is None or held[0] != state:
            held = (state, Directory(_rows(index)))
            _kept[index] = held
        return held[1]


def _state(index: Lookup) -> object:
    # A replaced document has a new number, or, where it was the last, another extraction under the same.
    row = index.read(
        "SELECT COUNT(*), MAX(id), SUM(id), (SELECT extraction FROM document ORDER BY id DESC LIMIT 1) FROM document"
    )[0]
    return tuple(row)


def _rows(index: Lookup) -> Iterable[ActorRow]:
    made, received = index.tally(Search(), "issuer"), index.tally(Search(), "addressee")
    claims = index.tally(Search(roles=(Role.CLAIM, Role.EVIDENCE)), "issuer")
    for iri, said in _named(index).items():
        yield ActorRow(
            iri=iri,
            name=min(name for name, *_ in said),
            kind=min(kind for _, kind, *_ in said),
            aliases=_merged(aliases for *_, aliases, _, _ in said),
            same_as=_merged(same_as for *_, same_as, _ in said),
            asks_made=made.get(iri, 0),
            asks_received=received.get(iri, 0),
            claims=claims.get(iri, 0),
            documents=sum(number for *_, number in said),
        )


def _named(index: Lookup) -> dict[str, list[tuple[str, str, str, str, int]]]:
    found: dict[str, list[tuple[str, str, str, str, int]]] = {}
    for iri, *said in index.read(
        "SELECT r.iri, r.name, r.kind, r.aliases, r.same_as, COUNT(*) FROM actor r "  # noqa: S608
        f"JOIN document d ON d.id = r.document WHERE {CURRENT} GROUP BY 1, 2, 3, 4, 5"
    ):
        found.setdefault(iri, []).append((said[0], said[1], said[2], said[3], said[4]))
    return found


def _merged(lists: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({each for text in lists for each in json.loads(text)}))


def _words(row: ActorRow) -> str:
    return " " + " ".join(_folded(" ".join((row.name, *row.aliases))))


def _has(entry: Entry, text: str) -> bool:
    return all(f" {word}" in entry.words for word in _folded(text))


def _folded(text: str) -> Sequence[str]:
    """Give the words of a text without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = (each if each.isalnum() else " " for each in plain if not unicodedata.combining(each))
    return "".join(letters).split()
