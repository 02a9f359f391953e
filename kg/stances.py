"""Who asks the same as an actor and who asks otherwise, as far as the documents themselves show it.

Whether two asks say the same thing isn't judged here. Two asks come together where they name the same addressee and the
same topic; they point the same way where both ask for something or both ask against it. Disputes are those that were
recorded between statements.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.conditions import CURRENT, FROM, marks
from kg.directory import directory
from kg.lookup import Lookup
from kg.rows import Named, StatementRow

MOST_PAIRS: Final = 20
"""Pairs of addressee and topic that are compared, those with most asks of the actor first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """A pair of addressee and topic on which two actors ask.

    Attributes:
        addressee: whom both ask.
        topic: notation of the topic.
        own: how many asks of the actor point one way.
        theirs: how many asks of the other point the same way, or the other way.
        all_own: how many asks the actor has on the pair, whichever way they point.
        all_theirs: how many asks the other has on it.
    """

    addressee: Named
    topic: str
    own: int
    theirs: int
    all_own: int
    all_theirs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Companion:
    """Another actor with the pairs that it shares, those with most asks first."""

    actor: Named
    shared: tuple[Shared, ...]

    @property
    def asks(self) -> int:
        """Asks of the other in all pairs; one on several topics counts in each."""
        return sum(each.theirs for each in self.shared)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """A recorded dispute: the statement that is disputed and the one that speaks against it."""

    disputed: StatementRow
    against: StatementRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Stances:
    """How an actor stands to others.

    Attributes:
        same: actors whose asks of the same addressee on the same topic point the same way.
        opposite: actors whose asks of the same addressee on the same topic point the other way.
        disputes: recorded disputes between its statements and those of others.
        pairs: how many pairs of addressee and topic its asks have.
        compared: how many of these were compared.
    """

    same: tuple[Companion, ...]
    opposite: tuple[Companion, ...]
    disputes: tuple[Dispute, ...]
    pairs: int
    compared: int


@dataclass(frozen=True, slots=True)
class _Cell:
    addressee: str
    topic: str
    polarity: str


_ASKS: Final = (
    f"{FROM} JOIN addressee a ON a.statement = s.id JOIN topic o ON o.statement = s.id "
    f"WHERE s.role = 'recommendation' AND {CURRENT}"
)
_DISPUTES: Final = """
SELECT l.target AS disputed, l.premise AS against FROM statement s JOIN line l ON l.target = s.iri
WHERE s.speaker = ? AND s.disputes > 0 AND l.direction = 'disputes'
UNION SELECT l.target, l.premise FROM statement s JOIN line l ON l.premise = s.iri
WHERE s.speaker = ? AND l.direction = 'disputes'
"""


def stances(index: Lookup, actor: str) -> Stances:
    """Compare an actor's asks with those of all others, and find the disputes that it has a part in.

    Args:
        index: the projection.
        actor: IRI.
    """
    own = _own_cells(index, actor)
    pairs = list(dict.fromkeys((cell.addressee, cell.topic) for cell in own))
    compared = pairs[:MOST_PAIRS]
    others = _others(index, actor, compared)
    same, opposite = _matched(own, others)
    return Stances(
        same=_companions(index, same),
        opposite=_companions(index, opposite),
        disputes=_disputes(index, actor),
        pairs=len(pairs),
        compared=len(compared),
    )


def _own_cells(index: Lookup, actor: str) -> dict[_Cell, int]:
    rows = index.read(
        f"SELECT a.actor, o.topic, s.polarity, COUNT(*) {_ASKS} AND s.speaker = ? "
        "GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3",
        (actor,),
    )
    return {_Cell(row[0], row[1], row[2]): row[3] for row in rows}


def _others(index: Lookup, actor: str, pairs: Iterable[tuple[str, str]]) -> dict[str, dict[_Cell, int]]:
    topics: dict[str, list[str]] = {}
    for addressee, topic in pairs:
        topics.setdefault(addressee, []).append(topic)
    found: dict[str, dict[_Cell, int]] = {}
    for addressee, wanted in topics.items():
        for row in index.read(
            f"SELECT s.speaker, o.topic, s.polarity, COUNT(*) {_ASKS} AND s.speaker IS NOT NULL AND s.speaker <> ? "
            f"AND a.actor = ? AND o.topic IN ({marks(wanted)}) GROUP BY 1, 2, 3",
            (actor, addressee, *wanted),
        ):
            found.setdefault(row[0], {})[_Cell(addressee, row[1], row[2])] = row[3]
    return found


_Matches = dict[str, list[tuple[_Cell, int, int, int, int]]]


def _matched(own: dict[_Cell, int], others: dict[str, dict[_Cell, int]]) -> tuple[_Matches, _Matches]:
    same: _Matches = {}
    opposite: _Matches = {}
    for other, cells in others.items():
        for theirs, number in cells.items():
            all_own, all_theirs = _both_ways(own, theirs), _both_ways(cells, theirs)
            for way, kept in ((theirs.polarity, same), (_other_way(theirs.polarity), opposite)):
                mine = own.get(_turned(theirs, way), 0)
                if mine:
                    kept.setdefault(other, []).append((theirs, mine, number, all_own, all_theirs))
    return same, opposite


def _both_ways(cells: dict[_Cell, int], cell: _Cell) -> int:
    return sum(cells.get(_turned(cell, way), 0) for way in ("for", "against"))


def _turned(cell: _Cell, polarity: str) -> _Cell:
    return _Cell(cell.addressee, cell.topic, polarity)


def _other_way(polarity: str) -> str:
    return "against" if polarity == "for" else "for"


def _companions(index: Lookup, found: _Matches) -> tuple[Companion, ...]:
    known = directory(index)
    names = known.names([*found, *(cell.addressee for cells in found.values() for cell, *_ in cells)])
    made = (
        Companion(
            actor=Named(iri=other, name=names[other]),
            shared=tuple(
                Shared(
                    addressee=Named(iri=cell.addressee, name=names[cell.addressee]),
                    topic=cell.topic,
                    own=mine,
                    theirs=theirs,
                    all_own=all_own,
                    all_theirs=all_theirs,
                )
                for cell, mine, theirs, all_own, all_theirs in sorted(cells, key=lambda each: (-each[2], each[0].topic))
            ),
        )
        for other, cells in found.items()
    )
    return tuple(sorted(made, key=lambda each: (-each.asks, each.actor.name.casefold(), each.actor.iri)))


def _disputes(index: Lookup, actor: str) -> tuple[Dispute, ...]:
    pairs = [(row["disputed"], row["against"]) for row in index.read(_DISPUTES, (actor, actor))]
    rows = {row.iri: row for row in index.statements_by([iri for pair in pairs for iri in pair])}
    found = [
        Dispute(disputed=rows[disputed], against=rows[against])
        for disputed, against in pairs
        if disputed in rows and against in rows and _between_others(rows[disputed], rows[against])
    ]
    return tuple(sorted(found, key=lambda each: (each.disputed.iri, each.against.iri)))


def _between_others(disputed: StatementRow, against: StatementRow) -> bool:
    speakers = {row.speaker.iri if row.speaker else None for row in (disputed, against)}
    return len(speakers) > 1 and not (disputed.superseded or against.superseded)
