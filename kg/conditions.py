"""A search as conditions in SQL: what must hold, in which order, and the values that go in as parameters.

SQL is put together from the constants of this file only; every value goes in as a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.rows import Search, Sort

NOBODY: Final = "none"
"""The facet value for statements that have no value: no issuer named, no addressee, no clear instrument."""

CURRENT: Final = "NOT EXISTS (SELECT 1 FROM document newer WHERE newer.revises = d.iri)"


@dataclass(frozen=True, slots=True)
class _Facet:
    value: str
    join: str = ""


FACETS: Final[dict[str, _Facet]] = {
    "issuer": _Facet("COALESCE(s.speaker, 'none')"),
    "addressee": _Facet("COALESCE(a.actor, 'none')", "LEFT JOIN addressee a ON a.statement = s.id"),
    "topic": _Facet("COALESCE(o.topic, 'none')", "LEFT JOIN topic o ON o.statement = s.id"),
    "instrument": _Facet("COALESCE(s.instrument, 'none')"),
    "modality": _Facet("s.modality"),
    "source_kind": _Facet("d.source_kind"),
    "document": _Facet("d.iri"),
    "support": _Facet("CASE WHEN s.supports > 0 THEN 'yes' ELSE 'no' END"),
}
"""The facets of statements by name; `role` isn't one, because a search has its roles anyway."""

ORDERS: Final = {
    Sort.RELEVANCE: "bm25(statement_text, 4.0, 2.0, 1.0), d.issued DESC NULLS LAST, s.id",
    Sort.NEWEST: "d.issued DESC NULLS LAST, d.title, s.start, s.end, s.iri",
    Sort.OLDEST: "d.issued ASC NULLS LAST, d.title, s.start, s.end, s.iri",
    Sort.CONFIDENCE: "s.confidence DESC, s.iri",
    Sort.DOCUMENT: "d.title, d.iri, s.start, s.end, s.iri",
}
_TERMS: Final = re.compile(r'"([^"]*)"|([^\s"]+)')
FROM: Final = "FROM statement s JOIN document d ON d.id = s.document"
FROM_TEXT: Final = (
    "FROM statement_text t CROSS JOIN statement s ON s.id = t.rowid CROSS JOIN document d ON d.id = s.document"
)


def match_expression(text: str) -> str | None:
    """Give the FTS5 expression for text as a user typed it, or None where it holds no word at all.

    Every term goes in as a quoted string, so that no character of it can be syntax.
    """
    found = (phrase or word for phrase, word in _TERMS.findall(text.replace("\0", " ")))
    terms = [term for term in found if any(character.isalnum() for character in term)]
    safe = (term.encode("utf-8", "replace").decode("utf-8") for term in terms)
    return " ".join(f'"{term}"' for term in safe) or None


class Conditions:
    """The conditions of one search, ready for the list, its count and each facet."""

    def __init__(self, search: Search) -> None:
        """Take the search."""
        self.search = search
        self.expression = match_expression(search.text)
        self.finds_nothing = bool(search.text.strip()) and self.expression is None

    @property
    def tables(self) -> str:
        """The tables, as a FROM clause."""
        # CROSS JOIN keeps SQLite from looking the words up again for every single statement.
        return FROM_TEXT if self.expression else FROM

    def where(self, *, without: str | None = None) -> tuple[str, list[str]]:
        """Give the conditions and their parameters, one facet left out on demand."""
        roles = [role.value for role in self.search.roles]
        parts, values = [f"s.role IN ({marks(roles)})"], list(roles)
        if self.finds_nothing:
            parts.append("0")
        if not self.search.include_superseded:
            parts.append(CURRENT)
        if self.expression:
            parts.append("statement_text MATCH ?")
            values.append(self.expression)
        for name, facet in FACETS.items():
            chosen = self.search.facets.get(name, ())
            if chosen and name != without:
                parts.append(self._having(facet, chosen))
                values += chosen
        return " AND ".join(parts), values

    def _having(self, facet: _Facet, chosen: Sequence[str]) -> str:
        if not facet.join:
            return f"{facet.value} IN ({marks(chosen)})"
        inner = f"FROM statement s2 {facet.join.replace('s.id', 's2.id')}"
        return f"EXISTS (SELECT 1 {inner} WHERE s2.id = s.id AND {facet.value} IN ({marks(chosen)}))"

    @property
    def order(self) -> str:
        """The order, as an ORDER BY clause without these words."""
        if self.search.sort is Sort.RELEVANCE and not self.expression:
            return ORDERS[Sort.NEWEST]
        return ORDERS[self.search.sort]


def marks(values: Iterable[object]) -> str:
    """Give a question mark for each value, for an IN list."""
    return ", ".join("?" for _ in values)
