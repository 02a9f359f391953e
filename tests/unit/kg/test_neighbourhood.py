from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.mapping import triples
from kg.model import Direction, Extraction, Role
from kg.neighbourhood import AROUND_CENTRE, MOST_NODES, MOST_OPENED, Picture, bounded, picture, share
from kg.neighbours import Bunch, Link, Neighbour, Node, NodeKind, Wanted, bunches, node_of
from tests import factories, query_graph

CLOSE = next(each for each in factories.extraction().statements if each.quote.exact == factories.CLOSE_LOOPHOLES)


class Place:
    """An index and a store with the same documents in them."""

    def __init__(self, folder: Path) -> None:
        self.store = EmbeddedStore()
        self.index = Index.open(folder / "index.sqlite")

    def add(self, extraction: Extraction) -> None:
        self.store.replace_graph(extraction.document.graph_iri, triples(extraction))
        self.index.replace(extraction)

    def node(self, iri: str) -> Node:
        kind, key = iri.split("/")[-2:]
        found = node_of(self.index, NodeKind(kind), key)
        assert found is not None
        return found

    def bunches(self, iri: str, **wanted: object) -> dict[str, Bunch]:
        found = bunches(self.index, self.store, self.node(iri), Wanted(**wanted))  # type: ignore[arg-type]
        return {bunch.name: bunch for bunch in found}

    def picture(self, iri: str, *opened: str) -> Picture:
        return picture(self.index, self.store, self.node(iri), [self.node(each) for each in opened], Wanted())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.index.close()


@pytest.fixture
def filled(place: Place) -> Place:
    place.add(factories.extraction())
    return place


def labels(bunch: Bunch) -> list[str]:
    return [near.node.label for near in bunch.neighbours]


def test_a_statement_is_joined_to_who_asks_whom_why_and_against_what(filled: Place) -> None:
    found = filled.bunches(CLOSE.iri)
    assert labels(found["speaker"]) == ["Example Institute"]
    assert labels(found["addressees"]) == ["United States Congress"]
    assert labels(found["reasons_for"]) == [factories.CHIPS_DECIDE]
    assert labels(found["reasons_against"]) == [factories.CRITICS_SAY]
    assert labels(found["topics"]) == ["Chip smuggling", "Export controls"]
    assert labels(found["document"]) == [factories.TITLE]
    assert labels(found["parts"])[0].startswith("The Example Institute calls on the Bureau")


def test_lines_lead_from_the_reason_to_what_it_backs(filled: Place) -> None:
    chips = next(each for each in factories.extraction().statements if each.quote.exact == factories.CHIPS_DECIDE)
    backs, against = filled.bunches(chips.iri)["backs"], filled.bunches(CLOSE.iri)["reasons_against"]
    assert (backs.link, backs.is_outgoing, backs.neighbours[0].node.iri) == (Link.SUPPORTS, True, CLOSE.iri)
    assert (against.link, against.is_outgoing) == (Link.DISPUTES, False)


def test_an_actor_is_joined_to_asks_claims_and_those_it_deals_with(filled: Place) -> None:
    found = filled.bunches(factories.ISSUER.iri)
    assert [found[name].total for name in ("asks_made", "claims", "asked", "documents")] == [2, 2, 2, 1]
    assert "asks_received" not in found
    assert labels(filled.bunches(factories.CONGRESS.iri)["asking"]) == ["Example Institute"]


def test_document_and_topic_are_joined_to_what_stands_under_them(filled: Place) -> None:
    document = filled.bunches(factories.document().iri)
    assert [document[name].total for name in ("asks", "claims", "asking", "asked")] == [2, 3, 1, 2]
    topic = filled.bunches("https://w3id.org/warrant/id/topic/export-controls")
    assert [topic[name].total for name in ("asks", "asking", "asked", "documents")] == [1, 1, 1, 1]


def test_only_wanted_links_and_roles_are_given(filled: Place) -> None:
    assert set(filled.bunches(CLOSE.iri, links=frozenset({Link.DISPUTES}))) == {"reasons_against"}
    found = filled.bunches(factories.document().iri, roles=frozenset({Role.EVIDENCE}))
    assert labels(found["claims"]) == [factories.INSPECTORS_FOUND]
    assert "asks" not in found


def test_statements_of_replaced_versions_are_left_out_of_lists(place: Place) -> None:
    for extraction in query_graph.extractions():
        place.add(extraction)
    found = place.bunches(query_graph.CENTER.iri)
    # Four asks of the revision and one of the brief; those of the first version are the same.
    assert (found["asks_made"].total, found["documents"].total) == (5, 2)


def test_a_thing_that_is_not_there_has_no_node(filled: Place) -> None:
    assert node_of(filled.index, NodeKind.ACTOR, "0" * 20) is None
    assert node_of(filled.index, NodeKind.TOPIC, "no-such-topic") is None


def test_opened_things_share_their_nodes_with_the_middle(filled: Place) -> None:
    alone = filled.picture(CLOSE.iri)
    both = filled.picture(CLOSE.iri, factories.CONGRESS.iri, factories.CONGRESS.iri)
    assert [section.node.label for section in both.sections][1:] == ["United States Congress"]
    assert len({node.id for node in both.nodes}) == len(both.nodes)
    assert {node.id for node in alone.nodes} <= {node.id for node in both.nodes}
    assert {node.id for node in both.nodes} >= {end for edge in both.edges for end in (edge.source, edge.target)}


def test_a_recommendation_with_sixty_premises_stays_readable(place: Place) -> None:
    sentences = [(Role.RECOMMENDATION, "Congress should act."), *((Role.CLAIM, f"Reason {n}.") for n in range(60))]
    made = factories.extraction_of(sentences, links=[(n, 0, Direction.SUPPORTS) for n in range(1, 61)])
    place.add(made)
    found = place.picture(made.statements[0].iri)
    reasons = next(each for each in found.sections[0].bunches if each.bunch.name == "reasons_for")
    assert reasons.bunch.total == 60
    assert reasons.left == 60 - len(reasons.bunch.neighbours)
    assert len(found.nodes) <= 1 + AROUND_CENTRE


def test_opening_more_than_fit_folds_the_first(place: Place) -> None:
    sentences = [(Role.CLAIM, f"Claim {n}.") for n in range(8)]
    made = factories.extraction_of(sentences)
    place.add(made)
    iris = [each.iri for each in made.statements]
    found = place.picture(iris[0], *iris[1:])
    assert [section.node.iri for section in found.sections] == [iris[0], *iris[-MOST_OPENED:]]
    assert len(found.nodes) <= MOST_NODES


SIZES = st.lists(st.integers(min_value=0, max_value=30), max_size=9)
MOST = st.integers(min_value=0, max_value=60)


@settings(deadline=None)
@given(SIZES, MOST)
def test_shares_fit_use_all_there_is_and_crowd_out_nobody(sizes: list[int], most: int) -> None:
    parts = share(sizes, most)
    assert all(0 <= part <= size for part, size in zip(parts, sizes, strict=True))
    assert sum(parts) == min(most, sum(sizes))
    cut = [part for part, size in zip(parts, sizes, strict=True) if part < size]
    assert all(part <= least + 1 for part in parts for least in cut)


@settings(deadline=None)
@given(SIZES, MOST)
def test_what_is_left_out_is_counted(sizes: list[int], most: int) -> None:
    made = [_bunch(number, size) for number, size in enumerate(sizes)]
    for shown, whole in zip(bounded(made, most), made, strict=True):
        assert len(shown.bunch.neighbours) + shown.left == whole.total
        assert shown.bunch.neighbours == whole.neighbours[: len(shown.bunch.neighbours)]


def _bunch(number: int, size: int) -> Bunch:
    near = tuple(
        Neighbour(node=Node(kind=NodeKind.ACTOR, key=f"{number}-{each}", label=str(each))) for each in range(size)
    )
    return Bunch(name=str(number), link=Link.ASKS, is_outgoing=True, neighbours=near, total=size + number)
