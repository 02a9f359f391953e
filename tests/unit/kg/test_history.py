from kg.embedded import EmbeddedStore
from kg.history import history
from tests import factories, query_graph

PRESS, REPORT, REVISED, *_ = query_graph.extractions()


def filled() -> EmbeddedStore:
    store = EmbeddedStore()
    query_graph.fill(store)
    return store


def test_a_statement_knows_the_runs_that_read_its_document_and_what_read_it() -> None:
    found = history(filled(), PRESS.statements[0].iri, PRESS.document.iri)
    assert [run.started for run in found.runs] == ["2026-07-01T09:00:00Z", "2026-07-02T09:00:00Z"]
    assert found.process == factories.PROCESS


def test_runs_are_not_told_where_they_are_kept_back() -> None:
    assert history(filled(), PRESS.statements[0].iri, PRESS.document.iri, with_runs=False).runs == ()


def test_versions_before_and_after_are_named_and_whether_the_words_are_gone() -> None:
    gone = next(each for each in REPORT.statements if each.quote.exact.startswith("Leaking"))
    kept = next(each for each in REPORT.statements if each.quote.exact.startswith("A 2025 survey"))
    for statement, dropped in ((gone, True), (kept, False)):
        (newer,) = history(filled(), statement.iri, REPORT.document.iri).newer
        assert (newer.iri, newer.dropped) == (REVISED.document.iri, dropped)
    (older,) = history(filled(), REVISED.statements[0].iri, REVISED.document.iri).older
    assert older.document.issued == "2026-03-01"


def test_an_unknown_document_has_no_history() -> None:
    found = history(EmbeddedStore(), PRESS.statements[0].iri, PRESS.document.iri)
    assert (found.older, found.newer, found.process, found.runs) == ((), (), None, ())
