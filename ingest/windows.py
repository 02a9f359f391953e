"""Windows: the stretches of a document that the sentence encoder reads at once.

A passage is read with what stands around it. Neighbouring passages share a window, so that each is read once and sees
the others; at the edges of a window stand the heading above it and the ends of its neighbours as margins. Which
passages share a window depends on the document alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.pieces import CLS, SEP, UNKNOWN

MAX_PIECES: Final = 128
"""How many word pieces of one passage are read; a longer one loses its end."""
CORE, BEFORE, AFTER, HEADING = 224, 48, 32, 16
"""At most so many word pieces of a window's own passages, of the margins before and after, and of the heading."""
_HEADING_WORDS: Final = 14


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces that are read at once.

    Attributes:
        ids: Word pieces.
        first: Rank of the first passage that the window is for; the others follow it.
        places: For each of those passages the half-open range of its pieces; a separator stands at its end.
    """

    ids: tuple[int, ...]
    first: int
    places: tuple[tuple[int, int], ...]

    def kinds(self) -> list[int]:
        """1 for the pieces of the window's own passages, 0 for everything around them."""
        kinds = [0] * len(self.ids)
        for start, end in self.places:
            kinds[start:end] = [1] * (end - start)
        return kinds


def paragraph_numbers(text: str, ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The paragraph number of each range: a line break between two ranges starts a new paragraph."""
    numbers = [0] if ranges else []
    for (_, end), (start, _) in pairwise(ranges):
        numbers.append(numbers[-1] + ("\n" in text[end:start]))
    return tuple(numbers)


def headings_above(texts: Sequence[str], paragraphs: Sequence[int]) -> list[int | None]:
    """For each passage the rank of the nearest passage before it that looks like a heading."""
    found: list[int | None] = []
    heading: int | None = None
    for number in range(len(texts)):
        found.append(heading)
        if _is_heading(number, texts, paragraphs):
            heading = number
    return found


def _is_heading(number: int, texts: Sequence[str], paragraphs: Sequence[int]) -> bool:
    neighbours = [*paragraphs[max(number - 1, 0) : number], *paragraphs[number + 1 : number + 2]]
    text = texts[number].strip()
    short = 0 < len(text.split()) <= _HEADING_WORDS
    return short and paragraphs[number] not in neighbours and text[-1] not in ".!?;:,—-" and text[:2] != "- "


def windows(
    passages: Sequence[Sequence[int]], paragraphs: Sequence[int], headings: Sequence[int | None]
) -> list[Window]:
    """The windows of a document; every passage belongs to exactly one.

    Args:
        passages: Word pieces of all passages in reading order.
        paragraphs: The number of the paragraph of each.
        headings: See `headings_above`.
    """
    cut = [tuple(passage[:MAX_PIECES]) or (UNKNOWN,) for passage in passages]
    return [_window(cut, paragraphs, headings, first, last) for first, last in _cores(cut)]


def _cores(passages: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    first = room = 0
    for number, passage in enumerate(passages):
        if number > first and room + len(passage) > CORE:
            yield first, number
            first = number
            room = 0
        room += len(passage) + 1
    if passages:
        yield first, len(passages)


def _window(
    passages: Sequence[tuple[int, ...]],
    paragraphs: Sequence[int],
    headings: Sequence[int | None],
    first: int,
    last: int,
) -> Window:
    heading = headings[first]
    ids = [CLS, *(passages[heading][:HEADING] if heading is not None else ()), SEP]
    # Every passage has a piece at least, so that no more of them than a margin has pieces can stand in it.
    ids += [*_joined(passages, paragraphs, range(max(first - BEFORE, 0), first))[-BEFORE:], SEP]
    places = []
    for number in range(first, last):
        if number > first and paragraphs[number] != paragraphs[number - 1]:
            ids.append(SEP)
        places.append((len(ids), len(ids) + len(passages[number])))
        ids += [*passages[number], SEP]
    ids += [*_joined(passages, paragraphs, range(last, min(last + AFTER, len(passages))))[:AFTER], SEP]
    return Window(tuple(ids), first, tuple(places))


def _joined(passages: Sequence[tuple[int, ...]], paragraphs: Sequence[int], ranks: range) -> list[int]:
    ids: list[int] = []
    for number in ranks:
        if ids:
            ids += [SEP] * (1 + (paragraphs[number] != paragraphs[number - 1]))
        ids += passages[number]
    return ids
