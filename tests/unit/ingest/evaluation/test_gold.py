"""Annotated documents are checked when they are read, and one bad file is named in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.evaluation.gold import read_gold
from kg.errors import SourceError
from tests.unit.ingest.evaluation.annotated import ASK, CLAIM, CONGRESS, GOLD, document, link, segment


def problem(folder: Path, content: str) -> str:
    (folder / "odd.json").write_text(content, encoding="utf-8")
    (folder / "good.json").write_text(json.dumps(GOLD), encoding="utf-8")
    documents, [error] = read_gold(folder)
    assert [item.name for item in documents] == ["good"]
    return str(error)


BAD: list[tuple[Any, str]] = [
    ([], "it is no object"),
    ({"text": "a"}, "no segments, links, actors"),
    ({**GOLD, "text": 3}, "its text is no string"),
    ({**GOLD, "links": {}}, "its links are no list"),
    (document({**ASK, "start": "0"}), "segment 1 has the range 0 to 22"),
    (document(segment("s1", 5, 5, "claim")), "segment 1 has the range 5 to 5"),
    (document(ASK, segment("s2", 0, 999, "claim")), "segment 2 has the range 0 to 999"),
    (document(segment("s1", 0, 5, "advice")), "segment 1 has the role 'advice'"),
    (document({"id": "s1", "start": 0, "end": 4}), "segment 1 has no role"),
    (document({**ASK, "addressee": "Congress"}), "addressee that is no list of names"),
    (document(ASK, ASK), "two segments have the same id"),
    (document(ASK, links=[link("s1", "s9")]), "link 1 names the segment s9"),
    (document(ASK, CLAIM, links=[link("s2", "s1", "proves")]), "link 1 has the relation 'proves'"),
    (document(ASK, links=[3]), "link 1 is no object"),
    (document(ASK, actors=[{**CONGRESS, "type": "body"}]), "actor 1 has the type 'body'"),
    (document(ASK, actors=[{**CONGRESS, "mentions": [None]}]), "mention that is no string"),
]


@pytest.mark.parametrize(("content", "words"), BAD, ids=[words for _, words in BAD])
def test_a_file_that_is_no_annotated_document_is_named_with_the_reason(
    tmp_path: Path, content: Any, words: str
) -> None:
    said = problem(tmp_path, json.dumps(content))
    assert words in said
    assert "odd.json" in said


def test_broken_json_is_named(tmp_path: Path) -> None:
    assert "can't be read as JSON" in problem(tmp_path, "{")


def test_json_that_is_nested_too_deep_is_named(tmp_path: Path) -> None:
    assert "odd.json" in problem(tmp_path, "[" * 100_000)


def test_a_folder_without_annotated_documents_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no annotated documents"):
        read_gold(tmp_path)
