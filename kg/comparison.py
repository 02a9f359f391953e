"""Two to four documents or actors side by side: where they ask alike, where one asks alone, where they contradict.

Two asks are put together when they touch the same topic and address the same actor. Whether they ask the same thing
isn't known from that, and the pages say so. The order of the sides bears on nothing but the order of the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.model import Polarity

FEWEST: Final = 2
MOST: Final = 4
"""How many sides a comparison has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """As much of a recommendation as a comparison needs."""

    iri: str
    topics: frozenset[str]
    addressees: frozenset[str]
    polarity: Polarity = Polarity.FOR


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """A recorded reason against a statement: `premise` speaks against `target`."""

    premise: str
    target: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One of the things compared.

    Attributes:
        iri: the document or actor.
        asks: its recommendations.
        statements: IRIs of all of its statements that a recorded dispute names.
    """

    iri: str
    asks: tuple[Ask, ...]
    statements: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """Asks of several sides with the same topics and addressees.

    Attributes:
        topics: the topics that they share, sorted.
        addressees: the actors whom they all address, sorted.
        asks: the asks of each side by its IRI, in the order of the sides; a side without one is left out.
    """

    topics: tuple[str, ...]
    addressees: tuple[str, ...]
    asks: Mapping[str, tuple[str, ...]]

    @property
    def size(self) -> int:
        """How many asks it has."""
        return sum(len(several) for several in self.asks.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What a comparison found.

    Attributes:
        shared: asks of at least two sides with the same topic, addressee and direction.
        opposed: asks with the same topic and addressee of which one side's is for and another's is against.
        disputed: recorded disputes in which premise and target belong to different sides and to no common one.
        alone: the asks of each side that nothing of another side was put together with.
        unmatchable: how many of these name no topic or nobody, so that nothing could be put together with them.
    """

    shared: tuple[Match, ...]
    opposed: tuple[Match, ...]
    disputed: tuple[Dispute, ...]
    alone: Mapping[str, tuple[str, ...]]
    unmatchable: Mapping[str, int]


def compare(sides: Sequence[Side], disputes: Iterable[Dispute] = ()) -> Comparison:
    """Put sides side by side.

    Args:
        sides: two to four, of different IRIs.
        disputes: recorded reasons against statements of the sides.

    Raises:
        ValueError: there are too few sides or too many, or one comes twice.
    """
    iris = [side.iri for side in sides]
    if not FEWEST <= len(iris) <= MOST or len(set(iris)) != len(iris):
        raise ValueError(f"a comparison has {FEWEST} to {MOST} sides, each of them once")
    shared = _merged(iris, _shared(sides))
    opposed = _merged(iris, _opposed(sides))
    matched = {ask for match in (*shared, *opposed) for several in match.asks.values() for ask in several}
    alone = {side.iri: [ask for ask in side.asks if ask.iri not in matched] for side in sides}
    return Comparison(
        shared=shared,
        opposed=opposed,
        disputed=_disputed(sides, disputes),
        alone={iri: tuple(ask.iri for ask in asks) for iri, asks in alone.items()},
        unmatchable={iri: sum(not (ask.topics and ask.addressees) for ask in asks) for iri, asks in alone.items()},
    )


_Place = tuple[str, str]
_Asks = dict[str, tuple[str, ...]]


def _grouped(sides: Sequence[Side]) -> dict[_Place, dict[Polarity, _Asks]]:
    """Give topic and addressee to polarity to side to its asks; an ask of several sides is in each."""
    found: defaultdict[_Place, dict[Polarity, _Asks]] = defaultdict(dict)
    for side in sides:
        for ask in side.asks:
            for place in ((topic, addressee) for topic in ask.topics for addressee in ask.addressees):
                held = found[place].setdefault(ask.polarity, {})
                held[side.iri] = (*held.get(side.iri, ()), ask.iri)
    return found


def _shared(sides: Sequence[Side]) -> Iterable[tuple[_Place, _Asks]]:
    for place, by_polarity in _grouped(sides).items():
        for asks in by_polarity.values():
            if len(asks) >= FEWEST:
                yield place, asks


def _opposed(sides: Sequence[Side]) -> Iterable[tuple[_Place, _Asks]]:
    for place, by_polarity in _grouped(sides).items():
        wanted, refused = by_polarity.get(Polarity.FOR, {}), by_polarity.get(Polarity.AGAINST, {})
        # One side that asks for both doesn't contradict another one.
        if any(one != other for one in wanted for other in refused):
            yield place, {iri: (*wanted.get(iri, ()), *refused.get(iri, ())) for iri in {**wanted, **refused}}


def _merged(iris: Sequence[str], found: Iterable[tuple[_Place, _Asks]]) -> tuple[Match, ...]:
    """Make one match of all places at which the very same asks meet."""
    places: defaultdict[frozenset[tuple[str, frozenset[str]]], list[_Place]] = defaultdict(list)
    for place, asks in found:
        places[frozenset((iri, frozenset(several)) for iri, several in asks.items())].append(place)
    matches = [
        Match(
            topics=tuple(sorted({topic for topic, _ in at})),
            addressees=tuple(sorted({addressee for _, addressee in at})),
            asks={iri: tuple(sorted(several)) for iri, several in sorted(asks, key=lambda pair: iris.index(pair[0]))},
        )
        for asks, at in places.items()
    ]
    return tuple(sorted(matches, key=lambda match: (-len(match.asks), -match.size, match.topics, match.addressees)))


def _disputed(sides: Sequence[Side], disputes: Iterable[Dispute]) -> tuple[Dispute, ...]:
    homes: defaultdict[str, set[str]] = defaultdict(set)
    for side in sides:
        for statement in side.statements:
            homes[statement].add(side.iri)
    found = {
        each
        for each in disputes
        if homes[each.premise] and homes[each.target] and not homes[each.premise] & homes[each.target]
    }
    return tuple(sorted(found, key=lambda each: (each.target, each.premise)))
