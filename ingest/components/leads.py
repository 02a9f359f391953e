"""Which passage leads in to which: "The Secretary shall—" to the items that complete it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.components.drafts import PassageDraft
from kg.model import PassageKind

_OPENS = re.compile(r"(?:[:—–]|(?<=\w)\s?-{1,2})\s*$")
_MARK = re.compile(
    r"\W{0,3}(?:\((?P<round>\w{1,5})\\?\)|(?P<dotted>\w{1,4}(?:\.\d{1,2})*)[.)]\s|(?P<bullet>[-*+•‣◦▪●○–—·])\s)"
)
# A letter by itself is a numeral only where numerals are short: (c) and (l) are letters.
_ROMAN = re.compile(r"(?:[ivx]|[ivxlc]{2,})\Z")


def depth_of(text: str, above: str | None = None) -> int | None:
    """How deep an enumeration mark is by the order of US legislation, or None where there is no mark.

    Args:
        text: the passage.
        above: the mark of the item before, which tells the letter (i) from the numeral (i).
    """
    match = _MARK.match(text)
    if match is None:
        return None
    if match["bullet"]:
        return 9
    mark = match["round"] or match["dotted"]
    if mark.isdigit():
        return 2
    if _ROMAN.match(mark) and not (len(mark) == 1 and above is not None and ord(mark) == ord(above[-1]) + 1):
        return 4
    if _ROMAN.match(mark.lower()) and (len(mark) > 1 or (mark.isupper() and _follows_a_numeral(mark, above))):
        return 5
    return 1 if mark.islower() else 3


def _follows_a_numeral(mark: str, above: str | None) -> bool:
    """Whether the numeral (I) opens a list below (i), or (V) goes on after (IV); else they are letters."""
    if above is None:
        return False
    return _ROMAN.match(above) is not None if mark == "I" else above.isupper() and len(above) > 1


def mark_of(text: str) -> str | None:
    """The enumeration mark that a passage starts with, or None."""
    match = _MARK.match(text)
    return (match["round"] or match["dotted"]) if match is not None else None


def opens(text: str) -> bool:
    """Whether a passage ends so that items complete it."""
    return _OPENS.search(text) is not None


_ITEMS: Final = frozenset({PassageKind.LIST_ITEM, PassageKind.SENTENCE})


def lead_ins(passages: Sequence[PassageDraft], texts: Sequence[str]) -> list[int | None]:
    """For each passage the index of the passage that leads in to it, or None."""
    result: list[int | None] = []
    open_leads: list[tuple[int, int]] = []
    last_mark: str | None = None
    last_depth = 0
    for index, (passage, text) in enumerate(zip(passages, texts, strict=True)):
        depth = depth_of(text, last_mark)
        last_mark = mark_of(text) or last_mark
        is_item = passage.kind is PassageKind.LIST_ITEM or depth is not None
        if passage.kind not in _ITEMS:
            open_leads.clear()
        if depth is not None:
            last_depth = depth
        elif index == 0 or passages[index - 1].paragraph != passage.paragraph:
            last_depth = 0
        # A sentence that goes on in an item's paragraph is as deep as the item.
        rank = last_depth
        if is_item:
            while open_leads and open_leads[-1][1] >= rank:
                open_leads.pop()
        elif open_leads and passages[index - 1].paragraph != passage.paragraph:
            open_leads.clear()
        result.append(open_leads[-1][0] if is_item and open_leads else None)
        if opens(text) and passage.kind in _ITEMS:
            open_leads.append((index, rank))
    return result
