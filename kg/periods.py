"""Dates of documents as counts by month, year or decade, whichever suits how far they lie apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_MOST_MONTHS: Final = 18
_MOST_YEARS: Final = 40
_MONTH: Final = len("2026-05")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A month, year or decade and how many documents are dated in it.

    Attributes:
        unit: `month`, `year` or `decade`.
        since: its first month or year, as a date is written: `2026-05`, `2026`, `1990`.
        until: its last one, both included.
        count: documents.
    """

    unit: str
    since: str
    until: str
    count: int

    @property
    def name(self) -> str:
        """What it is called: `May 2026`, `2026`, `1990s`."""
        return f"{self.since}s" if self.unit == "decade" else date_words(self.since)


def date_words(date: str) -> str:
    """Give an ISO date as people write it: `24 June 2026`, `June 2026`, `2026`; anything else as it is."""
    year, *rest = date.split("-")
    if not all(part.isdecimal() for part in (year, *rest)) or len(rest) > 2:
        return date
    if rest and not 1 <= int(rest[0]) <= len(_MONTHS):
        return date
    day = f"{int(rest[1])} " if len(rest) == 2 else ""
    return f"{day}{_MONTHS[int(rest[0]) - 1]} {year}" if rest else year


def periods(dated: Mapping[str, int]) -> tuple[Period, ...]:
    """Give the periods from the first date to the last, those without a document too.

    Months serve where every date has one and they are few, years where those aren't too many, decades beyond.

    Args:
        dated: date to how many documents have it; dates begin with a year of four digits, as in ISO 8601.
    """
    if not dated:
        return ()
    months = Counter({date[:_MONTH]: 0 for date in dated})
    for date, number in dated.items():
        months[date[:_MONTH]] += number
    has_months = all(len(date) == _MONTH for date in months)
    if has_months and _month_number(max(months)) - _month_number(min(months)) < _MOST_MONTHS:
        return tuple(_counted("month", months, _month_number, _month_named, 1))
    years = Counter[str]()
    for date, number in months.items():
        years[date[:4]] += number
    step = 1 if int(max(years)) - int(min(years)) < _MOST_YEARS else 10
    return tuple(_counted("year" if step == 1 else "decade", years, int, _year_named, step))


def _counted(
    unit: str, counts: Mapping[str, int], number: Callable[[str], int], name: Callable[[int], str], step: int
) -> Iterator[Period]:
    tally = Counter[int]()
    for date, count in counts.items():
        tally[number(date) // step * step] += count
    for first in range(min(tally), max(tally) + 1, step):
        yield Period(unit=unit, since=name(first), until=name(first + step - 1), count=tally[first])


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month_named(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _year_named(year: int) -> str:
    return f"{year:04}"
