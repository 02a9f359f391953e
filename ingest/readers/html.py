"""HTML: the text that a browser shows is the source text, built block by block.

What isn't shown (scripts, styles, templates, hidden elements, form controls) isn't part of it. Nothing is fetched. The
tree is walked, never recursed into, so a deeply nested page can't exhaust the stack.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from ingest.readers.decoding import decode
from ingest.readers.htmlmeta import page_metadata, text_of
from ingest.readers.lines import Line, split_group, wrap_width
from ingest.readers.structure import Assembler, is_page_furniture, join_torn, mark_notes, with_sections, words, words_in
from ingest.readers.text import is_heading
from ingest.readers.text import read as read_text
from ingest.source import Block, BlockKind, SourceText
from kg.errors import SourceError

MEDIA_TYPE: Final = "text/html"
_CHARSET: Final = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)

_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_UNSEEN: Final = words_in(
    """script style noscript template head title meta link iframe object embed svg math canvas audio video select
    option input textarea button datalist map"""
)
_BLOCKS: Final = words_in(
    """address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main nav ol p pre section summary table tbody td
    tfoot th thead tr ul"""
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NAVIGATION: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|topnav|menu|breadcrumbs?|crumb|footer|sidebar|toolbar|share|sharing|social|cookies?|"
    r"top-bar|download-bar|skip|skip-link|pagination|toc|table-of-contents)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOTES: Final = re.compile(r"(?:^|[\s_-])(?:footnotes?|endnotes?|fn|ftn|_ftn|_edn)(?:$|[\s_-]|\d)", re.IGNORECASE)
_LONG_CELL: Final = 600
_MANY_LINES: Final = 6
_SHORT: Final = 250
_MOSTLY: Final = 0.9


def read(data: bytes, *, name: str) -> SourceText:
    """Read an HTML page.

    Args:
        data: the file's bytes.
        name: the file's name, for errors and warnings.

    Returns:
        The source text: what a browser shows, in document order.

    Raises:
        SourceError: the page can't be parsed or shows no text.
    """
    declared = _CHARSET.search(data[:4096])
    encoding = next((part.decode("ascii", "replace") for part in declared.groups() if part), None) if declared else None
    markup, warnings = decode(data, name=name, declared=encoding)
    root = _parse(_DECLARATION.sub("", markup), name)
    plain = _only_preformatted(root)
    if plain is not None:
        return replace(read_text(plain.encode(), name=name), media_type=MEDIA_TYPE, warnings=warnings)
    text, parts = _Walk().run(root)
    blocks = _titled(mark_notes(join_torn(parts, text), text), text)
    metadata = page_metadata(root, blocks, text)
    sectioned = with_sections(blocks, lambda block: words(text[block.start : block.end]))
    return SourceText(text=text, blocks=sectioned, metadata=metadata, media_type=MEDIA_TYPE, warnings=warnings)


def _only_preformatted(root: etree._Element) -> str | None:
    """The text of a page that is nothing but one preformatted text, as bills often are; else None."""
    found = list(root.iter("pre"))
    if len(found) != 1:
        return None
    text, body = text_of(found[0]), next(root.iter("body"), root)
    return text if len(words(text)) > _MOSTLY * len(words(text_of(body))) else None


def _parse(markup: str, name: str) -> etree._Element:
    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root: etree._Element = document_fromstring(markup.replace("\x00", "\ufffd"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(name, "it can't be parsed as HTML", "open it in a browser and save it again") from error
    return root


class _Walk:
    """Walks the tree and fills an assembler."""

    def __init__(self) -> None:
        self._out = Assembler()
        self._inline: list[str] = []
        self._kinds: list[tuple[BlockKind, int | None]] = [(BlockKind.PARAGRAPH, None)]
        self._lists: list[int | None] = []
        self._rows: list[bool] = []
        self._pre = 0
        self._links: list[int] = []

    def run(self, root: etree._Element) -> tuple[str, tuple[Block, ...]]:
        """Walk the whole tree and give the text with its blocks."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not tag or _is_unseen(element, tag):
                    walk.skip_subtree()
                else:
                    self._open(element, tag)
                    self._text(element.text)
                    if tag == "a":
                        self._links.append(len(words(text_of(element))))
            elif tag and not _is_unseen(element, tag):
                self._close(tag)
            if event == "end":
                self._text(element.tail)
        self._flush()
        return self._out.finish()

    def _text(self, text: str | None) -> None:
        if text:
            self._inline.append(text if self._pre else re.sub(r"[ \t\n\r\f\v]+", " ", text))

    def _open(self, element: etree._Element, tag: str) -> None:
        if tag == "br":
            self._inline.append("\n")
        elif tag in ("td", "th") and self._rows and self._rows[-1]:
            self._inline.append(" | " if "".join(self._inline).strip() else "")
        elif tag in _BLOCKS and not (self._rows and self._rows[-1] and tag != "table"):
            self._open_block(element, tag)

    def _open_block(self, element: etree._Element, tag: str) -> None:
        self._flush()
        if tag in ("ol", "ul", "dl"):
            self._lists.append(_first_number(element) if tag == "ol" else None)
        elif tag == "tr":
            self._rows.append(_is_data_row(element))
        elif tag == "table":
            self._rows.append(False)
        elif tag == "pre":
            self._pre += 1
        self._kinds.append(self._kind(element, tag))
        if tag == "li" and self._lists and self._lists[-1] is not None:
            self._inline.append(f"{self._lists[-1]}. ")
            self._lists[-1] += 1

    def _kind(self, element: etree._Element, tag: str) -> tuple[BlockKind, int | None]:
        outer, level = self._kinds[-1]
        if outer is BlockKind.BOILERPLATE or _is_furniture(element, tag):
            return BlockKind.BOILERPLATE, None
        if outer is BlockKind.FOOTNOTE or _is_note(element):
            return BlockKind.FOOTNOTE, None
        if tag in _HEADINGS:
            return BlockKind.HEADING, int(tag[1])
        if tag in ("li", "dd", "dt"):
            return BlockKind.LIST_ITEM, max(1, len(self._lists))
        if tag == "tr" and self._rows[-1]:
            return BlockKind.TABLE_ROW, None
        return (outer, level) if outer in (BlockKind.LIST_ITEM, BlockKind.HEADING) else (BlockKind.PARAGRAPH, None)

    def _close(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        if self._rows and self._rows[-1] and tag != "tr":
            self._inline.append(" ")
            return
        self._flush()
        if len(self._kinds) > 1:
            self._kinds.pop()
        if tag in ("ol", "ul", "dl") and self._lists:
            self._lists.pop()
        elif tag in ("tr", "table") and self._rows:
            self._rows.pop()
        elif tag == "pre":
            self._pre -= 1

    def _flush(self) -> None:
        text = "".join(self._inline)
        kind, level = self._kinds[-1]
        if kind is BlockKind.PARAGRAPH and self._is_menu(words(text)):
            kind = BlockKind.BOILERPLATE
        self._inline.clear()
        self._links.clear()
        if not text.strip() or set(text) <= set(" |\n\xa0\t"):
            return
        if kind in (BlockKind.TABLE_ROW, BlockKind.HEADING):
            self._out.add(kind, words(text), level=level)
        elif is_page_furniture(words(text)):
            self._out.add(BlockKind.BOILERPLATE, words(text))
        elif self._pre:
            self._preformatted(text, kind, level)
        else:
            for part in _by_breaks(text):
                self._out.add(kind, part, level=level)

    def _is_menu(self, text: str) -> bool:
        """Whether the text is a row of links."""
        linked = sum(self._links)
        return (
            len(self._links) > 1
            and len(text) < _SHORT
            and linked > 0.7 * len(text)
            and text[-1:] not in (".", "?", "!")
        )

    def _preformatted(self, text: str, kind: BlockKind, level: int | None) -> None:
        for paragraph in re.split(r"\n[ \t]*\n", text):
            self._out.add(kind, paragraph.strip("\n"), level=level)


def _by_breaks(text: str) -> list[str]:
    """Cut at the `<br>`s, save where they only wrap the lines of a paragraph."""
    parts = [words(part) for part in text.split("\n")]
    group = [Line(0, len(part), 0, part) for part in parts if part]
    if not _is_wrapped(group):
        return [line.text for line in group]
    return [" ".join(line.text for line in block) for block in split_group(group, wrap_width([group]))]


def _is_wrapped(group: list[Line]) -> bool:
    """Whether nearly all lines are about equally long, as wrapped ones are."""
    width = wrap_width([group]) if len(group) >= _MANY_LINES else 0
    full = sum(len(line.text) > 0.75 * width for line in group[:-1])
    return bool(width) and full >= 0.7 * (len(group) - 1)


def _is_unseen(element: etree._Element, tag: str) -> bool:
    if tag in _UNSEEN or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def _names(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_furniture(element: etree._Element, tag: str) -> bool:
    if tag in ("nav", "aside", "footer") or element.get("role") in ("navigation", "banner", "contentinfo", "search"):
        return True
    parent = element.getparent()
    if tag == "header":
        return parent is not None and parent.tag in ("body", "div") and element.find(".//h1") is None
    return tag not in ("body", "html", "main", "article") and bool(_NAVIGATION.search(_names(element)))


def _is_note(element: etree._Element) -> bool:
    return element.get("role") in ("doc-footnote", "doc-endnote", "doc-endnotes") or bool(
        _NOTES.search(_names(element))
    )


def _is_data_row(row: etree._Element) -> bool:
    """Whether a row holds data rather than the layout of a page."""
    if next(row.iter("table", "h1", "h2", "h3", "h4", "ul", "ol", "pre", "dl"), None) is not None:
        return False
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    return len(cells) > 1 or not any(len(text_of(cell)) > _LONG_CELL for cell in cells)


def _first_number(element: etree._Element) -> int | None:
    kind = element.get("type") or "1"
    start = element.get("start") or "1"
    return int(start) if kind == "1" and re.fullmatch(r"\d{1,6}", start) else None


def _titled(blocks: list[Block], text: str) -> list[Block]:
    """Make the first heading of the first level the title, or the first line where it looks like one."""
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING and block.level == 1:
            return [*blocks[:index], replace(block, kind=BlockKind.TITLE, level=None), *blocks[index + 1 :]]
    first = next((index for index, block in enumerate(blocks[:3]) if block.kind is BlockKind.PARAGRAPH), None)
    if first is None or not is_heading(text[blocks[first].start : blocks[first].end]):
        return blocks
    return [*blocks[:first], replace(blocks[first], kind=BlockKind.TITLE), *blocks[first + 1 :]]
