"""The parser: words of a text to sentences, tags and dependency trees, with one small network.

The network reads word pieces of a stretch of text and says of each word whether a sentence starts there, its tags, and
how well every other word would do as its head; `ingest.trees` makes trees of that. onnxruntime is imported only when a
model is loaded.

Determinism. Each stretch goes through the network alone, without padding: the quantised network scales its activations
by what else is in a batch. What is said of a word depends on its block only, a block being what lies between two places
where the caller knows that a sentence starts.

Long text. A block longer than the network's window is read window by window, each beginning where the last whole
sentence of the one before ended. A sentence longer than the window gets a window twice as long; one that is longer
still is cut in its second half, at the word most like the start of a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.pieces import CLS, SEP, UNKNOWN, Pieces
from ingest.trees import best_tree
from ingest.word_shapes import SHAPES, piece_shapes
from kg.errors import SettingsError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]

MODEL_FOLDER: Final = Path(__file__).parent / "model" / "parser"
NETWORK: Final = "parser.onnx"
SETTINGS: Final = "settings.json"
WINDOW: Final = 240
"""Most word pieces of a stretch of text, as in training."""
LONG_WINDOW: Final = 500
_WORD: Final = 24
"""Most pieces of one word; an address on the web may have hundreds."""
_KNOWN_WORDS: Final = 50_000
ROOT: Final = "ROOT"


class ParserModelError(SettingsError):
    """The files of the parser are missing or do not fit together.

    Attributes:
        path: the folder that was to hold them.
        reason: what is wrong with them.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Cannot load the parser from {path}: {reason}. Reinstall warrant or train it anew.")
        self.path, self.reason = path, reason

    def __reduce__(self) -> tuple[type[ParserModelError], tuple[Path, str]]:
        return (type(self), (self.path, self.reason))


@dataclass(frozen=True, slots=True)
class ParsedWord:
    """What the parser says of one word.

    Attributes:
        head: place of its head among all words given, its own for the root of a sentence.
        label: relation to the head, `ROOT` for a root.
        tag: Penn tag.
        morph: universal part of speech, a bar, and features: `VERB|Mood=Imp|VerbForm=Fin`.
        lemma_rule: how to make the lemma, see `lemmatised`.
        starts: whether a sentence starts here.
    """

    head: int
    label: str
    tag: str
    morph: str
    lemma_rule: str
    starts: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the network gives for a window, a row a word."""

    start: NDArray[np.float32]
    tag: NDArray[np.int64]
    morph: NDArray[np.int64]
    lemma: NDArray[np.int64]
    arcs: NDArray[np.float32]
    bent: NDArray[np.float32]
    head_states: NDArray[np.float32]
    word_labels: NDArray[np.float32]
    head_labels: NDArray[np.float32]


OUTPUTS: Final = tuple(_Seen.__dataclass_fields__)
"""The network's outputs, in order."""


class Parser:
    """A loaded model; build it with `Parser.load`."""

    def __init__(self, session: InferenceSession, pieces: Pieces, settings: dict[str, Any]) -> None:
        self._session = session
        self._pieces = pieces
        self._labels: dict[str, list[str]] = settings["labels"]
        self._threshold = float(settings["start_threshold"])
        self._root_label = self._labels["label"].index(ROOT)
        self._known: dict[str, list[int]] = {}

    @classmethod
    def load(cls, folder: Path | None = None, pieces: Pieces | None = None) -> Parser:
        """The model in a folder, by default the one that comes with warrant.

        Args:
            folder: a folder with `parser.onnx` and `settings.json`.
            pieces: the word pieces it was trained with, by default those that come with warrant.

        Raises:
            ParserModelError: when a file is missing or is not what it should be.
        """
        path = MODEL_FOLDER if folder is None else folder
        missing = [name for name in (NETWORK, SETTINGS) if not (path / name).is_file()]
        if missing:
            raise ParserModelError(path, f"{' and '.join(missing)} missing")
        try:
            settings = json.loads((path / SETTINGS).read_text("utf-8"))
            return cls(_session(path / NETWORK), pieces or Pieces.load(), settings)
        except (KeyError, ValueError) as error:
            raise ParserModelError(path, f"{SETTINGS} is not what it should be ({error})") from error

    def parse(self, words: Sequence[str], spaces: Sequence[bool], starts: Sequence[bool]) -> list[ParsedWord]:
        """Parses a text.

        Args:
            words: its words in order, none of them white space.
            spaces: for each whether white space stands before it.
            starts: for each whether a sentence is known to start there; others may be found besides.

        Returns:
            One record a word. Every sentence is one tree.
        """
        edges = sorted({0, len(words), *(place for place, known in enumerate(starts) if known)})
        parsed: list[ParsedWord] = []
        for start, end in pairwise(edges):
            for sentence in self._block(words[start:end], spaces[start:end], start):
                parsed += sentence
        return parsed

    def _block(self, words: Sequence[str], spaces: Sequence[bool], offset: int) -> Iterator[list[ParsedWord]]:
        """The sentences of a block that begins at a place of the text."""
        pieces = self._ids(words)
        at = 0
        while at < len(words):
            seen, edges = self._window(words[at:], spaces[at:], pieces[at:], WINDOW)
            if len(edges) == 2 and edges[-1] < len(words) - at:
                seen, edges = self._window(words[at:], spaces[at:], pieces[at:], LONG_WINDOW)
            if len(edges) > 2 and edges[-1] < len(words) - at:
                # The last sentence may go on after the window: read it again, from its start.
                edges.pop()
            elif edges[-1] < len(words) - at:
                half = edges[-1] // 2
                edges[-1] = max(half + int(seen.start[half:].argmax()), 1)
            for start, end in pairwise(edges):
                yield self._sentence(seen, start, end, offset + at + start)
            at += edges[-1]

    def _window(
        self, words: Sequence[str], spaces: Sequence[bool], pieces: Sequence[list[int]], room: int
    ) -> tuple[_Seen, list[int]]:
        """What the network sees of as many words as there is room for, and where their sentences start and end."""
        sizes = np.cumsum([len(own) for own in pieces[:room]])
        count = max(int(np.searchsorted(sizes, room, side="right")), 1)
        seen = self._run(words[:count], spaces[:count], pieces[:count])
        found = np.flatnonzero(seen.start[1:] > self._threshold) + 1
        return seen, [0, *found.tolist(), count]

    def _ids(self, words: Sequence[str]) -> list[list[int]]:
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        if new:
            if len(self._known) > _KNOWN_WORDS:
                self._known.clear()
                new = list(dict.fromkeys(words))
            encodings = self._pieces.encode(new)
            self._known.update(
                (word, encoding.ids[:_WORD] or [UNKNOWN]) for word, encoding in zip(new, encodings, strict=True)
            )
        return [self._known[word] for word in words]

    def _run(self, words: Sequence[str], spaces: Sequence[bool], pieces: Sequence[list[int]]) -> _Seen:
        ids, shapes, lengths = [CLS], [SHAPES], []
        for word, space, own in zip(words, spaces, pieces, strict=True):
            ids += own
            shapes += piece_shapes(word, len(own), space)
            lengths.append(len(own))
        inputs: dict[str, Any] = {
            "rows": self._pieces.rows([*ids, SEP])[None],
            "shapes": np.array([[*shapes, SHAPES]], dtype=np.int64),
            "belongs": shares(lengths),
        }
        return _Seen(*self._session.run(OUTPUTS, inputs))

    def _sentence(self, seen: _Seen, start: int, end: int, offset: int) -> list[ParsedWord]:
        inside = slice(start, end)
        arcs = np.concatenate([seen.arcs[inside, inside], seen.arcs[inside, -1:]], axis=1)
        heads = best_tree(arcs)
        labels = self._relations(seen, inside, heads)
        names = self._labels
        return [
            ParsedWord(
                head=offset + int(heads[place]),
                label=names["label"][labels[place]],
                tag=names["tag"][seen.tag[start + place]],
                morph=names["morph"][seen.morph[start + place]],
                lemma_rule=names["lemma"][seen.lemma[start + place]],
                starts=place == 0,
            )
            for place in range(end - start)
        ]

    def _relations(self, seen: _Seen, inside: slice, heads: NDArray[np.int64]) -> NDArray[np.int64]:
        states = seen.head_states[inside][heads]
        scores = (seen.bent[inside] @ states[:, :, None])[:, :, 0]
        scores += seen.word_labels[inside] + seen.head_labels[inside][heads]
        scores[:, self._root_label] = -np.inf
        labels: NDArray[np.int64] = scores.argmax(axis=1)
        labels[heads == np.arange(len(heads))] = self._root_label
        return labels


def shares(lengths: Sequence[int]) -> NDArray[np.float32]:
    """A matrix (words, pieces) that takes the mean over the pieces of each word, the first and last piece aside."""
    table = np.zeros((len(lengths), sum(lengths) + 2), dtype=np.float32)
    at = 1
    for row, length in enumerate(lengths):
        table[row, at : at + length] = 1 / length
        at += length
    return table


def lemmatised(word: str, rule: str) -> str:
    """The lemma of a word by a rule such as `3>y:l`: drop three letters, add "y", put in lower case.

    Args:
        word: the word.
        rule: letters to drop, letters to add, and the case: `l` lower, `t` first letter a capital, `k` as it stands.
    """
    drop, rest = rule.split(">", 1)
    add, case = rest.rsplit(":", 1)
    stem = word[: max(len(word) - int(drop), 0)]
    lemma = (stem if case == "k" else stem.lower()) + add
    return lemma[:1].upper() + lemma[1:] if case == "t" else lemma


def _session(path: Path) -> InferenceSession:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return InferenceSession(path, options, providers=["CPUExecutionProvider"])
