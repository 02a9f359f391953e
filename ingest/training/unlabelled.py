"""Public texts that nobody annotated, cut into passages: what the teacher answers for and the encoder learns from.

Sentence ends are found by punctuation alone, since the parser has no part in training the encoder. No text is chosen
that a gold or silver document was taken from.
"""

import gzip
import json
import random
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.training.gold import AnnotatedDocument, annotated

_WANTED: Final = {
    "fact-sheets": 300,
    "articles": 200,
    "presidential-actions": 220,
    "briefings-statements": 120,
    "statements-releases": 260,
    "legislation": 20,
    "releases": 40,
    "blog": 40,
    "research": 13,
}
"""How many White House documents of each category are taken; the categories are those of the set."""
_BILLS: Final = 250
_LEAST: Final = 1200
_MOST: Final = 6500
_FEWEST: Final = 6
_BLOCK: Final = re.compile(r"\n[^\S\n]*\n+")
_LINE_START: Final = re.compile(
    r"\n(?=[^\S\n]*(?:[-*•#|>]|\([0-9a-zA-Z]{1,4}\)\s|[0-9]{1,3}[.)]\s|[a-z][.)]\s|S(?:EC|ec)\b))"
)
_SENTENCE: Final = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
_ABBREVIATED: Final = re.compile(
    r"(?:\bS(?:EC|ec)\. \d+[A-Z]?|\b(?:[A-Z]|SEC|Mr|Mrs|Ms|Dr|St|Sec|No|Inc|Co|Corp|Ltd|Jr|Sr|vs|Gen|Sen|Rep|Gov|Lt|"
    r"Col|Stat|Res|Con|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|Fed|Reg|Pub|art|cl|par|ch|U\.S|D\.C|e\.g|i\.e|H\.R))\.\s*$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A stretch of a record's text with its passages.

    Attributes:
        file: where the record is, in the folder of open data.
        record: its id.
        field: which of its fields holds the text.
        start: first character of the stretch.
        text: the characters of the stretch.
        ranges: the passages in it, counted from its first character.
    """

    file: str
    record: str
    field: str
    start: int
    text: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def document(self) -> AnnotatedDocument:
        """The passages in the form of the gold documents, all labelled `other`, without links."""
        count = len(self.ranges)
        name = f"{self.file}#{self.record}"
        return annotated(name, self.text, self.ranges, ["other"] * count, (), [None] * count)


def unlabelled(data: Path, taken: Collection[str], seed: int = 7) -> Iterator[Stretch]:
    """Stretches of public texts, of at least six passages each.

    Args:
        data: the folder of open data, with `bulk/bills119.jsonl.gz` and `bulk/whitehouse.jsonl.gz`.
        taken: ids of records that must not be used.
        seed: of the choice.
    """
    generator = random.Random(seed)  # noqa: S311 - a choice of texts, not a secret
    for name, field in _FIELDS.items():
        records = [each for each in _records(data / name) if each["id"] not in taken]
        for record in _chosen(records, field, generator):
            start, end = _stretch(record[field], generator)
            text = record[field][start:end]
            ranges = tuple(passages(text))
            if len(ranges) >= _FEWEST:
                yield Stretch(file=name, record=record["id"], field=field, start=start, text=text, ranges=ranges)


_FIELDS: Final = {"bulk/whitehouse.jsonl.gz": "text_md", "bulk/bills119.jsonl.gz": "text"}


def _records(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _chosen(records: list[dict[str, str]], field: str, generator: random.Random) -> Iterator[dict[str, str]]:
    long = [record for record in records if len(record[field]) >= _LEAST]
    if "category" not in records[0]:
        yield from generator.sample(long, _BILLS)
        return
    for category, wanted in _WANTED.items():
        among = [record for record in long if record["category"] == category]
        yield from generator.sample(among, min(wanted, len(among)))


def _stretch(text: str, generator: random.Random) -> tuple[int, int]:
    """A stretch that begins and ends between blocks."""
    if len(text) <= _MOST:
        return 0, len(text)
    borders = [0, *(match.end() for match in _BLOCK.finditer(text)), len(text)]
    start = generator.choice([border for border in borders if border <= len(text) - _MOST] or [0])
    within = [border for border in borders if start < border <= start + _MOST]
    return start, within[-1] if within else start + _MOST


def passages(text: str) -> list[tuple[int, int]]:
    """The passages of a text: list items and headings by their lines, sentences by punctuation."""
    return [
        sentence
        for block in _pieces(_BLOCK, text, 0, len(text))
        for line in _pieces(_LINE_START, text, *block)
        for sentence in _sentences(text, *line)
    ]


def _pieces(border: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in border.finditer(text, start, end):
        yield from _trimmed(text, at, match.start())
        at = match.end()
    yield from _trimmed(text, at, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inner = text[start:end].strip()
    if any(character.isalnum() for character in inner):
        first = start + text[start:end].index(inner)
        yield first, first + len(inner)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _SENTENCE.finditer(text, start, end):
        if not _ABBREVIATED.search(text[at : match.start()]):
            yield from _trimmed(text, at, match.end())
            at = match.end()
    yield from _trimmed(text, at, end)
