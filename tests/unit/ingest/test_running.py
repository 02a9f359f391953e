"""The largest files are read first, and the report is in the order of the paths all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ingest.report import Outcome
from ingest.running import Run, RunSettings
from ingest.settings import NONE, PipelineSettings
from kg.data import DataDirectory


def test_the_largest_file_is_read_first_and_the_report_keeps_the_order_of_paths(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for name, times in (("a", 1), ("b", 9), ("c", 4), ("d", 9)):
        (papers / f"{name}.txt").write_text("Congress should fund it. " * times, encoding="utf-8")
    told: list[str] = []
    run = Run(
        DataDirectory(tmp_path / "data"),
        pipeline=PipelineSettings(syntax=NONE, encoder=NONE),
        settings=RunSettings(),
        clock=lambda: datetime.now(UTC),
    )
    report = run.ingest([str(papers)], tell=lambda done, total, name: told.append(Path(name).stem))
    assert told == ["b", "c", "a"]
    assert [(Path(entry.path).stem, entry.outcome) for entry in report.entries] == [
        ("a", Outcome.LOADED),
        ("b", Outcome.LOADED),
        ("c", Outcome.LOADED),
        ("d", Outcome.SAME_AS),
    ]
