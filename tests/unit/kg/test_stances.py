from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.index import Index
from kg.model import Actor, ActorKind, Extraction, Polarity
from kg.stances import MOST_PAIRS, Companion, Stances, stances
from tests import factories, query_graph

OTHER = Actor(name="Other Society", kind=ActorKind.ORGANIZATION)


class Place:
    """An index with documents in it."""

    def __init__(self, folder: Path) -> None:
        self.index = Index.open(folder / "index.sqlite")

    def add(self, *extractions: Extraction) -> None:
        for extraction in extractions:
            self.index.replace(extraction)

    def stances(self, actor: Actor) -> Stances:
        return stances(self.index, actor.iri)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.index.close()


def asks(
    issuer: Actor, *topics: str, polarity: Polarity = Polarity.FOR, addressee: Actor = factories.CONGRESS
) -> Extraction:
    words = f"{issuer.name} asks {addressee.name} about {' '.join(topics)} {polarity.value}."
    text = f"{issuer.name}\n\n{words}\n"
    made = factories.recommendation(
        words, text, issuer=issuer.iri, addressees=(addressee.iri,), topics=topics, polarity=polarity
    )
    return Extraction(
        document=factories.document(text, title=issuer.name, authors=(issuer.name,)),
        process=factories.PROCESS,
        passages=(factories.passage(words, 1, made.role, text, section=(issuer.name,)),),
        statements=(made,),
        justifications=(),
        actors=(issuer, addressee),
    )


def shared(companions: tuple[Companion, ...]) -> list[tuple[str, str, int, int]]:
    return [(each.actor.name, pair.topic, pair.own, pair.theirs) for each in companions for pair in each.shared]


def test_asks_of_the_same_addressee_on_the_same_topic_come_together(place: Place) -> None:
    place.add(asks(factories.ISSUER, "compute"), asks(OTHER, "compute"))
    found = place.stances(factories.ISSUER)
    assert shared(found.same) == [("Other Society", "compute", 1, 1)]
    assert found.same[0].shared[0].addressee.name == "United States Congress"
    assert (found.opposite, found.pairs, found.compared) == ((), 1, 1)


def test_asks_that_point_the_other_way_stand_apart(place: Place) -> None:
    place.add(asks(factories.ISSUER, "compute"), asks(OTHER, "compute", polarity=Polarity.AGAINST))
    found = place.stances(factories.ISSUER)
    assert (found.same, shared(found.opposite)) == ((), [("Other Society", "compute", 1, 1)])


def test_somebody_who_asks_both_ways_is_in_both_lists_with_all_its_asks_counted(place: Place) -> None:
    both = (asks(OTHER, "compute"), asks(OTHER, "compute", polarity=Polarity.AGAINST))
    place.add(asks(factories.ISSUER, "compute"), *both)
    found = place.stances(factories.ISSUER)
    assert shared(found.same) == shared(found.opposite) == [("Other Society", "compute", 1, 1)]
    assert (found.same[0].shared[0].all_own, found.same[0].shared[0].all_theirs) == (1, 2)


@pytest.mark.parametrize(
    "other",
    [
        asks(OTHER, "chip-smuggling"),
        asks(OTHER, "compute", addressee=factories.BUREAU),
        # One's own asks are no agreement.
        asks(factories.ISSUER, "compute", polarity=Polarity.AGAINST),
    ],
)
def test_another_topic_another_addressee_and_oneself_are_no_match(place: Place, other: Extraction) -> None:
    place.add(asks(factories.ISSUER, "compute"), other)
    found = place.stances(factories.ISSUER)
    assert (found.same, found.opposite) == ((), ())


def test_both_see_each_other(place: Place) -> None:
    place.add(asks(factories.ISSUER, "compute"), asks(OTHER, "compute"))
    assert shared(place.stances(OTHER).same) == [("Example Institute", "compute", 1, 1)]


def test_what_was_not_compared_is_counted(place: Place) -> None:
    addressees = [Actor(name=f"Agency {n}", kind=ActorKind.GOVERNMENT) for n in range(MOST_PAIRS + 2)]
    place.add(*(asks(factories.ISSUER, "compute", addressee=each) for each in addressees))
    found = place.stances(factories.ISSUER)
    assert (found.pairs, found.compared) == (MOST_PAIRS + 2, MOST_PAIRS)


def test_recorded_disputes_are_found_from_either_side(place: Place) -> None:
    place.add(factories.extraction())
    for actor in (factories.ISSUER, factories.CRITIC):
        (dispute,) = place.stances(actor).disputes
        assert dispute.disputed.exact == factories.CLOSE_LOOPHOLES
        assert dispute.against.exact == factories.CRITICS_SAY


def test_disputes_with_oneself_and_with_replaced_versions_are_left_out(place: Place) -> None:
    place.add(*query_graph.extractions())
    disputes = place.stances(query_graph.CHAMBER).disputes
    assert [each.disputed.exact for each in disputes] == ["A 2025 survey counted 1,200 smuggled chips."]
    assert not any(each.disputed.superseded for each in disputes)
