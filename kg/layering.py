"""A layered drawing of what rests on what: boxes in columns, edges that run only between columns.

The way of Sugiyama, Tagawa and Toda (1981): break circles, put every box as far from the root as its longest chain of
reasons is, carry long edges through the columns between on dummies, order each column by barycentres so that few edges
cross, then move boxes next to what they belong to. The same input gives the same drawing. This knows boxes and edges
only: neither what stands in a box nor how it is painted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_ROUNDS: Final = 8
"""Sweeps over the columns; on graphs of this size nothing gets better after them."""

_DUMMY: Final = 10.0
"""Height that is kept free where a long edge passes through a column."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spacing:
    """Distances of a drawing: between columns, and between boxes of one column."""

    across: float = 96.0
    down: float = 18.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A placed box.

    Attributes:
        key: what it is of.
        layer: its column, 0 for the root's.
        x: left edge.
        y: upper edge.
        width: from left to right.
        height: from top to bottom.
    """

    key: str
    layer: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.y + self.height / 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """The way of an edge from the box of `source` to the box of `target`.

    Attributes:
        source: key of the box where it begins.
        target: key of the box where it ends.
        points: places that it passes, at least two; between columns it goes from each to the next, and through a column
            straight on at one height.
    """

    source: str
    target: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """A finished drawing whose upper left corner is (0, 0)."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


def layered(
    root: str,
    sizes: Mapping[str, tuple[float, float]],
    edges: Iterable[tuple[str, str]],
    spacing: Spacing | None = None,
) -> Layout:
    """Place everything that bears on a root in columns.

    Args:
        root: key of the box in the first column.
        sizes: width and height of each box, the root's among them.
        edges: pairs (source, target), where a source bears on its target; circles may be among them. The order of the
            pairs settles what nothing else does. Pairs that name no known box, lead to themselves or come again are
            left out, and so is what doesn't bear on the root.
        spacing: distances, or None for the usual ones.

    Raises:
        KeyError: the root has no size.
    """
    if root not in sizes:
        raise KeyError(root)
    known = [pair for pair in dict.fromkeys(edges) if pair[0] != pair[1] and pair[0] in sizes and pair[1] in sizes]
    below = _below(known, sizes)
    layers, forward = _layers(root, below)
    kept = [pair for pair in known if pair[0] in layers and pair[1] in layers]
    columns, chains = _columns(layers, kept, forward)
    _reduce_crossings(columns, chains)
    return _drawn(columns, chains, sizes, spacing or Spacing())


def _below(edges: Iterable[tuple[str, str]], sizes: Mapping[str, tuple[float, float]]) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {key: [] for key in sizes}
    for source, target in edges:
        below[target].append(source)
    return below


# --- columns ---


def _layers(root: str, below: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], set[tuple[str, str]]]:
    """Give the column of everything that bears on the root, and the edges (source, target) that close no circle."""
    finished, forward = _depth_first(root, below)
    layers = {root: 0}
    for target in reversed(finished):
        for source in below[target]:
            if (source, target) in forward:
                layers[source] = max(layers.get(source, 0), layers[target] + 1)
    return layers, forward


def _depth_first(root: str, below: Mapping[str, Sequence[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    # Without recursion: a chain may be longer than the interpreter's stack is deep.
    finished: list[str] = []
    forward: set[tuple[str, str]] = set()
    seen, on_path = {root}, {root}
    path = [(root, iter(below[root]))]
    while path:
        target, rest = path[-1]
        source = next(rest, None)
        if source is None:
            path.pop()
            on_path.discard(target)
            finished.append(target)
        elif source not in on_path:
            forward.add((source, target))
            if source not in seen:
                seen.add(source)
                on_path.add(source)
                path.append((source, iter(below[source])))
    return finished, forward


@dataclass(frozen=True, slots=True)
class _Dummy:
    """Where the edge of a number passes through a column."""

    edge: int
    layer: int


_Item = str | _Dummy


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chain:
    """An edge with the items that it runs over, from the column nearest to the root outwards."""

    source: str
    target: str
    items: tuple[_Item, ...]


def _columns(
    layers: Mapping[str, int], edges: Sequence[tuple[str, str]], forward: set[tuple[str, str]]
) -> tuple[list[list[_Item]], list[_Chain]]:
    columns: list[list[_Item]] = [[] for _ in range(max(layers.values()) + 1)]
    for key, layer in layers.items():
        columns[layer].append(key)
    chains = []
    for number, (source, target) in enumerate(edges):
        # An edge that closes a circle runs the other way round, from an inner column to an outer one.
        near, far = (target, source) if (source, target) in forward else (source, target)
        dummies = [_Dummy(number, layer) for layer in range(layers[near] + 1, layers[far])]
        for dummy in dummies:
            columns[dummy.layer].append(dummy)
        chains.append(_Chain(source=source, target=target, items=(near, *dummies, far)))
    return columns, chains


# --- order ---


def _reduce_crossings(columns: list[list[_Item]], chains: Sequence[_Chain]) -> None:
    """Order each column in place by the mean place of its neighbours, and keep the best order met."""
    inwards, outwards = _neighbours(chains)
    best, fewest = [list(column) for column in columns], _crossings(columns, outwards)
    for turn in range(_ROUNDS):
        if not fewest:
            break
        outward_sweep = turn % 2 == 0
        order = range(1, len(columns)) if outward_sweep else range(len(columns) - 2, -1, -1)
        neighbours = inwards if outward_sweep else outwards
        for index in order:
            beside = columns[index - 1 if outward_sweep else index + 1]
            columns[index] = _by_barycentre(columns[index], beside, neighbours)
        now = _crossings(columns, outwards)
        if now < fewest:
            best, fewest = [list(column) for column in columns], now
    columns[:] = best


def _neighbours(chains: Iterable[_Chain]) -> tuple[dict[_Item, list[_Item]], dict[_Item, list[_Item]]]:
    """Give each item's neighbours one column inwards, and one column outwards."""
    inwards: dict[_Item, list[_Item]] = {}
    outwards: dict[_Item, list[_Item]] = {}
    for chain in chains:
        for near, far in pairwise(chain.items):
            inwards.setdefault(far, []).append(near)
            outwards.setdefault(near, []).append(far)
    return inwards, outwards


def _by_barycentre(
    column: Sequence[_Item], beside: Sequence[_Item], neighbours: Mapping[_Item, Sequence[_Item]]
) -> list[_Item]:
    places = {item: place for place, item in enumerate(beside)}
    own = {item: place for place, item in enumerate(column)}

    def weight(item: _Item) -> float:
        found = [places[each] for each in neighbours.get(item, ()) if each in places]
        return sum(found) / len(found) if found else float(own[item])

    return sorted(column, key=weight)


def _crossings(columns: Sequence[Sequence[_Item]], outwards: Mapping[_Item, Sequence[_Item]]) -> int:
    return sum(_crossings_between(near, far, outwards) for near, far in pairwise(columns))


def _crossings_between(near: Sequence[_Item], far: Sequence[_Item], outwards: Mapping[_Item, Sequence[_Item]]) -> int:
    places = {item: place for place, item in enumerate(far)}
    ends = [end for item in near for end in sorted(places[each] for each in outwards.get(item, ()) if each in places)]
    return sum(later < end for index, end in enumerate(ends) for later in ends[index + 1 :])


# --- places ---


def _drawn(
    columns: Sequence[Sequence[_Item]],
    chains: Sequence[_Chain],
    sizes: Mapping[str, tuple[float, float]],
    spacing: Spacing,
) -> Layout:
    heights: dict[_Item, float] = {
        item: sizes[item][1] if isinstance(item, str) else _DUMMY for column in columns for item in column
    }
    middles = _middles(columns, chains, heights, spacing.down)
    top = min(middles[item] - heights[item] / 2 for item in middles)
    widths = [max((sizes[item][0] for item in column if isinstance(item, str)), default=0.0) for column in columns]
    lefts = [sum(widths[:index]) + spacing.across * index for index in range(len(columns))]
    boxes = tuple(
        Box(
            key=item, layer=layer, x=lefts[layer], y=middles[item] - heights[item] / 2 - top,
            width=sizes[item][0], height=heights[item],
        )
        for layer, column in enumerate(columns) for item in column if isinstance(item, str)
    )  # fmt: skip
    placed = {box.key: box for box in boxes}
    heads = {item: middle - top for item, middle in middles.items()}
    spans = [(left, left + width) for left, width in zip(lefts, widths, strict=True)]
    return Layout(
        boxes=boxes,
        routes=_routes(chains, placed, heads, spans),
        width=lefts[-1] + widths[-1],
        height=max(middles[item] + heights[item] / 2 for item in middles) - top,
    )


def _middles(
    columns: Sequence[Sequence[_Item]], chains: Sequence[_Chain], heights: Mapping[_Item, float], gap: float
) -> dict[_Item, float]:
    inwards, outwards = _neighbours(chains)
    middles: dict[_Item, float] = {}
    for column in columns:
        _settle(column, dict.fromkeys(column, 0.0), heights, gap, middles)
    inner, outer = range(len(columns) - 2, -1, -1), range(1, len(columns))
    for order, neighbours in ((inner, outwards), (outer, inwards), (inner, outwards)):
        for index in order:
            column = columns[index]
            wanted = {
                item: _mean([middles[each] for each in neighbours.get(item, ())], middles[item]) for item in column
            }
            _settle(column, wanted, heights, gap, middles)
    return middles


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _settle(
    column: Sequence[_Item],
    wanted: Mapping[_Item, float],
    heights: Mapping[_Item, float],
    gap: float,
    middles: dict[_Item, float],
) -> None:
    """Put a column's items as near as can be to where they are wanted, in their order and a gap apart.

    Pooling of adjacent violators: items that would come too close move together, to the mean of what they want.
    """
    offsets, at = [], 0.0
    for before, item in zip([None, *column], column, strict=False):
        at += 0.0 if before is None else (heights[before] + heights[item]) / 2 + gap
        offsets.append(at)
    pools: list[tuple[float, int]] = []
    for item, offset in zip(column, offsets, strict=True):
        total, count = wanted[item] - offset, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            more, several = pools.pop()
            total, count = total + more, count + several
        pools.append((total, count))
    shifts = [total / count for total, count in pools for _ in range(count)]
    for item, offset, shift in zip(column, offsets, shifts, strict=True):
        middles[item] = offset + shift


def _routes(
    chains: Sequence[_Chain],
    boxes: Mapping[str, Box],
    heads: Mapping[_Item, float],
    spans: Sequence[tuple[float, float]],
) -> tuple[Route, ...]:
    leaving = _ports(chains, boxes, heads, at_near=True)
    arriving = _ports(chains, boxes, heads, at_near=False)
    routes = []
    for number, chain in enumerate(chains):
        near, far = boxes[str(chain.items[0])], boxes[str(chain.items[-1])]
        points = [(near.x + near.width, leaving[number])]
        for item in chain.items[1:-1]:
            if isinstance(item, _Dummy):
                points += [(edge, heads[item]) for edge in spans[item.layer]]
        points.append((far.x, arriving[number]))
        inward = chain.target == chain.items[0]
        way = tuple(reversed(points)) if inward else tuple(points)
        routes.append(Route(source=chain.source, target=chain.target, points=way))
    return tuple(routes)


def _ports(
    chains: Sequence[_Chain], boxes: Mapping[str, Box], heads: Mapping[_Item, float], *, at_near: bool
) -> dict[int, float]:
    """Give each edge a height of its own on the side of its box, in the order of where the edges lead."""
    by_box: dict[str, list[tuple[float, int]]] = {}
    for number, chain in enumerate(chains):
        end, beside = (chain.items[0], chain.items[1]) if at_near else (chain.items[-1], chain.items[-2])
        by_box.setdefault(str(end), []).append((heads[beside], number))
    ports = {}
    for key, several in by_box.items():
        box = boxes[key]
        for place, (_, number) in enumerate(sorted(several), start=1):
            ports[number] = box.y + box.height * place / (len(several) + 1)
    return ports
