"""Plain text: paragraphs, list items and headings by their looks, bills by their sections and marks.

The whole file is the source text; blocks only point into it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from ingest.readers.decoding import decode
from ingest.readers.frontmatter import metadata_of, split_front_matter
from ingest.readers.lines import MARKER, Line, groups, split_group, starts_item, wrap_width
from ingest.readers.provisions import ProvisionPath, bill_identifier, bill_label, bill_number
from ingest.readers.structure import is_page_furniture, mark_notes, with_sections, words, words_in
from ingest.source import Block, BlockKind, Metadata, SourceText
from kg.model import SourceKind

MEDIA_TYPE: Final = "text/plain"
_HEAD: Final = 2_000
_SECTION: Final = re.compile(r"(?:SEC(?:TION)?\.?|§)\s*(?P<number>\d+[A-Z]?)\.")
_BILL_HEAD: Final = re.compile(
    r"(?i)(?:\d{2,3}(?:st|nd|rd|th) CONGRESS|[12](?:st|d|nd) Session|IN THE (?:HOUSE|SENATE) OF)[\w\s]*\Z"
)
_PART: Final = re.compile(r"(?:TITLE|Subtitle|CHAPTER|PART|DIVISION)\s+[A-Z\d]+(?:[—.:-]|\s*\Z)")
_NUMBERED: Final = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+\S")
_HANDLE: Final = re.compile(r"@\w{2,30}\Z")
_COUNTS: Final = re.compile(
    r"(?i)\d[\d.,km\s]*(?:retweets|reposts|likes|views|replies|shares)|(?:share|follow) on \w+\Z"
)
_PAGE_NUMBER: Final = re.compile(r"(?i)(?:page\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?\Z|[ivxlc]{1,6}\Z|[-–—_=*]{3,}\Z")
_SMALL_WORDS: Final = words_in(
    """a an and as at but by for from in into nor of off on onto or over per so than that the to under up upon via vs
    with"""
)
_MAX_HEADING: Final = 140


def read(data: bytes, *, name: str) -> SourceText:
    """Read plain text.

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
    blocks = _front(text, body)
    bill = bill_identifier(text[body : body + _HEAD])
    places = _places(text, body)
    blocks += _bill_blocks(places, bill) if bill else _blocks(places)
    metadata = _bill_metadata(places, bill) if bill else metadata_of(values)
    if not bill:
        blocks, title = _with_title(text, blocks)
        metadata = replace(metadata, title=metadata.title or title)
    sectioned = with_sections(mark_notes(blocks, text), lambda block: words(text[block.start : block.end]))
    return SourceText(text=text, blocks=sectioned, metadata=metadata, media_type=MEDIA_TYPE, warnings=warnings)


def is_heading(text: str) -> bool:
    """Whether a line by itself looks like a heading: short, in capitals or title case, without a final stop."""
    text = words(text)
    if not text or len(text) > _MAX_HEADING or text[-1] in ".,;!…" or not any(map(str.isalpha, text)):
        return False
    if text.startswith(("http://", "https://", "(")) or (text[-1] in ":)" and not text.isupper()):
        return False
    return text.isupper() or _is_title_case(text)


def _is_title_case(text: str) -> bool:
    parts = [part.strip("“”\"'‘’()[]:,") for part in re.split(r"[\s/—–-]+", text)]
    counted = [part for part in parts if part and part.lower() not in _SMALL_WORDS and part[0].isalpha()]
    capital = sum(part[0].isupper() for part in counted)
    return (
        bool(counted)
        and (text[0].isupper() or text[0] in '“"‘' or text[0].isdigit())
        and (capital == len(counted) or (len(counted) > 5 and capital >= 0.85 * len(counted)))
    )


def _front(text: str, body: int) -> list[Block]:
    end = len(text[:body].rstrip())
    start = len(text[:body]) - len(text[:body].lstrip())
    return [Block(kind=BlockKind.BOILERPLATE, start=start, end=end)] if end else []


def _places(text: str, body: int) -> list[list[Line]]:
    all_groups = list(groups(text, body))
    width = wrap_width(all_groups)
    return [part for group in all_groups for part in split_group(group, width)]


def _joined(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


def _blocks(places: list[list[Line]]) -> list[Block]:
    result = []
    for index, lines in enumerate(places):
        following = _joined(places[index + 1]) if index + 1 < len(places) else ""
        kind, level = _kind(_joined(lines), following)
        result.append(Block(kind=kind, start=lines[0].start, end=lines[-1].end, level=level))
    return result


def _kind(text: str, following: str) -> tuple[BlockKind, int | None]:
    if (
        _HANDLE.match(text)
        or _HANDLE.match(following)
        or _COUNTS.search(text[:60])
        or _PAGE_NUMBER.match(text)
        or is_page_furniture(text)
    ):
        return BlockKind.BOILERPLATE, None
    if _SECTION.match(text) and len(text) <= _MAX_HEADING:
        return BlockKind.HEADING, 2
    numbered = _NUMBERED.match(text)
    if numbered and is_heading(text) and following and not starts_item(following):
        return BlockKind.HEADING, 1 + numbered["number"].count(".")
    if starts_item(text):
        return BlockKind.LIST_ITEM, 1
    if is_heading(text) and following:
        return BlockKind.HEADING, 1 if text.isupper() else 2
    return BlockKind.PARAGRAPH, None


def _with_title(text: str, blocks: list[Block]) -> tuple[list[Block], str | None]:
    """Make the first heading near the top the title."""
    near = [index for index, block in enumerate(blocks[:6]) if block.kind is BlockKind.HEADING]
    if not near:
        return blocks, None
    first = blocks[near[0]]
    title = words(text[first.start : first.end])
    if len(title.split()) < 2 or _SECTION.match(title):
        return blocks, None
    return [*blocks[: near[0]], replace(first, kind=BlockKind.TITLE, level=None), *blocks[near[0] + 1 :]], title


def _bill_metadata(places: list[list[Line]], bill: str) -> Metadata:
    congress = bill.split("/")[3]
    texts = [_joined(lines) for lines in places[:60]]
    cited = next((match[1] for text in texts if (match := re.search(r"cited as\s+the\s+[“\"](.+?)[”\"]", text))), None)
    long_title = next(
        (text for text in texts if re.match(r"(?:To|An Act to|Expressing|Providing|Proposing) ", text)), None
    )
    name = cited or (long_title or "").rstrip(".") or f"bill of the {congress}th Congress"
    return Metadata(
        title=f"{bill_label(bill)}, {name}",
        authors=("United States Congress",),
        publisher="United States Congress",
        kind=SourceKind.BILL,
        language="en",
        identifiers=(bill,),
    )


def _bill_blocks(places: list[list[Line]], bill: str) -> list[Block]:
    path = ProvisionPath(bill)
    return [_bill_block(lines, path) for lines in places]


def _bill_block(lines: list[Line], path: ProvisionPath) -> Block:
    text = _joined(lines)
    kind, level = BlockKind.PARAGRAPH, None
    section, marker = _SECTION.match(text), MARKER.match(text)
    if not path.is_inside and _BILL_HEAD.match(text):
        kind = BlockKind.BOILERPLATE
    elif not path.is_inside and bill_number(text):
        kind = BlockKind.TITLE
    elif section:
        path.enter_section(section["number"])
        kind, level = BlockKind.HEADING, 2
    elif _PART.match(text) or (is_heading(text) and text.isupper()):
        kind, level = BlockKind.HEADING, 1
    elif marker and marker["marker"] and starts_item(text):
        path.enter(marker["marker"].strip("()."), lines[0].indent)
        kind, level = BlockKind.LIST_ITEM, path.depth
    provision = path.path if path.is_inside else None
    return Block(kind=kind, start=lines[0].start, end=lines[-1].end, level=level, provision=provision)
