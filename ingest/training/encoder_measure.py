"""Measures an exported encoder on documents it was not trained on, and fits temperatures and thresholds.

    python -m ingest.training.encoder_measure --data DIR --gold GOLD [--model FOLDER]

The figures in `docs/reference/model-card.md` come from here.
"""

import csv
import itertools
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from ingest.encoder import Encoder, contexts_of
from ingest.encoder_heads import (
    LINK_LABELS,
    ROLE_LABELS,
    Floats,
    Heads,
    Integers,
    Link,
    candidate_pairs,
    decode,
    pair_features,
    unit_vectors,
)
from ingest.training.gold import CDCP_AS_ROLE, AnnotatedDocument, held_out, read_cdcp, read_gold

DISPUTE = ("supports", "attacks")
_TEMPERATURES = np.geomspace(0.5, 3.0, 26)
_THRESHOLDS = np.arange(0.02, 0.6, 0.03)


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


def role_counts(scored: Sequence[Scored], names: Mapping[str, str] | None = None) -> dict[str, Counts]:
    """Per role, over all passages; `names` translates a foreign label set."""
    right, given, true = Counter[str](), Counter[str](), Counter[str]()
    for item in scored:
        for guess, label in zip(predicted_roles(item), item.document.labels, strict=True):
            gold = label if names is None else names[label]
            given[guess] += 1
            true[gold] += 1
            right[gold] += guess == gold
    return {role: Counts(right[role], given[role], true[role]) for role in ROLE_LABELS}


def macro_f1(counts: Mapping[str, Counts]) -> float:
    """The mean F1 of the three real roles."""
    return float(np.mean([counts[role].f1 for role in ROLE_LABELS if role != "other"]))


def predicted_roles(item: Scored) -> list[str]:
    """The likeliest role of each passage."""
    return [ROLE_LABELS[best] for best in item.heads.roles(item.vectors).argmax(axis=1)]


def calibration_error(probabilities: Floats, truth: Integers, bins: int = 10) -> float:
    """Expected calibration error: how far confidence is from accuracy, on average over equal bins."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        (place == bin_).sum() * abs(confidence[place == bin_].mean() - right[place == bin_].mean())
        for bin_ in range(bins)
        if (place == bin_).any()
    ]
    return float(sum(gaps) / len(truth))


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


def fitted_role_temperature(scored: Sequence[Scored]) -> float:
    """The temperature of the role head that makes held-out answers likeliest."""
    return float(min(_TEMPERATURES, key=lambda value: _role_surprise(scored, float(value))))


def fitted_link_temperature(scored: Sequence[Scored]) -> float:
    """The same for the link head."""
    return float(min(_TEMPERATURES, key=lambda value: _link_surprise(scored, float(value))))


def with_temperatures(scored: Sequence[Scored], role: float, link: float) -> list[Scored]:
    """The same documents under other temperatures."""
    return [Scored(item.document, item.vectors, item.heads.at(role, link)) for item in scored]


def _role_surprise(scored: Sequence[Scored], temperature: float) -> float:
    rows, truth = role_probabilities(with_temperatures(scored, temperature, 1.0))
    return float(-np.log(np.maximum(rows[np.arange(len(truth)), truth], 1e-9)).mean())


def _link_surprise(scored: Sequence[Scored], temperature: float) -> float:
    total = [_document_surprise(item) for item in with_temperatures(scored, 1.0, temperature)]
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


def figures(scored: Sequence[Scored], thresholds: Mapping[str, float]) -> dict[str, object]:
    """Everything that is said about gold documents."""
    counts = role_counts(scored)
    tables = {
        "gold roles": [pair_table(item, True) for item in scored],
        "predicted roles": [pair_table(item, False) for item in scored],
    }
    links = {
        f"{name}, {relation}": link_counts(chosen, thresholds, kinds).row()
        for (name, chosen), (relation, kinds) in itertools.product(
            tables.items(), {"supports and attacks": DISPUTE, "attacks": ("attacks",), "part_of": ("part_of",)}.items()
        )
    }
    return {
        "roles": {role: counted.row() for role, counted in counts.items()},
        "macro F1 of the three roles": round(macro_f1(counts), 3),
        "expected calibration error": round(calibration_error(*role_probabilities(scored)), 3),
        "links": links,
    }


def cdcp_figures(scored: Sequence[Scored], thresholds: Mapping[str, float]) -> dict[str, object]:
    """How the gold heads do on CDCP comments, by the nearest roles and with predicted roles for links."""
    counts = role_counts(scored, CDCP_AS_ROLE)
    tables = [pair_table(item, False) for item in scored]
    return {
        "roles": {role: counted.row() for role, counted in counts.items() if role != "other"},
        "macro F1 of the three roles": round(macro_f1(counts), 3),
        "links": link_counts(tables, thresholds, ("supports",)).row(),
    }


def scored_by(encoder: Encoder, documents: Sequence[AnnotatedDocument]) -> list[Scored]:
    """The documents as the run-time encoder sees them."""
    items = []
    for document in documents:
        contexts = contexts_of(document.texts, document.paragraphs)
        items.append(Scored(document, encoder.encode(document.texts, contexts), encoder.heads))
    return items


def likeness_area(encoder: Encoder, folder: Path) -> float:
    """Area under the curve: how well the cosine tells matching from other argument and key point pairs."""
    with (folder / "labels_dev.csv").open(encoding="utf-8") as lines:
        labels = [(row["arg_id"], row["key_point_id"], row["label"] == "1") for row in csv.DictReader(lines)]
    vectors = dict(_named(encoder, folder / "arguments_dev.csv", "arg_id", "argument"))
    vectors |= dict(_named(encoder, folder / "key_points_dev.csv", "key_point_id", "key_point"))
    cosines = np.array([float(vectors[left] @ vectors[right]) for left, right, _ in labels])
    matching = np.array([label for _, _, label in labels])
    ranks = np.empty(len(cosines))
    ranks[cosines.argsort()] = np.arange(1, len(cosines) + 1)
    positives = int(matching.sum())
    above = ranks[matching].sum() - positives * (positives + 1) / 2
    return float(above / (positives * (len(matching) - positives)))


def _named(encoder: Encoder, path: Path, key: str, column: str) -> list[tuple[str, Floats]]:
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    vectors = unit_vectors(encoder.encode([row[column] for row in rows], [""] * len(rows)))
    return [(row[key], vector) for row, vector in zip(rows, vectors, strict=True)]


def passages_per_second(model: Path | None, documents: Sequence[AnnotatedDocument], threads: int) -> dict[str, int]:
    """Encoding speed over whole documents, by the clock and by the processor's time."""
    encoder = Encoder.load(model, threads)
    clock, processor = time.perf_counter(), time.process_time()
    count = sum(len(item.vectors) for item in scored_by(encoder, documents))
    took = {"clock": time.perf_counter() - clock, "processor": time.process_time() - processor}
    return {name: round(count / seconds) for name, seconds in took.items()}


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--model", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(data: Path, gold: Path, model: Path | None) -> None:
    """Measure an exported model on the development documents and on held-out CDCP comments."""
    encoder = Encoder.load(model)
    dev = read_gold(gold / "dev")
    comments = held_out(read_cdcp(data / "cdcp/train.jsonl"), 0, 10)
    speeds = {str(threads): passages_per_second(model, dev, threads) for threads in (1, 2)}
    result = {
        "model": encoder.digest,
        "dev": figures(scored_by(encoder, dev), encoder.thresholds),
        "cdcp": cdcp_figures(scored_by(encoder, comments), encoder.thresholds),
        "likeness": round(likeness_area(encoder, data / "ibm_argkp"), 3),
        "passages a second by threads": speeds,
    }
    click.echo(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
