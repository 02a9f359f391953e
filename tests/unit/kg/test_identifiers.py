"""An IRI comes from content and place alone, and two different things never share one by accident of spelling."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import BASE, ONTOLOGY, Kind, kind_of, mint, normalised_name
from ontology import namespaces

ROOT = Path(__file__).parents[3]
KINDS: tuple[Kind, ...] = get_args(Kind)
parts = st.lists(st.text(), min_size=1, max_size=4)


@given(kind=st.sampled_from(KINDS), values=parts)
def test_a_minted_iri_tells_its_kind(kind: Kind, values: list[str]) -> None:
    assert kind_of(mint(kind, *values)) == kind


@given(kind=st.sampled_from(KINDS), values=parts)
def test_minting_twice_gives_the_same_iri(kind: Kind, values: list[str]) -> None:
    assert mint(kind, *values) == mint(kind, *values)


@given(first=parts, second=parts)
def test_other_parts_give_another_iri(first: list[str], second: list[str]) -> None:
    assert (mint("quote", *first) == mint("quote", *second)) is (first == second)


def test_parts_are_not_run_together() -> None:
    assert mint("quote", "ab", "c") != mint("quote", "a", "bc")


def test_an_iri_is_what_it_was_in_the_first_release() -> None:
    # Published IRIs are cited; whoever changes this line breaks them all.
    assert mint("document", "a" * 64) == f"{BASE}id/document/5adb8c3d42601f14dc3c"


def test_an_iri_does_not_depend_on_the_process() -> None:
    code = "from kg.identifiers import mint; import sys; sys.stdout.write(mint('actor', 'ä', '\\udc80'))"
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert other.stdout == mint("actor", "ä", "\udc80")


def test_an_iri_needs_a_part() -> None:
    with pytest.raises(ValueError, match="at least one identifying part"):
        mint("actor")


@pytest.mark.parametrize(
    "other",
    [
        "",
        "https://example.org/id/document/0123456789abcdef0123",  # another base
        f"{BASE}id/document/0123456789abcdef012",  # a digit short
        f"{BASE}id/document/0123456789abcdef01234",  # one too many
        f"{BASE}id/document/0123456789ABCDEF0123",  # capitals
        f"{BASE}id/chapter/0123456789abcdef0123",  # no such kind
        f"{BASE}id/document/0123456789abcdef0123\n",
        f"{ONTOLOGY}Document",
    ],
)
def test_another_string_has_no_kind(other: str) -> None:
    assert kind_of(other) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Bureau of Industry and Security", "bureau of industry and security"),
        ("  United\u00a0States \n Congress", "united states congress"),
        ("\uff21\uff33\uff2d\uff2c", "asml"),  # full-width letters
        ("Straße", "strasse"),
        ("The", "the"),  # nothing would be left
        ("Theranos", "theranos"),  # not an article
    ],
)
def test_a_name_is_compared_without_case_article_and_spacing(name: str, expected: str) -> None:
    assert normalised_name(name) == expected


@given(name=st.text())
def test_a_normalised_name_has_single_spaces(name: str) -> None:
    assert normalised_name(name) == " ".join(normalised_name(name).split())


def test_the_two_rooms_agree_on_the_base() -> None:
    assert (namespaces.BASE, str(namespaces.Warrant)) == (BASE, ONTOLOGY)
