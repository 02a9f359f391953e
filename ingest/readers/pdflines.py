"""A PDF page to lines in reading order: the words, where they stand, how large and whether they are bold."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

_HYPHEN_MARK: Final = "\ufffe"
"""PDFium puts this for a hyphen at a line's end, and joins the two lines."""

_BOLD_WEIGHT: Final = 600
_BOLD_NAME: Final = re.compile(rb"(?i)bold|black|heavy")
_NAME_LENGTH: Final = 96
_SAME_ROW: Final = 0.5
_WORD_GAP: Final = 0.18
_CELL_GAP: Final = 1.6
_COLUMN_GAP: Final = 1.5
_SIDE_LINES: Final = 6
_SWITCHES: Final = 0.3
_CLIMBS: Final = 2


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page; places are in points from the page's upper left corner.

    Attributes:
        text: its words; several cells of a table row are set apart by ` | `.
        x0: left edge.
        y0: upper edge.
        x1: right edge.
        y1: lower edge.
        size: size of the type.
        is_bold: whether all of it is bold.
        page: 1-based page.
        cells: number of pieces set wide apart in one row.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    is_bold: bool
    page: int
    cells: int = 1


def page_lines(page: pdfium.PdfPage, number: int) -> list[PdfLine]:
    """Give the lines of a page in reading order.

    Args:
        page: the opened page.
        number: its 1-based number.
    """
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        pieces = list(_pieces(text_page, height, number))
    finally:
        text_page.close()
    return _rows(_reading_order(pieces, width))


def _pieces(text_page: pdfium.PdfTextPage, height: float, number: int) -> Iterator[PdfLine]:
    text = text_page.get_text_range()
    if len(text) != text_page.count_chars():
        text = "".join(_character(text_page, index) for index in range(text_page.count_chars()))
    for start, end in _line_places(text_page, text):
        shown = [index for index in range(start, end) if not text[index].isspace()]
        if not shown:
            continue
        words = " ".join(text[start:end].replace(_HYPHEN_MARK, "-").replace("\x00", "\ufffd").split())
        lettered = [index for index in shown if text[index].isalnum()] or shown
        yield _measured(text_page, (shown[0], shown[-1]), lettered, words, height, number)


def _character(text_page: pdfium.PdfTextPage, index: int) -> str:
    code = pdfium_c.FPDFText_GetUnicode(text_page.raw, index)
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


def _line_places(text_page: pdfium.PdfTextPage, text: str) -> Iterator[tuple[int, int]]:
    """Lines as PDFium breaks them, cut where it joined two at a hyphen or put what stands far apart into one."""
    for match in re.finditer(r"[^\r\n]+", text):
        start = match.start()
        for gap in re.finditer(rf"{_HYPHEN_MARK}|(?<=\S) +(?=\S)", match[0]):
            place = match.start() + gap.end()
            if place < match.end() and _is_apart(text_page, match.start() + gap.start() - 1, place):
                yield start, place
                start = place
        if start < match.end():
            yield start, match.end()


def _is_apart(text_page: pdfium.PdfTextPage, before: int, after: int) -> bool:
    """Whether the second character starts a new line or a new column."""
    box = pdfium_c.FS_RECTF()
    place = ctypes.byref(box)
    pdfium_c.FPDFText_GetLooseCharBox(text_page.raw, max(0, before), place)
    left, right, tall = box.left, box.right, box.top - box.bottom
    pdfium_c.FPDFText_GetLooseCharBox(text_page.raw, after, place)
    return bool(box.left < left or box.left - right > _COLUMN_GAP * tall)


def _measured(
    text_page: pdfium.PdfTextPage, ends: tuple[int, int], lettered: list[int], words: str, height: float, number: int
) -> PdfLine:
    count = len(lettered)
    samples = sorted({lettered[0], lettered[count // 3], lettered[2 * count // 3], lettered[-1]})
    sizes = {index: pdfium_c.FPDFText_GetFontSize(text_page.raw, index) for index in samples}
    largest = max(samples, key=lambda index: sizes[index])
    middle = text_page.get_charbox(largest, loose=True)
    left, right = text_page.get_charbox(ends[0], loose=True), text_page.get_charbox(ends[1], loose=True)
    tall = max(0.1, middle[3] - middle[1])
    size = sizes[largest]
    if not 0.6 <= tall / max(size, 0.1) <= 1.6:
        size = tall
    return PdfLine(
        text=words,
        x0=min(left[0], right[0]),
        y0=height - middle[3],
        x1=max(left[2], right[2]),
        y1=height - middle[1],
        size=float(size),
        is_bold=all(_is_bold(text_page, index) for index in samples),
        page=number,
    )


def _is_bold(text_page: pdfium.PdfTextPage, index: int) -> bool:
    if pdfium_c.FPDFText_GetFontWeight(text_page.raw, index) >= _BOLD_WEIGHT:
        return True
    buffer, flags = ctypes.create_string_buffer(_NAME_LENGTH), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(text_page.raw, index, buffer, _NAME_LENGTH, ctypes.byref(flags))
    return bool(_BOLD_NAME.search(buffer.value))


def _rows(pieces: list[PdfLine]) -> list[PdfLine]:
    """Put together what stands side by side: superscripts and changes of type in a line, the cells of a table's row."""
    lines: list[PdfLine] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last is not None and _is_beside(last, piece):
            lines[-1] = _beside(last, piece)
        else:
            lines.append(piece)
    return lines


def _is_beside(last: PdfLine, piece: PdfLine) -> bool:
    overlap = min(last.y1, piece.y1) - max(last.y0, piece.y0)
    shorter = min(last.y1 - last.y0, piece.y1 - piece.y0)
    if overlap < _SAME_ROW * shorter or piece.x0 < last.x1 - 0.5 * last.size:
        return False
    is_wide = piece.x0 - last.x1 > _CELL_GAP * max(last.size, piece.size)
    return not is_wide or (last.is_bold == piece.is_bold and abs(last.size - piece.size) < 1)


def _beside(last: PdfLine, piece: PdfLine) -> PdfLine:
    gap = piece.x0 - last.x1
    larger = last if last.size >= piece.size else piece
    is_cell = gap > _CELL_GAP * larger.size and not re.fullmatch(r"\W{1,2}|\(?\w{1,3}[.)]", last.text)
    between = " | " if is_cell else " " if gap > _WORD_GAP * piece.size else ""
    return replace(
        last,
        text=f"{last.text}{between}{piece.text}",
        x1=max(last.x1, piece.x1),
        y0=larger.y0,
        y1=larger.y1,
        size=larger.size,
        is_bold=last.is_bold and piece.is_bold,
        cells=last.cells + is_cell,
    )


def _reading_order(pieces: list[PdfLine], width: float) -> list[PdfLine]:
    """Keep the order of the file unless it jumps between columns or up the page more than a reader would."""
    if len(pieces) < 2 * _SIDE_LINES:
        return pieces
    gutter = _gutter(pieces, width)
    if gutter is not None:
        sides = [_side(piece, gutter) for piece in pieces]
        switches = sum(one != other and 0 not in (one, other) for one, other in pairwise(sides))
        is_mixed = switches > _SWITCHES * len(pieces) or _climbs(pieces, sides) >= _CLIMBS
        return _by_columns(pieces, gutter) if is_mixed else pieces
    jumps = sum(after.y1 < before.y0 for before, after in pairwise(pieces))
    if jumps > _SWITCHES * len(pieces):
        return sorted(pieces, key=lambda piece: (round(piece.y1 / 3), piece.x0))
    return pieces


def _climbs(pieces: list[PdfLine], sides: list[int]) -> int:
    """How often the order of the file goes up again within a column."""
    columns = ([piece for piece, side in zip(pieces, sides, strict=True) if side == wanted] for wanted in (-1, 1))
    return sum(after.y1 < before.y0 for column in columns for before, after in pairwise(column))


def _side(piece: PdfLine, gutter: float) -> int:
    return -1 if piece.x1 <= gutter else 1 if piece.x0 >= gutter else 0


def _gutter(pieces: list[PdfLine], width: float) -> float | None:
    """The middle of an empty strip between two columns of running text, or None."""
    best: tuple[int, float] | None = None
    for step in range(25, 76):
        place = width * step / 100
        sides = [_side(piece, place) for piece in pieces]
        if min(sides.count(-1), sides.count(1)) >= _SIDE_LINES:
            crossing = sides.count(0)
            if best is None or crossing < best[0]:
                best = (crossing, place)
    if best is None or best[0] > 0.3 * len(pieces):
        return None
    wide = [piece for piece in pieces if _side(piece, best[1]) and len(piece.text.split()) >= 4]
    return best[1] if len(wide) > 0.5 * len(pieces) else None


def _by_columns(pieces: list[PdfLine], gutter: float) -> list[PdfLine]:
    """Sort into bands between full-width lines, in each band the left column before the right."""
    result: list[PdfLine] = []
    band: list[PdfLine] = []
    for piece in sorted(pieces, key=lambda piece: piece.y0):
        if _side(piece, gutter):
            band.append(piece)
        else:
            result += [*sorted(band, key=lambda one: (_side(one, gutter), one.y0)), piece]
            band = []
    return result + sorted(band, key=lambda one: (_side(one, gutter), one.y0))
