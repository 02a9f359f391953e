"""The whole at a glance, counted out of the search index: how much, by whom to whom, when, and what stands out.

Every number is that of a list of recommendations with the same conditions, so that a link beside it keeps its promise.
Superseded versions of documents are left out throughout.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.conditions import CURRENT, FROM, NOBODY
from kg.lookup import Lookup
from kg.periods import Period, periods
from kg.phrases import wider
from kg.rows import Counts, DocumentRow, FacetValue, Search, StatementRow
from kg.wording import row_fits

TOPICS: Final = 10
"""Widest topics in the table of topics and addressees; what has none comes on top."""

ADDRESSEES: Final = 6
"""Addressees in the same table; nobody named comes on top."""

_SHOWN: Final = 5
_TRIED: Final = 10
_WHERE: Final = f"WHERE s.role = 'recommendation' AND {CURRENT}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """A topic or an addressee with the number of recommendations that have it.

    Attributes:
        value: notation or IRI; `kg.conditions.NOBODY` for recommendations that have none.
        name: an addressee's name, else the same as `value`.
        count: how many recommendations.
    """

    value: str
    name: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """Recommendations by topic and addressee; one may stand in several rows and columns.

    The rows are the widest topics, each with what is on a narrower one. The columns are those whom most recommendations
    with a topic address, so that both meet; some that are addressed more often, but on no topic, may be left out.

    Attributes:
        topics: the rows.
        addressees: the columns.
        cells: topic and addressee to how many recommendations have both; what isn't there is none.
        more_topics: widest topics that have recommendations and no row.
        more_addressees: addressees that have recommendations and no column.
    """

    topics: tuple[Tally, ...]
    addressees: tuple[Tally, ...]
    cells: Mapping[tuple[str, str], int]
    more_topics: int
    more_addressees: int


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """A document with one of its asks, or None where it has none: one that was understood, has reasons, and is sure."""

    document: DocumentRow
    ask: StatementRow | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """What the first page shows.

    Attributes:
        counts: how much there is.
        reviewed: recommendations that a person has looked at.
        briefs: documents that restate a source and aren't it.
        undated: documents without a date.
        earliest: the first date of a document, as exact as it is known, or None.
        latest: the last one, or None.
        topics: all topics with recommendations on them or on a narrower one, the commonest first.
        spread: recommendations by topic and addressee.
        periods: documents by time, without gaps; none where no document is dated.
        supported: recommendations with the most reasons for them.
        disputed: recommendations with the most reasons against them; none where nothing is disputed.
        news: the newest documents by their own dates.
    """

    counts: Counts
    reviewed: int
    briefs: int
    undated: int
    earliest: str | None
    latest: str | None
    topics: tuple[Tally, ...]
    spread: Spread
    periods: tuple[Period, ...]
    supported: tuple[StatementRow, ...]
    disputed: tuple[StatementRow, ...]
    news: tuple[News, ...]


def overview(index: Lookup) -> Overview:
    """Count and gather; all passes over the statements together take a good second with a million of them.

    Raises:
        StoreError: the index can't be read.
    """
    topics, spread = _spread(index)
    dates = index.read(f"SELECT issued, COUNT(*) AS number FROM document d WHERE {CURRENT} GROUP BY issued")  # noqa: S608
    dated = {row["issued"]: row["number"] for row in dates if row["issued"]}
    return Overview(
        counts=index.counts(),
        reviewed=_number(index, f"SELECT COUNT(*) {FROM} {_WHERE} AND s.review <> 'machine'"),
        briefs=_number(index, f"SELECT COUNT(*) FROM document d WHERE {CURRENT} AND d.is_brief"),  # noqa: S608
        undated=sum(row["number"] for row in dates if not row["issued"]),
        earliest=min(dated, default=None),
        latest=max(dated, default=None),
        topics=topics,
        spread=spread,
        periods=periods(dated),
        supported=_most(index, "s.supports"),
        disputed=_most(index, "s.disputes"),
        news=_news(index),
    )


class Overviews:
    """Gives the overview, and counts anew only after the index has changed."""

    def __init__(self, index: Lookup) -> None:
        """Take the index."""
        self._index = index
        self._lock = threading.Lock()
        self._known: tuple[int, Overview] | None = None

    def now(self) -> Overview:
        """Give the overview of the index as it is.

        Raises:
            StoreError: the index can't be read.
        """
        revision = _number(self._index, "SELECT revision FROM state")
        known = self._known
        if known is not None and known[0] == revision:
            return known[1]
        # One request counts, and those beside it wait for what it found.
        with self._lock:
            if self._known is None or self._known[0] != revision:
                self._known = revision, overview(self._index)
            return self._known[1]


def _number(index: Lookup, sql: str) -> int:
    return int(index.read(sql)[0][0])


def _spread(index: Lookup) -> tuple[tuple[Tally, ...], Spread]:
    """Count with the facets of the list itself, so that the two can't differ."""
    whole = index.facets(Search())
    topics = [_tally(each) for each in whole["topic"]]
    rows, more_topics = _commonest([each for each in topics if _is_widest(each.value)], TOPICS)
    found = {row.value: index.facets(Search(facets={"topic": (row.value,)}))["addressee"] for row in rows}
    cells = {(topic, each.value): each.count for topic, values in found.items() for each in values if each.count}
    on_topics = Counter[str]()
    for (topic, addressee), number in cells.items():
        on_topics[addressee] += number if topic != NOBODY else 0
    addressees = sorted(map(_tally, whole["addressee"]), key=lambda each: (-on_topics[each.value], -each.count))
    columns, more_addressees = _commonest(addressees, ADDRESSEES)
    shown = {column.value for column in columns}
    spread = Spread(
        topics=tuple(rows),
        addressees=tuple(columns),
        cells={pair: number for pair, number in cells.items() if pair[1] in shown},
        more_topics=more_topics,
        more_addressees=more_addressees,
    )
    return tuple(each for each in topics if each.value != NOBODY), spread


def _tally(value: FacetValue) -> Tally:
    return Tally(value=value.value, name=value.label, count=value.count)


def _is_widest(topic: str) -> bool:
    return wider(topic) == (topic,)


def _commonest(tallies: Sequence[Tally], most: int) -> tuple[list[Tally], int]:
    """Give the first few values, by their counts and with the lack of one last, and how many are left out."""
    named = [each for each in tallies if each.value != NOBODY]
    lacking = [each for each in tallies if each.value == NOBODY]
    return [*sorted(named[:most], key=lambda each: -each.count), *lacking], max(0, len(named) - most)


def _most(index: Lookup, number: str) -> tuple[StatementRow, ...]:
    rows = index.read(
        f"SELECT s.iri {FROM} {_WHERE} AND {number} > 0 ORDER BY {number} DESC, s.confidence DESC, s.iri LIMIT {_SHOWN}"
    )
    return index.statements_by([row["iri"] for row in rows])


def _news(index: Lookup) -> tuple[News, ...]:
    rows = index.read(
        f"SELECT d.id, d.iri FROM document d WHERE {CURRENT} AND d.issued IS NOT NULL "  # noqa: S608
        f"ORDER BY d.issued DESC, d.title, d.iri LIMIT {_SHOWN}"
    )
    found = ((index.document(row["iri"]), _best_ask(index, row["id"])) for row in rows)
    return tuple(News(document=document, ask=ask) for document, ask in found if document is not None)


def _best_ask(index: Lookup, document: int) -> StatementRow | None:
    rows = index.read(
        "SELECT s.iri FROM statement s WHERE s.document = ? AND s.role = 'recommendation' "
        "ORDER BY s.action IS NULL, s.supports > 0 DESC, s.confidence DESC, s.start LIMIT ?",
        (document, _TRIED),
    )
    found = index.statements_by([row["iri"] for row in rows])
    return next(filter(row_fits, found), None)
