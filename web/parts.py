"""A long text in parts, each small enough for one page, so that nothing of it is left out and none of it is slow.

A part is a run of blocks. It ends before a heading where one is near, and a block that alone is too long is cut, at the
beginning of a statement or at white space.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from markupsafe import escape

from web.layout import Block

MOST: Final = 96_000
"""Bytes that a part may have as HTML, by estimate; the rest of a page takes as much again at most."""

NOTE: Final = 1_500
"""Bytes that a statement takes with its note in the margin, by estimate."""

_PIECE: Final = MOST // 4
_BLOCK: Final = 170
_ENOUGH: Final = 0.45
_STEP: Final = 1_500
_SPACE: Final = re.compile(r"\s")
_LONGEST_TITLE: Final = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A run of blocks.

    Attributes:
        number: its place among the parts, from 1.
        blocks: the blocks.
        title: the heading that it begins with, or under which it begins; empty where there is none.
        goes_on: whether that heading stands in an earlier part.
        pages: first and last page in it, or None.
    """

    number: int
    blocks: tuple[Block, ...]
    title: str
    goes_on: bool
    pages: tuple[int, int] | None

    @property
    def start(self) -> int:
        """First code point."""
        return self.blocks[0].start

    @property
    def end(self) -> int:
        """One past the last."""
        return self.blocks[-1].end


def bounded(text: str, found: Sequence[Block], starts: Sequence[int]) -> tuple[Block, ...]:
    """Cut the blocks that alone would fill a page.

    Args:
        text: the stored text.
        found: its blocks in order.
        starts: first code points of its statements, in order.

    Returns:
        The same text in blocks, each of which weighs a quarter of a part at most, or cannot be cut.
    """
    return tuple(piece for block in found for piece in _pieces(text, block, starts))


def _pieces(text: str, block: Block, starts: Sequence[int]) -> Iterator[Block]:
    if _weight(text, block.start, block.end, starts) <= _PIECE:
        yield block
        return
    start = at = block.start
    weight = 0
    for end in [*_cuts(text, block, starts), block.end]:
        more = _weight(text, at, end, starts)
        if weight and weight + more > _PIECE:
            yield _piece(block, start, at)
            start, weight = at, 0
        weight, at = weight + more, end
    yield _piece(block, start, block.end)


def _piece(block: Block, start: int, end: int) -> Block:
    is_first = start == block.start
    return replace(block, start=start, end=end, new_page=block.new_page if is_first else None)


def _cuts(text: str, block: Block, starts: Sequence[int]) -> list[int]:
    inside = set(starts[bisect_right(starts, block.start) : bisect_left(starts, block.end)])
    at = block.start + _STEP
    while at < block.end:
        space = _SPACE.search(text, at, min(at + _STEP, block.end))
        at = space.end() if space else min(at + _STEP, block.end)
        if at < block.end:
            inside.add(at)
        at += _STEP
    return sorted(inside)


def _weight(text: str, start: int, end: int, starts: Sequence[int]) -> int:
    notes = bisect_left(starts, end) - bisect_left(starts, start)
    return len(str(escape(text[start:end])).encode("utf-8", "replace")) + notes * NOTE


def parts(text: str, found: Sequence[Block], starts: Sequence[int], *, most: int = MOST) -> tuple[Part, ...]:
    """Put blocks together to parts.

    Args:
        text: the stored text.
        found: what `bounded` gave.
        starts: first code points of its statements, in order.
        most: weight of the heaviest part, save for a block that alone is heavier.
    """
    weights = [_weight(text, block.start, block.end, starts) + _BLOCK for block in found]
    borders = [*_borders(found, weights, most), len(found)]
    made: list[Part] = []
    title, page = "", None
    for number, (low, high) in enumerate(pairwise(borders), start=1):
        here = tuple(found[low:high])
        heads = [title_of(text, block) for block in here if _is_heading(block)]
        begins = _is_heading(here[0])
        first = next((block.new_page for block in here if block.new_page is not None), None)
        begun = here[0].new_page if here[0].new_page is not None else page
        page = max((block.new_page for block in here if block.new_page is not None), default=page)
        made.append(
            Part(
                number=number,
                blocks=here,
                title=heads[0] if heads and (begins or not title) else title,
                goes_on=not begins and bool(title),
                pages=None if page is None else (begun if begun is not None else first or page, page),
            )
        )
        title = heads[-1] if heads else title
    return tuple(made)


def _borders(found: Sequence[Block], weights: Sequence[int], most: int) -> list[int]:
    borders, begin, total = [0], 0, 0
    sums = [0]
    for weight in weights:
        sums.append(sums[-1] + weight)
    for index, weight in enumerate(weights):
        total = sums[index] - sums[begin]
        if index > begin and total + weight > most:
            begin = _good_border(found, sums, begin, index, most)
            borders.append(begin)
    return borders if found else []


def _good_border(found: Sequence[Block], sums: Sequence[int], begin: int, index: int, most: int) -> int:
    # The last outermost heading that leaves enough before it; a part may end in the middle of a section, too.
    near = [at for at in range(begin + 1, index + 1) if _is_heading(found[at]) and not _is_heading(found[at - 1])]
    near = [at for at in near if sums[at] - sums[begin] >= _ENOUGH * most and _fits(sums, at, index, most)]
    return min(near, key=lambda at: (found[at].level, -at), default=index)


def _fits(sums: Sequence[int], at: int, index: int, most: int) -> bool:
    return sums[index + 1] - sums[at] <= most or at == index


def _is_heading(block: Block) -> bool:
    return block.kind in ("title", "heading")


def title_of(text: str, block: Block) -> str:
    """Give a heading's words on one line, without signs of Markdown, and shortened where they are many."""
    return shortened(text[block.start : block.end].lstrip("#-*+ \t"), _LONGEST_TITLE)


def shortened(words: str, most: int) -> str:
    """Give words on one line; of more than `most` code points the first, up to the end of a word, and an ellipsis."""
    plain = " ".join(words.split())
    if len(plain) <= most:
        return plain
    cut = plain[:most].rpartition(" ")[0]
    return f"{(cut if len(cut) > most // 2 else plain[:most]).rstrip(' ,;:.')}…"


def part_at(found: Sequence[Part], place: int) -> Part:
    """Give the part in which a code point stands, or the next one where it stands between two."""
    ends = [part.end for part in found]
    return found[min(bisect_right(ends, place), len(found) - 1)]


def part_of_page(found: Sequence[Part], page: int) -> Part:
    """Give the part in which a page begins, or the last one before it."""
    begun = [part for part in found if part.pages is not None and part.pages[0] <= page]
    inside = [part for part in begun if any(block.new_page == page for block in part.blocks)]
    return (inside or begun[-1:] or list(found))[0]
