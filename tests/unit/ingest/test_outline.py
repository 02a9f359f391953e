from __future__ import annotations

from ingest.outline import Outline, section_of, steps
from ingest.source import Block, BlockKind


def test_the_steps_of_a_path_are_the_path_and_all_that_it_lies_in() -> None:
    assert steps("/us/pl/1")[:2] == ["/us/pl/1", "/us/pl"]
    assert steps("s4/a") == ["s4/a", "s4"]


def test_the_section_of_a_path_is_its_last_step_with_a_number() -> None:
    assert section_of("/us/pl/113/67/dA/tI/stB/s114/a/1") == "/us/pl/113/67/dA/tI/stB/s114"
    assert section_of("/us/bill/119/s/5") is None


def test_a_provision_lies_in_what_amends_another_law() -> None:
    text = "Section 3 of the Clean Air Act is amended—"
    path = "/us/bill/119/hr/1/s2"
    outline = Outline.of(text, (Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text), provision=path),))
    assert outline.amends(f"{path}/a/1")
    assert not outline.amends("/us/bill/119/hr/1/s3")


def test_a_document_without_provisions_has_no_base() -> None:
    text = "Sec. 4. Funding. Nothing here is an order."
    assert Outline.of(text, (Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text)),)).base is None


def test_an_order_has_the_sections_that_its_paragraphs_begin_with() -> None:
    text = "Sec. 4. Funding. (a) First.\n\n(b) Second."
    blocks = (
        Block(kind=BlockKind.PARAGRAPH, start=0, end=27),
        Block(kind=BlockKind.PARAGRAPH, start=29, end=len(text)),
    )
    outline = Outline.of(text, blocks, is_order=True)
    assert outline.base == ""
    assert [outline.path_of(block) for block in blocks] == ["s4/a", "s4/b"]


def test_the_parts_that_a_document_names_have_its_titles() -> None:
    outline = Outline.of("15 CFR Parts 734, 736, and 744; 20 CFR part 404; 49 CFR part 404", ())
    assert outline.rules == {
        "734": frozenset({15}), "736": frozenset({15}), "744": frozenset({15}), "404": frozenset({20, 49}),
    }  # fmt: skip
