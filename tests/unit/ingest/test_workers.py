"""Child processes do the work; what goes wrong in one ends only its own task."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.workers import Limits, run_in_workers
from kg.errors import SettingsError, SourceError


def misbehave(task: str) -> str:
    if task == "sleep":
        time.sleep(60)
    if task == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "grow":
        return str(len(bytearray(2**40)))
    if task == "stumble":
        raise ValueError("a defect")
    if task == "refuse":
        raise SourceError(task, "is empty", "give one with text")
    return task.upper()


def make() -> Callable[[str], str]:
    return misbehave


def outcomes(*tasks: str, workers: int = 1) -> dict[str, str]:
    limits = Limits(seconds=3.0)
    pairs = run_in_workers(make, tasks, name_of=str, workers=workers, limits=limits)
    return {task: str(result) for task, result in pairs}


def linger(task: str) -> float:
    if task == "slow":
        time.sleep(2.0)
    return time.time()


def make_lingerer() -> Callable[[str], float]:
    return linger


def test_a_slow_task_leaves_the_other_worker_busy() -> None:
    tasks = ["slow", *(f"t{n}" for n in range(30))]
    pairs = run_in_workers(make_lingerer, tasks, name_of=str, workers=2, limits=Limits(seconds=30.0))
    ended = {task: result for task, result in pairs if isinstance(result, float)}
    assert sum(when < ended["slow"] for when in ended.values()) >= 25


def make_nothing() -> Callable[[str], str]:
    raise SettingsError("The model nothing can't be loaded; install it.")


def test_workers_that_cannot_start_say_why() -> None:
    pairs = run_in_workers(make_nothing, ["a", "b"], name_of=str, workers=1, limits=Limits(seconds=3.0))
    assert [str(result) for _, result in pairs] == ["The model nothing can't be loaded; install it."] * 2


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_tasks(workers: int) -> None:
    tasks = [f"t{n}" for n in range(20)]
    assert list(outcomes(*tasks, workers=workers).values()) == [task.upper() for task in tasks]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("sleep", "more than 3 seconds"),
        ("die", "ended unexpectedly"),
        ("grow", "of memory"),
        ("refuse", "is empty"),
        ("stumble", "a defect of this program"),
    ],
)
def test_a_bad_task_fails_alone_and_says_why(task: str, words: str) -> None:
    result = outcomes("before", task, "after")
    assert words in result[task]
    assert task in result[task]
    assert (result["before"], result["after"]) == ("BEFORE", "AFTER")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


ORPHANS = """
import os, sys, time
from ingest.workers import Limits, run_in_workers

def make():
    return work

def work(path):
    with open(path, "w") as file:
        file.write(str(os.getpid()))
    time.sleep(60)

if __name__ == "__main__":
    list(run_in_workers(make, sys.argv[1:], name_of=str, workers=1, limits=Limits()))
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see whether a process runs")
def test_a_worker_ends_with_its_killed_parent(tmp_path: Path) -> None:
    script, note = tmp_path / "orphans.py", tmp_path / "pid"
    script.write_text(ORPHANS, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    parent = subprocess.Popen([sys.executable, str(script), str(note)], env=environment)
    deadline = time.monotonic() + 60
    while not (note.exists() and note.read_text(encoding="ascii")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    worker = int(note.read_text(encoding="ascii"))
    parent.kill()
    parent.wait()
    while is_running(worker):
        assert time.monotonic() < deadline
        time.sleep(0.05)
