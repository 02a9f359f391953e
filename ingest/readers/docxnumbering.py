"""The numbers and bullets that Word shows before paragraphs; the file holds only how they are counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LEVELS: Final = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of a document.

    Attributes:
        levels: number list and depth to how that level is shown.
    """

    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None) -> Numbering:
        """Read `numbering.xml`; None gives a numbering that knows no list."""
        numbering = cls()
        if root is None:
            return numbering
        for abstract in root.iter(f"{W}abstractNum"):
            for level in abstract.iter(f"{W}lvl"):
                key = (abstract.get(f"{W}abstractNumId") or "", _whole(level.get(f"{W}ilvl")))
                numbering.levels[key] = _Level(
                    form=_value(level, "numFmt") or "decimal",
                    text=_value(level, "lvlText") or "",
                    start=_whole(_value(level, "start"), 1),
                )
        for number in root.iter(f"{W}num"):
            numbering._lists[number.get(f"{W}numId") or ""] = _value(number, "abstractNumId") or ""
        return numbering

    def mark(self, number: str, depth: int) -> str:
        """Count a paragraph of a list and give what Word shows before it; an empty string for an unknown list."""
        abstract = self._lists.get(number, "")
        level = self.levels.get((abstract, depth))
        if level is None or not 0 <= depth < _LEVELS:
            return ""
        counts = self._counts.setdefault(abstract, [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        if level.form == "bullet":
            return "•"
        return re.sub(r"%(\d)", lambda match: self._shown(abstract, int(match[1]) - 1, counts), level.text)

    def _shown(self, abstract: str, depth: int, counts: list[int]) -> str:
        level = self.levels.get((abstract, depth), _Level("decimal", "", 1))
        return _form(max(counts[depth], 1), level.form)


def _form(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * (1 + (count - 1) // 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (count // value)
            count %= value
        return roman.upper() if form == "upperRoman" else roman
    return "" if form == "none" else str(count)


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return child.get(f"{W}val") if child is not None else None


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text) else default
