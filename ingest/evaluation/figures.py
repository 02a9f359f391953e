"""Scores out of counts, and how far they might be off with other documents of the same kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from ingest.evaluation.calibration import DOUBTFUL, bins, calibration_error
from ingest.evaluation.counting import FRAME, JUSTIFYING, Counts, count_names
from ingest.evaluation.gold import REAL_ROLES, RELATIONS, ROLES, Json

_DRAWS: Final = 1000
_SEED: Final = 0
_NOT_DRAWN: Final = frozenset({"precision", "recall", "below", "right"})


def figures(counts: Mapping[str, float]) -> Json:
    """All scores, as nested dictionaries: floats are scores, whole numbers say of how many."""
    doubtful = {name: counts.get(f"doubtful/{name}", 0) for name in _sides()}
    return {
        "documents": int(counts.get("documents", 0)),
        "segments_matched": _share(counts, "segments/matched", "segments/of"),
        "segments_exact": _share(counts, "segments/exact", "segments/of"),
        "segments": {"gold": int(counts.get("segments/of", 0)), "found": int(counts.get("segments/found", 0))},
        "roles": _roles(counts, "roles"),
        "roles_exact": _roles(counts, "roles_exact"),
        "frames": {
            **{name: _share(counts, f"frames/{name}", "frames/of") for name in FRAME},
            "compared": int(counts.get("frames/of", 0)),
        },
        "attribution": {
            **_scores(counts, "attribution"),
            "accuracy": _share(counts, "attribution/agreed", "attribution/of"),
            "compared": int(counts.get("attribution/of", 0)),
        },
        "links": _links(counts, "links"),
        "links_matched": _links(counts, "links_matched"),
        "links_exact": _links(counts, "links_exact"),
        "actors": {
            **_scores(counts, "actors"),
            "type_accuracy": _share(counts, "actors/typed", "actors/right"),
        },
        "quotes": {
            "right": _share(counts, "quotes/right", "quotes/of"),
            "compared": int(counts.get("quotes/of", 0)),
            "wrong": int(counts.get("quotes/of", 0) - counts.get("quotes/right", 0)),
        },
        "calibration": {
            "role_error": round(calibration_error(bins(counts, "roles")), 4),
            "link_error": round(calibration_error(bins(counts, "links")), 4),
        },
        "doubtful": {
            "below": DOUBTFUL,
            "inside": int(doubtful["inside/of"]),
            "outside": int(doubtful["outside/of"]),
            "accuracy_inside": round(_ratio(doubtful["inside/right"], doubtful["inside/of"]), 4),
            "accuracy_outside": round(_ratio(doubtful["outside/right"], doubtful["outside/of"]), 4),
        },
    }


def _sides() -> tuple[str, ...]:
    return ("inside/of", "inside/right", "outside/of", "outside/right")


def _roles(counts: Mapping[str, float], name: str) -> Json:
    roles = {role: _scores(counts, f"{name}/{role}") for role in ROLES}
    right = sum(counts.get(f"{name}/{role}/right", 0) for role in ROLES)
    macro = sum(roles[role]["f1"] for role in REAL_ROLES) / len(REAL_ROLES)
    of = counts.get("segments/of", 0)
    return {**roles, "macro_f1": round(macro, 4), "accuracy": round(_ratio(right, of), 4)}


def _links(counts: Mapping[str, float], name: str) -> Json:
    both = {
        f"both/{kind}": sum(counts.get(f"{name}/{relation}/{kind}", 0) for relation in JUSTIFYING)
        for kind in ("right", "found", "gold")
    }
    each = {relation: _scores(counts, f"{name}/{relation}") for relation in RELATIONS}
    return {**_scores(both, "both"), **each}


def _scores(counts: Mapping[str, float], name: str) -> dict[str, float]:
    right, found, gold = (counts.get(f"{name}/{kind}", 0) for kind in ("right", "found", "gold"))
    return {
        "precision": round(_ratio(right, found), 4),
        "recall": round(_ratio(right, gold), 4),
        "f1": round(_ratio(2 * right, found + gold), 4),
        "hits": int(right),
        "found": int(found),
        "gold": int(gold),
    }


def _share(counts: Mapping[str, float], part: str, whole: str) -> float:
    return round(_ratio(counts.get(part, 0), counts.get(whole, 0)), 4)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def flat(nested: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, float]]:
    """Every score with its path, such as `roles.claim.f1`; counts are left out."""
    for name, value in nested.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, Mapping):
            yield from flat(value, path)
        elif isinstance(value, float):
            yield path, value


def intervals(documents: Sequence[Counts], *, draws: int = _DRAWS, seed: int = _SEED) -> dict[str, list[float]]:
    """Where scores lie in 95 of 100 draws of as many documents with replacement.

    Args:
        documents: the counts of each document.
        draws: how often is drawn.
        seed: of the draws; equal seeds give equal intervals.

    Returns:
        The low and the high end by the path of the score.
    """
    names = count_names()
    table = np.array([[counts.get(name, 0) for name in names] for counts in documents], dtype=np.int64)
    chances = np.random.default_rng(seed)
    size = len(documents)
    drawn: dict[str, list[float]] = {}
    for weights in chances.multinomial(size, [1 / size] * size, size=draws):
        sums = dict(zip(names, (weights @ table).tolist(), strict=True))
        for path, value in flat(figures(sums)):
            if path.rpartition(".")[2] not in _NOT_DRAWN:
                drawn.setdefault(path, []).append(value)
    ends = {path: np.percentile(values, [2.5, 97.5]) for path, values in drawn.items()}
    return {path: [round(float(end), 4) for end in pair] for path, pair in ends.items()}
