"""How a word is spelled, which its word pieces do not tell: they are in lower case and without spaces."""

from __future__ import annotations

from typing import Final

CONTINUES: Final = 0
"""A piece that goes on with a word."""
TOUCHES: Final = 1
"""The first piece of a word that follows the one before without a space."""
PARTED: Final = 2
"""The first piece of a word after a space."""
_BARE, _DIGITS, _LOWER, _TITLE, _UPPER, _MIXED = range(6)
SHAPES: Final = 18
"""How many numbers `piece_shapes` can give."""


def word_shape(word: str) -> int:
    """The case of a word: no letters, digits only, lower case, one capital first, all capitals, anything else."""
    letters = [letter for letter in word if letter.isalpha()]
    if not letters:
        return _DIGITS if any(letter.isdigit() for letter in word) else _BARE
    if all(not letter.isupper() for letter in letters):
        return _LOWER
    if letters[0].isupper() and not any(letter.isupper() for letter in letters[1:]):
        return _TITLE
    return _UPPER if all(letter.isupper() for letter in letters) else _MIXED


def piece_shapes(word: str, pieces: int, follows_space: bool) -> list[int]:
    """A number for each piece of a word, of its case, its place in the word and the space before."""
    case = word_shape(word) * 3
    first = case + (PARTED if follows_space else TOUCHES)
    return [first, *[case + CONTINUES] * (pieces - 1)]
