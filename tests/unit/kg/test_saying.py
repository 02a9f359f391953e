from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.index import Index
from kg.model import Role
from kg.saying import Part, by_topic, named_in, said
from tests import factories, query_graph


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as opened:
        for extraction in query_graph.extractions():
            opened.replace(extraction)
        yield opened


def test_a_statement_counts_under_each_topic_but_stands_under_one(index: Index) -> None:
    found = by_topic(index, query_graph.CENTER.iri, Part.MADE)
    assert found.total == 5
    assert {group.topic: group.total for group in found.groups} == {
        "export-controls": 4, "transparency": 2, "chip-smuggling": 1,
    }  # fmt: skip
    shown = [row.iri for group in found.groups for row in group.rows]
    assert len(shown) == len(set(shown))


def test_statements_without_a_topic_come_last(index: Index) -> None:
    groups = by_topic(index, query_graph.CENTER.iri, Part.CLAIMS).groups
    assert [group.topic for group in groups] == ["chip-smuggling", "none"]


def test_only_the_first_topics_have_rows(index: Index) -> None:
    groups = by_topic(index, query_graph.CENTER.iri, Part.MADE, topics=1, each=1).groups
    assert [len(group.rows) for group in groups] == [1, 0, 0]


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("actor", [query_graph.CENTER, factories.CONGRESS, query_graph.COMMERCE])
def test_counts_by_topic_are_those_of_the_lists(index: Index, actor: object, part: Part) -> None:
    iri = actor.iri  # type: ignore[attr-defined]
    found = by_topic(index, iri, part)
    assert found.total == said(index, iri, part).total
    assert [group.total for group in found.groups] == [
        said(index, iri, part, topic=group.topic).total for group in found.groups
    ]


def test_the_list_has_pages(index: Index) -> None:
    pages = [said(index, query_graph.CENTER.iri, Part.MADE, page=number, per_page=2).rows for number in (1, 2, 3, 4)]
    assert [len(rows) for rows in pages] == [2, 2, 1, 0]
    assert len({row.iri for rows in pages for row in rows}) == 5


def test_documents_that_name_it_begin_with_its_own_and_end_with_replaced_ones(index: Index) -> None:
    found = named_in(index, query_graph.CENTER.iri)
    assert [(row.title, row.is_author, row.superseded, row.statements) for row in found.rows] == [
        ("Counting chips", True, False, 6), ("A brief", False, False, 1), ("Counting chips", True, True, 7),
    ]  # fmt: skip


def test_nobody_says_nothing(index: Index) -> None:
    assert by_topic(index, "https://example.org/nobody", Part.MADE).groups == ()
    assert named_in(index, "https://example.org/nobody").total == 0
    assert said(index, "https://example.org/nobody", Part.CLAIMS).rows == ()


def test_evidence_is_among_the_claims(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:
        index.replace(factories.extraction_of([(Role.EVIDENCE, "In 2025, 12 chips were found.")]))
        assert by_topic(index, factories.ISSUER.iri, Part.CLAIMS).total == 1
