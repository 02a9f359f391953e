"""Explore: a bounded picture around any statement, actor, document or topic, and the same as a list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from kg.model import Role
from kg.neighbourhood import MOST_OPENED, Picture, Section, picture
from kg.neighbours import Link, Neighbour, Node, NodeKind, Wanted, node_of
from kg.starting import found, suggestions
from web.around import BunchView, bunch_view
from web.library import library
from web.pages import json_response, respond
from web.urls import path_of, with_query

blueprint = Blueprint("explore", __name__)

_PATH: Final = "/explore"
_API: Final = "/api/neighbourhood"
_KINDS: Final = {kind.value: kind for kind in NodeKind}
LINKS: Final = {
    Link.ASKS: "Asks",
    Link.CLAIMS: "Claims",
    Link.SUPPORTS: "Reasons for",
    Link.DISPUTES: "Reasons against",
    Link.PART_OF: "Parts",
    Link.ABOUT: "Topics",
    Link.STANDS_IN: "Documents",
}
ROLES: Final = {Role.RECOMMENDATION: "Recommendations", Role.CLAIM: "Claims", Role.EVIDENCE: "Evidence"}
_GROUPS: Final = {
    NodeKind.STATEMENT: "Statements",
    NodeKind.TOPIC: "Topics",
    NodeKind.ACTOR: "Actors",
    NodeKind.DOCUMENT: "Documents",
}
_SUGGESTED: Final = {
    NodeKind.STATEMENT: "Recommendations with most reasons",
    NodeKind.TOPIC: "Topics with most asks",
    NodeKind.ACTOR: "Actors with most asks",
    NodeKind.DOCUMENT: "Newest documents",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What an address of this page asks for.

    Attributes:
        centre: the thing in the middle.
        opened: other things whose neighbours are shown, in the order in which they were opened.
        wanted: which links and roles are shown.
    """

    centre: Node
    opened: tuple[Node, ...]
    wanted: Wanted

    def address(self, path: str = _PATH) -> str:
        """Give the address that asks for this."""
        pairs = [("node", self.centre.id), *(("open", node.id) for node in self.opened)]
        return with_query(path, [*pairs, *self.filters])

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The chosen links and roles as parameters."""
        links = [("link", link.value) for link in LINKS if link in self.wanted.links]
        return links + [("role", role.value) for role in ROLES if role in self.wanted.roles]

    def with_open(self, node: Node) -> State:
        """Give the same with one more thing open; of too many the first is folded."""
        others = tuple(each for each in self.opened if each.id != node.id)
        return replace(self, opened=(*others, node)[-MOST_OPENED:])

    def without(self, node: Node) -> State:
        """Give the same with a thing folded."""
        return replace(self, opened=tuple(each for each in self.opened if each.id != node.id))

    def around(self, node: Node) -> State:
        """Give the same with another thing in the middle and nothing else open."""
        return replace(self, centre=node, opened=())


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionView:
    """An open node; `fold` is the address with it folded, or None for the one in the middle."""

    node: Node
    page: str
    fold: str | None
    bunches: tuple[BunchView, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExplorePage:
    """The picture as sections, and the ways on from it.

    Attributes:
        state: what is shown.
        sections: the thing in the middle and each opened one.
        ways: node id to the address that opens it, or folds it where it is open.
        open_ids: ids of all open nodes.
        things: how many things are shown.
        left: how many neighbours are left out.
        bare: the address with nothing filtered.
        api: where the same is data.
    """

    state: State
    sections: tuple[SectionView, ...]
    ways: dict[str, str]
    open_ids: frozenset[str]
    things: int
    left: int
    bare: str
    api: str
    links: dict[Link, str]
    roles: dict[Role, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class StartRow:
    """A place to begin; `asks` says how many asks a topic or actor has, 0 for anything else."""

    node: Node
    href: str
    asks: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StartPage:
    """Where to begin: what the words found, or suggestions."""

    text: str
    groups: tuple[tuple[str, tuple[StartRow, ...]], ...]


@blueprint.app_context_processor
def _helpers() -> dict[str, Any]:
    return {"has_cytoscape": _has_cytoscape}


@cache
def _has_cytoscape() -> bool:
    return (Path(__file__).parent / "static" / "packages" / "cytoscape.min.js").is_file()


@blueprint.get(_PATH)
def explore() -> Response:
    """Show what lies around a thing, or where to begin."""
    if not request.args.get("node"):
        return _start()
    state = _state()
    shown = _picture(state)
    return respond("explore/index.html", _page(state, shown), data=lambda: _data(state, shown))


@blueprint.get(_API)
def neighbourhood() -> Response:
    """Give the same picture as data."""
    if not request.args.get("node"):
        raise BadRequest("Name a thing with ?node=KIND/KEY, such as node=topic/export-controls.")
    state = _state()
    return json_response(_data(state, _picture(state)))


def around_query() -> str | None:
    """Give the query for what is joined to the thing in the middle, or None where nothing is."""
    centre = _node(request.args.get("node", ""))
    if centre is None:
        return None
    return (
        "SELECT DISTINCT ?thing ?link ?other WHERE {\n"
        f"  {{ VALUES ?thing {{ <{centre.iri}> }} ?thing ?link ?other FILTER isIRI(?other) }}\n"
        "  UNION\n"
        f"  {{ VALUES ?other {{ <{centre.iri}> }} ?thing ?link ?other }}\n"
        "}\n"
        "LIMIT 200"
    )


def _start() -> Response:
    text = request.args.get("q", "").strip()[:200]
    index = library().index
    groups = found(index, text) if text else suggestions(index)
    titles = _GROUPS if text else _SUGGESTED
    page = StartPage(
        text=text,
        groups=tuple((titles[kind], tuple(map(_start_row, rows))) for kind, rows in groups.items() if rows),
    )
    data = {
        "q": text,
        "groups": [{"title": title, "nodes": [_node_data(row.node) for row in rows]} for title, rows in page.groups],
    }
    return respond("explore/start.html", page, data=data)


def _start_row(near: Neighbour) -> StartRow:
    has_asks = near.node.kind in (NodeKind.TOPIC, NodeKind.ACTOR)
    href = with_query(_PATH, {"node": near.node.id})
    return StartRow(node=near.node, href=href, asks=near.count if has_asks and near.count > 1 else 0)


def _state() -> State:
    opened = [_node(each) for each in request.args.getlist("open")[:20]]
    try:
        links = frozenset(Link(each) for each in request.args.getlist("link"))
        roles = frozenset(Role(each) for each in request.args.getlist("role"))
    except ValueError as error:
        raise BadRequest(f"The picture can't be shown like this: {error}.") from error
    centre = _node(request.args["node"])
    if centre is None:
        raise BadRequest(
            f"Nothing here is called {request.args['node']!r:.80}; begin at {_PATH}, or name a thing as KIND/KEY."
        )
    unique = {node.id: node for node in opened if node is not None and node.id != centre.id}
    return State(
        centre=centre,
        opened=tuple(unique.values())[-MOST_OPENED:],
        wanted=Wanted(links=links, roles=roles),
    )


def _node(name: str) -> Node | None:
    kind, _, key = name.partition("/")
    return node_of(library().index, _KINDS[kind], key) if kind in _KINDS and key else None


def _picture(state: State) -> Picture:
    read = library()
    return picture(read.index, read.store, state.centre, state.opened, state.wanted)


def _page(state: State, shown: Picture) -> ExplorePage:
    open_ids = frozenset(section.node.id for section in shown.sections)
    return ExplorePage(
        state=state,
        sections=tuple(_section(state, section) for section in shown.sections),
        ways={node.id: _way(state, node, open_ids) for node in shown.nodes},
        open_ids=open_ids,
        things=len(shown.nodes),
        left=shown.left,
        bare=replace(state, wanted=Wanted()).address(),
        api=state.address(_API),
        links=LINKS,
        roles=ROLES,
    )


def _way(state: State, node: Node, open_ids: frozenset[str]) -> str:
    return (state.without(node) if node.id in open_ids else state.with_open(node)).address()


def _section(state: State, section: Section) -> SectionView:
    node = section.node
    return SectionView(
        node=node,
        page=path_of(node.iri),
        fold=None if node.id == state.centre.id else state.without(node).address(),
        bunches=_bunch_views(section),
    )


def _bunch_views(section: Section) -> tuple[BunchView, ...]:
    return tuple(bunch_view(section.node, shown) for shown in section.bunches)


def _data(state: State, shown: Picture) -> dict[str, Any]:
    return {
        "node": _node_data(state.centre),
        "open": [node.id for node in state.opened],
        "nodes": [_node_data(node) for node in shown.nodes],
        "edges": [
            {"source": edge.source, "target": edge.target, "link": edge.link.value, "count": edge.count}
            for edge in shown.edges
        ],
        "left_out": [
            {"of": section.node.id, "bunch": view.name, "title": view.title, "total": view.total, "all": view.whole}
            for section in shown.sections
            for view in _bunch_views(section)
            if view.rest
        ],
    }


def _node_data(node: Node) -> dict[str, str | None]:
    said = {"id": node.id, "kind": node.kind.value, "role": node.role, "label": node.label}
    return {**said, "iri": node.iri, "page": path_of(node.iri)}
