"""What the index holds on a topic: counts, asks by addressee, claims, sources and provisions.

Whatever names a narrower topic is on the topic, too, as in the list of recommendations. All counts leave replaced
versions of documents out. SQL is put together from constants only; every value goes in as a parameter.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.conditions import CURRENT, NOBODY, marks
from kg.finding import most_frequent
from kg.kept import Kept
from kg.lookup import Lookup
from kg.model import Polarity, Role, SourceKind
from kg.phrases import narrower
from kg.rows import Named, Search, Sort, StatementRow
from ontology.resources import Concept, concepts

LAWS: Final = (SourceKind.BILL, SourceKind.LAW, SourceKind.RULE, SourceKind.EXECUTIVE_ORDER)
"""Sources whose words bind, or would."""

TOPICS: Final = "s.id IN (SELECT o.statement FROM topic o WHERE o.topic IN (SELECT value FROM json_each(?)))"
"""A condition that holds for statements on one of several topics; `and_narrower` gives its value."""

HAS_TOPIC: Final = (
    "EXISTS (SELECT 1 FROM topic o WHERE o.statement = s.id AND o.topic IN (SELECT value FROM json_each(?)))"
)
"""The same condition, quicker where only few statements are looked at."""

_COUNTED: Final = {"recommendations": Role.RECOMMENDATION, "claims": Role.CLAIM, "evidence": Role.EVIDENCE}
_CANDIDATES: Final = 40
_KEPT: Final = 128
_TITLED: Final = 50
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
        first: year of the oldest of these, or None.
        last: year of the newest.
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


_COUNTS: Final = Kept[dict[str, TopicCount]](1)
_SUMMARIES: Final = Kept[TopicSummary](_KEPT)
_ASKED: Final = Kept[tuple[tuple[Asked, ...], int]](_KEPT)


def topic_concept(notation: str) -> Concept | None:
    """Give a topic of the vocabulary, or None."""
    return next((each for each in concepts("topic") if each.notation == notation), None)


def and_narrower(topic: str) -> str:
    """Give a topic and all below it as the value of the condition `TOPICS`."""
    return json.dumps(narrower(topic))


def topic_counts(lookup: Lookup) -> dict[str, TopicCount]:
    """Count what is on each topic; one that nothing is on is left out."""
    return _COUNTS.get(lookup, None, lambda: _topic_counts(lookup))


def _topic_counts(lookup: Lookup) -> dict[str, TopicCount]:
    numbers: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, role in _COUNTED.items():
        for topic, number in lookup.tally(Search(roles=(role,)), "topic").items():
            numbers[topic][name] = number
    return {topic: TopicCount(**by_role) for topic, by_role in numbers.items() if topic != NOBODY}


def topic_summary(lookup: Lookup, topic: str, count: TopicCount) -> TopicSummary:
    """Give a topic in numbers.

    Args:
        lookup: the index.
        topic: notation of the topic.
        count: what is on it, from `topic_counts`.
    """
    return _SUMMARIES.get(lookup, (topic, count), lambda: _topic_summary(lookup, topic, count))


def _topic_summary(lookup: Lookup, topic: str, count: TopicCount) -> TopicSummary:
    asks, every = _search(topic, Role.RECOMMENDATION), _search(topic, *Role)
    years = sorted(lookup.tally(every, "year").keys() - {NOBODY})
    return TopicSummary(
        count=count,
        issuers=len(lookup.tally(asks, "issuer").keys() - {NOBODY}),
        addressees=len(lookup.tally(asks, "addressee").keys() - {NOBODY}),
        documents=len(lookup.tally(every, "document")),
        first=years[0] if years else None,
        last=years[-1] if years else None,
    )


def _search(topic: str, *roles: Role, **more: tuple[str, ...]) -> Search:
    return Search(facets={"topic": (topic,), **more}, roles=roles, sort=Sort.SUPPORT, per_page=1)


def asked_on(lookup: Lookup, topic: str, *, groups: int, each: int) -> tuple[tuple[Asked, ...], int]:
    """Give the recommendations on a topic by whom they address.

    The most asked come first; of several asked equally often, those who are asked most on any topic. Where a sentence
    names nobody comes last.

    Args:
        lookup: the index.
        topic: notation of the topic.
        groups: how many addressees to give at most.
        each: how many recommendations of each to give at most, those with most reasons first.

    Returns:
        The groups, and how many addressees there are in all.
    """
    return _ASKED.get(lookup, (topic, groups, each), lambda: _asked_on(lookup, topic, groups, each))


def _asked_on(lookup: Lookup, topic: str, groups: int, each: int) -> tuple[tuple[Asked, ...], int]:
    totals = lookup.tally(_search(topic, Role.RECOMMENDATION), "addressee")
    named = {actor: number for actor, number in totals.items() if actor != NOBODY}
    candidates = most_frequent(named, max(groups, _CANDIDATES))
    shown = [*_most_asked(lookup, candidates, totals)[:groups], *([NOBODY] if NOBODY in totals else [])]
    return tuple(_asked_of(lookup, topic, actor, totals[actor], each) for actor in shown), len(named)


def _asked_of(lookup: Lookup, topic: str, actor: str, total: int, each: int) -> Asked:
    rows = lookup.statements(
        replace(_search(topic, Role.RECOMMENDATION, addressee=(actor,)), per_page=each),
    ).rows
    named = next((each for row in rows for each in row.addressees if each.iri == actor), None)
    return Asked(actor=named, total=total, rows=rows)


def _most_asked(lookup: Lookup, actors: Sequence[str], totals: Mapping[str, int]) -> list[str]:
    sql = f"SELECT actor, COUNT(*) AS number FROM addressee WHERE actor IN ({marks(actors)}) GROUP BY actor"  # noqa: S608
    anywhere = {row["actor"]: row["number"] for row in lookup.read(sql, actors)}
    return sorted(actors, key=lambda actor: (-totals[actor], -anywhere.get(actor, 0), actor))


def rows_for(lookup: Lookup, rest: str, values: Sequence[object], most: int) -> tuple[StatementRow, ...]:
    """Give the first statements that the rest of a SELECT, made of constants, finds: its FROM, WHERE and ORDER BY."""
    found = lookup.read(f"SELECT s.iri {rest} LIMIT ?", [*values, most])
    return lookup.statements_by([row["iri"] for row in found])


def said_on(lookup: Lookup, topic: str, role: Role, *, most: int) -> tuple[StatementRow, ...]:
    """Give the claims or the evidence on a topic, those with most reasons first, then the newest."""
    return lookup.statements(replace(_search(topic, role), per_page=most)).rows


def refusals_on(lookup: Lookup, topic: str, *, most: int) -> tuple[StatementRow, ...]:
    """Give the recommendations on a topic that ask that something be not done, the newest first."""
    search = _search(topic, Role.RECOMMENDATION, polarity=(Polarity.AGAINST.value,))
    return lookup.statements(replace(search, sort=Sort.NEWEST, per_page=most)).rows


def disputed_on(lookup: Lookup, topic: str, *, most: int) -> tuple[StatementRow, ...]:
    """Give the statements on a topic against which a document gives a reason, those with most such reasons first."""
    search = _search(topic, *Role, disputed=("yes",))
    return lookup.statements(replace(search, sort=Sort.DISPUTED, per_page=most)).rows


def required_on(lookup: Lookup, topic: str, *, most: int) -> tuple[StatementRow, ...]:
    """Give what bills, laws, rules and orders would have done on a topic, the newest first."""
    search = _search(topic, Role.RECOMMENDATION, source_kind=tuple(kind.value for kind in LAWS))
    return lookup.statements(replace(search, sort=Sort.NEWEST, per_page=most)).rows


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
    """Give the newest documents, by number in the index, whose title names a topic; at most fifty."""
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
        f"AND NOT {HAS_TOPIC}"
    )
    values = [*documents, and_narrower(topic)]
    total = lookup.read(f"SELECT COUNT(*) {rest}", values)[0][0]
    return rows_for(lookup, f"{rest} {_BEST}", values, most), total


def sources_on(lookup: Lookup, topic: str, *, most: int, skip: int = 0) -> tuple[TopicSource, ...]:
    """Give the documents with a sentence on a topic, the newest first."""
    found = lookup.read(
        f"SELECT d.id FROM document d WHERE {CURRENT} "  # noqa: S608
        f"AND EXISTS (SELECT 1 FROM statement s WHERE s.document = d.id AND {HAS_TOPIC}) "
        "ORDER BY d.issued DESC NULLS LAST, d.title, d.iri LIMIT ? OFFSET ?",
        (and_narrower(topic), most, skip),
    )
    numbers = [row["id"] for row in found]
    rows = lookup.read(
        "SELECT d.iri, d.title, d.publisher, d.issued, d.source_kind, d.is_brief, "  # noqa: S608
        "SUM(s.role = 'recommendation') AS recommendations, SUM(s.role <> 'recommendation') AS claims "
        f"FROM document d JOIN statement s ON s.document = d.id WHERE d.id IN ({marks(numbers)}) AND {HAS_TOPIC} "
        "GROUP BY d.id ORDER BY d.issued DESC NULLS LAST, d.title, d.iri",
        [*numbers, and_narrower(topic)],
    )
    return tuple(TopicSource(**{**dict(row), "is_brief": bool(row["is_brief"])}) for row in rows)
