"""Child processes do the work; what goes wrong in one ends only its own task."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from ingest.workers import Limits, run_in_workers
from kg.errors import SourceError


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
