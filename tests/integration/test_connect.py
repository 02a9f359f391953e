"""`Graph.connect` over a real connection: the same records and rows as from the directory, today and in the past."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from kg import Graph
from kg.data import DataDirectory
from kg.errors import QueryError, StoreError
from kg.index import Index
from kg.mapping import normalised, triples
from kg.model import Role
from kg.release import write_release
from kg.releases import Releases
from tests import factories
from web.app import create_app
from web.settings import Settings

FIRST = normalised(factories.extraction())
SECOND = normalised(
    factories.extraction_of([(Role.RECOMMENDATION, "Later, act.")], title="Later", url="https://e.org/2")
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of two documents, with a release that has one of them."""
    data = DataDirectory(tmp_path_factory.mktemp("data"))
    with data.open_store() as store, Index.open(data.index_path) as index:
        store.replace_graph(FIRST.document.graph_iri, triples(FIRST))
        write_release(store, data.path / "out", version="1")
        Releases(data.path).keep(data.path / "out")
        store.replace_graph(SECOND.document.graph_iri, triples(SECOND))
        app = create_app(Settings(data=data.path), store, index=index)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["warrant-releases"].servers.close()


def test_records_come_through_the_pages_as_they_are(address: str) -> None:
    with Graph.connect(address) as graph:
        made = {each.iri: each for made in (FIRST, SECOND) for each in made.statements}
        assert {each.iri: each for each in (*graph.recommendations(), *graph.claims())} == made
        assert {each.iri for each in graph.documents()} == {FIRST.document.iri, SECOND.document.iri}


def test_traces_and_queries_come_through(address: str) -> None:
    with Graph.connect(f"{address}/sparql") as graph:
        (ask,) = graph.recommendations(topic="export-controls")
        assert len(graph.trace(ask.iri).nodes) == 4
        assert list(graph.select("SELECT (COUNT(?d) AS ?n) { ?d a w:Document }")) == [{"n": 2}]
        assert graph.ask("ASK { ?s a w:Claim }")
        with pytest.raises(QueryError):
            graph.select("SELECT ?s { ?s ")


def test_a_past_release_is_a_graph_of_its_own(address: str) -> None:
    with Graph.connect(f"{address}/releases/1") as graph:
        assert list(graph.documents()) == [FIRST.document]


def test_where_nobody_answers_is_said(address: str) -> None:
    with Graph.connect("http://127.0.0.1:9") as graph, pytest.raises(StoreError):
        list(graph.documents())
