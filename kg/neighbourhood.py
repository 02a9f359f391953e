"""A bounded picture around one thing: the thing, what lies one step off, and what lies one step from what was opened.

A picture never becomes a tangle: it has at most `MOST_NODES` nodes, and each bunch of neighbours says how many of it
are left out. The bounds are shared out in turns, so that no kind of link crowds out another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.lookup import Lookup
from kg.neighbours import Bunch, Link, Node, Wanted, bunches
from kg.store import Store

AROUND_CENTRE: Final = 20
"""Neighbours of the thing in the middle that are shown."""

AROUND_OPENED: Final = 9
"""Neighbours shown of each thing that was opened."""

MOST_OPENED: Final = 4
"""Things beside the one in the middle that are open at once; opening another folds the first."""

MOST_NODES: Final = 1 + AROUND_CENTRE + MOST_OPENED * (1 + AROUND_OPENED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A bunch as it is shown; `left` says how many of its neighbours are not."""

    bunch: Bunch
    left: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """An open node with the bunches around it."""

    node: Node
    bunches: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """A line of the picture, between the ids of two nodes; `count` says how many statements stand behind it."""

    source: str
    target: str
    link: Link
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """What is shown around a thing.

    Attributes:
        sections: the thing in the middle, then each opened one, with their neighbours.
    """

    sections: tuple[Section, ...]

    @property
    def centre(self) -> Node:
        """The thing in the middle."""
        return self.sections[0].node

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node once, the one in the middle first."""
        open_ones = (section.node for section in self.sections)
        near = (each.node for section in self.sections for shown in section.bunches for each in shown.bunch.neighbours)
        return tuple({node.id: node for node in (*open_ones, *near)}.values())

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every line once."""
        found: dict[tuple[str, str, Link], Edge] = {}
        for section in self.sections:
            for shown in section.bunches:
                for edge in _edges(section.node, shown.bunch):
                    found.setdefault((edge.source, edge.target, edge.link), edge)
        return tuple(found.values())

    @property
    def left(self) -> int:
        """How many neighbours are left out, all bunches together."""
        return sum(shown.left for section in self.sections for shown in section.bunches)


def picture(index: Lookup, store: Store, centre: Node, opened: Sequence[Node], wanted: Wanted) -> Picture:
    """Give the picture around a thing.

    Args:
        index: the projection.
        store: the graph.
        centre: the thing in the middle.
        opened: other things to show the neighbours of; of more than `MOST_OPENED` the last count.
        wanted: which links and roles are shown.
    """
    others = list({node.id: node for node in opened if node.id != centre.id}.values())[-MOST_OPENED:]
    return Picture(
        sections=tuple(
            Section(node=node, bunches=bounded(bunches(index, store, node, wanted), most))
            for node, most in ((centre, AROUND_CENTRE), *((other, AROUND_OPENED) for other in others))
        )
    )


def bounded(found: Sequence[Bunch], most: int) -> tuple[Shown, ...]:
    """Cut bunches so that they have at most `most` neighbours together."""
    sizes = share([len(bunch.neighbours) for bunch in found], most)
    return tuple(
        Shown(bunch=replace(bunch, neighbours=bunch.neighbours[:size]), left=bunch.total - size)
        for bunch, size in zip(found, sizes, strict=True)
    )


def share(sizes: Sequence[int], most: int) -> list[int]:
    """Share out places in turns: the parts are at most `sizes`, together at most `most`, and as even as they can be.

    Earlier parts come first where places run out in the middle of a turn.
    """
    parts, left = [0] * len(sizes), most
    while left > 0 and any(part < size for part, size in zip(parts, sizes, strict=True)):
        for number, size in enumerate(sizes):
            if parts[number] < size and left > 0:
                parts[number] += 1
                left -= 1
    return parts


def _edges(node: Node, bunch: Bunch) -> list[Edge]:
    pairs = (
        (node.id, near.node.id, near.count) if bunch.is_outgoing else (near.node.id, node.id, near.count)
        for near in bunch.neighbours
    )
    return [Edge(source=source, target=target, link=bunch.link, count=count) for source, target, count in pairs]
