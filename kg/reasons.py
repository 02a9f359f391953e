"""The reasons for and against many statements at once, two steps deep; `kg.trace` walks from one to its end.

They are read from the search index; SQL is put together from constants only, every value goes in as a parameter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.conditions import marks
from kg.lookup import Lookup
from kg.model import Direction
from kg.rows import StatementRow

AT_ONCE: Final = 500
"""Statements whose reasons one query asks for."""

_LINES: Final = (
    "SELECT target, premise, direction, MAX(confidence) AS confidence FROM line WHERE target IN ({}) "
    "GROUP BY target, premise, direction"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearing:
    """One premise of a justification, and the statement that it bears on.

    Attributes:
        premise: IRI of the reason.
        target: IRI of the statement that it speaks for or against.
        direction: for or against.
        confidence: how sure the extractor is of the link.
    """

    premise: str
    target: str
    direction: Direction
    confidence: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """A reason in short.

    Attributes:
        row: the statement given as a reason.
        direction: whether it speaks for or against.
        confidence: how sure the extractor is of the link.
        evidence: what is recorded as evidence for the reason itself, surest first.
    """

    row: StatementRow
    direction: Direction
    confidence: float
    evidence: tuple[StatementRow, ...] = field(default=())


def bearings(lookup: Lookup, targets: Iterable[str]) -> tuple[Bearing, ...]:
    """Give all premises that bear on statements, surest first; of a link drawn twice, the surer one.

    Args:
        lookup: the index.
        targets: IRIs of the statements; one that nothing bears on adds nothing.
    """
    asked, found = list(dict.fromkeys(targets)), list[Bearing]()
    for first in range(0, len(asked), AT_ONCE):
        lot = asked[first : first + AT_ONCE]
        found += (
            Bearing(
                premise=row["premise"],
                target=row["target"],
                direction=Direction(row["direction"]),
                confidence=row["confidence"],
            )
            for row in lookup.read(_LINES.format(marks(lot)), lot)
        )
    return tuple(sorted(found, key=lambda each: (-each.confidence, each.target, each.premise)))


def reasons(lookup: Lookup, targets: Sequence[str]) -> dict[str, tuple[Reason, ...]]:
    """Give the reasons for and against statements, each with the evidence behind it, by IRI of the statement.

    Args:
        lookup: the index.
        targets: IRIs of the statements; one without a reason isn't in the answer.
    """
    first = bearings(lookup, targets)
    second = [each for each in bearings(lookup, [each.premise for each in first]) if _supports(each)]
    rows = {row.iri: row for row in lookup.statements_by([each.premise for each in [*first, *second]])}
    behind: defaultdict[str, list[StatementRow]] = defaultdict(list)
    for each in second:
        row = rows.get(each.premise)
        if row is not None and row.role == "evidence":
            behind[each.target].append(row)
    return _by_target(first, rows, behind)


def _supports(each: Bearing) -> bool:
    return each.direction is Direction.SUPPORTS


def _by_target(
    found: Iterable[Bearing], rows: Mapping[str, StatementRow], behind: Mapping[str, Sequence[StatementRow]]
) -> dict[str, tuple[Reason, ...]]:
    by_target: defaultdict[str, list[Reason]] = defaultdict(list)
    for each in found:
        if each.premise in rows:
            by_target[each.target].append(
                Reason(
                    row=rows[each.premise],
                    direction=each.direction,
                    confidence=each.confidence,
                    evidence=tuple(behind.get(each.premise, ())),
                )
            )
    return {target: tuple(several) for target, several in by_target.items()}
