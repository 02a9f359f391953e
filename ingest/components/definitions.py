"""Abbreviations and short names that a text defines itself: "Bureau of Industry and Security (BIS)"."""

from __future__ import annotations

import re
from typing import Final

_SMALL: Final = frozenset({"of", "and", "the", "for", "on", "in", "to", "a", "an", "&"})
_BRACKET = re.compile(
    r"\((?:(?:in this \w+ )?(?:hereinafter |hereafter )?(?:referred to as |known as |or |collectively, )?)?(?:the )?"
    r"[“\"‘']?(?P<short>[A-Z][\w&.’'-]*(?: [A-Z][\w&.’'-]*){0,3})[”\"’']?\)"
)
_TERM = re.compile(
    r"[Tt]he term [“\"‘']?(?P<short>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3})[”\"’']? means the"
    r" (?P<long>[A-Z][^;.()—]{3,120})"
)
_HEAD_AFTER = re.compile(
    r" (?P<head>Commission|Committee|Council|Task Force|Board|Agency|Institute|Center|Office|Administration)\b"
)
_PARTY = re.compile(
    r"(?:Permittee|Licensee|Grantee|Recipient|Contractor|Applicant|Company|Operator|Lessee|Borrower|Lender|Respondent)\Z"
)
_NAME_BEFORE = re.compile(
    r"(?P<long>[A-Z][\w’'-]+(?: (?:(?:of|for|the|and|on) )*[A-Z][\w’'-]+)*)(?:, [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)?\Z"
)
_WORD = re.compile(r"[\w&’'.-]*\w")


def definitions(text: str) -> dict[str, str]:
    """Short forms with the long forms that they are defined for; the first definition of each counts."""
    found: dict[str, str] = {}
    for match in _BRACKET.finditer(text):
        long = _long_form(text[max(0, match.start() - 160) : match.start()].rstrip(), match["short"])
        if long is not None:
            found.setdefault(match["short"], long)
            head = _HEAD_AFTER.match(text, match.end())
            if head is not None:
                found.setdefault(f"{match['short']} {head['head']}", f"{long} {head['head']}")
    for match in _TERM.finditer(text):
        found.setdefault(match["short"], _capitalised_run(match["long"]))
    return found


def _long_form(before: str, short: str) -> str | None:
    before = re.split(r"[;:()\n]|[.?!]\s", before)[-1]
    if short.isupper() or (len(short) <= 6 and sum(map(str.isupper, short)) >= 2):
        return _by_initials(before, re.sub(r"[^A-Z]", "", short))
    return _by_word(before, short) or _by_part(before, short)


def _by_part(before: str, short: str) -> str | None:
    # "to the City of Laredo, Texas (the “Permittee”)": a part in a deal, and the name before it plays the part.
    name = _NAME_BEFORE.search(before) if _PARTY.match(short) else None
    return name["long"] if name is not None else None


def _by_initials(before: str, initials: str) -> str | None:
    # Walks back over capitalised words until their initials spell the short form; small words may lie between.
    words = list(_WORD.finditer(before))
    if len(initials) < 2 or not words or words[-1].end() != len(before):
        return None
    for first in range(len(words) - 1, max(-1, len(words) - 2 * len(initials) - 4), -1):
        piece = words[first:]
        spelt = "".join(_initials(word[0]) for word in piece)
        if spelt.upper() == initials and piece[0][0].casefold() not in _SMALL:
            return before[piece[0].start() :]
    return None


def _initials(word: str) -> str:
    if word.casefold() in _SMALL:
        return ""
    return "".join(part[0] for part in re.split(r"[-.]", word) if part)


def _by_word(before: str, short: str) -> str | None:
    # "Secretary of Commerce (Secretary)": the long form is the name before it that has the short one's first word.
    words = short.split()
    places = [match.start() for match in re.finditer(rf"\b{re.escape(words[0])}\b", before)]
    if not places:
        return None
    start = places[0]
    while (wider := re.search(r"([A-Z][\w’'-]*) $", before[:start])) is not None:
        start = wider.start()
    long = _capitalised_run(before[start:])
    return long if long != short and len(long) <= 100 else None


def _capitalised_run(text: str) -> str:
    match = re.match(r"[A-Z][\w’'-]*(?:,? (?:(?:of|for|the|and|on|to) ){0,2}[A-Z][\w’'-]*)*", text)
    return match[0] if match is not None else text
