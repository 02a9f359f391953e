"""Tells whether the name of a state means the state that acts or the land where something is.

"Ohio has passed a law" names a government; "a plant in Columbus, Ohio" names a place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc

from ingest.gazetteer import Match

_JOINS = re.compile(r",? (?:and|or) |, |; ")
_NAMED_AS_BODY = re.compile(
    r"\b(?:officials|regulators|lawmakers|legislators|agencies|leaders) (?:from|in|of) \Z|\b(?:like|such as|by) \Z"
)
_SOMEWHERE = re.compile(
    r"(?:\b[A-Z][\w.’'-]*, |\b(?:in|at|of|from|to|near|throughout|across|outside"
    r"|around|into|through|for|on|with|over|toward)\s(?:\w+ern )?)\Z"
)
_ACTS: Final = frozenset({"VBZ", "VBD", "VBP", "MD"})
_VERB = re.compile(
    r"\s(?:\w+ly |also )?(?:has|have|had|is|are|was|were|will|would|can|could|should|must|may|shall|\w+ed)\b"
)
_TABLE: Final = 8
"""So many states, each opening a line, make a table of states."""


class Places:
    """The names of states in a text, and which of them act.

    Args:
        doc: the text, tagged where it can be.
        matches: all matches of names of states in it, in order.
    """

    def __init__(self, doc: Doc, matches: Sequence[Match]) -> None:
        self._text = doc.text
        self._doc = doc
        self._matches = matches
        self._starts = [token.idx for token in doc]
        opening = {match.entries[0].name for match in matches if self._opens_line(match)}
        self._is_table = len(opening) >= _TABLE

    def acting(self) -> set[int]:
        """Where names of states start that act, stand as examples of those that do, or head a row of a table."""
        return {
            match.start
            for group in self._groups()
            for match in group
            if self._acts(group) or (self._is_table and self._opens_line(match))
        }

    def _groups(self) -> list[list[Match]]:
        groups: list[list[Match]] = []
        for match in self._matches:
            if groups and _JOINS.fullmatch(self._text[groups[-1][-1].end : match.start]):
                groups[-1].append(match)
            else:
                groups.append([match])
        return groups

    def _acts(self, group: Sequence[Match]) -> bool:
        before = self._text[max(0, group[0].start - 40) : group[0].start]
        if _NAMED_AS_BODY.search(before):
            return True
        where = _SOMEWHERE.search(before)
        # One state after a comma and a name is where that is; "At the Department, Ohio and Iowa said" is a clause.
        is_land = where is not None and (len(group) == 1 or not where[0].endswith(", "))
        return not is_land and self._verb_follows(group[-1].end)

    def _verb_follows(self, place: int) -> bool:
        if not self._doc.has_annotation("TAG"):
            return _VERB.match(self._text, place) is not None
        index = bisect_left(self._starts, place)
        for token in self._doc[index : index + 3]:
            if token.tag_ in _ACTS:
                return True
            if token.tag_ != "RB":
                return False
        return False

    def _opens_line(self, match: Match) -> bool:
        line = self._text[self._text.rfind("\n", 0, match.start) + 1 : match.start]
        return re.fullmatch(r"[\W\d]*", line) is not None
