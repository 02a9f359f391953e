"""The encoder's network in PyTorch: a small BERT over windows, and the heads as `ingest.encoder_heads` has them.

Written out here, and not taken from a model library, so that the export to ONNX has no surprises and
training needs torch and the base weights only. The vectors of the word pieces are no part of it: they come
from the table that `ingest.pieces` keeps, and stay as they are.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch  # type: ignore[import-not-found]
from torch import Tensor, nn
from torch.nn import functional  # type: ignore[import-not-found]

from ingest.encoder_heads import (
    FAMILIES,
    LINK_LABELS,
    MEANING,
    PROPOSITION_LABELS,
    ROLE_LABELS,
    SURFACE_FEATURES,
    Floats,
)
from ingest.training.gold import ARGUNSC_LABELS

WIDTH, LAYERS, ATTENTION_HEADS, INNER, PLACES = 384, 6, 12, 1536, 512
HIDDEN, PAIRED, JOINED = 256, 48, 96
_LENGTH = 8.0
FAMILY_LABELS: dict[str, tuple[str, ...]] = {
    "gold": ROLE_LABELS,
    "cdcp": PROPOSITION_LABELS,
    "argunsc": ARGUNSC_LABELS,
}


class Layer(nn.Module):  # type: ignore[misc]
    """One transformer layer as in BERT: attention, then two dense layers, each added and normalised."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mix = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.widen, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.after_attention, self.after_dense = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, blocked: Tensor | None) -> Tensor:
        """The next states; `blocked` is added to the attention scores, None where nothing is padded."""
        query, key, value = (self._split(part(states)) for part in (self.query, self.key, self.value))
        seen = self._attended(query, key, value, blocked).transpose(1, 2).reshape(states.shape[0], -1, WIDTH)
        states = self.after_attention(states + self.dropout(self.mix(seen)))
        return self.after_dense(states + self.dropout(self.narrow(functional.gelu(self.widen(states)))))

    def _attended(self, query: Tensor, key: Tensor, value: Tensor, blocked: Tensor | None) -> Tensor:
        if self.training:  # fused, and without dropout, whose random numbers take longer than all else
            mask = None if blocked is None else blocked.to(query.dtype)
            return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        scores = query @ key.transpose(2, 3) / (WIDTH // ATTENTION_HEADS) ** 0.5
        return (scores if blocked is None else scores + blocked).softmax(dim=-1) @ value

    def _split(self, states: Tensor) -> Tensor:
        return states.reshape(states.shape[0], -1, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS).transpose(1, 2)


class Bert(nn.Module):  # type: ignore[misc]
    """Vectors of word pieces to states of word pieces."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.places = nn.Embedding(PLACES, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.normal = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)

    def forward(self, rows: Tensor, kinds: Tensor, blocked: Tensor | None = None) -> Tensor:
        """States (n, length, 384).

        Args:
            rows: Vectors of word pieces (n, length, 384).
            kinds: 1 for the window's own passages, 0 for what stands around them.
            blocked: A large negative number where a piece is padding; None without padding.
        """
        places = self.places(torch.arange(rows.shape[1], device=rows.device))
        states = self.dropout(self.normal(rows + places + self.kinds(kinds)))
        for layer in self.layers:
            states = layer(states, blocked)
        return states

    def load_base(self, weights: Mapping[str, Tensor]) -> None:
        """Take over the published weights of all-MiniLM-L6-v2, whose names are those of BERT."""
        self.load_state_dict({_base_name(name): array for name, array in weights.items() if _base_name(name)})


_RENAMED = {
    "embeddings.position_embeddings": "places",
    "embeddings.token_type_embeddings": "kinds",
    "embeddings.LayerNorm": "normal",
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "mix",
    "attention.output.LayerNorm": "after_attention",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "after_dense",
}


def _base_name(name: str) -> str:
    if name.startswith(("pooler", "embeddings.word")) or name.endswith("position_ids"):
        return ""
    stem, kind = name.rsplit(".", 1)
    if not stem.startswith("encoder.layer."):
        return f"{_RENAMED[stem]}.{kind}"
    _, _, number, part = stem.split(".", 3)
    return f"layers.{number}.{_RENAMED[part]}.{kind}"


class Body(nn.Module):  # type: ignore[misc]
    """One window to the vectors of its passages: what becomes of this is the ONNX file."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = Bert()
        self.like = nn.Linear(WIDTH, MEANING)
        nn.init.eye_(self.like.weight)
        nn.init.zeros_(self.like.bias)

    def forward(self, rows: Tensor, kinds: Tensor, pooled: Tensor, ends: Tensor) -> Tensor:
        """Vectors (passages, 1152): for comparing, mean over the passage, state of the separator at its end.

        Args:
            rows: (1, length, 384).
            kinds: (1, length).
            pooled: (passages, length), each row the share of a passage's pieces in its mean.
            ends: (passages,), where the separators stand.
        """
        return self.pooled(self.bert(rows, kinds)[0], pooled, ends)

    def pooled(self, states: Tensor, pooled: Tensor, ends: Tensor) -> Tensor:
        """The vectors out of the states of one window."""
        mean = pooled @ states
        return torch.cat([self.like(mean), mean, states[ends]], dim=1)


class LinkHead(nn.Module):  # type: ignore[misc]
    """One voice of the link head; `Heads.links` repeats it in numpy."""

    def __init__(self, inputs: int, dropout: float = 0.25) -> None:
        super().__init__()
        states, relations = MEANING + HIDDEN, len(LINK_LABELS) - 1
        self.premise, self.target = nn.Linear(states, PAIRED), nn.Linear(states, PAIRED)
        self.inner = nn.Linear(3 * PAIRED + inputs, JOINED)
        self.relation, self.direct = nn.Linear(JOINED, relations), nn.Linear(inputs, relations)
        self.nothing = nn.Linear(states + len(ROLE_LABELS) + len(FAMILIES), 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, known: Tensor, pairs: Tensor, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (m, 3) of the pairs' relations, and (n,) of each passage having no target.

        Args:
            states: (n, 640) see `link_states`.
            known: (n, 7) roles and family.
            pairs: (m, 2) premise and target.
            inputs: (m, k) see `ingest.encoder_heads.pair_inputs`, and the family.
        """
        states = self.dropout(states)
        left, right = self.premise(states)[pairs[:, 0]], self.target(states)[pairs[:, 1]]
        inner = self.inner(torch.cat([left, right, left * right, inputs], dim=1)).relu()
        scores = self.relation(self.dropout(inner)) + self.direct(inputs)
        return scores, self.nothing(torch.cat([states, known], dim=1))[:, 0]

    def exported(self) -> dict[str, Floats]:
        """The weights, for comparison vectors of length 1; training has them at 8, where the usual start fits."""
        state = {name: array.detach().numpy().copy() for name, array in self.state_dict().items()}
        for name in ("premise.weight", "target.weight", "nothing.weight"):
            state[name][:, :MEANING] *= _LENGTH
        return state


def link_states(vectors: Tensor, hidden: Tensor) -> Tensor:
    """What the link head reads of each passage: the comparison vector, and the state among its neighbours."""
    unit = functional.normalize(vectors[:, :MEANING].detach(), dim=1) * _LENGTH
    return torch.cat([unit, hidden], dim=1)


class TrainedHeads(nn.Module):  # type: ignore[misc]
    """The heads over the vectors of one document, with a label head for each annotated set."""

    def __init__(self, pair_inputs: int, dropout: float = 0.2) -> None:
        super().__init__()
        width = 2 * WIDTH + SURFACE_FEATURES
        self.inner = nn.Linear(width, HIDDEN)
        self.near, self.far = (nn.Conv1d(HIDDEN, HIDDEN, 5, padding=2) for _ in range(2))
        self.label = nn.ModuleDict({name: nn.Linear(HIDDEN, len(labels)) for name, labels in FAMILY_LABELS.items()})
        self.direct = nn.ModuleDict({name: nn.Linear(width, len(labels)) for name, labels in FAMILY_LABELS.items()})
        self.link = LinkHead(pair_inputs + len(FAMILIES))
        self.dropout = nn.Dropout(dropout)

    def hidden(self, vectors: Tensor) -> Tensor:
        """Each passage in the light of up to four neighbours on either side."""
        states = self.dropout(self.inner(self.dropout(vectors[:, MEANING:])).relu())
        for convolution in (self.near, self.far):
            states = states + self.dropout(convolution(states.T[None])[0].T.relu())
        return states

    def labels(self, family: str, vectors: Tensor, hidden: Tensor) -> Tensor:
        """Logits over the label set of a family."""
        return self.label[family](hidden) + self.direct[family](self.dropout(vectors[:, MEANING:]))

    def exported(self) -> dict[str, Floats]:
        """What the numpy heads need, by the names they use."""
        parts = {name: array for name, array in self.state_dict().items() if not name.startswith("link.")}
        weights = {name: np.asarray(array.detach().numpy()) for name, array in parts.items() if "argunsc" not in name}
        return weights | named_voices([self.link])


def named_voices(voices: Sequence[LinkHead]) -> dict[str, Floats]:
    """The arrays of link heads under the names that tell them apart."""
    return {
        f"link{number}.{name}": array for number, voice in enumerate(voices) for name, array in voice.exported().items()
    }
