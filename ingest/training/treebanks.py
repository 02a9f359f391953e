"""Reads Universal Dependencies treebanks (CoNLL-U) into spaCy documents.

Text and spacing of the treebank are kept, so that a document's own text goes through the tokenizer while
training and the model learns from the tokens it will meet.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

TRAIN = ("ud/UD_English-EWT/en_ewt-ud-train.conllu.gz", "ud/UD_English-GUM-open/en_gum-open-train.conllu.gz")
"""The treebanks to train on, in the folder of open data."""
DEV = {
    "EWT": "ud/UD_English-EWT/en_ewt-ud-dev.conllu",
    "GUM": "ud/UD_English-GUM-open/en_gum-open-dev.conllu.gz",
}
"""Those to choose with."""


@dataclass(frozen=True)
class Word:
    """One syntactic word: its form, annotation, head (index in the sentence) and whether a space follows."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    space: bool
    misc: str = "_"


@dataclass
class Sentence:
    """A sentence of a treebank: its identifier, its words, and whether it opens a document or paragraph."""

    sent_id: str = ""
    opens_document: bool = False
    opens_paragraph: bool = False
    words: list[Word] = field(default_factory=list)


def open_text(path: Path) -> Iterator[str]:
    """Yields the lines of a UTF-8 file, gzipped or not, without their line ends."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def read_sentences(lines: Iterable[str]) -> Iterator[Sentence]:
    """Reads CoNLL-U lines into sentences.

    Args:
        lines: The lines of a CoNLL-U file.

    Yields:
        One sentence a block, multiword tokens resolved (see `_resolve_words`).
    """
    comments: list[str] = []
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("#"):
            comments.append(line)
        elif line.strip():
            rows.append(line.split("\t"))
        elif rows:
            yield _sentence(comments, rows)
            comments, rows = [], []


def _sentence(comments: list[str], rows: list[list[str]]) -> Sentence:
    sentence = Sentence()
    for comment in comments:
        key, _, value = comment.lstrip("# ").partition("=")
        if key.strip() == "sent_id":
            sentence.sent_id = value.strip()
        elif comment.startswith("# newdoc"):
            sentence.opens_document = True
        elif key.split()[:1] == ["newpar"]:
            sentence.opens_paragraph = True
    sentence.words = _resolve_words(rows)
    return sentence


def _resolve_words(rows: list[list[str]]) -> list[Word]:
    """Turns rows into words whose forms, with their spaces, spell the surface text.

    A multiword token whose words spell it ("don't" = "do" + "n't") stays split, as spaCy's tokenizer splits it.
    Where they don't, the token becomes one word that carries the annotation of its head word.
    """
    plain = {int(row[0]): row for row in rows if row[0].isdigit()}
    merged: dict[int, int] = {}
    surface: dict[int, tuple[str, bool]] = {number: (row[1], _space(row)) for number, row in plain.items()}
    for row in rows:
        if "-" not in row[0]:
            continue
        first, last = (int(part) for part in row[0].split("-"))
        numbers = range(first, last + 1)
        if "".join(plain[number][1] for number in numbers) == row[1]:
            surface.update({number: (plain[number][1], False) for number in numbers})
            surface[last] = (plain[last][1], _space(row))
        else:
            keep = next((n for n in numbers if int(plain[n][6]) not in numbers), first)
            merged.update({number: keep for number in numbers if number != keep})
            surface[keep] = (row[1], _space(row))
    return _build_words(plain, merged, surface)


def _build_words(
    plain: dict[int, list[str]], merged: dict[int, int], surface: dict[int, tuple[str, bool]]
) -> list[Word]:
    kept = [number for number in plain if number not in merged]
    place = {number: index for index, number in enumerate(kept)}
    words = []
    for number in kept:
        row = plain[number]
        head = int(row[6])
        head = merged.get(head, head)
        form, space = surface[number]
        words.append(
            Word(
                form=form,
                lemma=row[2],
                upos=row[3],
                xpos=row[4],
                feats=row[5],
                head=place[number] if head in (0, number) else place[head],
                deprel=row[7],
                space=space,
                misc=row[9],
            )
        )
    return words


def _space(row: list[str]) -> bool:
    return "SpaceAfter=No" not in row[9].split("|")


def group_sentences(
    sentences: Iterable[Sentence], seed: int, at_most: int = 5, alone: float = 0.2
) -> Iterator[list[Sentence]]:
    """Groups neighbouring sentences of one document, so that the parser learns where sentences end.

    Args:
        sentences: Sentences in the order of the text.
        seed: Seed of the group sizes.
        at_most: The largest group.
        alone: The share of groups with just one sentence (headings and list items come alone).

    Yields:
        Lists of sentences of the same document.
    """
    # A seeded generator gives the same groups each time; nothing here is secret.
    choose = random.Random(seed)  # noqa: S311
    group: list[Sentence] = []
    size = 1
    for sentence in sentences:
        if group and (sentence.opens_document or len(group) >= size):
            yield group
            group = []
        if not group:
            size = 1 if choose.random() < alone else choose.randint(2, at_most)
        group.append(sentence)
    if group:
        yield group


def by_paragraph(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Groups sentences by the paragraphs of the treebank, which is how the pipeline is given text."""
    group: list[Sentence] = []
    for sentence in sentences:
        if group and (sentence.opens_document or sentence.opens_paragraph):
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def to_doc(vocab: Vocab, sentences: list[Sentence]) -> Doc:
    """Builds one annotated spaCy document from neighbouring sentences.

    Args:
        vocab: The vocabulary of the pipeline.
        sentences: The sentences, in order.

    Returns:
        A document with tags, features, lemmas, heads, relations and sentence starts.
    """
    words = [word for sentence in sentences for word in sentence.words]
    starts: list[int] = []
    heads: list[int] = []
    for sentence in sentences:
        heads.extend(len(starts) + word.head for word in sentence.words)
        starts.extend(int(index == 0) for index in range(len(sentence.words)))
    spaces = [word.space for word in words]
    for index in range(1, len(words)):
        if starts[index]:
            spaces[index - 1] = True
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=spaces,
        tags=[word.xpos for word in words],
        pos=[word.upos for word in words],
        morphs=["" if word.feats == "_" else word.feats for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=["ROOT" if word.deprel == "root" else word.deprel for word in words],
        sent_starts=[bool(start) for start in starts],
    )
