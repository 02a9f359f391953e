"""What other documents say on the matter of an ask, gathered by what can be counted: the same addressee and topic.

Nobody has compared the words: whether two of these ask the same, or whether a provision would carry an ask out, isn't
known here, and whoever shows this says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.conditions import CURRENT, marks
from kg.lookup import Lookup
from kg.model import Recommendation, SourceKind
from kg.rows import StatementRow

_BINDING: Final = (SourceKind.BILL, SourceKind.LAW, SourceKind.RULE, SourceKind.EXECUTIVE_ORDER)
_ASKS: Final = (
    "FROM addressee a JOIN topic o ON o.statement = a.statement JOIN statement s ON s.id = a.statement "
    "JOIN document d ON d.id = s.document "
    "WHERE a.actor IN ({}) AND o.topic IN ({}) AND s.role = 'recommendation' AND s.iri <> ? "
    f"AND COALESCE(s.part_of, '') <> ? AND s.iri <> ? AND {CURRENT}"
)
_PROVISIONS: Final = (
    "FROM topic o JOIN statement s ON s.id = o.statement JOIN document d ON d.id = s.document "
    "JOIN passage p ON p.iri = s.passage "
    "WHERE o.topic IN ({}) AND s.role = 'recommendation' AND p.provision IS NOT NULL AND d.iri <> ? "
    f"AND d.source_kind IN ({{}}) AND {CURRENT}"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asks:
    """Other asks to one of the same addressees on one of the same topics: the first of them, and how many there are."""

    rows: tuple[StatementRow, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvisionRow:
    """A numbered piece of a bill, law, rule or order that speaks of a topic, with one statement in it.

    Attributes:
        path: such as `/us/bill/119/hr/3447/s2/a`.
        statement: what it says.
    """

    path: str
    statement: StatementRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Provisions:
    """Provisions on one of the same topics: the first of them, and how many there are."""

    rows: tuple[ProvisionRow, ...]
    total: int


def same_matter(lookup: Lookup, ask: Recommendation, *, most: int = 5) -> Asks:
    """Find other current asks that share an addressee and a topic with one; its own parts and its whole are no others.

    Those that share most come first, other documents before its own, then the newest.
    """
    if not ask.addressees or not ask.topics:
        return Asks(rows=(), total=0)
    tables = _ASKS.format(marks(ask.addressees), marks(ask.topics))
    values = [*ask.addressees, *ask.topics, ask.iri, ask.iri, ask.part_of or ""]
    total = int(lookup.read(f"SELECT COUNT(DISTINCT s.id) {tables}", values)[0][0])
    found = lookup.read(
        f"SELECT s.iri {tables} GROUP BY s.id "
        "ORDER BY COUNT(*) DESC, d.iri = ?, d.issued DESC NULLS LAST, s.iri LIMIT ?",
        [*values, ask.quote.document, most],
    )
    return Asks(rows=_statements(lookup, [row["iri"] for row in found]), total=total)


def provisions_on(lookup: Lookup, ask: Recommendation, *, most: int = 5) -> Provisions:
    """Find provisions of other current bills, laws, rules and orders that ask for something on one of its topics.

    Those that share most topics come first, then the newest. An ask that is a provision itself has none.
    """
    if not ask.topics or _is_provision(lookup, ask):
        return Provisions(rows=(), total=0)
    kinds = [kind.value for kind in _BINDING]
    tables = _PROVISIONS.format(marks(ask.topics), marks(kinds))
    values = [*ask.topics, ask.quote.document, *kinds]
    total = int(lookup.read(f"SELECT COUNT(DISTINCT p.provision) {tables}", values)[0][0])
    found = lookup.read(
        f"SELECT p.provision AS path, MIN(s.iri) AS iri {tables} GROUP BY p.provision "
        "ORDER BY COUNT(*) DESC, MAX(d.issued) DESC, p.provision LIMIT ?",
        [*values, most],
    )
    paths = [row["path"] for row in found]
    statements = _statements(lookup, [row["iri"] for row in found])
    rows = (ProvisionRow(path=path, statement=row) for path, row in zip(paths, statements, strict=True))
    return Provisions(rows=tuple(rows), total=total)


def _is_provision(lookup: Lookup, ask: Recommendation) -> bool:
    return bool(lookup.read("SELECT 1 FROM passage WHERE iri = ? AND provision IS NOT NULL", (ask.passage,)))


def _statements(lookup: Lookup, iris: Sequence[str]) -> tuple[StatementRow, ...]:
    found = (lookup.statement(iri) for iri in iris)
    return tuple(row for row in found if row is not None)
