"""Source text and marks, cut into segments and written as safe HTML.

This is the one place where HTML is put together in Python, and everything from a document passes `escape` here.
Overlapping marks are cut at each other's borders, so that the segments, joined, are the text again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup, escape

_LETTERS: Final = {"recommendation": "R", "claim": "C", "evidence": "E"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Words to be highlighted.

    Attributes:
        start: first code point in the document's text.
        end: one past the last.
        role: `recommendation`, `claim`, `evidence`, or `match` for words that a search hit.
        key: tells the mark from others; segments of one mark share it.
        anchor: id that links can lead to, or None.
        href: where a click on it leads, or None.
        label: what it is, in words, for those who don't see the colour.
        chosen: it is what the page is about.
    """

    start: int
    end: int
    role: str
    key: str
    anchor: str | None = None
    href: str | None = None
    label: str = ""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A piece of text under the same marks throughout.

    Attributes:
        text: the piece.
        marks: the marks over it, the shortest first.
        opens: those of them that begin with it.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[Mark, ...] = ()


def segments(text: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None) -> tuple[Segment, ...]:
    """Cut `text[start:end]` at the borders of the marks.

    Args:
        text: the whole text that the marks' places refer to.
        marks: they may overlap, lie outside the range or reach over its borders.
        start: first code point of the range.
        end: one past its last, or None for the end of the text.

    Returns:
        Segments that, joined, are the range; none is empty.
    """
    stop = len(text) if end is None else min(end, len(text))
    start = min(start, stop)
    inside = [mark for mark in marks if mark.start < stop and mark.end > start and mark.start < mark.end]
    borders = {start, stop}
    borders.update(place for mark in inside for place in (mark.start, mark.end) if start < place < stop)
    ordered = sorted(borders)
    found = []
    for low, high in pairwise(ordered):
        over = sorted((mark for mark in inside if mark.start <= low and mark.end >= high), key=_size)
        opens = tuple(mark for mark in over if max(mark.start, start) == low)
        found.append(Segment(text=text[low:high], marks=tuple(over), opens=opens))
    return tuple(found)


def _size(mark: Mark) -> tuple[int, int, str]:
    return (mark.end - mark.start, mark.start, mark.key)


def render(pieces: Sequence[Segment], *, opened: set[str] | None = None) -> Markup:
    """Write segments as HTML.

    Args:
        pieces: what `segments` gave.
        opened: anchors that the page has already; those written are added, so that no id comes twice.
    """
    known = set[str]() if opened is None else opened
    return Markup("").join(_piece(piece, known) for piece in pieces)


def _piece(piece: Segment, opened: set[str]) -> Markup:
    if not piece.marks:
        return escape(piece.text)
    top = piece.marks[0]
    anchors = [mark.anchor for mark in piece.opens if mark.anchor and mark.anchor not in opened]
    opened.update(anchors)
    own = top.anchor if top.anchor in anchors else None
    spare = Markup("").join(Markup('<span class="anchor" id="{}"></span>').format(a) for a in anchors if a != own)
    return spare + _marked(piece, top, own, begins=own is not None)


def _marked(piece: Segment, top: Mark, anchor: str | None, *, begins: bool) -> Markup:
    classes = ["mark", f"mark-{top.role}"]
    classes += ["is-chosen"] if any(mark.chosen for mark in piece.marks) else []
    classes += ["is-start"] if begins else []
    identity = Markup(' id="{}"').format(anchor) if anchor else Markup("")
    letter = Markup(' data-letter="{}"').format(_LETTERS[top.role]) if begins and top.role in _LETTERS else Markup("")
    common = Markup('class="{}" data-mark="{}"').format(" ".join(classes), top.key) + identity + letter
    if top.href is None:
        return Markup("<mark {}>{}</mark>").format(common, piece.text)
    title = Markup(' title="{}"').format(top.label) if top.label else Markup("")
    return Markup('<a {} href="{}"{}>{}</a>').format(common, top.href, title, piece.text)


def render_matches(text: str, ranges: Iterable[tuple[int, int]]) -> Markup:
    """Write a short text with the words that a search hit."""
    marks = [Mark(start=low, end=high, role="match", key="match") for low, high in ranges]
    return render(segments(text, marks))
