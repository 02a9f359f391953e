import os
import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.data import DataDirectory
from kg.server import OxigraphServer, _next_pause, resident


def test_a_server_that_keeps_dying_is_started_less_and_less_often() -> None:
    pauses = [0.0]
    while pauses[-1] < 5:
        pauses.append(_next_pause(pauses[-1], lived=0.3))
        assert pauses[-1] > pauses[-2]
    assert pauses[1] < 0.1
    assert _next_pause(pauses[-1], lived=0.3) == 5


@given(st.floats(0, 5), st.floats(0, 1e6))
def test_no_pause_is_longer_than_five_seconds_and_none_is_busy(pause: float, lived: float) -> None:
    assert 0.05 <= _next_pause(pause, lived) <= 5


def test_a_server_that_lived_is_started_at_once() -> None:
    assert _next_pause(5.0, lived=60.0) < 0.1


def test_a_server_that_dies_right_after_answering_is_not_started_without_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[float] = []

    def launch(server: OxigraphServer) -> None:
        starts.append(time.monotonic())
        server._child = Mock()

    monkeypatch.setattr(OxigraphServer, "_launch", launch)
    with OxigraphServer(DataDirectory(tmp_path)):
        time.sleep(1)
    assert 2 <= len(starts) <= 6


def test_a_server_that_takes_too_much_memory_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = Mock(pid=-7)
    child.poll.return_value = None
    used = {child.pid: [1 << 20, 1 << 50]}
    # Watchers of other tests may still look at processes of theirs.
    monkeypatch.setattr("kg.server.resident", lambda pid: used[pid].pop(0) if pid in used else 0)
    server = OxigraphServer(DataDirectory(tmp_path))
    server._child = child
    server._watch()
    assert used == {child.pid: []}
    child.kill.assert_called_once()


def test_the_memory_of_this_process_can_be_told_and_that_of_no_process_is_none() -> None:
    assert resident(os.getpid()) > 1 << 20
    assert resident(2**22 + 1) == 0
