import csv
import io

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Role
from tests import factories
from tests.unit.web.conftest import Shelf
from web.spreadsheets import COLUMNS, harmless


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.content_type == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def test_the_spreadsheet_has_the_whole_list_and_all_parts(client: FlaskClient) -> None:
    rows = rows_of(client, "/recommendations?sort=document&format=csv")
    assert [row["quote"] for row in rows] == [factories.CLOSE_LOOPHOLES, factories.FUND_INSPECTORS]
    first = rows[0]
    assert list(first) == list(COLUMNS)
    assert first["ask"].startswith("The Example Institute asks the United States Congress to close")
    assert (first["reasons_for"], first["reasons_against"]) == ("1", "1")
    assert first["topics"] == "Chip smuggling; Export controls"
    assert first["document"] == factories.TITLE
    assert first["permalink"].startswith("http://localhost/id/statement/")


def test_it_is_not_cut_at_a_page(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, f"Congress should do thing {number:02}.") for number in range(25)]
    shelf.add(factories.extraction_of(sentences), factories.text_of(sentences))
    assert len(rows_of(shelf.client, "/recommendations?format=csv")) == 25
    assert len(rows_of(shelf.client, "/recommendations?page=2&format=csv")) == 25


def test_a_list_of_nothing_has_its_columns(client: FlaskClient) -> None:
    assert rows_of(client, "/recommendations?q=unicorn&format=csv") == []
    assert client.get("/recommendations?q=unicorn&format=csv").data.decode("utf-8-sig").startswith("iri,ask,quote,")


def test_words_that_would_be_a_formula_are_kept_from_it(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, '=HYPERLINK("http://x") should go.')]
    shelf.add(factories.extraction_of(sentences), factories.text_of(sentences))
    (row,) = rows_of(shelf.client, "/recommendations?format=csv")
    assert row["quote"] == '\'=HYPERLINK("http://x") should go.'


@given(st.text())
def test_no_cell_begins_a_formula(words: str) -> None:
    cell = str(harmless(words))
    assert not cell or cell[0] not in "=+-@\t\r\n＝＋－＠"  # noqa: RUF001
    assert cell.removeprefix("'") == words.removeprefix("'") or cell == words


@pytest.mark.parametrize("value", [None, 3, 0.5])
def test_numbers_stay_as_they_are(value: object) -> None:
    assert harmless(value) is value
