"""How words are spelled."""

import pytest

from ingest.word_shapes import CONTINUES, PARTED, SHAPES, TOUCHES, piece_shapes, word_shape


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (["Congress", "I", "Éire"], True),
        (["the", "l'été"], True),
        (["NATO", "U.S.", "F-35A"], True),
        (["119", "3.5"], True),
        (["-", "…", "§"], True),
        (["NATO", "Nato"], False),
        (["iPhone", "phone"], False),
        (["119", "119th"], False),
    ],
)
def test_words_of_one_case_have_one_shape(words: list[str], same: bool) -> None:
    assert (len({word_shape(word) for word in words}) == 1) is same


def test_only_the_first_piece_tells_of_the_space_before() -> None:
    assert [shape % 3 for shape in piece_shapes("exports", 3, True)] == [PARTED, CONTINUES, CONTINUES]
    assert [shape % 3 for shape in piece_shapes("exports", 2, False)] == [TOUCHES, CONTINUES]


@pytest.mark.parametrize("word", ["", "a", "A", "AB", "aB", "1", "."])
def test_shapes_stay_below_their_number(word: str) -> None:
    assert all(0 <= shape < SHAPES for shape in piece_shapes(word, 3, True))
