"""Paths of provisions in bills and laws, such as `/us/bill/119/hr/3447/s2/a/1`, after the USLM scheme."""

from __future__ import annotations

import re
from typing import Final

_CONGRESS: Final = re.compile(r"\b(?P<congress>\d{2,3})(?:st|nd|rd|th) CONGRESS\b", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"^[ \t]*(?P<kind>H\. ?R\.|S\.|H\. ?(?:J|CON)\. ?RES\.|S\. ?(?:J|CON)\. ?RES\.|[HS]\. ?RES\.) ?(?P<number>\d{1,5})"
    r"[ \t.]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED: Final = re.compile(
    r"(?<![a-z\d])(?P<congress>\d{2,3})(?P<kind>hr|s|hjres|sjres|hconres|sconres|hres|sres)(?P<number>\d{1,5})",
    re.IGNORECASE,
)
_LABELS: Final = {
    "hr": "H.R.", "s": "S.", "hjres": "H.J.Res.", "sjres": "S.J.Res.", "hconres": "H.Con.Res.",
    "sconres": "S.Con.Res.", "hres": "H.Res.", "sres": "S.Res.",
}  # fmt: skip
_ROMAN: Final = re.compile(r"[ivxlc]+\Z")
_NEXT_ROMAN: Final = {"i": "h", "v": "u", "x": "w", "l": "k", "c": "b"}
_RANKS: Final = ("a", "1", "A", "i", "I", "aa", "AA")


def bill_identifier(head: str) -> str | None:
    """Give the identifier of the bill whose first lines these are, or None where they are no bill's.

    Example:
        `119th CONGRESS ... H.R. 3447` gives `/us/bill/119/hr/3447`.
    """
    congress, number = _CONGRESS.search(head), _NUMBER.search(head)
    if not congress or not number:
        return None
    kind = re.sub(r"[^a-z]", "", number["kind"].lower())
    return f"/us/bill/{int(congress['congress'])}/{kind}/{int(number['number'])}"


def bill_label(identifier: str) -> str:
    """Give the printed form of an identifier: `H.R. 3447` for `/us/bill/119/hr/3447`."""
    _, _, _, _, kind, number = identifier.split("/")[:6]
    return f"{_LABELS.get(kind, kind.upper())} {number}"


def bill_number(line: str) -> str | None:
    """Give the kind and number of a bill where the line holds nothing else (`hr/3447`), or None."""
    match = _NUMBER.fullmatch(line)
    return f"{re.sub(r'[^a-z]', '', match['kind'].lower())}/{int(match['number'])}" if match else None


def bill_from_name(name: str) -> str | None:
    """Give the identifier in a name such as `legislation.113hr547` or `BILLS-118s1325rs`, or None."""
    match = _NAMED.search(name)
    return f"/us/bill/{int(match['congress'])}/{match['kind'].lower()}/{int(match['number'])}" if match else None


class ProvisionPath:
    """Where in a bill the reading stands; markers such as `(a)` or `(1)` move it.

    Drafting style ranks markers as (a) subsection, (1) paragraph, (A) subparagraph, (i) clause, (I) subclause,
    (aa) item. A letter like `i` can be a subsection or a clause: it is a subsection where `h` came just before.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._section = ""
        self._stack: list[tuple[int, int, str]] = []

    @property
    def path(self) -> str:
        """The path of the provision that is open now."""
        return "/".join(part for part in (self._base, self._section, *(mark for _, _, mark in self._stack)) if part)

    @property
    def is_inside(self) -> bool:
        """Whether a section or a marker is open."""
        return bool(self._section or self._stack)

    @property
    def depth(self) -> int:
        """How many markers are open below the section."""
        return len(self._stack)

    def enter_section(self, number: str) -> str:
        """Open a section and give its path."""
        self._section = f"s{number.strip().rstrip('.')}"
        self._stack.clear()
        return self.path

    def enter(self, marker: str, indent: int = 0) -> str:
        """Open the provision with this marker, closing those that it ends, and give its path.

        Args:
            marker: what stands between the parentheses.
            indent: how far the line is set in; a deeper one can't close a provision set in less.
        """
        rank = self._rank(marker)
        while self._stack and self._closes(rank, indent, self._stack[-1]):
            self._stack.pop()
        self._stack.append((rank, indent, marker))
        return self.path

    @staticmethod
    def _closes(rank: int, indent: int, top: tuple[int, int, str]) -> bool:
        if indent != top[1] and indent and top[1]:
            return indent < top[1]
        return rank <= top[0]

    def _rank(self, marker: str) -> int:
        if marker.isdigit():
            return _RANKS.index("1")
        if len(marker) > 1 and len(set(marker.lower())) == 1 and not _ROMAN.match(marker.lower()):
            return _RANKS.index("AA" if marker.isupper() else "aa")
        lower, upper = marker.lower(), marker.isupper()
        letter_rank, roman_rank = (2, 4) if upper else (0, 3)
        if not _ROMAN.match(lower):
            return letter_rank
        if len(lower) > 1:
            return roman_rank
        before = _NEXT_ROMAN.get(lower, "")
        siblings = [mark.lower() for rank, _, mark in self._stack if rank == letter_rank]
        if siblings and siblings[-1] == before:
            return letter_rank
        outer = any(rank < roman_rank and rank != letter_rank for rank, _, _ in self._stack)
        return roman_rank if lower == "i" or outer else letter_rank
