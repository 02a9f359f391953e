from __future__ import annotations

from ingest.training.gazetteer import companies, countries, merged
from ingest.training.gazetteer_people import executives, legislators

OLD = """- id:
    bioguide: A000001
    wikidata: Q1
    wikipedia: Ann Lee (politician)
  name:
    first: Annabel
    middle: Mary
    last: Lee
    official_full: Annabel M. Lee
  terms:
  - type: rep
    start: '2015-01-06'
    end: '2017-01-03'
    state: OH
    district: 1
  - type: rep
    start: '2017-01-03'
    end: '2019-01-03'
    state: OH
    district: 1
  - type: sen
    start: '2019-01-03'
    end: '2025-01-03'
    state: OH
"""
NEW = """- id:
    bioguide: A000002
  name:
    first: Ann
    last: Lee
  terms:
  - type: rep
    start: '2023-01-03'
    end: '2025-01-03'
    state: TX
    district: 3
"""


def test_members_who_have_left_are_kept_with_their_terms_joined() -> None:
    [old] = legislators([OLD, ""])
    assert old["terms"] == ["rep OH 2015-01-06 2019-01-03", "sen OH 2019-01-03 2025-01-03"]
    assert "Annabel M. Lee" in old["aliases"]


def test_members_of_one_name_are_told_apart_by_state() -> None:
    assert [entry["name"] for entry in legislators([OLD, NEW])] == ["Ann Lee (OH)", "Ann Lee (TX)"]


def test_a_company_whose_short_name_is_a_common_word_goes_by_its_full_name() -> None:
    rows = [{"Security": "Target Corporation"}, {"Security": "Nucor Corporation"}, {"Security": "Block, Inc."}]
    assert [(entry["name"], entry["aliases"]) for entry in companies(rows)] == [
        ("Target Corporation", ["Target Corporation"]),
        ("Nucor", ["Nucor Corporation", "Nucor"]),
        ("Block, Inc.", ["Block, Inc."]),
    ]


def test_countries_carry_both_identifiers() -> None:
    row = {
        "CLDR display name": "Freedonia", "official_name_en": "Freedonia",
        "UNTERM English Formal": "the Republic of Freedonia",
        "wikidata_id": "https://www.wikidata.org/wiki/Q1", "ISO3166-1-Alpha-2": "FD",
    }  # fmt: skip
    [entry] = countries([row])
    assert entry["same_as"] == ["http://www.wikidata.org/entity/Q1", "https://www.iso.org/obp/ui/#iso:code:3166:FD"]
    assert "Republic of Freedonia" in entry["aliases"]


def test_one_name_makes_one_entry_that_keeps_all_identifiers() -> None:
    first = {"name": "Ann Lee", "kind": "person", "aliases": [], "same_as": [], "source": "own"}
    second = {
        **first,
        "same_as": ["https://example.org/lee"],
        "terms": ["sen OH 2019-01-03 2025-01-03"],
        "surname": "Lee",
    }
    [entry] = merged([first, second])
    assert entry["same_as"] == ["https://example.org/lee"]
    assert (entry["terms"], entry["surname"]) == (["sen OH 2019-01-03 2025-01-03"], "Lee")


def test_two_bodies_of_a_list_never_share_an_acronym_but_ours_may() -> None:
    listed = [
        {"name": name, "kind": "government", "aliases": ["XYZ"], "same_as": [], "source": "list"} for name in "AB"
    ]
    assert [entry["aliases"] for entry in merged(listed)] == [["XYZ"], []]
    ours = [{**entry, "source": "own"} for entry in listed]
    assert [entry["aliases"] for entry in merged(ours)] == [["XYZ"], ["XYZ"]]


def test_presidents_carry_their_terms_and_the_names_they_sign_with() -> None:
    text = """- id:
    bioguide: A000003
  name:
    first: Ann
    middle: Berit
    last: Lee
  terms:
  - type: viceprez
    start: '2005-01-20'
    end: '2009-01-20'
  - type: prez
    start: '2009-01-20'
    end: '2013-01-20'
"""
    [entry] = executives(text)
    assert entry["terms"] == ["prez US 2009-01-20 2013-01-20"]
    assert {"President Lee", "Vice President Lee", "President Ann B. Lee", "Ann Berit Lee"} <= set(entry["aliases"])
