from __future__ import annotations

import pytest

from ingest.components.definitions import definitions


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the Bureau of Industry and Security (BIS) said", "BIS", "Bureau of Industry and Security"),
        ("the Office of Management and Budget (“OMB”)", "OMB", "Office of Management and Budget"),
        ("the Secretary of Commerce (Secretary) found", "Secretary", "Secretary of Commerce"),
        (
            "the Assistant Secretary of State for Intelligence (hereinafter referred to as the “Assistant Secretary”)",
            "Assistant Secretary",
            "Assistant Secretary of State for Intelligence",
        ),
        ("The term “Director” means the Director of Public Health.", "Director", "Director of Public Health"),
        # a part in a deal, which shares no word with the name
        ("I permit the City of Brownsville, Texas (the “Permittee”), to", "Permittee", "City of Brownsville"),
        ("lent by Harbor Steel (the “Lender”)", "Lender", "Harbor Steel"),
        ("the Clean Air (CA) Commission", "CA Commission", "Clean Air Commission"),
    ],
)  # fmt: skip
def test_a_short_form_gets_the_long_form_that_the_text_defines(text: str, short: str, long: str) -> None:
    assert definitions(text)[short] == long


@pytest.mark.parametrize(
    "text", ["it fell (see Table 2)", "the plan (BIS) failed", "(EU)", "on the bridge in Laredo (the “Plan”)"]
)
def test_brackets_that_define_nothing_define_nothing(text: str) -> None:
    assert definitions(text) == {}
