from kg.bearing import bearings
from kg.embedded import EmbeddedStore
from kg.mapping import triples
from kg.model import Direction, Role
from tests import factories

MADE = {statement.quote.exact: statement.iri for statement in factories.extraction().statements}


def test_a_reason_knows_what_it_is_given_for_with_recommendations_first() -> None:
    store = EmbeddedStore()
    made = factories.extraction()
    store.replace_graph(made.document.graph_iri, triples(made))
    found = bearings(store, MADE[factories.INSPECTORS_FOUND]).found
    assert [each.target.iri for each in found] == [MADE[factories.FUND_INSPECTORS], MADE[factories.CHIPS_DECIDE]]
    assert found[0].names[factories.BUREAU.iri] == factories.BUREAU.name
    assert found[0].document.title == factories.TITLE


def test_a_reason_against_says_so() -> None:
    store = EmbeddedStore()
    made = factories.extraction()
    store.replace_graph(made.document.graph_iri, triples(made))
    (only,) = bearings(store, MADE[factories.CRITICS_SAY]).found
    assert only.line.direction is Direction.DISPUTES


def test_what_nothing_rests_on_bears_on_nothing() -> None:
    assert bearings(EmbeddedStore(), MADE[factories.CRITICS_SAY]).found == ()


def test_of_too_many_targets_it_is_said_that_there_are_more() -> None:
    asks = [(Role.RECOMMENDATION, f"Congress should do thing {number}.") for number in range(101)]
    sentences = [(Role.CLAIM, "Things are wanted."), *asks]
    made = factories.extraction_of(sentences, links=[(0, index + 1, Direction.SUPPORTS) for index in range(101)])
    store = EmbeddedStore()
    store.replace_graph(made.document.graph_iri, triples(made))
    found = bearings(store, made.statements[0].iri)
    assert (len(found.found), found.has_more) == (100, True)
