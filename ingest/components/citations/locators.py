"""Words that say where in a law something stands: `paragraphs (1) and (2) of section 3(b)`, `this section`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.components.citations.items import SEVERAL, Announced, Item, marks, numbers

_BIG: Final = {
    "division": "d", "subdivision": "sd", "title": "t", "subtitle": "st", "chapter": "ch", "subchapter": "sch",
    "part": "pt", "subpart": "spt",
}  # fmt: skip
_SMALL: Final = {
    "subsection": 0, "paragraph": 1, "subparagraph": 2, "clause": 3, "subclause": 4, "item": 5, "subitem": 6,
}  # fmt: skip
RANKS: Final = _SMALL
PREFIXES: Final = {**_BIG, "section": "s"}

_MOST_LINKS: Final = 7
_WORD = (
    r"(?P<section>[Ss]ections?|[Ss]ecs?\.|§{1,2})|(?P<big>(?:[Ss]ub)?(?:[Dd]ivision|[Tt]itle|[Cc]hapter|[Pp]art)s?)"
    r"|(?P<small>(?:[Ss]ub)?(?:[Pp]aragraph|[Cc]lause|[Ii]tem)s?|[Ss]ubsections?)"
)
_LOCATOR = re.compile(rf"(?<![\w.§])(?:{_WORD})(?=\s?[(\dA-Z])\s?")
_INNER = re.compile(rf",?\s(?:of|in)\s(?:{_WORD})(?=\s?[(\dA-Z])\s?")
_BIG_NAME = re.compile(r"(?P<name>[IVXLC]{1,8}|\d{1,4}[A-Z]?|[A-Z]{1,2})(?![\w.])")
_THIS = re.compile(
    r"\b[Tt]his\s(?P<what>Act|section|(?:sub)?(?:division|title|chapter|part|paragraph|clause)|subsection|resolution)\b(?!\s?[(\d])"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a locator: a level and the numbers at it."""

    level: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Locator:
    """A chain of steps, the innermost first.

    Attributes:
        start: first character.
        end: one past the last.
        links: the steps; `section 3(b)` is one, `paragraph (1) of section 3(b)` two.
    """

    start: int
    end: int
    links: tuple[Link, ...]

    def level(self, name: str) -> Link | None:
        """The step at a level, or None."""
        return next((link for link in self.links if link.level == name), None)


def locators(text: str) -> Iterator[Locator]:
    """All locators of a text in order, none overlapping another."""
    free = 0
    for match in _LOCATOR.finditer(text):
        if match.start() >= free:
            found = _locator(text, match)
            if found is not None:
                free = found.end
                yield found


def this(text: str) -> Iterator[tuple[int, int, str]]:
    """Every "this section" and the like: place and level (`act` for the whole)."""
    for match in _THIS.finditer(text):
        what = match["what"]
        yield match.start(), match.end(), "act" if what in ("Act", "resolution") else what


def _locator(text: str, match: re.Match[str]) -> Locator | None:
    links: list[Link] = []
    following: re.Match[str] | None = match
    end: int = match.start()
    while following is not None and len(links) < _MOST_LINKS:
        link = _link(text, following)
        if link is None:
            break
        links.append(link)
        end = link.items[-1].end
        following = _INNER.match(text, end)
    return Locator(match.start(), end, tuple(links)) if links else None


def _link(text: str, match: re.Match[str]) -> Link | None:
    word = (match["section"] or match["big"] or match["small"]).casefold()
    if match["section"]:
        found = numbers(text, match.end(), Announced.SEVERAL if word in SEVERAL else Announced.ONE)
        return Link("section", tuple(found)) if found else None
    if word in ("subsection", "subsections") and text[match.end() : match.end() + 1].isdigit():
        # Orders write "subsection 4.2(a)" for a part of section 4.2.
        found = numbers(text, match.end(), Announced.ONE)
        return Link("section", tuple(found)) if found else None
    level, announced = (word[:-1], Announced.SEVERAL) if word.endswith("s") else (word, Announced.ONE)
    if match["small"]:
        found = marks(text, match.end(), announced)
        return Link(level, tuple(found)) if found else None
    name = _BIG_NAME.match(text, match.end())
    if name is None:
        return None
    return Link(level, (Item(name.start(), name.end(), name["name"], ()),))
