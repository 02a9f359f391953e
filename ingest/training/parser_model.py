"""The parser's network in PyTorch: the layers of MiniLM over frozen word-piece vectors, and heads for each word.

`ingest.parsing` repeats the heads in numpy. Arcs and labels are scored by biaffine products (Dozat and Manning 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch  # type: ignore[import-not-found]
from torch import Tensor, nn
from torch.nn import functional  # type: ignore[import-not-found]

from ingest.pieces import CLS, SEP, Pieces
from ingest.training.encoder_model import LAYERS, PLACES, WIDTH, Layer
from ingest.training.parser_data import IGNORED, TASKS, Item
from ingest.word_shapes import SHAPES

ARC, LABEL = 256, 96
_FAR = -1e4


@dataclass
class Batch:
    """Inputs side by side, padded.

    Attributes:
        rows: frozen vectors of the pieces (n, length, width).
        shapes: shape of each piece, `SHAPES` where it has none.
        blocked: a large negative number where a piece is padding.
        word_of: number of the word in its input that a piece belongs to, the number of words where to none.
        real: where there is a word (n, words).
        sentence: number of the sentence of each word, -1 where there is no word.
        starts: 1 at the first word of each sentence, `IGNORED` where that is not known.
        heads: place of the head in the input, the number of words (the last column) for a root.
        answers: labels by task.
    """

    rows: Tensor
    shapes: Tensor
    blocked: Tensor
    word_of: Tensor
    real: Tensor
    sentence: Tensor
    starts: Tensor
    heads: Tensor
    answers: dict[str, Tensor]


def to_batch(groups: Sequence[Sequence[Item]], pieces: Pieces) -> Batch:
    """Tensors of some inputs."""
    count = len(groups)
    length = 2 + max(sum(len(item.pieces) for item in group) for group in groups)
    words = max(sum(len(item.lengths) for item in group) for group in groups)
    ids = torch.zeros(count, length, dtype=torch.long)
    shapes = torch.full((count, length), SHAPES)
    blocked = torch.full((count, 1, 1, length), _FAR)
    word_of = torch.full((count, length), words)
    sentence = torch.full((count, words), -1)
    starts = torch.zeros(count, words)
    heads = torch.full((count, words), IGNORED)
    answers = {task: torch.full((count, words), IGNORED) for task in TASKS}
    for row, group in enumerate(groups):
        at, word = 1, 0
        ids[row, 0] = CLS
        for number, item in enumerate(group):
            end, last = at + len(item.pieces), word + len(item.lengths)
            ids[row, at:end] = torch.tensor(item.pieces)
            shapes[row, at:end] = torch.tensor(item.shapes)
            word_of[row, at:end] = torch.repeat_interleave(torch.arange(word, last), torch.tensor(item.lengths))
            sentence[row, word:last] = number
            starts[row, word:last] = 0 if item.is_sentence else IGNORED
            starts[row, word] = 1 if item.is_sentence else IGNORED
            heads[row, word:last] = torch.tensor(
                [
                    head if head == IGNORED else words if head == place else head + word
                    for place, head in enumerate(item.heads)
                ]
            )
            for task in TASKS:
                answers[task][row, word:last] = torch.tensor(item.answers[task])
            at, word = end, last
        ids[row, at] = SEP
        blocked[row, :, :, : at + 1] = 0
    rows = torch.from_numpy(pieces.rows(ids.reshape(-1).numpy())).reshape(count, length, -1)
    return Batch(rows, shapes, blocked, word_of, sentence >= 0, sentence, starts, heads, answers)


class QuickLayer(Layer):
    """The same layer with torch's own attention, which takes half the time; no dropout on attention weights."""

    def forward(self, states: Tensor, blocked: Tensor | None) -> Tensor:
        """The next states."""
        query, key, value = (self._split(part(states)) for part in (self.query, self.key, self.value))
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=blocked)
        seen = seen.transpose(1, 2).reshape(states.shape[0], -1, WIDTH)
        states = self.after_attention(states + self.dropout(self.mix(seen)))
        return self.after_dense(states + self.dropout(self.narrow(functional.gelu(self.widen(states)))))


class Body(nn.Module):  # type: ignore[misc]
    """Vectors of word pieces to two states a piece: one for tags, one for trees; each a mix of all layers."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.places = nn.Embedding(PLACES, WIDTH)
        self.normal = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(QuickLayer(dropout) for _ in range(LAYERS))
        self.mixes = nn.Parameter(torch.zeros(2, LAYERS))
        self.dropout = nn.Dropout(dropout)

    def forward(self, rows: Tensor, blocked: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """States for tags and for trees, (n, length, width) each."""
        places = self.places.weight[: rows.shape[1]]
        states = self.dropout(self.normal(rows + places))
        kept = []
        for layer in self.layers:
            states = layer(states, blocked)
            kept.append(states)
        shares = self.mixes.softmax(dim=1)
        tags, trees = (sum(share * part for share, part in zip(mix, kept, strict=True)) for mix in shares)
        return tags, trees


class Heads(nn.Module):  # type: ignore[misc]
    """What is said of each word from its states."""

    def __init__(self, sizes: Mapping[str, int], dropout: float = 0.33) -> None:
        super().__init__()
        self.start = nn.Linear(WIDTH, 1)
        self.tag, self.morph, self.lemma = (nn.Linear(WIDTH, sizes[task]) for task in ("tag", "morph", "lemma"))
        self.name = nn.Linear(WIDTH, sizes["name"])
        self.arc_word, self.arc_head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.label_word, self.label_head = nn.Linear(WIDTH, LABEL), nn.Linear(WIDTH, LABEL)
        self.root = nn.Parameter(torch.zeros(ARC))
        self.arc = nn.Parameter(torch.zeros(ARC, ARC))
        self.arc_bias = nn.Parameter(torch.zeros(ARC))
        self.label = nn.Parameter(torch.zeros(sizes["label"], LABEL, LABEL))
        self.label_word_bias = nn.Linear(LABEL, sizes["label"])
        self.label_head_bias = nn.Linear(LABEL, sizes["label"], bias=False)
        for array in (self.root, self.arc, self.label):
            nn.init.normal_(array, std=0.02)
        self.dropout = nn.Dropout(dropout)

    def arcs(self, trees: Tensor) -> Tensor:
        """Scores (n, words, words + 1) of every word as head of every other; the last column is the root."""
        word = self.dropout(functional.gelu(self.arc_word(trees)))
        head = self.dropout(functional.gelu(self.arc_head(trees)))
        head = torch.cat([head, self.root.expand(len(head), 1, ARC)], dim=1)
        return (word @ self.arc + self.arc_bias) @ head.transpose(1, 2)

    def labels(self, trees: Tensor, heads: Tensor) -> Tensor:
        """Scores (n, words, labels) of the relation of each word to the given head, itself for a root."""
        word = self.dropout(functional.gelu(self.label_word(trees)))
        head = self.dropout(functional.gelu(self.label_head(trees)))
        head = head.gather(1, heads[:, :, None].expand(-1, -1, LABEL))
        bent = torch.einsum("nwi,lij->nwlj", word, self.label)
        scores = (bent @ head[:, :, :, None])[:, :, :, 0]
        return scores + self.label_word_bias(word) + self.label_head_bias(head)


class ParserNetwork(nn.Module):  # type: ignore[misc]
    """Everything that is trained."""

    def __init__(self, sizes: Mapping[str, int], dropout: float = 0.1, lost: float = 0.05) -> None:
        super().__init__()
        self.shapes = nn.Embedding(SHAPES + 1, WIDTH)
        nn.init.zeros_(self.shapes.weight)
        self.body = Body(dropout)
        self.heads = Heads(sizes)
        self.between = nn.Dropout(dropout)
        self.lost = lost

    def words(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """States of the words for tags and trees: the mean over their pieces."""
        rows = batch.rows
        if self.training:
            kept = torch.rand(rows.shape[:2]) >= self.lost
            rows = rows * kept[:, :, None]
        tags, trees = self.body(rows + self.shapes(batch.shapes), batch.blocked)
        return self.between(self._mean(tags, batch)), self.between(self._mean(trees, batch))

    def _mean(self, states: Tensor, batch: Batch) -> Tensor:
        words = batch.real.shape[1]
        belongs = functional.one_hot(batch.word_of, words + 1)[:, :, :words].transpose(1, 2).float()
        return belongs @ states / belongs.sum(dim=2, keepdim=True).clamp(min=1)

    def loss(self, batch: Batch) -> tuple[Tensor, dict[str, float]]:
        """The sum of all losses, and each by name."""
        tags, trees = self.words(batch)
        begun = batch.real & (batch.starts != IGNORED)
        known = batch.real & (batch.heads != IGNORED)
        arcs = self.within(batch, self.heads.arcs(trees))
        labels = self.heads.labels(trees, self.own_for_root(batch.heads.where(known, 0)))
        parts = {
            "start": functional.binary_cross_entropy_with_logits(
                self.heads.start(trees)[:, :, 0][begun], batch.starts[begun], reduction="sum"
            )
            / begun.sum().clamp(min=1),
            "arc": _mean_loss(arcs, batch.heads.where(known, IGNORED)),
            "label": _mean_loss(labels, batch.answers["label"].where(known, IGNORED)),
        }
        parts |= {task: _mean_loss(getattr(self.heads, task)(tags), batch.answers[task]) for task in OF_WORD}
        total = sum(WEIGHTS[name] * part for name, part in parts.items())
        return total, {name: float(part.detach()) for name, part in parts.items()}

    @staticmethod
    def within(batch: Batch, arcs: Tensor) -> Tensor:
        """Arc scores with those barred that leave the sentence or tie a word to itself."""
        same = batch.sentence[:, :, None] == batch.sentence[:, None, :]
        same &= ~torch.eye(same.shape[1], dtype=torch.bool)
        allowed = torch.cat([same, torch.ones_like(same[:, :, :1])], dim=2)
        return arcs.where(allowed, _FAR)

    @staticmethod
    def own_for_root(heads: Tensor) -> Tensor:
        """Heads with the column of the root turned into the word itself."""
        own = torch.arange(heads.shape[1]).expand_as(heads)
        return own.where(heads == heads.shape[1], heads)


def _mean_loss(scores: Tensor, answers: Tensor) -> Tensor:
    """Cross entropy over the words whose answer is known; nothing where none is."""
    known = answers != IGNORED
    return functional.cross_entropy(scores[known], answers[known], reduction="sum") / known.sum().clamp(min=1)


OF_WORD = ("tag", "morph", "lemma", "name")
"""The tasks that look at one word alone."""
WEIGHTS = {"start": 1.0, "arc": 1.0, "label": 1.0, "tag": 0.5, "morph": 0.5, "lemma": 0.25, "name": 0.5}
