"""Tables in `docs/benchmarks.md`, each between two comments, so that a command can write one and leave the rest."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def write_section(name: str, text: str, page: Path = PAGE) -> None:
    """Put a text in the place of the section `name`.

    Raises:
        ValueError: the page has no such section.
    """
    whole = page.read_text("utf-8")
    opening, closing = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, found, rest = whole.partition(opening)
    _, ended, after = rest.partition(closing)
    if not found or not ended:
        raise ValueError(f"{page.name} has no section {name}")
    page.write_text(f"{before}{opening}{text.rstrip()}\n{closing}{after}", encoding="utf-8")


def machine() -> str:
    """Say when and where a measurement is taken."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores ({platform.machine()}, "
        f"Python {platform.python_version()})"
    )


def table(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give rows of a name, a ratio, its bar and a detail as Markdown."""
    lines = ["| what | ratio | bar | detail |", "|---|---|---|---|"]
    for row in rows:
        side = "at least" if row.get("is_least") else "at most"
        bar = f"{side} {row['bar']:g}" if row["bar"] is not None else "none"
        lines.append(f"| {row['name']} | {row['ratio']:.2f} | {bar} | {row['detail']} |")
    return lines
