"""PDF: text with layout, by PDFium. A page's text layer is read as it is; nothing is recognised from pictures."""

from __future__ import annotations

import re
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from ingest.readers.frontmatter import kind_from_words
from ingest.readers.pdflayout import PdfBlock, blocks_of
from ingest.readers.pdflines import PdfLine, page_lines
from ingest.readers.publishers import with_publisher
from ingest.readers.structure import Assembler, iso_date, words
from ingest.source import BlockKind, Metadata, SourceText
from kg.errors import SourceError
from kg.model import SourceKind

MEDIA_TYPE: Final = "application/pdf"
MAX_PAGES: Final = 3_000
"""Files with more pages are refused."""

_END_MARK: Final = b"%%EOF"
_FEWEST_CHARACTERS: Final = 5
_JUNK_TITLE: Final = re.compile(
    r"(?i)microsoft word|untitled|\.(?:docx?|pdf|indd|rtf|wpd)\b|^\W*$|document\d*\Z|\d\.\d+\Z"
)
_SUBJECT: Final = re.compile(r"(?i)(?:subject|re)\s*:\s*(?P<title>\S.{10,200})")
_SOFTWARE: Final = re.compile(r"(?i)acrobat|adobe|microsoft|word|author|user|admin|\d")
_KIND_WORD: Final = re.compile(
    r"(?i)\b(?:(?P<report>report|inquiry)|guidance|guidelines|directive|procedure|memorandum)\b"
)
_GENERIC: Final = re.compile(r"(?i)(?:the |final |annual |interim )*(?:report|response|plan|policy|summary|annex)")
_DATE_LINE: Final = 45
_GAO_NUMBER: Final = re.compile(r"\bGAO-\d{2}-\d{2,6}[A-Z]{0,3}\b")


def read(data: bytes, *, name: str) -> SourceText:
    """Read a PDF.

    Args:
        data: the file's bytes.
        name: the file's name, for errors and warnings.

    Returns:
        The source text, with 1-based pages in its blocks. Lines are kept as lines; cleaning joins them.

    Raises:
        SourceError: the file is damaged, encrypted, too long, or has no text layer.
    """
    document = _opened(data, name)
    try:
        information = document.get_metadata_dict(skip_empty=True)
        pages, heights = _pages(document, name)
    finally:
        document.close()
    empty = sum(not lines for lines in pages)
    characters = sum(len(line.text) for lines in pages for line in lines)
    if characters < _FEWEST_CHARACTERS * len(pages):
        raise SourceError(
            name, "it has no text layer", "run optical character recognition (OCR) on it and add the result"
        )
    blocks = blocks_of(pages, heights)
    title_block = _title_block(blocks, words(information.get("Title", "")))
    assembler = Assembler()
    for block in blocks:
        kind = BlockKind.TITLE if block is title_block else block.kind
        assembler.add(kind, block.text, level=None if block is title_block else block.level, page=block.page)
    text, placed = assembler.finish()
    warnings = (f"{name}: {empty} of {len(pages)} pages hold no text.",) if empty else ()
    return SourceText(
        text=text,
        blocks=placed,
        metadata=_metadata(information, _full_title(blocks, title_block), pages),
        media_type=MEDIA_TYPE,
        pages=len(pages),
        warnings=warnings,
    )


def _opened(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise SourceError(name, "it is encrypted", "save a copy without a password") from error
        raise SourceError(name, "it is a damaged or incomplete PDF", "download or save it again") from error
    problem = None
    if count == 0 or _END_MARK not in data[-65_536:]:
        problem = SourceError(name, "it is a PDF that was cut off before its end", "download it again")
    elif count > MAX_PAGES:
        problem = SourceError(name, f"it has {count} pages, more than the limit of {MAX_PAGES}", "split it first")
    if problem is not None:
        document.close()
        raise problem
    return document


def _pages(document: pdfium.PdfDocument, name: str) -> tuple[list[list[PdfLine]], list[float]]:
    pages: list[list[PdfLine]] = []
    heights: list[float] = []
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            raise SourceError(name, f"its page {index + 1} is damaged", "download or save it again") from error
        try:
            heights.append(float(page.get_height()))
            pages.append(page_lines(page, index + 1))
        finally:
            page.close()
    return pages, heights


def _title_block(blocks: list[PdfBlock], stated: str) -> PdfBlock | None:
    """The heading on the first two pages that has most of the stated title, else the largest."""
    heads = [block for block in blocks if block.kind is BlockKind.HEADING and block.page <= 2 and len(block.text) > 6]
    parts = set(re.findall(r"\w{3,}", stated.casefold()))
    for block in sorted(heads, key=lambda block: -block.lines[0].size):
        shown = set(re.findall(r"\w{3,}", block.text.casefold()))
        if len(shown) > 1 and len(shown & parts) > 0.5 * len(parts):
            return block
    return max(heads, key=lambda block: (block.lines[0].size, -block.page), default=None)


def _full_title(blocks: list[PdfBlock], title_block: PdfBlock | None) -> str | None:
    """The title's words; `The Report` and the like get those of another heading on their page before them."""
    if title_block is None:
        return None
    title = words(title_block.text)
    if not _GENERIC.fullmatch(title):
        return title
    others = [
        block
        for block in blocks
        if block.kind is BlockKind.HEADING and block.page == title_block.page and block is not title_block
    ]
    other = next((block for block in others if not re.search(r"\d", block.text) and len(block.text.split()) > 1), None)
    return f"{words(other.text)}: {title}" if other is not None and title_block.page == 1 else title


def _metadata(information: dict[str, str], shown_title: str | None, pages: list[list[PdfLine]]) -> Metadata:
    head = words(" ".join(line.text for lines in pages[:2] for line in lines))
    shown = shown_title or _subject(pages)
    stated = words(information.get("Title", ""))
    title = stated if _is_stated(stated, head) else shown
    number = _GAO_NUMBER.search(f"{stated} {head}")
    author = re.sub(r",?\s*https?://\S+", "", words(information.get("Author", "")))
    is_author = len(author.split()) > 1 and not _SOFTWARE.search(author)
    return with_publisher(
        Metadata(
            title=re.sub(r"^GAO-\d{2}-\w+,?\s+", "", title) if title else None,
            publisher=author if is_author else None,
            issued=_issued(pages),
            kind=SourceKind.REPORT if number else _kind(f"{title or ''} {shown or ''}"),
            identifiers=(number[0],) if number else (),
        )
    )


def _is_stated(title: str, head: str) -> bool:
    """Whether the title in the file's properties is a real one: its words stand on the first pages."""
    if len(title.split()) < 2 or _JUNK_TITLE.search(title):
        return False
    parts = re.findall(r"\w{3,}", title.casefold())
    there = set(re.findall(r"\w{3,}", head.casefold()))
    return sum(part in there for part in parts) >= 0.75 * max(1, len(parts))


def _issued(pages: list[list[PdfLine]]) -> str | None:
    """The first short line with a date on the first two pages: a date in running text may be any date."""
    lines = [line.text for page in pages[:2] for line in page]
    return next((date for line in lines if len(line) < _DATE_LINE and (date := iso_date(line))), None)


def _subject(pages: list[list[PdfLine]]) -> str | None:
    """The subject line of a memorandum."""
    lines = (_SUBJECT.match(line.text) for line in pages[0][:20])
    return next((match["title"] for match in lines if match), None)


def _kind(title: str) -> SourceKind:
    word = _KIND_WORD.search(title)
    if word is None:
        return kind_from_words(title)
    return SourceKind.REPORT if word["report"] else SourceKind.GUIDANCE
