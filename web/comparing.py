"""Two to four documents or actors side by side, and the page on which they are chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from kg.comparison import FEWEST, MOST, Comparison, Match, compare
from kg.directory import ActorSearch, ActorSort, directory
from kg.model import Role
from kg.phrases import narrower, wider
from kg.rows import StatementRow
from kg.sides import READ, Account, account, documents_with, said_by, sides
from kg.topics import TopicCount, topic_concept
from kg.wording import row_ask
from ontology.resources import Concept, concepts
from web.library import library
from web.pages import plain, respond
from web.urls import iri_of, key_of, with_query

blueprint = Blueprint("comparing", __name__)

KINDS: Final = ("document", "actor")
_OFFERED: Final = 30
_DISPUTES: Final = 15
_ROOM: Final = {2: (8, 3), 3: (7, 2), 4: (5, 2)}
"""Number of sides to how many pairs of topic and addressee a page has room for, and how many asks in each cell."""
_TOPICS: Final = {2: 50, 3: 30, 4: 22}
"""Number of sides to how many topics the table has room for."""

_ALONE: Final = 8
_SAID: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A side as the head of its column.

    Attributes:
        iri: the document or actor.
        kind: `document` or `actor`.
        name: title or name.
        note: publisher and date of a document, or nothing.
        account: how much it says, by topic.
        without: the comparison without it.
        asks: the list of its recommendations.
        is_cut: it has more recommendations than are compared.
    """

    iri: str
    kind: str
    name: str
    note: str
    is_brief: bool
    account: Account
    without: str
    asks: str
    is_cut: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicLine:
    """A topic and how much each side says on it; `depth` is the number of topics above it in the table."""

    concept: Concept
    depth: int
    cells: tuple[tuple[TopicCount, str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchLine:
    """Asks with the same topic and addressee: for each side those that are shown, and how many there are."""

    topics: tuple[str, ...]
    addressees: tuple[str, ...]
    cells: tuple[tuple[tuple[StatementRow, ...], int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What one side claims on the chosen topic: the newest of it, and how much there is."""

    rows: tuple[StatementRow, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparePage:
    """Documents or actors side by side."""

    heads: tuple[Head, ...]
    topic: Concept | None
    whole: str
    change: str
    topics: tuple[TopicLine, ...]
    topics_total: int
    opposed: tuple[MatchLine, ...]
    opposed_total: int
    disputed: tuple[tuple[StatementRow, StatementRow], ...]
    disputed_total: int
    shared: tuple[MatchLine, ...]
    shared_total: int
    alone: tuple[tuple[tuple[StatementRow, ...], int, int], ...]
    said: tuple[Said, ...]
    most: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A document or actor that can be chosen."""

    kind: str
    key: str
    name: str
    note: str
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoosePage:
    """The page on which documents or actors are chosen.

    Attributes:
        kind: which of both are offered.
        find: the words that they were looked for by.
        chosen: what is chosen already.
        offered: what else fits the words.
        total: how many fit.
        complaint: why the choice can't be compared, or nothing.
        tabs: the same page for documents and for actors.
        topic: the topic that the comparison is to be about, or nothing.
    """

    kind: str
    find: str
    chosen: tuple[Offer, ...]
    offered: tuple[Offer, ...]
    total: int
    complaint: str
    tabs: Mapping[str, str]
    topic: str


@blueprint.get("/compare")
def index() -> Response:
    """Compare what the address names; where it names too few or too many, offer a choice."""
    chosen = _chosen()
    topic = topic_concept(request.args.get("topic", ""))
    if "topic" in request.args and topic is None and request.args["topic"]:
        raise NotFound(f"There is no topic called {request.args['topic']!r}; /topics lists them.")
    if "choose" in request.args or not FEWEST <= len(chosen) <= MOST:
        page = _choice(chosen)
        return respond("compare/choose.html", page, data=lambda: plain(page))
    compared = _compared(chosen, topic)
    return respond("compare/compare.html", compared, data=lambda: _data(compared, chosen))


def compared_query() -> str | None:
    """Give the query for the recommendations of what the address compares, or None where it still offers a choice."""
    chosen, topic = _chosen(), topic_concept(request.args.get("topic", ""))
    if "choose" in request.args or not FEWEST <= len(chosen) <= MOST:
        return None
    on_topic = (
        f"  VALUES ?topic {{ {' '.join(f'topic:{each}' for each in narrower(topic.notation))} }}\n" if topic else ""
    )
    return (
        "SELECT DISTINCT ?side ?topic ?addressee ?ask ?words WHERE {\n"
        f"  VALUES ?side {{ {' '.join(f'<{iri}>' for iri in chosen)} }}\n"
        f"{on_topic}"
        "  ?ask w:inDocument|w:issuer ?side ; w:modality ?firmness ; w:quote/oa:hasSelector/oa:exact ?words .\n"
        f"  {'?ask w:topic ?topic .' if topic else 'OPTIONAL { ?ask w:topic ?topic }'}\n"
        "  OPTIONAL { ?ask w:addressee ?addressee }\n"
        "}\n"
        "ORDER BY ?topic ?addressee ?side"
    )


def _chosen() -> list[str]:
    pairs = [(kind, key_of(value)) for kind in KINDS for value in request.args.getlist(kind) if value]
    return list(dict.fromkeys(iri_of(kind, key) for kind, key in pairs))


def _address(chosen: Sequence[str], **more: str) -> str:
    pairs = [(_kind(iri), key_of(iri)) for iri in chosen]
    return with_query("/compare", [*pairs, *((name, value) for name, value in more.items() if value)])


def _kind(iri: str) -> str:
    return iri.rsplit("/", 2)[-2]


def _name(iri: str) -> tuple[str, str, bool]:
    """Give the name of a document or actor, a note on it, and whether it is a brief."""
    lookup = library().index
    if _kind(iri) == "document":
        document = lookup.document(iri)
        if document is None:
            raise NotFound(f"There is no document {key_of(iri)} here; choose others at /compare.")
        return document.title, _note(document.publisher, document.issued), document.is_brief
    actor = directory(lookup).actor(iri)
    if actor is None:
        raise NotFound(f"There is no actor {key_of(iri)} here; choose others at /compare.")
    return actor.name, "", False


def _note(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _choice(chosen: Sequence[str]) -> ChoosePage:
    kind, find = request.args.get("kind", ""), " ".join(request.args.get("find", "").split())[:200]
    if kind not in KINDS:
        kind = _kind(chosen[0]) if chosen else KINDS[0]
    taken = tuple(Offer(kind=_kind(iri), key=key_of(iri), name=_name(iri)[0], note="", chosen=True) for iri in chosen)
    offered, total = _offers(kind, find)
    topic = request.args.get("topic", "")
    return ChoosePage(
        kind=kind,
        find=find,
        chosen=taken,
        offered=tuple(each for each in offered if iri_of(each.kind, each.key) not in chosen),
        total=total,
        complaint=_complaint(len(chosen)),
        tabs={each: _address(chosen, kind=each, choose="yes", topic=topic) for each in KINDS},
        topic=topic,
    )


def _complaint(number: int) -> str:
    if number > MOST:
        return f"You chose {number}; at most {MOST} fit side by side. Take some away."
    return "You chose one; add at least one more." if number == 1 else ""


def _offers(kind: str, find: str) -> tuple[list[Offer], int]:
    if kind == "document":
        rows, total = documents_with(library().index, find, most=_OFFERED)
        notes = ((row, _note(row.publisher, row.issued)) for row in rows)
        return [Offer(kind=kind, key=key_of(row.iri), name=row.title, note=note) for row, note in notes], total
    page = directory(library().index).find(ActorSearch(text=find, sort=ActorSort.MADE, per_page=_OFFERED))
    made = [row for row in page.rows if row.asks_made or row.claims]
    return [
        Offer(kind=kind, key=key_of(row.iri), name=row.name, note=f"{row.asks_made:,} asks made") for row in made
    ], page.total


def _compared(chosen: Sequence[str], topic: Concept | None) -> ComparePage:
    lookup = library().index
    notation = "" if topic is None else topic.notation
    heads = tuple(_head(iri, chosen, notation) for iri in chosen)
    found = compare(*sides(lookup, chosen, topic=notation or None))
    room, _ = _ROOM[len(chosen)]
    rows = _rows(found)
    shown, topics_total = _largest(heads)
    return ComparePage(
        heads=heads,
        topic=topic,
        whole=_address(chosen),
        change=_address(chosen, choose="yes", topic=notation),
        topics=() if topic else tuple(_topic_lines(None, 0, heads, shown)),
        topics_total=topics_total,
        opposed=tuple(_line(match, chosen, rows) for match in found.opposed[:room]),
        opposed_total=len(found.opposed),
        disputed=tuple(
            (rows[each.premise], rows[each.target])
            for each in found.disputed[:_DISPUTES]
            if each.premise in rows and each.target in rows
        ),
        disputed_total=len(found.disputed),
        shared=tuple(_line(match, chosen, rows) for match in found.shared[:room]),
        shared_total=len(found.shared),
        alone=tuple(
            (tuple(rows[ask] for ask in found.alone[iri][:_ALONE]), len(found.alone[iri]), found.unmatchable[iri])
            for iri in chosen
        ),
        said=tuple(_said(iri, notation) for iri in chosen) if topic else (),
        most=READ,
    )


def _head(iri: str, chosen: Sequence[str], topic: str) -> Head:
    name, note, is_brief = _name(iri)
    found = account(library().index, iri)
    facet = ("document" if _kind(iri) == "document" else "issuer", iri)
    return Head(
        iri=iri,
        kind=_kind(iri),
        name=name,
        note=note,
        is_brief=is_brief,
        account=found,
        without=_address([each for each in chosen if each != iri], topic=topic),
        asks=with_query("/recommendations", [facet, *([("topic", topic)] if topic else [])]),
        is_cut=found.count.recommendations > READ,
    )


def _largest(heads: Sequence[Head]) -> tuple[frozenset[str], int]:
    """Give the topics on which the sides together say most, as many as the table holds, and how many there are."""
    totals = Counter[str]()
    for head in heads:
        totals.update({topic: count.total for topic, count in head.account.topics.items()})
    # Of equal ones the wider comes first: a narrower one never stands without those above it.
    ordered = sorted(totals, key=lambda topic: (-totals[topic], len(wider(topic)), topic))
    return frozenset(ordered[: _TOPICS[len(heads)]]), len(totals)


def _topic_lines(broader: str | None, depth: int, heads: Sequence[Head], shown: frozenset[str]) -> Iterator[TopicLine]:
    chosen = [head.iri for head in heads]
    for concept in sorted((each for each in concepts("topic") if each.broader == broader), key=lambda each: each.label):
        counts = [head.account.topics.get(concept.notation, TopicCount()) for head in heads]
        if concept.notation in shown:
            address = _address(chosen, topic=concept.notation)
            asks = (with_query(head.asks, []) + f"&topic={concept.notation}" for head in heads)
            cells = tuple((count, listed, address) for count, listed in zip(counts, asks, strict=True))
            yield TopicLine(concept=concept, depth=depth, cells=cells)
            yield from _topic_lines(concept.notation, depth + 1, heads, shown)


def _rows(found: Comparison) -> dict[str, StatementRow]:
    """Read the statements that the page shows, and no others."""
    room, each_cell = _ROOM[len(found.alone)]
    matches = (*found.opposed[:room], *found.shared[:room])
    wanted = [ask for match in matches for asks in match.asks.values() for ask in asks[:each_cell]]
    wanted += [iri for each in found.disputed[:_DISPUTES] for iri in (each.premise, each.target)]
    wanted += [ask for asks in found.alone.values() for ask in asks[:_ALONE]]
    return {row.iri: row for row in library().index.statements_by(wanted)}


def _line(match: Match, chosen: Sequence[str], rows: Mapping[str, StatementRow]) -> MatchLine:
    cells = []
    names: dict[str, str] = {}
    _, each_cell = _ROOM[len(chosen)]
    for iri in chosen:
        asks = match.asks.get(iri, ())
        shown = tuple(rows[ask] for ask in asks[:each_cell])
        names |= {actor.iri: actor.name for row in shown for actor in row.addressees}
        cells.append((shown, len(asks)))
    addressees = tuple(names.get(iri, iri) for iri in match.addressees)
    return MatchLine(topics=match.topics, addressees=addressees, cells=tuple(cells))


def _said(iri: str, topic: str) -> Said:
    rows, total = said_by(library().index, iri, topic, (Role.EVIDENCE, Role.CLAIM), most=_SAID)
    return Said(rows=rows, total=total)


def _data(page: ComparePage, chosen: Sequence[str]) -> dict[str, Any]:
    def ask(row: StatementRow) -> dict[str, Any]:
        return {**plain(row), "ask": "".join(part.text for part in row_ask(row))}

    def match(line: MatchLine) -> dict[str, Any]:
        asks = {iri: [ask(row) for row in shown] for iri, (shown, _) in zip(chosen, line.cells, strict=True) if shown}
        numbers = {iri: number for iri, (_, number) in zip(chosen, line.cells, strict=True)}
        return {"topics": list(line.topics), "addressees": list(line.addressees), "asks": asks, "numbers": numbers}

    return {
        "sides": [
            {"iri": head.iri, "kind": head.kind, "name": head.name, **plain(head.account.count)} for head in page.heads
        ],
        "topic": page.topic.notation if page.topic else None,
        "topics": {head.iri: plain(head.account.topics) for head in page.heads},
        "opposed": [match(line) for line in page.opposed],
        "disputed": [{"premise": plain(premise), "target": plain(target)} for premise, target in page.disputed],
        "shared": [match(line) for line in page.shared],
        "shared_total": page.shared_total,
        "opposed_total": page.opposed_total,
        "disputed_total": page.disputed_total,
        "alone": {
            iri: {"asks": [ask(row) for row in rows], "number": number, "unmatchable": unmatchable}
            for iri, (rows, number, unmatchable) in zip(chosen, page.alone, strict=True)
        },
        "said": {iri: plain(said) for iri, said in zip(chosen, page.said, strict=False)},
    }
