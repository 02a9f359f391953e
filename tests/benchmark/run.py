"""`make bench`: measure speed, size and memory and write the table in docs/benchmarks.md.

Figures are ratios within one run, so that they mean the same on a slow machine. A corpus of real documents is looked
for beside the project; without it, the bundled briefs are measured and the table says so.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from tests.benchmark import ingest
from tests.benchmark.page import PAGE, machine, table, write_section

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "corpus" / "real"
BUNDLED = ROOT / "ingest" / "corpus" / "briefs"
PARTS = ("help", "reading", "ingest", "store", "endpoint", "queries", "pages")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quads", type=int, default=5_000_000, help="size of the full store")
    parser.add_argument("--corpus", type=Path, default=REAL if REAL.is_dir() else BUNDLED)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure these parts and print them alone")
    parser.add_argument("--write", type=Path, default=PAGE)
    arguments = parser.parse_args()
    parts = arguments.only or PARTS
    rows = [row for part in parts for row in measured(part, arguments.corpus, arguments.quads)]
    corpus = "real documents" if arguments.corpus == REAL else f"`{arguments.corpus.name}`"
    text = render(rows, corpus, arguments.quads)
    if arguments.only is None:
        write_section("speed", text, arguments.write)
    sys.stdout.write(text)


def measured(part: str, corpus: Path, quads: int) -> list[dict[str, Any]]:
    """Give the rows of one part; what it needs is imported only then."""
    if part == "help":
        return [ingest.help_cpu()]
    if part == "reading":
        from tests.benchmark import reading

        return reading.measure(corpus)
    if part == "ingest":
        return ingest.measure(corpus)
    if part == "endpoint":
        from tests.benchmark import endpoint

        return endpoint.measure(quads)
    if part == "queries":
        from tests.benchmark import queries

        return queries.worst(queries.measure(quads))
    if part == "pages":
        from tests.benchmark import pages

        return pages.worst(pages.measure(quads))
    from tests.benchmark import store

    return store.measure(quads)


def render(rows: list[dict[str, Any]], corpus: str, quads: int) -> str:
    """Give the table with what it was measured on."""
    lines = [
        f"Measured {machine()} with `make bench`; corpus: {corpus}; full store: {quads:,} quads. Every figure is a "
        "ratio within one run.",
        "",
        *table(rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
