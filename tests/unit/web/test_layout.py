from itertools import pairwise

from hypothesis import HealthCheck, given, settings

from kg.model import Extraction
from kg.rows import PassageRow
from tests.strategies import grounded_extractions
from web.highlights import Mark
from web.layout import around, blocks, rest_after, show


def row(start: int, end: int, kind: str = "sentence", **fields: object) -> PassageRow:
    usual: dict[str, object] = {"iri": f"x/{start}", "role": "other", "page": None, "depth": 0, "provision": None}
    return PassageRow(kind=kind, start=start, end=end, **{**usual, **fields})  # type: ignore[arg-type]


def rows_of(text: str, *pieces: tuple[str, str]) -> list[PassageRow]:
    return [row(text.index(words), text.index(words) + len(words), kind) for kind, words in pieces]


def words_of(text: str, passages: list[PassageRow]) -> list[str]:
    return [text[block.start : block.end] for block in blocks(text, passages)]


def test_sentences_of_a_paragraph_are_one_block() -> None:
    text = "One. Two.\n\nThree."
    assert words_of(text, rows_of(text, ("sentence", "One."), ("sentence", "Two."), ("sentence", "Three."))) == [
        "One. Two.",
        "Three.",
    ]


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = "One.\nTwo."
    assert words_of(text, rows_of(text, ("sentence", "One."), ("sentence", "Two."))) == ["One.", "Two."]


def test_in_hard_wrapped_text_a_line_break_ends_no_paragraph() -> None:
    text = "One is\nlong.\nTwo too\nis."
    passages = rows_of(text, ("sentence", "One is\nlong."), ("sentence", "Two too\nis."))
    assert words_of(text, passages) == [text]


def test_list_items_never_merge_across_lines() -> None:
    text = "- One.\n- Two."
    assert words_of(text, rows_of(text, ("list_item", "- One."), ("list_item", "- Two."))) == ["- One.", "- Two."]


def test_text_that_no_passage_covers_is_shown_too() -> None:
    text = "Lost words. Kept."
    assert [block.kind for block in blocks(text, rows_of(text, ("sentence", "Kept.")))] == ["plain", "sentence"]


def test_a_new_page_begins_a_block_and_is_named() -> None:
    text = "One. Two."
    found = blocks(text, [row(0, 4, page=1), row(5, 9, page=2)])
    assert [block.new_page for block in found] == [1, 2]


def test_the_signs_of_a_markdown_heading_are_kept_apart_from_its_words() -> None:
    text = "## Why\n"
    (shown,) = show(text, blocks(text, [row(0, 6, "heading")]), [])
    assert (shown.markup, shown.html) == ("## ", "Why")


def test_the_signs_stay_with_their_heading_when_its_passage_begins_after_them() -> None:
    text = "Before.\n\n## Why\n"
    shown = show(text, blocks(text, rows_of(text, ("sentence", "Before."), ("heading", "Why"))), [])
    assert [(each.block.kind, each.markup, each.html) for each in shown] == [
        ("sentence", "", "Before."),
        ("heading", "## ", "Why"),
    ]


def test_left_out_text_is_counted() -> None:
    text = "\n\n".join(f"Sentence {n}." for n in range(20))
    found = blocks(text, rows_of(text, *(("sentence", f"Sentence {n}.") for n in range(20))))
    place = text.index("Sentence 10.")
    chosen = around(found, [Mark(start=place, end=place + 5, role="claim", key="k")])
    shown = show(text, chosen, [])
    assert [str(each.html) for each in shown] == [f"Sentence {n}." for n in range(8, 13)]
    assert shown[0].skipped == len(text[: text.index("Sentence 8.")].strip())
    assert rest_after(text, chosen) == len(text[text.index("Sentence 13.") :])


def test_the_heading_above_a_chosen_sentence_is_shown_too() -> None:
    sentences = [("sentence", f"Sentence {n}.") for n in range(9)]
    text = "\n\n".join(["Why", *(words for _, words in sentences)])
    found = blocks(text, rows_of(text, ("heading", "Why"), *sentences))
    place = text.index("Sentence 7.")
    chosen = around(found, [Mark(start=place, end=place + 5, role="claim", key="k")])
    assert [text[block.start : block.end] for block in chosen][:2] == ["Why", "Sentence 5."]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(grounded_extractions())
def test_blocks_lose_no_character_but_white_space(drawn: tuple[Extraction, str]) -> None:
    extraction, text = drawn
    found = blocks(text, [row(each.start, each.end, each.kind.value, page=each.page) for each in extraction.passages])
    shown = "".join(text[block.start : block.end] for block in found)
    assert "".join(shown.split()) == "".join(text.split())
    assert all(first.end <= second.start for first, second in pairwise(found))
