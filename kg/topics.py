"""What the index holds on a topic: counts, asks by addressee, claims, sources and provisions.

Whatever names a narrower topic is on the topic, too, as in the list of recommendations. All counts leave replaced
versions of documents out. SQL is put together from constants only; every value goes in as a parameter.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.conditions import CURRENT, NOBODY, marks
from kg.lookup import Lookup
from kg.model import Role, SourceKind
from kg.phrases import narrower
from kg.rows import Named, Search, StatementRow
from ontology.resources import Concept, concepts

LAWS: Final = (SourceKind.BILL, SourceKind.LAW, SourceKind.RULE, SourceKind.EXECUTIVE_ORDER)
"""Sources whose words bind, or would."""

TOPICS: Final = "s.id IN (SELECT o.statement FROM topic o WHERE o.topic IN (SELECT value FROM json_each(?)))"
"""A condition that holds for statements on one of several topics; `and_narrower` gives its value."""

_ON_TOPIC: Final = f"FROM statement s JOIN document d ON d.id = s.document WHERE {TOPICS} AND {CURRENT}"
_ADDRESSED: Final = _ON_TOPIC.replace("WHERE", "LEFT JOIN addressee a ON a.statement = s.id WHERE", 1)
_COUNTED: Final = {"recommendations": Role.RECOMMENDATION, "claims": Role.CLAIM, "evidence": Role.EVIDENCE}
_CANDIDATES: Final = 200
_TITLED: Final = 200
NEWEST: Final = "ORDER BY d.issued DESC NULLS LAST, d.title, s.start, s.end, s.iri"
_BEST: Final = "ORDER BY s.supports > 0 DESC, d.issued DESC NULLS LAST, s.supports DESC, s.confidence DESC, s.iri"


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicCount:
    """How much is on a topic or a narrower one: recommendations, claims and pieces of evidence, each counted once."""

    recommendations: int = 0
    claims: int = 0
    evidence: int = 0

    @property
    def total(self) -> int:
        """All three together."""
        return self.recommendations + self.claims + self.evidence


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicSummary:
    """A topic in numbers.

    Attributes:
        count: what names it.
        issuers: how many actors issue the recommendations.
        addressees: how many actors they address.
        documents: how many documents hold a sentence that names it.
        first: date of the oldest of these, or None.
        last: date of the newest.
    """

    count: TopicCount
    issuers: int
    addressees: int
    documents: int
    first: str | None
    last: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The recommendations on a topic that address one actor.

    Attributes:
        actor: who is asked; None where the sentences name nobody.
        total: how many recommendations there are.
        rows: the best supported of the newest of them.
    """

    actor: Named | None
    total: int
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicSource:
    """A document with what it says on a topic."""

    iri: str
    title: str
    publisher: str | None
    issued: str | None
    source_kind: str
    is_brief: bool
    recommendations: int
    claims: int


def topic_concept(notation: str) -> Concept | None:
    """Give a topic of the vocabulary, or None."""
    return next((each for each in concepts("topic") if each.notation == notation), None)


def and_narrower(topic: str) -> str:
    """Give a topic and all below it as the value of the condition `TOPICS`."""
    return json.dumps(narrower(topic))


def topic_counts(lookup: Lookup) -> dict[str, TopicCount]:
    """Count what is on each topic; one that nothing is on is left out."""
    numbers: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, role in _COUNTED.items():
        listing = lookup.listing(Search(roles=(role,), per_page=1), most=len(concepts("topic")) + 1)
        topics = next(facet for facet in listing.facets if facet.name == "topic")
        for value in topics.values:
            numbers[value.value][name] = value.count
    return {topic: TopicCount(**by_role) for topic, by_role in numbers.items() if topic != NOBODY}


def topic_summary(lookup: Lookup, topic: str) -> TopicSummary:
    """Give a topic in numbers."""
    row = lookup.read(
        "SELECT SUM(s.role = 'recommendation') AS recommendations, SUM(s.role = 'claim') AS claims, "
        "SUM(s.role = 'evidence') AS evidence, COUNT(DISTINCT d.id) AS documents, MIN(d.issued) AS first, "
        "MAX(d.issued) AS last, COUNT(DISTINCT CASE WHEN s.role = 'recommendation' THEN s.speaker END) AS issuers "
        f"{_ON_TOPIC}",
        (and_narrower(topic),),
    )[0]
    asked = f"SELECT COUNT(DISTINCT a.actor) {_ADDRESSED} AND s.role = 'recommendation'"
    addressees = lookup.read(asked, (and_narrower(topic),))[0][0]
    count = TopicCount(**{name: row[name] or 0 for name in ("recommendations", "claims", "evidence")})
    return TopicSummary(
        count=count,
        issuers=row["issuers"],
        addressees=addressees,
        documents=row["documents"],
        first=row["first"],
        last=row["last"],
    )


def asked_on(lookup: Lookup, topic: str, *, groups: int, each: int) -> tuple[tuple[Asked, ...], int]:
    """Give the recommendations on a topic by whom they address.

    The most asked come first; of several asked equally often, those with the best reasons, then those who are asked
    most on any topic. Where a sentence names nobody comes last.

    Args:
        lookup: the index.
        topic: notation of the topic.
        groups: how many addressees to give at most.
        each: how many recommendations of each to give at most.

    Returns:
        The groups, and how many addressees there are in all.
    """
    found = lookup.read(
        "SELECT actor, total, iri, supports FROM (SELECT COALESCE(a.actor, 'none') AS actor, s.iri, s.supports, "  # noqa: S608
        f"COUNT(*) OVER (PARTITION BY a.actor) AS total, ROW_NUMBER() OVER (PARTITION BY a.actor {_BEST}) AS place "
        f"{_ADDRESSED} AND s.role = 'recommendation') WHERE place <= ? ORDER BY place",
        (and_narrower(topic), each),
    )
    totals = {row["actor"]: row["total"] for row in found}
    best = {row["actor"]: row["supports"] for row in reversed(found)}
    named = sorted(
        (actor for actor in totals if actor != NOBODY), key=lambda actor: (-totals[actor], -best[actor], actor)
    )
    shown = [*_most_asked(lookup, named[:_CANDIDATES], totals, best)[:groups], *([NOBODY] if NOBODY in totals else [])]
    names = _names(lookup, shown)
    rows = {row.iri: row for row in lookup.statements_by([row["iri"] for row in found if row["actor"] in shown])}
    made = (
        Asked(
            actor=None if actor == NOBODY else Named(iri=actor, name=names.get(actor, actor)),
            total=totals[actor],
            rows=tuple(rows[row["iri"]] for row in found if row["actor"] == actor),
        )
        for actor in shown
    )
    return tuple(made), len(named)


def _most_asked(lookup: Lookup, actors: Sequence[str], totals: Mapping[str, int], best: Mapping[str, int]) -> list[str]:
    sql = f"SELECT actor, COUNT(*) AS number FROM addressee WHERE actor IN ({marks(actors)}) GROUP BY actor"  # noqa: S608
    anywhere = {row["actor"]: row["number"] for row in lookup.read(sql, actors)}
    return sorted(actors, key=lambda actor: (-totals[actor], -best[actor], -anywhere.get(actor, 0), actor))


def rows_for(lookup: Lookup, rest: str, values: Sequence[object], most: int) -> tuple[StatementRow, ...]:
    """Give the first statements that the rest of a SELECT, made of constants, finds: its FROM, WHERE and ORDER BY."""
    found = lookup.read(f"SELECT s.iri {rest} LIMIT ?", [*values, most])
    return lookup.statements_by([row["iri"] for row in found])


def _names(lookup: Lookup, iris: Sequence[str]) -> dict[str, str]:
    sql = f"SELECT iri, MIN(name) AS name FROM actor WHERE iri IN ({marks(iris)}) GROUP BY iri"  # noqa: S608
    return {row["iri"]: row["name"] for row in lookup.read(sql, iris)}


def said_on(lookup: Lookup, topic: str, role: Role, *, most: int) -> tuple[StatementRow, ...]:
    """Give the claims or the evidence on a topic, those with reasons first, then the newest."""
    return rows_for(lookup, f"{_ON_TOPIC} AND s.role = ? {_BEST}", (and_narrower(topic), role.value), most)


def refusals_on(lookup: Lookup, topic: str, *, most: int) -> tuple[StatementRow, ...]:
    """Give the recommendations on a topic that ask that something be not done, the newest first."""
    where = "AND s.role = 'recommendation' AND s.polarity = 'against'"
    return rows_for(lookup, f"{_ON_TOPIC} {where} {NEWEST}", (and_narrower(topic),), most)


def disputed_on(lookup: Lookup, topic: str, *, most: int) -> tuple[StatementRow, ...]:
    """Give the statements on a topic against which a document gives a reason, the newest first."""
    return rows_for(lookup, f"{_ON_TOPIC} AND s.disputes > 0 {NEWEST}", (and_narrower(topic),), most)


def required_on(lookup: Lookup, topic: str, *, most: int) -> tuple[StatementRow, ...]:
    """Give what bills, laws, rules and orders would have done on a topic, the newest first."""
    kinds = [kind.value for kind in LAWS]
    where = f"AND s.role = 'recommendation' AND d.source_kind IN ({marks(kinds)})"
    return rows_for(lookup, f"{_ON_TOPIC} {where} {NEWEST}", (and_narrower(topic), *kinds), most)


def provisions_of(lookup: Lookup, rows: Sequence[StatementRow]) -> dict[str, str]:
    """Give the provision in which statements stand, by IRI of the statement; one outside any is left out."""
    passages = [row.passage for row in rows]
    found = lookup.read(
        f"SELECT iri, provision FROM passage WHERE iri IN ({marks(passages)}) AND provision IS NOT NULL",  # noqa: S608
        passages,
    )
    places = {row["iri"]: row["provision"] for row in found}
    return {row.iri: places[row.passage] for row in rows if row.passage in places}


def titled(lookup: Lookup, concept: Concept) -> tuple[int, ...]:
    """Give the newest documents, by number in the index, whose title names a topic; at most two hundred."""
    phrases = {concept.label, *concept.alt_labels, *concept.hidden_labels}
    words = re.compile(rf"\b(?:{'|'.join(re.escape(each) for each in sorted(phrases))})\b", re.IGNORECASE)
    rows = lookup.read(f"SELECT d.id, d.title FROM document d WHERE {CURRENT} ORDER BY d.issued DESC, d.id")  # noqa: S608
    return tuple(row["id"] for row in rows if words.search(row["title"]))[:_TITLED]


def asked_in(
    lookup: Lookup, topic: str, documents: Sequence[int], *, most: int
) -> tuple[tuple[StatementRow, ...], int]:
    """Give recommendations in documents that don't name a topic themselves; parts of a longer one are left out.

    Args:
        lookup: the index.
        topic: notation of the topic.
        documents: numbers of documents, from `titled`.
        most: how many to give at most.

    Returns:
        The best supported of the newest, and how many there are in all.
    """
    rest = (
        "FROM statement s JOIN document d ON d.id = s.document "
        f"WHERE d.id IN ({marks(documents)}) AND s.role = 'recommendation' AND s.part_of IS NULL "
        f"AND NOT {TOPICS}"
    )
    values = [*documents, and_narrower(topic)]
    total = lookup.read(f"SELECT COUNT(*) {rest}", values)[0][0]
    return rows_for(lookup, f"{rest} {_BEST}", values, most), total


def sources_on(lookup: Lookup, topic: str, *, most: int, skip: int = 0) -> tuple[TopicSource, ...]:
    """Give the documents with a sentence that names a topic, the newest first."""
    rows = lookup.read(
        "SELECT d.iri, d.title, d.publisher, d.issued, d.source_kind, d.is_brief, "
        f"SUM(s.role = 'recommendation') AS recommendations, SUM(s.role <> 'recommendation') AS claims {_ON_TOPIC} "
        "GROUP BY d.id ORDER BY d.issued DESC NULLS LAST, d.title, d.iri LIMIT ? OFFSET ?",
        (and_narrower(topic), most, skip),
    )
    return tuple(TopicSource(**{**dict(row), "is_brief": bool(row["is_brief"])}) for row in rows)
