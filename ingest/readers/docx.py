"""DOCX: the text as it stands, with insertions kept and deletions left out.

Only the few parts that hold text are unpacked, each up to a limit, and parsed with the project's own XML rules.
Pictures, comments, running heads and feet are not read; a warning tells of the last three.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from lxml import etree

from ingest.readers.docxbody import Body
from ingest.readers.docxnumbering import Numbering, W
from ingest.readers.frontmatter import kind_from_words
from ingest.readers.securexml import all_text, parse
from ingest.readers.structure import iso_date, words
from ingest.source import Block, BlockKind, Metadata, SourceText
from kg.errors import SourceError

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_PART: Final = 64 * 1024 * 1024
"""Most bytes that one part may unpack to."""

MAX_ENTRIES: Final = 5_000
_DOCUMENT: Final = "word/document.xml"
_UNREAD: Final = (
    (re.compile(r"word/comments\.xml"), "comments"),
    (re.compile(r"word/(?:header|footer)\d*\.xml"), "running heads or feet"),
)


def read(data: bytes, *, name: str) -> SourceText:
    """Read a DOCX file.

    Args:
        data: the file's bytes.
        name: the file's name, for errors and warnings.

    Returns:
        The source text; tracked changes are told in its warnings.

    Raises:
        SourceError: the file is damaged, or unpacks to more than the limit.
    """
    parts = _parts(data, name)
    numbering = Numbering.of(parts.get("word/numbering.xml"))
    body = Body(
        parts.get("word/styles.xml"), numbering, parts.get("word/footnotes.xml"), parts.get("word/endnotes.xml")
    )
    text, blocks = body.read(parts[_DOCUMENT])
    warnings = _warnings(data, body, name)
    metadata = _metadata(parts, text, blocks)
    return SourceText(text=text, blocks=blocks, metadata=metadata, media_type=MEDIA_TYPE, warnings=warnings)


def _warnings(data: bytes, body: Body, name: str) -> tuple[str, ...]:
    """Say what of the file isn't in the source text."""
    warnings = []
    if body.insertions or body.deletions:
        counts = f"{body.insertions} insertions were kept and {body.deletions} deletions left out"
        warnings.append(f"{name} has tracked changes: {counts}.")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unread = [words for part, words in _UNREAD if any(part.fullmatch(entry) for entry in archive.namelist())]
    if unread:
        warnings.append(f"{name} has {' and '.join(unread)}, which aren't part of the text that was read.")
    return tuple(warnings)


def _parts(data: bytes, name: str) -> dict[str, etree._Element]:
    wanted = (
        _DOCUMENT, "word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "word/endnotes.xml",
        "docProps/core.xml",
    )  # fmt: skip
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            if len(sizes) > MAX_ENTRIES:
                raise SourceError(name, f"it holds more than {MAX_ENTRIES} parts", "save it again in Word")
            return {part: parse(_unpacked(archive, part, name), name=name) for part in wanted if part in sizes}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise SourceError(name, "it is a damaged DOCX file", "open it in Word and save it again") from error


def _unpacked(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Unpack one part, never more of it than the limit, whatever size it claims."""
    with archive.open(part) as stream:
        content = stream.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        limit = MAX_PART // 2**20
        raise SourceError(name, f"it unpacks to more than the limit of {limit} MB", "check where the file comes from")
    return content


def _metadata(parts: dict[str, etree._Element], text: str, blocks: tuple[Block, ...]) -> Metadata:
    core = parts.get("docProps/core.xml")
    stated = all_text(core.find("{http://purl.org/dc/elements/1.1/}title")) if core is not None else ""
    shown = _shown_title(text, blocks)
    head = (words(text[block.start : block.end]) for block in blocks[:12])
    title = shown or stated or None
    return Metadata(
        title=title,
        issued=next((date for line in head if len(line) < 60 and (date := iso_date(line))), None),
        kind=kind_from_words(title or ""),
        language=_language(parts.get("word/styles.xml")),
    )


def _shown_title(text: str, blocks: tuple[Block, ...]) -> str | None:
    titles = [block for block in blocks[:15] if block.kind is BlockKind.TITLE]
    heads = [block for block in blocks[:15] if block.kind is BlockKind.HEADING]
    found = titles or heads[:1]
    return ": ".join(words(text[block.start : block.end]) for block in found) or None


def _language(styles: etree._Element | None) -> str | None:
    language = next(styles.iter(f"{W}lang"), None) if styles is not None else None
    return language.get(f"{W}val") if language is not None else None
