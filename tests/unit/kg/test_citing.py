"""Citations: each form says the same source, leaves out what isn't known, and is well-formed in its own language."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.citing import Author, Cited, bibtex, bluebook, csl, csl_json, key_of
from kg.legal import legal_citation, ordinal
from kg.model import SourceKind
from tests import factories

PAPER = Cited(
    iri="https://w3id.org/warrant/id/document/0123456789abcdef0123",
    title="Counting chips & keeping 100% of them",
    authors=(Author(name="Example Institute"), Author(name="Ada B. Example", is_person=True)),
    publisher="Example Press",
    issued="2026-05-14",
    url="https://example.org/items/1",
    kind=SourceKind.POLICY_PAPER,
    sha256="ab" * 32,
)
BILL = Cited(
    iri=PAPER.iri, title="Chip Security Act", issued="2025-05-15", kind=SourceKind.BILL, sha256="cd" * 32,
    identifiers=("/us/bill/119/hr/3447",), provision="/us/bill/119/hr/3447/s2/a/1",
)  # fmt: skip


@pytest.mark.parametrize(
    ("identifier", "written"),
    [
        ("/us/bill/119/hr/3447", "H.R. 3447, 119th Cong."),
        ("/us/bill/119/s/1705/s3/b", "S. 1705, 119th Cong. § 3(b)"),
        ("/us/bill/122/sjres/7", "S.J. Res. 7, 122d Cong."),
        ("/us/pl/118/50", "Pub. L. No. 118-50"),
        ("/us/usc/t50/s4811/b/1", "50 U.S.C. § 4811(b)(1)"),
        ("/us/cfr/t15/s744.23", "15 C.F.R. § 744.23"),
        ("/us/cfr/t15/pt744", "15 C.F.R. pt. 744"),
        ("/us/fr/90/4544", "90 Fed. Reg. 4544"),
        ("/us/stat/132/2208", "132 Stat. 2208"),
        ("/us/eo/14320", "Exec. Order No. 14,320"),
    ],
)
def test_an_official_identifier_is_written_as_lawyers_write_it(identifier: str, written: str) -> None:
    assert legal_citation(identifier) == written


@pytest.mark.parametrize("identifier", ["", "/uk/act/1", "/us/bill/119", "/us/bill/x/hr/1", "doi:10.1/2", "/us/eo/x"])
def test_an_unknown_identifier_is_not_guessed_at(identifier: str) -> None:
    assert legal_citation(identifier) is None


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_no_identifier_breaks_the_citation(identifier: str) -> None:
    written = legal_citation(f"/us/{identifier}", provision=f"/us/{identifier}/s1")
    assert written is None or written.strip()


@pytest.mark.parametrize(
    ("number", "written"), [(1, "1st"), (102, "102d"), (113, "113th"), (103, "103d"), (119, "119th")]
)
def test_ordinals_are_those_of_the_bluebook(number: int, written: str) -> None:
    assert ordinal(number) == written


def test_a_provision_of_a_bill_is_cited_by_section_and_year() -> None:
    assert bluebook(BILL) == "Chip Security Act, H.R. 3447, 119th Cong. § 2(a)(1) (2025)."


def test_a_paper_is_cited_by_author_title_publisher_and_date() -> None:
    assert bluebook(PAPER) == (
        "Example Institute & Ada B. Example, Counting chips & keeping 100% of them (Example Press, May 14, 2026), "
        "https://example.org/items/1."
    )


@pytest.mark.parametrize(("issued", "words"), [("2026", "2026"), ("2026-05", "May 2026"), (None, None)])
def test_a_date_is_as_exact_as_it_is_known(issued: str | None, words: str | None) -> None:
    cited = Cited(iri="x", title="T", issued=issued)
    assert bluebook(cited) == ("T." if words is None else f"T ({words}).")


BRIEF = replace(
    PAPER, title="Brief: Counting chips", identifiers=("/us/bill/119/hr/1",), is_brief=True, kind=SourceKind.BILL,
    words="Chips are counted.",
)  # fmt: skip


def test_a_brief_is_cited_as_a_text_of_this_project_that_names_its_source() -> None:
    assert bluebook(BRIEF) == (
        "Brief: Counting chips (a brief written for Warrant, in other words than its source: Example Institute & "
        "Ada B. Example, Example Press, May 14, 2026, https://example.org/items/1)."
    )
    assert bluebook(Cited(iri="x", title="Brief: It", is_brief=True)).endswith("in other words than its source).")


def test_nobody_is_made_the_author_of_a_brief_who_wrote_its_source() -> None:
    item = csl(BRIEF)
    assert (item["type"], item["author"], item["URL"]) == ("document", [{"literal": "Warrant"}], PAPER.iri)
    assert item["original-author"] == csl(PAPER)["author"]
    assert item["original-publisher"] == "Example Press"
    assert item["original-date"] == {"date-parts": [[2026, 5, 14]]}
    assert not {"issued", "publisher", "number"} & item.keys()
    assert "Quoted words of the brief: “Chips are counted.”" in item["note"]
    fields = read_bibtex(bibtex(BRIEF))
    assert (fields["author"], fields["url"]) == ("Warrant", PAPER.iri)
    assert "year" not in fields
    assert "https://example.org/items/1" in fields["note"]


# The part of the schema of CSL-JSON 1.0.2 that applies to what is written here.
CSL_TYPES = {
    "article-newspaper", "bill", "document", "hearing", "legal_case", "legislation", "regulation", "report", "speech",
}  # fmt: skip
CSL_STRINGS = {"id", "title", "publisher", "original-publisher", "URL", "number", "locator", "note", "source"}
CSL_NAMES = {"author", "original-author"}
CSL_DATES = {"issued", "original-date"}


@pytest.mark.parametrize("kind", SourceKind)
def test_csl_items_have_the_members_and_types_that_the_schema_has(kind: SourceKind) -> None:
    item = csl(Cited(iri="x", title="T", authors=PAPER.authors, issued="2026-05", kind=kind))
    assert item["type"] in CSL_TYPES
    for each in (item, csl(replace(BRIEF, kind=kind))):
        assert {name for name, value in each.items() if isinstance(value, str)} <= CSL_STRINGS | {"type"}
        assert {name for name, value in each.items() if isinstance(value, list)} <= CSL_NAMES
        assert {name for name, value in each.items() if isinstance(value, dict)} <= CSL_DATES
    assert item["issued"] == {"date-parts": [[2026, 5]]}
    assert item["author"] == [{"literal": "Example Institute"}, {"family": "Example", "given": "Ada B."}]


def test_csl_json_is_a_list_that_says_what_was_read() -> None:
    (item,) = json.loads(csl_json([PAPER]))
    assert item["title"] == PAPER.title
    assert PAPER.sha256 in item["note"]


def read_bibtex(text: str) -> dict[str, str]:
    """Read one entry back, with its braces taken off; raise where they don't balance."""
    assert re.match(r"@(misc|techreport)\{[a-z0-9-]+,\n", text)
    depth, fields, name, value = 0, {}, "", ""
    body = re.sub(r"\\[{}]", lambda match: {"{": "\x01", "}": "\x02"}[match[0][1]], text.split("\n", 1)[1])
    for character in body:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            break
        if depth == 0 and character in ",\n":
            if name:
                fields[name.strip()] = value.strip()
            name, value = "", ""
        elif depth == 0 and character == "=":
            name, value = value, ""
        else:
            value += character
    assert depth == -1, "the braces don't balance"
    plain = {"\x01": "{", "\x02": "}"}
    return {key: "".join(plain.get(c, c) for c in each).strip("{}") for key, each in fields.items()}


def test_bibtex_gives_back_what_was_put_in() -> None:
    fields = read_bibtex(bibtex(PAPER))
    assert fields["year"] == "2026"
    assert fields["month"] == "may"
    assert fields["title"] == r"Counting chips \& keeping 100\% of them"
    assert fields["author"] == "Example Institute} and Ada B. Example"
    assert fields["institution"] == "Example Press"


@given(title=st.text(max_size=40), author=st.text(min_size=1, max_size=20), url=st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_no_words_break_bibtex(title: str, author: str, url: str) -> None:
    cited = Cited(
        iri="x", title=title, authors=(Author(name=author),), url=url or None, sha256="ab" * 32, issued="2026"
    )
    assert read_bibtex(bibtex(cited))["year"] == "2026"


def test_a_quote_and_its_document_have_different_keys() -> None:
    place = "https://w3id.org/warrant/id/quote/fedcba98765432100123"
    quoted = Cited(iri=PAPER.iri, title=PAPER.title, authors=PAPER.authors, sha256=PAPER.sha256, place=place)
    assert key_of(quoted) != key_of(PAPER)


def test_a_documents_record_tells_persons_from_organizations() -> None:
    cited = Cited.of(factories.document(), [factories.ISSUER], page=3)
    assert cited.authors == (Author(name="Example Institute"),)
    assert "at 3" in bluebook(cited)
