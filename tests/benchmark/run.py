"""`make bench`: measure everything that has a bar and write docs/benchmarks.md.

Figures are ratios within one run, so that they mean the same on a slow machine. A corpus of real documents is looked
for beside the project; without it, the bundled briefs are measured and the table says so.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmark import ingest

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "corpus" / "real"
BUNDLED = ROOT / "ingest" / "corpus" / "briefs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quads", type=int, default=5_000_000, help="size of the full store")
    parser.add_argument("--corpus", type=Path, default=REAL if REAL.is_dir() else BUNDLED)
    parser.add_argument("--write", type=Path, default=ROOT / "docs" / "benchmarks.md")
    arguments = parser.parse_args()
    rows: list[dict[str, Any]] = [ingest.help_cpu()]
    rows += ingest.measure(arguments.corpus)
    from tests.benchmark import store

    rows += store.measure(arguments.quads)
    corpus = "real documents" if arguments.corpus == REAL else f"`{arguments.corpus.name}`"
    text = render(rows, corpus, arguments.quads)
    arguments.write.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def render(rows: list[dict[str, Any]], corpus: str, quads: int) -> str:
    """Give the page with the table."""
    lines = [
        "# Benchmarks",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d} with `make bench` on {os.cpu_count()} cores ({platform.machine()}, "
        f"Python {platform.python_version()}); corpus: {corpus}; full store: {quads:,} quads. Every figure is a ratio "
        "within one run.",
        "",
        "| what | ratio | bar | detail |",
        "|---|---|---|---|",
    ]
    for row in rows:
        bar = f"at most {row['bar']:g}" if row["bar"] is not None else "none"
        lines.append(f"| {row['name']} | {row['ratio']:.2f} | {bar} | {row['detail']} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
