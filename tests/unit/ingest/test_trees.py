"""The best tree over a sentence."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from ingest.trees import best_tree


def tables(longest: int) -> st.SearchStrategy[NDArray[np.float64]]:
    scores = st.floats(-50, 50, width=32)
    return st.integers(1, longest).flatmap(lambda words: arrays(np.float64, (words, words + 1), elements=scores))


def is_tree(heads: NDArray[np.int64]) -> bool:
    roots = [word for word, head in enumerate(heads) if word == head]
    reached = set(roots)
    for _ in heads:
        reached |= {word for word, head in enumerate(heads) if int(head) in reached}
    return len(roots) == 1 and len(reached) == len(heads)


def total(scores: NDArray[np.float64], heads: NDArray[np.int64]) -> float:
    words = len(heads)
    return float(sum(scores[word, words if word == head else head] for word, head in enumerate(heads)))


@given(tables(30))
def test_any_scores_give_a_tree_with_one_root(scores: NDArray[np.float64]) -> None:
    assert is_tree(best_tree(scores))


@given(tables(4))
def test_no_other_tree_scores_higher(scores: NDArray[np.float64]) -> None:
    words = len(scores)
    trees = (np.array(heads) for heads in product(range(words), repeat=words))
    best = max(total(scores, heads) for heads in trees if is_tree(heads))
    assert abs(total(scores, best_tree(scores)) - best) < 1e-6


@given(tables(12))
def test_the_same_scores_give_the_same_tree(scores: NDArray[np.float64]) -> None:
    assert np.array_equal(best_tree(scores), best_tree(scores.copy()))


def test_scores_all_equal_still_give_a_tree() -> None:
    assert is_tree(best_tree(np.zeros((7, 8))))


def test_no_words_give_no_heads() -> None:
    assert len(best_tree(np.empty((0, 1)))) == 0


def test_two_words_that_want_each_other_are_parted() -> None:
    scores = np.array([[0.0, 9.0, 1.0], [9.0, 0.0, 5.0]])
    assert best_tree(scores).tolist() == [1, 1]
