from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from kg.mapping import triples
from tests.unit.ingest.components.reading import Read

Reading = Callable[[str], Read]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was written by the Director of OSTP.", "Director of the Office of Science and Technology Policy"),
        ("The EPA Administrator signed it in 2024.", "Administrator of the Environmental Protection Agency"),
        ("The Export Advisory Review Board met twice in that year.", "Export Advisory Review Board"),
        ("It was said by Senator Jane Okafor at the hearing last week.", "Jane Okafor"),
    ],
)  # fmt: skip
def test_offices_bodies_and_people_are_found_by_their_form(reading: Reading, text: str, name: str) -> None:
    assert name in reading(text).names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SEC. 2. Findings. The rule was made by many.", "Securities and Exchange Commission"),
        ("The White House AI Council met again in the spring.", "White House"),
        ("It was opened in New Jersey in the spring of 2024.", "Jersey"),
    ],
)
def test_words_that_belong_to_something_else_are_no_mention(reading: Reading, text: str, name: str) -> None:
    assert name not in reading(text).names


def test_mentions_lie_apart_or_one_inside_the_other(reading: Reading) -> None:
    read = reading("The Director of the National Institute of Standards and Technology (NIST) told the U.S. Senate.")
    places = sorted((mention.quote.start, -mention.quote.end) for mention in read.extraction.mentions)
    assert all(-left[1] <= right[0] or right[1] >= left[1] for left, right in pairwise(places))


def test_an_office_names_its_body_too(reading: Reading) -> None:
    names = reading("The Director of NIST shall publish the list each year.").names
    assert "National Institute of Standards and Technology" in names
    assert "Director of the National Institute of Standards and Technology" in names


def test_a_person_named_after_an_office_is_meant_and_not_the_office(reading: Reading) -> None:
    names = reading("It was signed by Secretary of Commerce Nadia Oyelaran in the spring.").names
    assert "Nadia Oyelaran" in names
    assert "Secretary of Commerce" not in names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # a law, a war and a building bear names of those who are not in the text
        ("The John S. McCain National Defense Authorization Act was signed in that year.", "John McCain"),
        ("He served in the Vietnam War and came home in the spring.", "Vietnam"),
        ("It is set out at 15 U.S.C. 4651 and nowhere else in that law.", "United States"),
        ("The price of Treasury bills rose in the spring of that year.", "Department of the Treasury"),
    ],
)
def test_names_inside_other_names_are_no_mention(reading: Reading, text: str, name: str) -> None:
    assert name not in reading(text).names


def test_a_list_in_the_name_of_a_body_belongs_to_it(reading: Reading) -> None:
    text = "He chaired the Subcommittee on Rivers, Roads and Bridges, Harbours, and Related Agencies for two years."
    assert "Subcommittee on Rivers, Roads and Bridges, Harbours, and Related Agencies" in reading(text).names


def test_signatures_in_capitals_are_read(reading: Reading) -> None:
    assert "Joe Biden" in reading("It takes effect today.\n\nJOSEPH R. BIDEN JR.\n").names


def test_heads_of_agencies_are_one_group(reading: Reading) -> None:
    read = reading("The heads of all relevant agencies shall report each year.")
    assert [read.addressees(ask) for ask in read.asks] == [["heads of agencies"]]


def test_the_states_are_an_actor_where_they_act(reading: Reading) -> None:
    text = "Congress asked for it. Many states have passed such laws, and the United States has none."
    assert "U.S. states" in reading(text).names


def test_the_president_is_who_held_the_office_on_the_day(reading: Reading) -> None:
    names = reading("On Tuesday, December 20, 2022, the President signed the bill into law.").names
    assert "Joe Biden" in names
    assert "President of the United States" not in names


@pytest.mark.parametrize(
    "text",
    [
        "On December 20, 2022, it was enacted. The President shall submit a report each year.",
        "The President signed the bill into law on some day of that year.",
        "On December 20, 2022, the President signed what Trump had asked for.",
    ],
)
def test_the_president_stays_an_office_without_deed_day_or_where_another_is_named(reading: Reading, text: str) -> None:
    assert "Joe Biden" not in reading(text).names


@pytest.mark.parametrize(
    "text",
    [
        "The Export Administration Regulations were changed in the spring of that year.",
        "They met in the New Harbour Executive Office Building in the spring.",
    ],
)
def test_a_body_that_names_a_thing_is_no_actor(reading: Reading, text: str) -> None:
    assert reading(text).names == []


def test_a_department_goes_by_its_short_name_where_it_acts(reading: Reading) -> None:
    read = reading("The Department of Education was told. Education officials agreed, and Education should act.")
    assert read.names == ["Department of Education"]


def test_a_short_name_alone_is_a_common_word(reading: Reading) -> None:
    assert reading("Education is the key, and it has been so for many years.").names == []


def test_identifiers_reach_the_graph(reading: Reading) -> None:
    read = reading("Senator Cantwell said that Japan should adopt the same controls.")
    same = {str(item) for _, predicate, item in triples(read.extraction) if str(predicate).endswith("#exactMatch")}
    assert {
        "https://bioguide.congress.gov/search/bio/C000127",
        "http://www.wikidata.org/entity/Q17",
        "https://www.iso.org/obp/ui/#iso:code:3166:JP",
    } <= same
