"""The committed scores of the reading: what `make scores` writes and `make test` holds the reading to.

Two sets are scored: the small one of this project (`tests/data/gold`), and the larger annotated documents that lie
beside the project, where they are there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language

from ingest.evaluation import evaluate
from ingest.evaluation.figures import flat
from ingest.pipeline import build

ROOT = Path(__file__).parents[2]
TOLERANCE = 0.002
"""How far a score may fall; less than one answer in five hundred."""
_KEPT = (
    "segments_matched",
    "segments_exact",
    "roles",
    "frames",
    "attribution",
    "links",
    "actors",
    "quotes",
    "calibration",
)


@dataclass(frozen=True, kw_only=True)
class Committed:
    """A folder of annotated documents and the file with the scores that are committed for it."""

    name: str
    folder: Path
    scores: Path

    def read(self) -> dict[str, Any]:
        return dict(json.loads(self.scores.read_text("utf-8")))

    def measured(self) -> dict[str, Any]:
        """Score the committed models on the folder, now."""
        found = evaluate(self.folder, pipeline())
        figures = found.figures()
        return {"documents": figures["documents"]} | {name: _scores(figures[name]) for name in _KEPT}


SETS = (
    Committed(name="own", folder=ROOT / "tests/data/gold", scores=ROOT / "tests/data/gold-scores.json"),
    Committed(
        name="dev", folder=ROOT.parent / "shared/gold/dev", scores=ROOT / "ingest/model/scores.json"
    ),
)  # fmt: skip


@cache
def pipeline() -> Language:
    """The pipeline with the committed models."""
    return build()


def fallen(committed: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Say which committed scores aren't reached any more, one sentence each; of errors, which have risen."""
    fresh = dict(flat(now))
    worse = []
    for path, value in flat(committed):
        loss = fresh.get(path, 0.0) - value if path.startswith("calibration.") else value - fresh.get(path, 0.0)
        if path not in fresh or loss > TOLERANCE:
            worse.append(f"{path} was {value:.4f} and is {fresh.get(path, 'gone')}")
    return worse


def _scores(value: Any) -> Any:
    """Leave out the counts: they say nothing that the scores don't."""
    if not isinstance(value, Mapping):
        return value
    return {name: _scores(part) for name, part in value.items() if isinstance(part, Mapping | float)}


def main() -> None:
    for each in SETS:
        if not each.folder.is_dir():
            sys.stdout.write(f"{each.name}: left as it is, for there is no {each.folder}\n")
            continue
        before = each.read() if each.scores.is_file() else {}
        now = each.measured()
        each.scores.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        for line in fallen(before, now) or ["no score has fallen"]:
            sys.stdout.write(f"{each.name}: {line}\n")


if __name__ == "__main__":
    main()
