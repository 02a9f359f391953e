"""Reads texts in which the names of persons, organisations and places are marked, from several open sets.

Every reader yields `MarkedText`: a text and half-open ranges of code points with one of three labels.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.training.augment import CLOSE_SINGLE
from ingest.training.treebanks import open_text

PERSON, ORG, LOC = "PERSON", "ORG", "LOC"
LABELS = {
    "PER": PERSON,
    "person": PERSON,
    "Person": PERSON,
    "ORG": ORG,
    "corporation": ORG,
    "group": ORG,
    "organization": ORG,
    "Organisation": ORG,
    "company": ORG,
    "government": ORG,
    "LOC": LOC,
    "location": LOC,
    "Location": LOC,
    "place": LOC,
    "country": LOC,
}
_STATES = """
Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Georgia,Hawaii,Idaho,Illinois,
Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,
Montana,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,New York,North Carolina,North Dakota,Ohio,Oklahoma,
Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,Washington,
West Virginia,Wisconsin,Wyoming,District of Columbia,Puerto Rico,Guam
"""
US_STATES = frozenset(name.strip() for name in _STATES.split(","))
# Pronouns and the adjectives of nations open with a capital too, and some sets mark them.
_NO_NAMES = """
I,We,He,She,They,It,You,Us,American,Americans,British,Canadian,Chinese,European,French,German,Indian,Iranian,
Iraqi,Israeli,Japanese,Korean,Mexican,Russian,Russians,Syrian,Turkish,Ukrainian
"""
NOT_NAMES = frozenset(word.strip() for word in _NO_NAMES.split(","))
NO_SPACE_BEFORE = frozenset(
    {".", ",", ";", ":", "!", "?", ")", "]", "%", "'s", CLOSE_SINGLE + "s", "n't", "'m", "'re", "'ve", "'ll"}
)
NO_SPACE_AFTER = frozenset({"(", "[", "$", "#"})

Mark = tuple[int, int, str]


@dataclass(frozen=True)
class MarkedText:
    """A text with its marked names, in order and without overlap."""

    text: str
    marks: tuple[Mark, ...]


def without_overlap(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Keeps the longest of overlapping marks, in the order of the text."""
    kept: list[Mark] = []
    for mark in sorted(set(marks), key=lambda item: (item[0] - item[1], item[0], item[2])):
        if all(mark[1] <= other[0] or mark[0] >= other[1] for other in kept):
            kept.append(mark)
    return tuple(sorted(kept))


def tags_to_marks(offsets: list[tuple[int, int]], tags: list[str]) -> tuple[Mark, ...]:
    """Turns IOB tags (IOB1 or IOB2) of words at known offsets into marks; other types count as no name.

    Args:
        offsets: Where each word lies.
        tags: One tag a word.

    Returns:
        The marks.
    """
    marks: list[Mark] = []
    previous = "O"
    for (start, end), tag in zip(offsets, tags, strict=True):
        kind = tag[2:]
        label = LABELS.get(kind)
        if label is not None:
            if tag.startswith("I-") and previous[2:] == kind:
                marks[-1] = (marks[-1][0], end, label)
            else:
                marks.append((start, end, label))
        previous = tag
    return tuple(marks)


def join_words(words: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Writes words as running text with the usual spaces around punctuation.

    Args:
        words: Words of a sentence whose spacing was not kept.

    Returns:
        The text and the offsets of each word.
    """
    text = ""
    offsets = []
    open_quote = False
    glue = True
    for word in words:
        closing = word == '"' and open_quote
        if not (glue or closing or word in NO_SPACE_BEFORE):
            text += " "
        offsets.append((len(text), len(text) + len(word)))
        text += word
        if word == '"':
            open_quote = not open_quote
        glue = word in NO_SPACE_AFTER or (word == '"' and open_quote)
    return text, offsets


def blocks(lines: Iterable[str]) -> Iterator[list[list[str]]]:
    """Yields the sentences of a CoNLL file (columns by blank or tab, sentences by empty line)."""
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if line.strip() and not line.startswith("-DOCSTART-"):
            rows.append(line.split())
        elif rows:
            yield rows
            rows = []


def read_conll(path: Path) -> Iterator[MarkedText]:
    """Reads WNUT-17 or wikigold: the word in the first column, its tag in the last."""
    for rows in blocks(open_text(path)):
        text, offsets = join_words([row[0] for row in rows])
        yield MarkedText(text, tags_to_marks(offsets, [row[-1] for row in rows]))


def read_universal_ner(path: Path) -> Iterator[MarkedText]:
    """Reads a Universal NER file: tags beside the words of a treebank, whose text stands in a comment."""
    text = ""
    rows: list[list[str]] = []
    for line in [*open_text(path), ""]:
        if line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif not line and rows:
            yield MarkedText(text, _find_tagged(text, rows))
            rows = []


def _find_tagged(text: str, rows: list[list[str]]) -> tuple[Mark, ...]:
    offsets = []
    tags = []
    cursor = 0
    for row in rows:
        start = text.find(row[1], cursor)
        # A word of a contraction need not be spelt in the text ("it" + "'s" for "its"): then it has no place.
        if 0 <= start <= cursor + 2:
            cursor = start + len(row[1])
            offsets.append((start, cursor))
            tags.append(row[2])
    return tags_to_marks(offsets, tags)


def read_re3d(folder: Path) -> Iterator[MarkedText]:
    """Reads one source set of re3d; descriptions without a name ("the rebels") are left out."""
    marks: dict[str, list[Mark]] = {}
    for line in open_text(folder / "entities.json"):
        entry: dict[str, Any] = json.loads(line)
        label = LABELS.get(entry["type"])
        name = _trim_article(entry["value"])
        if label and looks_like_name(name):
            start = entry["end"] - len(name)
            marks.setdefault(entry["documentId"], []).append((start, entry["end"], label))
    for line in open_text(folder / "documents.json"):
        document: dict[str, Any] = json.loads(line)
        yield from paragraphs(document["text"], without_overlap(marks.get(document["_id"], [])))


def _trim_article(name: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE)


def looks_like_name(name: str) -> bool:
    """Says whether a string starts and ends with a capitalised word or a number."""
    words = name.split()
    if name in NOT_NAMES:
        return False
    return bool(words) and words[0][0].isupper() and (words[-1][0].isupper() or words[-1][0].isdigit())


def paragraphs(text: str, marks: Iterable[Mark]) -> Iterator[MarkedText]:
    """Cuts a text at empty lines; marks go with their paragraph, marks across a cut are dropped.

    Args:
        text: The text.
        marks: Its marks.

    Yields:
        One marked text a paragraph.
    """
    marks = list(marks)
    for match in re.finditer(r"[^\n](?:.|\n(?!\s*\n))*", text):
        start, end = match.span()
        inside = tuple((s - start, e - start, label) for s, e, label in marks if start <= s and e <= end)
        yield MarkedText(match.group(), inside)


def read_annotated(path: Path) -> Iterator[MarkedText]:
    """Reads an annotated policy document, whose actors list the strings that mention them.

    Args:
        path: A JSON file with `text` and `actors`.

    Yields:
        Its paragraphs; generic groups ("employers") are not names and stay unmarked.
    """
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    marks: list[Mark] = []
    for actor in document["actors"]:
        label = LOC if actor["name"] in US_STATES else LABELS[actor["type"]]
        for mention in actor["mentions"]:
            name = _trim_article(mention)
            if looks_like_name(name):
                found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", document["text"])
                marks.extend((match.start(), match.end(), label) for match in found)
    yield from paragraphs(document["text"], without_overlap(marks))
