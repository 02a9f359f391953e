"""The encoder's network in PyTorch: a small BERT, and the heads that `ingest.encoder_heads` repeats in numpy.

Written out here, and not taken from a model library, so that the export to ONNX has no surprises and
training needs torch and the base weights only.
"""

from collections.abc import Mapping

import numpy as np
import torch  # type: ignore[import-not-found]
from torch import Tensor, nn
from torch.nn import functional  # type: ignore[import-not-found]

from ingest.encoder_heads import (
    DISTANCE_BUCKETS,
    LINK_LABELS,
    PARAGRAPH_BUCKETS,
    ROLE_LABELS,
    SURFACE_FEATURES,
    Floats,
)
from ingest.training.gold import ARGUNSC_LABELS, CDCP_LABELS

WIDTH, LAYERS, ATTENTION_HEADS, INNER, VOCABULARY, PLACES = 384, 6, 12, 1536, 30522, 512
HIDDEN, PAIRED = 256, 128
_EXPORTED = ("inner", "near", "far", "role", "role_direct")
FAMILY_LABELS = {"gold": ROLE_LABELS, "cdcp": CDCP_LABELS, "argunsc": ARGUNSC_LABELS}


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
        scores = query @ key.transpose(2, 3) / (WIDTH // ATTENTION_HEADS) ** 0.5
        weights = self.dropout((scores if blocked is None else scores + blocked).softmax(dim=-1))
        seen = (weights @ value).transpose(1, 2).reshape(states.shape[0], -1, WIDTH)
        states = self.after_attention(states + self.dropout(self.mix(seen)))
        return self.after_dense(states + self.dropout(self.narrow(functional.gelu(self.widen(states)))))

    def _split(self, states: Tensor) -> Tensor:
        return states.reshape(states.shape[0], -1, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS).transpose(1, 2)


class Bert(nn.Module):  # type: ignore[misc]
    """Word pieces to two vectors: the mean over the passage, and the state of the first piece."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.kinds = nn.Embedding(2, WIDTH)
        self.normal = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, kinds: Tensor, pooled: Tensor, blocked: Tensor | None = None) -> Tensor:
        """Vectors (n, 768).

        Args:
            ids: Word pieces (n, length).
            kinds: 0 for the context, 1 for the passage after one.
            pooled: 1 where a piece counts for the mean.
            blocked: A large negative number where a piece is padding; None without padding.
        """
        return self.upper(self.lower(ids, kinds, blocked, 0), pooled, blocked, 0)

    def lower(self, ids: Tensor, kinds: Tensor, blocked: Tensor | None, layers: int) -> Tensor:
        """The states after the embeddings and the first so many layers."""
        places = self.places(torch.arange(ids.shape[1], device=ids.device))
        states = self.dropout(self.normal(self.words(ids) + places + self.kinds(kinds)))
        for layer in self.layers[:layers]:
            states = layer(states, blocked)
        return states

    def upper(self, states: Tensor, pooled: Tensor, blocked: Tensor | None, layers: int) -> Tensor:
        """The vectors, from what `lower` gave for the same number of layers."""
        for layer in self.layers[layers:]:
            states = layer(states, blocked)
        mean = (states * pooled[:, :, None]).sum(dim=1) / pooled.sum(dim=1, keepdim=True)
        return torch.cat([mean, states[:, 0]], dim=1)

    def load_base(self, weights: Mapping[str, Tensor]) -> None:
        """Take over the published weights of all-MiniLM-L6-v2, whose names are those of BERT."""
        self.load_state_dict({_base_name(name): array for name, array in weights.items() if _base_name(name)})


_RENAMED = {
    "embeddings.word_embeddings": "words",
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
    if name.startswith("pooler") or name.endswith("position_ids"):
        return ""
    stem, kind = name.rsplit(".", 1)
    if not stem.startswith("encoder.layer."):
        return f"{_RENAMED[stem]}.{kind}"
    _, _, number, part = stem.split(".", 3)
    return f"layers.{number}.{_RENAMED[part]}.{kind}"


class TrainedHeads(nn.Module):  # type: ignore[misc]
    """The heads over the vectors of one document, with extra label heads for the auxiliary sets."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        width, roles = 2 * WIDTH + SURFACE_FEATURES, len(ROLE_LABELS)
        self.inner = nn.Linear(width, HIDDEN)
        self.near, self.far = (nn.Conv1d(HIDDEN, HIDDEN, 5, padding=2) for _ in range(2))
        self.role, self.role_direct = nn.Linear(HIDDEN, roles), nn.Linear(width, roles)
        self.extra = nn.ModuleDict({name: nn.Linear(HIDDEN, len(FAMILY_LABELS[name])) for name in ("cdcp", "argunsc")})
        self.premise, self.target = nn.Linear(HIDDEN, PAIRED), nn.Linear(HIDDEN, PAIRED)
        self.distance, self.paragraph = nn.Embedding(DISTANCE_BUCKETS, 16), nn.Embedding(PARAGRAPH_BUCKETS, 8)
        self.pair = nn.Linear(4 * PAIRED + 2 * roles + 24, PAIRED)
        self.relation, self.null = nn.Linear(PAIRED, len(LINK_LABELS) - 1), nn.Linear(HIDDEN + roles, 1)
        self.dropout = nn.Dropout(dropout)

    def hidden(self, vectors: Tensor) -> Tensor:
        """Each passage in the light of up to four neighbours on either side."""
        states = self.dropout(self.inner(self.dropout(vectors)).relu())
        for convolution in (self.near, self.far):
            states = states + self.dropout(convolution(states.T[None])[0].T.relu())
        return states

    def labels(self, family: str, vectors: Tensor, hidden: Tensor) -> Tensor:
        """Logits over the label set of a family."""
        if family == "gold":
            return self.role(hidden) + self.role_direct(self.dropout(vectors))
        return self.extra[family](hidden)

    def pair_scores(self, hidden: Tensor, roles: Tensor, pairs: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (m, 3) of the relations of each pair, and (n,) of each passage having no target."""
        left, right = self.premise(hidden)[pairs[:, 0]], self.target(hidden)[pairs[:, 1]]
        known = [roles[pairs[:, 0]], roles[pairs[:, 1]]]
        tables = [self.distance(places[:, 0]), self.paragraph(places[:, 1])]
        joined = torch.cat([left, right, left * right, (left - right).abs(), *known, *tables], dim=1)
        scores = self.relation(self.dropout(self.pair(joined).relu()))
        return scores, self.null(torch.cat([hidden, roles], dim=1))[:, 0]

    def exported(self) -> dict[str, Floats]:
        """What the numpy role head needs, by the names it uses; the link head here only helps the encoder learn."""
        state = {name: array.detach().cpu().numpy() for name, array in self.state_dict().items()}
        return {name: np.asarray(array) for name, array in state.items() if name.split(".")[0] in _EXPORTED}
