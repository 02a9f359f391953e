"""Scores on comments whose units are given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.encoder_heads import Link
from ingest.evaluation.units import CDCP, measure_units, read_comments, units_as_text
from kg.errors import SourceError

TEXT = "Ban it. It harms us."
RECORD: dict[str, Any] = {
    "id": "c1",
    "text": TEXT,
    "propositions": [{"start": 0, "end": 7, "label": "policy"}, {"start": 8, "end": 20, "label": "value"}],
    "relations": [{"src": 1, "tgt": 0, "label": "reason"}],
}


@dataclass
class Answer:
    labels: Sequence[str]
    links: Sequence[Link]


class Fixed:
    """Says the same of every text."""

    def __init__(self, labels: Sequence[str], *links: tuple[int, int]) -> None:
        self.answer = Answer(labels, [Link(premise, target, "supports", 0.5) for premise, target in links])
        self.seen: list[Any] = []

    def propositions(self, text: str, ranges: Sequence[tuple[int, int]]) -> Answer:
        self.seen.append((text, ranges))
        return self.answer


def written(folder: Path, *records: Any) -> Path:
    path = folder / "comments.jsonl"
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in records), "utf-8")
    return path


def result(folder: Path, reader: Fixed, *records: Any) -> dict[str, Any]:
    comments, _ = read_comments(written(folder, *(records or (RECORD,))))
    return measure_units(comments, reader)


def test_the_reader_sees_text_and_ranges_alone(tmp_path: Path) -> None:
    reader = Fixed(["policy", "value"])
    result(tmp_path, reader)
    assert reader.seen == [(TEXT, ((0, 7), (8, 20)))]


def test_the_mean_is_over_all_five_classes(tmp_path: Path) -> None:
    found = result(tmp_path, Fixed(["policy", "value"], (1, 0)))
    assert found["components"]["macro_f1"] == pytest.approx(2 / len(CDCP))
    assert found["links"]["f1"] == 1.0
    assert found["average"] == pytest.approx(0.7)


def test_a_link_in_the_wrong_direction_is_wrong(tmp_path: Path) -> None:
    assert result(tmp_path, Fixed(["policy", "value"], (0, 1)))["links"]["f1"] == 0.0


def test_reason_and_evidence_count_as_one_kind_of_link(tmp_path: Path) -> None:
    record = {**RECORD, "relations": [{"src": 1, "tgt": 0, "label": "evidence"}]}
    assert result(tmp_path, Fixed(["policy", "value"], (1, 0)), record)["links"]["f1"] == 1.0


def test_labels_are_counted_by_class(tmp_path: Path) -> None:
    policy = result(tmp_path, Fixed(["policy", "policy"]))["components"]["policy"]
    assert (policy["hits"], policy["found"], policy["gold"]) == (1, 2, 1)


def test_the_scores_are_told_in_a_table(tmp_path: Path) -> None:
    text = units_as_text(result(tmp_path, Fixed(["policy", "value"], (1, 0))))
    assert "component macro-F1 over the five classes  0.400  (0.40 to 0.40)" in text


BAD: list[tuple[Any, str]] = [
    ("{", "isn't a comment"),
    ({"id": "c"}, "no 'text'"),
    ({**RECORD, "text": "Ban"}, "0 to 7 is no range of its text"),
    ({**RECORD, "relations": [{"src": 5, "tgt": 0}]}, "a proposition that there isn't"),
    ({**RECORD, "propositions": [{"start": 0, "end": 3, "label": "fiat"}]}, "unknown label fiat"),
    (["a"], "isn't a comment"),
]


@pytest.mark.parametrize(("record", "words"), BAD, ids=[words for _, words in BAD])
def test_a_bad_line_is_named_and_the_others_count(tmp_path: Path, record: Any, words: str) -> None:
    comments, [error] = read_comments(written(tmp_path, RECORD, record))
    assert len(comments) == 1
    assert "line 2" in str(error)
    assert words in str(error)


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no comments"):
        read_comments(written(tmp_path, ""))
