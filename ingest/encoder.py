"""The sentence encoder: passages to vectors, and from those to roles, links and likeness.

One small transformer reads a passage with a little of what stands before it; its heads
(`ingest.encoder_heads`) see all passages of a document together. Training lives elsewhere and is not
needed here: this module wants the model's files, onnxruntime and tokenizers, and imports the last two
only when a model is loaded.

Determinism. Every passage goes through the network alone, without padding. The quantised network
scales its activations by what else is in a batch, so that a passage would otherwise get another
vector among other neighbours. This way a vector depends on the passage and its context only, whatever
the batch, order or number of threads. Roles and links depend on the whole document: give them all its
vectors at once, in reading order.
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ingest.encoder_heads import (
    LINK_LABELS,
    ROLE_LABELS,
    Floats,
    Heads,
    Integers,
    Link,
    decode,
    surface_features,
    unit_vectors,
)
from kg.errors import SettingsError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]
    from tokenizers import Tokenizer

MODEL_FOLDER: Final = Path(__file__).parent / "model" / "encoder"
FILES: Final = ("encoder.onnx", "heads.npz", "settings.json", "tokenizer.json")
MAX_PIECES: Final = 128
"""How many word pieces the network reads of a passage and its context together."""
MAX_CONTEXT_PIECES: Final = 32
_CLS, _SEP = 101, 102
_HEADING_WORDS, _BEFORE_WORDS = 8, 12


class EncoderModelError(SettingsError):
    """The files of the sentence encoder are missing or do not fit together.

    Attributes:
        path: The folder that was to hold them.
        reason: What is wrong with them.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Cannot load the sentence encoder from {path}: {reason}. Reinstall warrant or train it anew.")
        self.path, self.reason = path, reason

    def __reduce__(self) -> "tuple[type[EncoderModelError], tuple[Path, str]]":
        return (type(self), (self.path, self.reason))


def paragraph_numbers(text: str, ranges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The paragraph number of each range: a line break between two ranges starts a new paragraph."""
    numbers = [0] if ranges else []
    for (_, end), (start, _) in pairwise(ranges):
        numbers.append(numbers[-1] + ("\n" in text[end:start]))
    return tuple(numbers)


def contexts_of(texts: Sequence[str], paragraphs: Sequence[int]) -> list[str]:
    """What each passage of a document is read with: its heading and the end of the passage before.

    Args:
        texts: All passages of the document in reading order.
        paragraphs: For each passage the number of its paragraph, see `paragraph_numbers`.
    """
    contexts, heading = [], ""
    for number, text in enumerate(texts):
        before = texts[number - 1].split()[-_BEFORE_WORDS:] if number else []
        contexts.append(" ".join([*heading.split()[:_HEADING_WORDS], "|", *before]))
        if _is_heading(number, texts, paragraphs):
            heading = text
    return contexts


def _is_heading(number: int, texts: Sequence[str], paragraphs: Sequence[int]) -> bool:
    neighbours = [*paragraphs[max(number - 1, 0) : number], *paragraphs[number + 1 : number + 2]]
    text = texts[number].strip()
    short = 0 < len(text.split()) <= 14
    return short and paragraphs[number] not in neighbours and text[-1] not in ".!?;:,—-" and text[:2] != "- "


def pieces(tokenizer: "Tokenizer", texts: Sequence[str], contexts: Sequence[str]) -> list[tuple[list[int], int]]:
    """Word pieces of context and passage as the network takes them, and where the passage begins.

    A passage comes before its context when both do not fit: the context is cut first, from its start.
    """
    passages = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    before = tokenizer.encode_batch(list(contexts), add_special_tokens=False)
    return [_joined(passage.ids, context.ids) for passage, context in zip(passages, before, strict=True)]


def _joined(passage: list[int], context: list[int]) -> tuple[list[int], int]:
    room = min(MAX_CONTEXT_PIECES, MAX_PIECES - 3 - len(passage), len(context))
    if room <= 0:
        return [_CLS, *passage[: MAX_PIECES - 2], _SEP], 0
    return [_CLS, *context[-room:], _SEP, *passage, _SEP], room + 2


class Encoder:
    """A loaded model; build it with `Encoder.load`.

    Attributes:
        role_labels: The order of the columns of `roles`.
        link_labels: The order of the columns of `links`.
        heads: The heads, for those who bring their own vectors.
        thresholds: The least probability at which `decode` keeps each relation.
        reads_context: Whether the model was trained with contexts; where not, `encode` leaves them out.
        digest: SHA-256 over the model's files, hexadecimal; tells one model from another.
    """

    role_labels = ROLE_LABELS
    link_labels = LINK_LABELS

    def __init__(
        self,
        session: "InferenceSession",
        tokenizer: "Tokenizer",
        heads: Heads,
        thresholds: dict[str, float],
        digest: str,
        reads_context: bool = True,
        threads: int = 1,
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.heads = heads
        self._threads = threads
        self.reads_context = reads_context
        self.thresholds = thresholds
        self.digest = digest

    @classmethod
    def load(cls, path: Path | None = None, threads: int = 1) -> "Encoder":
        """The model in a folder, by default the one that comes with warrant.

        Args:
            path: A folder that holds `FILES`.
            threads: How many passages are encoded at the same time; the result does not depend on it.

        Raises:
            EncoderModelError: When a file is missing or is not what it should be.
        """
        folder = MODEL_FOLDER if path is None else path
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise EncoderModelError(folder, f"{', '.join(missing)} missing")
        settings = json.loads((folder / "settings.json").read_text("utf-8"))
        with np.load(folder / "heads.npz", allow_pickle=False) as stored:
            weights = {name: stored[name] for name in stored.files}
        heads = Heads(weights, settings["role_temperature"], settings["link_temperature"])
        tokenizer = _tokenizer(folder / "tokenizer.json")
        session = _session(folder / "encoder.onnx")
        reads_context = settings["reads_context"]
        return cls(session, tokenizer, heads, settings["thresholds"], _digest(folder), reads_context, threads)

    def encode(self, texts: Sequence[str], contexts: Sequence[str]) -> Floats:
        """One row a passage: mean vector, summary vector, surface features.

        Args:
            texts: Passages.
            contexts: What each is read with, see `contexts_of`; an empty string for none.
        """
        if not texts:
            return np.empty((0, self.heads.width), dtype=np.float32)
        read = contexts if self.reads_context else [""] * len(texts)
        items = pieces(self._tokenizer, texts, read)
        if self._threads == 1:
            rows = [self._run(item) for item in items]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(self._run, items, chunksize=8))
        return np.concatenate([np.concatenate(rows), surface_features(texts)], axis=1)

    def _run(self, item: tuple[list[int], int]) -> Floats:
        ids, start = item
        places = np.arange(len(ids))
        inputs: dict[str, Any] = {
            "ids": np.array([ids], dtype=np.int64),
            "kinds": (places >= start).astype(np.int64)[None] if start else np.zeros((1, len(ids)), np.int64),
            "pooled": (places >= start).astype(np.float32)[None],
        }
        return np.asarray(self._session.run(None, inputs)[0], dtype=np.float32)

    def roles(self, vectors: Floats) -> Floats:
        """Calibrated probabilities (n, 4) of each passage's role, from all vectors of one document."""
        return self.heads.roles(vectors)

    def links(self, vectors: Floats, pairs: Integers, features: Integers, roles: Floats | None = None) -> Floats:
        """Calibrated probabilities (m, 4) of each pair's relation; see `Heads.links` for the contract."""
        return self.heads.links(vectors, pairs, features, roles)

    def decode(self, probabilities: Floats, pairs: Integers, roles: Sequence[str]) -> list[Link]:
        """The links worth keeping, at most one a premise, by this model's thresholds."""
        return decode(probabilities, pairs, roles, self.thresholds)

    def similarity(self, vectors: Floats) -> Floats:
        """The cosine of every passage's mean vector with every other's, (n, n)."""
        mean = unit_vectors(vectors)
        return np.asarray(mean @ mean.T, dtype=np.float32)


def _tokenizer(path: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _session(path: Path) -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for name in sorted(FILES):
        total.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return total.hexdigest()
