"""Where Markdown's inline markup stands in a block, and what a reader sees in its place."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.source import Block, BlockKind

Place = tuple[int, int, str]
"""Start, end and what is seen there instead."""

_TOKEN: Final = re.compile(
    r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
    |(?P<code>(?<!`)(?P<ticks>`{1,30})(?!`)(?P<inside>.{0,2000}?)(?<!`)(?P=ticks)(?!`))
    |(?P<comment><!--(?:(?!<!--).){0,3000}?-->)
    |(?P<autolink><(?P<address>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>)
    |(?P<tag></?(?P<tagname>[A-Za-z][A-Za-z0-9-]*)(?:\s+[^<>]*|\s*/?)>)
    |(?P<entity>&(?:\#[xX][0-9a-fA-F]{1,6}|\#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});)
    |(?P<footnote>\[\^[^\]\s]{1,40}\])
    |(?P<linkend>\](?:\((?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*\)
        |\[[^\[\]]*\]))
    |(?P<open>!?\[)
    |(?P<close>\])
    |(?P<emphasis>\*+|_+|~~)
    |(?P<break>\\(?=\n))
    """,
    re.VERBOSE | re.DOTALL,
)
_LEADING: Final = re.compile(r"[ \t]*#{1,6}[ \t]+")
_TRAILING: Final = re.compile(r"[ \t]+#+[ \t]*\Z")
_UNDERLINE: Final = re.compile(r"\n[ \t]*(?:=+|-+)[ \t]*\Z")
_QUOTE: Final = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")
_FOOTNOTE: Final = re.compile(r"\[\^(?P<label>[^\]\s]{1,40})\]:")
_PIPE: Final = re.compile(r"\s*(?<!\\)\|\s*")


@dataclass(slots=True)
class _Delimiter:
    start: int
    end: int
    mark: str
    opens: bool
    closes: bool


def markup_edits(text: str, block: Block) -> list[Place]:
    """Give every piece of markup in a block with what is seen instead, in order and apart from one another."""
    edges = list(_block_marks(text, block))
    first = max((end for start, end, _ in edges if start == block.start), default=block.start)
    last = min((start for start, end, _ in edges if end == block.end and start >= first), default=block.end)
    found = edges + list(_inline(text, first, last))
    if block.kind is BlockKind.TABLE_ROW:
        found += list(_cells(text, block))
    return sorted(found)


def plain(text: str) -> str:
    """Give a piece of Markdown, such as a heading, as it is seen, on one line."""
    block = Block(kind=BlockKind.HEADING, start=0, end=len(text)) if text else None
    parts: list[str] = []
    place = 0
    for start, end, seen in markup_edits(text, block) if block else []:
        if start >= place:
            parts += [text[place:start], seen]
            place = end
    return " ".join("".join([*parts, text[place:]]).split())


def _block_marks(text: str, block: Block) -> Iterator[Place]:
    """Marks of the block itself: a heading's signs, a quotation's angles, a footnote's label.

    A heading's sign can also stand before a paragraph or an item that a converter took for one.
    """
    leading = _LEADING.match(text, block.start, block.end)
    if leading:
        yield leading.start(), leading.end(), ""
    if block.kind in (BlockKind.HEADING, BlockKind.TITLE):
        trailing = _TRAILING.search(text, leading.end(), block.end) if leading else None
        underline = trailing or _UNDERLINE.search(text, block.start, block.end)
        if underline:
            yield underline.start(), underline.end(), ""
    elif block.kind is BlockKind.FOOTNOTE:
        label = _FOOTNOTE.match(text, block.start, block.end)
        if label:
            yield label.start(), label.end(), f"[{label['label']}]"
    for match in _QUOTE.finditer(text, block.start, block.end):
        yield match.start(), match.end(), ""


def _cells(text: str, block: Block) -> Iterator[Place]:
    for match in _PIPE.finditer(text, block.start, block.end):
        outer = match.start() == block.start or match.end() == block.end
        yield match.start(), match.end(), "" if outer else " | "


def _inline(text: str, start: int, end: int) -> Iterator[Place]:
    delimiters: list[_Delimiter] = []
    brackets: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        if match["emphasis"]:
            delimiters.append(_delimiter(text, match.start(), match.end(), start, end))
        elif match["open"]:
            brackets.append((match.start(), match.end()))
        elif match["linkend"]:
            if brackets:
                yield (*brackets.pop(), "")
                yield match.start(), match.end(), ""
        elif match["close"]:
            if brackets:
                brackets.pop()
        elif kind:
            yield from _token(match)
    yield from _emphasis(delimiters)


def _token(match: re.Match[str]) -> Iterator[Place]:
    start, end = match.span()
    if match["escape"]:
        yield start, start + 1, ""
    elif match["code"]:
        ticks = len(match["ticks"])
        yield start, start + ticks, ""
        yield end - ticks, end, ""
    elif match["autolink"]:
        yield start, start + 1, ""
        yield end - 1, end, ""
    elif match["tag"]:
        yield start, end, " " if match["tagname"].lower() in ("br", "p", "td", "th", "li", "div", "tr") else ""
    elif match["entity"]:
        seen = html.unescape(match[0])
        if seen != match[0]:
            yield start, end, " " if seen.isspace() else seen
    elif match["comment"] or match["footnote"] or match["break"]:
        yield start, end, ""


def _delimiter(text: str, start: int, end: int, first: int, last: int) -> _Delimiter:
    before = text[start - 1] if start > first else " "
    after = text[end] if end < last else " "
    left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
    right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
    if text[start] == "_":
        left, right = left and not before.isalnum(), right and not after.isalnum()
    return _Delimiter(start, end, text[start], left, right)


def _emphasis(delimiters: list[_Delimiter]) -> Iterator[Place]:
    """Pair the signs of emphasis, the nearest first; those without a partner are text."""
    open_ones: list[_Delimiter] = []
    marks: Counter[str] = Counter()
    for current in delimiters:
        while current.closes and current.start < current.end and marks[current.mark]:
            partner = next(one for one in reversed(open_ones) if one.mark == current.mark)
            count = min(partner.end - partner.start, current.end - current.start)
            yield partner.end - count, partner.end, ""
            yield current.start, current.start + count, ""
            partner.end -= count
            current.start += count
            while open_ones[-1] is not partner:
                marks[open_ones.pop().mark] -= 1
            if partner.start == partner.end:
                marks[open_ones.pop().mark] -= 1
        if current.opens and current.start < current.end:
            open_ones.append(current)
            marks[current.mark] += 1
