from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.conditions import NOBODY
from kg.index import Index
from kg.model import Actor, ActorKind, Direction, Extraction, Role
from kg.overview import ADDRESSEES, TOPICS, Overview, Overviews, overview
from kg.rows import Search
from tests import factories

ASK, CLAIM = Role.RECOMMENDATION, Role.CLAIM


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as opened:
        yield opened


def documents(number: int) -> list[Extraction]:
    return [
        factories.extraction_of([(ASK, f"Fund item {each}."), (CLAIM, f"Item {each} pays.")], title=f"Paper {each}")
        for each in range(number)
    ]


def test_an_empty_index_has_an_empty_overview(index: Index) -> None:
    found = overview(index)
    assert found.counts.documents == found.undated == 0
    assert (found.earliest, found.periods, found.topics, found.supported, found.news) == (None, (), (), (), ())
    assert (found.spread.topics, found.spread.cells) == ((), {})


def test_every_number_is_that_of_the_list_with_the_same_conditions(index: Index) -> None:
    index.replace(factories.extraction())
    for each in documents(3):
        index.replace(each)
    check_numbers(index, overview(index))


def check_numbers(index: Index, found: Overview) -> None:
    def listed(**facets: str) -> int:
        return index.recommendations(Search(facets={name: (value,) for name, value in facets.items()})).total

    for topic in found.spread.topics:
        assert topic.count == listed(topic=topic.value)
        for addressee in found.spread.addressees:
            number = found.spread.cells.get((topic.value, addressee.value), 0)
            assert number == listed(topic=topic.value, addressee=addressee.value)
    for addressee in found.spread.addressees:
        assert addressee.count == listed(addressee=addressee.value)
    assert found.counts.supported == listed(support="yes")
    assert found.counts.recommendations == listed()


TOPIC_SETS = st.sets(st.sampled_from([f"topic-{number:02}" for number in range(TOPICS + 3)]), max_size=3)
ADDRESSEE_SETS = st.sets(st.integers(0, ADDRESSEES + 2), max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TOPIC_SETS, ADDRESSEE_SETS), min_size=1, max_size=25))
def test_rows_are_the_commonest_topics_and_what_is_lacking_comes_last(
    tmp_path: Path, asks: list[tuple[set[str], set[int]]]
) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:
        index.clear()
        index.replace(_extraction(asks))
        found = overview(index).spread
        check_numbers(index, overview(index))
    counts = [each.count for each in found.topics if each.value != NOBODY]
    assert counts == sorted(counts, reverse=True)
    for tallies, most in ((found.topics, TOPICS), (found.addressees, ADDRESSEES)):
        assert sum(each.value != NOBODY for each in tallies) <= most
        assert NOBODY not in [each.value for each in tallies[:-1]]
    used = {topic for topics, _ in asks for topic in topics}
    assert found.more_topics == max(0, len(used) - TOPICS)


def _extraction(asks: list[tuple[set[str], set[int]]]) -> Extraction:
    actors = [Actor(name=f"Body {number}", kind=ActorKind.GOVERNMENT) for number in range(ADDRESSEES + 3)]
    plain = factories.extraction_of([(ASK, f"Fund item {number}.") for number in range(len(asks))])
    statements = tuple(
        replace(statement, topics=tuple(sorted(topics)), addressees=tuple(sorted(actors[each].iri for each in chosen)))
        for statement, (topics, chosen) in zip(plain.statements, asks, strict=True)
    )
    return replace(plain, statements=statements, actors=(*plain.actors, *actors))


def test_columns_are_those_who_are_addressed_most_on_a_topic(index: Index) -> None:
    on_topic = [({"chips"}, {each}) for each in range(ADDRESSEES)]
    off_topic = [(set[str](), {ADDRESSEES})] * 3
    index.replace(_extraction([*on_topic, ({"chips"}, {1}), *off_topic]))
    found = overview(index).spread
    assert [each.count for each in found.addressees] == [2, *[1] * (ADDRESSEES - 1)]
    assert f"Body {ADDRESSEES}" not in [each.name for each in found.addressees]
    assert found.more_addressees == 1


def test_what_is_on_a_narrower_topic_is_in_the_row_of_the_widest(index: Index) -> None:
    index.replace(_extraction([({"chip-smuggling"}, {0}), ({"export-controls"}, {0}), ({"distillation-attacks"}, {1})]))
    found = overview(index)
    assert [(row.value, row.count) for row in found.spread.topics] == [("technology-controls", 3)]
    assert ("export-controls", 2) in [(topic.value, topic.count) for topic in found.topics]
    check_numbers(index, found)


def test_a_replaced_version_counts_nowhere(index: Index) -> None:
    old = factories.extraction_of([(ASK, "Fund it.")], title="Old", issued="2020-01-01")
    new = factories.extraction_of([(ASK, "Fund it all.")], title="New", issued="2026-01-01", revises=old.document.iri)
    index.replace(old)
    index.replace(new)
    found = overview(index)
    assert (found.counts.documents, found.counts.recommendations, found.earliest) == (1, 1, "2026-01-01")
    assert [each.document.title for each in found.news] == ["New"]
    assert [period.count for period in found.periods] == [1]


def test_what_has_most_reasons_for_or_against_it_comes_first_and_the_rest_not_at_all(index: Index) -> None:
    sentences = [
        (ASK, "Fund one."),
        (ASK, "Fund two."),
        (ASK, "Fund three."),
        (CLAIM, "It pays."),
        (CLAIM, "It works."),
    ]
    links = [
        (3, 1, Direction.SUPPORTS),
        (4, 1, Direction.SUPPORTS),
        (3, 0, Direction.SUPPORTS),
        (4, 2, Direction.DISPUTES),
    ]
    index.replace(factories.extraction_of(sentences, links=links))
    found = overview(index)
    assert [(row.exact, row.supports) for row in found.supported] == [("Fund two.", 2), ("Fund one.", 1)]
    assert [(row.exact, row.disputes) for row in found.disputed] == [("Fund three.", 1)]


def test_documents_without_a_date_are_counted_and_are_no_news(index: Index) -> None:
    index.replace(factories.extraction_of([(ASK, "Fund it.")], title="Dated", issued="2026-05"))
    index.replace(factories.extraction_of([(ASK, "Fund it now.")], title="Undated", issued=None))
    found = overview(index)
    assert found.undated == 1
    assert [each.document.title for each in found.news] == ["Dated"]
    assert sum(period.count for period in found.periods) == 1


def test_news_show_an_ask_that_was_made_out_and_has_reasons(index: Index) -> None:
    sentences = [(ASK, "Fund one."), (ASK, "Fund two."), (CLAIM, "It pays.")]
    index.replace(factories.extraction_of(sentences, links=[(2, 1, Direction.SUPPORTS)], title="With"))
    index.replace(factories.extraction_of([(CLAIM, "It may pay.")], title="Without"))
    asks = {each.document.title: each.ask and each.ask.exact for each in overview(index).news}
    assert asks == {"With": "Fund two.", "Without": None}


def test_the_kept_overview_follows_the_index(index: Index) -> None:
    kept = Overviews(index)
    first = kept.now()
    assert kept.now() is first
    index.replace(factories.extraction())
    assert kept.now().counts.documents == 1
    index.drop(factories.extraction().document.iri)
    assert kept.now().counts.documents == 0
