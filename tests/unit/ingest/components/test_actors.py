from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.unit.ingest.components.reading import Read

Reading = Callable[[str], Read]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was written by the Director of OSTP.", "Director of the Office of Science and Technology Policy"),
        ("The EPA Administrator signed it in 2024.", "Administrator of the Environmental Protection Agency"),
        ("The Export Advisory Review Board met twice in that year.", "Export Advisory Review Board"),
        ("It was said by Senator Jane Okafor at the hearing last week.", "Jane Okafor"),
    ],
)  # fmt: skip
def test_offices_bodies_and_people_are_found_by_their_form(reading: Reading, text: str, name: str) -> None:
    assert name in reading(text).names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SEC. 2. Findings. The rule was made by many.", "Securities and Exchange Commission"),
        ("The White House AI Council met again in the spring.", "White House"),
        ("It was opened in New Jersey in the spring of 2024.", "Jersey"),
    ],
)
def test_words_that_belong_to_something_else_are_no_mention(reading: Reading, text: str, name: str) -> None:
    assert name not in reading(text).names


def test_mentions_never_overlap(reading: Reading) -> None:
    read = reading("The Director of the National Institute of Standards and Technology (NIST) told the U.S. Senate.")
    places = sorted((mention.quote.start, mention.quote.end) for mention in read.extraction.mentions)
    assert all(left[1] <= right[0] for left, right in pairwise(places))
