"""What a run finds under the paths that it was given."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.discovery import Skipped, discover


def found(*paths: Path) -> list[str]:
    return [item.name for item in discover(map(str, paths)) if isinstance(item, Path)]


def skipped(*paths: Path) -> list[Skipped]:
    return [item for item in discover(map(str, paths)) if isinstance(item, Skipped)]


def test_files_under_a_directory_come_sorted(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert found(tmp_path) == ["a.txt", "b.txt", "c.txt"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    paths = (tmp_path / "a.txt", tmp_path, tmp_path / "a.txt")
    assert found(*paths) == ["a.txt"]
    assert [entry.is_failure for entry in skipped(*paths)] == [False, False]


def test_a_link_to_a_file_met_already_is_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert found(tmp_path) == ["a.txt"]
    assert [Path(entry.path).name for entry in skipped(tmp_path)] == ["b.txt"]


def test_a_table_in_a_directory_is_skipped_but_read_when_named(tmp_path: Path) -> None:
    table = tmp_path / "catalogue.csv"
    table.write_text("title,url\n")
    (entry,) = skipped(tmp_path)
    assert "catalogue.csv" in entry.reason
    assert not entry.is_failure
    assert found(table) == ["catalogue.csv"]


def test_a_path_that_may_not_be_looked_at_is_a_failure_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("x")
    look = Path.is_dir

    def is_dir(path: Path) -> bool:
        if path.name == "hidden":
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(Path, "is_dir", is_dir)
    paths = (tmp_path / "hidden", tmp_path / "a.txt")
    (entry,) = skipped(*paths)
    assert entry.is_failure
    assert "hidden" in entry.reason
    assert found(*paths) == ["a.txt"]


def test_a_name_too_long_for_the_system_is_a_failure(tmp_path: Path) -> None:
    assert skipped(tmp_path / ("x" * 5000))[0].is_failure


def test_a_loop_of_links_ends_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert found(tmp_path) == ["a.txt"]
    (entry,) = skipped(tmp_path)
    assert not entry.is_failure
    assert "loop" in entry.reason


def test_a_missing_path_is_a_failure_that_names_it(tmp_path: Path) -> None:
    (entry,) = skipped(tmp_path / "nowhere.pdf")
    assert entry.is_failure
    assert "nowhere.pdf" in entry.reason


def test_a_dangling_link_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "missing.txt")
    (entry,) = skipped(tmp_path)
    assert entry.is_failure


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert found(tmp_path) == []
    assert "pipe" in skipped(tmp_path)[0].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may list any directory")
def test_a_directory_without_permission_is_a_failure(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    assert skipped(tmp_path)[0].is_failure
    closed.chmod(0o700)
