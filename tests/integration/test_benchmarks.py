"""The tables in docs/benchmarks.md are written by commands, each into its own place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmark.page import PAGE, table, write_section


@pytest.mark.parametrize("name", ["accuracy", "speed", "lists", "pages"])
def test_the_page_has_a_place_for_each_table(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "page.md"
    copy.write_text(PAGE.read_text("utf-8"), encoding="utf-8")
    write_section(name, "| new |", copy)
    before, _, rest = copy.read_text("utf-8").partition(f"<!-- {name} -->\n| new |\n<!-- end of {name} -->\n")
    assert PAGE.read_text("utf-8").startswith(before)
    assert PAGE.read_text("utf-8").endswith(rest)
    assert rest


def test_a_page_without_the_place_is_left_alone(tmp_path: Path) -> None:
    copy = tmp_path / "page.md"
    copy.write_text("# Benchmarks\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no section speed"):
        write_section("speed", "| new |", copy)
    assert copy.read_text("utf-8") == "# Benchmarks\n"


def test_a_bar_says_on_which_side_it_lies() -> None:
    rows = [
        {"name": "a", "ratio": 1.234, "bar": 1.3, "detail": "b"},
        {"name": "c", "ratio": 1.8, "bar": 1.7, "is_least": True, "detail": "d"},
        {"name": "e", "ratio": 1.0, "bar": None, "detail": "f"},
    ]
    assert table(rows)[2:] == [
        "| a | 1.23 | at most 1.3 | b |",
        "| c | 1.80 | at least 1.7 | d |",
        "| e | 1.00 | none | f |",
    ]
