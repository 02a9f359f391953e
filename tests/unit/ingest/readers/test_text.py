"""Plain text: what is a paragraph, an item, a heading, the title, a provision."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.text import is_heading, read
from ingest.source import BlockKind
from kg.model import SourceKind
from tests.unit.ingest.readers.samples import is_whole, shown, words_of

BILL = """\
119th CONGRESS
1st Session

IN THE HOUSE OF REPRESENTATIVES

H.R. 99999

    To require the Harbour Master to keep a list of the vessels that are
moored in the harbour, and for other purposes.

SEC. 1. SHORT TITLE.

    This Act may be cited as the \u201cHarbour List Act\u201d.

SEC. 2. LIST OF VESSELS.

    (a) Duty.\u2014
      (1) In general.\u2014Not later than 90 days after the enactment of
  this Act, the Harbour Master shall\u2014
        (A) list every vessel under section
    (3) of the Harbour Act; and
        (B) publish the list.
      (2) Form.\u2014The list shall be public.
    (b) Clauses.\u2014The list may name\u2014
      (1) vessels; and
      (2) owners.
"""


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The first paragraph is wrapped at a width of about sixty\ncolumns, so that its lines belong together though\n"
        "each of them ends in a line feed.\nThe second one starts after a line that had room left.\n"
    )
    source = read(text.encode(), name="a.txt")
    assert [kind for kind, _ in shown(source)] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]
    assert source.text == text


def test_long_lines_are_a_paragraph_each() -> None:
    line = "A sentence that goes on and on without any wrap. " * 6
    assert len(read(f"{line}\n{line}\n{line}".encode(), name="a.txt").blocks) == 3


def test_list_items_never_merge() -> None:
    source = read(b"We ask for:\n\n- a list\n- a register\n- an\n  office\n1. one\n2. two\n", name="a.txt")
    assert words_of(source, BlockKind.LIST_ITEM)[:2] == ["- a list", "- a register"]
    assert words_of(source, BlockKind.LIST_ITEM)[-2:] == ["1. one", "2. two"]


def test_the_title_is_the_first_line_that_looks_like_one() -> None:
    text = (
        "Our new paper is out today. Read it here: https://example.org/paper\n"
        "Institute Warns That Ports Must Count Their Vessels\n"
        "The institute published a paper on ports. It asks for a count.\n"
        "Institute\n@TheInstitute\n12kretweets3.1klikes\nAnother paragraph that ends here.\n"
    )
    source = read(text.encode(), name="a.txt")
    assert source.metadata.title == "Institute Warns That Ports Must Count Their Vessels"
    assert words_of(source, BlockKind.TITLE) == [source.metadata.title]
    assert words_of(source, BlockKind.BOILERPLATE) == ["Institute", "@TheInstitute", "12kretweets3.1klikes"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ports Must Count Their Vessels", True),
        ("WHAT THE PAPER ASKS", True),
        ("The port is closed.", False),
        ("The port is closed today because of the weather", False),
        ("https://example.org", False),
        ("12 345", False),
        ("", False),
    ],
)
def test_a_heading_is_short_and_has_no_full_stop(line: str, expected: bool) -> None:
    assert is_heading(line) is expected


def test_a_bill_has_provisions() -> None:
    source = read(BILL.encode(), name="bill.txt")
    base = "/us/bill/119/hr/99999"
    paths = {" ".join(source.text[b.start : b.end].split())[:14]: b.provision for b in source.blocks if b.provision}
    assert paths["(A) list every"] == f"{base}/s2/a/1/A"
    assert paths["(B) publish th"] == f"{base}/s2/a/1/B"
    assert paths["(2) Form.\u2014The "] == f"{base}/s2/a/2"
    assert paths["(2) owners."] == f"{base}/s2/b/2"
    assert paths["SEC. 1. SHORT "] == f"{base}/s1"


def test_a_reference_at_the_start_of_a_line_is_no_item() -> None:
    items = words_of(read(BILL.encode(), name="bill.txt"), BlockKind.LIST_ITEM)
    assert "(A) list every vessel under section (3) of the Harbour Act; and" in items


def test_a_bill_says_what_it_is() -> None:
    metadata = read(BILL.encode(), name="bill.txt").metadata
    assert metadata.title == "H.R. 99999, Harbour List Act"
    assert metadata.kind is SourceKind.BILL
    assert metadata.authors == ("United States Congress",)
    assert metadata.identifiers == ("/us/bill/119/hr/99999",)


def test_front_matter_is_boilerplate_and_gives_the_data() -> None:
    text = (
        "---\ntitle: A Day at the Harbour\ndate: '2026-03-04'\nurl: https://www.gao.gov/x\n---\nWords of the piece.\n"
    )
    source = read(text.encode(), name="a.txt")
    assert source.blocks[0].kind is BlockKind.BOILERPLATE
    assert (source.metadata.title, source.metadata.issued) == ("A Day at the Harbour", "2026-03-04")


@settings(deadline=None)
@given(st.text(st.sampled_from("ab AB.\n-*1()\u201c\u2014\t#"), max_size=300))
def test_blocks_hold_all_of_any_text(text: str) -> None:
    source = read(text.encode(), name="a.txt")
    assert source.text == text
    assert is_whole(source)
