"""Bad files in one run: each is named with a reason, the good one is loaded, and the exit code says so."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.conftest import TINY_PAPER


def _zip_bomb(path: Path) -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:t>" + b"0" * 400_000_000)
    path.write_bytes(body.getvalue())


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(300 * 2**20)


def _entity_bomb(path: Path) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE bill [<!ENTITY l0 "x">{levels}]><bill>&l9;</bill>')


def _external_entity(path: Path) -> None:
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE bill [<!ENTITY e SYSTEM "file:///etc/passwd">]><bill><section>&e;</section></bill>'
    )


BAD: dict[str, Callable[[Path], object]] = {
    "empty.txt": lambda path: path.write_bytes(b""),
    "large.txt": _large,
    "binary.txt": lambda path: path.write_bytes(bytes(range(256)) * 64),
    "truncated.pdf": lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>"),
    "bomb.docx": _zip_bomb,
    "entities.xml": _entity_bomb,
    "outside.xml": _external_entity,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    folder = tmp_path_factory.mktemp("bad")
    for name, make in BAD.items():
        make(folder / name)
    (folder / "good.txt").write_text(TINY_PAPER, encoding="utf-8")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    data = tmp_path_factory.mktemp("data")
    command = [sys.executable, "-m", "kg.cli", "ingest", str(folder), "--data", str(data), "--format", "json"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def entries(run: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    return {Path(entry["path"]).name: entry for entry in json.loads(run.stdout)["documents"]}


def test_the_run_ends_with_code_1_and_no_traceback(run: subprocess.CompletedProcess[str]) -> None:
    assert run.returncode == 1
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_fails_with_one_sentence_that_names_it(run: subprocess.CompletedProcess[str], name: str) -> None:
    entry = entries(run)[name]
    assert entry["outcome"] == "failed"
    assert name in entry["detail"]
    assert "\n" not in entry["detail"]
    assert "defect of this program" not in entry["detail"]


def test_the_good_file_is_loaded_all_the_same(run: subprocess.CompletedProcess[str]) -> None:
    assert entries(run)["good.txt"]["outcome"] == "loaded"


def test_a_loop_of_directories_is_accounted_for(run: subprocess.CompletedProcess[str]) -> None:
    assert entries(run)["loop"]["outcome"] == "skipped"


def test_nothing_of_an_outside_file_gets_in(run: subprocess.CompletedProcess[str]) -> None:
    assert "root:" not in run.stdout
