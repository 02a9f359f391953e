"""What every reader needs: an assembler of text and blocks, and the headings above each block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from ingest.source import Block, BlockKind

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), start=1
    )
    for name in names.split()
}  # fmt: skip
_FURNITURE: Final = re.compile(
    r"(?:Page \d+ .{0,120}|Page \d+|GAO-\d\d-\d+\w* .{0,100} \d{1,3}|[-*_=\s]{3,}|"
    r".{3,150}?(?:\. ?){6,}\s*\d{1,4}|\d{1,4}|#{3,})\Z"
)
_LONGEST_FURNITURE: Final = 300
_RUN_IN: Final = re.compile(r"(?:Section|Sec\.)\s+\d{1,3}\.\s+(?:[A-Z][^.\n]{2,150}\.)?(?=\s|\Z)")
_RUN_IN_LEVEL: Final = 5
_NOTE: Final = re.compile(r"(?P<number>\d{1,3})\s(?=[A-Z“\"])")
_JOINED: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})
_SHORT: Final = 150
_TORN_WORDS: Final = 3
_MONTH: Final = r"(?P<month>[A-Z][a-z]{2,8})\.?"
_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"\b{_MONTH} (?P<day>\d{{1,2}}), ?(?P<year>(?:19|20)\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<year>(?:19|20)\d\d)\b",
        r"\b(?P<number>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)\d\d)\b",
        r"\b(?P<year>(?:19|20)\d\d)(?P<number>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_MONTH} (?P<year>(?:19|20)\d\d)\b",
    )
)


def words_in(text: str) -> frozenset[str]:
    """The words of a written-out list, as a set."""
    return frozenset(text.split())


def words(text: str) -> str:
    """The text on one line, with one space between words."""
    return " ".join(text.split())


def iso_date(text: str) -> str | None:
    """Give the first date in the text as ISO 8601, without the day where it has none; None where there is no date."""
    found = [(match.start(), match) for pattern in _DATES for match in pattern.finditer(text)]
    dates = (_iso(match.groupdict()) for _, match in sorted(found, key=lambda pair: pair[0]))
    return next((date for date in dates if date), None)


def run_in_heading(text: str) -> str | None:
    """Give `Sec. 2. Policy` where a paragraph starts with it, as the sections of orders do; else None."""
    match = _RUN_IN.match(text[:_LONGEST_FURNITURE])
    return words(match[0]).rstrip(". ") if match else None


def _start_of(block: Block) -> Block:
    return replace(block, end=min(block.end, block.start + 2 * _LONGEST_FURNITURE))


def _may_open_section(block: Block) -> bool:
    return block.kind is BlockKind.PARAGRAPH and block.provision is None


def mark_notes(blocks: Iterable[Block], text: str) -> list[Block]:
    """Make footnotes of paragraphs such as `12 See the register.` where the text refers to them as `[12]`."""
    referred = frozenset(re.findall(r"\[(\d{1,3})\]", text))
    return [
        replace(block, kind=BlockKind.FOOTNOTE)
        if block.kind is BlockKind.PARAGRAPH
        and (match := _NOTE.match(text, block.start, block.end))
        and match["number"] in referred
        else block
        for block in blocks
    ]


def _iso(parts: dict[str, str | None]) -> str | None:
    month = int(parts.get("number") or 0) or _MONTHS.get((parts.get("month") or "").lower(), 0)
    day = parts.get("day")
    if not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return f"{parts['year']}-{month:02}" + (f"-{int(day):02}" if day else "")


def with_sections(blocks: Iterable[Block], label: Callable[[Block], str]) -> tuple[Block, ...]:
    """Give each block the headings above it; `label` turns a heading's block into its words.

    Orders and memoranda have no headings: a paragraph that starts with `Sec. 2. Policy.` opens a section all the same.
    """
    above: list[tuple[int, str]] = []
    result: list[Block] = []
    for block in blocks:
        opening = run_in_heading(label(_start_of(block))) if _may_open_section(block) else None
        if opening is not None:
            above = [*(pair for pair in above if pair[0] < _RUN_IN_LEVEL), (_RUN_IN_LEVEL, opening)]
            result.append(replace(block, section=tuple(text for _, text in above)))
        elif block.kind is BlockKind.HEADING:
            level = block.level or 1
            while above and above[-1][0] >= level:
                above.pop()
            result.append(replace(block, section=tuple(text for _, text in above)))
            above.append((level, label(block)))
        else:
            result.append(replace(block, section=tuple(text for _, text in above)))
    return tuple(result)


def is_page_furniture(text: str) -> bool:
    """Whether a line is a page number, a running foot with one, a line of the contents, or a rule."""
    return len(text) <= _LONGEST_FURNITURE and bool(_FURNITURE.match(text))


def join_torn(blocks: Iterable[Block], text: str) -> list[Block]:
    """Join what a converter tore apart: a block that stops in mid-sentence and the next one that goes on in lower case.

    Only paragraphs and headings are joined; a heading that holds the start of a sentence becomes a paragraph.
    """
    result: list[Block] = []
    for block in blocks:
        last = result[-1] if result else None
        kind = _joint_kind(last, block, text) if last is not None else None
        if last is not None and kind is not None:
            level = last.level if kind is BlockKind.HEADING else None
            result[-1] = replace(last, kind=kind, end=block.end, level=level)
        else:
            result.append(block)
    return result


def _joint_kind(last: Block, block: Block, text: str) -> BlockKind | None:
    """What the two blocks are together, or None where they belong apart."""
    above, below = text[last.start : last.end].rstrip("*_ #"), text[block.start : block.end].lstrip("*_ ")
    goes_on = above[-1:].isalnum() or above.endswith((",", "-"))
    if block.kind not in _JOINED or not below[:1].islower() or not goes_on:
        return None
    if re.match(r"[a-z]{1,3}[.)\s] ?[A-Z(]", below):
        return None
    if last.kind is BlockKind.PARAGRAPH:
        return BlockKind.PARAGRAPH if block.kind is BlockKind.PARAGRAPH else None
    ends_low = above.split()[-1][0].islower() or ". " in above
    if last.kind is not BlockKind.HEADING or len(above.split()) < _TORN_WORDS or not ends_low:
        return None
    if block.kind is BlockKind.HEADING or (". " not in above and len(below) <= _SHORT):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH if ". " in above else None


class Assembler:
    """Builds source text block by block for formats whose bytes aren't text to read."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int | None = None,
        page: int | None = None,
        provision: str | None = None,
    ) -> None:
        """Append a block; white space around it is left out, and an empty one is nothing."""
        text = text.strip()
        if not text:
            return
        if self._blocks:
            close = kind is self._blocks[-1].kind and kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
            self._append("\n" if close else "\n\n")
        start = self._length
        self._append(text)
        self._blocks.append(
            Block(kind=kind, start=start, end=self._length, level=level, page=page, provision=provision)
        )

    def extend_last(self, text: str) -> bool:
        """Append to the last block without a break; False where there is none."""
        if not self._blocks:
            return False
        self._append(text)
        self._blocks[-1] = replace(self._blocks[-1], end=self._length)
        return True

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """Give the text and its blocks, each with the headings above it."""
        text = "".join(self._parts)
        return text, with_sections(self._blocks, lambda block: words(text[block.start : block.end]))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
