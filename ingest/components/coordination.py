"""Takes a list of things to be done apart: "closing A, deterring B, and promoting C" is three asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from ingest.components.drafts import Place
from ingest.components.lexicon import imperatives, word_list

_BREAK = re.compile(r"(?P<comma>[,;])\s+(?:and\s+|or\s+|as well as\s+)?|\s+(?P<word>and|as well as)\s+")
_NUMBERED = re.compile(r"(?:^|[\s,;])(?:and )?\((?:\d|[a-z]|i{1,3}|iv|v)\)\s+")
_NESTED = re.compile(
    r"\b(?:by|for|of|through|from|in|while|without|when)\s+(?:\w+ly\s+)?[a-z]+ing\b|\bto\s+(?:\w+ly\s+)?[a-z]+\b"
)
_OPEN_RELATIVE = r"\b(?:who|which|that|how|what|where) (?:\w+ ){0,3}(?:will|can|may|should|must|would)\b"
_MIN_WORDS: Final = 3


def split_action(text: str, place: Place, is_verb: Callable[[int], bool] | None = None) -> list[Place]:
    """Cut the stretch of an action into the actions that it lists.

    Args:
        text: the text that the place points into.
        place: the whole stretch.
        is_verb: says of a place whether a base form of a verb starts there; by a word list when it is not given.

    Returns:
        The places of the actions in order; the one place that was given where there is only one.
    """
    start, end = place
    action = text[start:end]
    if (numbered := _numbered(action)) is not None:
        return [(start + left, start + right) for left, right in numbered]
    first = re.match(r"(?:not |\w+ly )?(?P<word>[A-Za-z-]+)", action)
    if first is None:
        return [place]
    if _is_gerund(first["word"]):
        starts = [0, *(_starts(action, lambda at: _is_gerund(_word(action, at)), is_nested_risk=True))]
    elif (
        is_verb(start + first.start("word")) if is_verb else first["word"].casefold() in imperatives()
    ) or is_verb is None:
        check = is_verb or (lambda at: _word(text, at) in imperatives())
        starts = [0, *(_starts(action, lambda at: check(start + at), is_nested_risk=True))]
    else:
        return [place]
    return [(start + left, start + right) for left, right in _pieces(action, starts)]


def _starts(action: str, begins: Callable[[int], bool], *, is_nested_risk: bool) -> list[int]:
    found, last = [], 0
    for match in _BREAK.finditer(action):
        if not begins(match.end()):
            continue
        piece = action[last : match.start()]
        is_bare_and = match["comma"] is None
        # "by tightening X and stopping Y" goes on with what stands inside, as "to protect X and promote Y" does.
        if is_bare_and and is_nested_risk and _NESTED.search(piece):
            continue
        # After "including", "such as" or an open bracket a comma lists something smaller.
        # "who will build, own and operate it" is one thing to say.
        if re.search(rf"{_OPEN_RELATIVE}[^;{'' if is_bare_and else ','}]*$", piece):
            continue
        if re.search(r"\b(?:including|such as|by|for example)\b[^;]*$", piece) or piece.count("(") > piece.count(")"):
            continue
        found.append(match.end())
        last = match.end()
    return found


def _pieces(action: str, starts: Sequence[int]) -> list[Place]:
    edges = [*starts, len(action)]
    pieces = [(left, left + len(_stripped(action[left:right]))) for left, right in pairwise(edges)]
    if any(len(action[left:right].split()) < _MIN_WORDS for left, right in pieces):
        # Verbs that share their object ("develop, implement, and maintain a plan") are one action.
        return [(0, len(action))]
    return pieces


def _stripped(piece: str) -> str:
    return re.sub(r"[\s,;]+(?:(?:and|or|as well as)[\s,;]*)?$", "", piece)


def _numbered(action: str) -> list[Place] | None:
    marks = list(_NUMBERED.finditer(action))
    if len(marks) < 2:
        return None
    edges = [*(mark.end() for mark in marks), len(action) + 1]
    ends = [*(mark.start() for mark in marks[1:]), len(action)]
    pieces = [(left, left + len(_stripped(action[left:right]))) for left, right in zip(edges, ends, strict=False)]
    return pieces if all(len(action[left:right].split()) >= _MIN_WORDS for left, right in pieces) else None


def _word(text: str, at: int) -> str:
    match = re.match(r"[A-Za-z-]+", text[at:])
    return match[0].casefold() if match is not None else ""


def _is_gerund(word: str) -> bool:
    return len(word) > 5 and word.endswith("ing") and word.casefold() not in word_list("no gerund")
