"""Bills, laws and rules in XML to blocks: USLM, the older bill DTD, and the Federal Register in USLM.

The text is put together from the elements in their order. A provision below the section is one block of its number,
heading and first words, as it is printed; its path is the element's own identifier, or is computed from the numbers.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from ingest.readers.securexml import all_text, entity_text, local_name
from ingest.readers.structure import Assembler, words, words_in
from ingest.source import Block, BlockKind

_BIG: Final = {
    "division": ("d", 1), "title": ("t", 2), "subtitle": ("st", 3), "chapter": ("ch", 3), "subchapter": ("sch", 4),
    "part": ("pt", 4), "subpart": ("spt", 5), "article": ("art", 4), "section": ("s", 5), "level": ("", 5),
    "appropriations-major": ("", 3), "appropriations-intermediate": ("", 4), "appropriations-small": ("", 5),
    "preliminary": ("", 4),
}  # fmt: skip
"""Elements with a heading of their own: prefix of their number in a path, level of the heading."""

_SMALL: Final = words_in("subsection paragraph subparagraph clause subclause item subitem subsubitem")
_UNSEEN: Final = words_in("meta metadata style processed pagebreak col colgroup colspec")
_FURNITURE: Final = words_in(
    """preface form toc groupItem referenceItem toc-entry attestation signatures endorsement endMarker
    frDocId billingCode legislativeHistory slugLine distributionCode distribution-code footer"""
)
_NOTES: Final = words_in("footnote endnote")
_MARGIN: Final = words_in("sidenote page")
_PUNCTUATION: Final = re.compile(r"[^\w\s(\[“‘]{1,3}(?:\s*(?:and|or))?\Z")
_ROWS: Final = words_in("tr row")
_CELLS: Final = words_in("td th entry")
_PARAGRAPHS: Final = words_in(
    """p para content chapeau text continuation continuation-text recital whereas docTitle officialTitle longTitle
    official-title legis-type resolvingClause enactingFormula enacting-clause resolving-clause preamble block statement
    organization affected subject action actionDescription property session congress docNumber currentChamber
    current-chamber legis-num signature signatureDate role name citationNote editionNote explanationNote authority
    wordsOfIssuance heading-note note notes caption listItem list-item li headerless congressional-action action-date
    action-desc table quotedContent quoted-block after-quoted-block component collection rulePreamble rules notice rule
    main lawDoc law-text legis-body resolution-body engrossed-amendment-body compilation relatedDocument bill-head"""
)
_HEADINGS: Final = words_in("heading header headingText")
_RUN_IN_PARENTS: Final = words_in("statement organization action actionDescription authority note content")
_QUOTED: Final = words_in("quotedContent quoted-block")


class LawText:
    """Walks one document and fills an assembler."""

    def __init__(self, base: str | None) -> None:
        self._out = Assembler()
        self._inline: list[str] = []
        self._notes: list[tuple[BlockKind, str]] = []
        self._path = base
        self._kind = BlockKind.PARAGRAPH
        self._level: int | None = None
        self._is_lead = False
        self._is_mark = False
        self._quoted = 0
        self._depth = 0
        self.left_out = 0
        """How many elements were left out because they are struck out."""

    def read(self, root: etree._Element) -> tuple[str, tuple[Block, ...]]:
        """Walk the whole document and give the text with its blocks."""
        self._children(root)
        self._flush()
        return self._out.finish()

    def _children(self, element: etree._Element) -> None:
        self._add(element.text)
        for child in element:
            self._visit(child)
            self._add(child.tail)

    def _visit(self, element: etree._Element) -> None:
        name = local_name(element)
        if not name:
            self._add(entity_text(element))
        elif element.get("changed") == "deleted":
            self.left_out += 1
        elif name not in _UNSEEN:
            self._visit_seen(element, name)

    def _visit_seen(self, element: etree._Element, name: str) -> None:
        if name in _SMALL or (name in _BIG and _has_number_or_heading(element)):
            self._provision(element, name)
        elif name in _FURNITURE:
            self._furniture(element)
        elif name in _ROWS:
            self._row(element)
        elif name in _NOTES or name in _MARGIN:
            self._note(element, BlockKind.FOOTNOTE if name in _NOTES else BlockKind.BOILERPLATE)
        elif name == "subject":
            self._flush()
            self._emit(BlockKind.HEADING, all_text(element), 1)
        elif name in _HEADINGS:
            self._heading(element)
        elif name in ("num", "enum", "designator"):
            self._number(element)
        elif name in _PARAGRAPHS or name in _BIG:
            self._paragraph(element, name)
        elif name in ("br", "linebreak", "line-break"):
            self._inline.append(" ")
        else:
            self._children(element)

    def _number(self, element: etree._Element) -> None:
        is_first = self._is_mark or not "".join(self._inline).strip()
        self._children(element)
        if self._inline and not self._inline[-1].endswith("—"):
            self._inline.append(" ")
        self._is_lead = self._is_mark = is_first

    def _provision(self, element: etree._Element, name: str) -> None:
        if not self._is_mark:
            self._flush()
        outer = (self._path, self._kind, self._level)
        self._path = self._path_of(element, name)
        if name in _SMALL and self._kind is not BlockKind.BOILERPLATE:
            self._depth += 1
            self._kind, self._level = BlockKind.LIST_ITEM, self._depth
        self._children(element)
        self._flush()
        self._path, self._kind, self._level = outer
        if name in _SMALL and self._kind is not BlockKind.BOILERPLATE:
            self._depth -= 1

    def _path_of(self, element: etree._Element, name: str) -> str | None:
        """The element's identifier, or the path computed from its number; quoted provisions belong to those around."""
        if self._quoted:
            return self._path
        stated = element.get("identifier")
        if stated and stated.startswith("/us/"):
            return stated
        number = _number(element)
        if not number or self._path is None:
            return self._path
        prefix = _BIG[name][0] if name in _BIG else ""
        return f"{self._path}/{prefix}{number}" if name in _SMALL or prefix else self._path

    def _furniture(self, element: etree._Element) -> None:
        self._flush()
        outer, self._kind = (self._kind, self._level), BlockKind.BOILERPLATE
        self._children(element)
        self._flush()
        self._kind, self._level = outer

    def _row(self, element: etree._Element) -> None:
        self._flush()
        cells = []
        for child in element:
            if local_name(child) in _CELLS:
                self._children(child)
                cells.append(words("".join(self._inline)))
                self._inline.clear()
        if any(cells):
            self._emit(BlockKind.TABLE_ROW, " | ".join(cells))

    def _note(self, element: etree._Element, kind: BlockKind) -> None:
        """Keep a note for after the block in which it stands, so that it doesn't cut a sentence in two."""
        parts = [all_text(part) for part in element if local_name(part) in _PARAGRAPHS] or [all_text(element)]
        self._notes.append((kind, " ".join(part for part in parts if part)))

    def _heading(self, element: etree._Element) -> None:
        parent = element.getparent()
        name = local_name(parent) if parent is not None else ""
        text = words("".join(str(part) for part in element.itertext()))
        if name in _BIG or (name not in _SMALL and not _is_run_in(text, name)):
            if not self._is_lead:
                self._flush()
            self._inline.append(text if self._inline and self._inline[-1].endswith("—") else f" {text}")
            self._flush(BlockKind.HEADING, _BIG[name][1] if name in _BIG else 6)
        else:
            self._inline.append(text if re.search(r"[—–:.-]\Z", text) else f"{text}.—" if text else "")
            if self._inline and not self._inline[-1].endswith("—"):
                self._inline.append(" ")
            self._is_lead, self._is_mark = True, False

    def _paragraph(self, element: etree._Element, name: str) -> None:
        if not self._is_lead:
            self._flush()
        self._quoted += name in _QUOTED
        self._children(element)
        self._quoted -= name in _QUOTED
        if not self._is_lead:
            self._flush()

    def _add(self, text: str | None) -> None:
        if text and self._inline and self._inline[-1].endswith("—"):
            text = text.lstrip()
        if text:
            self._inline.append(text)
            if text.strip():
                self._is_lead = self._is_mark = False

    def _flush(self, kind: BlockKind | None = None, level: int | None = None) -> None:
        text = words("".join(self._inline))
        self._inline.clear()
        self._is_lead = self._is_mark = False
        if text and not (_PUNCTUATION.match(text) and self._out.extend_last(text)):
            shown = kind if kind is not None and self._kind is not BlockKind.BOILERPLATE else self._kind
            self._emit(shown, text, level if kind is not None else self._level)
            if self._kind is BlockKind.LIST_ITEM and kind is None:
                self._kind = BlockKind.PARAGRAPH
        for note_kind, note in self._notes:
            self._emit(note_kind, note)
        self._notes.clear()

    def _emit(self, kind: BlockKind, text: str, level: int | None = None) -> None:
        has_level = kind in (BlockKind.HEADING, BlockKind.LIST_ITEM)
        self._out.add(kind, text, level=level if has_level else None, provision=self._path)


def _has_number_or_heading(element: etree._Element) -> bool:
    return any(local_name(child) in ("num", "enum", "heading", "header") for child in element)


def _number(element: etree._Element) -> str:
    """The element's number as a path has it: `2` for `SEC. 2.`, `a` for `(a)`."""
    child = next((child for child in element if local_name(child) in ("num", "enum")), None)
    if child is None:
        return ""
    text = child.get("value") or words("".join(str(part) for part in child.itertext()))
    return re.sub(r"(?i)^(?:sec(?:tion|\.)?|title|subtitle|chapter|part|division|§)\s*|[^\w-]", "", text)


def _is_run_in(text: str, parent: str) -> bool:
    return parent in _RUN_IN_PARENTS and text.endswith((":", ".—", "—"))
