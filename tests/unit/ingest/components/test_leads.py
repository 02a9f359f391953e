from __future__ import annotations

from ingest.components.drafts import PassageDraft
from ingest.components.leads import depth_of, lead_ins
from kg.model import PassageKind


def leads(*texts: str) -> list[int | None]:
    drafts = [
        PassageDraft(start=0, end=len(text), kind=PassageKind.SENTENCE, paragraph=number)
        for number, text in enumerate(texts)
    ]
    return lead_ins(drafts, texts)


def test_items_are_led_in_by_the_passage_that_opens_them() -> None:
    assert leads("The Secretary shall—", "(1) plan;", "(2) report.") == [None, 0, 0]


def test_deeper_items_are_led_in_by_the_item_above_them() -> None:
    found = leads("The Secretary shall—", "(1) plan, including—", "(A) a map;", "(B) a list;", "(2) report.")
    assert found == [None, 0, 1, 1, 0]


def test_a_new_paragraph_closes_what_was_open() -> None:
    assert leads("The Secretary shall:", "- plan.", "That is all.", "- report.") == [None, 0, None, None]


def test_marks_go_deeper_in_the_order_of_legislation() -> None:
    assert [depth_of(mark) for mark in ("(a) x", "(1) x", "(A) x", "(ii) x", "(II) x", "x")] == [1, 2, 3, 4, 5, None]


def test_the_letter_i_after_h_is_no_numeral() -> None:
    assert depth_of("(i) x", above="h") == 1


def test_a_capital_numeral_goes_deeper_where_numerals_stand_above() -> None:
    found = leads(
        "The Board shall—", "(i) plan what is needed—", "(I) to save; or", "(II) to build; and", "(ii) report."
    )
    assert found == [None, 0, 1, 1, 0]
    assert [depth_of("(I) x", above="H"), depth_of("(V) x", above="IV"), depth_of("(V) x", above="U")] == [3, 5, 3]


def test_marks_may_be_escaped() -> None:
    assert depth_of(r"\(b\) x") == 1


def test_a_sentence_in_an_items_paragraph_is_as_deep_as_the_item() -> None:
    drafts = [
        PassageDraft(start=0, end=1, kind=PassageKind.SENTENCE, paragraph=paragraph) for paragraph in (0, 0, 1, 2)
    ]
    texts = ("(b) The Board meets.", "Its tasks are:", "(i) to plan;", "(c) The Board ends.")
    assert lead_ins(drafts, texts) == [None, None, 1, None]
