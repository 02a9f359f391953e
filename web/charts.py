"""Drawings for the first page as shapes in plain numbers; the templates write them as SVG, with every text escaped.

Lengths are in units of the drawing, which the page scales to its width.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

from kg.conditions import NOBODY
from kg.overview import Spread, Tally
from kg.periods import Period

SHADES: Final = 5
"""Steps of shading between a few and the most."""

_ELLIPSIS: Final = "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """A label broken into lines.

    Attributes:
        text: the whole label.
        lines: what is drawn of it; the last line ends in an ellipsis where it is too long.
    """

    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """Recommendations of one topic to one addressee.

    Attributes:
        shade: 1 to `SHADES` by how many they are, 0 where topic or addressee is lacking.
    """

    x: float
    y: float
    topic: Tally
    addressee: Tally
    count: int
    shade: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A row or a column: what it stands for, where it begins, its label, and how long its bar is, from 0 to 1.

    What lacks a topic has no bar: it is no topic, and can be far more than all of them.
    """

    at: float
    tally: Tally
    label: Lines
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Matrix:
    """Recommendations by topic (rows) and addressee (columns)."""

    width: float
    height: float
    head: float
    side: float
    cell_width: float
    cell_height: float
    rows: tuple[Band, ...]
    columns: tuple[Band, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How a matrix is set: sizes, and how labels are broken.

    Attributes:
        width: of the whole.
        head: height of the labels of the columns.
        side: width of the labels of the rows; 0 puts each above its row.
        total: width left for the bars of the rows at the right.
        row: from one row to the next.
        cell: height of a cell.
        across: letters in a line of a column's label, and lines.
        along: letters in a line of a row's label, and lines.
    """

    width: float
    head: float
    side: float
    total: float
    row: float
    cell: float
    across: tuple[int, int]
    along: tuple[int, int]


WIDE: Final = Layout(
    width=1112, head=88, side=224, total=146, row=38, cell=34, across=(14, 4), along=(27, 2)
)  # fmt: skip
NARROW: Final = Layout(width=320, head=150, side=0, total=0, row=64, cell=32, across=(18, 3), along=(40, 1))


def matrix(
    spread: Spread,
    layout: Layout,
    *,
    topic_name: Callable[[Tally], str],
    addressee_name: Callable[[Tally], str],
) -> Matrix:
    """Lay out the recommendations by topic and addressee.

    Args:
        spread: the counts.
        layout: sizes.
        topic_name: gives the label of a topic.
        addressee_name: gives the label of an addressee.
    """
    cell_width = (layout.width - layout.side - layout.total) / max(1, len(spread.addressees))
    most = max((number for pair, number in spread.cells.items() if NOBODY not in pair), default=1)
    top = max((each.count for each in spread.topics if each.value != NOBODY), default=1)
    rows = tuple(
        Band(
            at=layout.head + index * layout.row + (0 if layout.side else layout.row - layout.cell - 8),
            tally=topic,
            label=broken(topic_name(topic), *layout.along),
            share=0.0 if topic.value == NOBODY else topic.count / top,
        )
        for index, topic in enumerate(spread.topics)
    )
    sides = tuple(
        Band(
            at=layout.side + index * cell_width,
            tally=addressee,
            label=broken(addressee_name(addressee), *layout.across),
            share=0.0,
        )
        for index, addressee in enumerate(spread.addressees)
    )
    cells = tuple(
        Cell(x=column.at, y=row.at, topic=row.tally, addressee=column.tally, count=number, shade=shade)
        for row in rows
        for column in sides
        if (number := spread.cells.get((row.tally.value, column.tally.value), 0))
        for shade in [0 if NOBODY in (row.tally.value, column.tally.value) else shade_of(number, most)]
    )
    return Matrix(
        width=layout.width,
        height=layout.head + len(rows) * layout.row,
        head=layout.head,
        side=layout.side,
        cell_width=cell_width,
        cell_height=layout.cell,
        rows=rows,
        columns=sides,
        cells=cells,
    )


def shade_of(count: int, most: int) -> int:
    """Give the shade of a count of at least 1: the root is shaded evenly, so that small counts differ too."""
    return min(SHADES, max(1, ceil(SHADES * sqrt(count / most))))


def broken(text: str, letters: int, lines: int) -> Lines:
    """Break a label into at most so many lines of about so many letters; wide letters of East Asia count double."""
    words = [piece for word in text.split() for piece in _pieces(word, letters)]
    found = [""]
    for word in words:
        joined = f"{found[-1]} {word}".strip()
        if width_of(joined) <= letters or not found[-1]:
            found[-1] = joined
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], _cut(" ".join(found[lines - 1 :]), letters)]
    return Lines(text=text, lines=tuple(found))


def _pieces(word: str, letters: int) -> list[str]:
    pieces = [""]
    for character in word:
        if width_of(pieces[-1] + character) > letters:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _cut(text: str, letters: int) -> str:
    kept = text
    while kept and width_of(kept) >= letters:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def width_of(text: str) -> int:
    """Give how many letters wide a text is."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """The documents of a period.

    Attributes:
        x: left end of the place of the bar.
        height: of the bar; at least a little where there is a document.
        has_tick: its label is drawn; with many bars only some are.
        has_number: its count is drawn; where they would touch, only that of the highest is.
    """

    x: float
    height: float
    period: Period
    has_tick: bool
    has_number: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """Documents by time; bars stand on `base` and each has a place `step` wide."""

    width: float
    height: float
    base: float
    step: float
    bars: tuple[Bar, ...]


_LEAST_BAR: Final = 3.0
_LABEL_LETTER: Final = 8.5


def timeline(periods: Sequence[Period], *, width: float, tall: float = 120.0, label_letters: int = 4) -> Timeline:
    """Lay out the documents by time.

    Args:
        periods: without gaps.
        width: of the whole.
        tall: height of the highest bar.
        label_letters: how long the labels of the periods are at most.
    """
    head, foot = 22.0, 26.0
    step = min(width / max(1, len(periods)), 120.0)
    most = max((each.count for each in periods), default=1) or 1
    every = max(1, ceil(label_letters * _LABEL_LETTER / step))
    last = len(periods) - 1
    bars = tuple(
        Bar(
            x=index * step,
            height=max(_LEAST_BAR, tall * each.count / most) if each.count else 0.0,
            period=each,
            has_tick=(last - index) % every == 0,
            has_number=each.count > 0 and (step >= _LABEL_LETTER * len(f"{each.count:,}") or each.count == most),
        )
        for index, each in enumerate(periods)
    )
    return Timeline(width=step * len(periods), height=head + tall + foot, base=head + tall, step=step, bars=bars)
