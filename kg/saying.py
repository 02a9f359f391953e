"""What an actor asks, what is asked of it and what it claims: by topic with counts, and in pages of all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kg.conditions import CURRENT, FROM, NOBODY, ORDERS
from kg.lookup import Lookup
from kg.rows import Page, Sort, StatementRow


class Part(StrEnum):
    """A part of what the documents say by and to an actor."""

    MADE = "made"
    RECEIVED = "received"
    CLAIMS = "claims"


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicGroup:
    """Statements on one topic; `rows` are the first few of `total`. The topic "none" holds those without any."""

    topic: str
    total: int
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ByTopic:
    """One part of what an actor says, by topic.

    Attributes:
        part: which.
        total: how many statements all groups have together; one on several topics counts once.
        groups: every topic, the most frequent first and the statements without a topic last; the first groups have
            rows.
    """

    part: Part
    total: int
    groups: tuple[TopicGroup, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedIn:
    """A document version that names an actor.

    Attributes:
        statements: how many statements in it are by or to the actor.
    """

    iri: str
    title: str
    issued: str | None
    is_author: bool
    is_brief: bool
    superseded: bool
    statements: int


_ADDRESSED: Final = "s.id IN (SELECT statement FROM addressee WHERE actor = ?)"
_WHERE: Final = {
    Part.MADE: f"s.speaker = ? AND s.role = 'recommendation' AND {CURRENT}",
    Part.RECEIVED: f"{_ADDRESSED} AND s.role = 'recommendation' AND {CURRENT}",
    Part.CLAIMS: f"s.speaker = ? AND s.role <> 'recommendation' AND {CURRENT}",
}
_STRONGEST: Final = "s.supports + s.disputes DESC, s.confidence DESC, s.iri"
_ON_TOPIC: Final = "s.id IN (SELECT statement FROM topic WHERE topic = ?)"
_NO_TOPIC: Final = "? = 'none' AND NOT EXISTS (SELECT 1 FROM topic WHERE statement = s.id)"


def by_topic(index: Lookup, actor: str, part: Part, *, topics: int = 4, each: int = 2) -> ByTopic:
    """Give one part of what an actor says by topic.

    A statement on several topics counts in each of them, but its row stands under one only.

    Args:
        index: the projection.
        actor: IRI.
        part: which part.
        topics: how many groups have rows.
        each: how many rows these have.
    """
    where = _WHERE[part]
    total = int(index.read(f"SELECT COUNT(*) {FROM} WHERE {where}", (actor,))[0][0])
    counts = index.read(
        f"SELECT COALESCE(o.topic, 'none') AS topic, COUNT(*) AS number {FROM} LEFT JOIN topic o ON o.statement = s.id "
        f"WHERE {where} GROUP BY o.topic ORDER BY o.topic IS NULL, number DESC, o.topic",
        (actor,),
    )
    shown: set[str] = set()
    groups = []
    for place, row in enumerate(counts):
        found = _first(index, actor, part, row["topic"], each, shown) if place < topics else ()
        shown.update(statement.iri for statement in found)
        groups.append(TopicGroup(topic=row["topic"], total=row["number"], rows=found))
    return ByTopic(part=part, total=total, groups=tuple(groups))


def _first(index: Lookup, actor: str, part: Part, topic: str, most: int, shown: set[str]) -> tuple[StatementRow, ...]:
    rows = index.read(
        f"SELECT s.iri {FROM} WHERE {_WHERE[part]} AND {_on(topic)} ORDER BY {_STRONGEST} LIMIT ?",
        (actor, topic, most + len(shown)),
    )
    return index.statements_by([row["iri"] for row in rows if row["iri"] not in shown][:most])


def _on(topic: str) -> str:
    return _NO_TOPIC if topic == NOBODY else _ON_TOPIC


def said(
    index: Lookup, actor: str, part: Part, *, topic: str | None = None, page: int = 1, per_page: int = 20
) -> Page[StatementRow]:
    """Give one page of all statements of a part, the newest first.

    Args:
        index: the projection.
        actor: IRI.
        part: which part.
        topic: notation of the one topic wanted, "none" for statements without any, or None for all.
        page: 1-based.
        per_page: rows on a page.
    """
    where = _WHERE[part] + ("" if topic is None else f" AND {_on(topic)}")
    values = (actor,) if topic is None else (actor, topic)
    total = int(index.read(f"SELECT COUNT(*) {FROM} WHERE {where}", values)[0][0])
    rows = index.read(
        f"SELECT s.iri {FROM} WHERE {where} ORDER BY {ORDERS[Sort.NEWEST]} LIMIT ? OFFSET ?",
        (*values, per_page, (page - 1) * per_page),
    )
    found = index.statements_by([row["iri"] for row in rows])
    return Page(rows=found, total=total, page=page, per_page=per_page)


def named_in(index: Lookup, actor: str, *, page: int = 1, per_page: int = 10) -> Page[NamedIn]:
    """Give one page of the documents that name an actor: its own first, then those that say most by or to it."""
    total = int(index.read("SELECT COUNT(*) FROM actor WHERE iri = ?", (actor,))[0][0])
    rows = index.read(
        "WITH said AS (SELECT document, COUNT(*) AS number FROM statement s WHERE s.speaker = ? "
        "OR s.id IN (SELECT statement FROM addressee WHERE actor = ?) GROUP BY document) "
        "SELECT d.iri, d.title, d.issued, r.is_author, d.is_brief, COALESCE(said.number, 0) AS statements, "
        "EXISTS (SELECT 1 FROM document newer WHERE newer.revises = d.iri) AS superseded "
        "FROM actor r JOIN document d ON d.id = r.document LEFT JOIN said ON said.document = d.id WHERE r.iri = ? "
        "ORDER BY superseded, r.is_author DESC, statements DESC, d.issued DESC NULLS LAST, d.title LIMIT ? OFFSET ?",
        (actor, actor, actor, per_page, (page - 1) * per_page),
    )
    flags = ("is_author", "is_brief", "superseded")
    found = tuple(NamedIn(**{**dict(row), **{flag: bool(row[flag]) for flag in flags}}) for row in rows)
    return Page(rows=found, total=total, page=page, per_page=per_page)
