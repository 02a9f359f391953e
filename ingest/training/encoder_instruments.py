"""Trains the instrument head on the vectors of an exported encoder, and adds it to the exported files.

    python -m ingest.training.encoder_instruments --data DIR --gold GOLD --model ingest/model/encoder

A linear head over the vectors of the recommendations of gold training and silver documents. How strongly its weights
are held down is chosen over folds of documents.
"""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
import torch  # type: ignore[import-not-found]
from torch import nn
from torch.nn import functional  # type: ignore[import-not-found]

from ingest.encoder import Encoder
from ingest.encoder_heads import INSTRUMENTS, MEANING, Floats, Integers
from ingest.training.encoder_export import write_heads
from ingest.training.gold import AnnotatedDocument, read_gold
from ingest.training.silver import read_silver

logger = logging.getLogger(__name__)
_DECAYS = (0.0003, 0.001, 0.003, 0.01, 0.03)
_FOLDS = 5


def examples(encoder: Encoder, documents: Sequence[AnnotatedDocument]) -> tuple[Floats, Integers, Integers]:
    """Vectors of recommendations, their instruments by number, and the number of their document."""
    rows, truth, owners = [], [], []
    for number, document in enumerate(documents):
        vectors = encoder.encode(document.texts, document.paragraphs)
        for vector, instrument in zip(vectors, document.instruments, strict=True):
            if instrument is not None:
                rows.append(vector[MEANING:])
                truth.append(INSTRUMENTS.index(instrument))
                owners.append(number)
    return np.stack(rows), np.array(truth), np.array(owners)


def trained_head(rows: Floats, truth: Integers, decay: float) -> nn.Linear:
    """A linear head, its weights held down by `decay` times half their squares."""
    torch.manual_seed(1)
    head = nn.Linear(rows.shape[1], len(INSTRUMENTS))
    nn.init.zeros_(head.weight)
    inputs, answers = torch.from_numpy(rows), torch.from_numpy(truth)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = functional.cross_entropy(head(inputs), answers) + decay / 2 * head.weight.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return head


def accuracy(head: nn.Linear, rows: Floats, truth: Integers) -> float:
    """The share of the recommendations whose instrument is right."""
    with torch.no_grad():
        return float((head(torch.from_numpy(rows)).argmax(dim=1).numpy() == truth).mean())


def chosen_decay(rows: Floats, truth: Integers, owners: Integers) -> tuple[float, float]:
    """The decay that is best over folds of documents, and how good it is there."""
    scores = {}
    for decay in _DECAYS:
        parts = []
        for fold in range(_FOLDS):
            out = owners % _FOLDS == fold
            parts.append(accuracy(trained_head(rows[~out], truth[~out], decay), rows[out], truth[out]))
        scores[decay] = float(np.mean(parts))
    best = max(scores, key=lambda decay: scores[decay])
    return best, scores[best]


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=_FOLDER, required=True)
@click.option("--gold", type=_FOLDER, required=True)
@click.option("--model", type=_FOLDER, required=True)
def main(data: Path, gold: Path, model: Path) -> None:
    """Train the instrument head and write it into the model's folder."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    encoder = Encoder.load(model)
    rows, truth, owners = examples(encoder, [*read_gold(gold / "train"), *read_silver(data)])
    decay, inside = chosen_decay(rows, truth, owners)
    head = trained_head(rows, truth, decay)
    dev, answers, _ = examples(encoder, read_gold(gold / "dev"))
    report = {"decay": decay, "folds": round(inside, 3), "dev": round(accuracy(head, dev, answers), 3)}
    logger.info("%s", json.dumps(report | {"recommendations": len(truth)}))
    with np.load(model / "heads.npz", allow_pickle=False) as stored:
        weights: dict[str, Floats] = {name: stored[name].astype(np.float32) for name in stored.files}
    weights |= {"instrument.weight": head.weight.detach().numpy(), "instrument.bias": head.bias.detach().numpy()}
    write_heads(weights, model / "heads.npz")


if __name__ == "__main__":
    main()
