"""Lines of PDF pages to blocks: paragraphs over lines and pages, headings by their type, notes and feet apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.readers.lines import BULLETS, starts_item
from ingest.readers.pdflines import PdfLine
from ingest.readers.structure import is_page_furniture
from ingest.source import BlockKind

_EDGE: Final = 0.11
_NEAR: Final = 0.18
_RUNNING_LETTERS: Final = 8
_EDGE_LINES: Final = 4
_PAGE_NUMBER: Final = re.compile(
    r"(?i)(?:[-–—|]\s*)?(?:page\s+)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s+of\s+\d{1,4})?(?:\s*[-–—|])?\Z"
)
_NOTE_START: Final = re.compile(r"(?:\[?\d{1,3}\]?|[*†‡§]{1,2}|[a-z])\s?(?=[A-Z“\"(‘'\[]|http)|\d{1,3}\s(?=\d)")
_ENDS: Final = re.compile(r"[.!?:;][”\"’')\]]*\s*(?:\[?\d{1,3}\]?)?\Z")
_MAY_PRECEDE_ITEM: Final = re.compile(r"(?:[.;:,!?—–-][”\"’')\]]*|\b(?:and|or))\s*\Z")
_LARGER: Final = 1.13
_SMALLER: Final = 0.93
_LONGEST_HEADING: Final = 220
_HEADING_LINES: Final = 5
_COVER: Final = 1.5
_COVER_LINES: Final = 10
"""A title on a cover is large and may take many short lines."""


@dataclass(slots=True)
class PdfBlock:
    """Lines that belong together."""

    kind: BlockKind
    lines: list[PdfLine]
    level: int | None = None

    @property
    def text(self) -> str:
        """Its lines, one below the other."""
        return "\n".join(line.text for line in self.lines)

    @property
    def page(self) -> int:
        """The page on which it starts."""
        return self.lines[0].page


@dataclass(slots=True)
class Layout:
    """What holds for a whole document: body type, the usual gap between lines, running heads."""

    body: float
    gap: float
    running: frozenset[str]
    heights: dict[int, float] = field(default_factory=dict)


def blocks_of(pages: Sequence[Sequence[PdfLine]], heights: Sequence[float]) -> list[PdfBlock]:
    """Put the lines of all pages together into blocks, in reading order.

    A paragraph that goes on over a page break stays one block; the notes and feet of the page come after it.
    """
    layout = _layout(pages, heights)
    result: list[PdfBlock] = []
    open_block: PdfBlock | None = None
    held: list[PdfBlock] = []
    for lines in pages:
        body, aside = _parted(list(lines), layout)
        blocks = _joined(body, layout)
        if open_block is not None and blocks and _continues(open_block, blocks[0]):
            open_block.lines += blocks.pop(0).lines
        if blocks and open_block is not None:
            result += [open_block, *held]
            open_block, held = None, []
        if open_block is None:
            result += held
            held = []
            open_block = blocks.pop() if blocks and _may_go_on(blocks[-1]) else None
            result += blocks
        held += aside
    result += [open_block, *held] if open_block is not None else held
    return _with_levels(result)


def _layout(pages: Sequence[Sequence[PdfLine]], heights: Sequence[float]) -> Layout:
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    gaps = [
        below.y0 - above.y1
        for lines in pages
        for above, below in pairwise(lines)
        if abs(above.size - body) < 0.6 and abs(below.size - body) < 0.6 and -body < below.y0 - above.y1 < 2 * body
    ]
    numbered = {lines[0].page: height for lines, height in zip(pages, heights, strict=True) if lines}
    return Layout(body, median(gaps) if gaps else 0.2 * body, _running(pages, numbered), numbered)


def _running(pages: Sequence[Sequence[PdfLine]], heights: dict[int, float]) -> frozenset[str]:
    """Texts that stand at the edge of several pages, or near the edge of half of them, figures aside."""
    at_edge: Counter[str] = Counter()
    near: Counter[str] = Counter()
    for lines in pages:
        at_edge.update({_figureless(line.text) for line in lines if _is_at_edge(line, heights)})
        near.update({_figureless(line.text) for line in lines if _is_at_edge(line, heights, _NEAR)})
    needed = 3 if len(pages) > 4 else 2
    often = max(3, len(pages) // 2)
    found = (text for text, count in near.items() if at_edge[text] >= needed or count >= often)
    return frozenset(text for text in found if sum(map(str.isalpha, text)) >= _RUNNING_LETTERS)


def _figureless(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()


def _is_at_edge(line: PdfLine, heights: dict[int, float], part: float = _EDGE) -> bool:
    height = heights.get(line.page, 0.0)
    return line.y1 < part * height or line.y0 > (1 - part) * height


def _parted(lines: list[PdfLine], layout: Layout) -> tuple[list[PdfLine], list[PdfBlock]]:
    """Part a page's running text from its notes, heads and feet."""
    flags = [_is_furniture(line, layout) for line in lines]
    furniture = [line for line, flag in zip(lines, flags, strict=True) if flag]
    rest = [line for line, flag in zip(lines, flags, strict=True) if not flag]
    first_note = _first_note(rest, layout)
    notes: list[PdfBlock] = []
    for line in rest[first_note:]:
        if notes and (not _NOTE_START.match(line.text) or notes[-1].lines[-1].text.endswith("-")):
            notes[-1].lines.append(line)
        else:
            notes.append(PdfBlock(BlockKind.FOOTNOTE, [line]))
    return rest[:first_note], notes + [PdfBlock(BlockKind.BOILERPLATE, [line]) for line in furniture]


def _is_furniture(line: PdfLine, layout: Layout) -> bool:
    if _figureless(line.text) in layout.running and _is_at_edge(line, layout.heights, _NEAR):
        return True
    is_number = bool(_PAGE_NUMBER.match(line.text)) or is_page_furniture(line.text)
    return is_number and _is_at_edge(line, layout.heights)


def _first_note(lines: list[PdfLine], layout: Layout) -> int:
    """Where the notes at the foot of the page start: small type down to its end, the first line with a note's mark."""
    index = len(lines)
    while index > 0 and lines[index - 1].size <= _SMALLER * layout.body:
        index -= 1
    height = layout.heights.get(lines[0].page, 0.0) if lines else 0.0
    while index < len(lines) and not (_NOTE_START.match(lines[index].text) and lines[index].y0 > 0.3 * height):
        index += 1
    return index


def _joined(lines: list[PdfLine], layout: Layout) -> list[PdfBlock]:
    lines = _without_lone_cells(lines)
    right = max((line.x1 for line in lines), default=0.0)
    groups: list[list[PdfLine]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, layout, right):
            groups[-1].append(line)
        else:
            groups.append([line])
    blocks = [PdfBlock(_kind(group, layout), group) for group in groups]
    return _with_margin_headings(_rows_as_rows(blocks))


def _without_lone_cells(lines: list[PdfLine]) -> list[PdfLine]:
    """A line with wide gaps between lines that have none isn't a table's row."""
    has_cells = [False, *(line.cells > 1 for line in lines), False]
    return [
        line
        if line.cells == 1 or has_cells[index] or has_cells[index + 2]
        else replace(line, text=line.text.replace(" | ", " "), cells=1)
        for index, line in enumerate(lines)
    ]


def _with_margin_headings(blocks: list[PdfBlock]) -> list[PdfBlock]:
    """Put headings that stand in the left margin before the paragraph beside them; files often give them after it."""
    lefts = Counter(round(line.x0) for block in blocks if block.kind is BlockKind.PARAGRAPH for line in block.lines)
    left = lefts.most_common(1)[0][0] if lefts else 0
    beside = [
        block for block in blocks if block.kind is BlockKind.HEADING and max(line.x1 for line in block.lines) < left
    ]
    moved = {id(block) for block in beside}
    result = [block for block in blocks if id(block) not in moved]
    for heading in beside:
        top = heading.lines[0].y0
        at = next((index for index, block in enumerate(result) if block.lines[0].y1 > top), len(result))
        result.insert(at, heading)
    return result


def _goes_on(group: list[PdfLine], line: PdfLine, layout: Layout, right: float) -> bool:
    last = group[-1]
    if re.fullmatch(rf"[{BULLETS}–-]|\(?\w{{1,3}}[.)]", last.text) and len(group) == 1:
        return True
    if is_page_furniture(last.text) or is_page_furniture(line.text) or line.cells != last.cells or line.cells > 1:
        return False
    if abs(line.size - last.size) > 0.08 * layout.body or line.is_bold != last.is_bold:
        return _is_inline_change(group, line, layout, right)
    if starts_item(line.text) and _opens_item(last, line):
        return False
    return _is_near(group, line, layout) and not _starts_paragraph(group, line, right)


def _is_inline_change(group: list[PdfLine], line: PdfLine, layout: Layout, right: float) -> bool:
    """A paragraph whose next line is bold, or the other way round, in the middle of a sentence."""
    last = group[-1]
    if abs(line.size - last.size) > 0.08 * layout.body or _ENDS.search(last.text) or not _is_near(group, line, layout):
        return False
    is_full = last.x1 > right - 0.2 * (right - last.x0)
    return is_full and (line.text[:1].islower() or (len(group) > 1 and not line.is_bold))


def _opens_item(last: PdfLine, line: PdfLine) -> bool:
    is_bullet = line.text[0] in BULLETS or line.text[:2] in ("- ", "– ", "— ")
    return is_bullet or bool(_MAY_PRECEDE_ITEM.search(last.text)) or line.x0 > last.x0 + line.size


def _is_near(group: list[PdfLine], line: PdfLine, layout: Layout) -> bool:
    """Whether the line stands where the next line of the block would."""
    last = group[-1]
    gap = line.y0 - last.y1
    if gap > layout.gap * max(1.0, line.size / layout.body) + 0.35 * line.size:
        return False
    overlaps = min(last.x1, line.x1) - max(last.x0, line.x0) > 0
    if gap < -0.7 * line.size or not overlaps:
        return line.text[:1].islower() and not _ENDS.search(last.text) and gap < -2 * line.size
    return True


def _starts_paragraph(group: list[PdfLine], line: PdfLine, right: float) -> bool:
    last, first = group[-1], group[0]
    if not _ENDS.search(last.text):
        return False
    is_hanging = starts_item(first.text) and len(group) == 1
    if line.x0 > last.x0 + 0.8 * line.size and not is_hanging:
        return True
    edge = max([right, *(one.x1 for one in group)])
    word = line.text.split(None, 1)[0]
    word_width = (line.x1 - line.x0) * len(word) / max(1, len(line.text))
    return last.x1 + word_width + 0.25 * line.size < edge - 0.06 * (edge - last.x0)


def _kind(group: list[PdfLine], layout: Layout) -> BlockKind:
    text = " ".join(line.text for line in group)
    first = group[0]
    if is_page_furniture(text) or any(is_page_furniture(line.text) for line in group):
        return BlockKind.BOILERPLATE
    most_lines = _COVER_LINES if first.size >= _COVER * layout.body else _HEADING_LINES
    is_short = len(text) <= _LONGEST_HEADING and len(group) <= most_lines and any(map(str.isalpha, text))
    if is_short and first.cells == 1 and text[0] not in BULLETS:
        is_large = first.size >= _LARGER * layout.body and not (len(text) > 90 and text.endswith("."))
        is_strong = all(line.is_bold for line in group) and first.size >= _SMALLER * layout.body
        if is_large or (is_strong and not text.endswith((".", ";", ","))):
            return BlockKind.HEADING
    return BlockKind.LIST_ITEM if starts_item(text) else BlockKind.PARAGRAPH


def _rows_as_rows(blocks: list[PdfBlock]) -> list[PdfBlock]:
    """Lines with several cells are a table's rows where at least two follow each other."""
    for index, block in enumerate(blocks):
        near = blocks[max(0, index - 1) : index] + blocks[index + 1 : index + 2]
        if block.lines[0].cells > 1 and any(other.lines[0].cells > 1 for other in near):
            block.kind = BlockKind.TABLE_ROW
    return blocks


def _may_go_on(block: PdfBlock) -> bool:
    is_running = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    return is_running and not _ENDS.search(block.lines[-1].text)


def _continues(block: PdfBlock, following: PdfBlock) -> bool:
    if following.kind is not BlockKind.PARAGRAPH:
        return False
    last, line = block.lines[-1], following.lines[0]
    return line.text[:1].islower() or last.text.endswith("-") or (len(last.text) > 40 and not line.is_bold)


def _type(block: PdfBlock) -> tuple[int, bool]:
    return round(block.lines[0].size), block.lines[0].is_bold


def _with_levels(blocks: list[PdfBlock]) -> list[PdfBlock]:
    """Rank headings by the size of their type, bold before plain; type used only once, as on a cover, is first."""
    heads = [block for block in blocks if block.kind is BlockKind.HEADING]
    uses = Counter(_type(block) for block in heads)
    ranks = sorted((kind for kind, count in uses.items() if count > 1), reverse=True)
    for block in heads:
        above = sum(kind > _type(block) for kind in ranks)
        block.level = min(6, 1 + above)
    for block in blocks:
        if block.kind is BlockKind.LIST_ITEM:
            block.level = 1
    return blocks
