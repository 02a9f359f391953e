from hypothesis import given
from hypothesis import strategies as st

from web.layout import Block
from web.parts import MOST, bounded, part_at, part_of_page, parts, shortened, title_of

WORDS = "Congress should act now. "


def block(start: int, end: int, kind: str = "sentence", **fields: object) -> Block:
    return Block(kind=kind, start=start, end=end, **fields)  # type: ignore[arg-type]


def text_of(*lengths: int) -> tuple[str, tuple[Block, ...]]:
    """Give a text of blocks with so many code points each, with a blank line between them."""
    text, found = "", []
    for length in lengths:
        found.append(block(len(text), len(text) + length))
        text += (WORDS * (length // len(WORDS) + 1))[:length] + "\n\n"
    return text, tuple(found)


def test_a_short_text_is_one_part() -> None:
    text, found = text_of(100, 200)
    (only,) = parts(text, bounded(text, found, []), [])
    assert (only.number, only.blocks) == (1, found)


def test_a_long_text_is_several_parts_of_bounded_weight() -> None:
    text, found = text_of(*[2_000] * 200)
    made = parts(text, bounded(text, found, []), [])
    assert [part.number for part in made] == list(range(1, len(made) + 1))
    assert all(part.end - part.start <= MOST for part in made)
    assert len(made) > 3


def test_statements_count_for_the_weight_of_a_part() -> None:
    text, found = text_of(*[100] * 200)
    starts = [each.start for each in found]
    assert len(parts(text, found, starts)) > len(parts(text, found, []))


def test_characters_that_take_more_bytes_count_for_more() -> None:
    plain, found = text_of(*[500] * 300)
    assert len(parts("中" * len(plain), found, [])) >= 2 * len(parts(plain, found, []))


def test_a_part_ends_before_a_heading_where_one_is_near() -> None:
    text, found = text_of(*[2_000] * 100)
    found = tuple(block(each.start, each.end, "heading" if n % 20 == 0 else "sentence") for n, each in enumerate(found))
    made = parts(text, found, [])
    assert len(made) > 1
    assert all(part.blocks[0].kind == "heading" and not part.goes_on for part in made)


def test_a_part_without_a_heading_has_the_title_of_the_one_before() -> None:
    text, found = text_of(20, *[2_000] * 100)
    found = (block(0, 20, "heading"), *found[1:])
    first, *rest = parts(text, found, [])
    assert (first.title, first.goes_on) == ("Congress should act", False)
    assert {(part.title, part.goes_on) for part in rest} == {("Congress should act", True)}


def test_pages_of_a_part_are_known_and_found() -> None:
    text, found = text_of(*[2_000] * 120)
    found = tuple(
        block(each.start, each.end, new_page=n // 2 + 1 if n % 2 == 0 else None) for n, each in enumerate(found)
    )
    made = parts(text, found, [])
    assert made[0].pages is not None
    assert made[0].pages[0] == 1
    for page in (1, 17, 60):
        part = part_of_page(made, page)
        assert any(each.new_page == page for each in part.blocks)
    assert part_of_page(made, 999) is made[-1]


def test_the_part_of_a_place_holds_it() -> None:
    text, found = text_of(*[2_000] * 100)
    made = parts(text, found, [])
    for place in (0, 5_000, len(text) // 2, found[-1].start):
        part = part_at(made, place)
        assert part.start <= place < part.end + 2
    assert part_at(made, len(text) + 5) is made[-1]


def test_an_empty_text_has_no_part() -> None:
    assert parts("", (), []) == ()


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.integers(1, 4_000),
    st.lists(st.integers(0, 120_000), max_size=60),
)
def test_cutting_a_long_block_loses_nothing(seed: str, times: int, starts: list[int]) -> None:
    text = (seed or "x") * times
    whole = block(0, len(text), "plain", new_page=3)
    pieces = bounded(text, [whole], sorted(starts))
    assert "".join(text[each.start : each.end] for each in pieces) == text
    assert [each.new_page for each in pieces] == [3, *[None] * (len(pieces) - 1)]
    made = parts(text, pieces, sorted(starts))
    assert [piece for part in made for piece in part.blocks] == list(pieces)


def test_a_block_with_very_many_statements_is_cut_at_one_of_them() -> None:
    text, (whole,) = text_of(20_000)
    starts = list(range(0, 20_000, 25))
    pieces = bounded(text, [whole], starts)
    assert len(pieces) > 20
    assert {each.start for each in pieces} <= set(starts)


def test_words_are_shortened_at_the_end_of_a_word_and_say_so() -> None:
    assert shortened("one  two\nthree", 20) == "one two three"
    assert shortened("one two three", 9) == "one two…"
    assert shortened("x" * 30, 10) == "x" * 10 + "…"


def test_a_title_has_no_signs_of_markdown() -> None:
    assert title_of("## Why  now\n", block(0, 11)) == "Why now"
