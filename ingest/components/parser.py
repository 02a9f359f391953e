"""Tags, sentences and dependency trees in a spaCy document, from `ingest.parsing`.

Where a sentence start is set already, it stays. A token of white space hangs on the word before it, and the parser does
not see it; a blank line ends a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.scorer import Scorer
from spacy.strings import StringStore
from spacy.tokens import Doc, Token
from spacy.training import Example

from ingest.parsing import ParsedWord, Parser, lemmatised
from ingest.settings import COMMITTED

_COLUMNS: Final = ("HEAD", "DEP", "TAG", "POS", "MORPH", "LEMMA")


class WordParser:
    """Writes heads, relations, sentence starts, tags, features and lemmas."""

    def __init__(self, model: str = COMMITTED) -> None:
        """Choose the model: `committed`, or the folder of another parser of the same make."""
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        """Parse a document."""
        if len(doc) > 0:
            rows: Any = _table(doc, self.predict(doc))
            doc.from_array(list(_COLUMNS), rows)
        return doc

    def predict(self, doc: Doc) -> list[ParsedWord]:
        """What the parser says of all tokens but white space."""
        words: list[str] = []
        spaces: list[bool] = []
        starts: list[bool] = []
        space, start = True, False
        for token in doc:
            start = start or token.is_sent_start is True
            if token.is_space:
                space, start = True, start or token.text.count("\n") > 1
                continue
            words.append(token.text)
            spaces.append(space)
            starts.append(start)
            space, start = bool(token.whitespace_), False
        return loaded_parser(self._model).parse(words, spaces, starts)

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
        """SpaCy's scores of sentences, trees, tags, features and lemmas, as its own components give them."""
        given = list(examples)
        sentences = Scorer.score_spans(given, "sents", has_annotation=lambda doc: doc.has_annotation("SENT_START"))
        trees = Scorer.score_deps(given, "dep", getter=_relation, ignore_labels=("p", "punct"))
        features = Scorer.score_token_attr(given, "morph", getter=_features)
        attributes = [Scorer.score_token_attr(given, name) for name in ("tag", "pos", "lemma")]
        found = {name: value for part in (sentences, trees, features, *attributes) for name, value in part.items()}
        del found["sents_per_type"]
        return found


def _relation(token: Token, attribute: str) -> str:
    """The relation as spaCy's scorer compares it: in lower case."""
    return token.dep_.lower()


def _features(token: Token, attribute: str) -> str:
    return str(token.morph)


@cache
def loaded_parser(model: str) -> Parser:
    """The parser that a setting names, loaded once."""
    return Parser.load(None if model == COMMITTED else Path(model))


def _table(doc: Doc, parsed: Sequence[ParsedWord]) -> NDArray[np.uint64]:
    """The annotation as spaCy takes it, a row a token."""
    numbers = _Numbers(doc.vocab.strings)
    places = [token.i for token in doc if not token.is_space]
    words = dict(zip(places, parsed, strict=True))
    # White space at the very start hangs on the first word, or on itself where there is none.
    before = places[0] if places else 0
    rows = []
    for token in doc:
        word = words.get(token.i)
        if word is None:
            label = "ROOT" if before == token.i else "dep"
            space = ParsedWord(before, label, "_SP", "SPACE|_", "0>:k", starts=False)
            rows.append((_relative(before, token.i), *numbers.of(token.text, space)))
        else:
            before = token.i
            rows.append((_relative(places[word.head], token.i), *numbers.of(token.text, word)))
    return np.array(rows, dtype=np.uint64)


def _relative(head: int, place: int) -> int:
    """How far away a head is, as a number without a sign."""
    return (head - place) % 2**64


class _Numbers:
    """Strings as the numbers that spaCy keeps for them."""

    def __init__(self, strings: StringStore) -> None:
        self._add = strings.add
        self._seen: dict[tuple[str, str, str], tuple[int, ...]] = {}

    def of(self, text: str, word: ParsedWord) -> tuple[int, ...]:
        """What `_COLUMNS` names, without the head."""
        key = (word.label, word.tag, word.morph)
        if key not in self._seen:
            pos, _, features = word.morph.partition("|")
            self._seen[key] = tuple(self._add(string) for string in (word.label, word.tag, pos, features))
        return (*self._seen[key], self._add(lemmatised(text, word.lemma_rule)))
