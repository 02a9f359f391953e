"""Blocks are cut into sentences where a sentence ends, and nowhere else."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleaning import clean
from ingest.passages import kind_of, mark_length, rule_starts, split
from ingest.readers.text import read
from ingest.source import BlockKind
from kg.model import PassageKind

GOLD = Path(__file__).parents[4] / "shared" / "gold"


def sentences(text: str) -> list[str]:
    starts = [*rule_starts(text), len(text)]
    return [text[start:end].strip() for start, end in pairwise(starts)]


@pytest.mark.parametrize(
    "text",
    [
        "The bill is H.R. 3447 of the U.S. Congress.",
        "Vice President J.D. Vance and Sec. 4 of Pub. L. No. 117-75 agree.",
        "See 50 U.S.C. 4811 et seq. and 90 Fed. Reg. 8353 (Jan. 20, 2025).",
        "Mr. Smith of Acme Corp. met Dr. Jones at 5 p.m. on Monday.",
        "It rose by 2.5 percent, i.e. 3 points (see fig. 4).",
        "They asked \u201cwhy now?\u201d and left.",
        "1. The Secretary shall report.",
        "(b) 2. The Secretary shall report.",
        "The answer, etc. is known.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["It ends here.", "Another starts."],
        ["It works in the U.S.", "The next one starts."],
        ["Really?", "Yes!", "\u201cWe do.\u201d", "So it is."],
        ["A claim.[3]", "Another claim.12", "And a third."],
        ["The rate is 5.", "$20 million is due."],
        ["He said \u201cno.\u201d", "They agreed."],
    ],
)
def test_sentences_are_cut(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_titles_headings_and_rows_stay_whole() -> None:
    source = read(b"SEC. 4. SHORT TITLE. AND MORE.\n\nOne. Two. Three.", name="a.txt")
    result = clean(source)
    assert [len(split(result, block)) for block in result.blocks] == [1, 3]


def test_a_parsers_boundary_counts_only_where_a_sentence_can_end() -> None:
    result = clean(read(b"We met Sen. Smith in the U.S. House members left early that day.", name="a.txt"))
    block = result.blocks[0]
    believable, not_believable = result.text.index("House"), result.text.index("Smith")
    in_a_word = result.text.index("early")
    cut = split(result, block, [not_believable, believable, in_a_word])
    assert [start for start, _ in cut] == [0, believable]


@pytest.mark.parametrize(
    ("text", "length"),
    [("- an item", 2), ("(a) an item", 4), ("1. One", 3), ("\u2022 x", 2), ("plain", 0), ("(a)", 0), ("1.2. Deep", 5)],
)
def test_a_mark_is_measured(text: str, length: int) -> None:
    assert mark_length(text) == length


def test_every_kind_of_block_has_a_kind_of_passage() -> None:
    source = read(b"Words.", name="a.txt")
    assert kind_of(source.blocks[0]) is PassageKind.SENTENCE
    assert {kind.name for kind in BlockKind} - {"PARAGRAPH"} <= {kind.name for kind in PassageKind}


@settings(deadline=None)
@given(st.text(st.sampled_from("aB .!?()1\u201c\u201d\n-"), max_size=200), st.lists(st.integers(0, 200)))
def test_passages_hold_all_of_their_block_in_order(text: str, starts: list[int]) -> None:
    result = clean(read(text.encode(), name="a.txt"))
    for block in result.blocks:
        places = split(result, block, starts)
        held = "".join(result.text[start:end] for start, end in places)
        assert "".join(held.split()) == "".join(result.text[block.start : block.end].split())
        assert all(end <= start for (_, end), (start, _) in pairwise(places))


@pytest.mark.skipif(
    not GOLD.is_dir(), reason="the annotated documents aren't part of the project; ../shared/gold is absent"
)
def test_annotated_statements_are_found_as_passages() -> None:
    found = total = 0
    for path in sorted(GOLD.glob("*/*.json")):
        document = json.loads(path.read_text("utf-8"))
        result = clean(read(document["text"].encode(), name=path.name))
        places = [result.to_source(*place) for block in result.blocks for place in split(result, block)]
        for segment in document["segments"]:
            if segment["role"] != "other":
                total += 1
                found += any(_overlap(place, (segment["start"], segment["end"])) >= 0.5 for place in places)
    assert found >= 0.985 * total


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0.0
