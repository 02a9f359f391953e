"""How well the reading reads: the table in `docs/benchmarks.md`, measured anew.

    python -m tests.benchmark.accuracy --gold DIR [--cdcp FILE.jsonl] [--syntax SCORES.json] [--rows ROWS.json]

`--gold` is a folder of annotated documents, `--cdcp` a file of comments with given units, `--syntax` what
`python -m ingest.training.measure` wrote. What only training can measure (folds, seeds) comes as rows that are ready:
`--rows` is a JSON list of objects with the fields of `Row`. The reliability plot is drawn as well.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.components import models
from ingest.evaluation import evaluate
from ingest.evaluation.commands import draw
from ingest.evaluation.units import UnitReader, measure_units, read_comments
from ingest.settings import COMMITTED
from tests.benchmark.page import PAGE, machine, write_section
from tests.benchmark.scores import ROOT, pipeline

PLOT = ROOT / "docs" / "images" / "reliability.svg"
DEV = ROOT.parent / "shared" / "gold" / "dev"
_FOLDER = "warrant evaluate DIR"
_ROLES = "precision {precision:.2f}, recall {recall:.2f}, {gold} there"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table."""

    what: str
    bar: str
    measured: str
    spread: str = ""
    on: str = ""
    command: str = ""

    def line(self) -> str:
        command = f"`{self.command}`" if self.command else ""
        return f"| {self.what} | {self.bar} | {self.measured} | {self.spread} | {self.on} | {command} |"


def folder_rows(report: Mapping[str, Any]) -> Iterator[Row]:
    """What a folder of annotated documents tells."""
    on = f"{report['documents']} documents, {report['segments']['gold']} segments"

    def row(what: str, bar: str, path: str, on: str = on, least: bool = True) -> Row:
        group, _, name = path.rpartition(".")
        value: Any = report
        for part in group.split("."):
            value = value[part]
        low, high = report["intervals"].get(path, (None, None))
        return Row(
            what=what, bar=f"{'at least' if least else 'at most'} {bar}", measured=f"{value[name]:.3f}", on=on,
            spread=f"{low:.2f} to {high:.2f}" if low is not None else "", command=_FOLDER,
        )  # fmt: skip

    scores = report["roles"]["recommendation"]
    yield row("recommendations, F1", "0.88", "roles.recommendation.f1", f"{on}; {_ROLES.format(**scores)}")
    yield row("recommendation, claim and evidence, mean F1", "0.80", "roles.macro_f1")
    yield row("addressee", "0.80", "frames.addressee", f"{report['frames']['compared']} matched recommendations")
    yield row("actors, F1", "0.80", "actors.f1", f"{report['actors']['gold']} actors")
    yield row("links (supports, attacks), F1", "0.40", "links.f1", f"{report['links']['gold']} links")
    yield row("calibration error of roles", "0.05", "calibration.role_error", least=False)
    quotes = report["quotes"]
    yield Row(
        what="quotes equal to their slice", bar="all", on=f"{quotes['compared']:,} quotes", command=_FOLDER,
        measured=f"{quotes['compared'] - quotes['wrong']:,}",
    )  # fmt: skip


def unit_rows(path: Path) -> Iterator[Row]:
    """What a file of comments with given units tells."""
    reader: object = models.encoder(COMMITTED, 1)
    if not isinstance(reader, UnitReader):
        raise TypeError("the committed encoder can't label given units")
    comments, problems = read_comments(path)
    if problems:
        raise problems[0]
    found = measure_units(comments, reader)
    command, on = "warrant evaluate --benchmark cdcp FILE", f"{found['comments']} comments, {found['units']:,} units"
    for what, bar, value, key in (
        ("CDCP, components, macro-F1", "0.83", found["components"]["macro_f1"], "components.macro_f1"),
        ("CDCP, links, F1", "0.38", found["links"]["f1"], "links.f1"),
    ):
        low, high = found["intervals"][key]
        yield Row(
            what=what, bar=f"at least {bar}", measured=f"{value:.3f}", spread=f"{low:.2f} to {high:.2f}", on=on,
            command=command,
        )  # fmt: skip


def syntax_rows(path: Path) -> Iterator[Row]:
    """What the measurement of the syntax model on the EWT test set tells; it names its scores as spaCy does."""
    scores = _found(json.loads(path.read_text("utf-8")))
    for name, bar in (("UAS", "0.88"), ("LAS", "0.85")):
        yield Row(
            what=f"syntax, {name}", bar=f"at least {bar}", measured=f"{scores[name.lower()]:.3f}", on="EWT",
            command="python -m ingest.training.measure",
        )  # fmt: skip


def _found(scores: Mapping[str, Any]) -> dict[str, float]:
    """The attachment scores of EWT, however deep they lie."""
    here = {name.removeprefix("dep_"): value for name, value in scores.items() if isinstance(value, float)}
    if {"uas", "las"} <= set(here):
        return here
    parts = [scores[name] for name in sorted(scores, key=lambda name: "EWT" not in name)]
    return next((found for part in parts if isinstance(part, Mapping) and (found := _found(part))), {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=DEV)
    for name in ("--cdcp", "--syntax", "--rows"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--write", type=Path, default=PAGE)
    arguments = parser.parse_args()
    evaluation = evaluate(arguments.gold, pipeline())
    rows = list(unit_rows(arguments.cdcp)) if arguments.cdcp else []
    rows += folder_rows(evaluation.report())
    rows += syntax_rows(arguments.syntax) if arguments.syntax else []
    rows += [Row(**fields) for fields in json.loads(arguments.rows.read_text("utf-8"))] if arguments.rows else []
    text = "\n".join(
        [
            f"Measured {machine()} with `python -m tests.benchmark.accuracy`. Spread is where 95 of 100 draws of as "
            "many documents lie, or what the row says.",
            "",
            "| what | bar | measured | spread | on | command |",
            "|---|---|---|---|---|---|",
            *(row.line() for row in rows),
            "",
        ]
    )
    draw(evaluation, PLOT)
    write_section("accuracy", text, arguments.write)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
