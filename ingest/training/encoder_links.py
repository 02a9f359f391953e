"""Trains the link head on the vectors of an exported encoder, and completes the exported files.

    python -m ingest.training.encoder_links --gold GOLD --model ingest/model/encoder --unseen 0 --folds 4

The encoder stays as it is. A few small heads with different seeds are trained on all gold training
documents, and their shares averaged. Temperature and thresholds come from heads trained without a
fold: of all folds, or of the one that the encoder itself has not seen (`--unseen`). Seen documents make
them too sure; where the final encoder has seen all, give the folder of an earlier one (`--fitted`).
"""

import json
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch  # type: ignore[import-not-found]
from torch import Tensor, nn

from ingest.encoder import Encoder
from ingest.encoder_heads import (
    LINK_LABELS,
    MEANING,
    ROLE_LABELS,
    Floats,
    Heads,
    Integers,
    candidate_pairs,
    pair_features,
    pair_inputs,
    unit_vectors,
)
from ingest.training.encoder_export import write_heads
from ingest.training.encoder_measure import (
    Scored,
    figures,
    fitted_link_temperature,
    fitted_thresholds,
    pair_table,
    scored_by,
    with_temperatures,
)
from ingest.training.gold import read_gold

logger = logging.getLogger(__name__)
PAIRED, INNER = 8, 48
_VARIANTS = 2
_BLUR = 0.4
_LENGTH = 8


class LinkHead(nn.Module):  # type: ignore[misc]
    """One voice of the link head; `Heads.links` repeats it in numpy."""

    def __init__(self, inputs: int, dropout: float = 0.35) -> None:
        super().__init__()
        self.premise, self.target = nn.Linear(MEANING, PAIRED), nn.Linear(MEANING, PAIRED)
        self.inner = nn.Linear(3 * PAIRED + inputs, INNER)
        self.relation, self.direct = nn.Linear(INNER, len(LINK_LABELS) - 1), nn.Linear(inputs, len(LINK_LABELS) - 1)
        self.nothing = nn.Linear(MEANING + len(ROLE_LABELS), 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, case: "Case") -> tuple[Tensor, Tensor]:
        """Scores (m, 3) of the pairs' relations, and (n,) of each passage having no target."""
        unit = self.dropout(case.unit)
        left, right = self.premise(unit)[case.pairs[:, 0]], self.target(unit)[case.pairs[:, 1]]
        inner = self.inner(torch.cat([left, right, left * right, case.inputs], dim=1)).relu()
        scores = self.relation(self.dropout(inner)) + self.direct(case.inputs)
        return scores, self.nothing(torch.cat([unit, case.roles], dim=1))[:, 0]

    def exported(self) -> dict[str, Floats]:
        """The weights for vectors of length 1; training sees them at length 8, where the usual start fits."""
        state = {name: array.detach().numpy().copy() for name, array in self.state_dict().items()}
        for name in ("premise.weight", "target.weight"):
            state[name] *= _LENGTH
        state["nothing.weight"][:, :MEANING] *= _LENGTH
        return state


@dataclass
class Case:
    """One document under one assignment of roles, as tensors; `answers` are rows of `pairs` and relations."""

    unit: Tensor
    roles: Tensor
    pairs: Tensor
    inputs: Tensor
    answers: Tensor


def case_of(scored: Scored, roles: Sequence[int]) -> Case | None:
    """The pairs among passages whose role is not `other`; None where there are none."""
    known = np.eye(len(ROLE_LABELS), dtype=np.float32)[list(roles)]
    pairs = candidate_pairs([place for place, role in enumerate(roles) if ROLE_LABELS[role] != "other"])
    if len(pairs) == 0:
        return None
    inputs = pair_inputs(scored.vectors, pairs, pair_features(pairs, scored.document.paragraphs), known)
    return Case(
        torch.from_numpy(unit_vectors(scored.vectors) * _LENGTH),
        torch.from_numpy(known),
        torch.from_numpy(pairs),
        torch.from_numpy(inputs),
        torch.tensor(_answers(scored, pairs), dtype=torch.long).reshape(-1, 2),
    )


def _answers(scored: Scored, pairs: Integers) -> list[tuple[int, int]]:
    row = {(int(premise), int(target)): number for number, (premise, target) in enumerate(pairs)}
    links = scored.document.links
    return [(row[a, b], LINK_LABELS.index(name) - 1) for a, b, name in links if (a, b) in row]


def variants(scored: Scored, generator: np.random.Generator) -> list[Case]:
    """The document under its gold roles, and under some that err as the role head does."""
    gold = [ROLE_LABELS.index(label) for label in scored.document.labels]
    doubt = np.sqrt(scored.heads.roles(scored.vectors))
    blurred = _BLUR * doubt / doubt.sum(axis=1, keepdims=True) + (1 - _BLUR) * np.eye(len(ROLE_LABELS))[gold]
    drawn = [[int(generator.choice(len(row), p=row / row.sum())) for row in blurred] for _ in range(_VARIANTS)]
    cases = [case_of(scored, roles) for roles in [gold, *drawn]]
    return [case for case in cases if case is not None]


def case_loss(head: LinkHead, case: Case) -> Tensor:
    """How unlikely the right answers are, each premise choosing among all targets, relations, and none."""
    scores, nothing = head(case)
    count = len(nothing)
    table = torch.full((count, count, scores.shape[1]), -1e4)
    table = table.index_put((case.pairs[:, 0], case.pairs[:, 1]), scores)
    chances = torch.cat([nothing[:, None], table.reshape(count, -1)], dim=1).log_softmax(dim=1)
    right, empty = torch.full_like(table, -1e4), torch.zeros(count, 1)
    pairs = case.pairs[case.answers[:, 0]]
    right[pairs[:, 0], pairs[:, 1], case.answers[:, 1]] = 0
    empty[pairs[:, 0]] = -1e4
    allowed = torch.cat([empty, right.reshape(count, -1).detach()], dim=1)
    return -torch.logsumexp(chances + allowed, dim=1)[case.pairs[:, 0].unique()].mean()


def trained_head(documents: Sequence[Sequence[Case]], epochs: int, seed: int) -> LinkHead:
    """A head trained on the documents, one variant of each an epoch."""
    torch.manual_seed(seed)
    generator = random.Random(seed)  # noqa: S311 - an order of training, not a secret
    head = LinkHead(documents[0][0].inputs.shape[1])
    optimizer = torch.optim.AdamW(head.parameters(), 3e-3, weight_decay=0.02)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=epochs * len(documents) + 1)
    head.train()
    for _ in range(epochs):
        order = list(documents)
        generator.shuffle(order)
        for cases in order:
            case_loss(head, generator.choice(list(cases))).backward()
            nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            pace.step()
    head.eval()
    return head


def with_links(scored: Scored, weights: dict[str, Floats], voices: Sequence[LinkHead]) -> Scored:
    """The document with heads that have these voices."""
    return Scored(scored.document, scored.vectors, Heads(joined_weights(weights, voices), 1.0, 1.0))


def joined_weights(weights: dict[str, Floats], voices: Sequence[LinkHead]) -> dict[str, Floats]:
    """The role head's arrays with those of the link head."""
    joined = {name: array for name, array in weights.items() if not name.startswith("link")}
    for number, voice in enumerate(voices):
        joined |= {f"link{number}.{name}": array for name, array in voice.exported().items()}
    return joined


def _left_out(
    scored: Sequence[Scored],
    cases: Sequence[Sequence[Case]],
    weights: dict[str, Floats],
    chosen: Sequence[int],
    folds: int,
    epochs: int,
    voices: int,
) -> list[Scored]:
    """The documents of the chosen folds, each with voices that were trained without its fold."""
    left = []
    for fold in chosen:
        rest = [case for number, case in enumerate(cases) if number % folds != fold and case]
        heads = [trained_head(rest, epochs, seed) for seed in range(1, voices + 1)]
        left += [with_links(item, weights, heads) for number, item in enumerate(scored) if number % folds == fold]
    return left


def _fit(left: Sequence[Scored], role: float) -> dict[str, object]:
    heat = fitted_link_temperature(left)
    calibrated = with_temperatures(left, role, heat)
    thresholds = fitted_thresholds([pair_table(item, gold_roles=False) for item in calibrated])
    held_out = figures(calibrated, thresholds)
    return {"link_temperature": round(heat, 4), "thresholds": thresholds, "held_out": held_out}


@click.command()
@click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--model", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--unseen", type=int, help="Fit on this fold only, which the encoder was not trained on.")
@click.option("--fitted", type=click.Path(exists=True, file_okay=False, path_type=Path), help="See above.")
@click.option("--folds", default=4, show_default=True)
@click.option("--epochs", default=8, show_default=True)
@click.option("--voices", default=3, show_default=True)
def main(
    gold: Path, model: Path, unseen: int | None, fitted: Path | None, folds: int, epochs: int, voices: int
) -> None:
    """Train the link head of an exported encoder and write it into the model's folder."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    settings = json.loads((model / "settings.json").read_text("utf-8"))
    with np.load(model / "heads.npz", allow_pickle=False) as stored:
        weights: dict[str, Floats] = {name: stored[name].astype(np.float32) for name in stored.files}
    scored = scored_by(Encoder.load(model), read_gold(gold / "train"))
    generator = np.random.default_rng(1)
    cases = [variants(item, generator) for item in scored]
    if fitted is None:
        left = _left_out(scored, cases, weights, range(folds) if unseen is None else [unseen], folds, epochs, voices)
        settings |= _fit(left, settings["role_temperature"])
    else:
        earlier = json.loads((fitted / "settings.json").read_text("utf-8"))
        settings |= {name: earlier[name] for name in ("link_temperature", "thresholds")}
    logger.info("%s", json.dumps(settings, indent=1))
    final = [trained_head([case for case in cases if case], epochs, seed) for seed in range(1, voices + 1)]
    write_heads(joined_weights(weights, final), model / "heads.npz")
    (model / "settings.json").write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
