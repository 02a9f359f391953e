"""The words of a brief, and that Word file, Markdown and page all carry the same ones."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kg.brief import make_brief
from kg.embedded import EmbeddedStore
from kg.exports.markdown import escaped, markdown
from kg.exports.memo import Block, Memo, Run, Style, Tone, memo
from kg.exports.wordfile import Paper, docx
from kg.mapping import triples
from kg.model import Direction, Extraction, Recommendation, Role
from tests import factories

AT = "https://warrant.example"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NASTY = 'Close *the* [loop](javascript:alert(1)) <script>"&amp;" #1 `x` | ~~no~~ 1. $y$ \\ {z} ^2^ — 汉字 ﷽ 🔬 now.'


def memo_of(*extractions: Extraction, number: int = 1) -> Memo:
    with EmbeddedStore() as store:
        for extraction in extractions:
            store.replace_graph(extraction.document.graph_iri, triples(extraction))
        every = (each for extraction in extractions for each in extraction.statements)
        iris = [each.iri for each in every if isinstance(each, Recommendation)]
        made = make_brief(store, iris[:number], on=date(2026, 11, 26))
    return memo(made, at=AT, address=f"{AT}/brief?statement=x")


def words_of(memo: Memo) -> str:
    return "\n".join(block.text for block in memo.blocks)


def notes_of(memo: Memo) -> list[str]:
    return ["".join(run.text for run in runs) for runs in memo.notes]


def nasty() -> Extraction:
    sentences = [
        (Role.RECOMMENDATION, NASTY),
        (Role.CLAIM, "- a dash begins it."),
        (Role.CLAIM, "> a mark begins it, and 2) a number."),
        (Role.EVIDENCE, "https://example.org/a_b_c is an address."),
    ]
    links = [(1, 0, Direction.SUPPORTS), (2, 0, Direction.DISPUTES), (3, 1, Direction.SUPPORTS)]
    return factories.extraction_of(sentences, title="<b>Title</b> *of* [it](x)", links=links)


# --- words ---


def test_it_says_who_asks_what_why_and_who_speaks_against_it() -> None:
    words = words_of(memo_of(factories.extraction()))
    order = [
        "Example Institute asks the United States Congress", f"“{factories.CLOSE_LOOPHOLES}”", "Reasons for it (1)",
        f"“{factories.CHIPS_DECIDE}”", f"“{factories.INSPECTORS_FOUND}”", "Reasons against it (1)",
        f"“{factories.CRITICS_SAY}”", "What is missing",
    ]  # fmt: skip
    places = [words.index(each) for each in order]
    assert places == sorted(places)


def test_words_that_bear_no_sentence_out_are_said_once_with_whose_they_are() -> None:
    denied = "Nothing directs Congress to fund it."
    found = factories.extraction_of([(Role.RECOMMENDATION, denied)], title="Example report")
    with_deed = [replace(each, action="fund it") for each in found.statements if isinstance(each, Recommendation)]
    words = words_of(memo_of(replace(found, statements=tuple(with_deed))))
    assert words.startswith("In the words of Example report\n")
    assert words.count(denied) == 1


def test_it_says_how_it_was_read_and_that_nobody_reviewed_it() -> None:
    words = words_of(memo_of(factories.extraction()))
    assert "how sure it is that this is a recommendation: very sure (0.90). No person has reviewed it." in words


def test_it_bears_its_date_and_a_permalink() -> None:
    made = memo_of(factories.extraction())
    facts = made.blocks[1]
    assert "26 November 2026" in facts.text
    assert [run.href for run in facts.runs if run.href] == [f"{AT}/id/statement/{made.blocks[1].text[-20:]}"]


def test_a_note_pins_the_words_to_document_date_and_address() -> None:
    first, second, *_ = notes_of(memo_of(factories.extraction()))
    assert first.startswith("Example Institute, Example item: Keeping count of chips 🔬")
    assert "May 14, 2026" in first
    assert "https://example.org/items/1" in first
    assert f"{AT}/id/quote/" in first
    assert second.startswith("Same document as note 1.")


def test_a_page_and_a_heading_are_named() -> None:
    found = factories.extraction(pages=3)
    statements = tuple(replace(each, quote=replace(each.quote, page=2)) for each in found.statements)
    passages = tuple(replace(each, section=(factories.TITLE, "What to do")) for each in found.passages)
    found = replace(found, statements=statements, passages=passages)
    first, second, *_ = notes_of(memo_of(found))
    assert "at 2 (" in first
    assert "Under “What to do”." in first
    assert "page 2" in second


def test_a_bill_is_cited_as_lawyers_do() -> None:
    found = factories.extraction(identifiers=("/us/bill/119/hr/3447",))
    assert "H.R. 3447, 119th Cong." in notes_of(memo_of(found))[0]


def test_the_words_of_a_brief_are_never_given_for_those_of_its_source() -> None:
    made = memo_of(factories.extraction(is_brief=True))
    assert "No quote here is in the source's own words." in words_of(made)
    assert "“ (brief)" in words_of(made).replace("”", "“")
    assert "a brief written for Warrant, in other words than its source" in notes_of(made)[0]


def test_only_quotes_of_briefs_are_marked_where_both_stand() -> None:
    brief = factories.extraction_of(
        [(Role.RECOMMENDATION, "Congress should wait.")], is_brief=True, title="Brief of it"
    )
    made = memo_of(factories.extraction(), brief, number=3)
    assert "Those marked (brief) are taken from" in words_of(made)
    marked = [block.text for block in made.blocks if "(brief)" in block.text and block.style is Style.QUOTE]
    assert len(marked) == 1
    assert "Congress should wait." in marked[0]


def test_an_address_that_is_none_stays_text() -> None:
    for address in ("javascript:alert(1)", "https://exa mple.org/", "http://[", "ftp://example.org/a"):
        made = memo_of(factories.extraction(url=address))
        links = [run.href for runs in made.notes for run in runs if run.href]
        assert all(href.startswith(AT) for href in links), address


def test_missing_reasons_and_objections_are_said() -> None:
    words = words_of(memo_of(factories.extraction_of([(Role.RECOMMENDATION, "Congress should act.")])))
    assert "No reason for this recommendation was found" in words
    assert "Nothing that speaks against it was found" in words
    assert "Reasons for it" not in words


def test_an_ask_as_long_as_a_page_is_cut_in_the_headline_and_visibly() -> None:
    made = memo_of(factories.extraction_of([(Role.RECOMMENDATION, "Congress should wait " + "very " * 300 + "long.")]))
    assert len(made.title) < 340
    assert made.title.endswith(" …")
    assert len(made.blocks[2].text) > 1000


def test_several_are_numbered_each_with_its_own_permalink() -> None:
    made = memo_of(factories.extraction(), number=2)
    headings = [block for block in made.blocks if block.style is Style.HEADING]
    assert [block.text[:3] for block in headings] == ["1. ", "2. "]
    assert made.title == "Brief on 2 recommendations"
    assert all(block.runs[0].href and block.runs[0].href.startswith(f"{AT}/id/statement/") for block in headings)


# --- Markdown ---


def text_of(tokens: Sequence[Token]) -> str:
    leaves = (leaf for token in tokens for leaf in (token.children or [token]))
    return "".join(leaf.content for leaf in leaves if leaf.type in ("text", "code_inline", "html_inline", "html_block"))


def test_markdown_shows_every_word_as_it_stands() -> None:
    made = memo_of(nasty())
    shown = text_of(MarkdownIt("commonmark").parse(markdown(made)))
    expected = "".join(
        f"[^{run.note}]" if run.note else run.text for block in made.blocks for run in block.runs
    ) + "".join(f"[^{number}]: {words}" for number, words in enumerate(notes_of(made), 1))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", expected)


def test_nothing_of_a_document_becomes_markup() -> None:
    tokens = MarkdownIt("commonmark").parse(markdown(memo_of(nasty())))
    inline = [leaf for token in tokens for leaf in token.children or ()]
    assert not [leaf for leaf in inline if leaf.type in ("html_inline", "em_open", "code_inline", "image")]
    assert not [token for token in tokens if token.type in ("html_block", "code_block", "fence")]
    targets = [str(leaf.attrs["href"]) for leaf in inline if leaf.type == "link_open"]
    assert all(target.startswith("https://") for target in targets)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=40))
def test_escaped_text_comes_back_from_commonmark(text: str) -> None:
    assert text_of(MarkdownIt("commonmark").parse(escaped(text))) == text


def test_lists_stay_lists_with_what_belongs_to_their_items() -> None:
    tokens = MarkdownIt("commonmark").parse(markdown(memo_of(factories.extraction())))
    kinds = [token.type for token in tokens if token.type.endswith("list_open")]
    assert kinds.count("ordered_list_open") == 2
    assert max(token.level for token in tokens if token.type == "bullet_list_open") > 0


# --- Word ---


def part(data: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return ElementTree.fromstring(archive.read(name))  # noqa: S314 - written by us a line above


def paragraphs(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        yield (
            "" if style is None else style.attrib[f"{W}val"],
            "".join(each.text or "" for each in paragraph.iter(f"{W}t")),
        )


def test_the_word_file_has_the_words_of_the_memo_in_styles() -> None:
    made = memo_of(nasty())
    found = list(paragraphs(part(docx(made), "word/document.xml")))
    assert [words for _, words in found] == [block.text for block in made.blocks]
    assert found[0][0] == "Title"
    assert {style for style, _ in found} >= {"Heading1", "Quote", "ListNumber", "ListBullet", "SmallPrint"}
    known = {each.attrib[f"{W}styleId"] for each in part(docx(made), "word/styles.xml").iter(f"{W}style")}
    assert {style for style, _ in found} <= known


def test_notes_are_real_footnotes_each_referred_to_once() -> None:
    made = memo_of(factories.extraction())
    data = docx(made)
    notes = part(data, "word/footnotes.xml").findall(f"{W}footnote")[2:]
    assert ["".join(each.text or "" for each in note.iter(f"{W}t")).strip() for note in notes] == notes_of(made)
    references = [each.attrib[f"{W}id"] for each in part(data, "word/document.xml").iter(f"{W}footnoteReference")]
    assert references == [note.attrib[f"{W}id"] for note in notes]


def test_every_link_and_part_is_there() -> None:
    data = docx(memo_of(nasty()))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
    for name in ("document", "footnotes"):
        known = {each.attrib["Id"]: each.attrib for each in part(data, f"word/_rels/{name}.xml.rels")}
        used = {each.attrib[f"{R}id"] for each in part(data, f"word/{name}.xml").iter(f"{W}hyperlink")}
        assert used <= set(known)
        inside = [each["Target"] for each in known.values() if each.get("TargetMode") != "External"]
        assert {f"word/{target}" for target in inside} <= names
    overrides = part(data, "[Content_Types].xml").iter("{*}Override")
    assert {each.attrib["PartName"].removeprefix("/") for each in overrides} <= names


def test_each_numbered_list_begins_at_one() -> None:
    data = docx(memo_of(factories.extraction()))
    items = [
        each.find(f"{W}pPr/{W}numPr/{W}numId")
        for each in part(data, "word/document.xml").iter(f"{W}p")
        if each.find(f"{W}pPr/{W}pStyle[@{W}val='ListNumber']") is not None
    ]
    numbers = [item.attrib[f"{W}val"] for item in items if item is not None]
    assert len(numbers) == len(set(numbers)) == 2
    starts = {
        each.attrib[f"{W}numId"]: each.find(f"{W}lvlOverride/{W}startOverride")
        for each in part(data, "word/numbering.xml").iter(f"{W}num")
    }
    assert all(starts[number] is not None for number in numbers)


def test_equal_memos_give_equal_bytes_and_its_day_is_in_its_properties() -> None:
    made = memo_of(factories.extraction())
    assert docx(made) == docx(memo_of(factories.extraction()))
    core = {each.tag.rpartition("}")[2]: each.text for each in part(docx(made), "docProps/core.xml")}
    assert core["title"] == made.title
    assert core["created"] == core["modified"] == "2026-11-26T00:00:00Z"


@pytest.mark.parametrize(("paper", "width"), [(Paper.LETTER, "12240"), (Paper.A4, "11906")])
def test_it_is_made_for_the_paper_asked_for(paper: Paper, width: str) -> None:
    root = part(docx(memo_of(factories.extraction()), paper=paper), "word/document.xml")
    assert [each.attrib[f"{W}w"] for each in root.iter(f"{W}pgSz")] == [width]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(Style), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)))
)
def test_any_text_fits_into_a_word_file(lines: list[tuple[Style, str]]) -> None:
    blocks = tuple(
        Block(style, (Run(words.replace("\ufffe", "").replace("\uffff", ""), Tone.STRONG),)) for style, words in lines
    )
    made = Memo(title="x", on=date(2026, 1, 1), address=AT, blocks=blocks, notes=())
    found = [words for _, words in paragraphs(part(docx(made), "word/document.xml"))]
    assert found == [block.text for block in blocks]
