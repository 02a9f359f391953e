"""What the encoder's heads compute, in numpy alone: roles of passages and links between them.

The same features feed training, so that both sides agree by construction. Nothing here reads a file
or knows how a vector came about.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.model import Instrument

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

ROLE_LABELS: Final = ("recommendation", "evidence", "claim", "other")
LINK_LABELS: Final = ("none", "supports", "attacks", "part_of")
WINDOW: Final = 40
"""How many passages a link may reach, in either direction."""

_DISTANCE_EDGES = np.array([1, 2, 3, 4, 5, 7, 10, 15, 25])
_PARAGRAPH_EDGES = np.array([1, 2, 3, 5, 9])
DISTANCE_BUCKETS: Final = 2 * len(_DISTANCE_EDGES) + 1
PARAGRAPH_BUCKETS: Final = 2 * len(_PARAGRAPH_EDGES) + 1
SURFACE_FEATURES: Final = 13
MEANING: Final = 384
"""How many columns of a vector, from the first, are for comparing passages; the heads read the others."""
FAMILIES: Final = ("gold", "cdcp", "argunsc")
"""Annotated sets whose habits of linking the link head can follow; documents are read by those of the first."""
PROPOSITION_LABELS: Final = ("policy", "value", "fact", "testimony", "reference")
"""What the comments of CDCP (Park and Cardie 2018) are annotated with."""
INSTRUMENTS: Final = tuple(kind.value for kind in Instrument)
"""By which means an ask is to be carried out, as the annotation guidelines name them."""
_AS_ROLE: Final = {"policy": 0, "value": 2, "fact": 1, "testimony": 1, "reference": 1}
_PAIRS_AT_ONCE = 20_000

_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]\s")
_FINAL = (".", "!", "?", '."', ".\u201d", ".\u2019", ".)")
_DASHES = ("-", "\u2013", "\u2014")
_QUOTES = ('"', "\u201c", "\u2018")


@dataclass(frozen=True)
class Link:
    """One link that decoding kept: positions of premise and target, the relation, its probability."""

    premise: int
    target: int
    relation: str
    confidence: float


def surface_features(texts: Sequence[str]) -> Floats:
    """What a lower-casing tokenizer loses or blurs: case, numbering, how a passage begins and ends."""
    rows = [_surface(text.strip()) for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(texts), SURFACE_FEATURES)


def _surface(text: str) -> tuple[float, ...]:
    words = text.split()
    capitals = sum(word[0].isupper() for word in words)
    return (
        float(text.isupper()),
        capitals / max(len(words), 1),
        float(any(character.isdigit() for character in text)),
        float(text.endswith(_FINAL)),
        float(text.endswith((":", *_DASHES))),
        float(text.endswith((";", ",", "; and", "; or"))),
        float(text.endswith("?")),
        float(_ENUMERATOR.match(text) is not None),
        float(text.startswith(("-", "*", "•", "#", "|"))),
        float(text[:1].islower()),
        float(text.startswith(_QUOTES)),
        math.log1p(len(words)) / 4,
        float(len(words) <= 3),
    )


def candidate_pairs(positions: Sequence[int], window: int = WINDOW) -> Integers:
    """All ordered pairs of two different positions at most `window` apart, premise first."""
    places = np.asarray(positions, dtype=np.int64)
    if places.size == 0:
        return np.empty((0, 2), dtype=np.int64)
    gap = places[None, :] - places[:, None]
    premise, target = np.nonzero((gap != 0) & (np.abs(gap) <= window))
    return np.stack([places[premise], places[target]], axis=1)


def pair_features(pairs: Integers, paragraphs: Sequence[int]) -> Integers:
    """Where the two passages of each pair stand, six columns.

    Signed distance from premise to target in passages and in paragraphs; the place of premise and target
    in their paragraphs, from 0; how many passages the two paragraphs have.
    """
    numbers = np.asarray(paragraphs, dtype=np.int64)
    premise, target = pairs[:, 0], pairs[:, 1]
    begins = np.concatenate([[True], numbers[1:] != numbers[:-1]]) if len(numbers) else np.empty(0, dtype=bool)
    block = np.cumsum(begins) - 1
    place = np.arange(len(numbers)) - np.flatnonzero(begins)[block]
    length = np.bincount(block)[block]
    apart = numbers[target] - numbers[premise]
    return np.stack([target - premise, apart, place[premise], place[target], length[premise], length[target]], axis=1)


def buckets(features: Integers) -> Integers:
    """The two distances of `pair_features`, each as the number of a bucket."""
    columns = [_bucket(features[:, 0], _DISTANCE_EDGES), _bucket(features[:, 1], _PARAGRAPH_EDGES)]
    return np.stack(columns, axis=1)


def _bucket(distance: Integers, edges: Integers) -> Integers:
    size = np.searchsorted(edges, np.abs(distance), side="right")
    return np.asarray(len(edges) + np.sign(distance) * size, dtype=np.int64)


def pair_inputs(vectors: Floats, pairs: Integers, features: Integers, roles: Floats) -> Floats:
    """What the link head sees of each pair besides the two vectors: likeness, places, roles, surface.

    Args:
        vectors: The whole document's vectors.
        pairs: All pairs in question, as likeness is also told relative to the rivals of a pair.
        features: See `pair_features`.
        roles: Probabilities of the roles of all passages.
    """
    premise, target = pairs[:, 0], pairs[:, 1]
    surface = vectors[:, -SURFACE_FEATURES:]
    both = (roles[premise][:, :, None] * roles[target][:, None, :]).reshape(len(pairs), -1)
    between = _between(pairs, roles)
    numbers = buckets(features)
    columns = [
        _likeness(unit_vectors(vectors), pairs),
        between,
        between * np.sign(features[:, :1]).astype(np.float32),
        roles[premise],
        roles[target],
        both,
        np.eye(DISTANCE_BUCKETS, dtype=np.float32)[numbers[:, 0]],
        np.eye(PARAGRAPH_BUCKETS, dtype=np.float32)[numbers[:, 1]],
        features[:, 2:4] == 0,
        np.log1p(features[:, 2:]).astype(np.float32),
        surface[premise],
        surface[target],
    ]
    return np.concatenate(columns, axis=1, dtype=np.float32)


def with_habit(rows: Floats, habit: Floats) -> Floats:
    """The rows with the same further columns, which say whose habits of linking to follow."""
    return np.concatenate([rows, np.broadcast_to(habit, (len(rows), len(habit)))], axis=1, dtype=np.float32)


def roles_of_propositions(probabilities: Floats) -> Floats:
    """Probabilities of `PROPOSITION_LABELS` as those of the nearest roles, (n, 4)."""
    table = np.zeros((len(PROPOSITION_LABELS), len(ROLE_LABELS)), dtype=np.float32)
    for row, label in enumerate(PROPOSITION_LABELS):
        table[row, _AS_ROLE[label]] = 1.0
    return np.asarray(probabilities @ table, dtype=np.float32)


def unit_vectors(vectors: Floats) -> Floats:
    """The part of each vector that carries meaning for comparison, at length 1, (n, 384)."""
    mean = vectors[:, :MEANING]
    return np.asarray(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def _likeness(unit: Floats, pairs: Integers) -> Floats:
    premise, target = pairs[:, 0], pairs[:, 1]
    cosine = np.empty(len(pairs), dtype=np.float32)
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):  # all at once would take a gigabyte on a long document
        chosen = slice(start, start + _PAIRS_AT_ONCE)
        cosine[chosen] = np.einsum("ij,ij->i", unit[premise[chosen]], unit[target[chosen]])
    rivals = np.bincount(premise, minlength=len(unit))
    mean = np.bincount(premise, weights=cosine, minlength=len(unit)) / np.maximum(rivals, 1)
    highest, wanted = np.full(len(unit), -1.0), np.full(len(unit), -1.0)
    np.maximum.at(highest, premise, cosine)
    np.maximum.at(wanted, target, cosine)
    relative = [cosine, cosine - mean[premise], cosine - highest[premise], cosine - wanted[target]]
    return np.stack(relative, axis=1).astype(np.float32)


def _between(pairs: Integers, roles: Floats) -> Floats:
    """How much of each role stands between the two passages."""
    total = np.cumsum(roles, axis=0)
    first, last = pairs.min(axis=1), pairs.max(axis=1)
    return np.asarray(np.log1p(np.maximum(total[last - 1] - total[first], 0)), dtype=np.float32)


class Heads:
    """Role and link heads over the vectors of one document in reading order.

    Args:
        weights: Arrays by name, as `ingest.training` writes them; each `link0`, `link1` is a voice.
        role_temperature: Divides the role logits; found on held-out documents.
        role_bias: Added to them after that, one number a role; found in the same way.
        link_temperature: The same for the link scores.
        type_bias: Added to the logits of the types of propositions, one number a type; found in the same way.
    """

    def __init__(
        self,
        weights: Mapping[str, Floats],
        role_temperature: float,
        link_temperature: float,
        role_bias: Sequence[float] = (0.0,) * len(ROLE_LABELS),
        type_bias: Sequence[float] = (0.0,) * len(PROPOSITION_LABELS),
    ) -> None:
        self._weights = {name: np.asarray(array, dtype=np.float32) for name, array in weights.items()}
        self._role_temperature = role_temperature
        self._role_bias = np.array(role_bias, dtype=np.float32)
        self._link_temperature = link_temperature
        self._type_bias = np.array(type_bias, dtype=np.float32)
        self._voices = sum(name.endswith(".relation.weight") for name in self._weights)

    def at(
        self,
        role_temperature: float,
        link_temperature: float,
        role_bias: Sequence[float],
        type_bias: Sequence[float] = (0.0,) * len(PROPOSITION_LABELS),
    ) -> "Heads":
        """The same heads with other temperatures and other biases."""
        return Heads(self._weights, role_temperature, link_temperature, role_bias, type_bias)

    @property
    def width(self) -> int:
        """How many columns a vector has."""
        return int(self._weights["inner.weight"].shape[1]) + MEANING

    def roles(self, vectors: Floats) -> Floats:
        """Calibrated probabilities, one row a passage, in the order of `ROLE_LABELS`."""
        return _softmax(self.role_logits(vectors) / self._role_temperature + self._role_bias)

    def role_logits(self, vectors: Floats) -> Floats:
        """What the probabilities of roles are made of, before temperature and bias."""
        return self._labels("gold", vectors)

    def propositions(self, vectors: Floats) -> Floats:
        """Probabilities, one row a passage, in the order of `PROPOSITION_LABELS`."""
        return _softmax(self.type_logits(vectors) + self._type_bias)

    def type_logits(self, vectors: Floats) -> Floats:
        """What those probabilities are made of, before the bias."""
        return self._labels("cdcp", vectors)

    def comment(self, vectors: Floats, paragraphs: Sequence[int]) -> tuple[Floats, Integers, Floats]:
        """Types and possible reasons in one comment, as CDCP has them.

        Returns:
            Probabilities of the types, all pairs of units, and how likely the first of each pair is a reason for the
            second, given the likeliest types.
        """
        probabilities = self.propositions(vectors)
        likeliest = np.eye(len(PROPOSITION_LABELS), dtype=np.float32)[probabilities.argmax(axis=1)]
        pairs = candidate_pairs(range(len(vectors)))
        features = pair_features(pairs, paragraphs)
        related = self.links(vectors, pairs, features, roles_of_propositions(likeliest), family="cdcp")
        return probabilities, pairs, related[:, LINK_LABELS.index("supports")]

    def instruments(self, vectors: Floats) -> Floats:
        """Probabilities, one row a passage, of the instruments of what it asks for, in the order of `INSTRUMENTS`."""
        return _softmax(self._linear("instrument", vectors[:, MEANING:]))

    def _labels(self, family: str, vectors: Floats) -> Floats:
        hidden = self._hidden(vectors)
        return self._linear(f"label.{family}", hidden) + self._linear(f"direct.{family}", vectors[:, MEANING:])

    def links(
        self,
        vectors: Floats,
        pairs: Integers,
        features: Integers,
        roles: Floats | None = None,
        family: str = FAMILIES[0],
    ) -> Floats:
        """Calibrated probabilities, one row a pair, in the order of `LINK_LABELS`.

        The targets of one premise compete with each other and with "no target at all", so all pairs
        of a premise have to be given at once.

        Args:
            vectors: The whole document's vectors.
            pairs: Premise and target positions, see `candidate_pairs`.
            features: See `pair_features`.
            roles: Role probabilities to go by; the head's own when None.
            family: One of `FAMILIES`, whose habits of linking are followed.
        """
        if len(pairs) == 0:
            return np.empty((0, len(LINK_LABELS)), dtype=np.float32)
        known = self.roles(vectors) if roles is None else np.asarray(roles, dtype=np.float32)
        habit = np.eye(len(FAMILIES), dtype=np.float32)[FAMILIES.index(family)]
        inputs = with_habit(pair_inputs(vectors, pairs, features, known), habit)
        states = np.concatenate([unit_vectors(vectors), self._hidden(vectors)], axis=1)
        alone = with_habit(np.concatenate([states, known], axis=1), habit)
        shares = [self._shares(f"link{number}", states, alone, inputs, pairs) for number in range(self._voices)]
        related = np.mean(shares, axis=0)
        return np.concatenate([1 - related.sum(axis=1, keepdims=True), related], axis=1).astype(np.float32)

    def _linear(self, name: str, inputs: Floats) -> Floats:
        return np.asarray(inputs @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32)

    def _hidden(self, vectors: Floats) -> Floats:
        hidden = np.maximum(self._linear("inner", vectors[:, MEANING:]), 0)
        for name in ("near", "far"):
            hidden = hidden + np.maximum(self._convolved(name, hidden), 0)
        return np.asarray(hidden, dtype=np.float32)

    def _convolved(self, name: str, hidden: Floats) -> Floats:
        kernel = self._weights[f"{name}.weight"]
        reach = kernel.shape[2] // 2
        padded = np.pad(hidden, ((reach, reach), (0, 0)))
        total = np.tile(self._weights[f"{name}.bias"], (len(hidden), 1))
        for shift in range(kernel.shape[2]):
            total += padded[shift : shift + len(hidden)] @ kernel[:, :, shift].T
        return total

    def _shares(self, name: str, states: Floats, alone: Floats, inputs: Floats, pairs: Integers) -> Floats:
        left, right = self._linear(f"{name}.premise", states), self._linear(f"{name}.target", states)
        parts = []
        for start in range(0, len(pairs), _PAIRS_AT_ONCE):
            chosen = slice(start, start + _PAIRS_AT_ONCE)
            parts.append(self._scored(name, left[pairs[chosen, 0]], right[pairs[chosen, 1]], inputs[chosen]))
        nothing = self._linear(f"{name}.nothing", alone)[:, 0]
        heat = self._link_temperature
        return _competing(np.concatenate(parts) / heat, nothing / heat, pairs[:, 0])

    def _scored(self, name: str, left: Floats, right: Floats, inputs: Floats) -> Floats:
        joined = np.concatenate([left, right, left * right, inputs], axis=1)
        inner = np.maximum(self._linear(f"{name}.inner", joined), 0)
        return self._linear(f"{name}.relation", inner) + self._linear(f"{name}.direct", inputs)


def decode(probabilities: Floats, pairs: Integers, roles: Sequence[str], thresholds: Mapping[str, float]) -> list[Link]:
    """The best target of each premise, where its probability reaches the relation's threshold.

    Args:
        probabilities: From `Heads.links`.
        pairs: The pairs they belong to.
        roles: The role of each passage; `other` takes no part in links, and only a recommendation is
            part of another.
        thresholds: The least probability of each relation.
    """
    best: dict[int, Link] = {}
    for row, (premise, target) in zip(probabilities, pairs, strict=True):
        link = _strongest(row, int(premise), int(target), roles, thresholds)
        if link is not None and (link.premise not in best or link.confidence > best[link.premise].confidence):
            best[link.premise] = link
    return [best[premise] for premise in sorted(best)]


def best_targets(probabilities: Floats, pairs: Integers, threshold: float) -> tuple[Link, ...]:
    """The likeliest target of each premise as its support, where the probability reaches the threshold."""
    best: dict[int, Link] = {}
    for chance, (premise, target) in zip(probabilities, pairs, strict=True):
        link = Link(int(premise), int(target), "supports", float(chance))
        if chance >= threshold and (link.premise not in best or link.confidence > best[link.premise].confidence):
            best[link.premise] = link
    return tuple(best[premise] for premise in sorted(best))


def _strongest(
    row: Floats, premise: int, target: int, roles: Sequence[str], thresholds: Mapping[str, float]
) -> Link | None:
    if "other" in (roles[premise], roles[target]):
        return None
    both_ask = roles[premise] == roles[target] == "recommendation"
    allowed = [name for name in LINK_LABELS[1:] if name != "part_of" or both_ask]
    relation = max(allowed, key=lambda name: float(row[LINK_LABELS.index(name)]))
    confidence = float(row[LINK_LABELS.index(relation)])
    return Link(premise, target, relation, confidence) if confidence >= thresholds[relation] else None


def _softmax(logits: Floats) -> Floats:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


def _competing(scores: Floats, nothing: Floats, premises: Integers) -> Floats:
    """A softmax over all relations of all targets of a premise, and over having no target."""
    highest = nothing.astype(np.float64)
    np.maximum.at(highest, premises, scores.max(axis=1))
    shares = np.exp(scores - highest[premises][:, None])
    total = np.exp(nothing - highest)
    np.add.at(total, premises, shares.sum(axis=1))
    return np.asarray(shares / total[premises][:, None], dtype=np.float32)
