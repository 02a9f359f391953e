import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.wrapping import one_line, wrap

texts = st.text(max_size=400).map(one_line)


@settings(deadline=None)
@given(texts)
def test_wrapping_loses_no_character_where_there_are_lines_enough(text: str) -> None:
    assert "".join(wrap(text, most=1000)).replace(" ", "") == text.replace(" ", "")


@settings(deadline=None)
@given(texts, st.integers(1, 6))
def test_there_are_never_more_lines_than_asked_for_and_an_ellipsis_says_what_is_left_out(text: str, most: int) -> None:
    lines, whole = wrap(text, most=most), wrap(text, most=1000)
    assert 1 <= len(lines) <= most
    assert (len(whole) > most) == (lines != whole)
    assert len(whole) <= most or lines[-1].endswith("…")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 45.0, ("one", "two", "three")),  # a word that would stick out begins a line
        ("a" * 30, 80.0, ("a" * 10, "a" * 10, "a" * 10)),  # a word wider than a line is broken
        ("輸出管理の抜け穴", 50.0, ("輸出管理", "の抜け穴")),  # wide characters without spaces
    ],
)
def test_lines_break_where_the_estimate_says(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert wrap(text, most=9, width=width) == lines


@given(st.text())
def test_one_line_has_nothing_that_xml_forbids(text: str) -> None:
    assert not set(one_line(text)) & {chr(code) for code in range(32)}
    assert "\ufffe" not in one_line(text)
