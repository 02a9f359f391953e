import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.data import DataDirectory
from kg.server import OxigraphServer, _next_pause


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
