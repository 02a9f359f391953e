"""No committed score of the reading may fall unnoticed: `make scores` writes new ones where that is meant."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.benchmark.scores import SETS, TOLERANCE, Committed, fallen

SCORES: dict[str, Any] = {
    "roles": {"claim": {"f1": 0.8}},
    "calibration": {"role_error": 0.04},
    "quotes": {"right": 1.0},
}


def changed(group: str, value: Any) -> dict[str, Any]:
    return {**copy.deepcopy(SCORES), group: value}


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.name)
def test_no_committed_score_has_fallen(each: Committed) -> None:
    if not each.folder.is_dir():
        pytest.skip(f"the annotated documents of the set `{each.name}` lie outside the project and aren't here")
    committed, now = each.read(), each.measured()
    assert now["documents"] == committed["documents"]
    assert fallen(committed, now) == [], "if this is meant, write the new scores with `make scores`"


def test_a_fall_beyond_the_tolerance_is_told() -> None:
    assert fallen(SCORES, changed("roles", {"claim": {"f1": 0.8 - TOLERANCE / 2}})) == []
    assert fallen(SCORES, changed("roles", {"claim": {"f1": 0.79}})) == ["roles.claim.f1 was 0.8000 and is 0.79"]


def test_an_error_that_rises_is_told() -> None:
    assert fallen(SCORES, changed("calibration", {"role_error": 0.03})) == []
    assert "calibration.role_error" in fallen(SCORES, changed("calibration", {"role_error": 0.05}))[0]


def test_a_score_that_is_gone_is_told() -> None:
    assert fallen(SCORES, changed("quotes", {})) == ["quotes.right was 1.0000 and is gone"]
    assert "calibration.role_error" in fallen(SCORES, changed("calibration", {}))[0]
