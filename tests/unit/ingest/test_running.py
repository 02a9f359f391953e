"""The largest files are read first, and the report is in the order of the paths all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from ingest.report import Outcome
from ingest.running import Run, RunSettings
from ingest.settings import NONE, PipelineSettings
from kg.data import DataDirectory
from kg.index import Index
from kg.withdrawal import document_named, withdraw


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


def test_what_was_withdrawn_is_left_out_until_it_is_asked_for_again(tmp_path: Path) -> None:
    paper = tmp_path / "a.txt"
    paper.write_text("Congress should fund it. ", encoding="utf-8")
    data = DataDirectory(tmp_path / "data")

    def outcome(*, again: bool = False) -> tuple[Outcome, str]:
        run = Run(
            data,
            pipeline=PipelineSettings(syntax=NONE, encoder=NONE),
            settings=RunSettings(again=again),
            clock=lambda: datetime.now(UTC),
        )
        (entry,) = run.ingest([str(paper)], tell=lambda done, total, name: None).entries
        return entry.outcome, str(entry.detail)

    assert outcome()[0] is Outcome.LOADED
    with data.open_store() as store, Index.open(data.index_path) as index:
        iri = document_named(store, "a.txt", digest=sha256(paper.read_bytes()).hexdigest())
        withdraw(store, index, iri, reason="Published by mistake", moment=datetime(2026, 5, 14, tzinfo=UTC))
    left_out, why = outcome()
    assert left_out is Outcome.SKIPPED
    assert "Published by mistake" in why
    assert outcome(again=True)[0] is Outcome.LOADED
