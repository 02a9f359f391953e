"""Actors: who asks, who is asked, who claims what, and who asks the same or otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from kg.conditions import NOBODY
from kg.directory import directory
from kg.neighbourhood import bounded
from kg.neighbours import Bunch, Link, Neighbour, Node, NodeKind, dealings
from kg.rows import ActorRow, Page, StatementRow
from kg.saying import ByTopic, NamedIn, Part, by_topic, named_in, said
from kg.stances import Companion, Stances, stances
from web.actor_list import PATH, actors_page, numbered
from web.around import BunchView, bunch_view, recommendations
from web.labels import label
from web.library import library
from web.pages import plain, respond
from web.turtle import described
from web.urls import iri_of, key_of, path_of, with_query

blueprint = Blueprint("actors", __name__)

AROUND: Final = 26
"""Neighbours in the picture of an actor's dealings."""

COMPANIONS: Final = 8
"""Other actors that are compared on an actor's page."""

DISPUTES: Final = 8
_DOCUMENTS: Final = "documents"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifier:
    """An actor's identifier elsewhere: what gives it, which it is, and its address."""

    scheme: str
    name: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PartView:
    """A part of what is said by or to an actor.

    Attributes:
        part: which.
        said: by topic.
        whole: where all of it is listed.
        lists: topic to the address of the list of this topic.
    """

    part: Part
    said: ByTopic
    whole: str
    lists: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorPage:
    """One actor.

    Attributes:
        actor: the actor.
        identifiers: the same elsewhere.
        parts: what it asks, what is asked of it, what it claims; a part without anything is left out.
        missing: the parts left out.
        stances: who asks the same or otherwise.
        around: whom it deals with and on which topics.
        around_left: how many neighbours the picture leaves out.
        documents: the first of the documents that name it.
        documents_href: where all of them are listed.
        explore: where the picture goes on.
    """

    actor: ActorRow
    identifiers: tuple[Identifier, ...]
    parts: tuple[PartView, ...]
    missing: tuple[Part, ...]
    stances: Stances
    around: tuple[BunchView, ...]
    around_left: int
    documents: Page[NamedIn]
    documents_href: str
    explore: str
    query: str

    @property
    def node(self) -> Node:
        """The actor as a node of the picture."""
        return _node(self.actor)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartPage:
    """One part of an actor's page in full, in pages: its claims or the documents that name it.

    Attributes:
        topics: topic to (count, address); None stands for all.
    """

    actor: ActorRow
    show: str
    topic: str | None
    statements: Page[StatementRow] | None
    documents: Page[NamedIn] | None
    topics: tuple[tuple[str | None, int, str], ...]
    pages: tuple[tuple[int | None, str], ...]


@blueprint.get(PATH)
def index() -> Response:
    """List actors."""
    page, data = actors_page(directory(library().index))
    return respond("actors/index.html", page, data=data)


@blueprint.get("/id/actor/<key>")
def actor(key: str) -> Response:
    """Show one actor."""
    lookup, iri = library().index, iri_of("actor", key)
    row = directory(lookup).actor(iri) or lookup.actor(iri)
    if row is None:
        raise NotFound
    show = request.args.get("show")
    if show:
        return _part_page(row, show)
    page = _actor_page(row)
    return respond("actors/actor.html", page, data=_data(page), rdf=lambda form: described(iri, form))


def _actor_page(row: ActorRow) -> ActorPage:
    read = library()
    parts = [_part(row, part) for part in Part]
    stand = stances(read.index, row.iri)
    shown = bounded(_around(row, stand), AROUND)
    return ActorPage(
        actor=row,
        identifiers=tuple(map(identifier, row.same_as)),
        parts=tuple(each for each in parts if each.said.total),
        missing=tuple(each.part for each in parts if not each.said.total),
        stances=stand,
        around=tuple(bunch_view(_node(row), each) for each in shown),
        around_left=sum(each.left for each in shown),
        documents=named_in(read.index, row.iri),
        documents_href=with_query(path_of(row.iri), {"show": _DOCUMENTS}),
        explore=with_query("/explore", {"node": _node(row).id}),
        query=with_query("/sparql", [("query", parts_query(row.iri))]),
    )


def _node(row: ActorRow) -> Node:
    return Node(kind=NodeKind.ACTOR, key=key_of(row.iri), label=row.name)


def _around(row: ActorRow, stand: Stances) -> tuple[Bunch, ...]:
    read = library()
    found = dealings(read.index, read.store, _node(row), most=AROUND)
    counts: dict[tuple[str, str], int] = {}
    for dispute in stand.disputes:
        for side in (dispute.disputed.speaker, dispute.against.speaker):
            if side is not None and side.iri != row.iri:
                counts[side.iri, side.name] = counts.get((side.iri, side.name), 0) + 1
    if not counts:
        return found
    near = tuple(
        Neighbour(node=Node(kind=NodeKind.ACTOR, key=key_of(iri), label=name), count=number)
        for (iri, name), number in sorted(counts.items(), key=lambda each: (-each[1], each[0][1]))
    )
    link = Bunch(name="disputing", link=Link.DISPUTES, is_outgoing=False, neighbours=near, total=len(near))
    return (*found, link)


def _part(row: ActorRow, part: Part) -> PartView:
    found = by_topic(library().index, row.iri, part)
    return PartView(
        part=part,
        said=found,
        whole=_list_of(row.iri, part, None),
        lists={group.topic: _list_of(row.iri, part, group.topic) for group in found.groups},
    )


def _list_of(iri: str, part: Part, topic: str | None) -> str:
    pairs = [] if topic is None else [("topic", topic)]
    if part is Part.CLAIMS:
        return with_query(path_of(iri), [("show", part.value), *pairs])
    return recommendations([("issuer" if part is Part.MADE else "addressee", iri), *pairs])


_SCHEMES: Final = {
    "www.wikidata.org": "Wikidata",
    "bioguide.congress.gov": "Biographical Directory of the U.S. Congress",
    "www.iso.org": "ISO 3166",
}


def identifier(address: str) -> Identifier:
    """Say what an address elsewhere identifies an actor by."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    end = (parts.fragment.rpartition(":")[2] or parts.path.rstrip("/").rpartition("/")[2]) or address
    known = _SCHEMES.get(host)
    return Identifier(scheme=known or host or "Elsewhere", name=end if known else address, address=address)


def _part_page(row: ActorRow, show: str) -> Response:
    try:
        number = max(1, int(request.args.get("page", "1")))
    except ValueError as error:
        raise BadRequest("The page's number must be a number.") from error
    if show == _DOCUMENTS:
        return _shown(row, show, None, documents=named_in(library().index, row.iri, page=number, per_page=50))
    if show not in [part.value for part in Part]:
        raise BadRequest(f"An actor's page has no part called {show!r:.40}; it has made, received, claims, documents.")
    topic = request.args.get("topic") or None
    return _shown(row, show, topic, statements=said(library().index, row.iri, Part(show), topic=topic, page=number))


def _shown(
    row: ActorRow,
    show: str,
    topic: str | None,
    *,
    statements: Page[StatementRow] | None = None,
    documents: Page[NamedIn] | None = None,
) -> Response:
    def address(number: int, of: str | None = topic) -> str:
        pairs = [("show", show), ("topic", of or ""), ("page", str(number) if number > 1 else "")]
        return with_query(path_of(row.iri), [pair for pair in pairs if pair[1]])

    topics: list[tuple[str | None, int, str]] = []
    if statements is not None:
        all_of_it = by_topic(library().index, row.iri, Part(show), topics=0)
        topics = [(None, all_of_it.total, address(1, None))]
        topics += [(group.topic, group.total, address(1, group.topic)) for group in all_of_it.groups]
    found: Page[Any] | None = documents if statements is None else statements
    page = PartPage(
        actor=row, show=show, topic=topic, statements=statements, documents=documents, topics=tuple(topics),
        pages=() if found is None else numbered(found, address),
    )  # fmt: skip
    return respond("actors/part.html", page, data=lambda: {"actor": plain(row), "show": show, "found": plain(found)})


def _data(page: ActorPage) -> dict[str, Any]:
    parts = {view.part.value: [row for group in view.said.groups for row in group.rows] for view in page.parts}
    near = [
        {"bunch": bunch.name, "link": bunch.link.value, "total": bunch.total,
         "neighbours": [{**plain(each.node), "count": each.count} for each in bunch.rows]}
        for bunch in page.around
    ]  # fmt: skip
    stand = page.stances
    return {
        "actor": plain(page.actor),
        **{part.value: plain(parts.get(part.value, ())) for part in Part},
        "totals": {view.part.value: view.said.total for view in page.parts},
        "topics": {view.part.value: {each.topic: each.total for each in view.said.groups} for view in page.parts},
        "same": [_companion(each) for each in stand.same],
        "opposite": [_companion(each) for each in stand.opposite],
        "disputes": [{"disputed": each.disputed.iri, "against": each.against.iri} for each in stand.disputes],
        "pairs": stand.pairs,
        "compared": stand.compared,
        "around": near,
        "documents": plain(page.documents.rows),
        "documents_total": page.documents.total,
    }


def _companion(each: Companion) -> dict[str, Any]:
    return {"actor": plain(each.actor), "shared": plain(each.shared)}


@blueprint.app_template_filter("topic_value")
def topic_value(topic: str) -> str:
    """Give how a topic is named to people; statements without one are gathered under "none"."""
    return "No topic found" if topic == NOBODY else label("topic", topic)


@blueprint.app_template_filter("lower_first")
def lower_first(words: str) -> str:
    """Give words as they stand inside a sentence; abbreviations stay as they are."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


@blueprint.app_template_global()
def ask_list(issuer: str, addressee: str, topic: str) -> str:
    """Give where the asks of one actor to another on a topic are listed."""
    return recommendations([("issuer", issuer), ("addressee", addressee), ("topic", topic)])


def parts_query(iri: str) -> str:
    """Give the query for the statements that an actor makes or is asked in."""
    return (
        "SELECT ?statement ?part ?words WHERE {\n"
        "  VALUES ?part { w:issuer w:addressee w:assertedBy }\n"
        f"  ?statement ?part <{iri}> ; w:quote/oa:hasSelector/oa:exact ?words .\n"
        "}\n"
        "ORDER BY ?part ?statement"
    )
