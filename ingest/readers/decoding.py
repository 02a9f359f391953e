"""Bytes of a text file to text: nothing is dropped, and a guess is told."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from kg.errors import SourceError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 65_536
_ASCII_ONLY: Final = re.compile(rb"[\x00-\x7f]*\Z")


def decode(data: bytes, *, name: str, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Decode text of unknown encoding, with line feeds as line ends and without a byte order mark.

    Args:
        data: the file's bytes.
        name: the file's name, for errors.
        declared: the encoding that the file itself declares, tried after UTF-8.

    Returns:
        The text and a sentence for each thing that wasn't plain UTF-8.

    Raises:
        SourceError: the bytes aren't text.
    """
    text, warnings = _decoded(data, name, declared)
    if "\x00" in text:
        count = text.count("\x00")
        text = text.replace("\x00", "\ufffd")
        warnings = (*warnings, f"{name} holds {count} NUL characters, which are shown as U+FFFD.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), warnings


def is_binary(data: bytes) -> bool:
    """Whether the bytes can't be text in any encoding that is read here."""
    sample = data[:_SAMPLE]
    if not sample or _by_mark(data) or _utf16_without_mark(sample):
        return False
    odd = sum(sample.count(bytes([code])) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return odd > len(sample) // 50


def _decoded(data: bytes, name: str, declared: str | None) -> tuple[str, tuple[str, ...]]:
    marked = _by_mark(data)
    if marked:
        mark, encoding = marked
        told = () if encoding == "utf-8" else (f"{name} was decoded as {encoding.upper()}.",)
        text, warnings = _strict(data[len(mark) :], encoding, name)
        return text, (*told, *warnings)
    wide = _utf16_without_mark(data[:_SAMPLE])
    if wide:
        text, warnings = _strict(data, wide, name)
        return text, (f"{name} was decoded as {wide.upper()}, which it doesn't declare.", *warnings)
    if is_binary(data):
        raise SourceError(name, "it holds binary data, not text", "convert it to a format that can be read")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _legacy(data, name, declared)


def _strict(data: bytes, encoding: str, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        if len(text) < 64 or text.count("\ufffd") > len(text) // 100:
            raise SourceError(name, f"it isn't valid {encoding.upper()}", "save it again as UTF-8") from error
        count = text.count("\ufffd")
        return text, (f"{name} isn't valid {encoding.upper()} in {count} places, which are shown as U+FFFD.",)


def _by_mark(data: bytes) -> tuple[bytes, str] | None:
    return next(((mark, encoding) for mark, encoding in _BOMS if data.startswith(mark)), None)


def _utf16_without_mark(sample: bytes) -> str | None:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _legacy(data: bytes, name: str, declared: str | None) -> tuple[str, tuple[str, ...]]:
    lines = data.splitlines(keepends=True)
    broken = [line for line in lines if not _is_utf8(line)]
    mixed = any(_is_utf8(line) and not _ASCII_ONLY.match(line) for line in lines)
    encoding = _usable(declared) or _guess(b"".join(broken), len(data))
    if not mixed:
        return _lenient(data, encoding), (f"{name} isn't UTF-8 and was decoded as {encoding}.",)
    text = "".join(line.decode("utf-8") if _is_utf8(line) else _lenient(line, encoding) for line in lines)
    return text, (f"{name} mixes encodings: {len(broken)} of {len(lines)} lines were decoded as {encoding}.",)


def _usable(declared: str | None) -> str | None:
    """The declared encoding in its web sense: a page that says Latin-1 means Windows-1252."""
    try:
        encoding = codecs.lookup(declared).name if declared else None
    except LookupError:
        return None
    return "cp1252" if encoding in ("iso8859-1", "ascii") else None if encoding == "utf-8" else encoding


def _guess(data: bytes, total: int) -> str:
    """Windows-1252 unless another encoding fits far better: most English text that isn't UTF-8 is that."""
    try:
        text = data.decode("cp1252")
        if sum(not character.isascii() for character in text) * 4 < total:
            return "cp1252"
    except UnicodeDecodeError:
        pass
    best = from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best is not None else "cp1252"


def _lenient(data: bytes, encoding: str) -> str:
    """Decode, with Latin-1's meaning for the few bytes that the encoding leaves undefined."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
