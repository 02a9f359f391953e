"""Fits temperatures and thresholds of the encoder's heads on documents that it was not trained on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.encoder import Encoder
from ingest.encoder_heads import (
    LINK_LABELS,
    PROPOSITION_LABELS,
    ROLE_LABELS,
    Floats,
    Heads,
    Integers,
    Link,
    best_targets,
    candidate_pairs,
    decode,
    pair_features,
)
from ingest.evaluation.calibration import BINS, Bin, bin_of
from ingest.training.gold import AnnotatedDocument

DISPUTE = ("supports", "attacks")
_FEWEST = 20
_TEMPERATURES = np.geomspace(0.5, 3.0, 26)
_THRESHOLDS = np.arange(0.02, 0.7, 0.02)


@dataclass(frozen=True)
class Scored:
    """One document with its vectors and the heads that go with them."""

    document: AnnotatedDocument
    vectors: Floats
    heads: Heads


@dataclass(frozen=True)
class Counts:
    """How often a label was right, given in all, and there to be found."""

    right: int
    given: int
    true: int

    @property
    def precision(self) -> float:
        """The share of the given that is right."""
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """The share of the true that was given."""
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.given + self.true) if self.given + self.true else 0.0

    def row(self) -> dict[str, float]:
        """The three figures, rounded."""
        figures = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {name: round(value, 3) for name, value in figures.items()} | {"true": self.true}


def role_counts(scored: Sequence[Scored]) -> dict[str, Counts]:
    """Per role, over all passages."""
    guesses = [guess for item in scored for guess in predicted_roles(item)]
    return label_counts(guesses, [label for item in scored for label in item.document.labels], ROLE_LABELS)


def label_counts(guesses: Sequence[str], truth: Sequence[str], labels: Sequence[str]) -> dict[str, Counts]:
    """Per label, how often it was given, and right."""
    given, true = Counter(guesses), Counter(truth)
    right = Counter(guess for guess, gold in zip(guesses, truth, strict=True) if guess == gold)
    return {label: Counts(right[label], given[label], true[label]) for label in labels}


def macro_f1(counts: Mapping[str, Counts]) -> float:
    """The mean F1 of all labels but `other`."""
    return float(np.mean([count.f1 for label, count in counts.items() if label != "other"]))


def predicted_roles(item: Scored) -> list[str]:
    """The likeliest role of each passage."""
    return [ROLE_LABELS[best] for best in item.heads.roles(item.vectors).argmax(axis=1)]


def reliability(probabilities: Floats, truth: Integers) -> list[Bin]:
    """The likeliest answers by confidence: how sure they are in each bin, and how many are right."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    place = np.array([bin_of(float(value)) for value in confidence])
    return [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=int((place == number).sum()),
            confidence=float(confidence[place == number].mean()),
            accuracy=float(right[place == number].mean()),
        )
        for number in sorted(set(place.tolist()))
    ]


def role_probabilities(scored: Sequence[Scored]) -> tuple[Floats, Integers]:
    """All probabilities and the indexes of the true roles, over gold documents."""
    rows = np.concatenate([item.heads.roles(item.vectors) for item in scored])
    truth = [ROLE_LABELS.index(label) for item in scored for label in item.document.labels]
    return rows, np.array(truth)


@dataclass(frozen=True)
class PairTable:
    """The pairs of one document with their probabilities and the roles they were judged by."""

    document: AnnotatedDocument
    pairs: Integers
    probabilities: Floats
    roles: list[str]

    def links(self, thresholds: Mapping[str, float]) -> list[Link]:
        """What decoding keeps."""
        return decode(self.probabilities, self.pairs, self.roles, thresholds)


def pair_table(item: Scored, gold_roles: bool) -> PairTable:
    """All pairs among passages that are not `other`, by the given roles or by the head's own."""
    known = (
        np.eye(4, dtype=np.float32)[[ROLE_LABELS.index(label) for label in item.document.labels]]
        if gold_roles
        else None
    )
    roles = list(item.document.labels) if gold_roles else predicted_roles(item)
    pairs = candidate_pairs([place for place, role in enumerate(roles) if role != "other"])
    features = pair_features(pairs, item.document.paragraphs)
    return PairTable(item.document, pairs, item.heads.links(item.vectors, pairs, features, known), roles)


def link_counts(tables: Sequence[PairTable], thresholds: Mapping[str, float], relations: Sequence[str]) -> Counts:
    """Over all documents, a link being right when premise, target and relation are."""
    right = given = true = 0
    for table in tables:
        found = {(link.premise, link.target, link.relation) for link in table.links(thresholds)}
        found = {link for link in found if link[2] in relations}
        gold = {link for link in table.document.links if link[2] in relations}
        right, given, true = right + len(found & gold), given + len(found), true + len(gold)
    return Counts(right, given, true)


def fitted_roles(scored: Sequence[Scored], steps: int = 3000) -> tuple[float, list[float]]:
    """Temperature and bias of the role head that make held-out answers likeliest; the bias of `claim` is 0.

    This is bias-corrected temperature scaling (Alexandari, Kundaje and Shrikumar 2020). The surprise is convex in both,
    so that plain descent finds the best.
    """
    logits = np.concatenate([item.heads.role_logits(item.vectors) for item in scored]).astype(np.float64)
    truth = np.array([ROLE_LABELS.index(label) for item in scored for label in item.document.labels])
    factor, bias = _scaled(logits, np.eye(len(ROLE_LABELS))[truth], steps)
    bias -= bias[ROLE_LABELS.index("claim")]
    return 1 / factor, [round(float(value), 3) for value in bias]


def fitted_types(scored: Sequence[Scored], steps: int = 3000) -> list[float]:
    """The bias of the types of propositions that makes those of held-out comments likeliest; of `value` it is 0.

    A type of which too few are there to tell by keeps a bias of 0.
    """
    logits = np.concatenate([item.heads.type_logits(item.vectors) for item in scored]).astype(np.float64)
    truth = np.array([PROPOSITION_LABELS.index(label) for item in scored for label in item.document.labels])
    factor, bias = _scaled(logits, np.eye(len(PROPOSITION_LABELS))[truth], steps)
    bias = (bias - bias[PROPOSITION_LABELS.index("value")]) / factor
    bias[np.bincount(truth, minlength=len(bias)) < _FEWEST] = 0
    return [round(float(value), 3) for value in bias]


def _scaled(logits: NDArray[np.float64], answers: NDArray[np.float64], steps: int) -> tuple[float, NDArray[np.float64]]:
    factor, bias = 1.0, np.zeros(logits.shape[1])
    for _ in range(steps):
        scaled = factor * logits + bias
        chances = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        error = chances / chances.sum(axis=1, keepdims=True) - answers
        factor -= 0.05 * float((error * logits).sum(axis=1).mean())
        bias -= 0.5 * error.mean(axis=0)
    return factor, bias


def fitted_link_temperature(scored: Sequence[Scored]) -> float:
    """The same for the link head."""
    return float(min(_TEMPERATURES, key=lambda value: _link_surprise(scored, float(value))))


def with_settings(
    scored: Sequence[Scored],
    role: float,
    link: float,
    bias: Sequence[float],
    types: Sequence[float] = (0.0,) * len(PROPOSITION_LABELS),
) -> list[Scored]:
    """The same documents with other temperatures and other biases."""
    return [Scored(item.document, item.vectors, item.heads.at(role, link, bias, types)) for item in scored]


def _link_surprise(scored: Sequence[Scored], temperature: float) -> float:
    total = [_document_surprise(item) for item in with_settings(scored, 1.0, temperature, (0.0,) * len(ROLE_LABELS))]
    return float(np.concatenate(total).mean())


def _document_surprise(item: Scored) -> Floats:
    """For each passage that may be a premise, how unexpected its true answer is."""
    table = pair_table(item, gold_roles=True)
    likely: dict[int, float] = {}
    nothing: dict[int, float] = {}
    gold = set(item.document.links)
    for (premise, target), row in zip(table.pairs, table.probabilities, strict=True):
        here = sum(float(row[LINK_LABELS.index(name)]) for name in LINK_LABELS[1:] if (premise, target, name) in gold)
        likely[int(premise)] = likely.get(int(premise), 0.0) + here
        nothing[int(premise)] = nothing.get(int(premise), 1.0) - float(row[1:].sum())
    linked = {premise for premise, _, _ in gold}
    chances = [likely[place] if place in linked else nothing[place] for place in sorted(likely)]
    return -np.log(np.maximum(np.array(chances, dtype=np.float32), 1e-6))


def fitted_thresholds(tables: Sequence[PairTable]) -> dict[str, float]:
    """The least probabilities that give the best F1, of `part_of` for itself, of the others together."""
    best = {"supports": 0.3, "attacks": 0.3, "part_of": 0.3}
    for _ in range(2):
        for name, relations in (("supports", DISPUTE), ("attacks", DISPUTE), ("part_of", ("part_of",))):
            tried = {float(value): best | {name: float(value)} for value in _THRESHOLDS}
            # Of equal ones the highest: a relation that is never right should need much to be said.
            best = max(tried.items(), key=lambda item: (link_counts(tables, item[1], relations).f1, item[0]))[1]
    return {name: round(value, 2) for name, value in best.items()}


def scored_by(encoder: Encoder, documents: Sequence[AnnotatedDocument]) -> list[Scored]:
    """The documents as the run-time encoder sees them."""
    return [
        Scored(document, encoder.encode(document.texts, document.paragraphs), encoder.heads) for document in documents
    ]


@dataclass(frozen=True)
class Comment:
    """One CDCP comment as the encoder sees it: types, pairs of units, and how likely each pair is a link."""

    document: AnnotatedDocument
    labels: list[str]
    pairs: Integers
    chances: Floats


def comments(scored: Sequence[Scored]) -> list[Comment]:
    """Types and possible links of each comment, links by the types that were found."""
    return [_comment(item) for item in scored]


def _comment(item: Scored) -> Comment:
    probabilities, pairs, chances = item.heads.comment(item.vectors, item.document.paragraphs)
    labels = [PROPOSITION_LABELS[place] for place in probabilities.argmax(axis=1)]
    return Comment(item.document, labels, pairs, chances)


def comment_links(found: Sequence[Comment], threshold: float) -> Counts:
    """Directed pairs, whatever kind of link."""
    right = given = true = 0
    for comment in found:
        links = {(link.premise, link.target) for link in best_targets(comment.chances, comment.pairs, threshold)}
        gold = {(premise, target) for premise, target, _ in comment.document.links}
        right, given, true = right + len(links & gold), given + len(links), true + len(gold)
    return Counts(right, given, true)


def fitted_settings(
    encoder: Encoder,
    unseen: Sequence[AnnotatedDocument],
    spoken: Sequence[AnnotatedDocument],
    choosing: Sequence[AnnotatedDocument],
) -> dict[str, object]:
    """Temperatures, bias, and the thresholds that give the best F1.

    Args:
        encoder: The exported network, its heads as they were trained.
        unseen: Gold documents that it was not trained on, for temperatures and bias.
        spoken: CDCP comments that it was not trained on, for their threshold.
        choosing: Gold documents on which the thresholds of links are chosen.
    """
    scored = scored_by(encoder, unseen)
    role, bias = fitted_roles(scored)
    link = fitted_link_temperature(scored)
    chosen = with_settings(scored_by(encoder, choosing), role, link, bias)
    thresholds = fitted_thresholds([pair_table(item, gold_roles=False) for item in chosen])
    said = scored_by(encoder, spoken)
    types = fitted_types(said)
    found = comments(with_settings(said, role, link, bias, types))
    reason = max(_THRESHOLDS, key=lambda value: comment_links(found, float(value)).f1)
    return {
        "role_temperature": round(role, 4),
        "role_bias": bias,
        "type_bias": types,
        "link_temperature": round(link, 4),
        "thresholds": thresholds | {"reason": round(float(reason), 2)},
    }
