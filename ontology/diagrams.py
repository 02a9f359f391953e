"""Diagrams of the vocabulary: the boxes' places are chosen here, and the arrows follow from the ontology itself.

A diagram is data; a template draws it. Coordinates are those of its SVG.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ontology.vocabulary import Term, Vocabulary

BOX_WIDTH: Final = 172
BOX_HEIGHT: Final = 44
_COLUMN: Final = 288
_ROW: Final = 128
_MARGIN: Final = 26
_ABOVE: Final = 66
"""Room over the first row for what leads from a class to itself."""
_APART: Final = 15
_LINE_HEIGHT: Final = 15


@dataclass(frozen=True, slots=True)
class Box:
    """A class: its name and the upper left corner of its box."""

    name: str
    label: str
    x: float
    y: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + BOX_WIDTH / 2, self.y + BOX_HEIGHT / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """Properties that lead from one class to another, or `is a kind of`.

    Attributes:
        source: name of the class that it starts from.
        target: name of the class that it leads to.
        names: properties; none where it says that the source is a kind of the target.
        path: the line, as the `d` of an SVG path.
        labels: each line of words with the place of its middle.
    """

    source: str
    target: str
    names: tuple[str, ...]
    path: str
    labels: tuple[tuple[str, float, float], ...]

    @property
    def is_kind(self) -> bool:
        """Whether it says that the source is a kind of the target."""
        return not self.names


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing with the sentences that say the same."""

    key: str
    title: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


_PLACES: Final[dict[str, tuple[str, dict[str, tuple[float, float]]]]] = {
    "argument": (
        "An ask and its reasons",
        {
            "Actor": (0, 1), "Recommendation": (1, 0), "Claim": (1, 2), "Statement": (2, 1), "Justification": (3, 1),
            "Proposition": (3, 0), "Topic": (3, 2),
        },
    ),
    "words": (
        "Words and their place",
        {
            "Passage": (1, 0), "Statement": (0, 0.9), "Document": (2, 0.9), "Quote": (1, 1.8), "Citation": (0, 2.5),
            "Mention": (2, 2.5), "Actor": (3, 1.7),
        },
    ),
    "later": (
        "What became of it",
        {
            "Document": (0, 0), "Statement": (1, 0), "Review": (2, 0), "Provision": (0, 1), "Recommendation": (1, 1),
            "ImplementationRecord": (2, 1),
        },
    ),
}  # fmt: skip
# Properties that several kinds of things have, and so no domain; their definitions say which.
_SUBJECTS: Final[dict[str, tuple[str, ...]]] = {
    "assertedBy": ("Claim",),
    "inDocument": ("Passage",),
    "quote": ("Statement", "Citation", "Mention"),
}
_OBJECTS: Final[dict[str, tuple[str, ...]]] = {"reviews": ("Statement",)}


def diagrams(vocabulary: Vocabulary) -> tuple[Diagram, ...]:
    """Give the diagrams of a vocabulary."""
    return tuple(_diagram(vocabulary, key, title, places) for key, (title, places) in _PLACES.items())


def _diagram(vocabulary: Vocabulary, key: str, title: str, places: dict[str, tuple[float, float]]) -> Diagram:
    labels = {term.name: term.label for term in vocabulary.classes}
    turning = {source for source, target, _ in _links(vocabulary) if source == target}
    top = _ABOVE if any(row == 0 and name in turning for name, (_, row) in places.items()) else _MARGIN
    boxes = {
        name: Box(name, labels[name], _MARGIN + column * _COLUMN, top + row * _ROW)
        for name, (column, row) in places.items()
    }
    links: dict[tuple[str, str], list[str]] = {}
    for source, target, name in _links(vocabulary):
        if source in boxes and target in boxes:
            links.setdefault((source, target), []).append(name)
    kinds = [
        (term.name, str(each.anchor))
        for term in vocabulary.classes
        for each in term.ours
        if term.name in boxes and each.anchor in boxes
    ]
    arrows = [_arrow(boxes[a], boxes[b], tuple(sorted(names)), links, kinds) for (a, b), names in links.items()]
    arrows += [_arrow(boxes[a], boxes[b], (), links, kinds) for a, b in kinds]
    width = max(box.x for box in boxes.values()) + BOX_WIDTH + _MARGIN
    height = max(box.y for box in boxes.values()) + BOX_HEIGHT + _MARGIN
    return Diagram(key, title, width, height, tuple(boxes.values()), tuple(arrows))


def _links(vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    for term in vocabulary.properties:
        if not term.has_literal:
            for source in _ends(term, "domain", _SUBJECTS):
                for target in _ends(term, "range", _OBJECTS):
                    yield source, target, term.name


def _ends(term: Term, side: str, else_: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    named = tuple(str(each.anchor) for each in getattr(term, side) if each.anchor)
    return named or else_.get(term.name, ())


def _arrow(
    source: Box,
    target: Box,
    names: tuple[str, ...],
    links: dict[tuple[str, str], list[str]],
    kinds: list[tuple[str, str]],
) -> Arrow:
    if source is target:
        return _loop(source, names)
    (x1, y1), (x2, y2) = source.middle, target.middle
    length = math.hypot(x2 - x1, y2 - y1)
    # Two arrows between the same boxes go side by side.
    pair = (target.name, source.name)
    is_double = (
        pair in links
        or (not names and (source.name, target.name) in links)
        or (bool(names) and ((source.name, target.name) in kinds or pair in kinds))
    )
    shift = _APART if is_double else 0
    dx, dy = -(y2 - y1) / length * shift, (x2 - x1) / length * shift
    start = _edge(source, x1 + dx, y1 + dy, x2 + dx, y2 + dy)
    end = _edge(target, x2 + dx, y2 + dy, x1 + dx, y1 + dy)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    path = f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
    return Arrow(source.name, target.name, names, path, _labels(names or ("is a kind of",), *middle, dy or -1))


def _loop(box: Box, names: tuple[str, ...]) -> Arrow:
    x, y = box.x + BOX_WIDTH, box.y
    path = f"M{x - 46:.1f} {y:.1f}C{x - 46:.1f} {y - 30:.1f} {x - 6:.1f} {y - 30:.1f} {x - 14:.1f} {y:.1f}"
    return Arrow(box.name, box.name, names, path, _labels(names, x - 28, y - 28, -1))


def _labels(names: tuple[str, ...], x: float, y: float, side: float) -> tuple[tuple[str, float, float], ...]:
    """Stack lines of words: above the point where `side` is below zero, else under it."""
    first = y - 5 - _LINE_HEIGHT * (len(names) - 1) if side < 0 else y + _LINE_HEIGHT
    return tuple((name, round(x, 1), round(first + _LINE_HEIGHT * number, 1)) for number, name in enumerate(names))


def _edge(box: Box, x1: float, y1: float, x2: float, y2: float) -> tuple[float, float]:
    """Give the point where the line from a point in the box to one outside leaves it, and a little air."""
    dx, dy = x2 - x1, y2 - y1
    reach = []
    if dx:
        reach.append((box.x + (BOX_WIDTH if dx > 0 else 0) - x1) / dx)
    if dy:
        reach.append((box.y + (BOX_HEIGHT if dy > 0 else 0) - y1) / dy)
    share = min(each for each in reach if each >= 0) + 3 / math.hypot(dx, dy)
    return x1 + dx * share, y1 + dy * share
