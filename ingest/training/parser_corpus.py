"""What the parser learns from: treebanks, changed copies of some sentences, and texts with marked names."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.training.augment import CASE_SHARES, CURLED, IMPERATIVES, imperatives, recased_copies
from ingest.training.gum import read_gum
from ingest.training.mentions import Mark, read_universal_ner
from ingest.training.names import PAPERS, UNER, read_training
from ingest.training.parser_data import LONGEST, Item, Labels, Preparer, curled, labels_of, windows
from ingest.training.treebanks import TRAIN, Sentence, by_paragraph, group_sentences, open_text, read_sentences

SEED = 7
LEAST = {"label": 5, "tag": 1, "morph": 2, "lemma": 3}
"""How often a label must occur to be learnt."""
PUBLIC = ("wikigold", "re3d")
"""Sets of marked names that are read besides the policy documents."""
NAMES_FROM = 2
"""The epoch, counted from 0, from which on texts with marked names alone are read."""


@dataclass
class Corpus:
    """The sentences of the treebanks, each with its items: as it is, and with typographic quotes if it has quotes."""

    treebanks: list[list[Sentence]]
    extra: list[Sentence]
    items: dict[int, Item]
    curly: dict[int, Item]
    labels: Labels
    named: dict[int, list[Item]] = field(default_factory=dict)

    def inputs(self, epoch: int) -> Iterator[list[Item]]:
        """The inputs of one epoch."""
        choose = random.Random(SEED * 1000 + epoch)  # noqa: S311 - a choice in training, not a secret
        for sentences in self.treebanks:
            groups = by_paragraph(sentences) if epoch % 4 else group_sentences(sentences, SEED + epoch)
            for window in windows([self.items[id(sentence)] for sentence in group] for group in groups):
                curl = choose.random() < CURLED
                yield [self.curly.get(id(item), item) if curl else item for item in window]
        for sentence in self.extra:
            yield [self.items[id(sentence)]]
        yield from ([item] for item in self.named.get(epoch, []))


def read_corpus(paths: Sequence[Path], preparer: Preparer, labels: Labels | None, limit: int | None) -> Corpus:
    """Reads treebanks; with labels given (as for the dev files) nothing is added to them."""
    treebanks = [list(read_sentences(open_text(path)))[:limit] for path in paths]
    extra: list[Sentence] = []
    if labels is None:
        for number, sentences in enumerate(treebanks):
            extra += recased_copies(sentences, SEED + number, CASE_SHARES)
            extra += imperatives(sentences, SEED + number, IMPERATIVES)
    whole = [sentence for sentences in [*treebanks, extra] for sentence in sentences]
    raw = [preparer.raw(sentence) for sentence in whole]
    if labels is None:
        labels = labels_of((found for _, found in raw), LEAST)
    numbers = labels.numbers()
    items = {id(sentence): preparer.item(*parts, numbers) for sentence, parts in zip(whole, raw, strict=True)}
    curly = {}
    for sentence in whole:
        copy = curled(sentence)
        if copy is not None:
            curly[id(items[id(sentence)])] = preparer.item(*preparer.raw(copy), numbers)
    return Corpus(treebanks, extra, items, curly, labels)


def known_names(data: Path) -> dict[str, tuple[Mark, ...]]:
    """The names in the sentences of the treebanks, by the sentence's text."""
    texts = list(read_universal_ner(data / UNER / "en_ewt-ud-dev.iob2"))
    texts += read_universal_ner(data / UNER / "en_ewt-ud-train.v0-2022-12.iob2.gz")
    texts += read_gum(read_sentences(open_text(data / TRAIN[1])))
    return {text.text.strip(): text.marks for text in texts}


def named_items(data: Path, gold: Path, preparer: Preparer, epochs: int) -> dict[int, list[Item]]:
    """Texts of which only the names are known, by the epoch in which they are read: public sets and policy papers."""
    sets = read_training(data, gold)
    public = [item for name in PUBLIC for text in sets[name] for item in preparer.marked(text, LONGEST)]
    papers = [item for text in sets[PAPERS] for item in preparer.marked(text, LONGEST)]
    return {epoch: papers if epoch % 2 else papers + public for epoch in range(NAMES_FROM, epochs)}
