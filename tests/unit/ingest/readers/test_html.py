"""HTML: what a browser shows, with its structure; nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.html import read
from ingest.source import BlockKind
from kg.errors import SourceError
from kg.model import SourceKind
from tests.unit.ingest.readers.samples import is_whole, shown, words_of

PAGE = """<!DOCTYPE html>
<html lang="en"><head>
<title>Counting Vessels \u2014 GAO Reports</title>
<meta name="citation_author" content="Harbour Institute">
<meta property="article:published_time" content="2026-03-04T10:00:00Z">
<link rel="canonical" href="https://www.gao.gov/products/gao-26-100001">
<style>p { color: red }</style><script>var hidden = "not shown";</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li></ul></nav>
<header><p>Site name</p></header>
<main><h1>Counting  Vessels</h1>
<p>GAO-26-100001</p>
<p>The <b>ports</b> should count.<br>The owners<sup>1</sup> should register &amp; pay.</p>
<p style="display: none">secret</p>
<h2>Why</h2>
<ul><li>One reason.</li><li>Another: <ol><li>first</li><li>second</li></ol></li></ul>
<table><tr><th>port</th><th>vessels</th></tr><tr><td>Dale</td><td>12</td></tr></table>
<div class="footnotes"><p>1. Since 2025.</p></div>
</main>
<footer>Imprint</footer></body></html>"""


def test_blocks_are_what_the_page_shows() -> None:
    source = read(PAGE.encode(), name="page.html")
    assert shown(source) == [
        (BlockKind.BOILERPLATE, "Home"),
        (BlockKind.BOILERPLATE, "Site name"),
        (BlockKind.TITLE, "Counting Vessels"),
        (BlockKind.PARAGRAPH, "GAO-26-100001"),
        (BlockKind.PARAGRAPH, "The ports should count."),
        (BlockKind.PARAGRAPH, "The owners1 should register & pay."),
        (BlockKind.HEADING, "Why"),
        (BlockKind.LIST_ITEM, "One reason."),
        (BlockKind.LIST_ITEM, "Another:"),
        (BlockKind.LIST_ITEM, "1. first"),
        (BlockKind.LIST_ITEM, "2. second"),
        (BlockKind.TABLE_ROW, "port | vessels"),
        (BlockKind.TABLE_ROW, "Dale | 12"),
        (BlockKind.FOOTNOTE, "1. Since 2025."),
        (BlockKind.BOILERPLATE, "Imprint"),
    ]
    assert is_whole(source)


def test_scripts_styles_and_hidden_text_are_left_out() -> None:
    text = read(PAGE.encode(), name="page.html").text
    assert not any(word in text for word in ("not shown", "color", "secret"))


def test_the_page_says_what_it_is() -> None:
    metadata = read(PAGE.encode(), name="page.html").metadata
    assert metadata.title == "Counting Vessels"
    assert metadata.authors == ("Harbour Institute",)
    assert metadata.publisher == "Government Accountability Office"
    assert (metadata.issued, metadata.language) == ("2026-03-04", "en")
    assert metadata.kind is SourceKind.REPORT
    assert metadata.identifiers == ("GAO-26-100001",)


def test_the_declared_encoding_is_used() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Caf\u00e9 \u201cx\u201d</p></body></html>'
    assert "Caf\u00e9 \u201cx\u201d" in read(page.encode("cp1252"), name="page.html").text


def test_preformatted_text_keeps_its_paragraphs() -> None:
    source = read(b"<body><p>Some words before it.</p><pre>One\ntwo.\n\nThree.</pre></body>", name="page.html")
    assert words_of(source, BlockKind.PARAGRAPH) == ["Some words before it.", "One two.", "Three."]


def test_a_bill_in_preformatted_text_has_provisions() -> None:
    page = """<html><body><pre>
[Congressional Bills 119th Congress]
[H.R. 99999 Introduced in House (IH)]

119th CONGRESS
  1st Session
                                H. R. 99999

    To require the Harbour Master to keep a list of the vessels that are
moored in the harbour.

SECTION 1. LIST OF VESSELS.

    (a) In General.--Not later than 90 days after the date of enactment,
the Harbour Master shall--
            (1) list every vessel that is moored in the harbour for longer
        than one night; and
            (2) publish the list.
&lt;all&gt;
</pre></body></html>"""
    source = read(page.encode(), name="bill.htm")
    found = {source.text[b.start : b.end][:8]: b.provision for b in source.blocks}
    assert found["(1) list"] == "/us/bill/119/hr/99999/s1/a/1"
    assert found["(2) publ"] == "/us/bill/119/hr/99999/s1/a/2"
    assert source.metadata.kind is SourceKind.BILL
    assert source.media_type == "text/html"


def test_a_row_of_links_is_a_menu() -> None:
    page = b'<body><p><a href="a">New search</a> | <a href="b">Home</a> | <a href="c">Help</a></p><p>Text.</p></body>'
    assert words_of(read(page, name="page.html"), BlockKind.BOILERPLATE) == ["New search | Home | Help"]


def test_deep_nesting_does_no_harm() -> None:
    page = b"<div>" * 50_000 + b"deep" + b"</div>" * 50_000
    try:
        assert "deep" in read(page, name="page.html").text or is_whole(read(page, name="page.html"))
    except SourceError as error:
        assert error.source == "page.html"


@settings(deadline=None)
@given(st.text(st.sampled_from('<>/ab p="div&;!-h1\n'), max_size=200))
def test_any_markup_is_read_whole_or_refused(text: str) -> None:
    try:
        source = read(f"<p>x</p>{text}".encode(), name="page.html")
    except SourceError:
        return
    assert is_whole(source)
