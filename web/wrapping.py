"""Words broken into lines by an estimate of their width, because a server has no type to measure with."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

LINE_WIDTH: Final = 212.0
"""Width of a line, in pixels."""

TYPE_SIZE: Final = 12.5
"""Size of the type, on which the estimate rests."""

_FORBIDDEN: Final = frozenset("\ufffe\uffff")


def one_line(text: str) -> str:
    """Give a text with single spaces for all white space, and without what XML has no place for, escaped or not."""
    return " ".join("".join(" " if _is_control(character) else character for character in text).split())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in _FORBIDDEN


def wrap(text: str, *, most: int, width: float = LINE_WIDTH) -> tuple[str, ...]:
    """Break a text into lines that fit a width, by an estimate of how wide its characters are.

    Args:
        text: words with single spaces between them.
        most: lines; what goes beyond them is left out and an ellipsis says so.
        width: of a line, in pixels.
    """
    lines: list[str] = []
    line = ""
    for word in _words(text, width):
        longer = f"{line} {word}" if line and not word.startswith("\u200b") else line + word.lstrip("\u200b")
        if line and _width(longer) > width:
            lines.append(line)
            longer = word.lstrip("\u200b")
        line = longer
    lines.append(line)
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], _cut(lines[most - 1], width))


def _words(text: str, width: float) -> Iterable[str]:
    """Give the words; one that is wider than a line comes in pieces, of which the later begin with U+200B."""
    for word in text.split(" "):
        piece, is_first = "", True
        for character in word:
            if piece and _width(piece + character) > width:
                yield piece if is_first else f"\u200b{piece}"
                piece, is_first = "", False
            piece += character
        yield piece if is_first else f"\u200b{piece}"


def _cut(line: str, width: float) -> str:
    while line and _width(f"{line}…") > width:
        line = line.rpartition(" ")[0] if " " in line else line[:-1]
    return f"{line.rstrip(' ,;:')}…"


def _width(text: str) -> float:
    return TYPE_SIZE * sum(_ems(character) for character in text)


def _ems(character: str) -> float:
    """Give a width in ems, as of the widest of the faces that the pages may be shown in."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1.0
    if character in "ijlI.,:;'|!":
        return 0.33
    if character in "tfr ()[]-/":
        return 0.4
    if character in "mMwW@%":
        return 0.97
    return 0.7 if character.isupper() else 0.62
