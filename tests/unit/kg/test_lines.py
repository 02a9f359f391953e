"""Reasons across documents: `query_graph` has a letter that disputes a survey in a revised report."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.index import Index
from kg.model import Extraction, Role
from kg.rows import Search, StatementRow
from tests import query_graph

PRESS, REPORT, REVISED, STATUTE, LETTER, BRIEF = query_graph.extractions()
SURVEY = next(each.iri for each in REVISED.statements if each.quote.exact.startswith("A 2025 survey"))
COUNT = next(each.iri for each in REVISED.statements if each.quote.exact.startswith("The count shows"))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as opened:
        yield opened


def row(index: Index, iri: str) -> StatementRow:
    found = index.statement(iri)
    assert found is not None
    return found


@pytest.mark.parametrize("order", [(REVISED, LETTER), (LETTER, REVISED), (LETTER, REVISED, LETTER, REVISED)])
def test_a_reason_from_another_document_counts_in_whatever_order_they_come(
    index: Index, order: tuple[Extraction, ...]
) -> None:
    for extraction in order:
        index.replace(extraction)
    assert (row(index, SURVEY).disputes, row(index, SURVEY).sources) == (1, 2)
    # What rests on the survey rests on the letter, too.
    assert row(index, COUNT).sources == 2


def test_a_reason_goes_with_its_document(index: Index) -> None:
    index.replace(REVISED)
    index.replace(LETTER)
    index.drop(LETTER.document.iri)
    assert (row(index, SURVEY).disputes, row(index, SURVEY).sources) == (0, 1)


def test_a_reason_of_a_replaced_document_counts_no_more(index: Index) -> None:
    index.replace(REVISED)
    index.replace(LETTER)
    newer = replace(BRIEF, document=replace(BRIEF.document, revises=LETTER.document.iri))
    index.replace(newer)
    assert row(index, SURVEY).disputes == 0


def test_lists_follow_reasons_that_came_from_elsewhere(index: Index) -> None:
    disputed = Search(roles=tuple(Role)[:3], facets={"disputed": ("yes",), "document": (REVISED.document.iri,)})
    index.replace(REVISED)
    assert index.statements(disputed).total == 0
    index.replace(LETTER)
    assert [each.iri for each in index.statements(disputed).rows] == [SURVEY]
