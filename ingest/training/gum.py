"""Reads the names among the entities that the treebank GUM marks in its MISC column.

GUM marks every mention of a thing, with all its modifiers; a name is what remains around a proper noun.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.training.augment import CLOSE_SINGLE
from ingest.training.mentions import LABELS, MarkedText, without_overlap
from ingest.training.treebanks import Sentence

# Small words that may stand inside a name.
LINKING = frozenset(
    {
        "of",
        "the",
        "for",
        "de",
        "la",
        "von",
        "van",
        "al",
        "el",
        "-",
        "'",
        CLOSE_SINGLE,
        "'s",
        CLOSE_SINGLE + "s",
        ".",
        "&",
    }
)
NAME_TAGS = frozenset({"PROPN", "ADJ", "NOUN", "VERB", "ADV"})


def read_gum(sentences: Iterable[Sentence]) -> Iterator[MarkedText]:
    """Reads the names among GUM's entities: those headed by a proper noun, cut down to the name itself.

    Args:
        sentences: Sentences whose MISC column holds `Entity=`.

    Yields:
        One marked text a sentence.
    """
    for sentence in sentences:
        text = ""
        offsets = []
        for word in sentence.words:
            offsets.append((len(text), len(text) + len(word.form)))
            text += word.form + (" " if word.space else "")
        marks = [(offsets[first][0], offsets[last][1], label) for first, last, label in named_entities(sentence)]
        yield MarkedText(text.rstrip(), without_overlap(marks))


def named_entities(sentence: Sentence) -> list[tuple[int, int, str]]:
    """Returns first word, last word and label of each named entity of a sentence."""
    names = []
    for first, last, kind in entity_spans(sentence):
        label = LABELS.get(kind)
        head = _head(sentence, first, last)
        if label and sentence.words[head].upos == "PROPN":
            names.append((*_name_around(sentence, head, first, last), label))
    return names


def entity_spans(sentence: Sentence) -> list[tuple[int, int, str]]:
    """Parses the brackets of `Entity=` into first word, last word and type; spans beyond the sentence are dropped."""
    spans: list[tuple[int, int, str]] = []
    opened: list[tuple[str, int, str]] = []
    for index, word in enumerate(sentence.words):
        value = next((part[7:] for part in word.misc.split("|") if part.startswith("Entity=")), "")
        for opening, single, closing in re.findall(r"\(([^()]+)(\)?)|(\d+)\)", value):
            group, _, rest = opening.partition("-")
            kind = rest.partition("-")[0]
            if opening and single:
                spans.append((index, index, kind))
            elif opening:
                opened.append((group, index, kind))
            else:
                place = next((n for n in reversed(range(len(opened))) if opened[n][0] == closing), None)
                if place is not None:
                    _, start, kind = opened.pop(place)
                    spans.append((start, index, kind))
    return spans


def _head(sentence: Sentence, first: int, last: int) -> int:
    inside = range(first, last + 1)
    return next((n for n in inside if sentence.words[n].head not in inside or sentence.words[n].head == n), first)


def _name_around(sentence: Sentence, head: int, first: int, last: int) -> tuple[int, int]:
    """Widens from the head over capitalised words and the small words that link them, inside the entity."""
    words = sentence.words

    def reach(step: int, limit: int) -> int:
        end = head
        index = head + step
        while (index - limit) * step <= 0:
            form = words[index].form
            if form[0].isupper() and words[index].upos in NAME_TAGS:
                end = index
            elif form not in LINKING:
                break
            index += step
        return end

    return reach(-1, first), reach(1, last)
