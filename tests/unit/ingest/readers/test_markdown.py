"""Markdown: the file is the source text, and blocks point into it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.markdown import read
from ingest.source import BlockKind
from kg.model import SourceKind
from tests.unit.ingest.readers.samples import is_whole, shown, words_of

BRIEF = """\
---
title: Brief: Counting vessels
kind: brief
source_title: Counting vessels
source_publisher: Harbour Institute
source_author: Harbour Institute
source_date: 2026-03-04
source_url: https://example.org/vessels
source_kind: policy_paper
language: en
---
# Counting vessels

## What it asks

The paper makes two recommendations.

1. Ports should count vessels.
   They should do so daily.
2. Owners should register.
   - Also small ones.

| port | vessels |
|------|---------|
| Dale | 12      |

A claim.[^1]

[^1]: Register of 2025.

[link]: https://example.org
"""


def test_a_brief_gives_the_data_of_its_source() -> None:
    metadata = read(BRIEF.encode(), name="brief.md").metadata
    assert metadata.is_brief
    assert metadata.title == "Brief: Counting vessels"
    assert metadata.authors == ("Harbour Institute",)
    assert metadata.kind is SourceKind.POLICY_PAPER
    assert (metadata.issued, metadata.url, metadata.language) == ("2026-03-04", "https://example.org/vessels", "en")


def test_blocks_are_what_markdown_says() -> None:
    source = read(BRIEF.encode(), name="brief.md")
    kinds = [kind for kind, _ in shown(source)]
    assert kinds == [
        BlockKind.BOILERPLATE, BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM,
        BlockKind.LIST_ITEM, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.BOILERPLATE, BlockKind.TABLE_ROW,
        BlockKind.PARAGRAPH, BlockKind.FOOTNOTE, BlockKind.BOILERPLATE,
    ]  # fmt: skip
    assert source.text == BRIEF
    assert is_whole(source)


def test_nested_items_are_deeper() -> None:
    source = read(BRIEF.encode(), name="brief.md")
    assert [block.level for block in source.blocks if block.kind is BlockKind.LIST_ITEM] == [1, 1, 2]


def test_blocks_know_the_headings_above() -> None:
    source = read(b"# A\n\n## B *b*\n\none\n\n### C\n\ntwo\n\n## D\n\nthree\n", name="a.md")
    assert [block.section for block in source.blocks if block.kind is BlockKind.PARAGRAPH] == [
        ("B b",), ("B b", "C"), ("D",),
    ]  # fmt: skip


def test_a_torn_heading_is_put_together_again() -> None:
    text = "## Economic benefits. Fertilizer costs have increased due\n\nto tight supplies. They may fall.\n"
    source = read(text.encode(), name="a.md")
    assert shown(source) == [(BlockKind.PARAGRAPH, " ".join(text.split()))]


def test_a_paragraph_in_bold_alone_is_a_heading() -> None:
    source = read(b"**WHAT WE FOUND**\n\nMuch.\n\n**Note:** this is text.\n", name="a.md")
    assert words_of(source, BlockKind.HEADING) == ["**WHAT WE FOUND**"]


def test_lists_in_raw_html_are_items_and_notes() -> None:
    text = '<ul>\n<li id="fn1">A note.</li>\n<li>An item.</li>\n</ul>\n'
    source = read(text.encode(), name="a.md")
    assert words_of(source, BlockKind.FOOTNOTE) == ['<li id="fn1">A note.</li>']
    assert words_of(source, BlockKind.BOILERPLATE) == ["<ul>", "</ul>"] or is_whole(source)


def test_data_of_a_report_are_read_from_its_head() -> None:
    text = (
        "# Harbours: Count Them\n\n**Report:** GAO-26-100001 | **Published:** 2026-03-16 | "
        "**Source:** [U.S. Government Accountability Office](https://www.gao.gov/products/gao-26-100001)\n\nText.\n"
    )
    metadata = read(text.encode(), name="a.md").metadata
    assert metadata.title == "Harbours: Count Them"
    assert metadata.issued == "2026-03-16"
    assert metadata.publisher == "Government Accountability Office"
    assert metadata.kind is SourceKind.REPORT


@settings(deadline=None)
@given(st.text(st.sampled_from("ab.\n #*_-[](){}<>|`~>1:^\\!&;\"'="), max_size=200))
def test_blocks_hold_all_of_any_markdown(text: str) -> None:
    source = read(text.encode(), name="a.md")
    assert source.text == text
    assert is_whole(source)


def test_sections_of_an_order_are_known_without_headings() -> None:
    text = (
        "By the authority vested in me, it is hereby ordered:\n\n"
        '<span style="x">Section</span>\n<span>1</span>.\u00a0<span>Purpose</span>.\u00a0 Count.\n\nThey must.\n\n'
        "Sec. 2. Policy. It is the policy to count.\n\n(a) daily;\n"
    )
    source = read(text.encode(), name="order.md")
    assert [block.section for block in source.blocks] == [
        (), ("Section 1. Purpose",), ("Section 1. Purpose",), ("Sec. 2. Policy",), ("Sec. 2. Policy",),
    ]  # fmt: skip


def test_numbered_paragraphs_that_the_text_refers_to_are_footnotes() -> None:
    source = read(b"A claim. [12] More.\n\n12 See the register.\n\n13 Vessels came.\n", name="a.md")
    assert words_of(source, BlockKind.FOOTNOTE) == ["12 See the register."]
