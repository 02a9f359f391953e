"""`from kg import Graph`: the same records, traces and rows from a directory, a dump and a server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from kg import Graph
from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.errors import QueryError, StoreError, UnknownIriError, WarrantError
from kg.graph import ask_network
from kg.mapping import normalised, triples
from kg.model import Claim, Recommendation, Role
from tests import factories

MADE = normalised(factories.extraction())
ASKS = {each.iri: each for each in MADE.statements if isinstance(each, Recommendation)}
CLAIMS = {each.iri: each for each in MADE.statements if isinstance(each, Claim)}


@pytest.fixture
def graph() -> Iterator[Graph]:
    store = EmbeddedStore()
    store.replace_graph(MADE.document.graph_iri, triples(MADE))
    with Graph(store) as made:
        yield made


def test_records_come_back_as_they_were_put_in(graph: Graph) -> None:
    assert {each.iri: each for each in graph.recommendations()} == ASKS
    assert {each.iri: each for each in graph.claims()} == CLAIMS
    assert list(graph.documents()) == [MADE.document]
    assert {each.iri: each for each in graph.actors()} == {each.iri: each for each in MADE.actors}
    assert {each.iri: each for each in graph.justifications()} == {each.iri: each for each in MADE.justifications}


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"topic": "export-controls"}, [factories.CLOSE_LOOPHOLES]),
        ({"addressee": "United States Congress"}, [factories.CLOSE_LOOPHOLES]),
        ({"addressee": factories.BUREAU.iri}, [factories.FUND_INSPECTORS]),
        ({"modality": "must"}, [factories.FUND_INSPECTORS]),
        ({"instrument": "legislation", "modality": "must"}, []),
        ({"document": MADE.document.iri, "instrument": "funding"}, [factories.FUND_INSPECTORS]),
        ({"issuer": 'Nobody" . } #'}, []),
    ],
)
def test_recommendations_fit_all_that_is_asked_for(graph: Graph, filters: dict[str, str], words: list[str]) -> None:
    assert [each.quote.exact for each in graph.recommendations(**filters)] == words


def test_claims_are_told_from_evidence(graph: Graph) -> None:
    assert [each.quote.exact for each in graph.claims(role=Role.EVIDENCE)] == [factories.INSPECTORS_FOUND]
    assert [each.quote.exact for each in graph.claims(asserted_by="Example Trade Group")] == [factories.CRITICS_SAY]


def test_what_is_no_address_never_gets_into_a_query(graph: Graph) -> None:
    with pytest.raises(QueryError, match="address"):
        list(graph.recommendations(topic="a> . ?x ?y <b"))


def test_lists_come_in_lots_and_whole(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.api._PAGE", 2)
    assert {each.iri for each in graph.claims()} == set(CLAIMS)


def test_a_trace_leads_to_the_words(graph: Graph) -> None:
    (ask,) = graph.recommendations(topic="export-controls")
    found = graph.trace(ask.iri)
    assert {found.statements[node.statement].quote.exact for node in found.nodes} == {
        factories.CLOSE_LOOPHOLES, factories.CHIPS_DECIDE, factories.INSPECTORS_FOUND, factories.CRITICS_SAY,
    }  # fmt: skip
    assert graph.sentence(ask).startswith(
        "The Example Institute asks the United States Congress to close the loopholes"
    )


def test_rows_are_plain_values(graph: Graph) -> None:
    rows = graph.select(
        "SELECT ?c ?r ?n ?none WHERE { ?s w:confidence ?c ; w:isReported true ; w:role ?r . BIND(3 AS ?n) }"
    )
    assert rows.columns == ("c", "r", "n", "none")
    assert list(rows) == [{"c": 0.8, "r": "https://w3id.org/warrant/id/scheme/role/claim", "n": 3, "none": None}]
    assert rows[0]["c"] == 0.8


def test_a_data_frame_needs_pandas_and_says_so(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(WarrantError, match="pip install pandas"):
        graph.select("SELECT ?s { ?s a w:Document }").to_pandas()


def test_a_data_frame_has_the_columns_of_the_query(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = ModuleType("pandas")
    pandas.DataFrame = lambda rows, columns: (rows, columns)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    frame = graph.select("SELECT ?d { ?d a w:Document }").to_pandas()
    assert frame == ([{"d": MADE.document.iri}], ["d"])


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "DROP ALL #{"])
def test_foreign_queries_pass_the_gate(graph: Graph, query: str) -> None:
    with pytest.raises(QueryError):
        graph.select(query)


def test_each_form_of_query_has_its_method(graph: Graph) -> None:
    assert graph.ask("ASK { ?s a w:Document }")
    assert len(graph.construct("CONSTRUCT WHERE { ?s a w:Document }")) == 1
    with pytest.raises(QueryError, match="SELECT"):
        graph.select("ASK { ?s ?p ?o }")


def test_the_network_of_arguments_has_every_link(graph: Graph) -> None:
    network = graph.to_networkx()
    assert set(network) == {each.iri for each in MADE.statements}
    links = {(premise, line.target) for line in MADE.justifications for premise in line.premises}
    assert set(network.edges()) == links


def test_the_network_of_asks_leads_from_who_asks_to_who_is_asked(graph: Graph) -> None:
    network = graph.to_networkx("asks")
    names = {(network.nodes[a]["name"], network.nodes[b]["name"]) for a, b in network.edges()}
    assert names == {
        ("Example Institute", "United States Congress"), ("Example Institute", "Bureau of Industry and Security"),
    }  # fmt: skip


def test_an_ask_of_nobody_has_no_edge() -> None:
    nobody = [factories.recommendation(factories.CLOSE_LOOPHOLES), factories.recommendation("Congress", issuer=None)]
    assert not len(ask_network(nobody, ()))


@pytest.mark.parametrize("kind", ["document", "statement", "quote"])
def test_everything_with_words_can_be_cited(graph: Graph, kind: str) -> None:
    ask = next(iter(ASKS.values()))
    iris = {"document": MADE.document.iri, "statement": ask.iri, "quote": ask.quote.iri}
    line, item = graph.cite(iris[kind]), graph.cite(iris[kind], "csl")
    assert isinstance(line, str)
    assert line.startswith("Example Institute, Example item")
    assert isinstance(item, dict)
    assert (kind == "document") != (ask.quote.exact in item["note"])
    assert str(graph.cite(iris[kind], "bibtex")).startswith("@misc{institute2026example-")


def test_a_nanopublication_says_which_program_read_it(graph: Graph) -> None:
    assert factories.PROCESS.software in graph.nanopub(next(iter(ASKS)))


def test_an_unknown_iri_is_an_error_of_ours(graph: Graph) -> None:
    for get in (graph.statement, graph.document, graph.actor, graph.trace, graph.cite):
        with pytest.raises(UnknownIriError):
            get("https://w3id.org/warrant/id/statement/00000000000000000000")


def test_a_directory_and_a_dump_hold_the_same(tmp_path: Path) -> None:
    with DataDirectory(tmp_path).open_store() as store:
        store.replace_graph(MADE.document.graph_iri, triples(MADE))
        (tmp_path / "graph.nq").write_bytes(b"".join(store.dump()))
    with Graph.open(tmp_path) as opened, Graph.load(tmp_path / "graph.nq") as loaded:
        assert list(opened.recommendations()) == list(loaded.recommendations()) != []


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graph yet"):
        Graph.open(tmp_path / "nothing")
    with pytest.raises(StoreError, match="can't be read"):
        Graph.load(tmp_path / "nothing.nq")
    with pytest.raises(StoreError, match="no web address"):
        Graph.connect("file:///etc/passwd")


def test_importing_kg_brings_nothing_along() -> None:
    code = "import kg, sys; sys.exit(any(name in sys.modules for name in ('rdflib', 'pyoxigraph', 'networkx')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
