"""Topics: all of them as a tree, and one with who asks whom for what on it, why, and who speaks against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from kg.conditions import NOBODY
from kg.model import Direction, Role
from kg.opposition import opposing_on
from kg.reasons import Reason, reasons
from kg.rows import Page, Search, Sort, StatementRow
from kg.topics import (
    Asked,
    TopicCount,
    TopicSource,
    TopicSummary,
    asked_in,
    asked_on,
    disputed_on,
    provisions_of,
    refusals_on,
    required_on,
    said_on,
    sources_on,
    titled,
    topic_concept,
    topic_counts,
    topic_summary,
)
from kg.wording import row_fits
from ontology.resources import Concept, concepts
from web.library import library
from web.pages import plain, respond
from web.turtle import described
from web.urls import key_of, with_query

blueprint = Blueprint("topics", __name__)

_ADDRESSEES: Final = 8
_ASKS_EACH: Final = 3
_ASKS: Final = 12
_REASONS: Final = 3
_SHOWN: Final = 6
_SOURCES: Final = 10
_ON_PAGE: Final = 50
_COMPARED: Final = 3
PARTS: Final = {"claims": Role.CLAIM, "evidence": Role.EVIDENCE, "sources": None}
"""The lists of a topic that have pages of their own, with the role of the statements in them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A topic in the tree, with what names it and the narrower topics."""

    concept: Concept
    count: TopicCount
    narrower: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicsPage:
    """All topics, as a tree."""

    roots: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedGroup:
    """The asks to one addressee.

    Attributes:
        asked: the asks.
        rows: those that are shown here.
        above: those that are shown further up, under another addressee.
        anchor: where the first of them is shown.
        href: the list of all of them.
    """

    asked: Asked
    rows: tuple[StatementRow, ...]
    above: tuple[StatementRow, ...]
    anchor: str
    href: str

    @property
    def is_shown(self) -> bool:
        """Whether it has a section of its own: there is more to it than asks shown above."""
        return len(self.above) < self.asked.total


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """The reasons for and against one ask in short; `more` are left to the page of the ask."""

    wanted: tuple[Reason, ...]
    against: tuple[Reason, ...]
    more: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """Who speaks against: reasons recorded against statements, asks not to do, and opposing words."""

    disputed: tuple[StatementRow, ...]
    refusals: tuple[StatementRow, ...]
    opposing: tuple[StatementRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicPage:
    """One topic.

    Attributes:
        concept: the topic.
        summary: how much names it.
        broader: the topics above it, the widest first.
        narrower: the topics below it.
        beside: the other topics under the same one.
        groups: the asks by addressee.
        addressees: how many addressees there are in all.
        reasons: the reasons of every ask shown, by IRI; one without any is left out.
        further: asks of documents whose title names the topic, that don't name it themselves.
        further_total: how many there are.
        laws: what bills, laws, rules and orders would have done.
        provisions: the provision of each of these, by IRI, where it has one.
        links: where the same things are a list, a table, a feed, a brief and a comparison.
    """

    concept: Concept
    summary: TopicSummary
    broader: tuple[Concept, ...]
    narrower: tuple[Node, ...]
    beside: tuple[Node, ...]
    groups: tuple[AskedGroup, ...]
    addressees: int
    reasons: Mapping[str, Why]
    claims: tuple[StatementRow, ...]
    evidence: tuple[StatementRow, ...]
    against: Against
    further: tuple[StatementRow, ...]
    further_total: int
    laws: tuple[StatementRow, ...]
    provisions: Mapping[str, str]
    sources: tuple[TopicSource, ...]
    links: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class PartPage:
    """One of the lists of a topic in full, a page at a time."""

    concept: Concept
    part: str
    rows: Page[StatementRow] | None
    sources: tuple[TopicSource, ...]
    total: int
    page: int
    before: str | None
    after: str | None


@blueprint.get("/topics")
def index() -> Response:
    """Show all topics as a tree."""
    page = TopicsPage(roots=_nodes(None, topic_counts(library().index)))
    return respond("topics/index.html", page, data=lambda: {"topics": [_node_data(node) for node in page.roots]})


def _nodes(broader: str | None, counts: Mapping[str, TopicCount]) -> tuple[Node, ...]:
    found = sorted((each for each in concepts("topic") if each.broader == broader), key=lambda each: each.label)
    return tuple(
        Node(concept=each, count=counts.get(each.notation, TopicCount()), narrower=_nodes(each.notation, counts))
        for each in found
    )


def _node_data(node: Node) -> dict[str, Any]:
    concept = node.concept
    return {
        "iri": concept.iri,
        "notation": concept.notation,
        "label": concept.label,
        "definition": concept.definition,
        **plain(node.count),
        "narrower": [_node_data(each) for each in node.narrower],
    }


def topic(notation: str) -> Response | None:
    """Show one topic to people; None where the vocabulary has no such topic."""
    concept = topic_concept(notation)
    if concept is None:
        return None
    if "part" in request.args:
        return respond("topics/part.html", _part(concept), data={}, rdf=lambda form: described(concept.iri, form))
    return respond("topics/topic.html", _page(concept), data={}, rdf=lambda form: described(concept.iri, form))


def _page(concept: Concept) -> TopicPage:
    lookup, notation = library().index, concept.notation
    asked, addressees = asked_on(lookup, notation, groups=_ADDRESSEES, each=_ASKS_EACH)
    groups = _groups(notation, _understood_first(asked))
    documents = titled(lookup, concept)
    more, further_total = asked_in(lookup, notation, documents, most=_SHOWN)
    further = _in_words(more)
    against = Against(
        disputed=disputed_on(lookup, notation, most=_SHOWN),
        refusals=refusals_on(lookup, notation, most=_SHOWN),
        opposing=opposing_on(lookup, notation, documents, most=_SHOWN + 2),
    )
    laws = required_on(lookup, notation, most=_SHOWN)
    sources = sources_on(lookup, notation, most=_SOURCES)
    shown = [row for group in groups for row in group.rows]
    counts = topic_counts(lookup)
    return TopicPage(
        concept=concept,
        summary=topic_summary(lookup, notation, counts.get(notation, TopicCount())),
        broader=_broader(concept),
        narrower=_nodes(notation, counts),
        beside=tuple(node for node in _nodes(concept.broader, counts) if node.concept is not concept),
        groups=groups,
        addressees=addressees,
        reasons=_reasons([*shown, *further, *against.disputed]),
        claims=said_on(lookup, notation, Role.CLAIM, most=_SHOWN),
        evidence=said_on(lookup, notation, Role.EVIDENCE, most=_SHOWN),
        against=against,
        further=further,
        further_total=further_total,
        laws=laws,
        provisions=provisions_of(lookup, laws),
        sources=sources,
        links=_links(notation, shown, sources),
    )


def _reasons(rows: Sequence[StatementRow]) -> dict[str, Why]:
    found = reasons(library().index, [row.iri for row in rows])
    return {iri: _why(several) for iri, several in found.items()}


def _understood_first(asked: Iterable[Asked]) -> list[Asked]:
    """Put addressees first of whose asks one at least was understood, and in each group the asks that were."""
    groups = [replace(each, rows=_in_words(each.rows)) for each in asked]
    return sorted(groups, key=lambda each: (each.actor is None, not any(row_fits(row) for row in each.rows)))


def _in_words(rows: Iterable[StatementRow]) -> tuple[StatementRow, ...]:
    return tuple(sorted(rows, key=lambda row: not row_fits(row)))


def _groups(notation: str, asked: Iterable[Asked]) -> tuple[AskedGroup, ...]:
    """Show each ask once, under the first of its addressees, and as many in all as a page holds."""
    seen: dict[str, str] = {}
    made = []
    for each in asked:
        actor = NOBODY if each.actor is None else each.actor.iri
        fresh = [row for row in each.rows if row.iri not in seen][: max(0, _ASKS - len(seen))]
        above = [row for row in each.rows if row.iri in seen]
        anchor = f"to-{key_of(actor)}"
        group = AskedGroup(
            asked=each,
            rows=tuple(fresh),
            above=tuple(above),
            anchor=anchor if len(above) < each.total else seen[above[0].iri],
            href=with_query("/recommendations", [("topic", notation), ("addressee", actor)]),
        )
        seen |= {row.iri: anchor for row in fresh}
        made.append(group)
    return tuple(made)


def _broader(concept: Concept) -> tuple[Concept, ...]:
    above = None if concept.broader is None else topic_concept(concept.broader)
    return () if above is None else (*_broader(above), above)


def _links(notation: str, shown: Sequence[StatementRow], sources: Sequence[TopicSource]) -> dict[str, str]:
    chosen = [("topic", notation)]
    links = {"list": with_query("/recommendations", chosen), "feed": with_query("/feed", chosen)}
    links |= {part: part_address(notation, part) for part in PARTS}
    links["csv"] = with_query("/recommendations", [*chosen, ("format", "csv")])
    if shown:
        links["brief"] = with_query("/brief", [*chosen, ("sort", Sort.SUPPORT.value)])
    talking = sorted((each for each in sources if each.recommendations), key=lambda each: -each.recommendations)
    if len(talking) > 1:
        compared = [("document", key_of(each.iri)) for each in talking[:_COMPARED]]
        links["compare"] = with_query("/compare", [*compared, *chosen])
    return links


def _part(concept: Concept) -> PartPage:
    part, number = request.args["part"], request.args.get("page", "1")
    if part not in PARTS or not number.isdecimal() or int(number) < 1:
        raise BadRequest(f"A topic has no list like this; it has {', '.join(PARTS)}, with pages from 1.")
    page, role = int(number), PARTS[part]
    if role is None:
        total = topic_summary(library().index, concept.notation, TopicCount()).documents
        rows, sources = None, sources_on(library().index, concept.notation, most=_ON_PAGE, skip=(page - 1) * _ON_PAGE)
    else:
        search = Search(facets={"topic": (concept.notation,)}, roles=(role,), sort=Sort.NEWEST, per_page=_ON_PAGE)
        rows, sources = library().index.statements(replace(search, page=page)), ()
        total = rows.total
    if page > 1 and (page - 1) * _ON_PAGE >= total:
        raise NotFound
    return PartPage(
        concept=concept,
        part=part,
        rows=rows,
        sources=sources,
        total=total,
        page=page,
        before=part_address(concept.notation, part, page - 1) if page > 1 else None,
        after=part_address(concept.notation, part, page + 1) if page * _ON_PAGE < total else None,
    )


def part_address(notation: str, part: str, page: int = 1) -> str:
    """Give where a list of a topic is shown in full."""
    pairs = [("part", part), *([("page", str(page))] if page > 1 else [])]
    return with_query(f"/id/topic/{notation}", pairs)


def _why(found: Sequence[Reason]) -> Why:
    """Put evidence first, then what has evidence of its own, then the surest."""
    direct = {each.row.iri for each in found}
    found = [
        replace(each, evidence=tuple(row for row in each.evidence if row.iri not in direct)[:_REASONS])
        for each in found
    ]
    ordered = sorted(found, key=lambda each: (each.row.role != Role.EVIDENCE, not each.evidence, -each.confidence))
    wanted = [each for each in ordered if each.direction is Direction.SUPPORTS]
    against = [each for each in ordered if each.direction is Direction.DISPUTES]
    return Why(
        wanted=tuple(wanted[:_REASONS]),
        against=tuple(against[:_REASONS]),
        more=max(0, len(wanted) - _REASONS) + max(0, len(against) - _REASONS),
    )
