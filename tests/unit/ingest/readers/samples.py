"""Small files of each format, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.source import BlockKind, SourceText, uncovered

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True)
class Words:
    """Words at a place of a PDF page, in points from its lower left corner."""

    x: float
    y: float
    text: str
    size: float = 11
    bold: bool = False


def pdf(pages: Sequence[Sequence[Words]], *, encrypt: bool = False) -> bytes:
    """A PDF with text in Helvetica."""
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for index, page in enumerate(pages):
        stream = "\n".join(
            f"BT /{'B' if item.bold else 'F'} {item.size} Tf {item.x} {item.y} Td ({_escaped(item.text)}) Tj ET"
            for item in page
        )
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F 3 0 R /B 4 0 R >> >> /Contents {6 + 2 * index} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252"))
    start = out.tell()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    lock = (
        f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>]"
        if encrypt
        else ""
    )
    size = len(objects) + 1
    out.write(f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {lock} >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this body; other parts by their name without `.xml`, as `footnotes=...`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def shown(source: SourceText) -> list[tuple[BlockKind, str]]:
    """Kinds and words of all blocks."""
    return [(block.kind, " ".join(source.text[block.start : block.end].split())) for block in source.blocks]


def words_of(source: SourceText, kind: BlockKind) -> list[str]:
    """The words of the blocks of one kind."""
    return [text for block_kind, text in shown(source) if block_kind is kind]


def is_whole(source: SourceText) -> bool:
    """Whether no character but white space lies outside the blocks."""
    return not uncovered(source)
