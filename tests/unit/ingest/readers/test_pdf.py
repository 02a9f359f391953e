"""PDF: lines become paragraphs, also over columns and pages; notes and running heads stand apart."""

from __future__ import annotations

import pytest

from ingest.cleaning import clean
from ingest.readers import pdf as reader
from ingest.readers import read
from ingest.source import BlockKind
from kg.errors import SourceError
from tests.unit.ingest.readers.samples import Words, is_whole, pdf, shown, words_of

LINE = "These words fill the line of the page up to its right edge, as they should"


def lines(*texts: str, x: float = 72, y: float = 600, size: float = 11) -> list[Words]:
    return [Words(x, y - index * size * 1.2, text, size) for index, text in enumerate(texts)]


def report() -> bytes:
    first = [
        Words(72, 700, "Counting Vessels in the Harbour", 20, bold=True),
        Words(72, 640, "What the paper asks", 13, bold=True),
        *lines(f"{LINE}. The port", "should count all vessels that come into the harbour, and it should pub-", y=610),
        Words(72, 60, "1 Register of 2025, page 12.", 8),
        Words(72, 30, "Page 1 The Harbour Institute", 9),
    ]
    second = [
        *lines("lish the count.", y=720),
        Words(72, 690, "\u2022 Owners should register each vessel with the port, and the port should keep", 11),
        Words(84, 677, "the register.", 11),
        Words(72, 660, "\u2022 Small vessels are free.", 11),
        Words(72, 30, "Page 2 The Harbour Institute", 9),
    ]
    third = [*lines(f"{LINE}.", y=720), Words(72, 30, "Page 3 The Harbour Institute", 9)]
    return pdf([first, second, third])


def test_structure_is_found() -> None:
    source = read(report(), name="report.pdf")
    assert words_of(source, BlockKind.TITLE) == ["Counting Vessels in the Harbour"]
    assert words_of(source, BlockKind.HEADING) == ["What the paper asks"]
    assert words_of(source, BlockKind.FOOTNOTE) == ["1 Register of 2025, page 12."]
    assert [text[:6] for text in words_of(source, BlockKind.BOILERPLATE)] == ["Page 1", "Page 2", "Page 3"]
    assert len(words_of(source, BlockKind.LIST_ITEM)) == 2
    assert is_whole(source)


def test_a_paragraph_goes_on_over_the_page() -> None:
    source = read(report(), name="report.pdf")
    result = clean(source)
    assert "it should publish the count." in result.text
    assert result.text.index("publish the count.") < result.text.index("Register of 2025")


def test_pages_are_counted_from_one() -> None:
    source = read(report(), name="report.pdf")
    assert source.pages == 3
    assert {block.page for block in source.blocks} == {1, 2, 3}


def test_two_columns_that_are_drawn_row_by_row_are_read_one_after_the_other() -> None:
    left = [f"left column line number {index} goes on" for index in range(12)]
    right = [f"right column line number {index} goes on" for index in range(12)]
    rows = [
        item
        for index in range(12)
        for item in (Words(60, 700 - 14 * index, left[index]), Words(330, 700 - 14 * index, right[index]))
    ]
    text = " ".join(read(pdf([rows]), name="columns.pdf").text.split())
    assert text == " ".join([*left, *right])


def test_the_data_come_from_the_first_page() -> None:
    page = [
        Words(72, 700, "March 4, 2026"),
        Words(72, 680, "MEMORANDUM FOR THE HARBOUR MASTERS"),
        Words(72, 660, "SUBJECT: Counting the Vessels in the Harbour"),
        *lines(f"{LINE}.", f"{LINE}."),
    ]
    metadata = read(pdf([page]), name="memo.pdf").metadata
    assert metadata.issued == "2026-03-04"
    assert metadata.title == "Counting the Vessels in the Harbour"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[Words(72, 700, "secret")]], encrypt=True), "encrypted"),
        (pdf([[], []]), "no text layer"),
        (report()[:-400], "cut off|damaged"),
        (report()[:300], "cut off|damaged"),
        (b"%PDF-1.7\nnothing more", "cut off|damaged"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        read(data, name="report.pdf")
    assert str(caught.value).startswith("report.pdf: ")


def test_too_many_pages_are_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    with pytest.raises(SourceError, match="3 pages, more than the limit of 2"):
        read(report(), name="report.pdf")


def test_pages_without_text_are_told() -> None:
    source = read(pdf([[*lines(LINE, LINE)], []]), name="report.pdf")
    assert source.warnings == ("report.pdf: 1 of 2 pages hold no text.",)


def test_words_in_reading_order_are_kept() -> None:
    assert [text for _, text in shown(read(pdf([lines("one", "two", "three")]), name="a.pdf"))]
