"""Treebank sentences as the parser's network reads them: word pieces, shapes and what is to be found for each word."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from ingest.pieces import UNKNOWN, Pieces
from ingest.training.augment import curl_quotes
from ingest.training.mentions import Mark, MarkedText
from ingest.training.names import to_doc as marked_doc
from ingest.training.treebanks import Sentence, to_doc
from ingest.word_shapes import piece_shapes

IGNORED = -100
"""Stands for an answer that the treebank's tokens do not give for ours; it counts in no loss."""
TASKS = ("label", "tag", "morph", "lemma", "name")
NAMES = ("O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
"""The labels of names: nothing, the first word of one, a further word of one."""
LONGEST = 240
"""Most word pieces of one input in training."""


@dataclass
class Item:
    """One sentence.

    Attributes:
        pieces: numbers of the word pieces.
        shapes: number of the shape of each piece.
        lengths: how many pieces each word has.
        heads: place of each word's head in the sentence, its own for the root.
        answers: for each task the label of each word.
        is_sentence: whether it is one sentence, and not a stretch of text whose sentences are not known.
    """

    pieces: list[int]
    shapes: list[int]
    lengths: list[int]
    heads: list[int]
    answers: dict[str, list[int]]
    is_sentence: bool = True


@dataclass
class Labels:
    """The labels of every task, in the order of the network's outputs, and the lemma trees that they stand for."""

    names: dict[str, list[str]] = field(default_factory=dict)

    def numbers(self) -> dict[str, dict[str, int]]:
        """The place of each label."""
        return {task: {name: place for place, name in enumerate(names)} for task, names in self.names.items()}


def lemma_rule(form: str, lemma: str) -> str:
    """How to get from a word in lower case to its lemma: letters to drop at the end, letters to add, and the case.

    Args:
        form: the word.
        lemma: its lemma.

    Returns:
        For example `3>y:l` (drop three letters, add "y", lower case), which `ingest.parsing.lemmatised` undoes.
    """
    low, wanted = form.lower(), lemma.lower()
    same = 0
    while same < min(len(low), len(wanted)) and low[same] == wanted[same]:
        same += 1
    if lemma == wanted:
        case = "l"
    elif lemma == wanted[:1].upper() + wanted[1:]:
        case = "t"
    else:
        case = "k"
    return f"{len(low) - same}>{wanted[same:]}:{case}"


def words_of(
    nlp: Language, sentence: Sentence, marks: Mapping[str, tuple[Mark, ...]]
) -> tuple[list[str], dict[str, Any]]:
    """Our tokens of a sentence and what the treebank says of each, None where tokens differ.

    Args:
        nlp: a pipeline with our tokenizer.
        sentence: the sentence.
        marks: the names in it by its text; names of a text that is not there are not known.
    """
    reference = to_doc(nlp.vocab, [sentence])
    predicted = nlp.make_doc(reference.text)
    marked = marks.get(reference.text.strip())
    example = Example(predicted, reference)
    heads, labels = example.get_aligned_parse(projectivize=False)  # type: ignore[no-untyped-call]
    tags, positions = (example.get_aligned(name, as_string=True) for name in ("TAG", "POS"))
    features = example.get_aligned("MORPH", as_string=True)
    lemmas = example.get_aligned("LEMMA", as_string=True)
    found = {
        "heads": heads,
        "label": labels,
        "tag": tags,
        "morph": [None if not pos else f"{pos}|{feats or ''}" for pos, feats in zip(positions, features, strict=True)],
        "lemma": [
            lemma_rule(token.text, lemma) if lemma else None for token, lemma in zip(predicted, lemmas, strict=True)
        ],
        "name": [None] * len(predicted) if marked is None else names_of(nlp, MarkedText(reference.text, marked)),
        "spaces": spaces_before(predicted),
    }
    return [token.text for token in predicted], found


def names_of(nlp: Language, text: MarkedText) -> list[str]:
    """The label of each of our tokens in a text with marked names."""
    return [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in marked_doc(nlp, text)]


def spaces_before(doc: Doc) -> list[bool]:
    """Whether white space stands before each token."""
    return [token.i == 0 or bool(token.nbor(-1).whitespace_) or token.nbor(-1).is_space for token in doc]


class Preparer:
    """Turns sentences into items; remembers the pieces of each word."""

    def __init__(self, nlp: Language, pieces: Pieces, marks: Mapping[str, tuple[Mark, ...]]) -> None:
        self.nlp, self.pieces, self.marks = nlp, pieces, marks
        self._known: dict[str, list[int]] = {}

    def raw(self, sentence: Sentence) -> tuple[list[str], dict[str, Any]]:
        """Our tokens and the treebank's answers."""
        return words_of(self.nlp, sentence, self.marks)

    def item(self, words: Sequence[str], found: dict[str, Any], numbers: dict[str, dict[str, int]]) -> Item:
        """A sentence in numbers."""
        ids: list[int] = []
        shapes: list[int] = []
        lengths: list[int] = []
        for word, space in zip(words, found["spaces"], strict=True):
            own = self._of_word(word)
            ids += own
            shapes += piece_shapes(word, len(own), space)
            lengths.append(len(own))
        answers = {task: [numbers[task].get(name, IGNORED) for name in found[task]] for task in TASKS}
        heads = [IGNORED if head is None else head for head in found["heads"]]
        return Item(ids, shapes, lengths, heads, answers)

    def marked(self, text: MarkedText, longest: int) -> Iterator[Item]:
        """A text of which the names are known and nothing else, cut so that every part fits into one input."""
        doc = marked_doc(self.nlp, text)
        numbers = {name: place for place, name in enumerate(NAMES)}
        rows = [
            (self._of_word(token.text), token.text, space, numbers[name])
            for token, space, name in zip(doc, spaces_before(doc), names_of(self.nlp, text), strict=True)
            if not token.is_space
        ]
        at = 0
        while at < len(rows):
            end, size = at, 0
            while end < len(rows) and (end == at or size + len(rows[end][0]) <= longest):
                size += len(rows[end][0])
                end += 1
            yield _named_item(rows[at:end])
            at = end

    def _of_word(self, word: str) -> list[int]:
        if word not in self._known:
            self._known[word] = self.pieces.encode([word])[0].ids or [UNKNOWN]
        return self._known[word]


def _named_item(rows: Sequence[tuple[list[int], str, bool, int]]) -> Item:
    nothing = [IGNORED] * len(rows)
    answers = {task: list(nothing) for task in TASKS} | {"name": [name for _, _, _, name in rows]}
    shapes = [shape for own, word, space, _ in rows for shape in piece_shapes(word, len(own), space)]
    pieces = [piece for own, _, _, _ in rows for piece in own]
    return Item(pieces, shapes, [len(own) for own, _, _, _ in rows], nothing, answers, is_sentence=False)


def labels_of(found: Iterable[dict[str, Any]], least: dict[str, int]) -> Labels:
    """The labels that occur often enough, the most frequent first."""
    counts: dict[str, Counter[str]] = {task: Counter() for task in TASKS if task != "name"}
    for answers in found:
        for task in counts:
            counts[task].update(name for name in answers[task] if name is not None)
    return Labels(
        {
            task: [
                name
                for name, count in sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))
                if count >= least[task]
            ]
            for task, seen in counts.items()
        }
        | {"name": list(NAMES)}
    )


def curled(sentence: Sentence) -> Sentence | None:
    """The sentence with typographic quotes, None where it has none to change."""
    if not any("'" in word.form or '"' in word.form for word in sentence.words):
        return None
    return curl_quotes(sentence)


def windows(groups: Iterable[Sequence[Item]], longest: int = LONGEST) -> Iterator[list[Item]]:
    """Cuts groups of neighbouring sentences so that each fits into one input; a longer sentence stands alone."""
    for group in groups:
        window: list[Item] = []
        size = 0
        for item in group:
            if window and size + len(item.pieces) > longest:
                yield window
                window, size = [], 0
            window.append(item)
            size += len(item.pieces)
        if window:
            yield window


def batches(inputs: Sequence[list[Item]], room: int, seed: int) -> list[list[list[Item]]]:
    """Inputs in batches of like length, in an order that the seed fixes.

    Args:
        inputs: groups of sentences, each one input of the network.
        room: most pieces of a batch, padding included.
        seed: of the order.
    """
    choose = random.Random(seed)  # noqa: S311 - an order of training, not a secret
    sized = [(sum(len(item.pieces) for item in group) + choose.random() * 8, group) for group in inputs]
    sized.sort(key=lambda pair: pair[0])
    made: list[list[list[Item]]] = []
    batch: list[list[Item]] = []
    for size, group in sized:
        if batch and (size + 2) * (len(batch) + 1) > room:
            made.append(batch)
            batch = []
        batch.append(group)
    if batch:
        made.append(batch)
    choose.shuffle(made)
    return made
