"""The list of documents, one page of it: by kind, year and words of the title, in an order that the reader chooses.

First which rows, then what is in them: the counts are made for the rows of one page only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kg.conditions import CURRENT
from kg.lookup import Lookup
from kg.rows import DocumentRow, FacetValue, Page

FACETS: Final[dict[str, str]] = {
    "kind": "d.source_kind",
    "year": "COALESCE(substr(d.issued, 1, 4), 'none')",
    "month": "COALESCE(substr(d.issued, 1, 7), 'none')",
    "text": "CASE WHEN d.is_brief THEN 'brief' ELSE 'source' END",
}
"""What the list can be narrowed by, and the SQL for it."""


class DocumentSort(StrEnum):
    """In which order documents come."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    ASKS = "asks"


_ORDERS: Final = {
    DocumentSort.NEWEST: "d.issued DESC NULLS LAST, d.title, d.iri",
    DocumentSort.OLDEST: "d.issued ASC NULLS LAST, d.title, d.iri",
    DocumentSort.TITLE: "d.title COLLATE NOCASE, d.issued DESC NULLS LAST, d.iri",
    DocumentSort.ASKS: "COALESCE(a.number, 0) DESC, d.issued DESC NULLS LAST, d.title, d.iri",
}
_ASKS: Final = (
    "LEFT JOIN (SELECT document, COUNT(*) AS number FROM statement WHERE role = 'recommendation' GROUP BY document) a "
    "ON a.document = d.id"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentSearch:
    """What is looked for among the documents.

    Attributes:
        text: words that must all occur in title or publisher.
        facets: facet name to the values of which one must hold; `FACETS` has the names.
        sort: order.
        page: 1-based.
        per_page: rows on a page.
        include_superseded: list versions that a newer one has replaced, too.
    """

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: DocumentSort = DocumentSort.NEWEST
    page: int = 1
    per_page: int = 20
    include_superseded: bool = False

    def __post_init__(self) -> None:
        if self.page < 1 or self.per_page < 1:
            raise ValueError("pages and their sizes start at 1")


def find_documents(lookup: Lookup, search: DocumentSearch) -> Page[DocumentRow]:
    """Find documents, one page of them."""
    where, values = _conditions(search)
    total = int(lookup.read(f"SELECT COUNT(*) FROM document d WHERE {where}", values)[0][0])  # noqa: S608
    join = _ASKS if search.sort is DocumentSort.ASKS else ""
    rows = lookup.read(
        f"SELECT d.iri FROM document d {join} WHERE {where} ORDER BY {_ORDERS[search.sort]} LIMIT ? OFFSET ?",  # noqa: S608
        [*values, search.per_page, (search.page - 1) * search.per_page],
    )
    found = (lookup.document(row["iri"]) for row in rows)
    return Page(
        rows=tuple(row for row in found if row is not None), total=total, page=search.page, per_page=search.per_page
    )


def titled_with(lookup: Lookup, text: str, *, most: int) -> tuple[DocumentRow, ...]:
    """Give documents in whose titles all words occur, the newest first; none for a text without words."""
    words = _words(text.replace('"', " "))
    if not words:
        return ()
    titles = " AND ".join(["d.title LIKE ? ESCAPE '!'"] * len(words))
    rows = lookup.read(
        f"SELECT d.iri FROM document d WHERE {CURRENT} AND {titles} "  # noqa: S608
        f"ORDER BY {_ORDERS[DocumentSort.NEWEST]} LIMIT ?",
        [*words, most],
    )
    found = (lookup.document(row["iri"]) for row in rows)
    return tuple(row for row in found if row is not None)


def document_facets(lookup: Lookup, search: DocumentSearch) -> dict[str, tuple[FacetValue, ...]]:
    """Give each facet's values with counts, under all conditions but those on the facet itself; years newest first."""
    return {name: _values(lookup, search, name) for name in FACETS}


def _values(lookup: Lookup, search: DocumentSearch, name: str) -> tuple[FacetValue, ...]:
    where, values = _conditions(search, without=name)
    rows = lookup.read(
        f"SELECT {FACETS[name]} AS value, COUNT(*) AS number FROM document d WHERE {where} GROUP BY 1",  # noqa: S608
        values,
    )
    chosen = search.facets.get(name, ())
    counts = dict.fromkeys(chosen, 0) | {row["value"]: row["number"] for row in rows}
    found = [FacetValue(value=value, label=value, count=counts[value], chosen=value in chosen) for value in counts]
    if name in ("year", "month"):
        return tuple(sorted(found, key=lambda each: (each.value != "none", each.value), reverse=True))
    return tuple(sorted(found, key=lambda each: (-each.count, each.value)))


def _conditions(search: DocumentSearch, *, without: str = "") -> tuple[str, list[object]]:
    conditions = ["1"] if search.include_superseded else [CURRENT]
    values: list[object] = []
    for name, chosen in search.facets.items():
        if name in FACETS and name != without and chosen:
            conditions.append(f"{FACETS[name]} IN ({', '.join('?' * len(chosen))})")
            values += chosen
    for word in _words(search.text):
        conditions.append("(d.title LIKE ? ESCAPE '!' OR d.publisher LIKE ? ESCAPE '!')")
        values += [word, word]
    return " AND ".join(conditions), values


def _words(text: str) -> Sequence[str]:
    safe = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    for sign in "!%_":
        safe = safe.replace(sign, f"!{sign}")
    return [f"%{word}%" for word in safe.split()[:20]]
