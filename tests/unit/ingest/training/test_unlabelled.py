"""Texts that nobody annotated are cut into passages by lines and punctuation, and their answers are kept by place."""

import gzip
import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.training.answered import read_answers
from ingest.training.silver import SilverError
from ingest.training.unlabelled import passages

TEXT = (
    "Fact sheet\n\nMr. Poe of the U.S. Senate asks for\nmore chips. They count.\n"
    "- Count them.\n- Sell none.\n\nSEC. 2. CHIPS."
)


def test_items_headings_and_sentences_are_passages() -> None:
    found = [TEXT[start:end] for start, end in passages(TEXT)]
    assert found == [
        "Fact sheet",
        "Mr. Poe of the U.S. Senate asks for\nmore chips.",
        "They count.",
        "- Count them.",
        "- Sell none.",
        "SEC. 2. CHIPS.",
    ]


@given(st.text(alphabet="aB1.!? \n-(#”\"'", max_size=120))
def test_passages_lie_in_order_and_lose_no_letter(text: str) -> None:
    found = passages(text)
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    kept = "".join(text[start:end] for start, end in found)
    assert [each for each in kept if each.isalnum()] == [each for each in text if each.isalnum()]


def written(folder: Path, digest: str) -> Path:
    (folder / "bulk").mkdir()
    with gzip.open(folder / "bulk" / "texts.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": "one", "body": "One. Two."}))
    answer = {
        "file": "bulk/texts.jsonl.gz", "record": "one", "field": "body", "start": 0, "length": 9, "sha256": digest,
        "passages": [[0, 4, 255, 0, 0, 0], [5, 9, 0, 51, 0, 204]], "links": [[1, 0, 1, 102]],
    }  # fmt: skip
    path = folder / "answers.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(answer))
    return path


def test_answers_come_back_as_probabilities_over_the_same_words(tmp_path: Path) -> None:
    (found,) = read_answers(tmp_path, written(tmp_path, sha256(b"One. Two.").hexdigest()))
    assert found.document.texts == ("One.", "Two.")
    assert found.roles.tolist() == [[1, 0, 0, 0], [0, pytest.approx(0.2), 0, pytest.approx(0.8)]]
    assert found.links == ((1, 0, "supports", pytest.approx(0.4)),)


def test_a_text_that_changed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SilverError, match="one is not the text"):
        read_answers(tmp_path, written(tmp_path, "0" * 64))
