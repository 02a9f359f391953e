"""Known actors by the words that name them: the data file and the one lookup over it.

Matching is exact in case and blind to punctuation and white space between words, so that "U. S." is "U.S.". The longest
match wins. A surface that names several actors keeps them all: it is for `ingest.resolution` to decide.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from kg.model import ActorKind

DATA: Final = Path(__file__).parent / "actors.jsonl"

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \u00a0\u2060\n,.&'’/\-\u2010-\u2013]{0,4}\Z")
_SENTENCE_GAP = re.compile(r"\.[\s]+\Z|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor that the gazetteer knows.

    Attributes:
        name: canonical name.
        kind: what it is.
        aliases: other names that mean this actor by themselves.
        weak: words that mean it only where the document has other reason to.
        same_as: IRIs of the same actor elsewhere.
        surname: surname of a person; it settles nothing alone.
    """

    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    surname: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a text that name one or more known actors."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    is_weak: bool


class Gazetteer:
    """A table of actors that finds its names in a text.

    Args:
        entries: the actors.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_name = {entry.name: entry for entry in self.entries}
        self._surnames: dict[str, list[Entry]] = defaultdict(list)
        self._phrases: dict[tuple[str, ...], list[tuple[Entry, bool]]] = defaultdict(list)
        self._longest: dict[str, int] = {}
        for entry in self.entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        if entry.surname is not None:
            self._surnames[entry.surname].append(entry)
        for phrase, is_weak in [*((p, False) for p in (entry.name, *entry.aliases)), *((p, True) for p in entry.weak)]:
            key = tuple(_WORD.findall(phrase))
            self._phrases[key].append((entry, is_weak))
            self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def get(self, name: str) -> Entry | None:
        """The actor with this canonical name."""
        return self._by_name.get(name)

    def named(self, phrase: str) -> tuple[Entry, ...]:
        """The actors that these words, and nothing else, name by themselves."""
        found = self._phrases.get(tuple(_WORD.findall(phrase)), [])
        return tuple(entry for entry, is_weak in found if not is_weak)

    def with_surname(self, surname: str) -> tuple[Entry, ...]:
        """The people who bear a surname."""
        return tuple(self._surnames.get(surname, ()))

    def find(self, text: str) -> list[Match]:
        """All names in a text, longest first at each place, none overlapping another."""
        found, free = [], 0
        tokens = [(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]
        for index, (start, _, word) in enumerate(tokens):
            if start < free or word not in self._longest:
                continue
            match = self._longest_match(text, tokens, index)
            if match is not None:
                found.append(match)
                free = match.end
        return found

    def _longest_match(self, text: str, tokens: list[tuple[int, int, str]], index: int) -> Match | None:
        for length in range(self._longest[tokens[index][2]], 0, -1):
            piece = tokens[index : index + length]
            known = self._phrases.get(tuple(word for _, _, word in piece)) if len(piece) == length else None
            if known and all(_joined(text, left, right) for left, right in pairwise(piece)):
                strong = [entry for entry, is_weak in known if not is_weak]
                entries = tuple(dict.fromkeys(strong or [entry for entry, _ in known]))
                end = piece[-1][1]
                # The full stop of "U.S." belongs to the name.
                end += len(piece[-1][2]) == 1 and length > 1 and text[end : end + 1] == "."
                return Match(piece[0][0], end, entries, not strong)
        return None


def _joined(text: str, left: tuple[int, int, str], right: tuple[int, int, str]) -> bool:
    gap = text[left[1] : right[0]]
    ends_sentence = len(left[2]) > 2 and _SENTENCE_GAP.match(gap)
    return _GAP.match(gap) is not None and not ends_sentence


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Entries out of lines of JSON."""
    for line in lines:
        if line.strip():
            record = json.loads(line)
            yield Entry(
                name=record["name"],
                kind=ActorKind(record["kind"]),
                aliases=tuple(record.get("aliases", ())),
                weak=tuple(record.get("weak", ())),
                same_as=tuple(record.get("same_as", ())),
                surname=record.get("surname"),
            )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with the project, read once."""
    return Gazetteer(entries(DATA.read_text("utf-8").splitlines()))
