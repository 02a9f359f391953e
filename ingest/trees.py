"""The best tree over the words of a sentence, from scores of every word as head of every other.

Mostly the best head of each word already makes a tree; where not, the maximum spanning tree is found as Chu and Liu
(1965) and Edmonds (1967) describe. Ties go to the earlier head, so that equal scores give an equal tree.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_BARRED: Final = -1e9


def best_tree(scores: NDArray[np.floating]) -> Integers:
    """The head of each word in the tree with one root that has the highest sum of scores.

    Args:
        scores: (words, words + 1), finite; in row i the score of each word as head of word i, in the last column that
            of i being the root. The diagonal counts for nothing.

    Returns:
        For each word the place of its head; the root is its own head.
    """
    words = len(scores)
    if words == 0:
        return np.empty(0, dtype=np.int64)
    table = np.asarray(scores, dtype=np.float64).copy()
    table[np.arange(words), np.arange(words)] = _BARRED
    heads = table.argmax(axis=1)
    if not _is_tree(heads, words):
        heads = _spanning(table, words)
    return np.where(heads == words, np.arange(words), heads)


def _is_tree(heads: Integers, root: int) -> bool:
    """Whether exactly one word hangs on the root and all others on it in the end."""
    return int((heads == root).sum()) == 1 and _cycle(np.append(heads, root), root) is None


def _spanning(table: Floats, words: int) -> Integers:
    # A second root must cost more than any choice of heads can gain.
    reach = np.abs(table[table > _BARRED]).max(initial=1.0)
    square = np.full((words + 1, words + 1), _BARRED * (words + 2))
    square[:words] = table
    square[np.arange(words), np.arange(words)] = _BARRED * (words + 2)
    square[:words, words] -= 4 * reach * (words + 1)
    return _arborescence(square, words)[:words]


def _arborescence(scores: Floats, root: int) -> Integers:
    """The head of each node in the best tree below `root`; `scores[i, j]` is that of j as head of i."""
    heads: Integers = scores.argmax(axis=1)
    heads[root] = root
    cycle = _cycle(heads, root)
    if cycle is None:
        return heads
    outside = np.setdiff1d(np.arange(len(scores)), cycle)
    lost = scores[np.ix_(cycle, outside)] - scores[cycle, heads[cycle]][:, None]
    given = scores[np.ix_(outside, cycle)]
    smaller = np.full((len(outside) + 1, len(outside) + 1), scores.min())
    smaller[:-1, :-1] = scores[np.ix_(outside, outside)]
    smaller[-1, :-1] = lost.max(axis=0)
    smaller[:-1, -1] = given.max(axis=1)
    above = _arborescence(smaller, int(np.searchsorted(outside, root)))
    for place, node in enumerate(outside):
        head = above[place]
        heads[node] = cycle[given[place].argmax()] if head == len(outside) else outside[head]
    entry = lost[:, above[-1]].argmax()
    heads[cycle[entry]] = outside[above[-1]]
    heads[root] = root
    return heads


def _cycle(heads: Integers, root: int) -> Integers | None:
    """The nodes of one cycle, in order of their numbers, None where every node leads to the root."""
    state = [0] * len(heads)
    state[root] = 2
    for first in range(len(heads)):
        path, node = [], first
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return np.array(sorted(path[path.index(node) :]), dtype=np.int64)
        for seen in path:
            state[seen] = 2
    return None
