"""Markdown: the file's own text is the source text, markup included, and blocks point into it.

markdown-it-py gives the block structure with the lines that each token stands on. Inline markup is taken out later, by
`ingest.cleaning`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.markup import plain
from ingest.readers.decoding import decode
from ingest.readers.frontmatter import kind_from_words, metadata_of, split_front_matter
from ingest.readers.lines import BULLETS, starts_item
from ingest.readers.publishers import with_publisher
from ingest.readers.structure import is_page_furniture, iso_date, join_torn, mark_notes, with_sections
from ingest.source import Block, BlockKind, Metadata, SourceText
from kg.model import SourceKind

MEDIA_TYPE: Final = "text/markdown"
_LABELLED: Final = re.compile(r"\*\*(?P<key>[A-Z][\w ]{2,20}):\*\*\s*(?P<value>[^|\n]+)")
_LINK: Final = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<url>https?://[^)\s]+)\)")
_ONLY_STRONG: Final = re.compile(r"(?:(?:\*\*|__)(?P<words>(?:(?!\*\*|__).)+)(?:\*\*|__)\s*)+\Z", re.DOTALL)
_FOOTNOTE: Final = re.compile(r"\[\^[^\]\s]{1,40}\]:")
_HTML_BLOCK: Final = re.compile(
    r"\s*<(?P<tag>li|p|tr|h[1-6]|div|ul|ol|table|blockquote)\b(?P<rest>[^>]*)>", re.IGNORECASE
)
_TAGS: Final = re.compile(r"<!--(?:(?!<!--).){0,3000}?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_NOTE_ID: Final = re.compile(r"id\s*=\s*[\"']?(?:fn|footnote|note)", re.IGNORECASE)
_ORDERED: Final = re.compile(r"it is hereby ordered|I hereby (?:determine|direct|order|proclaim)")
_FIT: Final = 0.8


@dataclass(slots=True)
class _Piece:
    """Lines `first` up to but not including `last`, and what they are."""

    kind: BlockKind
    first: int
    last: int
    level: int | None = None
    is_real_heading: bool = False


def read(data: bytes, *, name: str) -> SourceText:
    """Read Markdown.

    Args:
        data: the file's bytes.
        name: the file's name, for errors and warnings.

    Returns:
        The source text; its text is the whole decoded file.

    Raises:
        SourceError: the bytes aren't text.
    """
    text, warnings = decode(data, name=name)
    values, body = split_front_matter(text)
    lines = _Lines(text)
    front = text.count("\n", 0, body)
    pieces = _pieces(text[body:], front, lines)
    whole = join_torn(lines.blocks(_filled(pieces, front, lines)), text)
    blocks = mark_notes([_as_listed(block, text) for block in whole], text)
    blocks, title = _titled(blocks, text)
    metadata = _metadata(values, text, body, blocks, title)
    sectioned = with_sections(blocks, lambda block: plain(text[block.start : block.end]))
    return SourceText(text=text, blocks=sectioned, metadata=metadata, media_type=MEDIA_TYPE, warnings=warnings)


class _Lines:
    """Line numbers to places, without the white space around."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def place(self, first: int, last: int) -> tuple[int, int]:
        start, end = self.starts[first], min(self.starts[last], len(self.text))
        inside = self.text[start:end]
        return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())

    def blocks(self, pieces: Iterable[_Piece]) -> list[Block]:
        places = ((piece, *self.place(piece.first, piece.last)) for piece in pieces)
        return [
            Block(kind=piece.kind, start=start, end=end, level=piece.level)
            for piece, start, end in places
            if start < end
        ]


def _pieces(body: str, front: int, lines: _Lines) -> list[_Piece]:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable("inline")
    tokens = parser.parse(body)
    pieces: list[_Piece] = []
    depth = 0
    heading = 0
    for token in tokens:
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.map is None:
            continue
        first, last = token.map[0] + front, min(token.map[1] + front, len(lines.lines))
        if token.type == "heading_open":
            heading = int(token.tag[1])
            pieces.append(_Piece(BlockKind.HEADING, first, last, heading, is_real_heading=True))
        else:
            pieces += _piece_of(token, first, last, depth, lines)
    return pieces


def _piece_of(token: Token, first: int, last: int, depth: int, lines: _Lines) -> Iterator[_Piece]:
    if token.type == "paragraph_open":
        yield from _paragraph(first, last, depth, lines)
    elif token.type == "tr_open":
        yield _Piece(BlockKind.TABLE_ROW, first, last)
    elif token.type == "html_block" or (token.type == "code_block" and _HTML_BLOCK.match(lines.lines[first])):
        yield from _html(first, last, lines)
    elif token.type in ("fence", "code_block"):
        yield _Piece(BlockKind.PARAGRAPH, first, last)
    elif token.type == "hr":
        yield _Piece(BlockKind.BOILERPLATE, first, last)


def _paragraph(first: int, last: int, depth: int, lines: _Lines) -> Iterator[_Piece]:
    """One paragraph, cut at footnote labels, page furniture and line breaks that somebody meant."""
    longest = max(len(line) for line in lines.lines[first:last])
    start = first
    for number in range(first + 1, last):
        if _breaks(lines.lines[number - 1], lines.lines[number], longest):
            yield _paragraph_piece(start, number, depth, lines)
            start = number
    yield _paragraph_piece(start, last, depth, lines)


def _breaks(line: str, following: str, longest: int) -> bool:
    words = following.strip()
    if _FOOTNOTE.match(words) or is_page_furniture(words) or is_page_furniture(line.strip()):
        return True
    is_hard = line.endswith(("  ", "\\")) or line.rstrip().endswith(("<br>", "<br/>", "<br />"))
    had_room = len(line.rstrip()) + len(words.split(None, 1)[0]) < longest * _FIT if words else False
    return is_hard and had_room and not words[0].islower()


def _paragraph_piece(first: int, last: int, depth: int, lines: _Lines) -> _Piece:
    text = "\n".join(lines.lines[first:last]).strip()
    if depth:
        return _Piece(BlockKind.LIST_ITEM, first, last, depth)
    if _FOOTNOTE.match(text):
        return _Piece(BlockKind.FOOTNOTE, first, last)
    if is_page_furniture(text) or len(_LABELLED.findall(text)) > 1:
        return _Piece(BlockKind.BOILERPLATE, first, last)
    if len(text) <= 180 and _ONLY_STRONG.match(text) and text.rstrip("*_ ")[-1:] not in tuple(".,;"):
        return _Piece(BlockKind.HEADING, first, last, 6)
    return _Piece(BlockKind.PARAGRAPH, first, last)


def _html(first: int, last: int, lines: _Lines) -> Iterator[_Piece]:
    """Raw HTML: a piece for each line that opens a block, boilerplate where only tags are left."""
    starts = [first] + [number for number in range(first + 1, last) if _HTML_BLOCK.match(lines.lines[number])]
    for start, end in zip(starts, [*starts[1:], last], strict=True):
        text = "\n".join(lines.lines[start:end])
        match = _HTML_BLOCK.match(text)
        tag = match["tag"].lower() if match else ""
        if not _TAGS.sub("", text).strip():
            yield _Piece(BlockKind.BOILERPLATE, start, end)
        elif match and _NOTE_ID.search(match["rest"]):
            yield _Piece(BlockKind.FOOTNOTE, start, end)
        elif tag.startswith("h") and len(tag) == 2:
            yield _Piece(BlockKind.HEADING, start, end, int(tag[1]))
        else:
            kind = {"li": BlockKind.LIST_ITEM, "tr": BlockKind.TABLE_ROW}.get(tag, BlockKind.PARAGRAPH)
            yield _Piece(kind, start, end, 1 if kind is BlockKind.LIST_ITEM else None)


def _filled(pieces: list[_Piece], front: int, lines: _Lines) -> Iterator[_Piece]:
    """The pieces in order, with those lines between them that belong to no token, such as link definitions."""
    if front:
        yield _Piece(BlockKind.BOILERPLATE, 0, front)
    place = front
    for piece in sorted(pieces, key=lambda piece: (piece.first, piece.last)):
        if piece.first > place:
            yield from _left_over(place, piece.first, lines)
        if piece.last > place:
            yield replace(piece, first=max(piece.first, place))
            place = piece.last
    if place < len(lines.lines):
        yield from _left_over(place, len(lines.lines), lines)


def _left_over(first: int, last: int, lines: _Lines) -> Iterator[_Piece]:
    for number in range(first, last):
        text = lines.lines[number].strip()
        if text:
            kind = BlockKind.FOOTNOTE if _FOOTNOTE.match(text) else BlockKind.BOILERPLATE
            yield _Piece(kind, number, number + 1)


def _as_listed(block: Block, text: str) -> Block:
    """A paragraph or torn heading that starts with a bullet or `(a)` is a list item, though Markdown sees none."""
    start = plain(text[block.start : min(block.end, block.start + 60)])
    is_torn = block.kind is BlockKind.HEADING and start[:1] in BULLETS
    if (block.kind is BlockKind.PARAGRAPH or is_torn) and starts_item(start):
        return replace(block, kind=BlockKind.LIST_ITEM, level=1)
    return block


def _titled(blocks: list[Block], text: str) -> tuple[list[Block], str | None]:
    """Make the first heading the title when it is of the first level and near the top."""
    for index, block in enumerate(blocks[:4]):
        if block.kind is BlockKind.HEADING:
            if block.level != 1:
                return blocks, None
            title = replace(block, kind=BlockKind.TITLE, level=None)
            return [*blocks[:index], title, *blocks[index + 1 :]], plain(text[block.start : block.end])
    return blocks, None


def _metadata(values: dict[str, str], text: str, body: int, blocks: list[Block], title: str | None) -> Metadata:
    metadata = metadata_of(values)
    if metadata.is_brief:
        return metadata
    head = text[body : body + 1_500]
    labelled = {match["key"].strip().lower(): match["value"].strip() for match in _LABELLED.finditer(head)}
    link = _LINK.search(labelled.get("source", ""))
    stated = labelled.get("published") or labelled.get("date") or ""
    kind = metadata.kind
    if _ORDERED.search(head):
        kind = SourceKind.EXECUTIVE_ORDER
    elif kind is SourceKind.UNKNOWN:
        kind = SourceKind.REPORT if "report" in labelled else kind_from_words(title or "")
    return with_publisher(
        replace(
            metadata,
            title=metadata.title or title or _first_heading(blocks, text),
            publisher=metadata.publisher or (link["words"] if link else labelled.get("source")),
            url=metadata.url or (link["url"] if link else None),
            issued=metadata.issued or iso_date(stated),
            kind=kind,
            identifiers=(labelled["report"],) if "report" in labelled else (),
        )
    )


def _first_heading(blocks: list[Block], text: str) -> str | None:
    heads = (block for block in blocks[:8] if block.kind is BlockKind.HEADING)
    return next((plain(text[block.start : block.end]) for block in heads), None)
