from __future__ import annotations

import pytest

from ingest.gazetteer import Entry, Gazetteer, gazetteer
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
