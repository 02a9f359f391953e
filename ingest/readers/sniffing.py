"""What the bytes of a file are, by their content; the name only breaks ties."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Final

from ingest.readers.decoding import decode, is_binary
from kg.errors import SourceError

MAX_BYTES: Final = 100 * 1024 * 1024
"""Files larger than this are refused."""

TEXT: Final = "text/plain"
MARKDOWN: Final = "text/markdown"
HTML: Final = "text/html"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XML: Final = "application/xml"

_HEAD: Final = 65_536
_NAMES: Final = {
    ".txt": TEXT, ".text": TEXT, ".md": MARKDOWN, ".markdown": MARKDOWN, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".pdf": PDF, ".docx": DOCX, ".xml": XML,
}  # fmt: skip
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_REFUSED: Final = (
    (_OLE, "an old Office file (.doc, .xls or .ppt)", "save it as DOCX or PDF"),
    (b"{\\rtf", "a Rich Text file", "save it as DOCX or PDF"),
    (b"\x89PNG", "a picture", "run optical character recognition on it and save the result as PDF or text"),
    (b"\xff\xd8\xff", "a picture", "run optical character recognition on it and save the result as PDF or text"),
    (b"GIF8", "a picture", "run optical character recognition on it and save the result as PDF or text"),
    (b"II*\x00", "a picture", "run optical character recognition on it and save the result as PDF or text"),
    (b"MM\x00*", "a picture", "run optical character recognition on it and save the result as PDF or text"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"BZh", "a compressed file", "unpack it first"),
    (b"\xfd7zXZ\x00", "a compressed file", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file", "unpack it first"),
    (b"%!PS", "a PostScript file", "convert it to PDF"),
)
_PROLOGUE: Final = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE\s+[^\[>]*(?:\[.*?\]\s*)?>\s*)*", re.DOTALL | re.IGNORECASE
)
_HTML_TAG: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|div|p|span|h[1-6]|table|ul|ol|section|article|main|header|pre|font|center)\b",
    re.IGNORECASE,
)
_HTML_DOCTYPE: Final = re.compile(r"\s*(?:<\?xml.*?\?>\s*|<!--.*?-->\s*)*<!doctype\s+html\b", re.DOTALL | re.IGNORECASE)
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?(?P<name>[A-Za-z_][\w.-]*)")
_MARKDOWN_SIGNS: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^#{1,6} \S",
        r"\[[^\[\]\n]{1,300}\]\((?:https?://|/|#|\.)[^)\n]{0,500}\)",
        r"(?:^|\s)\*\*\S[^*\n]{0,300}\*\*",
        r"^(?:```|~~~)",
        r"^\|[^\n]{0,500}\|[ \t]*\n\|[ :|-]{3,200}\|",
        r"^[^\n]{1,200}\n(?:={4,80}|-{4,80})[ \t]*$",
    )
)


def sniff(data: bytes, name: str) -> str:
    """Tell the media type of a file by its content.

    Args:
        data: the file's bytes.
        name: its name; only the ending counts, and only between formats of plain text.

    Returns:
        One of the media types above.

    Raises:
        SourceError: the file is empty, too large, or of a kind that can't be read.
    """
    _check_size(data, name)
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_type(data, name)
    if head.startswith(_OLE) and _ENCRYPTED in data:
        raise SourceError(name, "it is encrypted", "save a copy without a password")
    for magic, what, advice in _REFUSED:
        if head.startswith(magic):
            raise SourceError(name, f"it is {what}, which can't be read", advice)
    if is_binary(head):
        raise SourceError(name, "it holds binary data, not text", "convert it to PDF, DOCX, HTML or text")
    return _text_type(decode(head, name=name)[0].lstrip("\ufeff"), name)


def expected(name: str) -> str | None:
    """Give the media type that the file's name promises, or None."""
    return _NAMES.get(PurePath(name).suffix.lower())


def _check_size(data: bytes, name: str) -> None:
    if len(data) > MAX_BYTES:
        size, limit = len(data) // 2**20, MAX_BYTES // 2**20
        raise SourceError(name, f"it has {size} MB, more than the limit of {limit} MB", "split it into smaller files")
    if not data.strip(b" \t\r\n\x00"):
        raise SourceError(name, "it is empty", "check that it was downloaded in full")


def _zip_type(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise SourceError(name, "it is a damaged ZIP or DOCX file", "download or save it again") from error
    if "word/document.xml" in names:
        return DOCX
    what = "an Office file other than a text document" if "[Content_Types].xml" in names else "a ZIP archive"
    advice = "save it as DOCX or PDF" if "[Content_Types].xml" in names else "unpack it first"
    raise SourceError(name, f"it is {what}, which can't be read", advice)


def _text_type(head: str, name: str) -> str:
    if _HTML_DOCTYPE.match(head):
        return HTML
    prologue = _PROLOGUE.match(head)
    rest = head[prologue.end() :] if prologue else head
    if _HTML_TAG.match(rest) and not (expected(name) is MARKDOWN and not re.match(r"(?i)<(?:html|head|body)\b", rest)):
        return HTML
    if _ROOT.match(rest) and (head.lstrip().startswith("<?xml") or expected(name) is XML or "xmlns" in rest[:2_000]):
        return XML
    promised = expected(name)
    if promised is MARKDOWN:
        return MARKDOWN
    signs = sum(bool(sign.search(head)) for sign in _MARKDOWN_SIGNS)
    return MARKDOWN if signs >= (3 if promised is TEXT else 2) else TEXT
