from __future__ import annotations

import io
import itertools
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

from kg.embedded import EmbeddedStore
from kg.errors import QueryError, QueryTimeoutError, StoreBusyError, StoreError
from kg.sorting import sorted_lines
from kg.store import RUN_GRAPHS, ResultSet, Store

ONE = "https://example.org/graph/1"
TWO = "https://example.org/graph/2"
THING = URIRef("https://example.org/thing")
OTHER = URIRef("https://example.org/other")
LABEL = RDFS.label

Triple = tuple[Node, Node, Node]


def label(text: str, subject: URIRef = THING) -> Triple:
    return (subject, LABEL, Literal(text))


def labels(store: Store) -> list[str]:
    return sorted(str(row["label"]) for row in store.select("SELECT ?label WHERE { ?thing rdfs:label ?label }"))


def test_a_select_gives_rows_of_rdflib_terms(store: Store) -> None:
    store.replace_graph(ONE, [(THING, LABEL, Literal("naïve 🔬", lang="en")), (THING, RDF.type, OWL.Class)])
    answer = store.select("SELECT ?value WHERE { ?s ?p ?value } ORDER BY STR(?value)")
    assert answer.variables == ("value",)
    assert [row["value"] for row in answer] == [OWL.Class, Literal("naïve 🔬", lang="en")]


def test_a_row_has_no_entry_for_an_unbound_variable(store: Store) -> None:
    store.replace_graph(ONE, [label("a")])
    (row,) = store.select("SELECT ?s ?missing WHERE { ?s rdfs:label ?label OPTIONAL { ?s rdfs:comment ?missing } }")
    assert row == {"s": THING}


def test_an_empty_answer_keeps_its_columns(store: Store) -> None:
    assert store.select("SELECT ?a ?b WHERE { ?a rdfs:label ?b }") == ResultSet(("a", "b"), ())


def test_an_ask_gives_a_truth_value(store: Store) -> None:
    store.replace_graph(ONE, [label("a")])
    assert store.ask("ASK { ?s rdfs:label 'a' }") is True
    assert store.ask("ASK { ?s rdfs:label 'b' }") is False


def test_a_construct_gives_a_graph(store: Store) -> None:
    store.replace_graph(ONE, [label("a")])
    assert set(store.construct("CONSTRUCT { ?s rdfs:comment ?l } WHERE { ?s rdfs:label ?l }")) == {
        (THING, RDFS.comment, Literal("a"))
    }


def test_a_describe_gives_a_graph(store: Store) -> None:
    store.replace_graph(ONE, [label("a")])
    assert set(store.construct(f"DESCRIBE <{THING}>")) == {label("a")}


@pytest.mark.parametrize(
    ("ask", "query"),
    [("select", "ASK { ?s ?p ?o }"), ("ask", "SELECT * WHERE { ?s ?p ?o }"), ("construct", "ASK { ?s ?p ?o }")],
)
def test_a_query_of_another_form_is_refused(store: Store, ask: str, query: str) -> None:
    with pytest.raises(QueryError, match="write it as a"):
        getattr(store, ask)(query)


def test_queries_see_all_graphs_as_one(store: Store) -> None:
    store.replace_graph(ONE, [label("a")], also={TWO: [(THING, RDFS.comment, Literal("b"))]})
    assert store.ask("ASK { ?s rdfs:label 'a' ; rdfs:comment 'b' }")


def test_a_from_clause_chooses_among_the_graphs(store: Store) -> None:
    store.replace_graph(ONE, [label("a")], also={TWO: [label("b")]})
    (row,) = store.select("SELECT ?label FROM <https://example.org/graph/2> WHERE { ?s rdfs:label ?label }")
    assert row["label"] == Literal("b")


def test_a_bound_variable_is_its_term_everywhere(store: Store) -> None:
    store.replace_graph(ONE, [label("a"), label("b", OTHER), (OTHER, RDFS.seeAlso, THING)])
    query = """SELECT ?thing ?label (COUNT(?thing) AS ?n) WHERE {
        ?thing rdfs:label ?label OPTIONAL { { SELECT ?thing ?where WHERE { ?where rdfs:seeAlso ?thing } } }
    } GROUP BY ?thing ?label ORDER BY ?thing DESC(?label)"""
    (row,) = store.select(query, {"thing": THING})
    assert row == {"thing": THING, "label": Literal("a"), "n": Literal(1)}


@pytest.mark.parametrize(
    "text",
    ['"', "\\", "'''", '"""', "\n", "} DROP ALL {", "?thing", "\u2028", "\x00", "é\u0301", "🔬", "' . ?s ?p ?o . #"],
)
def test_a_bound_text_never_becomes_syntax(store: Store, text: str) -> None:
    store.replace_graph(ONE, [label(text), label("something else", OTHER)])
    (row,) = store.select("SELECT ?s WHERE { ?s rdfs:label ?text }", {"text": Literal(text)})
    assert row["s"] == THING


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { BIND(1 AS ?x) }",
        "SELECT (1 AS ?x) WHERE { }",
        "SELECT * WHERE { VALUES ?x { 1 } }",
        "SELECT * WHERE { VALUES (?y ?x) { (1 2) } }",
        "SELECT * WHERE { } VALUES ?x { 1 }",
    ],
)
def test_a_bound_variable_cannot_be_given_another_value(memory_store: Store, query: str) -> None:
    with pytest.raises(QueryError, match="bound already"):
        memory_store.select(query, {"x": Literal(2)})


def test_a_bound_iri_must_be_one(store: Store) -> None:
    with pytest.raises(StoreError, match="can't be stored"):
        store.select("SELECT * WHERE { ?s ?p ?o }", {"s": URIRef("https://example.org/> ?p ?o . <x")})


def test_a_malformed_query_says_where(store: Store) -> None:
    with pytest.raises(QueryError, match="malformed at line 2, column"):
        store.select("SELECT *\nWHERE { ?s ?p }")


def test_replacing_takes_the_old_triples_away(store: Store) -> None:
    store.replace_graph(ONE, [label("old"), label("older")])
    store.replace_graph(ONE, [label("new")])
    assert labels(store) == ["new"]


def test_replacing_leaves_other_graphs_alone(store: Store) -> None:
    store.replace_graph(TWO, [label("other")])
    store.replace_graph(ONE, [label("a")])
    store.replace_graph(ONE, [label("b")])
    assert labels(store) == ["b", "other"]


def test_several_graphs_are_replaced_together(store: Store) -> None:
    store.replace_graph(ONE, [label("a")])
    store.replace_graph(ONE, [label("b")], also={TWO: [label("c")]})
    assert labels(store) == ["b", "c"]


def test_a_graph_without_triples_is_gone(store: Store) -> None:
    store.replace_graph(ONE, [label("a")])
    store.replace_graph(ONE, [])
    assert store.graphs() == ()


def test_dropping_a_graph_removes_it_and_dropping_again_is_no_error(store: Store) -> None:
    store.replace_graph(ONE, [label("a")], also={TWO: [label("b")]})
    store.drop_graph(ONE)
    store.drop_graph(ONE)
    assert store.graphs() == (TWO,)


@pytest.mark.parametrize(
    "bad",
    [
        (THING, LABEL, Literal("half a pair: \ud800")),
        (THING, LABEL, URIRef("no absolute iri")),
        (Literal("a subject"), LABEL, Literal("x")),
    ],
)
def test_a_term_that_cannot_be_stored_leaves_all_graphs_as_they_were(store: Store, bad: Triple) -> None:
    store.replace_graph(ONE, [label("a")], also={TWO: [label("b")]})
    with pytest.raises(StoreError):
        store.replace_graph(ONE, [label("new")], also={TWO: [label("newer"), bad]})
    assert labels(store) == ["a", "b"]


def test_a_graph_needs_an_absolute_iri(store: Store) -> None:
    with pytest.raises(StoreError, match="can't name a graph"):
        store.replace_graph("not an iri> } ; DROP ALL", [label("a")])


def test_a_graph_comes_back_as_it_was(store: Store) -> None:
    triples = {label("a"), (THING, RDFS.comment, Literal("2026-05-14", datatype=XSD.date)), (THING, RDF.type, OTHER)}
    store.replace_graph(ONE, triples, also={TWO: [label("elsewhere")]})
    assert set(store.graph(ONE)) == triples
    assert len(store.graph("https://example.org/none")) == 0


def test_blank_nodes_become_iris_that_do_not_depend_on_their_labels(store: Store) -> None:
    def shape(first: BNode, second: BNode) -> list[Triple]:
        return [(THING, RDF.first, first), (first, RDF.rest, second), (second, LABEL, Literal("end"))]

    store.replace_graph(ONE, shape(BNode("x"), BNode("y")))
    once = list(store.dump())
    store.replace_graph(ONE, shape(BNode("n7"), BNode("a0")))
    assert list(store.dump()) == once
    assert b"_:" not in b"".join(once)


def test_a_dump_is_sorted_and_whole(store: Store) -> None:
    store.replace_graph(TWO, [label("b"), label("a")], also={ONE: [label("c")]})
    assert b"".join(store.dump()).decode() == textwrap.dedent(f"""\
        <{THING}> <{LABEL}> "c" <{ONE}> .
        <{THING}> <{LABEL}> "a" <{TWO}> .
        <{THING}> <{LABEL}> "b" <{TWO}> .
    """)


def test_a_dump_leaves_run_graphs_out_unless_asked(store: Store) -> None:
    run = f"{RUN_GRAPHS}0123456789abcdef0123"
    store.replace_graph(ONE, [label("a")], also={run: [label("yesterday")]})
    assert b"yesterday" not in b"".join(store.dump())
    assert b"yesterday" in b"".join(store.dump(runs=True))


def test_a_dump_loads_into_an_equal_store(store: Store) -> None:
    store.replace_graph(ONE, [label('line\nbreak "quoted" \\ \u2028 🔬')], also={TWO: [label("b")]})
    dump = b"".join(store.dump())
    with EmbeddedStore() as other:
        other.load(io.BytesIO(dump))
        assert b"".join(other.dump()) == dump
    for graph in store.graphs():
        store.drop_graph(graph)
    store.load(io.BytesIO(dump))
    assert b"".join(store.dump()) == dump


def test_a_dataset_of_an_unknown_kind_is_not_loaded(store: Store) -> None:
    with pytest.raises(StoreError, match=r"text/csv; use one of application/n-quads"):
        store.load(io.BytesIO(b""), media_type="text/csv")


def test_an_answer_with_too_many_rows_is_an_error_and_not_a_short_one(store: Store) -> None:
    store.replace_graph(ONE, [label(str(number)) for number in range(11)])
    query = "SELECT ?l WHERE { ?s rdfs:label ?l }"
    assert len(store.select(query, max_rows=11)) == 11
    with pytest.raises(QueryError, match="more than 10 rows"):
        store.select(query, max_rows=10)
    with pytest.raises(QueryError, match="more than 10 rows"):
        store.construct("CONSTRUCT WHERE { ?s rdfs:label ?l }", max_rows=10)


ENDLESS = "?a rdfs:label ?b . ?c rdfs:label ?d . ?e rdfs:label ?f . ?g rdfs:label ?h . ?i rdfs:label ?j"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * WHERE {{ {ENDLESS} }}",  # streams rows for hours
        f"SELECT (COUNT(*) AS ?n) WHERE {{ {ENDLESS} }}",  # never looks at its clock
        f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {ENDLESS} FILTER(?a = ?j) }}",
    ],
)
def test_a_query_past_its_limit_has_no_answer(server_store: Store, query: str) -> None:
    server_store.replace_graph(ONE, [label(str(number)) for number in range(300)])
    with pytest.raises(QueryTimeoutError):
        server_store.answer(query)


def test_a_limit_of_ones_own_is_kept(server_store: Store) -> None:
    server_store.replace_graph(ONE, [label(str(number)) for number in range(300)])
    start = time.monotonic()
    with pytest.raises(QueryTimeoutError, match=r"0\.3 seconds"):
        server_store.ask(f"ASK {{ {ENDLESS} FILTER(?a = ?j) }}", timeout=0.3)
    assert time.monotonic() - start < 3


def test_an_embedded_store_gives_up_at_the_limit(memory_store: Store) -> None:
    memory_store.replace_graph(ONE, [label(str(number)) for number in range(120)])
    # Ends by itself after some seconds: nothing can end it from outside.
    slow = "ASK { ?a rdfs:label ?b . ?c rdfs:label ?d . ?e rdfs:label ?f FILTER(CONCAT(?b, ?d, ?f) = 'x') }"
    with pytest.raises(QueryTimeoutError, match=r"0\.05 seconds"):
        memory_store.ask(slow, timeout=0.05)


def test_a_limit_that_is_not_reached_changes_nothing(store: Store) -> None:
    store.replace_graph(ONE, [label("a")])
    assert len(store.select("SELECT * WHERE { ?s ?p ?o }", timeout=30)) == 1
    with pytest.raises(QueryError, match="malformed"):
        store.select("SELECT", timeout=30)


def test_a_backup_opens_as_a_store(disk_store: Store, tmp_path: Path) -> None:
    disk_store.replace_graph(ONE, [label("a")])
    disk_store.backup(tmp_path / "copy")
    with EmbeddedStore(tmp_path / "copy") as copy:
        assert list(copy.dump()) == list(disk_store.dump())
    with pytest.raises(StoreError, match="exists"):
        disk_store.backup(tmp_path / "copy")


def test_what_was_stored_is_there_after_closing(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace_graph(ONE, [label("a")])
    with EmbeddedStore(tmp_path / "store") as store:
        assert labels(store) == ["a"]


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "store")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.graphs()


def test_a_second_opening_says_that_the_store_is_busy(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "store"), pytest.raises(StoreBusyError, match="has the store"):
        EmbeddedStore(tmp_path / "store")


@pytest.mark.parametrize("query", ["SELECT", "SELECT * WHERE { ?s ?p ?o }"])
def test_an_error_that_is_kept_does_not_keep_the_store_open(tmp_path: Path, query: str) -> None:
    with EmbeddedStore(tmp_path / "store") as store:
        store.replace_graph(ONE, [label("a"), label("b")])
        with pytest.raises(QueryError) as kept:
            store.select(query, timeout=10, max_rows=1)
    with EmbeddedStore(tmp_path / "store") as store:
        assert store.graphs() == (ONE,), kept.value


def test_a_store_that_is_no_store_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreError, match="can't be opened"):
        EmbeddedStore(tmp_path / "store")


KILLED = """
import sys
from pathlib import Path
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS
from kg.embedded import EmbeddedStore

store = EmbeddedStore(Path(sys.argv[1]))
print("open", flush=True)
for version in range(10_000):
    triples = [(URIRef(f"https://example.org/{n}"), RDFS.label, Literal(f"version {version}")) for n in range(400)]
    store.replace_graph("https://example.org/graph/1", triples, also={"https://example.org/graph/2": triples})
"""


@pytest.mark.parametrize("pause", [0.1, 0.23, 0.5])
def test_a_kill_leaves_the_old_graphs_or_the_new_ones(tmp_path: Path, pause: float) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path / "store")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(pause)
        os.kill(child.pid, signal.SIGKILL)
    with EmbeddedStore(tmp_path / "store") as store:
        rows = store.select(
            "SELECT ?label (COUNT(?s) AS ?n) WHERE { GRAPH ?g { ?s rdfs:label ?label } } GROUP BY ?label"
        )
        assert [int(row["n"]) for row in rows] in ([], [800])


NO_ROOM = """
import resource, sys
from pathlib import Path
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS
from kg.embedded import EmbeddedStore
from kg.errors import StoreError

def triples(words, number):
    return [(URIRef(f"https://example.org/{n}"), RDFS.label, Literal(f"{words} {n}")) for n in range(number)]

store = EmbeddedStore(Path(sys.argv[1]))
store.replace_graph("https://example.org/graph/1", triples("old", 3))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    store.replace_graph("https://example.org/graph/1", triples("new" * 50, 3_000))
except StoreError as error:
    print(error)
"""


def test_a_disk_without_room_is_one_sentence_and_no_change(tmp_path: Path) -> None:
    command = [sys.executable, "-c", NO_ROOM, str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("The store can't be written, so nothing has changed:"), done.stderr
    with EmbeddedStore(tmp_path / "store") as store:
        assert labels(store) == ["old 0", "old 1", "old 2"]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
iris = st.integers(0, 5).map(lambda number: URIRef(f"https://example.org/{number}"))
terms = st.one_of(
    iris,
    texts.map(Literal),
    texts.map(lambda text: Literal(text, lang="en")),
    st.integers(-(10**9), 10**9).map(Literal),
    st.booleans().map(Literal),
)
graphs = st.lists(st.tuples(iris, iris, terms), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(triples=graphs, again=graphs)
def test_whatever_is_stored_comes_back(store: Store, triples: list[Triple], again: list[Triple]) -> None:
    store.replace_graph(ONE, again)
    store.replace_graph(ONE, triples)
    expected = Graph()
    for triple in triples:
        expected.add(triple)
    assert isomorphic(store.graph(ONE), expected)
    assert {(row["s"], row["p"], row["o"]) for row in store.select("SELECT * WHERE { ?s ?p ?o }")} == set(expected)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(triples=graphs, order=st.randoms())
def test_equal_content_gives_equal_dumps(store: Store, triples: list[Triple], order: random.Random) -> None:
    store.replace_graph(ONE, triples)
    once = b"".join(store.dump())
    shuffled = list(triples)
    order.shuffle(shuffled)
    store.replace_graph(ONE, shuffled)
    with EmbeddedStore() as other:
        other.replace_graph(ONE, shuffled)
        assert b"".join(store.dump()) == b"".join(other.dump()) == once


@given(
    lines=st.lists(st.binary(max_size=4).map(lambda data: data.replace(b"\n", b"") + b"\n")), at_once=st.integers(1, 5)
)
def test_lines_are_sorted_with_few_of_them_in_memory(lines: list[bytes], at_once: int) -> None:
    assert list(sorted_lines(lines, at_once=at_once)) == sorted(lines)


def test_sorting_takes_no_more_lines_than_it_may() -> None:
    def endless() -> Iterator[bytes]:
        return (b"%d\n" % (number % 7) for number in range(1000))

    assert list(itertools.islice(sorted_lines(endless(), at_once=100), 3)) == [b"0\n"] * 3
