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
from typing import Any, Final

from kg.errors import SettingsError
from kg.model import ActorKind

DATA: Final = Path(__file__).parent / "actors.jsonl"

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \u00a0\u2060\n,.&'’/\-\u2010-\u2013]{0,4}\Z")
_SENTENCE_GAP = re.compile(r"\.[\s]+\Z|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of service in a chamber of Congress for a state, or as president; dates in ISO 8601."""

    chamber: str
    state: str
    start: str
    end: str


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
        terms: service in Congress.
        is_place: the name is a place's too, and means the actor only where it acts.
    """

    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    surname: str | None = None
    terms: tuple[Term, ...] = ()
    is_place: bool = False


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

    Attributes:
        first_names: first words of the names of people.
        presidents: surnames of presidents of the United States.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_name = {entry.name: entry for entry in self.entries}
        self._surnames: dict[str, list[Entry]] = defaultdict(list)
        self._phrases: dict[tuple[str, ...], list[tuple[Entry, bool]]] = defaultdict(list)
        self._longest: dict[str, int] = {}
        for entry in self.entries:
            self._add(entry)
        people = (entry.name.split() for entry in self.entries if entry.kind is ActorKind.PERSON)
        self._presidents = [(entry, term) for entry in self.entries for term in entry.terms if term.chamber == "prez"]
        self.presidents = frozenset(entry.surname for entry, _ in self._presidents if entry.surname)
        self.first_names = frozenset(words[0] for words in people if len(words) > 1 and len(words[0]) > 2)

    def _add(self, entry: Entry) -> None:
        if entry.surname is not None:
            self._surnames[entry.surname].append(entry)
        for phrase, is_weak in [*((p, False) for p in (entry.name, *entry.aliases)), *((p, True) for p in entry.weak)]:
            key = tuple(_WORD.findall(phrase))
            self._put(key, entry, is_weak=is_weak)
            capitals = tuple(word.upper() for word in key)
            if len(key) > 1 and capitals != key and not is_weak:
                # Headings and signatures are often in capitals; a single word in capitals may be any acronym.
                self._put(capitals, entry, is_weak=False)

    def _put(self, key: tuple[str, ...], entry: Entry, *, is_weak: bool) -> None:
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

    def members(self, surname: str, *, chamber: str, state: str | None = None, day: str | None = None) -> list[Entry]:
        """The members of Congress of a surname who sat in a chamber, for a state and on a day where these are given.

        Args:
            surname: as the text has it.
            chamber: `sen` or `rep`.
            state: postal code.
            day: ISO 8601; only who sat then, unless none did.
        """
        sat = [
            (entry, term)
            for entry in self._surnames.get(surname, ())
            for term in entry.terms
            if term.chamber == chamber and state in (None, term.state)
        ]
        then = [entry for entry, term in sat if day is not None and term.start <= day <= term.end]
        return list(dict.fromkeys(then or [entry for entry, _ in sat]))

    def president_on(self, day: str) -> Entry | None:
        """Who was president of the United States on a day, written as ISO 8601 does."""
        return next((entry for entry, term in self._presidents if term.start <= day < term.end), None)

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


def entries(lines: Iterable[str], name: str = "gazetteer") -> Iterator[Entry]:
    """Entries out of lines of JSON.

    Args:
        lines: one entry each; empty ones count for nothing.
        name: what to call the whole in an error.

    Raises:
        SettingsError: a line isn't an entry.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _entry(json.loads(line))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise SettingsError(
                    f"Line {number} of the {name} isn't an entry ({_reason(error)}); write `name`, `kind` and what else"
                    " its README lists as one JSON object."
                ) from error


def _reason(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def _entry(record: dict[str, Any]) -> Entry:
    unknown = sorted(record.keys() - _KEYS)
    if unknown:
        raise ValueError(f"nobody knows {', '.join(unknown)}")
    if not _WORD.search(record["name"]):
        raise ValueError("its name has no letters")
    surname = record.get("surname")
    return Entry(
        name=record["name"],
        kind=ActorKind(record["kind"]),
        aliases=_strings(record, "aliases"),
        weak=_strings(record, "weak"),
        same_as=_strings(record, "same_as"),
        surname=surname,
        terms=tuple(_term(term) for term in _strings(record, "terms")),
        is_place=bool(record.get("is_place", False)),
    )


_KEYS: Final = frozenset({"name", "kind", "aliases", "weak", "same_as", "surname", "terms", "is_place", "source"})


def _strings(record: dict[str, Any], key: str) -> tuple[str, ...]:
    values = record.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise ValueError(f"its {key} isn't a list of words")
    return tuple(values)


def _term(text: str) -> Term:
    match = re.fullmatch(r"(sen|rep|prez) ([A-Z]{2}) (\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d)", text)
    if match is None:
        raise ValueError(f"the term {text!r} isn't chamber, state, first and last day")
    return Term(match[1], match[2], match[3], match[4])


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with the project, read once."""
    return Gazetteer(entries(DATA.read_text("utf-8").splitlines(), DATA.name))
