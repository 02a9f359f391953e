"""Marks of provisions lead to paths."""

from __future__ import annotations

import pytest

from ingest.readers.provisions import ProvisionPath, bill_from_name, bill_identifier, bill_label
from ingest.readers.structure import iso_date


@pytest.mark.parametrize(
    ("head", "identifier"),
    [
        ("119th CONGRESS\n1st Session\n\nH.R. 3447\n", "/us/bill/119/hr/3447"),
        ("118th Congress\nS. 12\n", "/us/bill/118/s/12"),
        ("110th CONGRESS\nH. CON. RES. 5\n", "/us/bill/110/hconres/5"),
        ("111th CONGRESS\nS. J. RES. 7\n", "/us/bill/111/sjres/7"),
        ("The bill H.R. 3447 of the 119th Congress is good.", None),
    ],
)
def test_a_bill_is_known_by_its_head(head: str, identifier: str | None) -> None:
    assert bill_identifier(head) == identifier


def test_a_bill_is_known_by_a_files_name() -> None:
    assert bill_from_name("BILLS-118s1325rs.xml") == "/us/bill/118/s/1325"
    assert bill_from_name("paper.xml") is None
    assert bill_label("/us/bill/118/sconres/10") == "S.Con.Res. 10"


def test_marks_open_and_close_provisions() -> None:
    path = ProvisionPath("/b")
    path.enter_section("2.")
    marks = ["a", "1", "A", "i", "ii", "I", "B", "2", "b"]
    expected = ["a", "a/1", "a/1/A", "a/1/A/i", "a/1/A/ii", "a/1/A/ii/I", "a/1/B", "a/2", "b"]
    assert [path.enter(mark) for mark in marks] == [f"/b/s2/{tail}" for tail in expected]


def test_the_letter_i_after_h_is_a_subsection() -> None:
    path = ProvisionPath("/b")
    path.enter_section("1")
    for mark in ("h", "1"):
        path.enter(mark)
    assert path.enter("i") == "/b/s1/i"


def test_indents_decide_where_marks_do_not() -> None:
    path = ProvisionPath("/b")
    path.enter_section("2")
    assert [path.enter("2", 4), path.enter("4", 6), path.enter("5", 6), path.enter("3", 4)] == [
        "/b/s2/2", "/b/s2/2/4", "/b/s2/2/5", "/b/s2/3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Published 2026-03-04", "2026-03-04"),
        ("March 4, 2026", "2026-03-04"),
        ("on 4 March 2026 in", "2026-03-04"),
        ("Sept. 3, 2025", "2025-09-03"),
        ("May 2026", "2026-05"),
        ("2/28/2013", "2013-02-28"),
        ("Section 2026", None),
        ("99/99/2013", None),
    ],
)
def test_dates_are_read(text: str, date: str | None) -> None:
    assert iso_date(text) == date
