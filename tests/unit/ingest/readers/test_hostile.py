"""Text made to keep a reader busy is read in time that grows with its length, not with its square."""

from __future__ import annotations

import time

import pytest

from ingest.cleaning import clean
from ingest.passages import split
from ingest.readers import read
from kg.errors import SourceError

PIECES = ("a", "[", "![", "*", "**a", "`", "<!--", "<", "(", ". A", "1. ", "|", "\u201c", "a-\n", ".......")
LENGTH = 20_000
SECONDS = 5.0
"""A quadratic search over this length takes far longer, a linear one far less."""


@pytest.mark.parametrize("ending", ["txt", "md", "html"])
@pytest.mark.parametrize("piece", PIECES)
def test_repetition_does_no_harm(piece: str, ending: str) -> None:
    start = time.process_time()
    try:
        source = read(f"<p>{piece * (LENGTH // len(piece))} x.".encode(), name=f"x.{ending}")
    except SourceError:
        return
    result = clean(source)
    for block in result.blocks:
        split(result, block)
    assert time.process_time() - start < SECONDS
