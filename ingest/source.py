"""What a reader hands over: the source text of one document with its structure and the data stated about it.

Places are half-open ranges of Unicode code points into `SourceText.text`, the text that is stored and that every quote
points into.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model import SourceKind


class BlockKind(StrEnum):
    """What a block is on the page."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A piece of the text that belongs together: a paragraph, a list item, a heading.

    Attributes:
        kind: what it is on the page; boilerplate is front matter, running heads, page numbers, navigation, contents.
        start: first code point in the text.
        end: one past the last.
        level: depth of a heading (1 is the outermost) or list item, or None.
        page: 1-based page on which it starts, or None where the format has none.
        provision: path of the provision that it belongs to, such as `/us/bill/119/hr/3447/s2/a/1`, or None.
        section: the headings above it, outermost first.
    """

    kind: BlockKind
    start: int
    end: int
    level: int | None = None
    page: int | None = None
    provision: str | None = None
    section: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a block needs 0 <= start < end, not {self.start} and {self.end}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """What the source says about itself; everything that it leaves unsaid is None or empty.

    Attributes:
        title: its title.
        authors: who speaks in it.
        publisher: who published it.
        issued: ISO 8601 date, possibly cut to a month or year.
        url: where it was published.
        kind: sort of publication.
        language: BCP 47 tag.
        identifiers: official identifiers such as `/us/bill/119/hr/3447`.
        is_brief: a brief written for this project about another source, whose data the other fields then give.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    issued: str | None = None
    url: str | None = None
    kind: SourceKind = SourceKind.UNKNOWN
    language: str | None = None
    identifiers: tuple[str, ...] = ()
    is_brief: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceText:
    """The text of one source, its blocks in order, and what it says about itself.

    Attributes:
        text: the stored text.
        blocks: ordered, apart from one another, holding every character but white space (`uncovered` checks that).
        metadata: what the source states about itself.
        media_type: what the bytes were found to be.
        pages: number of pages, or None where the format has none.
        warnings: one sentence for everything that a person should know about the reading.
    """

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata
    media_type: str
    pages: int | None = None
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        last = 0
        for block in self.blocks:
            if block.start < last:
                raise ValueError(f"the block at {block.start} starts before {last}, where the one before it ends")
            last = block.end
        if last > len(self.text):
            raise ValueError(f"a block ends at {last}, past the end of the text at {len(self.text)}")


def uncovered(source: SourceText) -> list[tuple[int, int]]:
    """Give the gaps between blocks that hold something else than white space; a good reader leaves none."""
    edges = [0, *(edge for block in source.blocks for edge in (block.start, block.end)), len(source.text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return [(start, end) for start, end in gaps if source.text[start:end].strip()]
