"""Gains and losses against an earlier result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.evaluation.measuring import Evaluation
from ingest.evaluation.rendering import changes_as_text, report_as_text
from ingest.evaluation.saving import as_json, changes, read_saved
from kg.errors import SourceError
from tests.unit.ingest.evaluation.annotated import (
    ASK,
    CLAIM,
    CONGRESS,
    FACT,
    GOLD,
    WATCH,
    beside,
    document,
    link,
    sure,
)


def evaluation(found: dict[str, Any], name: str = "d") -> Evaluation:
    return Evaluation(documents=(beside(found, name=name),), problems=())


def changed(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    saved, run = json.loads(as_json(evaluation(before).report())), evaluation(now)
    return changes(run.documents, run.report(), saved)


def said(changes: list[Any]) -> list[tuple[str, str, str, str]]:
    return [(change.kind, change.place, change.before, change.now) for change in changes]


def test_the_same_result_has_no_changes() -> None:
    found = changed(GOLD, GOLD)
    assert not any(found.values())


def test_a_role_that_becomes_right_is_a_gain() -> None:
    found = changed(document(ASK, {**CLAIM, "role": "other"}, FACT), document(ASK, CLAIM, FACT))
    assert said(found["became_right"]) == [("role", "23-38", "other", "claim")]
    assert {"figure": "roles.claim.f1", "before": 0.0, "now": 1.0} in found["better"]
    assert not found["became_wrong"] and not found["worse"]


def test_a_field_and_a_speaker_that_become_wrong_are_losses() -> None:
    now = document({**ASK, "instrument": "research"}, CLAIM, {**FACT, "asserted_by": None})
    assert said(changed(document(ASK, CLAIM, FACT), now)["became_wrong"]) == [
        ("instrument", "0-22", "funding", "research"),
        ("speaker", "39-69", "Port Watch", "nothing"),
    ]


def test_links_found_missed_and_invented_are_told_apart() -> None:
    before = document(ASK, CLAIM, FACT, links=[link("s2", "s1"), link("s1", "s3")])
    now = document(ASK, CLAIM, FACT, links=[link("s3", "s2")])
    found = changed(before, now)
    assert said(found["became_right"]) == [
        ("link", "0-22 supports 39-69", "link", "nothing"),
        ("link", "39-69 supports 23-38", "no link", "link"),
    ]
    assert said(found["became_wrong"]) == [("link", "23-38 supports 0-22", "link", "no link")]


def test_actors_found_and_invented_are_told_apart() -> None:
    invented = {**WATCH, "name": "Open Ports"}
    found = changed(document(ASK, actors=[invented]), document(ASK, actors=[CONGRESS]))
    assert [change.place for change in found["became_right"]] == ["Open Ports", "United States Congress"]


def test_a_smaller_calibration_error_is_better() -> None:
    found = changed(document(*sure(0.5, ASK, CLAIM)), document(*sure(0.9, ASK, CLAIM)))
    assert [item["figure"] for item in found["better"]] == ["calibration.role_error"]
    assert not found["worse"]


def test_documents_of_one_run_alone_are_named() -> None:
    run, saved = evaluation(GOLD, "new"), evaluation(GOLD, "old").report()
    found = changes(run.documents, run.report(), saved)
    assert (found["only_now"], found["only_before"]) == (["new"], ["old"])


def test_what_changed_is_told_in_words() -> None:
    run = evaluation(document(ASK, CLAIM, FACT))
    saved = evaluation(document(ASK, {**CLAIM, "role": "other"}, FACT)).report()
    text = changes_as_text(changes(run.documents, run.report(), saved), run.documents)
    assert 'd role 23-38: was other, is claim, should be claim  "Ports lie open."' in text
    assert "roles.claim.f1                      0.0000 -> 1.0000  (+1.0000)" in text


def test_a_report_is_told_in_tables() -> None:
    text = report_as_text(evaluation(document(*sure(0.9, ASK, CLAIM, FACT))).report())
    assert "1 annotated document, 3 segments" in text
    assert "recommendation              1.000   1.000  1.000  1.00 to 1.00        1      1      1" in text
    assert "Quotes: 3 compared with their slice of the text, 0 wrong" in text


def test_what_was_found_is_one_line_a_document_in_the_json() -> None:
    text = as_json(evaluation(GOLD).report())
    assert json.loads(text)["predictions"]["d"]["segments"]["23-38"]["role"] == "claim"
    assert len([line for line in text.splitlines() if '"23-38"' in line]) == 1


@pytest.mark.parametrize(("content", "words"), [("{", "can't be read as JSON"), ("{}", "no earlier result")])
def test_a_file_that_is_no_earlier_result_is_named(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "saved.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        read_saved(path)
