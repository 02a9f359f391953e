"""Lists and ranges of numbers, as law cites them: `405(g), 428(a), and (e)`, `551 through 559`, `(1) or (2)`.

Every expression here is anchored where it is used and holds bounded repetitions only, so that reading a list takes time
in step with its length whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from ingest.components.citations.addresses import plain_dashes

MARKS: Final = r"(?:\([0-9A-Za-z]{1,5}\)){0,8}"
SECTION: Final = r"\d{1,6}[A-Za-z]{0,4}(?:\.\d{1,5}[A-Za-z]{0,3})?(?:[-\u2010-\u2014]\d{1,4}[A-Za-z]{0,2}(?![.\w]?\d))?"

SEVERAL: Final = frozenset({"sections", "Sections", "secs.", "Secs.", "§§"})
"""Words that announce more than one section."""

_MOST_ITEMS: Final = 40
_FIRST = re.compile(rf"(?P<number>{SECTION})(?P<marks>{MARKS})(?!\w)")
_FIRST_MARKS = re.compile(r"(?P<marks>(?:\([0-9A-Za-z]{1,5}\)){1,8})(?!\w)")
_NEXT = re.compile(
    r"(?P<joint>,\s(?:and\s|or\s|through\s)?|\s(?:and|or|through|to|and/or)\s|\s?[-\u2010-\u2014]\s?|;\s(?=§))"
    r"(?:§{1,2}\s?|[Ss]ections?\s|[Ss]ecs?\.\s)?"
    rf"(?:(?P<number>{SECTION})(?P<marks>{MARKS})|(?P<only>(?:\([0-9A-Za-z]{{1,5}}\)){{1,8}}))(?!\w)"
)
_QUANTITY = re.compile(
    r"\s(?:U\.|USC|C\.\s?F|CFR|Stat\.|F\.|FR\b|Fed\.|(?:calendar |business )?(?:days?|weeks?|months?|years?)\b"
    r"|percent|per\b|members?\b|fiscal\b|million|billion)|%|\s?\[?(?:st|nd|rd|th)\b"
)
_LISTED = re.compile(r"[,;:.)\]]|\s?\Z|\n\n|\s(?:and|or|et|note|through|to|of)\b|\s?[-\u2010-\u2014]")
_RANGE = re.compile(r"(?P<before>\d{1,5}\.)?(?P<low>\d{1,6})-(?P<high>\d{1,6})\Z")
_SURE_LENGTH: Final = 3
_ROMAN = re.compile(r"[ivxl]+\Z")


@dataclass(frozen=True, slots=True)
class Item:
    """One number of a list.

    Attributes:
        start: first character.
        end: one past the last.
        number: number of the section or the like, empty where only marks were given.
        marks: what stands in parentheses after it: `("a", "2")` for `(a)(2)`, or None where it can't be told under
            which mark of the item before this one belongs.
    """

    start: int
    end: int
    number: str
    marks: tuple[str, ...] | None

    @property
    def path(self) -> str | None:
        """The marks as the end of an identifier: `/a/2`."""
        return "".join(f"/{mark}" for mark in self.marks) if self.marks is not None else None


class Announced(Enum):
    """What the words before a list let expect."""

    ONE = "one"
    """A section: further marks of the same one may follow, and the end of a range of decimal numbers."""
    OPEN = "open"
    """A place in a code, `42 U.S.C.`: more sections may follow, where they can't be taken for a quantity."""
    SEVERAL = "several"
    """More than one: `sections`, `§§`."""


def numbers(text: str, start: int, announced: Announced) -> list[Item]:
    """The numbers of sections (and what is in parentheses after each) that begin at a place."""
    first = _FIRST.match(text, start)
    return _with_ranges(_list(text, first, announced)) if first is not None else []


def marks(text: str, start: int, announced: Announced) -> list[Item]:
    """The marks in parentheses that begin at a place: `(a)(1)`, `(1), (2), and (3)`."""
    first = _FIRST_MARKS.match(text, start)
    return _list(text, first, announced) if first is not None else []


def _list(text: str, first: re.Match[str], announced: Announced) -> list[Item]:
    found = [_item(first, first.start(), None)]
    while len(found) < _MOST_ITEMS:
        match = _NEXT.match(text, found[-1].end)
        if match is None or not _continues(text, match, found[-1], announced):
            break
        begin = match.start("only") if match["only"] else match.start("number")
        found.append(_item(match, begin, found[-1]))
    return found


def _continues(text: str, match: re.Match[str], last: Item, announced: Announced) -> bool:
    if match["only"]:
        is_enumeration = match["joint"] in (", ", ",\n") and announced is not Announced.SEVERAL
        return last.marks != () and (not is_enumeration or _has_more(text, match))
    if not last.number or _QUANTITY.match(text, match.end()):
        return False
    if announced is Announced.OPEN:
        is_long = len(match["number"]) > 2 or bool(match["marks"])
        return is_long and _LISTED.match(text, match.end()) is not None
    is_range = "." in match["number"] and match["joint"].strip() in ("-", "–", "through")
    return announced is Announced.SEVERAL or is_range


def _has_more(text: str, match: re.Match[str]) -> bool:
    """Whether `(a), (b)` ends there or goes on with "and (c)", so that the comma doesn't begin an enumeration."""
    place = match.end()
    if text[place : place + 1] in (".", ";", ")"):
        return True
    for _ in range(_MOST_ITEMS):
        following = _NEXT.match(text, place)
        if following is None or not following["only"]:
            return False
        if following["joint"] not in (", ", ",\n"):
            return True
        place = following.end()
    return False


def _item(match: re.Match[str], start: int, before: Item | None) -> Item:
    groups = match.groupdict()
    number = groups.get("number") or ""
    own = tuple(_inside(groups.get("only") or groups.get("marks") or ""))
    if groups.get("only") and before is not None:
        number = before.number
        own_or_none = beside(before.marks, own) if before.marks is not None else None
        return Item(start, match.end(), number, own_or_none)
    return Item(start, match.end(), plain_dashes(number), own)


def _inside(text: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r"\(([0-9A-Za-z]{1,5})\)", text))


def beside(before: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...] | None:
    """The full marks of an item that names only the last of them: `(2)` after `(a)(1)` is `(a)(2)`.

    Returns:
        The marks, or None where none of those before has the same form.
    """
    for rank in range(len(before) - 1, -1, -1):
        if forms(before[rank]) & forms(own[0]):
            return (*before[:rank], *own)
    return None


def forms(mark: str) -> frozenset[int]:
    """The ranks that a mark can have: 0 `(a)`, 1 `(1)`, 2 `(A)`, 3 `(i)`, 4 `(I)`, 5 `(aa)`, 6 `(AA)`."""
    if mark.isdigit():
        return frozenset({1})
    lower = mark.casefold()
    is_roman = _ROMAN.match(lower) is not None
    if mark.isupper():
        return frozenset(
            {4} if is_roman and len(mark) > 1 else {2, 4} if is_roman else {6, 2} if len(mark) > 1 else {2}
        )
    if not mark.islower():
        return frozenset({0})
    if is_roman:
        return frozenset({3} if len(mark) > 1 else {0, 3})
    return frozenset({0, 5} if len(mark) > 1 else {0})


def _with_ranges(found: list[Item]) -> list[Item]:
    """Items with `551-559` taken apart into its two ends; `2000e-5` and `1395w-4` are one number each."""
    return [piece for item in found for piece in _ends(item)]


def _ends(item: Item) -> tuple[Item, ...]:
    """The ends of a range; a decimal that may be either (`1320.8-12`) stays whole and is marked as not settled."""
    match = _RANGE.match(item.number)
    if match is None or int(match["low"]) >= int(match["high"]) or match["low"].startswith("0"):
        return (item,)
    before = match["before"] or ""
    if before and len(match["low"]) < _SURE_LENGTH:
        return (Item(item.start, item.end, item.number, None),)
    middle = item.start + match.end("low")
    return (
        Item(item.start, middle, before + match["low"], ()),
        Item(middle + 1, item.end, before + match["high"], item.marks),
    )
