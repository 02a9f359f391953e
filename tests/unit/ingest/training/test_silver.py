import pytest

from ingest.training.silver import SILVER, SilverError, own_document

DOCUMENT = (
    "# Title | Author | kind\nO\tWhy it matters\n\n"
    "C >3\tChips leak.\nR:should:regulation\tClose the gap.\nE >!2\t- None leaked."
)


def test_an_own_document_gives_texts_roles_and_links():
    document = own_document("Y", DOCUMENT)
    assert document.texts == ("Why it matters", "Chips leak.", "Close the gap.", "- None leaked.")
    assert document.labels == ("other", "claim", "recommendation", "evidence")
    assert document.links == ((1, 2, "supports"), (3, 1, "attacks"))
    assert document.instruments == (None, None, "regulation", None)


def test_empty_lines_and_list_items_begin_paragraphs():
    assert own_document("Y", DOCUMENT).paragraphs == (0, 1, 1, 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("X\twords", "no code"),
        ("R\twords", "no code"),
        ("C\t", "without words"),
        ("C 7\twords", "link"),
        ("C >9\tw", "passage 9"),
    ],
)
def test_a_malformed_line_is_named(line, said):
    with pytest.raises(SilverError, match=said):
        own_document("Y", f"# T\n{line}")


def test_every_committed_document_can_be_read():
    for path in (SILVER / "own").glob("*.txt"):
        assert own_document(path.stem, path.read_text("utf-8")).labels
