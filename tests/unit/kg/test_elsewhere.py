from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.elsewhere import provisions_on, same_matter
from kg.index import Index
from kg.model import Recommendation
from tests import factories, query_graph

PRESS, REPORT, REVISED, STATUTE, LETTER, _ = query_graph.extractions()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as opened:
        for extraction in query_graph.extractions():
            opened.replace(extraction)
        yield opened


def ask_in(statements: tuple[object, ...], beginning: str) -> Recommendation:
    asks = [each for each in statements if isinstance(each, Recommendation)]
    return next(each for each in asks if each.quote.exact.startswith(beginning))


CLOSE = ask_in(PRESS.statements, "Congress should close")


def test_asks_that_share_an_addressee_and_a_topic_are_found_most_shared_first(index: Index) -> None:
    found = same_matter(index, CLOSE)
    assert found.rows[0].exact.startswith("Congress should fund")
    assert found.total == len(found.rows) == 3
    assert {row.document for row in found.rows} == {REVISED.document.iri, LETTER.document.iri}


def test_replaced_versions_the_ask_itself_and_its_parts_are_no_others(index: Index) -> None:
    fund = ask_in(REVISED.statements, "Congress should fund")
    iris = {row.iri for row in same_matter(index, fund).rows}
    assert not iris & {fund.iri, ask_in(REVISED.statements, "It should pay").iri}
    assert not iris & {each.iri for each in REPORT.statements}


def test_the_total_counts_beyond_what_is_listed(index: Index) -> None:
    found = same_matter(index, CLOSE, most=1)
    assert (len(found.rows), found.total) == (1, 3)


@pytest.mark.parametrize("fields", [{"addressees": ()}, {"topics": ()}])
def test_an_ask_without_addressee_or_topic_has_no_others(index: Index, fields: dict[str, tuple[str, ...]]) -> None:
    assert same_matter(index, replace(CLOSE, **fields)).total == 0


def test_provisions_on_its_topics_are_found_and_name_their_place(index: Index) -> None:
    found = provisions_on(index, CLOSE)
    assert [row.path for row in found.rows] == [f"{query_graph.BILL}/s2/a"]
    assert found.rows[0].statement.document == STATUTE.document.iri


def test_a_provision_is_not_held_against_others(index: Index) -> None:
    assert provisions_on(index, ask_in(STATUTE.statements, "The Secretary")).total == 0
    assert provisions_on(index, replace(CLOSE, topics=())).total == 0


def test_a_statute_that_is_no_law_has_no_provisions(tmp_path: Path) -> None:
    with Index.open(tmp_path / "other.sqlite") as other:
        paper = replace(STATUTE, document=replace(STATUTE.document, kind=factories.document().kind))
        for extraction in (PRESS, paper):
            other.replace(extraction)
        assert provisions_on(other, CLOSE).total == 0
