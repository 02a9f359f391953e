from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.comparison import Ask, Comparison, Dispute, Side, compare
from kg.model import Polarity

ASKS = st.builds(
    Ask,
    iri=st.sampled_from([f"ask-{number}" for number in range(8)]),
    topics=st.frozensets(st.sampled_from(["chips", "models", "people"]), max_size=2),
    addressees=st.frozensets(st.sampled_from(["congress", "commerce", "bureau"]), max_size=2),
    polarity=st.sampled_from(Polarity),
)


@st.composite
def sides_and_disputes(draw: st.DrawFn) -> tuple[list[Side], list[Dispute]]:
    known = {ask.iri: ask for ask in draw(st.lists(ASKS, max_size=8))}
    names = st.frozensets(st.sampled_from(sorted(known))) if known else st.just(frozenset())
    made = [
        Side(
            iri=f"side-{number}",
            asks=tuple(known[iri] for iri in sorted(draw(names))),
            statements=draw(st.frozensets(st.sampled_from("abcdef"))),
        )
        for number in range(draw(st.integers(2, 4)))
    ]
    pairs = st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))
    return made, [Dispute(premise=premise, target=target) for premise, target in draw(st.lists(pairs, max_size=6))]


def found(result: Comparison) -> object:
    """Give what a comparison found without the order in which it lists the sides."""
    matches = [
        {(match.topics, match.addressees, frozenset(match.asks.items())) for match in several}
        for several in (result.shared, result.opposed)
    ]
    return matches, result.disputed, dict(result.alone), dict(result.unmatchable)


@given(sides_and_disputes())
def test_the_order_of_the_sides_changes_nothing(given: tuple[list[Side], list[Dispute]]) -> None:
    made, disputes = given
    first = found(compare(made, disputes))
    assert all(found(compare(order, disputes)) == first for order in permutations(made))


@given(sides_and_disputes())
def test_an_ask_is_put_together_with_one_of_another_side_or_stands_alone(
    given: tuple[list[Side], list[Dispute]],
) -> None:
    made, _ = given
    result = compare(made)
    matched = {ask for match in (*result.shared, *result.opposed) for asks in match.asks.values() for ask in asks}
    for side in made:
        asks = {ask.iri for ask in side.asks}
        assert set(result.alone[side.iri]) == asks - matched
        assert result.unmatchable[side.iri] <= len(result.alone[side.iri])


@given(sides_and_disputes())
def test_a_match_names_only_what_all_its_asks_have(given: tuple[list[Side], list[Dispute]]) -> None:
    made, _ = given
    asks = {ask.iri: ask for side in made for ask in side.asks}
    result = compare(made)
    for match in (*result.shared, *result.opposed):
        held = [asks[iri] for several in match.asks.values() for iri in several]
        assert len(match.asks) >= 2 or match in result.opposed
        assert all(set(match.topics) <= ask.topics and set(match.addressees) <= ask.addressees for ask in held)
    for match in result.shared:
        assert len({asks[iri].polarity for several in match.asks.values() for iri in several}) == 1


@given(sides_and_disputes())
def test_a_dispute_counts_only_between_different_sides(given: tuple[list[Side], list[Dispute]]) -> None:
    made, disputes = given
    homes = {each: {side.iri for side in made if each in side.statements} for each in "abcdef"}
    for each in compare(made, disputes).disputed:
        assert homes[each.premise]
        assert homes[each.target]
        assert not homes[each.premise] & homes[each.target]


def ask(iri: str, topics: str, addressees: str, polarity: Polarity = Polarity.FOR) -> Ask:
    return Ask(iri=iri, topics=frozenset(topics.split()), addressees=frozenset(addressees.split()), polarity=polarity)


def test_the_same_topic_and_addressee_are_shared_and_named_once() -> None:
    left = Side(iri="left", asks=(ask("1", "chips models", "congress"), ask("2", "people", "congress")))
    right = Side(iri="right", asks=(ask("3", "chips models", "congress bureau"), ask("4", "people", "bureau")))
    result = compare([left, right])
    (match,) = result.shared
    assert (match.topics, match.addressees) == (("chips", "models"), ("congress",))
    assert match.asks == {"left": ("1",), "right": ("3",)}
    assert result.alone == {"left": ("2",), "right": ("4",)}


def test_for_and_against_are_a_contradiction_and_no_shared_ask() -> None:
    left = Side(iri="left", asks=(ask("1", "chips", "congress"),))
    right = Side(iri="right", asks=(ask("2", "chips", "congress", Polarity.AGAINST),))
    result = compare([left, right])
    assert result.shared == ()
    assert [match.asks for match in result.opposed] == [{"left": ("1",), "right": ("2",)}]


def test_one_side_that_asks_for_both_contradicts_nobody() -> None:
    torn = Side(iri="torn", asks=(ask("1", "chips", "congress"), ask("2", "chips", "congress", Polarity.AGAINST)))
    assert compare([torn, Side(iri="other", asks=())]).opposed == ()


def test_an_ask_without_topic_or_addressee_cannot_be_put_beside_another() -> None:
    left = Side(iri="left", asks=(ask("1", "", "congress"), ask("2", "chips", "")))
    right = Side(iri="right", asks=(ask("3", "", "congress"),))
    assert compare([left, right]).unmatchable == {"left": 2, "right": 1}


@pytest.mark.parametrize("names", [["one"], ["one", "one"], ["1", "2", "3", "4", "5"]])
def test_too_few_too_many_or_the_same_twice_are_refused(names: list[str]) -> None:
    with pytest.raises(ValueError, match="comparison"):
        compare([Side(iri=name, asks=()) for name in names])
