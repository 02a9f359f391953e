"""A larger encoder that the small one learns from: MPNet with the heads of `ingest.training.encoder_model`.

    python -m ingest.training.teacher --base DIR --data DIR --gold GOLD --out OUT [--fold 0 --folds 10] [--seed 1]

It has eight times as many weights as the encoder that is delivered and is never delivered itself. It learns from the
same annotated documents and then answers for passages that nobody annotated, see `ingest.training.answers`.

MPNet (Song, Tan, Qin, Lu and Liu 2020) cuts words as BERT does, and its numbers of pieces are BERT's plus four. Its
layers add to the attention scores a weight for the distance between two pieces, which all layers share.
"""

import logging
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
import torch  # type: ignore[import-not-found]
from safetensors.torch import load_file  # type: ignore[import-not-found]
from torch import Tensor, nn
from torch.nn import functional  # type: ignore[import-not-found]

from ingest.encoder_heads import MEANING
from ingest.pieces import CLS, SEP, Pieces
from ingest.training.encoder import (
    PAIR_INPUTS,
    Network,
    Plan,
    base_parts,
    by_family,
    one_epoch,
    prepare,
    seeded,
    train,
    training_documents,
)
from ingest.training.encoder_model import TrainedHeads
from ingest.windows import Window

WIDTH, LAYERS, ATTENTION_HEADS, INNER, PLACES, VOCABULARY = 768, 12, 12, 3072, 514, 30527
_SHIFT, _FIRST_PLACE = 4, 2
TEACHER_CORE = 340
"""Word pieces of a window's own passages: more than the encoder reads at once, for the margins cost less so."""
_DISTANCES, _FAR = 32, 128
_SPECIAL = {CLS: 0, SEP: 2}


class Layer(nn.Module):  # type: ignore[misc]
    """One transformer layer of MPNet."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mix = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.widen, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.after_attention, self.after_dense = (nn.LayerNorm(WIDTH, eps=1e-5) for _ in range(2))
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """The next states; `bias` is added to the attention scores."""
        query, key, value = (self._split(part(states)) for part in (self.query, self.key, self.value))
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        seen = seen.transpose(1, 2).reshape(states.shape[0], -1, WIDTH)
        states = self.after_attention(states + self.dropout(self.mix(seen)))
        return self.after_dense(states + self.dropout(self.narrow(functional.gelu(self.widen(states)))))

    def _split(self, states: Tensor) -> Tensor:
        return states.reshape(states.shape[0], -1, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS).transpose(1, 2)


class MPNet(nn.Module):  # type: ignore[misc]
    """Numbers of word pieces to states of word pieces."""

    def __init__(self, dropout: float = 0.0) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.normal = nn.LayerNorm(WIDTH, eps=1e-5)
        self.distance = nn.Embedding(_DISTANCES, ATTENTION_HEADS)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.kinds.weight)

    def forward(self, ids: Tensor, kinds: Tensor, blocked: Tensor) -> Tensor:
        """States (n, length, 768) of ids (n, length); for the rest see `encoder_model.Bert.forward`."""
        length = ids.shape[1]
        places = self.places(torch.arange(_FIRST_PLACE, _FIRST_PLACE + length).clamp(max=PLACES - 1))
        states = self.dropout(self.normal(self.words(ids) + places + self.kinds(kinds)))
        bias = self.distance(distance_buckets(length)).permute(2, 0, 1)[None] + blocked
        for layer in self.layers:
            states = layer(states, bias)
        return states

    def load_base(self, weights: Mapping[str, Tensor]) -> None:
        """Take over the published weights of all-mpnet-base-v2."""
        kept = {_base_name(name): array for name, array in weights.items() if _base_name(name)}
        self.load_state_dict(kept | {"kinds.weight": self.kinds.weight})

    def freeze(self, layers: int) -> None:
        """Keep the words, their places and the lowest layers as they are."""
        for part in (self.words, self.places, self.normal, self.distance, *self.layers[:layers]):
            part.requires_grad_(False)


def distance_buckets(length: int) -> Tensor:
    """The class of the distance between any two places, (length, length), as T5 and MPNet class them.

    Half of the classes are for places further on; near distances have their own, far ones share them by logarithm.
    """
    places = torch.arange(length)
    back = places[:, None] - places[None, :]
    half = _DISTANCES // 2
    near = half // 2
    size = back.abs()
    scale = torch.log(size.clamp(min=1).float() / near) / np.log(_FAR / near)
    far = (near + (scale * (half - near)).long()).clamp(max=half - 1)
    return (back < 0).long() * half + torch.where(size < near, size, far)


_RENAMED = {
    "embeddings.word_embeddings": "words",
    "embeddings.position_embeddings": "places",
    "embeddings.LayerNorm": "normal",
    "encoder.relative_attention_bias": "distance",
    "attention.attn.q": "query",
    "attention.attn.k": "key",
    "attention.attn.v": "value",
    "attention.attn.o": "mix",
    "attention.LayerNorm": "after_attention",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "after_dense",
}


def _base_name(name: str) -> str:
    if name.startswith("pooler") or name.endswith("position_ids"):
        return ""
    stem, kind = name.rsplit(".", 1)
    if not stem.startswith("encoder.layer."):
        return f"{_RENAMED[stem]}.{kind}"
    _, _, number, part = stem.split(".", 3)
    return f"layers.{number}.{_RENAMED[part]}.{kind}"


class TeacherBody(nn.Module):  # type: ignore[misc]
    """As `encoder_model.Body`, around MPNet; its vectors are twice as wide but for the part that compares."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = MPNet()
        self.like = nn.Linear(WIDTH, MEANING)

    def pooled(self, states: Tensor, pooled: Tensor, ends: Tensor) -> Tensor:
        """The vectors out of the states of one window."""
        mean = pooled @ states
        return torch.cat([self.like(mean), mean, states[ends]], dim=1)


class Teacher(Network):
    """Encoder and heads of the teacher."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__(pieces, TeacherBody(), TrainedHeads(PAIR_INPUTS, WIDTH))

    def padded(self, chosen: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor]:
        """The windows as `MPNet.forward` takes them: numbers of pieces, kinds, and what is blocked."""
        length = max(len(window.ids) for window in chosen)
        ids, kinds = (torch.zeros(len(chosen), length, dtype=torch.long) for _ in range(2))
        blocked = torch.full((len(chosen), 1, 1, length), -1e4)
        for row, window in enumerate(chosen):
            size = len(window.ids)
            ids[row, :size] = torch.tensor([_SPECIAL.get(piece, piece + _SHIFT) for piece in window.ids])
            kinds[row, :size] = torch.tensor(window.kinds())
            blocked[row, :, :, :size] = 0
        return ids, kinds, blocked


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--base", type=_FOLDER, required=True, help="The folder of all-mpnet-base-v2.")
@click.option("--data", type=_FOLDER, required=True)
@click.option("--gold", type=_FOLDER, required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--start", type=click.Path(exists=True, path_type=Path), help="A checkpoint to begin with.")
@click.option("--fold", type=int, help="Leave out this fold of gold documents and comments.")
@click.option("--folds", default=5, show_default=True)
@click.option("--epochs", default=3, show_default=True)
@click.option("--share", "shares", type=(str, float), multiple=True, help="How much of a set an epoch takes.")
@click.option("--frozen", default=4, show_default=True, help="How many of the lowest layers stay as they are.")
@click.option("--rate", default=5e-5, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--threads", default=1, show_default=True)
def main(
    base: Path,
    data: Path,
    gold: Path,
    out: Path,
    start: Path | None,
    fold: int | None,
    folds: int,
    epochs: int,
    shares: tuple[tuple[str, float], ...],
    frozen: int,
    rate: float,
    seed: int,
    threads: int,
) -> None:
    """Train the teacher."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(threads)
    out.mkdir(parents=True, exist_ok=True)
    small, pieces = base_parts()
    items = prepare(
        training_documents(data, gold, fold, folds), pieces, small, out.parent / "likeness.pt", TEACHER_CORE
    )
    generator = random.Random(seed)  # noqa: S311 - an order of training, not a secret
    parts = [one_epoch(by_family(items), dict(shares), generator) for _ in range(epochs)]
    ends = np.cumsum([len(part) for part in parts])
    marks = {int(end): f"epoch{number}" for number, end in enumerate(ends, start=1)}
    seeded(seed)
    network = Teacher(pieces)
    if start is None:
        network.body.bert.load_base(load_file(base / "model.safetensors"))
    else:
        network.load_state_dict(torch.load(start, weights_only=True))
    network.body.bert.freeze(frozen)
    train(network, Plan([step for part in parts for step in part], rate, seed, marks), out)


if __name__ == "__main__":
    main()
