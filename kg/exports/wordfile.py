"""A memo as a Word file (Office Open XML, ECMA-376 part 1), with its notes as real footnotes.

The parts that are the same in every file lie in `kg/exports/docx`. Equal memos give equal bytes: no clock, no random
identifiers, and the archive's entries bear one fixed date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from importlib.resources import files
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kg.exports.memo import Block, Memo, Run, Style, Tone

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Paper(StrEnum):
    """For which paper a file is made."""

    LETTER = "letter"
    A4 = "a4"


_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_PREFIXES: Final = {"w": _W, "r": _R, "cp": _CORE, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI}

_FIXED: Final = {
    "[Content_Types].xml": "content_types.xml", "_rels/.rels": "rels.xml", "docProps/app.xml": "app.xml",
    "word/styles.xml": "styles.xml", "word/settings.xml": "settings.xml", "word/footer.xml": "footer.xml",
}  # fmt: skip
_PARTS: Final = ("styles", "settings", "numbering", "footnotes", "footer")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PAPERS: Final = {Paper.LETTER: (12240, 15840), Paper.A4: (11906, 16838)}
"""Width and height in twentieths of a point."""
_MARGIN: Final = "1134"
_STYLES: Final = {
    Style.TITLE: "Title", Style.FACTS: "Subtitle", Style.NOTICE: "Notice", Style.HEADING: "Heading1",
    Style.QUOTE: "Quote", Style.TEXT: "Normal", Style.NUMBERED: "ListNumber", Style.BULLET: "ListBullet",
    Style.NESTED: "ListBullet2", Style.SMALL: "SmallPrint",
}  # fmt: skip
_TONES: Final = {Tone.STRONG: "Strong", Tone.QUIET: "Quiet"}
_BULLETS: Final = 1
"""Number of the list of all bullets. Numbered lists have higher ones, each its own, because each starts at 1."""

_Place = tuple[int, int] | None
"""Number of a list and level in it, or None for what is no item."""


def docx(memo: Memo, *, paper: Paper = Paper.LETTER) -> bytes:
    """Give the memo as the bytes of a DOCX file."""
    places = tuple(_places(memo.blocks))
    text, text_links = _document(memo, places, paper)
    notes, note_links = _footnotes(memo)
    written = {
        "docProps/core.xml": _core(memo),
        "word/document.xml": text,
        "word/footnotes.xml": notes,
        "word/numbering.xml": _numbering(places),
        "word/_rels/document.xml.rels": text_links.relationships(_PARTS),
        "word/_rels/footnotes.xml.rels": note_links.relationships(()),
    }
    for prefix, namespace in _PREFIXES.items():
        register_namespace(prefix, namespace)
    parts = {name: files("kg").joinpath("exports", "docx", source).read_bytes() for name, source in _FIXED.items()}
    return _zipped(parts | {name: _bytes(root) for name, root in written.items()})


def _zipped(parts: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for name, data in parts.items():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 0
            archive.writestr(entry, data)
    return held.getvalue()


def _bytes(root: Element) -> bytes:
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode()


class _Links:
    """The addresses that a part leads to, numbered."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def number(self, href: str) -> str:
        return self._numbers.setdefault(href, f"link{len(self._numbers) + 1}")

    def relationships(self, parts: Iterable[str]) -> Element:
        root = Element("Relationships", xmlns=_RELATIONSHIPS)
        rows: list[tuple[str, str, str, dict[str, str]]] = [(name, name, f"{name}.xml", {}) for name in parts]
        rows += [(number, "hyperlink", href, {"TargetMode": "External"}) for href, number in self._numbers.items()]
        for number, kind, target, mode in rows:
            named = {"Id": number, "Type": f"{_R}/{kind}", "Target": target, **mode}
            SubElement(root, "Relationship", named)
        return root


def _add(parent: Element, name: str, **values: str) -> Element:
    return SubElement(parent, f"{{{_W}}}{name}", {f"{{{_W}}}{key}": value for key, value in values.items()})


def _paragraph(parent: Element, style: str, place: _Place = None) -> Element:
    paragraph = _add(parent, "p")
    properties = _add(paragraph, "pPr")
    _add(properties, "pStyle", val=style)
    if place is not None:
        numbering = _add(properties, "numPr")
        _add(numbering, "ilvl", val=str(place[1]))
        _add(numbering, "numId", val=str(place[0]))
    return paragraph


def _styled(parent: Element, style: str | None) -> Element:
    run = _add(parent, "r")
    if style is not None:
        _add(_add(run, "rPr"), "rStyle", val=style)
    return run


def _text(run: Element, words: str) -> None:
    text = _add(run, "t")
    text.text = words
    text.set(_SPACE, "preserve")


def _fill(paragraph: Element, runs: Iterable[Run], links: _Links, *, link_style: str | None = "Hyperlink") -> None:
    for run in runs:
        if run.note is not None:
            _add(_styled(paragraph, "FootnoteReference"), "footnoteReference", id=str(run.note))
        elif run.href is not None:
            link = SubElement(paragraph, f"{{{_W}}}hyperlink", {f"{{{_R}}}id": links.number(run.href)})
            _text(_styled(link, link_style), run.text)
        else:
            _text(_styled(paragraph, _TONES.get(run.tone)), run.text)


def _document(memo: Memo, places: Sequence[_Place], paper: Paper) -> tuple[Element, _Links]:
    root, links = Element(f"{{{_W}}}document"), _Links()
    body = _add(root, "body")
    for block, place in zip(memo.blocks, places, strict=True):
        # A heading looks like one, also where it is a link.
        link_style = None if block.style is Style.HEADING else "Hyperlink"
        _fill(_paragraph(body, _STYLES[block.style], place), block.runs, links, link_style=link_style)
    section = _add(body, "sectPr")
    SubElement(section, f"{{{_W}}}footerReference", {f"{{{_W}}}type": "default", f"{{{_R}}}id": "footer"})
    width, height = _PAPERS[paper]
    _add(section, "pgSz", w=str(width), h=str(height))
    margins = dict.fromkeys(("top", "right", "bottom", "left"), _MARGIN)
    _add(section, "pgMar", **margins, header="567", footer="567", gutter="0")
    return root, links


def _footnotes(memo: Memo) -> tuple[Element, _Links]:
    root, links = Element(f"{{{_W}}}footnotes"), _Links()
    for number, name in ((-1, "separator"), (0, "continuationSeparator")):
        _add(_add(_add(_add(root, "footnote", type=name, id=str(number)), "p"), "r"), name)
    for number, runs in enumerate(memo.notes, 1):
        paragraph = _paragraph(_add(root, "footnote", id=str(number)), "FootnoteText")
        _add(_styled(paragraph, "FootnoteReference"), "footnoteRef")
        _text(_styled(paragraph, None), " ")
        _fill(paragraph, runs, links)
    return root, links


def _places(blocks: Sequence[Block]) -> Iterator[_Place]:
    number = _BULLETS
    before: Style | None = None
    for block in blocks:
        if block.style is Style.NUMBERED:
            number += before not in (Style.NUMBERED, Style.NESTED)
            yield number, 0
        elif block.style in (Style.BULLET, Style.NESTED):
            yield _BULLETS, int(block.style is Style.NESTED)
        else:
            yield None
        before = block.style


def _numbering(places: Iterable[_Place]) -> Element:
    root = Element(f"{{{_W}}}numbering")
    numbered, bullets = _abstract(root, 0), _abstract(root, 1)
    _level(numbered, 0, "decimal", "%1.", left=360, hanging=360)
    _level(bullets, 0, "bullet", "•", left=360, hanging=260)
    _level(bullets, 1, "bullet", "–", left=640, hanging=240)
    for number in sorted({_BULLETS} | {place[0] for place in places if place is not None}):
        made = _add(root, "num", numId=str(number))
        _add(made, "abstractNumId", val=str(int(number == _BULLETS)))
        if number != _BULLETS:
            _add(_add(made, "lvlOverride", ilvl="0"), "startOverride", val="1")
    return root


def _abstract(root: Element, number: int) -> Element:
    made = _add(root, "abstractNum", abstractNumId=str(number))
    _add(made, "multiLevelType", val="hybridMultilevel")
    return made


def _level(abstract: Element, level: int, kind: str, words: str, *, left: int, hanging: int) -> None:
    made = _add(abstract, "lvl", ilvl=str(level))
    for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", words), ("lvlJc", "left")):
        _add(made, name, val=value)
    _add(_add(made, "pPr"), "ind", left=str(left), hanging=str(hanging))


def _core(memo: Memo) -> Element:
    root = Element(f"{{{_CORE}}}coreProperties")
    day = f"{memo.on.isoformat()}T00:00:00Z"
    for name, value in (
        (f"{{{_DC}}}title", memo.title), (f"{{{_DC}}}subject", "Brief of policy recommendations and their reasons"),
        (f"{{{_DC}}}creator", "Warrant"), (f"{{{_DC}}}description", f"Had from {memo.address}"),
        (f"{{{_DC}}}language", "en-US"), (f"{{{_CORE}}}lastModifiedBy", "Warrant"),
        (f"{{{_DCTERMS}}}created", day), (f"{{{_DCTERMS}}}modified", day),
    ):  # fmt: skip
        made = SubElement(root, name)
        made.text = value
        if name.startswith(f"{{{_DCTERMS}}}"):
            made.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
    return root
