"""Statements whose words speak of opposition: whom or what they oppose isn't worked out, so somebody has to read them.

It finds what nobody has recorded as a reason against an ask, such as "the essay opposes the recommendation".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kg.conditions import CURRENT, marks
from kg.lookup import Lookup
from kg.rows import StatementRow
from kg.topics import HAS_TOPIC, NEWEST, and_narrower, rows_for

_WORDS: Final = re.compile(
    r"\b(?:(?<!not )(?<!n't )(?:oppos(?:es?|ed|ing|ition)|object(?:s|ed|ing)? to|objections?|reject(?:s|ed|ing)?"
    r"|disagree[sd]?|critic(?:s|ism|i[sz]es?|i[sz]ed|i[sz]ing)|condemn(?:s|ed)?|denounce[sd]?|disput(?:es?|ed|ing)"
    r"|warn(?:s|ed|ing)? against|(?:speaks?|spoke|argues?|argued|votes?|voted) against"
    r"|urge[sd]? (?:caution|restraint)|repeal(?:s|ed)?|backfire[sd]?|overreach|counterproductive)"
    r"|(?:do|does|did)(?: not|n't) (?:support|defend|endorse))\b",
    re.IGNORECASE,
)
_STEMS: Final = (
    "oppose", "opposing", "opposition", "object to", "objection", "reject", "disagree", "critic", "criticism",
    "criticize", "criticise", "condemn", "denounce", "dispute", "warn against", "speak against", "spoke against",
    "argue against", "vote against", "urge caution", "urge restraint", "repeal", "backfire", "overreach",
    "counterproductive", "not support", "not defend", "not endorse",
)  # fmt: skip
_TERMS: Final = f"words : ({' OR '.join(f'{chr(34)}{stem}{chr(34)}' for stem in _STEMS)})"
"""What the full-text index is asked for; it knows words by their stems, so it finds a little more than is meant."""

_READ: Final = 4
_FOUND: Final = (
    "FROM (SELECT rowid FROM statement_text WHERE statement_text MATCH ? ORDER BY rowid DESC LIMIT 20000) t "
    "CROSS JOIN statement s ON s.id = t.rowid CROSS JOIN document d ON d.id = s.document"
)
"""Of very many statements with such words, those that were read last."""


def opposing_on(lookup: Lookup, topic: str, documents: Sequence[int], *, most: int) -> tuple[StatementRow, ...]:
    """Give statements of opposing words, on a topic or in given documents, the newest first.

    Args:
        lookup: the index.
        topic: notation of the topic.
        documents: numbers of documents, from `kg.topics.titled`.
        most: how many to give at most.

    Returns:
        The statements, with the place of the words in `matches`.
    """
    where = f"({HAS_TOPIC} OR d.id IN ({marks(documents)})) AND {CURRENT}"
    found = rows_for(
        lookup, f"{_FOUND} WHERE {where} {NEWEST}", (_TERMS, and_narrower(topic), *documents), _READ * most
    )
    marked = (replace(row, matches=opposing_words(row.exact)) for row in found)
    return tuple(row for row in marked if row.matches)[:most]


def opposing_words(text: str) -> tuple[tuple[int, int], ...]:
    """Give where a text has words of opposition, as half-open ranges of code points."""
    return tuple(match.span() for match in _WORDS.finditer(text))
