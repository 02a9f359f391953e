"""Clean text for reading by machine, with a way back to the source text for every character.

Inside a block, line wraps become a space, words broken over lines are joined, ligatures are spelt out, symbol-font
bullets become real ones, invisible characters go, and Markdown's inline markup goes. Blocks are never merged and
nothing is moved. The clean text is the source text with a list of `Edit`s applied, so both directions are a search in a
short table.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ingest.markup import markup_edits
from ingest.source import Block, BlockKind, SourceText

GAP: Final = "\n\n"
"""What stands between two blocks of the clean text."""

_LIGATURES: Final = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
_SYMBOLS: Final = {"\uf0a7": "•", "\uf0b7": "•", "\uf0d8": "•", "\uf076": "•", "\uf0fc": "✓", "\uf02d": "-"}
"""Bullets of the Symbol and Wingdings fonts, which lie in the private use area."""

_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SEEN: Final = {**_LIGATURES, **_SYMBOLS}
_BROKEN: Final = re.compile(
    r"(?<![^\W\d_])(?P<left>[^\W\d_]+)(?P<hyphen>[-\u2010\u00ad])[ \t]*\n\s*(?P<right>[^\W\d_]+)"
)
_TOUCHING: Final = re.compile(r"(?<=[\w][-\u2010\u2011/])[ \t]*\n\s*(?=\w)|(?<=[—–])[ \t]*\n\s*(?=\w)")
_PLAIN: Final = re.compile(
    rf"(?P<sign>[{''.join((*_LIGATURES, *_SYMBOLS))}])|(?P<invisible>[{_INVISIBLE}]+)|(?P<space>\s+)"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of the source text and what stands for it in the clean text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of clean text: `length` characters that stand for the source from `source` to `source_end`."""

    clean: int
    length: int
    source: int
    source_end: int
    is_copy: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanText:
    """Clean text and its blocks.

    Attributes:
        text: the clean text.
        blocks: the blocks of the source that have any text left, at their places in the clean text.
        runs: the pieces that it is put together from.
    """

    text: str
    blocks: tuple[Block, ...]
    runs: tuple[_Run, ...] = field(repr=False)
    _starts: tuple[int, ...] = field(repr=False)

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the source text that a place in the clean text stands for.

        Raises:
            ValueError: the place is empty or lies outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no place lies from {start} to {end} in a clean text of {len(self.text)} characters")
        first, last = self._run_at(start), self._run_at(end - 1)
        source_start = first.source + (start - first.clean) if first.is_copy else first.source
        source_end = last.source + (end - last.clean) if last.is_copy else last.source_end
        return source_start, source_end

    def from_source(self, place: int) -> int:
        """Give the clean place where the source text at `place` starts, or the next one that is left."""
        low, high = 0, len(self.runs)
        while low < high:
            middle = (low + high) // 2
            if self.runs[middle].source_end <= place:
                low = middle + 1
            else:
                high = middle
        if low == len(self.runs):
            return len(self.text)
        run = self.runs[low]
        return run.clean + max(0, place - run.source) if run.is_copy else run.clean

    def _run_at(self, place: int) -> _Run:
        return self.runs[bisect_right(self._starts, place) - 1]


def clean(source: SourceText) -> CleanText:
    """Clean the text of every block.

    Args:
        source: what a reader handed over.

    Returns:
        The clean text; blocks of which nothing is left are missing from it.
    """
    vocabulary = _vocabulary(source.text)
    parts: list[str] = []
    runs: list[_Run] = []
    blocks: list[Block] = []
    length = 0
    for block in source.blocks:
        edits = _edits(source, block, vocabulary)
        pieces = _trimmed(list(_pieces(source.text, block, edits)))
        if not pieces:
            continue
        if blocks:
            pieces.insert(0, (GAP, runs[-1].source_end, pieces[0][1], False))
        start = length + (len(GAP) if blocks else 0)
        for text, source_start, source_end, is_copy in pieces:
            runs.append(_Run(length, len(text), source_start, source_end, is_copy))
            parts.append(text)
            length += len(text)
        blocks.append(replace(block, start=start, end=length))
    return CleanText(
        text="".join(parts), blocks=tuple(blocks), runs=tuple(runs), _starts=tuple(run.clean for run in runs)
    )


_Piece = tuple[str, int, int, bool]


def _pieces(text: str, block: Block, edits: Iterable[Edit]) -> Iterator[_Piece]:
    place = block.start
    for edit in edits:
        if place < edit.start:
            yield text[place : edit.start], place, edit.start, True
        if edit.text:
            yield edit.text, edit.start, edit.end, False
        place = edit.end
    if place < block.end:
        yield text[place : block.end], place, block.end, True


def _trimmed(pieces: list[_Piece]) -> list[_Piece]:
    """Take white space off both ends, and keep one of several spaces in a row."""
    kept: list[_Piece] = []
    for piece in pieces:
        text, start, end, is_copy = piece
        after_space = not kept or kept[-1][0][-1] == " "
        stripped = text.lstrip(" ") if after_space else text
        if stripped:
            kept.append((stripped, start + len(text) - len(stripped), end, is_copy) if is_copy else piece)
    while kept and not kept[-1][0].rstrip(" "):
        kept.pop()
    if kept and kept[-1][3]:
        text, start, end, is_copy = kept[-1]
        stripped = text.rstrip(" ")
        kept[-1] = (stripped, start, end - len(text) + len(stripped), is_copy)
    return kept


def _edits(source: SourceText, block: Block, vocabulary: frozenset[str]) -> list[Edit]:
    """All edits of a block in order; where two meet, the one that starts first stands."""
    found = [Edit(*place) for place in _broken_words(source.text, block, vocabulary)]
    if source.media_type == "text/markdown" and block.kind is not BlockKind.BOILERPLATE:
        found += [Edit(*place) for place in markup_edits(source.text, block)]
    for match in _PLAIN.finditer(source.text, block.start, block.end):
        if match[0] != " ":
            text = _SEEN.get(match[0], "") if match["space"] is None else " "
            found.append(Edit(match.start(), match.end(), text))
    result: list[Edit] = []
    for edit in sorted(found, key=lambda edit: (edit.start, -edit.end)):
        if not result or edit.start >= result[-1].end:
            result.append(edit)
        elif edit.end > result[-1].end:
            result.append(Edit(result[-1].end, edit.end, edit.text))
    return result


def _broken_words(text: str, block: Block, vocabulary: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    for match in _BROKEN.finditer(text, block.start, block.end):
        left, right = match["left"].lower(), match["right"].lower()
        if match["hyphen"] == "\u00ad" or _loses_hyphen(left, right, match["right"], vocabulary):
            yield match.start("hyphen"), match.start("right"), ""
        else:
            yield match.end("hyphen"), match.start("right"), ""
    for match in _TOUCHING.finditer(text, block.start, block.end):
        yield match.start(), match.end(), ""


def _loses_hyphen(left: str, right: str, as_written: str, vocabulary: frozenset[str]) -> bool:
    """Whether a hyphen at a line's end only marks the break.

    It does unless the word goes on with a capital, the document has the hyphenated word elsewhere, or it has both
    halves as words of their own and never the joined word.
    """
    if as_written[0].isupper():
        return False
    if left + right in vocabulary:
        return True
    return f"{left}-{right}" not in vocabulary and not (left in vocabulary and right in vocabulary)


def _vocabulary(text: str) -> frozenset[str]:
    """The words of the document in lower case, without the halves of broken ones."""
    if not _BROKEN.search(text):
        return frozenset()
    return frozenset(word.lower().replace("\u2010", "-") for word in _WORD.findall(_BROKEN.sub(" ", text)))
