from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest.evaluation import Tally, count, evaluate, match
from ingest.pipeline import build
from ingest.settings import NONE, PipelineSettings
from kg.errors import SourceError


def segment(name: str, start: int, end: int, role: str, **frame: Any) -> dict[str, Any]:
    empty = {"addressee": [], "action": None, "strength": None, "instrument": None, "asserted_by": None, "also": []}
    return {"id": name, "start": start, "end": end, "role": role, **empty, **frame}


def document(*segments: dict[str, Any], links: Any = (), actors: Any = ()) -> dict[str, Any]:
    return {"segments": list(segments), "links": list(links), "actors": list(actors)}


ASK = segment("s1", 0, 20, "recommendation", addressee=["The Congress"], strength="should", instrument="funding")
CLAIM = segment("s2", 20, 40, "claim")
LINK = {"premise": "s2", "target": "s1", "relation": "supports"}
CONGRESS = {"name": "United States Congress", "type": "government", "mentions": ["Congress"]}
GOLD = document(ASK, CLAIM, links=[LINK], actors=[CONGRESS])


def report(found: dict[str, Any]) -> dict[str, Any]:
    tally = Tally()
    count(tally, GOLD, found)
    return tally.report()


def test_a_document_against_itself_is_perfect() -> None:
    figures = report(GOLD)
    assert figures["roles"]["recommendation"]["f1"] == figures["links"]["f1"] == figures["actors"]["f1"] == 1.0
    assert figures["frames"] == {"addressee": 1.0, "strength": 1.0, "instrument": 1.0}


@pytest.mark.parametrize(("end", "matched"), [(20, 1), (10, 1), (9, 0), (40, 1), (41, 0)])
def test_segments_match_from_half_an_overlap_on(end: int, matched: int) -> None:
    assert len(match([ASK], [segment("x", 0, end, "other")])) == matched


def test_a_segment_matches_once_and_the_best_overlap_wins() -> None:
    found = [segment("x", 0, 12, "other"), segment("y", 0, 20, "claim")]
    assert match([ASK], found) == {0: 1}


def test_addressees_are_compared_as_sets_without_case_and_article() -> None:
    other = document({**ASK, "addressee": ["congress"]}, CLAIM)
    assert report(other)["frames"]["addressee"] == 1.0
    assert report(document({**ASK, "addressee": []}, CLAIM))["frames"]["addressee"] == 0.0


def test_a_wrong_role_costs_precision_of_one_and_recall_of_the_other() -> None:
    roles = report(document(ASK, {**CLAIM, "role": "evidence"}))["roles"]
    assert roles["claim"]["recall"] == 0.0
    assert roles["evidence"]["precision"] == 0.0


def test_an_extra_link_and_a_missing_one_both_count() -> None:
    wrong = {"premise": "s1", "target": "s2", "relation": "attacks"}
    links = report(document(ASK, CLAIM, links=[wrong]))["links"]
    assert (links["precision"], links["recall"]) == (0.0, 0.0)


def test_an_alias_counts_as_its_name() -> None:
    alias = {"name": "Congress", "type": "organization", "mentions": []}
    actors = report(document(ASK, CLAIM, actors=[alias]))["actors"]
    assert (actors["f1"], actors["type_accuracy"]) == (1.0, 0.0)


def test_a_folder_without_annotated_documents_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no annotated documents"):
        evaluate(tmp_path, build(PipelineSettings(syntax=NONE, encoder=NONE)))


def test_annotated_documents_are_read_and_compared() -> None:
    gold = Path(__file__).resolve().parents[3].parent / "shared" / "gold" / "dev"
    if not gold.is_dir():
        pytest.skip("the annotated documents lie outside the project and aren't here")
    # The first document alone: the whole comparison belongs to the benchmarks.
    figures = evaluate_first(gold)
    assert figures["documents"] == 1
    assert figures["segments_matched"] > 0.8


def evaluate_first(gold: Path) -> dict[str, Any]:
    import json

    from ingest.evaluation import predict

    path = min(gold.glob("*.json"))
    record = json.loads(path.read_text("utf-8"))
    tally = Tally()
    count(tally, record, predict(build(PipelineSettings(syntax=NONE, encoder=NONE)), record["text"], path.stem))
    return tally.report()


@pytest.mark.parametrize(
    ("content", "words"), [("{", "can't be read as JSON"), ('{"text": "a"}', "no segments, links")]
)
def test_a_file_that_is_no_annotated_document_is_named(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "odd.json").write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=words) as error:
        evaluate(tmp_path, build(PipelineSettings(syntax=NONE, encoder=NONE)))
    assert "odd.json" in str(error.value)
