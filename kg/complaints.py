"""What the store says of a malformed query, made into a place, what stands there, and what could have."""

from __future__ import annotations

import re
from typing import Final

from kg.errors import QueryError, QuerySyntaxError
from kg.grammar import mistake

_PLACED: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
# Quoted text, a class of characters in brackets, or words up to the next comma.
_ITEM: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:\'(?:[^\'\\]|\\.[^\']*)\'|[^\]\'])*\]|[^,\s][^,]*')
_REASON: Final = re.compile(r"[A-Z][a-zA-Z]* .*[a-z]", re.DOTALL)


class StoreComplaint(Exception):  # noqa: N818 - it becomes an error once the user's own text is at hand
    """A store can't read a query, which may have been given prefixes and values since the user wrote it.

    Attributes:
        complaint: what it said.
    """

    def __init__(self, complaint: str) -> None:
        self.complaint = complaint
        super().__init__(complaint)


def explained(complaint: str, query: str) -> QueryError:
    """Give the error for a query that the store can't read.

    Args:
        complaint: what the store said.
        query: the query as it came from the user.
    """
    found = mistake(query)
    if found is not None:
        sentence = f"The query is malformed at line {found.line}, column {found.column}: there is {found.found}"
        if found.expected:
            sentence += f", where this could stand: {', '.join(found.expected)}"
        return QuerySyntaxError(f"{sentence}.", found.line, found.column, found.expected)
    reasons = _reasons(complaint)
    return QueryError(f"The query is malformed: {'; '.join(reasons)}.")


def _reasons(complaint: str) -> tuple[str, ...]:
    """Give the sentences in a complaint, without the parser's guesses at what it expected."""
    match = _PLACED.match(complaint.strip())
    if match is None:
        return (" ".join(complaint.split()).rstrip("."),)
    items = (item.strip() for item in _ITEM.findall(match[3]))
    found = tuple(dict.fromkeys(item for item in items if _REASON.fullmatch(item)))
    return found or (f"the store can't read it past line {match[1]}",)
