"""From what a network says of words to sentences and trees; the network here is made up."""

import pickle
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsing import (
    LONG_WINDOW,
    NETWORK,
    OUTPUTS,
    SETTINGS,
    WINDOW,
    ParsedWord,
    Parser,
    ParserModelError,
    lemmatised,
    shares,
)
from ingest.pieces import Pieces

LABELS = {
    "label": ["ROOT", "obj", "nsubj"],
    "tag": ["NN", "VB"],
    "morph": ["NOUN|_", "VERB|Mood=Imp"],
    "lemma": ["0>:l"],
}
WORDS = ["Congress", "acts", ".", "reconsidering", "the", "loopholes", "U.S.", "119th"]


class Network:
    """Gives made-up scores that depend on what it is given alone, and remembers how much that was."""

    def __init__(self, starts: float) -> None:
        self.starts = starts
        self.sizes: list[int] = []

    def run(self, outputs: Sequence[str], inputs: dict[str, Any]) -> list[Any]:
        words, pieces = inputs["belongs"].shape
        self.sizes.append(pieces)
        dice = np.random.default_rng(int(abs(inputs["rows"].sum()) * 1000) + pieces)
        scores: dict[str, Any] = {
            "start": dice.normal(size=words) + self.starts,
            "arcs": dice.normal(size=(words, words + 1)) * 5,
            "bent": dice.normal(size=(words, 3, 4)),
            "head_states": dice.normal(size=(words, 4)),
            "word_labels": dice.normal(size=(words, 3)),
            "head_labels": dice.normal(size=(words, 3)),
            "tag": dice.integers(2, size=words),
            "morph": dice.integers(2, size=words),
            "lemma": np.zeros(words, dtype=np.int64),
        }
        return [scores[name] for name in outputs]


def parser(starts: float) -> tuple[Parser, Network]:
    network = Network(starts)
    return Parser(network, Pieces.load(), {"labels": LABELS, "start_threshold": 0.0}), network


def sentences(parsed: list[ParsedWord]) -> list[range]:
    edges = [*(place for place, word in enumerate(parsed) if word.starts), len(parsed)]
    return [range(start, end) for start, end in pairwise(edges)]


texts = st.lists(st.tuples(st.sampled_from(WORDS), st.booleans(), st.booleans()), max_size=60)


@given(texts, st.floats(-4, 2))
@settings(deadline=None, max_examples=30)
def test_every_sentence_is_one_tree_inside_its_borders(text: list[tuple[str, bool, bool]], starts: float) -> None:
    parsed = parser(starts)[0].parse([w for w, _, _ in text], [s for _, s, _ in text], [k for _, _, k in text])
    assert len(parsed) == len(text)
    for sentence in sentences(parsed):
        roots = [place for place in sentence if parsed[place].head == place]
        assert len(roots) == 1
        assert [parsed[place].label for place in roots] == ["ROOT"]
        for place in sentence:
            steps, head = 0, place
            while head != roots[0]:
                head, steps = parsed[head].head, steps + 1
                assert head in sentence
                assert steps <= len(sentence)


@given(texts, st.floats(-4, 2))
@settings(deadline=None, max_examples=20)
def test_a_known_sentence_start_stays_one(text: list[tuple[str, bool, bool]], starts: float) -> None:
    known = [place for place, (_, _, start) in enumerate(text) if start]
    parsed = parser(starts)[0].parse([w for w, _, _ in text], [s for _, s, _ in text], [k for _, _, k in text])
    assert all(parsed[place].starts for place in known)


@given(texts)
@settings(deadline=None, max_examples=15)
def test_a_text_is_always_parsed_alike(text: list[tuple[str, bool, bool]]) -> None:
    columns = [w for w, _, _ in text], [s for _, s, _ in text], [k for _, _, k in text]
    one, _ = parser(0.0)
    assert one.parse(*columns) == one.parse(*columns) == parser(0.0)[0].parse(*columns)


def test_a_block_is_parsed_alone_as_among_others() -> None:
    block, other = ["Congress", "acts", "."] * 4, ["the", "loopholes"] * 3
    read = parser(-1.0)[0]
    alone = read.parse(block, [True] * 12, [False] * 12)
    both = read.parse(block + other, [True] * 18, [False] * 12 + [True] + [False] * 5)
    assert both[:12] == alone


@pytest.mark.parametrize("starts", [-9.0, -3.0, -1.0, 9.0])
def test_no_window_is_longer_than_the_longest_and_no_word_is_lost(starts: float) -> None:
    read, network = parser(starts)
    words = WORDS * 150
    parsed = read.parse(words, [True] * len(words), [False] * len(words))
    assert len(parsed) == len(words)
    assert max(network.sizes) <= LONG_WINDOW + 2


def test_text_with_short_sentences_never_needs_the_long_window() -> None:
    read, network = parser(-1.0)
    words = WORDS * 150
    read.parse(words, [True] * len(words), [False] * len(words))
    assert max(network.sizes) <= WINDOW + 2


def test_a_word_of_very_many_pieces_fits() -> None:
    parsed = parser(0.0)[0].parse(["x1y2" * 2000, "."], [True, False], [False, False])
    assert len(parsed) == 2


def test_shares_take_the_mean_over_the_pieces_of_each_word() -> None:
    assert shares([2, 1]).tolist() == [[0, 0.5, 0.5, 0, 0], [0, 0, 0, 1, 0]]


@pytest.mark.parametrize(
    ("word", "rule", "lemma"),
    [
        ("Policies", "3>y:l", "policy"),
        ("was", "3>be:l", "be"),
        ("CONGRESS", "0>:t", "Congress"),
        ("U.S.", "0>:k", "U.S."),
        ("a", "5>be:l", "be"),
        ("x>:y", "0>>z:k:l", "x>:y>z:k"),
    ],
)
def test_a_lemma_follows_its_rule(word: str, rule: str, lemma: str) -> None:
    assert lemmatised(word, rule) == lemma


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ParserModelError, match=f"{NETWORK} and {SETTINGS} missing"):
        Parser.load(tmp_path)


def test_settings_without_labels_are_told(tmp_path: Path) -> None:
    (tmp_path / NETWORK).write_bytes(b"")
    (tmp_path / SETTINGS).write_text("{", "utf-8")
    with pytest.raises(ParserModelError, match="is not what it should be"):
        Parser.load(tmp_path)


def test_the_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(ParserModelError(Path("x"), "why")))  # noqa: S301
    assert str(error) == str(ParserModelError(Path("x"), "why"))


def test_the_outputs_are_those_that_are_read() -> None:
    assert OUTPUTS[0] == "start"
    assert "arcs" in OUTPUTS
