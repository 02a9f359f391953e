"""What the tests that go the whole way share: a tiny paper, a data directory, and a run over paths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.report import RunReport
from ingest.running import Run, RunSettings
from ingest.settings import PipelineSettings
from kg.data import DataDirectory

TINY_PAPER = """\
Chips and the Coast Guard

The Harbour Institute published this paper on 3 March 2026.

Smugglers moved 4,200 controlled chips through three ports in 2025, according to customs records. Inspectors open \
fewer than one container in a hundred. More inspectors would make smuggling harder and dearer.

Congress should fund two hundred more port inspectors because the ports are where smuggling can be stopped. The \
Harbour Institute urges the Bureau of Industry and Security (BIS) to publish its seizure figures every quarter.
"""


@pytest.fixture
def tiny_paper(tmp_path: Path) -> Path:
    path = tmp_path / "papers" / "tiny.txt"
    path.parent.mkdir()
    path.write_text(TINY_PAPER, encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "data")


@pytest.fixture
def ingest(data: DataDirectory) -> Callable[..., RunReport]:
    def run(*paths: Path, again: bool = False) -> RunReport:
        runner = Run(
            data,
            pipeline=PipelineSettings(),
            settings=RunSettings(again=again),
            clock=lambda: datetime.now(UTC),
        )
        return runner.ingest([str(path) for path in paths], tell=lambda done, total, name: None)

    return run
