from __future__ import annotations

import bisect
import threading
import time
from collections.abc import Callable

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from kg.embedded import EmbeddedStore
from kg.errors import QueryError, StoreBusyError
from kg.sparql import DEEPEST, MOST_CHARACTERS, Gate, GateLimits, SafeQuery, run
from kg.store import ResultSet, Store

GRAPH = "https://example.org/graph"


@pytest.fixture
def filled() -> Store:
    store = EmbeddedStore()
    store.replace_graph(GRAPH, [(URIRef("https://example.org/s"), RDFS.label, Literal(str(n))) for n in range(12)])
    return store


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE <https://example.org/s>",
        "SELECT ?service WHERE { ?service a ?drop FILTER(?drop != 'SERVICE <x:y> { DROP ALL }') } # LOAD",
        "PREFIX ex: <https://example.org/> PREFIX load: <x:y> ASK { ?s ex:service load:drop }",
        "SELECT (SUM(?o) AS ?sum) WHERE { ?s <https://example.org/with/insert> ?o }",
        'SELECT * WHERE { ?s ?p "escaped \\u0041" }',
    ],
)
def test_a_query_that_only_reads_passes(query: str, filled: Store) -> None:
    run(filled, SafeQuery.parse(query))


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("", "empty"),
        ("# nothing but a comment", "empty"),
        ("INSERT DATA { <a:b> <c:d> 1 }", "INSERT isn't allowed"),
        ("PREFIX a: <b:c> DELETE WHERE { ?s ?p ?o }", "DELETE isn't allowed"),
        ("LOAD <file:///etc/passwd>", "LOAD isn't allowed"),
        ("WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH isn't allowed"),
        ("drop all", "DROP isn't allowed"),
        ("BASE <a:b>", "has no SELECT"),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * WHERE { service silent ?where { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * WHERE { SERVICE#\n<http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        # the store takes a keyword without a space behind it
        ("PREFIX ex: <http://example.org/> SELECT * { SERVICEex:a { ?s ?p ?o } }", "SERVICE"),
        ("PREFIX : <http://example.org/> SELECT * { service:a { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { SERVICESILENT<http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { ?s ?p trueSERVICE<http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("PREFIX ex: <http://example.org/> SELECT * FROMex:a { ?s ?p ?o }", "space before and after FROM"),
        ("SELECT * FROMNAMED<http://example.org/> { ?s ?p ?o }", "space before and after FROM"),
        ("SELECT * WHERE { ex:\\u0053 ?p ?o }", "malformed|Escapes"),
        ("SELECT * WHERE { \\u0053ERVICE <http://example.org/> { ?s ?p ?o } }", "malformed|Escapes"),
        ("SELECT * WHERE { ?s ?p 'open }", "malformed at line 1"),
        ("ASK { ?s ?p '" + "x" * MOST_CHARACTERS + "' }", "characters"),
    ],
)
def test_what_is_no_reading_query_is_refused(query: str, complaint: str) -> None:
    with pytest.raises(QueryError, match=complaint):
        SafeQuery.parse(query)


HOSTILE: dict[str, Callable[[int], str]] = {
    # each of these breaks or blocks Oxigraph 0.5.13 when it is large enough
    "braces": lambda n: "SELECT * WHERE " + "{" * n + "}" * n,
    "parentheses": lambda n: "ASK { FILTER" + "(" * n + "1" + ")" * n + "}",
    "blank nodes": lambda n: "ASK { ?s ?p " + "[?p " * n + "1" + "]" * n + "}",
    "nested lists": lambda n: "ASK { ?s ?p " + "(" * n + "1" + ")" * n + "}",
    "long lists": lambda n: "ASK { ?s ?p (" + "1 " * n + ")}",
    "objects": lambda n: "ASK { ?s ?p " + ",".join(f"?o{i}" for i in range(n)) + "}",
    "predicates": lambda n: "ASK { ?s " + ";".join(f"?p{i} ?o{i}" for i in range(n)) + "}",
    "types": lambda n: "ASK { " + "".join(f"?s{i} a ?o{i} ." for i in range(n)) + "}",
    "patterns": lambda n: "ASK { " + "?s ?p ?o ." * n + "}",
    "a path": lambda n: "ASK { ?s <a:b>" + "/<a:b>" * n + " ?o }",
    "alternatives": lambda n: "ASK { ?s <a:b>" + "|<a:b>" * n + " ?o }",
    "or": lambda n: "ASK { ?s ?p ?o FILTER(?s" + "||?s" * n + ")}",
    "plus": lambda n: "ASK { ?s ?p ?o FILTER(1" + "+1" * n + ")}",
    "not": lambda n: "ASK { FILTER(" + "!" * n + "1)}",
    "functions": lambda n: "ASK { FILTER(" + "STR(" * n + "1" + ")" * n + ")}",
    "groups": lambda n: "ASK { " + "{?s ?p ?o}" * n + "}",
    "optional": lambda n: "ASK { " + "OPTIONAL{?s ?p ?o}" * n + "}",
    "minus": lambda n: "ASK { ?s ?p ?o " + "MINUS{?s ?p ?o}" * n + "}",
    "filters": lambda n: "ASK { " + "FILTER(?x)" * n + "}",
    "binds": lambda n: "ASK { " + "".join(f"BIND(1 AS ?x{i})" for i in range(n)) + "}",
    "values": lambda n: "ASK { " + "VALUES ?x{1}" * n + "}",
    "graphs": lambda n: "ASK { " + "GRAPH ?g {?s ?p ?o}" * n + "}",
    "subqueries": lambda n: "ASK { " + "{SELECT * WHERE " * n + "{}" + "}" * n + "}",
    "exists": lambda n: "ASK { " + "FILTER EXISTS {" * n + "}" * n + "}",
    "projection": lambda n: "SELECT " + "".join(f"(1 AS ?x{i})" for i in range(n)) + " WHERE { }",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_query_large_enough_to_block_the_store_is_refused(kind: str) -> None:
    with pytest.raises(QueryError, match=r"too many patterns|nests|operators"):
        SafeQuery.parse(HOSTILE[kind](1500))


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_largest_query_that_passes_is_planned_in_time(kind: str, filled: Store) -> None:
    size = bisect.bisect_left(range(1, 1500), True, key=lambda n: not _passes(HOSTILE[kind](n)))
    start = time.process_time()
    try:
        run(filled, SafeQuery.parse(HOSTILE[kind](size)), timeout=None)
    except QueryError as error:
        assert "malformed" in str(error)
    assert time.process_time() - start < 5.0


def _passes(query: str) -> bool:
    try:
        SafeQuery.parse(query)
    except QueryError:
        return False
    return True


def test_an_ordinary_large_query_passes() -> None:
    patterns = " ".join(f"?s{n} a w:Statement ; w:quote ?q{n} ; w:confidence ?c{n} ." for n in range(12))
    data = " ".join(f"<https://example.org/{n}>" for n in range(1000))
    members = ", ".join(f'"{n}"' for n in range(2000))
    SafeQuery.parse(f"SELECT * WHERE {{ VALUES ?s1 {{ {data} }} {patterns} FILTER(STR(?s2) IN ({members})) }}")


def test_the_limit_on_nesting_says_how_deep_is_allowed() -> None:
    with pytest.raises(QueryError, match=f"more than {DEEPEST}"):
        SafeQuery.parse("SELECT * WHERE " + "{" * (DEEPEST + 1) + "}" * (DEEPEST + 1))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o FROM <https://example.org/graph> WHERE { ?s ?p ?o }",
        "PREFIX x: <https://example.org/> SELECT ?o FROM NAMED x:graph { GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_a_from_of_a_graph_in_the_store_is_answered(query: str, filled: Store) -> None:
    answer = run(filled, SafeQuery.parse(query))
    assert isinstance(answer, ResultSet)
    assert len(answer) == 12


@pytest.mark.parametrize("source", ["file:///etc/passwd", "https://example.org/elsewhere"])
def test_a_from_of_anything_else_is_refused(source: str, filled: Store) -> None:
    with pytest.raises(QueryError, match="nothing is fetched"):
        run(filled, SafeQuery.parse(f"ASK FROM <{source}> WHERE {{ ?s ?p ?o }}"))


def test_too_many_rows_are_an_error(filled: Store) -> None:
    query = SafeQuery.parse("SELECT * WHERE { ?s ?p ?o }")
    with pytest.raises(QueryError, match="more than 5 rows"):
        run(filled, query, max_rows=5)


def test_only_a_few_queries_run_at_once(filled: Store) -> None:
    gate = Gate(filled, GateLimits(at_once=1, patience=0.1))
    entered, leave = threading.Event(), threading.Event()

    class Slow(EmbeddedStore):
        def answer(self, *_: object, **__: object) -> bool:
            entered.set()
            leave.wait(10)
            return True

    slow = Gate(Slow(), GateLimits(at_once=1, patience=0.1))
    thread = threading.Thread(target=slow.answer, args=("ASK { }",))
    thread.start()
    entered.wait(10)
    with pytest.raises(StoreBusyError, match="Too many queries"):
        slow.answer("ASK { }")
    leave.set()
    thread.join()
    assert slow.answer("ASK { }") is True
    assert gate.answer("ASK { ?s ?p ?o }") is True


def test_only_so_many_queries_begin_within_the_time_that_one_may_run(filled: Store) -> None:
    gate = Gate(filled, GateLimits(in_a_while=3, timeout=0.5))
    for _ in range(3):
        assert gate.answer("ASK { ?s ?p ?o }") is True
    with pytest.raises(StoreBusyError, match="Too many queries"):
        gate.answer("ASK { ?s ?p ?o }")
    time.sleep(0.6)
    assert gate.answer("ASK { ?s ?p ?o }") is True


def test_a_refused_query_takes_no_place(filled: Store) -> None:
    gate = Gate(filled, GateLimits(at_once=1, patience=0.1))
    for _ in range(3):
        with pytest.raises(QueryError):
            gate.answer("SELECT nonsense")
    assert gate.answer("ASK { ?s ?p ?o }") is True
