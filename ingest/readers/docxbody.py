"""The body of a Word document to blocks: paragraphs with their styles, numbers, notes and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from ingest.readers.docxnumbering import Numbering, W
from ingest.readers.lines import starts_item
from ingest.readers.securexml import local_name
from ingest.readers.structure import Assembler, is_page_furniture, words, words_in
from ingest.source import Block, BlockKind

_SKIPPED: Final = words_in("del moveFrom instrText delText rPr pPr fldData annotation Fallback drawing-props")
_LONG_CELL: Final = 600
_LONGEST_HEADING: Final = 120
_BOLD_LEVEL: Final = 6
_MOST_STYLES: Final = 20
"""How far the chain of styles that a style is based on is followed."""


class Body:
    """Walks the body and fills an assembler.

    Attributes:
        insertions: how many tracked insertions the text holds.
        deletions: how many tracked deletions were left out.
    """

    def __init__(
        self,
        styles: etree._Element | None,
        numbering: Numbering,
        footnotes: etree._Element | None,
        endnotes: etree._Element | None,
    ) -> None:
        self.insertions = 0
        self.deletions = 0
        self._numbering = numbering
        self._styles = (
            {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")} if styles is not None else {}
        )
        self._notes = {"footnoteReference": _by_id(footnotes), "endnoteReference": _by_id(endnotes)}
        self._note_count = 0
        self._pending: list[str] = []
        self._boxes: list[etree._Element] = []
        self._carried = ""
        self._out = Assembler()

    def read(self, document: etree._Element) -> tuple[str, tuple[Block, ...]]:
        """Walk the document and give the text with its blocks."""
        body = document.find(f"{W}body")
        self.insertions = sum(1 for _ in document.iter(f"{W}ins", f"{W}moveTo"))
        self.deletions = sum(1 for _ in document.iter(f"{W}del", f"{W}moveFrom"))
        for element in _blocks_in(body if body is not None else document):
            if local_name(element) == "tbl":
                self._table(element)
            else:
                self._paragraph(element)
        if self._carried.strip():
            self._out.add(BlockKind.PARAGRAPH, self._carried)
        return self._out.finish()

    def _paragraph(self, paragraph: etree._Element) -> None:
        text = self._carried + self._text(paragraph)
        if _mark_is_deleted(paragraph):
            self._carried = text
            return
        self._carried = ""
        if text.strip():
            kind, level, mark = self._kind(paragraph, words(text))
            lines = "\n".join(line for part in text.split("\n") if (line := words(part)))
            self._out.add(kind, f"{mark} {lines}" if mark else lines, level=level)
        self._emit_notes()
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            for inner in box.iter(f"{W}p"):
                self._paragraph(inner)

    def _emit_notes(self) -> None:
        for note in self._pending:
            self._out.add(BlockKind.FOOTNOTE, note)
        self._pending.clear()

    def _kind(self, paragraph: etree._Element, text: str) -> tuple[BlockKind, int | None, str]:
        style = self._style_of(paragraph)
        name = _style_name(style)
        number, depth = self._number_of(paragraph, style)
        mark = self._numbering.mark(number, depth) if number else ""
        if name.startswith("toc") or is_page_furniture(text):
            return BlockKind.BOILERPLATE, None, mark
        if name == "title":
            return BlockKind.TITLE, None, mark
        level = self._outline(paragraph, style, name)
        if level is not None:
            return BlockKind.HEADING, level, mark
        if not mark and _is_bold_line(paragraph, text):
            return BlockKind.HEADING, _BOLD_LEVEL, ""
        if mark or "list" in name.split():
            return BlockKind.LIST_ITEM, depth + 1, mark
        return (BlockKind.LIST_ITEM, 1, "") if starts_item(text) else (BlockKind.PARAGRAPH, None, "")

    def _style_of(self, paragraph: etree._Element) -> etree._Element | None:
        found = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._styles.get(found.get(f"{W}val")) if found is not None else None

    def _chain(self, style: etree._Element | None) -> Iterator[etree._Element]:
        """The style and those that it is based on."""
        for _ in range(_MOST_STYLES):
            if style is None:
                return
            yield style
            base = style.find(f"{W}basedOn")
            style = self._styles.get(base.get(f"{W}val")) if base is not None else None

    def _outline(self, paragraph: etree._Element, style: etree._Element | None, name: str) -> int | None:
        heading = re.match(r"heading (\d)", name)
        if heading:
            return int(heading[1])
        for holder in (paragraph, *self._chain(style)):
            outline = holder.find(f"{W}pPr/{W}outlineLvl")
            value = outline.get(f"{W}val") if outline is not None else None
            if value is not None and value.isdigit():
                return int(value) + 1 if int(value) < 9 else None
        return 2 if name == "subtitle" else None

    def _number_of(self, paragraph: etree._Element, style: etree._Element | None) -> tuple[str, int]:
        for holder in (paragraph, *self._chain(style)):
            found = holder.find(f"{W}pPr/{W}numPr")
            number = found.find(f"{W}numId") if found is not None else None
            if found is not None and number is not None:
                depth = found.find(f"{W}ilvl")
                value = (depth.get(f"{W}val") if depth is not None else None) or "0"
                identifier = number.get(f"{W}val") or ""
                return ("", 0) if identifier == "0" else (identifier, int(value) if value.isdigit() else 0)
        return "", 0

    def _text(self, element: etree._Element) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            name = local_name(child)
            if name in _SKIPPED:
                continue
            if name == "t":
                yield child.text or ""
            elif name in _SIGNS:
                yield _SIGNS[name]
            elif name in self._notes:
                yield self._note(child, name)
            elif name == "txbxContent":
                self._boxes.append(child)
            else:
                yield from self._pieces(child)

    def _note(self, reference: etree._Element, name: str) -> str:
        note = self._notes[name].get(reference.get(f"{W}id") or "")
        if note is None:
            return ""
        self._note_count += 1
        mark = f"[{self._note_count}]"
        text = " ".join(words(self._text(paragraph)) for paragraph in note.iter(f"{W}p"))
        self._pending.append(f"{mark} {text.strip()}")
        return mark

    def _table(self, table: etree._Element) -> None:
        for row in table.iterchildren(f"{W}tr"):
            cells = [list(cell.iter(f"{W}p")) for cell in row.iter(f"{W}tc") if cell.getparent() is row]
            texts = [" ".join(words(self._text(paragraph)) for paragraph in cell).strip() for cell in cells]
            if len(texts) == 1 and len(texts[0]) > _LONG_CELL:
                for paragraph in cells[0]:
                    self._out.add(BlockKind.PARAGRAPH, words(self._text(paragraph)))
            elif any(texts):
                self._out.add(BlockKind.TABLE_ROW, " | ".join(texts))
            self._emit_notes()


_SIGNS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "ptab": " "}


def _blocks_in(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also those inside content controls and the like."""
    for child in container:
        if local_name(child) in ("p", "tbl"):
            yield child
        elif local_name(child) not in ("sectPr", "del", "moveFrom"):
            yield from _blocks_in(child)


def _by_id(notes: etree._Element | None) -> dict[str, etree._Element]:
    return {note.get(f"{W}id") or "": note for note in notes} if notes is not None else {}


def _style_name(style: etree._Element | None) -> str:
    name = style.find(f"{W}name") if style is not None else None
    return (name.get(f"{W}val") or "").lower() if name is not None else ""


def _is_bold_line(paragraph: etree._Element, text: str) -> bool:
    """Whether the paragraph is a short line, all of it bold, as headings are where nobody used a style."""
    runs = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None]
    is_short = len(text) <= _LONGEST_HEADING and text[-1] not in ".;,"
    return bool(runs) and is_short and all(_is_on(run.find(f"{W}rPr/{W}b")) for run in runs)


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(f"{W}val") not in ("0", "false", "off")


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    """Whether the paragraph's end is itself deleted, so that it runs into the next one."""
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
