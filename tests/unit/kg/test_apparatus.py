from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg.apparatus import cited_texts, extraction_of, first_asks, how_read, lines_about, place_of_statements, versions_of
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.mapping import triples
from kg.model import Citation, CitationKind, Direction, Extraction
from tests import factories, query_graph

EXTRACTION = factories.extraction()
STATEMENTS = {each.quote.exact: each.iri for each in EXTRACTION.statements}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as opened:
        yield opened


def put(index: Index, extraction: Extraction) -> EmbeddedStore:
    store = EmbeddedStore()
    store.replace_graph(extraction.document.graph_iri, triples(extraction))
    index.replace(extraction)
    return store


def test_lines_lead_to_a_statement_and_away_from_it(index: Index) -> None:
    store = put(index, EXTRACTION)
    chips, close = STATEMENTS[factories.CHIPS_DECIDE], STATEMENTS[factories.CLOSE_LOOPHOLES]
    found = {(line.premise, line.target, line.direction) for line in lines_about(store, [chips])}
    evidence = STATEMENTS[factories.INSPECTORS_FOUND]
    assert found == {(evidence, chips, Direction.SUPPORTS), (chips, close, Direction.SUPPORTS)}


def test_no_iri_from_elsewhere_gets_into_a_query(index: Index) -> None:
    store = put(index, EXTRACTION)
    assert lines_about(store, ["https://example.org/> ?p ?o . <x", "", "urn:x"]) == ()


def test_citations_of_the_same_text_are_one_with_all_places(index: Index) -> None:
    text = f"{factories.TEXT} It cites H.R. 3447 again, 15 U.S.C. 8801 et seq. and the Chip Act."
    first = factories.quote("H.R. 3447", text)
    start = text.rindex("H.R. 3447")
    again = replace(first, start=start, end=start + 9, prefix="", suffix="")
    bill = "/us/bill/119/hr/3447"
    found = (
        Citation(quote=first, kind=CitationKind.BILL, identifier=bill, url="https://example.org/bill"),
        Citation(quote=again, kind=CitationKind.BILL, identifier=bill),
        Citation(
            quote=factories.quote("15 U.S.C. 8801 et seq.", text),
            kind=CitationKind.US_CODE,
            identifier="/us/usc/t15/s8801/etseq",
        ),
        Citation(quote=factories.quote("Chip Act", text), kind=CitationKind.ACT, identifier=None),
        Citation(quote=factories.quote("again", text), kind=CitationKind.URL, identifier=None),
    )
    extraction = replace(EXTRACTION, document=factories.document(text), citations=found, passages=(), statements=(),
                         justifications=(), mentions=())  # fmt: skip
    store = put(index, extraction)
    row = index.document(extraction.document.iri)
    assert row is not None
    cited = cited_texts(store, index, row, text)
    assert [(each.name, each.legal, len(each.places)) for each in cited] == [
        ("H.R. 3447, 119th Cong.", None, 2),
        ("15 U.S.C. § 8801 et seq.", None, 1),
        ("Chip Act", None, 1),
    ]
    assert cited[0].address == "https://example.org/bill"
    assert [text[place.start : place.end] for place in cited[0].places] == ["H.R. 3447"] * 2


def test_a_document_that_cites_nothing_has_no_citations(index: Index) -> None:
    extraction = replace(EXTRACTION, citations=())
    store = put(index, extraction)
    row = index.document(extraction.document.iri)
    assert row is not None
    assert cited_texts(store, index, row, factories.TEXT) == ()


def test_it_is_known_what_read_a_document_and_when_first(index: Index) -> None:
    store = EmbeddedStore()
    query_graph.fill(store)
    index.synchronise(store)
    press = query_graph.extractions()[0].document
    row = index.document(press.iri)
    assert row is not None
    read = how_read(store, row)
    assert read is not None
    assert (read.software, read.first) == (factories.PROCESS.software, "2026-07-01T09:00:00Z")


def test_without_a_run_on_record_no_time_is_given(index: Index) -> None:
    store = put(index, EXTRACTION)
    row = index.document(EXTRACTION.document.iri)
    assert row is not None
    read = how_read(store, row)
    assert read is not None
    assert read.first is None
    assert how_read(EmbeddedStore(), row) is None


def test_versions_come_from_the_oldest_on_whichever_is_asked(index: Index) -> None:
    _, report, revised, *_ = query_graph.extractions()
    index.replace(report)
    index.replace(revised)
    expected = [report.document.iri, revised.document.iri]
    for iri in expected:
        assert [each.iri for each in versions_of(index, iri)] == expected


def test_versions_that_revise_each_other_end(index: Index) -> None:
    _, report, revised, *_ = query_graph.extractions()
    index.replace(replace(report, document=replace(report.document, revises=revised.document.iri)))
    index.replace(revised)
    assert {each.iri for each in versions_of(index, report.document.iri)} == {report.document.iri, revised.document.iri}


def test_places_and_asks_of_a_document_are_in_order(index: Index) -> None:
    put(index, EXTRACTION)
    iri = EXTRACTION.document.iri
    places = place_of_statements(index, iri)
    assert [each for _, _, each in places] == [each.iri for each in EXTRACTION.statements]
    assert list(places) == sorted(places)
    asks = first_asks(index, iri, 5)
    assert set(asks) == {STATEMENTS[factories.CLOSE_LOOPHOLES], STATEMENTS[factories.FUND_INSPECTORS]}
    assert len(first_asks(index, iri, 1)) == 1
    assert extraction_of(index, iri) == EXTRACTION.iri
    assert extraction_of(index, "https://example.org/none") == ""
