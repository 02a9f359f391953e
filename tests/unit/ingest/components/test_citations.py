from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaning import clean
from ingest.components.citations import find
from ingest.components.citations.acts import defined_acts
from ingest.components.drafts import CitationDraft, Context, Part
from ingest.outline import Outline
from ingest.source import Block, BlockKind, Metadata, SourceText
from kg.model import CitationKind

BILL = "/us/bill/119/hr/1"
LAW = CitationKind.PUBLIC_LAW
CODE = CitationKind.US_CODE
OWN = CitationKind.PROVISION


def found(text: str, context: Context | None = None) -> list[tuple[str, CitationKind, str | None]]:
    """Words, kind and identifier of every citation in a text."""
    return [(text[d.start : d.end], d.kind, d.identifier) for d in find(text, context or Context())]


def in_bill(*blocks: tuple[str, str]) -> list[tuple[str, CitationDraft]]:
    """Words and draft of every citation in a bill put together from paths and texts."""
    text, placed = "", []
    for path, words in blocks:
        start = len(text) + 2 * bool(text)
        text = f"{text}\n\n{words}" if text else words
        placed.append(Block(kind=BlockKind.PARAGRAPH, start=start, end=len(text), provision=f"{BILL}{path}"))
    return _in(text, placed)


def in_order(*blocks: str) -> list[tuple[str, CitationDraft]]:
    """Words and draft of every citation in an order put together from its paragraphs."""
    text = "\n\n".join(blocks)
    places = [text.index(block) for block in blocks]
    placed = [
        Block(kind=BlockKind.PARAGRAPH, start=start, end=start + len(block))
        for start, block in zip(places, blocks, strict=True)
    ]
    return _in(text, placed, is_order=True)


def _in(text: str, blocks: Sequence[Block], *, is_order: bool = False) -> list[tuple[str, CitationDraft]]:
    source = SourceText(text=text, blocks=tuple(blocks), metadata=Metadata(), media_type="text/plain")
    cleaned = clean(source)
    outline = Outline.of(cleaned.text, cleaned.blocks, is_order=is_order)
    context = Context(congress=119, outline=outline, acts=defined_acts(cleaned.text), is_order=is_order)
    part = Part(clean=cleaned, start=0, end=len(cleaned.text), blocks=cleaned.blocks, context=context)
    return [(cleaned.text[d.start : d.end], d) for d in find(cleaned.text, context, part)]


@pytest.mark.parametrize(
    ("text", "kind", "identifier"),
    [
        ("H.R. 3447 (119th Congress)", CitationKind.BILL, "/us/bill/119/hr/3447"),
        ("S. 1883 of the 119th Congress", CitationKind.BILL, "/us/bill/119/s/1883"),
        ("H. Con. Res. 14 (118th Congress)", CitationKind.BILL, "/us/bill/118/hconres/14"),
        ("H.R. 2069,119th Cong.", CitationKind.BILL, "/us/bill/119/hr/2069"),
        # which Congress isn't said
        ("H.R. 3447", CitationKind.BILL, None),
        ("H.Res. 5", CitationKind.BILL, None),
        ("Public Law 115-232", LAW, "/us/pl/115/232"),
        ("Pub. L. No. 117–167", LAW, "/us/pl/117/167"),
        ("Pub. L. No. 115 ‑ 234, § 304(a)(2)", LAW, "/us/pl/115/234/s304/a/2"),
        ("Pub. L. 116-283, div. A, title IX", LAW, "/us/pl/116/283/dA/tIX"),
        ("Pub. L. No. 118-15, div. B, tit. III, subtit. A, ch.1, § 2304", LAW, "/us/pl/118/15/dB/tIII/stA/ch1/s2304"),
        ("section 302 of Public Law 89–368", LAW, "/us/pl/89/368/s302"),
        ("section 906(c) of division O of Public Law 114–113", LAW, "/us/pl/114/113/dO/s906/c"),
        ("50 U.S.C. 4811", CODE, "/us/usc/t50/s4811"),
        ("50 U.S.C. § 4813(a)(1)", CODE, "/us/usc/t50/s4813/a/1"),
        ("50 U.S.C. 4801 et seq.", CODE, "/us/usc/t50/s4801/etseq"),
        ("42 U.S.C. 2000e–5", CODE, "/us/usc/t42/s2000e-5"),
        ("10 U.S.C. note prec. 4061", CODE, "/us/usc/t10/s4061"),
        ("46 U.S.C. 50309 note", CODE, "/us/usc/t46/s50309"),
        ("5 U.S.C. App. 10(a)(2)", CODE, "/us/usc/t5/app10/a/2"),
        ("section 4872(d) of title 10, United States Code", CODE, "/us/usc/t10/s4872/d"),
        ("section 306108 of title 54, United States Code", CODE, "/us/usc/t54/s306108"),
        ("paragraph (2) of section 1(b) of title 5, United States Code", CODE, "/us/usc/t5/s1/b/2"),
        ("chapter 35 of title 44, United States Code", CODE, "/us/usc/t44/ch35"),
        ("subchapter II of chapter 35 of title 44, United States Code", CODE, "/us/usc/t44/ch35/schII"),
        ("15 C.F.R. § 744.23", CitationKind.CFR, "/us/cfr/t15/s744.23"),
        ("15 CFR part 744", CitationKind.CFR, "/us/cfr/t15/pt744"),
        ("20 CFR chapter III part 404", CitationKind.CFR, "/us/cfr/t20/pt404"),
        ("17 CFR 240.19b–4(f)(6)", CitationKind.CFR, "/us/cfr/t17/s240.19b-4/f/6"),
        ("section 561.308 of title 31, Code of Federal Regulations", CitationKind.CFR, "/us/cfr/t31/s561.308"),
        ("Title 32 Code of Federal Regulations (C.F.R.) Part 170", CitationKind.CFR, "/us/cfr/t32/pt170"),
        # a range of sections, or one section with a hyphen
        ("5 CFR 1320.8–12", CitationKind.CFR, None),
        ("90 Fed. Reg. 4,544", CitationKind.FEDERAL_REGISTER, "/us/fr/90/4544"),
        ("89 FR 12345 (Jan. 2, 2024)", CitationKind.FEDERAL_REGISTER, "/us/fr/89/12345"),
        ("Executive Order 14320", CitationKind.EXECUTIVE_ORDER, "/us/eo/14320"),
        ("Executive Order 14110 of October 30, 2023", CitationKind.EXECUTIVE_ORDER, "/us/eo/14110"),
        ("Exec. Order No. 14,265", CitationKind.EXECUTIVE_ORDER, "/us/eo/14265"),
        ("E.O. 14110", CitationKind.EXECUTIVE_ORDER, "/us/eo/14110"),
        ("137 Stat. 322", CitationKind.STATUTES_AT_LARGE, "/us/stat/137/322"),
        ("114 Stat. 1654A–77", CitationKind.STATUTES_AT_LARGE, "/us/stat/114/1654A-77"),
        ("Export Control Reform Act of 2018", CitationKind.ACT, "/us/usc/t50/s4801/etseq"),
        ("section 238(g) of the John S. McCain National Defense Authorization Act for Fiscal Year 2019",
         CitationKind.ACT, "/us/pl/115/232/s238/g"),
        # the place of the section isn't said
        ("section 1756 of the Export Control Reform Act of 2018", CitationKind.ACT, None),
        ("https://www.example.org/a?b=1", CitationKind.URL, None),
    ],
)  # fmt: skip
def test_a_citation_has_its_kind_and_identifier(text: str, kind: CitationKind, identifier: str | None) -> None:
    assert found(f"See {text}; and so on.") == [(text, kind, identifier)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("42 U.S.C. 405(g), 428(a), and 428(e)", ["t42/s405/g", "t42/s428/a", "t42/s428/e"]),
        ("42 U.S.C. 402(i), (j), and (r), 405(a)", ["t42/s402/i", "t42/s402/j", "t42/s402/r", "t42/s405/a"]),
        ("44 U.S.C. 3511(a)(1) and (2)(B)", ["t44/s3511/a/1", "t44/s3511/a/2/B"]),
        ("5 U.S.C. 551–559", ["t5/s551", "t5/s559"]),
        ("21 U.S.C. §§ 360ccc through 360ccc–2", ["t21/s360ccc", "t21/s360ccc-2"]),
        ("21 U.S.C. § 321(oo), (pp)", ["t21/s321/oo", "t21/s321/pp"]),
        ("5 U.S.C. 552, 42 U.S.C. 405", ["t5/s552", "t42/s405"]),
        ("sections 3 and 4 of title 45, United States Code", ["t45/s3", "t45/s4"]),
        # what follows is a quantity
        ("19 U.S.C. 1862, 12 months", ["t19/s1862"]),
        ("19 U.S.C. 1862 and 3 other laws", ["t19/s1862"]),
        ("15 U.S.C. 45, (2) the rules", ["t15/s45"]),
    ],
)
def test_each_place_of_a_list_or_range_is_a_citation(text: str, expected: list[str]) -> None:
    assert [identifier for _, _, identifier in found(f"({text}).")] == [f"/us/usc/{each}" for each in expected]


def test_the_pieces_of_a_list_keep_their_own_words() -> None:
    assert [words for words, _, _ in found("See 15 CFR parts 734, 736, and 744.")] == ["15 CFR parts 734", "736", "744"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("50 U.S.C. 4811(a)", "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title50-section4811"),
        ("Public Law 117-167", "https://www.govinfo.gov/link/plaw/117/public/167"),
        ("Public Law 89-368", None),
        ("137 Stat. 322", "https://www.govinfo.gov/link/statute/137/322"),
        ("15 CFR part 744", "https://www.ecfr.gov/current/title-15/part-744"),
        ("15 CFR 744.23(a)", "https://www.ecfr.gov/current/title-15/section-744.23"),
        ("89 FR 12345", "https://www.federalregister.gov/citation/89-FR-12345"),
        ("57 FR 21598", None),
        ("E.O. 14110", "https://www.federalregister.gov/executive-order/14110"),
        ("E.O. 12333", None),
        ("H.R. 3 (117th Congress)", "https://www.congress.gov/bill/117th-congress/house-bill/3"),
    ],
)
def test_an_address_is_given_where_the_site_is_known_to_have_the_text(text: str, url: str | None) -> None:
    [citation] = find(f"See {text}.", Context())
    assert citation.url == url


def test_a_bill_is_of_the_congress_in_which_the_document_was_written() -> None:
    [citation] = find("H.R. 3447 is pending.", Context(congress=119))
    assert citation.identifier == "/us/bill/119/hr/3447"
    assert citation.url == "https://www.congress.gov/bill/119th-congress/house-bill/3447"


def test_a_bill_of_another_year_is_of_no_known_congress() -> None:
    text = "by the adoption of H. Con. Res. 88 on May 16, 2016; and H.R. 353 on January 22, 2019"
    assert [identifier for _, _, identifier in found(text, Context(congress=116))] == [None, "/us/bill/116/hr/353"]


@pytest.mark.parametrize(
    "text",
    ["the U.S. 12 times", "S 12", "3 FR", "In 2024 CFR members met", "section 3", "paragraph (1)", "this Act",
     "section 5 of the plan", "the Security Act", "Sec. 4. Reports.", "part 7", "EO 2", "Stat. 12"],
)  # fmt: skip
def test_what_only_looks_like_a_citation_is_none(text: str) -> None:
    assert find(text, Context()) == []


def test_a_place_after_a_section_of_an_act_is_where_the_section_stands() -> None:
    text = "section 3 of the National Security Act of 1947 (50 U.S.C. 3003)"
    assert found(text)[0] == (text[: text.index(" (50")], CitationKind.ACT, "/us/usc/t50/s3003")


def test_a_document_may_say_itself_where_an_act_stands() -> None:
    text = "the Quite Unknown Act of 2031 (Public Law 122-7) and section 2 of the Quite Unknown Act of 2031"
    assert [(kind, identifier) for _, kind, identifier in found(text)] == [
        (CitationKind.ACT, "/us/pl/122/7"), (LAW, "/us/pl/122/7"), (CitationKind.ACT, "/us/pl/122/7/s2"),
    ]  # fmt: skip


def test_a_reference_in_a_bill_means_the_provision_around_it() -> None:
    citations = in_bill(
        ("/s2", "SEC. 2. REPORTS."),
        ("/s2/a", "(a) The report in paragraph (1) shall meet subsection (b)(2) and section 3(c)."),
        ("/s2/a/1", "(1) First, under this subsection and this Act."),
        ("/s2/b", "(b) Second."),
        ("/s2/b/2", "(2) Paragraph (1) of subsection (a) applies to this paragraph."),
        ("/s3", "SEC. 3. RULES."),
    )
    assert [(words, draft.identifier) for words, draft in citations] == [
        ("paragraph (1)", f"{BILL}/s2/a/1"),
        ("subsection (b)(2)", f"{BILL}/s2/b/2"),
        ("section 3(c)", f"{BILL}/s3/c"),
        ("this subsection", f"{BILL}/s2/a"),
        ("this Act", BILL),
        ("Paragraph (1) of subsection (a)", f"{BILL}/s2/a/1"),
        ("this paragraph", f"{BILL}/s2/b/2"),
    ]
    assert {draft.kind for _, draft in citations} == {OWN}


@pytest.mark.parametrize(
    "words",
    ["The Secretary said “as in subsection (a)”.",
     "Section 5 of such Act is amended in subsection (a) by striking “x”.",
     "as the matter in subparagraph (Z) shows"],
)  # fmt: skip
def test_a_reference_that_may_be_to_another_law_is_settled_by_nothing(words: str) -> None:
    citations = in_bill(("/s1", "SEC. 1. A."), ("/s1/a", f"(a) {words}"), ("/s1/b", "(b) More."))
    assert [draft.identifier for _, draft in citations] == [None]


@pytest.mark.parametrize("words", ["section 1 of such Act", "such section 1", "subsection (a) of that section"])
def test_a_reference_to_what_was_named_before_is_no_citation(words: str) -> None:
    assert in_bill(("/s1", "SEC. 1. A."), ("/s1/a", f"(a) As in {words}.")) == []


def test_the_number_of_a_section_of_another_act_is_not_that_of_our_own() -> None:
    citations = in_bill(("/s1", "Under section 1 of the Clean Air Act, and again section 1, it is so."))
    assert [draft.identifier for _, draft in citations] == [None, None]


def test_an_order_leads_to_its_own_sections_though_it_has_no_identifier() -> None:
    citations = in_order(
        "Sec. 4. Funding. (a) The Secretary shall act under section 5 of this order.",
        "(b) The plan in subsection (a) of this section holds.",
        "Sec. 5. Reports. All agencies report.",
    )
    assert [(words, draft.identifier, draft.path) for words, draft in citations] == [
        ("section 5 of this order", None, "s5"),
        ("subsection (a) of this section", None, "s4/a"),
    ]


def test_a_section_of_the_rules_that_a_document_is_about_has_their_title() -> None:
    text = "15 CFR Part 744\n\nAmend § 744.11 by revising paragraph (c)(2). See section 744.21 of this part."
    assert [identifier for _, _, identifier in found(text, Context(outline=Outline.of(text, ())))] == [
        "/us/cfr/t15/pt744", "/us/cfr/t15/s744.11", "/us/cfr/t15/s744.11/c/2", "/us/cfr/t15/s744.21",
    ]  # fmt: skip


def test_a_section_of_a_part_that_two_titles_have_is_none() -> None:
    text = "15 CFR part 30 and 49 CFR part 30. See § 30.1."
    assert len(found(text, Context(outline=Outline.of(text, ())))) == 2


PIECES = st.sampled_from(
    ["section 3", "(a)", "(1)", " of ", "title 18", ", United States Code", "50 U.S.C. 1", " and ", ", ",
     "Public Law 117-2", "H.R. 5", "§§ ", "15 CFR ", "744.1", "–", "Act of 2018", "the ", "this section", "“", "”",
     "\n\n", "et seq.", "x"]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=30).map("".join))
def test_citations_are_in_order_apart_from_one_another_and_inside_the_text(text: str) -> None:
    block = Block(kind=BlockKind.PARAGRAPH, start=0, end=max(1, len(text)), provision=f"{BILL}/s1/a")
    outline = Outline.of(text, (block,))
    cleaned = clean(SourceText(text=text, blocks=(), metadata=Metadata(), media_type="text/plain"))
    part = Part(clean=cleaned, start=0, end=len(text), blocks=(block,), context=Context())
    last = 0
    for draft in find(text, Context(outline=outline), part):
        assert last <= draft.start < draft.end <= len(text)
        assert text[draft.start : draft.end].strip() == text[draft.start : draft.end] != ""
        last = draft.end


@pytest.mark.parametrize(
    "unit",
    ["section 1, ", "section 1(a)(b)(c)", "(a)", "50 U.S.C. 1, ", "Act ", "title I of ", "H. R. J. Res. ", "“", "1-"],
)  # fmt: skip
def test_the_time_grows_in_step_with_the_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        start = time.process_time()
        find(text, Context(outline=Outline.of(text, ())))
        return time.process_time() - start

    seconds(1_000)
    short, long = (min(seconds(length) for _ in range(3)) for length in (4_000, 32_000))
    # Eight times the text in eight times the time; with the square of the length it would be 64 times.
    assert long < 30 * max(short, 0.002)
