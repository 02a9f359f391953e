"""What the index holds on the sides of a comparison: documents and actors with their asks, topics and disputes.

SQL is put together from constants only; every value goes in as a parameter.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.comparison import Ask, Dispute, Side
from kg.conditions import CURRENT, FROM, NOBODY, marks
from kg.identifiers import kind_of
from kg.kept import Kept
from kg.lookup import Lookup
from kg.model import Polarity, Role
from kg.rows import Search, Sort, StatementRow
from kg.topics import TopicCount

READ: Final = 1000
"""Asks of each side that are compared: the newest."""

_DISPUTES: Final = 300
# The sign keeps SQLite from walking over the recommendations of all documents for each of them.
_ASKS_IN_IT: Final = "+s.role = 'recommendation'"
_SIDE: Final = {"document": "d.iri = ?", "actor": f"s.speaker = ? AND {CURRENT}"}
_ORDER: Final = "ORDER BY d.issued DESC NULLS LAST, d.title, s.start, s.end, s.iri"
_COUNT_NAMES: Final = {Role.RECOMMENDATION: "recommendations", Role.CLAIM: "claims", Role.EVIDENCE: "evidence"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A side in numbers.

    Attributes:
        iri: the document or actor.
        count: its recommendations, claims and pieces of evidence.
        topics: the same by topic; what is on a narrower topic is on the wider one, too.
    """

    iri: str
    count: TopicCount
    topics: dict[str, TopicCount]


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A document that can be compared."""

    iri: str
    title: str
    publisher: str | None
    issued: str | None
    recommendations: int


_ACCOUNTS: Final = Kept[Account](256)


def account(lookup: Lookup, iri: str) -> Account:
    """Count what a document says, or an actor in current documents; what is on two topics is on a wider one once."""
    return _ACCOUNTS.get(lookup, iri, lambda: _account(lookup, iri))


def _account(lookup: Lookup, iri: str) -> Account:
    count: dict[str, int] = {}
    topics: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for role, name in _COUNT_NAMES.items():
        for topic, number in lookup.tally(_of(iri, role), "topic").items():
            topics[topic][name] = number
        count[name] = sum(lookup.tally(_of(iri, role), "review").values())
    topics.pop(NOBODY, None)
    return Account(
        iri=iri,
        count=TopicCount(**count),
        topics={topic: TopicCount(**counts) for topic, counts in topics.items()},
    )


def _of(iri: str, *roles: Role, topic: str | None = None) -> Search:
    """Look for what a document says, whether it was replaced or not, or an actor in current documents."""
    is_document = kind_of(iri) == "document"
    facets = {"document" if is_document else "issuer": (iri,)} | ({} if topic is None else {"topic": (topic,)})
    return Search(facets=facets, roles=roles, sort=Sort.NEWEST, include_superseded=is_document)


def sides(lookup: Lookup, iris: Sequence[str], *, topic: str | None = None) -> tuple[list[Side], list[Dispute]]:
    """Give the sides of a comparison, and the recorded disputes about statements of theirs.

    Args:
        lookup: the index.
        iris: documents and actors.
        topic: notation of the topic to which the asks are limited; those on narrower ones count.
    """
    disputes = list({each: None for iri in iris for each in _disputes(lookup, iri)})
    named = sorted({iri for each in disputes for iri in (each.premise, each.target)})
    own = _own(lookup, iris, named)
    return [Side(iri=iri, asks=_asks(lookup, iri, topic), statements=own[iri]) for iri in iris], disputes


def _asks(lookup: Lookup, iri: str, topic: str | None) -> tuple[Ask, ...]:
    numbers = lookup.numbers(_of(iri, Role.RECOMMENDATION, topic=topic), most=READ)
    rows = lookup.read(
        "SELECT s.iri, s.polarity, "
        "(SELECT json_group_array(o.topic) FROM topic o WHERE o.statement = s.id) AS topics, "
        "(SELECT json_group_array(a.actor) FROM addressee a WHERE a.statement = s.id) AS addressees "
        "FROM json_each(?) n CROSS JOIN statement s ON s.id = n.value ORDER BY n.key",
        (json.dumps(numbers),),
    )
    return tuple(
        Ask(
            iri=row["iri"],
            topics=frozenset(json.loads(row["topics"])),
            addressees=frozenset(json.loads(row["addressees"])),
            polarity=Polarity(row["polarity"]),
        )
        for row in rows
    )


def _disputes(lookup: Lookup, iri: str) -> list[Dispute]:
    rows = lookup.read(
        f"SELECT DISTINCT l.premise, l.target {FROM} JOIN line l ON l.target = s.iri "
        f"WHERE {_SIDE[kind_of(iri) or '']} AND s.disputes > 0 AND l.direction = 'disputes' LIMIT ?",
        (iri, _DISPUTES),
    )
    return [Dispute(premise=row["premise"], target=row["target"]) for row in rows]


def _own(lookup: Lookup, iris: Sequence[str], statements: Sequence[str]) -> dict[str, frozenset[str]]:
    """Give those of some statements that belong to each side."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for first in range(0, len(statements), _DISPUTES):
        lot = statements[first : first + _DISPUTES]
        for row in lookup.read(
            f"SELECT s.iri, d.iri AS document, s.speaker, {CURRENT} AS is_current {FROM} WHERE s.iri IN ({marks(lot)})",
            lot,
        ):
            found[row["document"]].add(row["iri"])
            if row["is_current"]:
                found[row["speaker"]].add(row["iri"])
    return {iri: frozenset(found[iri]) for iri in iris}


def said_by(
    lookup: Lookup, iri: str, topic: str, roles: Sequence[Role], *, most: int
) -> tuple[tuple[StatementRow, ...], int]:
    """Give what a document or actor says on a topic or a narrower one, the newest first, and how much there is."""
    found = lookup.statements(replace(_of(iri, *roles, topic=topic), per_page=most))
    return found.rows, found.total


def documents_with(lookup: Lookup, text: str, *, most: int) -> tuple[tuple[Candidate, ...], int]:
    """Find current documents with recommendations whose title has all of some words; the newest come first.

    Returns:
        As many as are wanted, and how many there are.
    """
    words = text.split()
    where = " AND ".join(["(d.title LIKE ? ESCAPE '\\' OR d.publisher LIKE ? ESCAPE '\\')"] * len(words) or ["1"])
    values = [pattern for word in words for pattern in [_anywhere(word)] * 2]
    rest = (
        f"FROM document d WHERE {where} AND {CURRENT} "  # noqa: S608
        f"AND EXISTS (SELECT 1 FROM statement s WHERE s.document = d.id AND {_ASKS_IN_IT})"
    )
    total = lookup.read(f"SELECT COUNT(*) {rest}", values)[0][0]
    rows = lookup.read(
        "SELECT d.iri, d.title, d.publisher, d.issued, (SELECT COUNT(*) FROM statement s WHERE s.document = d.id "  # noqa: S608
        f"AND {_ASKS_IN_IT}) AS recommendations {rest} "
        "ORDER BY d.issued DESC NULLS LAST, d.title, d.iri LIMIT ?",
        [*values, most],
    )
    return tuple(Candidate(**dict(row)) for row in rows), total


def _anywhere(word: str) -> str:
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return f"%{word}%"
