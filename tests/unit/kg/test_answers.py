import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from kg.answers import AnswerSpool, Dataset
from kg.conversion import converted, plain_rows
from kg.errors import AnswerTooLargeError, QueryTimeoutError
from kg.formats import RDF_FORMATS
from kg.store import Store

GRAPH = "https://example.org/graph"
HEAD = b'{"head":{"vars":["s"]},"results":{"bindings":['


def filled(store: Store, count: int = 5) -> Store:
    store.replace_graph(
        GRAPH, [(URIRef(f"https://example.org/{n}"), RDFS.label, Literal(f"n{n}")) for n in range(count)]
    )
    return store


def answer(store: Store, query: str, **limits: int) -> AnswerSpool:
    spool = AnswerSpool(is_graph=query.startswith("CONSTRUCT"), **limits)
    try:
        store.fetch(query, spool)
    except BaseException:
        spool.close()
        raise
    return spool


def in_form(spool: AnswerSpool, name: str) -> bytes:
    with converted(spool, name) as file:
        return file.read()


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_rows_are_the_same_in_every_form(store: Store, name: str) -> None:
    with answer(filled(store), "SELECT ?s ?o { ?s rdfs:label ?o } ORDER BY ?o") as spool:
        found = ox.parse_query_results(in_form(spool, name), getattr(ox.QueryResultsFormat, name.upper()))
    assert [str(row["o"].value) for row in found] == [f"n{n}" for n in range(5)]  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "json-ld", "trig"])
def test_graphs_are_the_same_in_every_form(store: Store, name: str) -> None:
    with answer(filled(store), "CONSTRUCT WHERE { ?s rdfs:label ?o }") as spool:
        assert len(list(ox.parse(in_form(spool, name), RDF_FORMATS[name].oxigraph))) == 5


def test_a_truth_value_is_one(store: Store) -> None:
    with answer(filled(store), "ASK { ?s ?p ?o }") as spool:
        assert spool.truth() is True
        assert json.loads(in_form(spool, "json")) == {"head": {}, "boolean": True}
        assert in_form(spool, "csv") == b"true\n"


def test_rows_for_a_page_are_counted_in_full(store: Store) -> None:
    with answer(filled(store), "SELECT ?o { ?s rdfs:label ?o } ORDER BY ?o") as spool:
        variables, rows, total = plain_rows(spool, 2)
    assert (variables, total) == (("o",), 5)
    assert [row[0] for row in rows] == [{"type": "literal", "value": "n0"}, {"type": "literal", "value": "n1"}]


@pytest.mark.parametrize("query", ["SELECT ?o { ?s rdfs:label ?o }", "CONSTRUCT WHERE { ?s rdfs:label ?o }",
                                   "SELECT ?none { ?s rdfs:label ?o }"])  # fmt: skip
def test_an_answer_is_held_to_its_rows(store: Store, query: str) -> None:
    filled(store)
    answer(store, query, max_rows=5).close()
    with pytest.raises(AnswerTooLargeError, match="more than 4"):
        answer(store, query, max_rows=4)


def test_an_answer_is_held_to_its_bytes(store: Store) -> None:
    with pytest.raises(AnswerTooLargeError):
        answer(filled(store, 200), "SELECT * { ?s ?p ?o }", most_bytes=1000)


def test_text_that_looks_like_rows_is_not_counted(store: Store) -> None:
    tricky = ["}},{", '}},{"s":{', "},{},{},{", '{"}},{"', "]}}", '"},{']
    store.replace_graph(GRAPH, [(URIRef("https://example.org/s"), RDFS.label, Literal(text)) for text in tricky])
    with answer(store, "SELECT ?o { ?s rdfs:label ?o }", max_rows=len(tricky)) as spool:
        assert plain_rows(spool, 10)[2] == len(tricky)


@given(st.lists(st.text('}{,":]ab\\', max_size=8), min_size=1, max_size=8), st.integers(1, 20))
def test_rows_are_counted_right_however_the_bytes_are_cut(texts: list[str], size: int) -> None:
    rows = ",".join('{"s":{"type":"literal","value":' + json.dumps(text) + "}}" for text in texts)
    data = HEAD + rows.encode() + b"]}}"
    for limit, fits in ((len(texts), True), (len(texts) - 1, False)):
        with AnswerSpool(is_graph=False, max_rows=limit) as spool:
            try:
                for start in range(0, len(data), size):
                    spool.write(data[start : start + size])
                spool.check()
                assert fits
            except AnswerTooLargeError:
                assert not fits


@pytest.mark.parametrize(
    ("is_graph", "data"),
    [
        (False, HEAD + b'{"s":{"type":"uri","value":"a:b"}}The SPARQL operation has been cancelled'),
        (False, HEAD),
        (True, b"<a:b> <a:c> <a:d> .\n<a:bThe SPARQL operation has been cancelled"),
        (True, b"The SPARQL operation has been cancelled"),
    ],
)
def test_a_cut_answer_is_an_error(is_graph: bool, data: bytes) -> None:
    with AnswerSpool(is_graph=is_graph) as spool:
        spool.write(data)
        with pytest.raises(QueryTimeoutError):
            spool.check()


def test_an_answer_beyond_the_memory_lies_in_a_file() -> None:
    with AnswerSpool(is_graph=True) as spool:
        for number in range(60_000):
            spool.write(b"<https://example.org/%d> <https://example.org/p> <https://example.org/o> .\n" % number)
        spool.check()
        assert spool._file._rolled  # type: ignore[attr-defined]
        assert sum(1 for _ in spool.triples()) == 60_000


def test_the_graphs_of_a_request_replace_those_of_the_query(store: Store) -> None:
    filled(store)
    query = "SELECT ?s FROM <https://example.org/other> { ?s ?p ?o }"
    with AnswerSpool(is_graph=False) as spool:
        store.fetch(query, spool, dataset=Dataset(default=(GRAPH,)))
        assert plain_rows(spool, 10)[2] == 5
    with AnswerSpool(is_graph=False) as spool:
        store.fetch("SELECT ?s { ?s ?p ?o }", spool, dataset=Dataset(named=(GRAPH,)))
        assert plain_rows(spool, 10)[2] == 0


def test_a_revision_changes_with_the_graph_and_only_then(store: Store) -> None:
    first = store.revision()
    assert first is not None
    filled(store)
    second = store.revision()
    assert second != first
    answer(store, "SELECT * { ?s ?p ?o }").close()
    assert store.revision() == second
    store.update("INSERT DATA { GRAPH <https://example.org/graph> { <a:b> <a:c> 1 } }")
    third = store.revision()
    assert third != second
    store.load(io.BytesIO(b"<a:b> <a:c> <a:d> <a:g> .\n"))
    assert store.revision() != third
