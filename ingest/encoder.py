"""The sentence encoder: passages to vectors, and from those to roles, links and likeness.

One small transformer reads a document window by window (`ingest.windows`), so that every passage is read with its
neighbours and the heading above; its heads (`ingest.encoder_heads`) see all passages of a document together.
Training lives elsewhere and is not needed here: this module wants the model's files, onnxruntime and tokenizers, and
imports the last two only when a model is loaded.

Determinism. Every window goes through the network alone, without padding. The quantised network scales its
activations by what else is in a batch, so that a passage would otherwise get another vector among other windows. This
way a vector depends on the document only, whatever the order or number of threads. Give the passages of a
document all at once, in reading order.
"""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ingest.encoder_heads import (
    LINK_LABELS,
    PROPOSITION_LABELS,
    ROLE_LABELS,
    Floats,
    Heads,
    Integers,
    Link,
    best_targets,
    decode,
    surface_features,
    unit_vectors,
)
from ingest.pieces import PIECES_FOLDER, Pieces
from ingest.windows import Window, headings_above, paragraph_numbers, windows
from kg.errors import SettingsError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession  # type: ignore[import-untyped]

MODEL_FOLDER: Final = Path(__file__).parent / "model" / "encoder"
FILES: Final = ("encoder.onnx", "heads.npz", "settings.json")


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


@dataclass(frozen=True, slots=True)
class Propositions:
    """What the encoder says of given units of a comment, by the scheme of CDCP (Park and Cardie 2018).

    Attributes:
        labels: One of `PROPOSITION_LABELS` a unit.
        probabilities: (n, 5), in the order of those labels.
        links: Which unit is a reason or evidence for which, by their positions.
    """

    labels: tuple[str, ...]
    probabilities: Floats
    links: tuple[Link, ...]


class Encoder:
    """A loaded model; build it with `Encoder.load`.

    Attributes:
        role_labels: The order of the columns of `roles`.
        link_labels: The order of the columns of `links`.
        heads: The heads, for those who bring their own vectors.
        thresholds: The least probability at which `decode` keeps each relation.
        digest: SHA-256 over the model's files, hexadecimal; tells one model from another.
    """

    role_labels = ROLE_LABELS
    link_labels = LINK_LABELS

    def __init__(
        self,
        session: "InferenceSession",
        pieces: Pieces,
        heads: Heads,
        thresholds: dict[str, float],
        digest: str,
        threads: int = 1,
    ) -> None:
        self._session = session
        self._pieces = pieces
        self.heads = heads
        self._threads = threads
        self.thresholds = thresholds
        self.digest = digest

    @classmethod
    def load(cls, path: Path | None = None, threads: int = 1) -> "Encoder":
        """The model in a folder, by default the one that comes with warrant.

        Args:
            path: A folder that holds `FILES`; its word pieces are those that come with warrant.
            threads: How many windows are read at the same time; the result does not depend on it.

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
        names = ("role_temperature", "link_temperature", "role_bias", "type_bias")
        heads = Heads(weights, *(settings[name] for name in names))
        session = _session(folder / "encoder.onnx")
        return cls(session, Pieces.load(), heads, settings["thresholds"], _digest(folder), threads)

    def encode(self, texts: Sequence[str], paragraphs: Sequence[int]) -> Floats:
        """One row a passage: comparison vector, mean vector, state at its end, surface features.

        Args:
            texts: All passages of a document in reading order.
            paragraphs: For each the number of its paragraph, see `ingest.windows.paragraph_numbers`.
        """
        if not texts:
            return np.empty((0, self.heads.width), dtype=np.float32)
        ids = [encoding.ids for encoding in self._pieces.encode(texts)]
        items = windows(ids, paragraphs, headings_above(texts, paragraphs))
        if self._threads == 1:
            rows = [self._run(item) for item in items]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(self._run, items))
        return np.concatenate([np.concatenate(rows), surface_features(texts)], axis=1)

    def _run(self, window: Window) -> Floats:
        shares = np.zeros((len(window.places), len(window.ids)), dtype=np.float32)
        for row, (start, end) in enumerate(window.places):
            shares[row, start:end] = 1 / (end - start)
        inputs: dict[str, Any] = {
            "rows": self._pieces.rows(window.ids)[None],
            "kinds": np.array([window.kinds()], dtype=np.int64),
            "pooled": shares,
            "ends": np.array([end for _, end in window.places], dtype=np.int64),
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

    def propositions(self, text: str, ranges: Sequence[tuple[int, int]]) -> Propositions:
        """Types of given units of a comment and the links between them, as CDCP has them.

        Args:
            text: The comment.
            ranges: Its units, half-open, in code points, in any order.
        """
        if not ranges:
            return Propositions((), np.empty((0, len(PROPOSITION_LABELS)), dtype=np.float32), ())
        order = sorted(range(len(ranges)), key=lambda place: ranges[place])
        found = self._propositions(text, [ranges[place] for place in order])
        back = np.argsort(order)
        links = (replace(link, premise=order[link.premise], target=order[link.target]) for link in found.links)
        labels = tuple(found.labels[place] for place in back)
        by_place = sorted(links, key=lambda link: (link.premise, link.target))
        return Propositions(labels, found.probabilities[back], tuple(by_place))

    def _propositions(self, text: str, ranges: Sequence[tuple[int, int]]) -> Propositions:
        texts, paragraphs = [text[start:end] for start, end in ranges], paragraph_numbers(text, ranges)
        vectors = self.encode(texts, paragraphs)
        probabilities, pairs, chances = self.heads.comment(vectors, paragraphs)
        chosen = best_targets(chances, pairs, self.thresholds["reason"])
        return Propositions(
            tuple(PROPOSITION_LABELS[place] for place in probabilities.argmax(axis=1)), probabilities, chosen
        )

    def similarity(self, vectors: Floats) -> Floats:
        """The cosine of every passage's comparison vector with every other's, (n, n)."""
        unit = unit_vectors(vectors)
        return np.asarray(unit @ unit.T, dtype=np.float32)


def _session(path: Path) -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in [*(folder / name for name in sorted(FILES)), *sorted(PIECES_FOLDER.iterdir())]:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
