from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ingest.cleaning import clean
from ingest.components.citations import find
from ingest.components.drafts import Part
from ingest.readers import read
from ingest.source import BlockKind, SourceText

ROOT = Path(__file__).parents[4]
REAL = ROOT.parent / "shared" / "corpus" / "real"
DATA = ROOT / "tests" / "data" / "citations"

Found = tuple[int, int, str, str | None]


@dataclass(slots=True)
class Score:
    """How many citations were found rightly, needlessly and not, and how many of the identifiers judged were right."""

    right: int = 0
    needless: int = 0
    missed: int = 0
    identified: int = 0
    judged: int = 0


@pytest.mark.parametrize(
    ("name", "precision", "recall", "identifiers"),
    [("development", 0.99, 0.99, 0.99), ("held_out", 0.97, 0.95, 0.98)],
)
def test_citations_are_found_as_well_as_was_measured(
    name: str, precision: float, recall: float, identifiers: float
) -> None:
    if not REAL.is_dir():
        pytest.skip("the shared documents aren't here")
    score, known = Score(), 0
    records = [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()]
    for record in records:
        path = REAL / record["file"]
        source = read(path.read_bytes(), name=path.name)
        if sha256(source.text.encode()).hexdigest() == record["text_sha256"]:
            known += 1
            _compare(record, list(_citations(source)), score)
    # A reader that makes another text of a file moves its places; most of them must still be where they were.
    assert known > len(records) / 2
    assert score.right / (score.right + score.needless) >= precision
    assert score.right / (score.right + score.missed) >= recall
    assert score.identified / score.judged >= identifiers


def _citations(source: SourceText) -> Iterator[Found]:
    """The citations of a document at their places in its stored text, without those in front matter and the like."""
    from ingest.pipeline import _context

    cleaned = clean(source)
    context = _context(source, cleaned)
    part = Part(clean=cleaned, start=0, end=len(cleaned.text), blocks=cleaned.blocks, context=context)
    silent = [(block.start, block.end) for block in cleaned.blocks if block.kind is BlockKind.BOILERPLATE]
    for draft in find(cleaned.text, context, part):
        if not any(start <= draft.start < end for start, end in silent):
            start, end = cleaned.to_source(draft.start, draft.end)
            yield start, end, draft.kind.value, draft.identifier


def _compare(record: dict[str, Any], found: list[Found], score: Score) -> None:
    kinds = record.get("kinds")
    left = [
        each
        for each in found
        if record["start"] <= each[0] < record["end"] and each[2] != "url" and (kinds is None or each[2] in kinds)
    ]
    for wanted in record["citations"]:
        match = max(
            (each for each in left if each[2] == wanted["kind"] and _shared(each, wanted) > 0),
            key=lambda each: _shared(each, wanted),
            default=None,
        )
        if match is not None:
            left.remove(match)
        if wanted.get("optional"):
            continue
        score.right += match is not None
        score.missed += match is None
        if match is not None and "identifier" in wanted:
            score.judged += 1
            score.identified += match[3] == wanted["identifier"]
    optional = [wanted for wanted in record["citations"] if wanted.get("optional")]
    score.needless += sum(1 for each in left if not any(_shared(each, wanted) > 0 for wanted in optional))


def _shared(each: Found, wanted: dict[str, Any]) -> int:
    return min(each[1], int(wanted["end"])) - max(each[0], int(wanted["start"]))
