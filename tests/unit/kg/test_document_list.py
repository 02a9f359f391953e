from collections.abc import Iterator

import pytest

from kg.document_list import DocumentSearch, DocumentSort, document_facets, find_documents, titled_with
from kg.index import Index
from kg.model import Role, SourceKind
from tests import factories

ASK = (Role.RECOMMENDATION, "Congress should act.")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    made = (
        ("Alpha 100%", "2024-03-01", SourceKind.BILL, "House", [ASK]),
        ("beta", "2025-01-01", SourceKind.REPORT, "Institute", [ASK, (Role.RECOMMENDATION, "Commerce must report.")]),
        ("Gamma_x", None, SourceKind.REPORT, None, [(Role.OTHER, "Nothing.")]),
        ("Ärzte", "2025-07", SourceKind.PRESS, "Institute", [(Role.CLAIM, "It is so.")]),
    )
    with Index.open(tmp_path_factory.mktemp("index") / "index.sqlite") as opened:
        for title, issued, kind, publisher, sentences in made:
            opened.replace(
                factories.extraction_of(sentences, title=title, issued=issued, kind=kind, publisher=publisher)
            )
        old = factories.extraction_of([ASK], title="Old beta", issued="2020", kind=SourceKind.REPORT)
        opened.replace(old)
        new = factories.extraction_of(
            [ASK], title="New", issued="2021", kind=SourceKind.REPORT, revises=old.document.iri, is_brief=True
        )
        opened.replace(new)
        yield opened


def titles(index: Index, **search: object) -> list[str]:
    return [row.title for row in find_documents(index, DocumentSearch(**search)).rows]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (DocumentSort.NEWEST, ["Ärzte", "beta", "Alpha 100%", "New", "Gamma_x"]),
        (DocumentSort.OLDEST, ["New", "Alpha 100%", "beta", "Ärzte", "Gamma_x"]),
        (DocumentSort.TITLE, ["Alpha 100%", "beta", "Gamma_x", "New", "Ärzte"]),
        (DocumentSort.ASKS, ["beta", "Alpha 100%", "New", "Ärzte", "Gamma_x"]),
    ],
)
def test_documents_come_in_the_order_asked_for(index: Index, sort: DocumentSort, expected: list[str]) -> None:
    assert titles(index, sort=sort) == expected


def test_replaced_versions_are_left_out_unless_asked_for(index: Index) -> None:
    assert "Old beta" not in titles(index)
    assert "Old beta" in titles(index, include_superseded=True)


def test_kinds_and_years_narrow_the_list(index: Index) -> None:
    assert titles(index, facets={"kind": ("report",)}) == ["beta", "New", "Gamma_x"]
    assert titles(index, facets={"kind": ("report",), "year": ("2025",)}) == ["beta"]
    assert titles(index, facets={"year": ("none",)}) == ["Gamma_x"]
    assert titles(index, facets={"kind": ("report", "bill"), "text": ("source",)}) == ["beta", "Alpha 100%", "Gamma_x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BETA", ["beta"]),
        ("institute", ["Ärzte", "beta"]),
        ("100%", ["Alpha 100%"]),
        ("a_x", ["Gamma_x"]),
        ("%", ["Alpha 100%"]),
        ("beta house", []),
        ("'; DROP TABLE document; --", []),
        ("\0 \ud800", []),
    ],
)
def test_words_of_title_and_publisher_are_found_as_typed(index: Index, text: str, expected: list[str]) -> None:
    assert titles(index, text=text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("BETA", ["beta"]), ('"alpha 100%"', ["Alpha 100%"]), ("institute", []), (' " ', [])]
)
def test_a_search_names_the_documents_whose_titles_it_names(index: Index, text: str, expected: list[str]) -> None:
    assert [row.title for row in titled_with(index, text, most=2)] == expected
    assert titled_with(index, text, most=0) == ()


def test_pages_hold_all_documents_once(index: Index) -> None:
    pages = [find_documents(index, DocumentSearch(page=number, per_page=2)) for number in (1, 2, 3, 4)]
    assert {page.total for page in pages} == {5}
    assert [row.title for page in pages for row in page.rows] == titles(index)


def test_a_facet_counts_what_choosing_its_value_would_show(index: Index) -> None:
    search = DocumentSearch(facets={"kind": ("report",)})
    facets = document_facets(index, search)
    for name, values in facets.items():
        for value in values:
            narrowed = DocumentSearch(facets={**search.facets, name: (value.value,)})
            assert find_documents(index, narrowed).total == value.count
    assert [each.value for each in facets["year"]] == ["2025", "2021", "none"]


def test_a_chosen_value_stays_in_its_facet_when_nothing_has_it(index: Index) -> None:
    (chosen,) = (
        each for each in document_facets(index, DocumentSearch(facets={"kind": ("law",)}))["kind"] if each.chosen
    )
    assert (chosen.value, chosen.count) == ("law", 0)
