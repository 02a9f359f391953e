from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.ingest.components.reading import Read

Reading = Callable[[str], Read]


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Last year, Ohio passed a law on such chips.", {"Ohio"}),
        ("Since the spring, Ohio, Maine, and Utah have passed such laws.", {"Ohio", "Maine", "Utah"}),
        ("It spoke with officials from Georgia and Iowa about the plan.", {"Georgia", "Iowa"}),
        ("The State of Idaho has a plan of its own for this.", {"Idaho"}),
    ],
)
def test_states_that_act_are_actors(reading: Reading, text: str, states: set[str]) -> None:
    assert states <= set(reading(text).names)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("The plant in Columbus, Ohio was opened in the spring.", "Ohio"),
        ("It builds two plants in Arizona and one in the north.", "Arizona"),
        ("He taught at the University of Michigan for ten years.", "Michigan"),
    ],
)
def test_states_where_something_is_are_places(reading: Reading, text: str, state: str) -> None:
    assert state not in reading(text).names


def test_a_table_by_state_names_them_all(reading: Reading) -> None:
    rows = ["Alabama", "Alaska", "Idaho", "Iowa", "Kansas", "Maine", "Nevada", "Ohio", "Utah"]
    names = reading("Share by state\n\n" + "\n\n".join(f"{row} 12.5 percent of all plans" for row in rows)).names
    assert set(rows) <= set(names)
