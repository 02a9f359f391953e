"""The names by which lists are filtered, and the SQL that several modules share.

SQL is put together from constants only; every value goes in as a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.columns import NOBODY as NOBODY
from kg.rows import Sort

FACETS: Final = (
    "topic", "addressee", "issuer", "instrument", "modality", "source_kind", "year", "support", "disputed", "sources",
    "brief", "review", "document",
)  # fmt: skip
"""The facets of statements; `role` isn't one, because a search has its roles anyway."""

ACTOR: Final = "actor"
"""The filter for what somebody asks or is asked; it has no counts."""

ALIASES: Final = {("support", "yes"): ("one", "several")}
"""A facet's value that stands for several."""

CURRENT: Final = "NOT EXISTS (SELECT 1 FROM document newer WHERE newer.revises = d.iri)"
ORDERS: Final = {
    Sort.NEWEST: "d.issued DESC NULLS LAST, d.title, s.start, s.end, s.iri",
    Sort.DOCUMENT: "d.title, d.iri, s.start, s.end, s.iri",
}
"""Orders for lists that SQLite puts in order, as ORDER BY clauses without these words."""
FROM: Final = "FROM statement s JOIN document d ON d.id = s.document"


def chosen_values(facet: str, values: Iterable[str]) -> tuple[str, ...]:
    """Give the values of a facet that are meant, with those in place of others' names spelt out."""
    return tuple(dict.fromkeys(each for value in values for each in ALIASES.get((facet, value), (value,))))


def marks(values: Iterable[object]) -> str:
    """Give a question mark for each value, for an IN list."""
    return ", ".join("?" for _ in values)
