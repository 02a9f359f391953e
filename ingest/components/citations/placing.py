"""Where in a document a place stands: in which provision, and whether inside quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.outline import Outline
from ingest.source import Block

_QUOTES = re.compile(r"[\u201c\u201d\"]|``|''")
_MOST_SIGNS: Final = 12
_OPENING: Final = frozenset({"\u201c", "``"})


@dataclass(slots=True)
class Places:
    """The blocks of a part of a document.

    Attributes:
        text: the part's text.
        start: where it begins in the document.
        blocks: its blocks in order, with places in the document.
        outline: the document's provisions.
    """

    text: str
    start: int
    blocks: Sequence[Block]
    outline: Outline
    _starts: list[int] = field(init=False)
    _quotes: list[int] = field(init=False)
    _depths: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = [block.start - self.start for block in self.blocks]
        self._quotes, self._depths = [], []
        for block in self.blocks:
            self._count(block.start - self.start, block.end - self.start)

    def _count(self, start: int, end: int) -> None:
        """Note how many quotations are open after each mark; a block begins with none."""
        self._quotes.append(start)
        self._depths.append(0)
        depth = 0
        for match in _QUOTES.finditer(self.text, max(start, 0), end):
            is_opening = match[0] in _OPENING or (match[0] == '"' and not depth)
            depth = depth + 1 if is_opening else max(0, depth - 1)
            self._quotes.append(match.start())
            self._depths.append(depth)

    def block(self, place: int) -> int:
        """The rank of the block at a place, or -1 before the first."""
        return bisect_right(self._starts, place) - 1

    def provision(self, place: int) -> str | None:
        """The path of the provision at a place."""
        index = self.block(place)
        return self.outline.path_of(self.blocks[index]) if index >= 0 else None

    def begins(self, place: int) -> bool:
        """Whether a block begins at a place, but for signs such as the mark of a heading."""
        index = bisect_right(self._starts, place) - 1
        start = max(0, self._starts[index]) if index >= 0 else place
        return index >= 0 and place - start < _MOST_SIGNS and not any(map(str.isalnum, self.text[start:place]))

    def is_quoted(self, place: int) -> bool:
        """Whether a place lies inside quotation marks that were opened in the same block."""
        index = bisect_right(self._quotes, place) - 1
        return index >= 0 and self._depths[index] > 0
