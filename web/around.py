"""How the neighbours of a thing are called on the pages, and where each number and each rest leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.model import Role
from kg.neighbourhood import Shown
from kg.neighbours import Bunch, Link, Neighbour, Node, NodeKind
from kg.wording import counted
from web.urls import path_of, with_query

_TITLES: Final[dict[NodeKind, dict[str, str]]] = {
    NodeKind.STATEMENT: {
        "speaker": "Who says it",
        "addressees": "Who is asked",
        "reasons_for": "Reasons for it",
        "reasons_against": "Reasons against it",
        "backs": "What it is a reason for",
        "argues_against": "What it speaks against",
        "part_of": "The ask that it is a part of",
        "parts": "Parts of it",
        "topics": "Topics",
        "document": "Where it stands",
    },
    NodeKind.ACTOR: {
        "asks_made": "What it asks",
        "asks_received": "What is asked of it",
        "claims": "What it claims",
        "asked": "Whom it asks",
        "asking": "Who asks it",
        "topics": "Topics of its asks",
        "topics_received": "Topics of asks to it",
        "disputing": "Who is in dispute with it",
        "documents": "Where it speaks or is asked",
    },
    NodeKind.DOCUMENT: {
        "asks": "What is asked in it",
        "claims": "What is claimed in it",
        "asking": "Who asks in it",
        "asked": "Who is asked in it",
        "topics": "Topics",
    },
    NodeKind.TOPIC: {
        "asks": "What is asked on it",
        "claims": "What is claimed on it",
        "asking": "Who asks on it",
        "asked": "Who is asked on it",
        "documents": "Documents that speak of it",
    },
}
_UNITS: Final = {
    "asks_made": "ask", "asks_received": "ask", "asks": "ask", "parts": "part", "claims": "claim",
    "reasons_for": "reason", "reasons_against": "reason", "backs": "statement", "argues_against": "statement",
    "asked": "actor", "asking": "actor", "addressees": "actor", "disputing": "actor",
    "topics": "topic", "topics_received": "topic", "documents": "document",
}  # fmt: skip
_STATEMENTS_BEHIND: Final = {
    "documents": "statement", "disputing": "dispute",
    (NodeKind.STATEMENT, "topics"): "", (NodeKind.DOCUMENT, "topics"): "statement",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class NeighbourView:
    """A neighbour as a row or box.

    Attributes:
        node: the thing.
        page: where its own page is.
        source: id of the node at which the line begins.
        target: id of the node at which it ends.
        count: how many statements stand behind the line.
        counted: the same in words, or "" where it is that one statement or line itself.
        list: where these statements are listed, or None.
    """

    node: Node
    page: str
    source: str
    target: str
    count: int
    counted: str
    list: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BunchView:
    """Neighbours of one kind.

    Attributes:
        name: what they are to the node.
        title: the same as a heading.
        link: what the lines say.
        side: `out` where lines lead from the node, else `in`.
        total: how many there are.
        rest: those left out in words, or "" where none is.
        whole: where all of them are listed.
    """

    name: str
    title: str
    link: Link
    side: str
    rows: tuple[NeighbourView, ...]
    total: int
    rest: str
    whole: str


def bunch_view(node: Node, shown: Shown) -> BunchView:
    """Give a node's bunch ready to be shown."""
    bunch = shown.bunch
    return BunchView(
        name=bunch.name,
        title=bunch_title(node, bunch.name),
        link=bunch.link,
        side="out" if bunch.is_outgoing else "in",
        rows=tuple(_neighbour_view(node, bunch, each) for each in bunch.neighbours),
        total=bunch.total,
        rest=_more(shown.left, _UNITS.get(bunch.name, "thing")) if shown.left else "",
        whole=whole_list(node, bunch.name),
    )


def bunch_title(node: Node, name: str) -> str:
    """Give the heading of a bunch."""
    if name == "speaker" and node.role == Role.RECOMMENDATION:
        return "Who asks"
    return _TITLES[node.kind][name]


def _more(number: int, unit: str) -> str:
    return counted(number, f"more {unit}")


def _neighbour_view(node: Node, bunch: Bunch, near: Neighbour) -> NeighbourView:
    source, target = (node.id, near.node.id) if bunch.is_outgoing else (near.node.id, node.id)
    unit = _unit_behind(node, bunch.name, near.node)
    return NeighbourView(
        node=near.node,
        page=path_of(near.node.iri),
        source=source,
        target=target,
        count=near.count,
        counted=counted(near.count, unit) if unit else "",
        list=_list_behind(node, bunch.name, near.node),
    )


def _unit_behind(node: Node, name: str, near: Node) -> str:
    if near.kind is NodeKind.STATEMENT or node.kind is NodeKind.STATEMENT:
        return ""
    return _STATEMENTS_BEHIND.get((node.kind, name), _STATEMENTS_BEHIND.get(name, "ask"))


_FACET: Final = {NodeKind.DOCUMENT: "document", NodeKind.TOPIC: "topic"}


def _list_behind(node: Node, name: str, near: Node) -> str | None:
    facets = _facets(node, name)
    if facets is None:
        return None
    own, other = facets
    return recommendations({own: _value(node), other: _value(near)})


def _facets(node: Node, name: str) -> tuple[str, str] | None:
    """Give the facets of the list of asks that hold the node and its neighbour, or None where it is no such list."""
    if node.kind is NodeKind.ACTOR:
        return _ACTOR_FACETS.get(name)
    if node.kind in _FACET and name in ("asking", "asked"):
        return _FACET[node.kind], "issuer" if name == "asking" else "addressee"
    return None


_ACTOR_FACETS: Final = {
    "asked": ("issuer", "addressee"),
    "asking": ("addressee", "issuer"),
    "topics": ("issuer", "topic"),
    "topics_received": ("addressee", "topic"),
}


def _value(node: Node) -> str:
    return node.key if node.kind is NodeKind.TOPIC else node.iri


def recommendations(facets: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """Give the address of the list of recommendations with these facets."""
    return with_query("/recommendations", facets)


def whole_list(node: Node, name: str) -> str:
    """Give where all neighbours of a bunch are listed."""
    page = path_of(node.iri)
    if node.kind is NodeKind.ACTOR:
        return _of_actor(node, name, page)
    if node.kind is NodeKind.STATEMENT:
        return page
    if name == "asks" or name in ("asking", "asked"):
        return recommendations({_FACET[node.kind]: _value(node)})
    return page


def _of_actor(node: Node, name: str, page: str) -> str:
    if name in ("asks_made", "asks_received"):
        return recommendations({"issuer" if name == "asks_made" else "addressee": node.iri})
    if name in ("claims", "documents"):
        return with_query(page, {"show": name})
    return f"{page}#around"
