from __future__ import annotations

import pytest

from ingest.components.people import day_of, holder, names_a_person, people
from ingest.gazetteer import Entry, Gazetteer, Term
from kg.model import ActorKind


def member(name: str, *terms: Term) -> Entry:
    return Entry(name, ActorKind.PERSON, surname=name.split()[-1], terms=terms)


KNOWN = Gazetteer(
    [
        member("Ann Mbeki", Term("sen", "OH", "2013-01-03", "2031-01-03")),
        member("Otto Mbeki", Term("rep", "TX", "2019-01-03", "2023-01-03")),
        member("Ida Quist", Term("rep", "TX", "2015-01-03", "2019-01-03")),
        member("Per Quist", Term("rep", "ME", "2021-01-03", "2027-01-03")),
    ]
)


def found(text: str, day: str | None = None) -> list[tuple[str, tuple[str, ...]]]:
    return [(draft.surface, draft.names) for draft in people(text, KNOWN, day)]


def test_a_chamber_tells_members_of_one_surname_apart() -> None:
    assert found("Senator Mbeki and Representative Mbeki met.") == [
        ("Mbeki", ("Ann Mbeki",)),
        ("Mbeki", ("Otto Mbeki",)),
    ]


def test_a_list_after_one_title_is_read_to_its_end() -> None:
    text = "Thanks to Representatives Mbeki, Holt, and Lena Fry, and to many others."
    assert [surface for surface, _ in found(text)] == ["Mbeki", "Holt", "Lena Fry"]


def test_the_state_tells_members_of_one_surname_apart() -> None:
    assert found("Rep. Quist (D-ME) agreed.") == [("Quist", ("Per Quist",))]


def test_the_day_tells_members_of_one_surname_apart() -> None:
    assert found("Representative Quist agreed.", "2016-05-01") == [("Quist", ("Ida Quist",))]


def test_members_of_one_surname_stay_open_without_state_and_day() -> None:
    assert found("Representative Quist agreed.") == [("Quist", ("Ida Quist", "Per Quist"))]


@pytest.mark.parametrize(
    "text", ["Representatives of the United States met.", "Director General of the office", "President of the board"]
)
def test_a_title_without_a_name_names_nobody(text: str) -> None:
    assert found(text) == []


def test_the_holder_of_an_office_follows_it() -> None:
    text = "Secretary of Roads Lena M. Fry spoke."
    draft = holder(text, len("Secretary of Roads"))
    assert draft is not None
    assert draft.surface == "Lena M. Fry"


def test_words_of_a_body_are_no_holder() -> None:
    assert holder("Secretary of Roads Policy Office", len("Secretary of Roads")) is None


def test_the_first_full_date_is_the_day() -> None:
    assert day_of("In 2021, and on May 4, 2022, and on June 5, 2023.") == "2022-05-04"


def test_a_text_without_a_full_date_has_no_day() -> None:
    assert day_of("In May 2022.") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Mbeki", True),
        ("Dr. Per van Quist", True),
        ("Bridge Safety Association", False),
        ("Acme", False),
        ("Ann Mbeki and Otto Mbeki", False),
    ],
)
def test_an_authors_name_looks_like_a_persons_or_not(name: str, expected: bool) -> None:
    assert names_a_person(name) is expected
