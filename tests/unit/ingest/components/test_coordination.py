from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.components.coordination import split_action


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_action(text, (0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "closing the loopholes, deterring such attacks, and promoting the export of chips",
            ["closing the loopholes", "deterring such attacks", "promoting the export of chips"],
        ),
        ("funding the Bureau and hiring more inspectors", ["funding the Bureau", "hiring more inspectors"]),
        ("fund the Bureau, hire more inspectors", ["fund the Bureau", "hire more inspectors"]),
        ("(1) fund the Bureau; and (2) hire more inspectors", ["fund the Bureau", "hire more inspectors"]),
        # verbs that share their object are one action
        ("develop, implement, and maintain a plan", ["develop, implement, and maintain a plan"]),
        # the second gerund goes on with the one inside
        ("leading by tightening controls and stopping theft", ["leading by tightening controls and stopping theft"]),
        # what stands after "including" is smaller
        ("closing loopholes, including renting chips abroad", ["closing loopholes, including renting chips abroad"]),
        # nouns joined by "and" are no actions
        ("closing gaps for smuggled chips and data centers", ["closing gaps for smuggled chips and data centers"]),
    ],
)  # fmt: skip
def test_a_list_of_actions_is_taken_apart_where_each_stands_by_itself(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@given(st.text(alphabet="abing ,;()and1", max_size=80))
def test_pieces_lie_in_order_inside_the_whole_and_never_overlap(text: str) -> None:
    last = 0
    for start, end in split_action(text, (0, len(text))):
        assert last <= start <= end <= len(text)
        last = end
