from __future__ import annotations

import json

import pytest

from ingest.gazetteer import DATA, Entry, Gazetteer, Term, entries, gazetteer
from kg.errors import SettingsError
from kg.model import ActorKind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("U. S. chips", ["United States"]),
        ("the People’s Republic of China", ["China"]),
        ("the Committee on Foreign Affairs of the House of Representatives", ["House Committee on Foreign Affairs"]),
        ("CFIUS and BIS", ["Committee on Foreign Investment in the United States", "Bureau of Industry and Security"]),
        ("Send it to us", []),
        # a sentence ends between the two words
        ("It joined the European. Commission staff left.", []),
    ],
)
def test_known_names_are_found_longest_first(text: str, names: list[str]) -> None:
    assert [match.entries[0].name for match in gazetteer().find(text) if not match.is_weak] == names


def test_a_name_that_two_actors_bear_keeps_both() -> None:
    two = [Entry("Acme Steel", ActorKind.COMPANY, ("Acme",)), Entry("Acme Bank", ActorKind.COMPANY, ("Acme",))]
    [match] = Gazetteer(two).find("Acme fell.")
    assert [entry.name for entry in match.entries] == ["Acme Steel", "Acme Bank"]


def test_every_entry_has_a_name_of_its_own() -> None:
    names = [entry.name.casefold() for entry in gazetteer().entries]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Line 1 of the test list isn't an entry"),
        ("[]", "Line 1 of the test list isn't an entry"),
        ('{"kind": "company"}', "it has no 'name'"),
        ('{"name": "Acme", "kind": "firm"}', "'firm' is not a valid ActorKind"),
        ('{"name": "--", "kind": "company"}', "its name has no letters"),
        ('{"name": "Acme", "kind": "company", "aliases": "Acme Inc."}', "its aliases isn't a list of words"),
        ('{"name": "Acme", "kind": "company", "alias": []}', "nobody knows alias"),
        ('{"name": "Ann Lee", "kind": "person", "terms": ["senate OH"]}', "the term 'senate OH' isn't"),
    ],
)
def test_a_malformed_line_is_named_with_its_fault(line: str, reason: str) -> None:
    with pytest.raises(SettingsError, match="Line 1 of the test list") as caught:
        list(entries([line], "test list"))
    assert reason in str(caught.value)


def test_names_in_capitals_are_found_but_single_words_are_not() -> None:
    known = Gazetteer([Entry("Acme Steel", ActorKind.COMPANY), Entry("Bolt", ActorKind.COMPANY)])
    assert [match.entries[0].name for match in known.find("ACME STEEL and BOLT")] == ["Acme Steel"]


def test_members_are_told_apart_by_chamber_state_and_day() -> None:
    first = Entry("Ann Lee", ActorKind.PERSON, surname="Lee", terms=(Term("sen", "UT", "2011-01-03", "2017-01-03"),))
    second = Entry("Bo Lee", ActorKind.PERSON, surname="Lee", terms=(Term("sen", "UT", "2017-01-03", "2029-01-03"),))
    known = Gazetteer([first, second])
    assert known.members("Lee", chamber="sen", day="2012-05-01") == [first]
    assert known.members("Lee", chamber="sen") == [first, second]
    assert known.members("Lee", chamber="rep") == []


def test_every_entry_names_a_source_that_is_described() -> None:
    described = {json.loads(line)["source"] for line in DATA.with_name("sources.jsonl").read_text("utf-8").splitlines()}
    assert {json.loads(line)["source"] for line in DATA.read_text("utf-8").splitlines()} <= described


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Japan", "https://www.iso.org/obp/ui/#iso:code:3166:JP"),
        ("Japan", "http://www.wikidata.org/entity/Q17"),
        ("Maria Cantwell", "https://bioguide.congress.gov/search/bio/C000127"),
    ],
)
def test_identifiers_come_along(name: str, identifier: str) -> None:
    entry = gazetteer().get(name)
    assert entry is not None
    assert identifier in entry.same_as
