"""A memo as Markdown: CommonMark, with the footnotes that Pandoc, GitHub and most editors know.

A reader without footnotes shows `[^1]` and the notes as paragraphs at the end, still in order. Whatever comes from a
document is escaped, so that none of it can be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg.exports.memo import Block, Memo, Run, Style, Tone

MEDIA_TYPE: Final = "text/markdown"

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>&~|^$#{}]")
_AT_START: Final = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")
_PREFIXES: Final = {
    Style.TITLE: "# ", Style.HEADING: "## ", Style.QUOTE: "> ", Style.NOTICE: "> ", Style.BULLET: "- ",
}  # fmt: skip
_ITEMS: Final = (Style.NUMBERED, Style.BULLET, Style.NESTED)
_PART_OF_ADDRESS: Final = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C"}


def markdown(memo: Memo) -> str:
    """Give the memo as Markdown, ending with a line break."""
    lines: list[str] = []
    number, before = 0, Style.TITLE
    for block in memo.blocks:
        number = _next(number, block.style)
        if lines and not (block.style in _ITEMS and before in _ITEMS):
            lines.append("")
        lines.append(_line(block, number))
        before = block.style
    for place, runs in enumerate(memo.notes, 1):
        lines += ["", f"[^{place}]: {_words(runs)}"]
    return "\n".join(lines) + "\n"


def _next(number: int, style: Style) -> int:
    if style is Style.NUMBERED:
        return number + 1
    return number if style is Style.NESTED else 0


def _line(block: Block, number: int) -> str:
    words = _words(block.runs)
    if block.style is Style.NUMBERED:
        return f"{number}. {words}"
    if block.style is Style.NESTED:
        return f"{' ' * (len(str(number)) + 2 if number else 2)}- {words}"
    return f"{_PREFIXES.get(block.style, '')}{words}"


def _words(runs: Iterable[Run]) -> str:
    pieces: list[str] = []
    for run in runs:
        pieces.append(_run(run, is_first=not pieces))
    return "".join(pieces)


def _run(run: Run, *, is_first: bool) -> str:
    if run.note is not None:
        return f"[^{run.note}]"
    words = escaped(run.text, is_first=is_first)
    if run.href is not None:
        return _link(run, words)
    if run.tone is Tone.STRONG and words.strip():
        return f"{_spaces(words)}**{words.strip(' ')}**{_spaces(words[::-1])}"
    return words


def _spaces(words: str) -> str:
    # A mark of emphasis must touch the word that it begins or ends with.
    return " " * (len(words) - len(words.lstrip(" ")))


def _link(run: Run, words: str) -> str:
    address = "".join(_PART_OF_ADDRESS.get(each, each) for each in run.href or "")
    return f"<{address}>" if run.text == run.href == address else f"[{words}]({address})"


def escaped(text: str, *, is_first: bool = True) -> str:
    """Give text of one line so that Markdown shows it as it is.

    Args:
        text: anything without line breaks.
        is_first: it begins a block, where a number or dash would begin a list.
    """
    words = _SPECIAL.sub(r"\\\g<0>", text)
    if not is_first:
        return words
    return _AT_START.sub(lambda match: match[0] + "\\" if match[0].isdigit() else "\\" + match[0], words)
