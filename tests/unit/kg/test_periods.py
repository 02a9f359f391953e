from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.periods import date_words, periods

DATES = st.dates().map(lambda date: date.isoformat())
PARTIAL = st.one_of(DATES, DATES.map(lambda date: date[:7]), DATES.map(lambda date: date[:4]))


def shown(dated: dict[str, int]) -> list[tuple[str, int]]:
    return [(period.name, period.count) for period in periods(dated)]


def test_dates_within_a_few_months_are_counted_by_month() -> None:
    assert shown({"2026-04-30": 2, "2026-06": 1, "2026-04": 1}) == [
        ("April 2026", 3),
        ("May 2026", 0),
        ("June 2026", 1),
    ]


def test_one_date_without_a_month_makes_years_of_all() -> None:
    assert shown({"2026-04-30": 2, "2026": 1, "2024-12-31": 1}) == [("2024", 1), ("2025", 0), ("2026", 3)]


def test_months_end_where_they_would_be_too_many() -> None:
    assert {period.unit for period in periods({"2025-01-01": 1, "2026-06-30": 1})} == {"month"}
    assert {period.unit for period in periods({"2025-01-01": 1, "2026-07-01": 1})} == {"year"}


def test_dates_far_apart_are_counted_by_decade() -> None:
    found = periods({"1789-03-04": 1, "1791": 2, "2026-01-01": 1})
    assert [(period.name, period.since, period.until) for period in found[:2]] == [
        ("1780s", "1780", "1789"), ("1790s", "1790", "1799"),
    ]  # fmt: skip
    assert found[-1].name == "2020s"


def test_without_dates_there_are_no_periods() -> None:
    assert periods({}) == ()


@given(st.dictionaries(PARTIAL, st.integers(1, 50), min_size=1))
def test_every_document_is_counted_once_and_periods_follow_each_other(dated: dict[str, int]) -> None:
    found = periods(dated)
    assert sum(period.count for period in found) == sum(dated.values())
    assert found[0].count
    assert found[-1].count
    assert all(before.until < after.since for before, after in pairwise(found))
    for date, number in dated.items():
        (home,) = (each for each in found if each.since <= date[: len(each.since)] <= each.until)
        assert home.count >= number


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-06-24", "24 June 2026"), ("2026-06-04", "4 June 2026"), ("2026-06", "June 2026"), ("2026", "2026"),
        # What is no date of ours stays as it is.
        ("2026-13", "2026-13"), ("spring", "spring"), ("2026-06-24-1", "2026-06-24-1"), ("", ""),
    ],
)  # fmt: skip
def test_dates_read_as_people_write_them(date: str, words: str) -> None:
    assert date_words(date) == words
