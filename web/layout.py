"""A document's text as blocks for reading: headings, paragraphs, list items, with pages and marks in their places.

The blocks are cut out of the stored text and nothing of it is lost: what no passage covers stands in a block of its
own. Line breaks inside a paragraph are shown as the spaces that they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from kg.rows import PassageRow
from web.highlights import Mark, render, segments

_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n")
_MARKUP: Final = re.compile(r"(?:#{1,6}|[-*+])[^\S\n]+")
_ONLY_MARKUP: Final = re.compile(r"\s*(?:#{1,6}|[-*+])[^\S\n]+")
_MARKED: Final = frozenset({"title", "heading", "list_item"})
_MERGED: Final = frozenset({"sentence", "list_item", "footnote", "boilerplate"})
_AROUND: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A stretch of the text that is shown as one.

    Attributes:
        kind: a passage kind, or `plain` for text that no passage covers.
        start: first code point.
        end: one past the last.
        level: 1 for the outermost headings.
        new_page: the page that begins with it, or None.
        provision: path of the provision that it begins, or None.
    """

    kind: str
    start: int
    end: int
    level: int = 1
    new_page: int | None = None
    provision: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownBlock:
    """A block as the template needs it.

    Attributes:
        block: the block.
        markup: its leading Markdown characters, which are shown faintly or not at all.
        html: its text with marks.
        skipped: code points left out right before it.
    """

    block: Block
    markup: str
    html: Markup
    skipped: int = 0


def blocks(text: str, passages: Sequence[PassageRow]) -> tuple[Block, ...]:
    """Join passages to blocks.

    Args:
        text: the stored text.
        passages: its passages in order.

    Returns:
        Blocks in order that don't overlap; between them lies white space only.
    """
    wrapped = _is_hard_wrapped(text, passages)
    found: list[Block] = []
    at, page = 0, None
    for passage in passages:
        start, end = max(passage.start, at), min(passage.end, len(text))
        if start >= end:
            continue
        between = text[at:start]
        if _ONLY_MARKUP.fullmatch(between) and passage.kind in _MARKED:
            start = at + len(between) - len(between.lstrip())
        elif between.strip():
            found.append(_plain(text, at, start))
        new_page = passage.page if passage.page != page else None
        page = passage.page if passage.page is not None else page
        if new_page is None and found and _continues(text, found[-1], passage, start, wrapped=wrapped):
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(_block(passage, start, end, new_page))
        at = end
    if text[at:].strip():
        found.append(_plain(text, at, len(text)))
    return tuple(found)


def _is_hard_wrapped(text: str, passages: Sequence[PassageRow]) -> bool:
    sentences = [passage for passage in passages if passage.kind in ("sentence", "list_item")]
    broken = sum("\n" in text[passage.start : passage.end].strip() for passage in sentences)
    return broken > 0.2 * max(1, len(sentences))


def _continues(text: str, block: Block, passage: PassageRow, start: int, *, wrapped: bool) -> bool:
    if passage.kind != block.kind or passage.kind not in _MERGED:
        return False
    gap = text[block.end : start]
    if passage.kind == "boilerplate":
        return True
    if "\n" not in gap:
        return True
    return wrapped and passage.kind == "sentence" and not _BLANK_LINE.search(gap)


def _block(passage: PassageRow, start: int, end: int, new_page: int | None) -> Block:
    return Block(
        kind=passage.kind,
        start=start,
        end=end,
        level=passage.depth + 1,
        new_page=new_page,
        provision=passage.provision,
    )


def _plain(text: str, start: int, end: int) -> Block:
    words = text[start:end]
    return Block(kind="plain", start=start + len(words) - len(words.lstrip()), end=start + len(words.rstrip()))


def show(text: str, found: Iterable[Block], marks: Iterable[Mark]) -> tuple[ShownBlock, ...]:
    """Write blocks with their marks as HTML.

    Args:
        text: the stored text.
        found: blocks in order; where some are left out, the next one says how much.
        marks: what is highlighted; a mark that reaches over several blocks has its anchor in the first.
    """
    waiting = deque(sorted(marks, key=lambda mark: (mark.start, mark.end)))
    active: list[Mark] = []
    opened: set[str] = set()
    shown: list[ShownBlock] = []
    at = 0
    for block in found:
        while waiting and waiting[0].start < block.end:
            active.append(waiting.popleft())
        active = [mark for mark in active if mark.end > block.start]
        lead = _MARKUP.match(text, block.start, block.end) if block.kind in _MARKED else None
        begin = lead.end() if lead and lead.end() < block.end else block.start
        html = render(segments(text, active, start=begin, end=block.end), opened=opened)
        skipped = len(text[at : block.start].strip())
        shown.append(ShownBlock(block=block, markup=text[block.start : begin], html=html, skipped=skipped))
        at = block.end
    return tuple(shown)


def around(found: Sequence[Block], marks: Sequence[Mark], *, neighbours: int = _AROUND) -> tuple[Block, ...]:
    """Choose the blocks that hold a mark, so many neighbours on either side, and the heading right above each."""
    wanted: set[int] = set()
    ends = [block.end for block in found]
    headings = [index for index, block in enumerate(found) if block.kind in ("title", "heading")]
    for mark in marks:
        first = bisect_left(ends, mark.start + 1)
        last = bisect_left(ends, mark.end)
        wanted.update(headings[: bisect_right(headings, first)][-1:])
        wanted.update(range(max(0, first - neighbours), min(len(found), last + neighbours + 1)))
    return tuple(found[index] for index in sorted(wanted))


def rest_after(text: str, found: Sequence[Block]) -> int:
    """Count the code points of the text, white space around aside, that follow the last shown block."""
    return len(text[found[-1].end :].strip()) if found else len(text.strip())
