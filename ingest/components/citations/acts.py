"""Acts called by their names: `Export Control Reform Act of 2018`.

A name is looked up in the project's table of acts, and in what the document itself says right after a name
("the Taiwan Travel Act (Public Law 115-135)"). A name that neither knows is no citation, because nothing tells where it
begins and which of several acts of that name is meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ingest.components.citations import addresses
from ingest.components.citations.addresses import Cited

DATA: Final = Path(__file__).parents[2] / "gazetteer" / "acts.jsonl"

_MOST_WORDS: Final = 30
_NAME_END = re.compile(
    r"\b(?:Act|Amendments|Code|Resolution)\b(?:,?\s(?:of|for)\s(?:(?:the\s)?Fiscal\sYears?\s)?\d{4}\b|,\sFiscal\sYear\s\d{4}\b"
    r"|,\s(?:19|20)\d\d\b)?"
)
_WORD_BEFORE = re.compile(r"[^\s\u201c\u201d\"]{1,40}\s{1,2}\Z")
_CITED = re.compile(
    r"(?:,\sas\samended,?)?\s\((?:title\s[IVXLC]{1,6}\sof\s|division\s[A-Z]{1,2}\sof\s)?"
    r"(?:(?:Public\sLaw|Pub\.\s?L\.)(?:\sNo\.)?\s?(?P<congress>\d{2}(?=[-\u2010-\u2014])|1\d\d)[-\u2010-\u2014]?(?P<number>\d{1,3})(?=[);,])"
    r"|(?P<title>\d{1,2})\sU\.\s?S\.\s?C\.\s(?P<section>\d{1,6}[A-Za-z]{0,4}(?:[-\u2010-\u2014]\d{1,3}[a-z]?)?)"
    r"\set\sseq\.(?=[);,]))"
)
_PIECE_BEFORE = re.compile(
    r"(?i)\b(?:title|part|chapter|division|section|paragraph)s?\s[\w().-]{1,12}\sof\s(?:the\s)?\Z"
)
_NAME_GOES_ON = re.compile(r"[A-Z][a-z]{2,30}\s(?:of|with|against|for|to|on|by|in)\s\Z")
_SMALL: Final = frozenset(
    {"a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with", "by", "from", "at", "against"}
)


@dataclass(frozen=True, slots=True)
class NamedAct:
    """The name of an act at a place in a text."""

    start: int
    end: int
    cited: Cited


def find_acts(text: str, known: Mapping[str, Cited]) -> list[NamedAct]:
    """The names of acts in a text, the longest at each place."""
    found: list[NamedAct] = []
    free = 0
    firsts = frozenset(name.partition(" ")[0] for name in known)
    for match in _NAME_END.finditer(text):
        named = _longest(text, match, known, firsts, free)
        if named is not None:
            found.append(named)
            free = named.end
    return found


def _longest(
    text: str, match: re.Match[str], known: Mapping[str, Cited], firsts: frozenset[str], free: int
) -> NamedAct | None:
    ends = sorted({match.end(), match.start() + len(_first_word(match[0]))}, reverse=True)
    starts = [start for start in _starts(text, match.start(), firsts) if start >= free]
    for end in ends:
        for start in reversed(starts):
            cited = known.get(normal_name(text[start:end]))
            if cited is not None:
                return NamedAct(start, end, cited)
    return None


def _first_word(words: str) -> str:
    return re.split(r"[\s,]", words, maxsplit=1)[0]


def _starts(text: str, end: int, firsts: frozenset[str]) -> Iterator[int]:
    """Where a name that ends with the word at `end` may begin, nearest first."""
    place = end
    for _ in range(_MOST_WORDS):
        before = _WORD_BEFORE.search(text, max(0, place - 42), place)
        if before is None:
            return
        place = before.start()
        word = before[0].strip()
        if word == "The":
            return
        if word[0].isupper() or word[0] == "(":
            if normal_name(word) in firsts:
                yield place
        elif word.casefold().rstrip(",") not in _SMALL:
            return


def normal_name(name: str) -> str:
    """The form in which names are compared: one space, plain dashes and apostrophes, no leading article."""
    plain = addresses.plain_dashes(" ".join(name.split())).replace("\u2019", "'")
    return re.sub(r"\A[Tt]he (?=\S)", "", plain)


def defined_acts(text: str) -> dict[str, Cited]:
    """Names of acts that a text itself gives a place: `the NAME Act of YEAR (Public Law 115-135)`.

    A name begins after the last "the" in small letters before it. One with two places has none.
    """
    found: dict[str, set[Cited]] = {}
    for match in _NAME_END.finditer(text):
        cited = _CITED.match(text, match.end())
        start = _after_article(text, match.start()) if cited is not None else None
        if cited is not None and start is not None and not (cited["title"] and _is_piece(text, start)):
            found.setdefault(normal_name(text[start : match.end()]), set()).add(_meant(cited))
    return {name: next(iter(places)) for name, places in found.items() if len(places) == 1}


def _after_article(text: str, end: int) -> int | None:
    place = end
    for _ in range(_MOST_WORDS):
        before = _WORD_BEFORE.search(text, max(0, place - 42), place)
        if before is None:
            return None
        word = before[0].strip()
        if word == "the" and place < end and text[place].isupper():
            return None if _NAME_GOES_ON.search(text, max(0, before.start() - 42), before.start()) else place
        if not (word[0].isupper() or word[0] in "(&" or word.rstrip(",") in _SMALL):
            return None
        place = before.start()
    return None


def _is_piece(text: str, start: int) -> bool:
    """Whether only a title or the like of the act is cited, whose place in the code isn't that of the act."""
    return _PIECE_BEFORE.search(text, max(0, start - 60), start) is not None


def _meant(match: re.Match[str]) -> Cited:
    if match["congress"]:
        return addresses.public_law(int(match["congress"]), int(match["number"]))
    return addresses.us_code(int(match["title"]), match["section"]).below("/etseq")


def acts_in(lines: Iterable[str]) -> dict[str, Cited]:
    """The table of acts out of lines of JSON."""
    table: dict[str, Cited] = {}
    for line in lines:
        if line.strip():
            record = json.loads(line)
            table[normal_name(record["name"])] = Cited(record["identifier"], record.get("url"))
    return table


@cache
def known_acts() -> Mapping[str, Cited]:
    """The table of acts that comes with the project, read once."""
    return acts_in(DATA.read_text("utf-8").splitlines()) if DATA.exists() else {}
