"""Measures an exported encoder on documents it was not trained on.

    python -m ingest.training.encoder_measure --data DIR --gold GOLD [--model FOLDER] [--fold 0 --folds 10]

The figures in `docs/reference/model-card.md` come from here.
"""

import csv
import itertools
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np

from ingest.encoder import Encoder
from ingest.encoder_heads import PROPOSITION_LABELS, Floats, unit_vectors
from ingest.evaluation.calibration import calibration_error
from ingest.training.encoder_fit import (
    DISPUTE,
    Scored,
    comment_links,
    comments,
    label_counts,
    link_counts,
    macro_f1,
    pair_table,
    reliability,
    role_counts,
    role_probabilities,
    scored_by,
)
from ingest.training.gold import AnnotatedDocument, held_out, read_cdcp, read_gold


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
        "expected calibration error": round(calibration_error(reliability(*role_probabilities(scored))), 3),
        "links": links,
    }


def cdcp_figures(scored: Sequence[Scored], threshold: float) -> dict[str, object]:
    """Types of units and links on CDCP comments, links with the types that were found."""
    found = comments(scored)
    guesses = [label for comment in found for label in comment.labels]
    counts = label_counts(guesses, [label for item in scored for label in item.document.labels], PROPOSITION_LABELS)
    return {
        "types": {label: counted.row() for label, counted in counts.items()},
        "macro F1": round(macro_f1(counts), 3),
        "links": comment_links(found, threshold).row(),
    }


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
    return [(row[key], unit_vectors(encoder.encode([row[column]], [0]))[0]) for row in rows]


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
@click.option("--fold", default=0, show_default=True, help="The fold that the model was not trained on.")
@click.option("--folds", default=10, show_default=True)
def main(data: Path, gold: Path, model: Path | None, fold: int, folds: int) -> None:
    """Measure an exported model on the development documents, held-out training documents and comments."""
    encoder = Encoder.load(model)
    dev = read_gold(gold / "dev")
    unseen = held_out(read_gold(gold / "train"), fold, folds)
    spoken = held_out(read_cdcp(data / "cdcp/train.jsonl"), fold, folds)
    speeds = {str(threads): passages_per_second(model, dev, threads) for threads in (1, 2)}
    result = {
        "model": encoder.digest,
        "dev": figures(scored_by(encoder, dev), encoder.thresholds),
        "held out of training": figures(scored_by(encoder, unseen), encoder.thresholds),
        "cdcp, held out": cdcp_figures(scored_by(encoder, spoken), encoder.thresholds["reason"]),
        "likeness": round(likeness_area(encoder, data / "ibm_argkp"), 3),
        "passages a second by threads": speeds,
    }
    click.echo(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
