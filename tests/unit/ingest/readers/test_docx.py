"""DOCX: the text as it stands, with the numbers that Word shows."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.readers import docx as reader
from ingest.readers import read
from ingest.source import BlockKind
from kg.errors import SourceError
from tests.unit.ingest.readers.samples import W, docx, is_whole, shown

STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Own"><w:name w:val="My heading"/><w:basedOn w:val="Base"/></w:style>
<w:style w:styleId="Base"><w:name w:val="Base"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
</w:numbering>"""
NOTES = f"""<w:footnotes xmlns:w="{W}">
<w:footnote w:id="4"><w:p><w:r><w:t>Register of 2025.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def paragraph(text: str, style: str = "", number: tuple[int, int] | None = None, extra: str = "") -> str:
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        look += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{look}</w:pPr><w:r><w:t>{text}</w:t></w:r>{extra}</w:p>"


def test_structure_is_found() -> None:
    body = (
        paragraph("Counting Vessels", "T")
        + paragraph("What we ask", "H1")
        + paragraph("Of the ports", "Own")
        + paragraph("Count them", number=(1, 0))
        + paragraph("daily", number=(1, 1))
        + paragraph("at night", number=(1, 1))
        + paragraph("Register them", number=(1, 0))
        + paragraph("A bullet", number=(2, 0))
        + paragraph("A claim", extra='<w:r><w:footnoteReference w:id="4"/></w:r><w:r><w:t>.</w:t></w:r>')
        + f"<w:tbl><w:tr><w:tc>{paragraph('port')}</w:tc><w:tc>{paragraph('12')}</w:tc></w:tr></w:tbl>"
    )
    source = read(docx(body, styles=STYLES, numbering=NUMBERING, footnotes=NOTES), name="paper.docx")
    assert shown(source) == [
        (BlockKind.TITLE, "Counting Vessels"),
        (BlockKind.HEADING, "What we ask"),
        (BlockKind.HEADING, "Of the ports"),
        (BlockKind.LIST_ITEM, "1. Count them"),
        (BlockKind.LIST_ITEM, "(a) daily"),
        (BlockKind.LIST_ITEM, "(b) at night"),
        (BlockKind.LIST_ITEM, "2. Register them"),
        (BlockKind.LIST_ITEM, "\u2022 A bullet"),
        (BlockKind.PARAGRAPH, "A claim[1]."),
        (BlockKind.FOOTNOTE, "[1] Register of 2025."),
        (BlockKind.TABLE_ROW, "port | 12"),
    ]
    assert is_whole(source)
    assert source.metadata.title == "Counting Vessels"
    assert [block.level for block in source.blocks if block.kind is BlockKind.HEADING] == [1, 2]


def test_insertions_stay_and_deletions_go() -> None:
    body = (
        "<w:p><w:r><w:t>Ports </w:t></w:r><w:del><w:r><w:delText>may</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>should</w:t></w:r></w:ins><w:r><w:t> count.</w:t></w:r></w:p>"
    )
    source = read(docx(body), name="paper.docx")
    assert source.text == "Ports should count."
    assert source.warnings == ("paper.docx has tracked changes: 1 insertions were kept and 1 deletions left out.",)


def test_a_deleted_end_of_paragraph_joins_two() -> None:
    body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p>" + paragraph("two.")
    assert read(docx(body), name="paper.docx").text == "One two."


def test_entities_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>')
    with pytest.raises(SourceError, match="entities"):
        read(out.getvalue(), name="paper.docx")


def test_a_part_that_unpacks_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PART", 2**20)
    with pytest.raises(SourceError, match="more than the limit of 1 MB"):
        read(docx(paragraph("a" * 2**21)), name="bomb.docx")


def test_a_damaged_file_is_refused() -> None:
    data = bytearray(docx(paragraph("words " * 400)))
    data[80:200] = bytes(120)
    with pytest.raises(SourceError):
        read(bytes(data), name="paper.docx")


def test_parts_that_are_not_read_are_told() -> None:
    source = read(docx(paragraph("Count them."), comments="<w/>", header1="<w/>"), name="paper.docx")
    assert source.warnings == (
        "paper.docx has comments and running heads or feet, which aren't part of the text that was read.",
    )


def test_a_file_that_is_read_whole_has_no_warning() -> None:
    assert read(docx(paragraph("Count them.")), name="paper.docx").warnings == ()
