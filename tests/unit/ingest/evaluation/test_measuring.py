"""Annotated texts go through the real reader, and the command tells what came out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.cli import evaluate as command
from ingest.evaluation.measuring import evaluate
from ingest.pipeline import build
from ingest.settings import NONE, PipelineSettings
from tests.unit.ingest.evaluation.annotated import GOLD

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "gold"
    made.mkdir()
    (made / "paper.json").write_text(json.dumps(GOLD), encoding="utf-8")
    return made


@pytest.fixture
def run(folder: Path) -> Run:
    def call(*arguments: str, path: Path = folder) -> Result:
        return CliRunner().invoke(command, [str(path), "--syntax", NONE, "--encoder", NONE, *arguments])

    return call


def test_a_text_is_read_and_compared(folder: Path) -> None:
    found = evaluate(folder, build(PipelineSettings(syntax=NONE, encoder=NONE))).report()
    assert (found["documents"], found["segments_matched"]) == (1, 1.0)
    assert found["roles"]["recommendation"]["f1"] == 1.0
    assert found["quotes"]["wrong"] == 0 < found["quotes"]["compared"]
    assert found["by_document"]["paper"]["addressee"] is not None


def test_a_text_that_reading_changes_is_named(folder: Path) -> None:
    (folder / "odd.json").write_text(json.dumps({**GOLD, "text": GOLD["text"].replace(" ", "\r\n")}), encoding="utf-8")
    found = evaluate(folder, build(PipelineSettings(syntax=NONE, encoder=NONE)))
    assert [str(problem)[:27] for problem in found.problems] == ["odd: its text has line ends"]


def test_a_result_can_be_saved_and_compared_with(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    saved.write_text(run("--format", "json").stdout, encoding="utf-8")
    found = json.loads(run("--format", "json", "--against", str(saved)).stdout)
    assert not any(found["changes"].values())
    assert "Became right: 0 answers" in run("--against", str(saved)).stdout


def test_a_bad_file_is_told_and_the_exit_code_is_one(run: Run, folder: Path) -> None:
    (folder / "odd.json").write_text("{}", encoding="utf-8")
    result = run()
    assert result.exit_code == 1
    assert "1 annotated document" in result.stdout
    assert "odd.json: isn't an annotated document" in result.stderr


def test_mistakes_are_shown_as_markdown_or_json(run: Run) -> None:
    assert run("--errors", "2").stdout.startswith("### Wrong role")
    assert "Missing actor" in json.loads(run("--errors", "2", "--format", "json").stdout)


def test_a_plot_is_written(run: Run, tmp_path: Path) -> None:
    assert run("--plot", str(tmp_path / "plot.svg")).exit_code == 0
    assert (tmp_path / "plot.svg").read_text("utf-8").startswith("<svg")


def test_a_folder_is_no_benchmark_and_a_file_no_folder(run: Run, folder: Path) -> None:
    assert run("--benchmark", "cdcp").exit_code == 2
    assert run(path=folder / "paper.json").exit_code == 2


def test_the_benchmark_needs_an_encoder(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"id": "c", "text": "Ban it.", "propositions": [], "relations": []}\n', encoding="utf-8")
    result = run("--benchmark", "cdcp", path=path)
    assert "can't label given units" in str(result.exception)
