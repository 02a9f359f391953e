"""Lines of plain text to blocks: which line goes on, which starts something new.

A file is either hard-wrapped (a paragraph is several lines) or has one paragraph a line. A line break inside a group of
lines is a wrap when the first word of the next line wouldn't have fitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

BULLETS: Final = "•‣◦▪▫●○■□·\uf0a7\uf0b7\uf0d8\uf076\uf0fc"
"""Characters that only ever start a list item; the last five are how Symbol and Wingdings bullets come out."""

MARKER: Final = re.compile(
    rf"(?P<bullet>[{BULLETS}]\s*|[-*+–—]\s+)?"
    r"(?P<marker>\((?:\d{1,3}|[a-z]{1,2}|[A-Z]{1,2}|[ivxl]{1,5}|[IVXL]{1,5})\)"
    r"|(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]|[a-z][.)]|[ivx]{1,5}\.)(?=\s))?\s*"
)
_SECTION: Final = re.compile(r"(?:SEC(?:TION)?\.?|§+)\s*\d+[A-Z]?\.|(?:TITLE|CHAPTER|PART|DIVISION)\s+[IVXLC\d]+\b")
_MAY_END: Final = re.compile(r"(?:[.;:,!?—–-][”\"’')\]]*|\b(?:and|or))\s*\Z")
_WRAP_LIMIT: Final = 110
_FIT: Final = 0.8
_GOING_ON: Final = 0.15


@dataclass(frozen=True, slots=True)
class Line:
    """One line that isn't blank: its place without surrounding white space, and how far it is set in."""

    start: int
    end: int
    indent: int
    text: str


def starts_item(text: str) -> bool:
    """Whether a line starts with a bullet or an enumeration mark and goes on after it."""
    match = MARKER.match(text)
    return bool(match and (match["bullet"] or match["marker"]) and match.end() < len(text))


def groups(text: str, start: int = 0) -> Iterator[list[Line]]:
    """Give the runs of lines between blank lines."""
    group: list[Line] = []
    place = start
    for raw in text[start:].split("\n"):
        stripped = raw.strip()
        if stripped:
            indent = len(raw) - len(raw.lstrip())
            group.append(
                Line(place + indent, place + indent + len(stripped), len(raw[:indent].expandtabs(4)), stripped)
            )
        elif group:
            yield group
            group = []
        place += len(raw) + 1
    if group:
        yield group


def wrap_width(all_groups: list[list[Line]]) -> int:
    """Give the width at which the file was wrapped, or 0 where a paragraph is one line.

    Wraps fall in mid-sentence, so some lines must go on in lower case.
    """
    inner = sorted(line.indent + len(line.text) for group in all_groups for line in group[:-1])
    going_on = sum(line.text[0].islower() for group in all_groups for line in group[1:])
    if going_on < _GOING_ON * len(inner) or not inner:
        return 0
    typical, widest = inner[len(inner) * 3 // 4], inner[len(inner) * 19 // 20]
    return typical if 40 <= typical <= _WRAP_LIMIT and widest <= _WRAP_LIMIT * 1.3 else 0


def split_group(group: list[Line], width: int) -> Iterator[list[Line]]:
    """Cut a run of lines into the blocks that it holds."""
    block = [group[0]]
    for line in group[1:]:
        if _goes_on(block, line, width):
            block.append(line)
        else:
            yield block
            block = [line]
    yield block


def _goes_on(block: list[Line], line: Line, width: int) -> bool:
    last = block[-1]
    if not width or _SECTION.match(line.text) or (_SECTION.match(last.text) and len(last.text) < width * _FIT):
        return False
    if starts_item(line.text) and _opens_item(block, line):
        return False
    if line.indent > last.indent + 1 and not _hangs(block, line):
        return False
    return last.indent + len(last.text) + 1 + len(line.text.split(None, 1)[0]) > width * _FIT


def _opens_item(block: list[Line], line: Line) -> bool:
    """Whether the mark at the line's start opens an item, and isn't running text such as `(a) of this section`."""
    match = MARKER.match(line.text)
    if match and match["bullet"]:
        return True
    if line.indent > block[-1].indent:
        return True
    mark = match["marker"].strip("().") if match and match["marker"] else ""
    before = f"({chr(ord(mark[-1]) - 1)})" if mark else ""
    is_inline = len(mark) == 1 and any(before in part.text[1:] for part in block)
    return bool(_MAY_END.search(block[-1].text)) and not is_inline


def _hangs(block: list[Line], line: Line) -> bool:
    """Whether the line is set in only to stand under the words of a list item's first line."""
    first = block[0]
    match = MARKER.match(first.text)
    return bool(len(block) == 1 and match and match.end() and line.indent <= first.indent + match.end() + 1)
