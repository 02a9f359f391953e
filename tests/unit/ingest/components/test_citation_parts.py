from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.components.citations.acts import defined_acts, find_acts, known_acts, normal_name
from ingest.components.citations.addresses import Cited, ordinal
from ingest.components.citations.items import Announced, beside, forms, marks, numbers
from ingest.training.acts import table


@pytest.mark.parametrize(
    ("before", "own", "full"),
    [
        (("a", "1"), ("2",), ("a", "2")),
        (("a", "1"), ("b",), ("b",)),
        (("c", "1"), ("h", "2"), ("h", "2")),
        (("d", "1", "A", "i"), ("ii",), ("d", "1", "A", "ii")),
        (("a",), ("1",), None),
    ],
)
def test_a_mark_alone_takes_the_place_of_the_last_like_it(
    before: tuple[str, ...], own: tuple[str, ...], full: tuple[str, ...] | None
) -> None:
    assert beside(before, own) == full


@pytest.mark.parametrize(
    ("mark", "ranks"), [("1", {1}), ("b", {0}), ("i", {0, 3}), ("ii", {3}), ("B", {2}), ("I", {2, 4})]
)
def test_a_mark_has_the_ranks_of_its_form(mark: str, ranks: set[int]) -> None:
    assert forms(mark) == ranks


@given(st.text(alphabet="0123456789().,-– and§abIVx\n", max_size=60), st.sampled_from(Announced))
def test_items_are_in_order_and_inside_the_text(text: str, announced: Announced) -> None:
    for read in (numbers, marks):
        last = 0
        for item in read(text, 0, announced):
            assert last <= item.start < item.end <= len(text)
            last = item.end


@pytest.mark.parametrize(
    ("number", "word"), [(1, "1st"), (103, "103rd"), (111, "111th"), (112, "112th"), (122, "122nd")]
)
def test_an_ordinal_has_its_ending(number: int, word: str) -> None:
    assert ordinal(number) == word


def test_a_name_is_compared_without_article_and_with_plain_dashes() -> None:
    assert normal_name("the  Stevenson–Wydler\nAct’s") == "Stevenson-Wydler Act's"


def test_an_act_with_two_places_in_one_text_has_none() -> None:
    assert defined_acts("the A Act (Public Law 1-2) and the A Act (Public Law 1-3)") == {}


def test_a_title_of_an_act_isnt_the_act() -> None:
    assert defined_acts("title II of the Care Act (42 U.S.C. 401 et seq.)") == {}


def test_the_longest_name_is_found() -> None:
    known = {"Air Act": Cited("short"), "Clean Air Act of 1970": Cited("long")}
    text = "Under the Clean Air Act of 1970 and the Air Act,"
    assert [(text[act.start : act.end], act.cited.identifier) for act in find_acts(text, known)] == [
        ("Clean Air Act of 1970", "long"), ("Air Act", "short"),
    ]  # fmt: skip


def test_every_act_of_the_table_has_a_place() -> None:
    assert len(known_acts()) > 200
    assert all((cited.identifier or "").startswith(("/us/usc/t", "/us/pl/")) for cited in known_acts().values())


def test_the_table_keeps_names_on_whose_place_three_texts_agree() -> None:
    agreed = ["the Good Work Act (Public Law 117-5)."] * 3
    disputed = ["the Bad Work Act (Public Law 117-5).", "the Bad Work Act (Public Law 117-6)."] * 3
    names = {str(record["name"]): record["identifier"] for record in table([*agreed, *disputed])}
    assert names["Good Work Act"] == "/us/pl/117/5"
    assert "Bad Work Act" not in names
