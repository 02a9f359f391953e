"""The reasons of a statement as a picture: what `kg.layering` places, with words wrapped and edges as paths of SVG.

It is bounded: beyond `MOST_BOXES` it says how many statements it leaves out, and the tree beside it has all of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kg.layering import Box, Route, Spacing, layered
from kg.model import Direction, Justification, Recommendation, Role, Statement
from kg.trace import Node, Trace
from kg.wording import ask_sentence, confidence_words
from web.cues import why_linked
from web.labels import label
from web.urls import path_of
from web.wrapping import LINE_WIDTH, one_line, wrap

MOST_BOXES: Final = 60
"""Statements that are drawn beside the one that the picture is about."""

_WIDTH: Final = 236.0
_LINE: Final = 16.0
_HEAD: Final = 53.0
"""Height of a box without its words' further lines: border, role and the first line."""
_MARGIN: Final = 14.0
_MOST_LINES: Final = 4
_MOST_ROOT_LINES: Final = 8
_BOLD: Final = 0.9
"""How much less of the same words in bold type fits on a line."""
_SPACING: Final = Spacing(across=68.0, down=18.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnBox:
    """A statement in the picture.

    Attributes:
        href: its page.
        role: recommendation, claim or evidence; it decides shape, colour and letter.
        review: what a person has said of it.
        title: role and state, and all of its words where not all are in the lines.
        lines: its words, wrapped; the last ends in an ellipsis where not all fit.
        outline: the border, as a path from the upper left corner.
        at: where that corner is.
        is_root: the picture is about it.
    """

    href: str
    role: str
    review: str
    title: str
    lines: tuple[str, ...]
    outline: str
    at: tuple[float, float]
    is_root: bool

    @property
    def letter(self) -> str:
        """What tells the role without colour."""
        return self.role[0].upper()

    @property
    def is_checked(self) -> bool:
        """Whether a person has confirmed or corrected it."""
        return self.review in ("confirmed", "corrected")


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawnEdge:
    """A link in the picture: `direction` is `for` or `against`, `path` ends at what it bears on."""

    direction: str
    path: str
    title: str
    at: tuple[float, float]
    is_checked: bool
    closes_circle: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """The finished picture.

    Attributes:
        boxes: the statements.
        edges: the links between them.
        width: of the whole, in pixels.
        height: of the whole, in pixels.
        left_out: statements of the trace that aren't drawn.
    """

    boxes: tuple[DrawnBox, ...]
    edges: tuple[DrawnEdge, ...]
    width: int
    height: int
    left_out: int


def picture(trace: Trace, *, most: int = MOST_BOXES) -> Picture:
    """Draw a trace.

    Args:
        trace: what leads from a statement to its reasons.
        most: statements beside the root, beyond which those furthest from it are left out.
    """
    shown = nearest(trace, most + 1)
    lines = [line.justification for node in trace.nodes for line in node.lines]
    words = {iri: _wrapped(trace, iri) for iri in shown}
    sizes = {iri: (_WIDTH, _HEAD + _LINE * (len(words[iri]) - 1)) for iri in shown}
    links = _links(lines, sizes)
    layout = layered(trace.root.statement, sizes, links, _SPACING)
    column = {box.key: box.layer for box in layout.boxes}
    return Picture(
        boxes=tuple(_box(trace, box, words[box.key]) for box in layout.boxes),
        edges=tuple(_edge(route, links[route.source, route.target], column) for route in layout.routes),
        width=round(layout.width + 2 * _MARGIN),
        height=round(layout.height + 2 * _MARGIN),
        left_out=len(trace.nodes) - len(shown),
    )


def nearest(trace: Trace, most: int) -> tuple[str, ...]:
    """Give the IRIs of the statements nearest to the root, so many at most, in the order of the tree."""
    shown: dict[str, None] = {}
    waiting: deque[Node] = deque([trace.root])
    while waiting and len(shown) < most:
        node = waiting.popleft()
        shown.setdefault(node.statement)
        waiting.extend(premise for line in node.lines for premise in line.premises)
    return tuple(shown)


def _links(lines: Iterable[Justification], known: Iterable[str]) -> dict[tuple[str, str], list[Justification]]:
    boxes = set(known)
    links: dict[tuple[str, str], list[Justification]] = {}
    for line in lines:
        for premise in line.premises:
            if premise in boxes and line.target in boxes:
                links.setdefault((premise, line.target), []).append(line)
    return links


# --- words ---


def words_of(trace: Trace, statement: Statement) -> str:
    """Give what stands for a statement: an ask's sentence, else the quoted words, on one line and fit for XML."""
    if isinstance(statement, Recommendation):
        text = ask_sentence(statement, trace.names, trace.documents[statement.quote.document].kind)
    else:
        text = statement.quote.exact
    return one_line(text)


def _wrapped(trace: Trace, iri: str) -> tuple[str, ...]:
    words = words_of(trace, trace.statements[iri])
    if iri == trace.root.statement:
        return wrap(words, most=_MOST_ROOT_LINES, width=_BOLD * LINE_WIDTH)
    return wrap(words, most=_MOST_LINES)


# --- shapes ---


def _box(trace: Trace, box: Box, lines: Sequence[str]) -> DrawnBox:
    statement = trace.statements[box.key]
    state, words = label("review-state", statement.review.value), words_of(trace, statement)
    is_shortened = "".join(lines).replace(" ", "") != words.replace(" ", "")
    kind = f"{label('role', statement.role.value)} ({state})"
    return DrawnBox(
        href=path_of(box.key),
        role=statement.role.value,
        review=statement.review.value,
        title=f"{kind}: {words}" if is_shortened else kind,
        lines=tuple(lines),
        outline=_OUTLINES[statement.role](box.width, box.height),
        at=(round(box.x + _MARGIN, 1), round(box.y + _MARGIN, 1)),
        is_root=box.key == trace.root.statement,
    )


def _cut_corners(width: float, height: float) -> str:
    c = 11.0
    return (
        f"M{_n(c)} 0h{_n(width - 2 * c)}l{_n(c)} {_n(c)}v{_n(height - 2 * c)}l{_n(-c)} {_n(c)}"
        f"h{_n(2 * c - width)}l{_n(-c)} {_n(-c)}v{_n(2 * c - height)}z"
    )


def _round_corners(width: float, height: float) -> str:
    r = 12.0
    return (
        f"M{_n(r)} 0h{_n(width - 2 * r)}q{_n(r)} 0 {_n(r)} {_n(r)}v{_n(height - 2 * r)}q0 {_n(r)} {_n(-r)} "
        f"{_n(r)}h{_n(2 * r - width)}q{_n(-r)} 0 {_n(-r)} {_n(-r)}v{_n(2 * r - height)}q0 {_n(-r)} {_n(r)} {_n(-r)}z"
    )


def _folded_corner(width: float, height: float) -> str:
    f = 14.0
    return f"M0 0h{_n(width - f)}l{_n(f)} {_n(f)}v{_n(height - f)}h{_n(-width)}zm{_n(width - f)} 0v{_n(f)}h{_n(f)}"


_OUTLINES: Final = {
    Role.RECOMMENDATION: _cut_corners,
    Role.CLAIM: _round_corners,
    Role.EVIDENCE: _folded_corner,
}


def _edge(route: Route, lines: Sequence[Justification], column: dict[str, int]) -> DrawnEdge:
    points = [(x + _MARGIN, y + _MARGIN) for x, y in route.points]
    surest = max(lines, key=lambda line: (line.confidence, line.iri))
    outward = column[route.source] < column[route.target]
    x, y = points[0]
    return DrawnEdge(
        direction="against" if surest.direction is Direction.DISPUTES else "for",
        path=_path(points),
        title="; ".join(_said(line) for line in lines),
        at=(round(x + (8 if outward else -8)), round(y - 5)),
        is_checked=surest.review.value in ("confirmed", "corrected"),
        closes_circle=outward,
    )


def _said(line: Justification) -> str:
    direction = "Against" if line.direction is Direction.DISPUTES else "For"
    return (
        f"{direction}; the link is {confidence_words(line.confidence)} ({line.confidence:.2f}): {why_linked(line.cue)}"
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Bend between columns, and go straight through them."""
    steps = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    for index, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        half = (x + to_x) / 2
        bends = index % 2 == 0
        steps.append(
            f"C{_n(half)} {_n(y)} {_n(half)} {_n(to_y)} {_n(to_x)} {_n(to_y)}" if bends else f"L{_n(to_x)} {_n(to_y)}"
        )
    return "".join(steps)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
