"""Bytes become text without loss, and every guess is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.decoding import decode
from kg.errors import SourceError

TEXT = "Caf\u00e9 \u201cquoted\u201d \u2014 na\u00efve r\u00e9sum\u00e9.\nA second line.\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_dropped(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), name="a.txt")[0] == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_seen(encoding: str) -> None:
    text, warnings = decode(TEXT.encode(encoding), name="a.txt")
    assert text == TEXT
    assert encoding.upper() in warnings[0]


def test_windows_1252_is_decoded_and_told() -> None:
    text, warnings = decode(TEXT.encode("cp1252"), name="a.txt")
    assert text == TEXT
    assert warnings == ("a.txt isn't UTF-8 and was decoded as cp1252.",)


def test_a_page_that_claims_latin_1_is_read_as_windows_1252() -> None:
    assert decode(TEXT.encode("cp1252"), name="a.html", declared="iso-8859-1")[0] == TEXT


def test_mixed_encodings_are_decoded_line_by_line() -> None:
    data = "Caf\u00e9\n".encode() + "\u201cna\u00efve\u201d\n".encode("cp1252") + b"plain\n"
    text, warnings = decode(data, name="a.txt")
    assert text == "Caf\u00e9\n\u201cna\u00efve\u201d\nplain\n"
    assert "mixes encodings: 1 of 3 lines" in warnings[0]


def test_nul_characters_are_kept_visible() -> None:
    text, warnings = decode(b"one\x00two and some more words to be sure that it is text", name="a.txt")
    assert text.startswith("one\ufffdtwo")
    assert "1 NUL" in warnings[0]


def test_bytes_that_break_the_marked_encoding_are_shown_and_told() -> None:
    data = b"\xef\xbb\xbf" + b"plain words " * 30 + b"\xff and more"
    text, warnings = decode(data, name="a.txt")
    assert text.count("\ufffd") == 1
    assert warnings == ("a.txt isn't valid UTF-8 in 1 places, which are shown as U+FFFD.",)


def test_binary_data_is_refused() -> None:
    with pytest.raises(SourceError, match="binary"):
        decode(bytes(range(32)) * 10, name="a.txt")


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\x00\ufeff", exclude_categories=["Cc"])))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), name="a.txt") == (text, ())


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_become_text_or_a_source_error(data: bytes) -> None:
    try:
        text, _ = decode(data, name="a.txt")
    except SourceError:
        return
    assert "\r" not in text
    assert "\x00" not in text
