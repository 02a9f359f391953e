"""Clean text leads back to the source text, character by character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleaning import GAP, CleanText, clean
from ingest.readers.markdown import read as read_markdown
from ingest.readers.text import read as read_text
from ingest.source import Block, BlockKind, Metadata, SourceText

MESSY = st.text(st.sampled_from("ab cT-\n\u00ad\ufb01\u200b\uf0a7*_[](`<>\\.&;#|~!1"), max_size=150)


def one_block(text: str, media_type: str = "text/plain", kind: BlockKind = BlockKind.PARAGRAPH) -> SourceText:
    block = Block(kind=kind, start=0, end=len(text))
    return SourceText(text=text, blocks=(block,), metadata=Metadata(), media_type=media_type)


def cleaned(text: str, media_type: str = "text/plain", kind: BlockKind = BlockKind.PARAGRAPH) -> str:
    return clean(one_block(text, media_type, kind)).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo   three", "one two three"),
        ("a tech-\nnology", "a technology"),
        ("a tech-\n  nology and technology", "a technology and technology"),
        ("long-\nterm plans are long-term", "long-term plans are long-term"),
        ("the long road, the term: long-\nterm", "the long road, the term: long-term"),
        ("Anglo-\nAmerican", "Anglo-American"),
        ("from 2025-\n2026", "from 2025-2026"),
        ("pre-war and post-\nwar", "pre-war and postwar"),
        ("a \ufb01ne e\ufb00ort", "a fine effort"),
        ("co\u00adoperate\u200b here", "cooperate here"),
        ("\uf0a7 an item", "\u2022 an item"),
        ("see https://example.org/a/\nb", "see https://example.org/a/b"),
    ],
)
def test_text_is_cleaned(text: str, expected: str) -> None:
    assert cleaned(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**bold** and *italic* and __both__ and ~~gone~~", "bold and italic and both and gone"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        (r"\*\*\* and \[official\]", "*** and [official]"),
        ('[words](https://example.org/a_(b) "t") and ![picture](x.png)', "words and picture"),
        ("[words][ref] and [not a link]", "words and [not a link]"),
        ("<https://example.org> and `code *x*`", "https://example.org and code *x*"),
        ('<span style="x">Sec</span>. 2.&nbsp;A &amp; B<br>C', "Sec. 2. A & B C"),
        ("a claim[^1] and <!-- no --> more", "a claim and more"),
        ("> quoted\n> words", "quoted words"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
    ],
)
def test_inline_markup_goes(text: str, expected: str) -> None:
    assert cleaned(text, "text/markdown") == expected


def test_marks_of_headings_rows_and_notes_go() -> None:
    assert cleaned("## A *title* ##", "text/markdown", BlockKind.HEADING) == "A title"
    assert cleaned("A title\n=====", "text/markdown", BlockKind.HEADING) == "A title"
    assert cleaned("| a | b \\| c |", "text/markdown", BlockKind.TABLE_ROW) == "a | b | c"
    assert cleaned("[^n]: a note", "text/markdown", BlockKind.FOOTNOTE) == "[n] a note"
    assert cleaned("- an *item*", "text/markdown", BlockKind.LIST_ITEM) == "- an item"


def test_plain_text_keeps_its_stars() -> None:
    assert cleaned("a **b** [c](d)") == "a **b** [c](d)"


def test_places_lead_back() -> None:
    source = one_block("an e\ufb00ort of\n  long-\nterm value")
    result = clean(source)
    for words in ("effort", "of long", "value"):
        start = result.text.index(words)
        low, high = result.to_source(start, start + len(words))
        assert source.text[low:high] in ("e\ufb00ort", "of\n  long", "value")


def test_places_outside_the_text_are_refused() -> None:
    result = clean(one_block("abc"))
    with pytest.raises(ValueError, match="no place"):
        result.to_source(1, 9)


def test_blocks_are_never_merged() -> None:
    result = clean(read_text(b"- one\n- two\n\nthree", name="a.txt"))
    assert result.text == GAP.join(["- one", "- two", "three"])
    assert [result.text[block.start : block.end] for block in result.blocks] == ["- one", "- two", "three"]


def _check(source: SourceText, result: CleanText) -> None:
    last = 0
    for block in result.blocks:
        assert result.text[block.start : block.end].strip() == result.text[block.start : block.end] != ""
    for place in range(len(result.text)):
        start, end = result.to_source(place, place + 1)
        assert 0 <= start <= end <= len(source.text)
        assert start >= last or source.text[start:end] == source.text[last:end]
        last = start
        if source.text[start:end] == result.text[place]:
            assert result.from_source(start) <= place


@settings(deadline=None)
@given(MESSY)
def test_every_clean_character_has_a_place_in_order(text: str) -> None:
    for source in (read_text(text.encode(), name="a.txt"), read_markdown(text.encode(), name="a.md")):
        _check(source, clean(source))


@settings(deadline=None)
@given(st.text(st.sampled_from("ab cT.\n"), max_size=150))
def test_words_of_plain_text_all_stay(text: str) -> None:
    result = clean(read_text(text.encode(), name="a.txt"))
    assert result.text.split() == text.split()
