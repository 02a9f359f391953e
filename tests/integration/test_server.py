from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS
from rdflib.term import Node

from kg.cli import run
from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.errors import QueryTimeoutError, StoreBusyError, StoreError
from kg.protocol import Endpoint, SparqlStore
from kg.server import OxigraphServer
from kg.serving import read_note, start_time

GRAPH = "https://example.org/graph"


def label(text: str) -> tuple[Node, Node, Node]:
    return (URIRef("https://example.org/s"), RDFS.label, Literal(text))


def wait_until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it didn't happen in time"
        time.sleep(0.02)


def kill(data: DataDirectory) -> None:
    """Kill the server and wait until another has taken its place."""
    old = read_note(data.server_path)
    assert old is not None
    os.kill(old.server_pid, signal.SIGKILL)
    wait_until(lambda: (new := read_note(data.server_path)) is not None and new.server_pid != old.server_pid)


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path)


@pytest.fixture
def server(data: DataDirectory) -> Iterator[OxigraphServer]:
    with OxigraphServer(data, query_timeout=1) as running:
        yield running


def test_a_served_store_is_found_and_shared(data: DataDirectory, server: OxigraphServer) -> None:
    with data.open_store() as first, data.open_store() as second:
        assert isinstance(first, SparqlStore)
        first.replace_graph(GRAPH, [label("a")])
        assert second.ask("ASK { ?s rdfs:label 'a' }")


def test_a_server_listens_on_loopback_only(server: OxigraphServer) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    port = int(server.address.rpartition(":")[2])
    with socket.socket() as probe:
        probe.settimeout(1)
        with pytest.raises(OSError):
            probe.connect((_own_address(), port))


def _own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only chooses the outgoing address
        except OSError:
            pytest.skip("this machine has no address but loopback")
        address = str(probe.getsockname()[0])
    if address.startswith("127."):
        pytest.skip("this machine has no address but loopback")
    return address


def test_a_killed_server_comes_back_with_all_it_had(data: DataDirectory, server: OxigraphServer) -> None:
    store = data.open_store()
    store.replace_graph(GRAPH, [label("a")])
    for _ in range(3):
        kill(data)
        assert store.ask("ASK { ?s rdfs:label 'a' }")


def test_a_killed_server_comes_back_elsewhere_when_its_port_is_taken(
    data: DataDirectory, server: OxigraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = data.open_store()
    store.replace_graph(GRAPH, [label("a")])
    old = server.address
    taken = socket.socket()
    monkeypatch.setattr("kg.server._free_port", _taking(taken, int(old.rpartition(":")[2])))
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    with taken:
        assert store.ask("ASK { ?s rdfs:label 'a' }")
        assert server.address != old


def _taking(taken: socket.socket, port: int) -> Callable[[int], int]:
    def free_port(wanted: int) -> int:
        assert wanted == port
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return free_port


def test_writes_survive_a_server_that_is_killed_again_and_again(data: DataDirectory, server: OxigraphServer) -> None:
    store = data.open_store()
    stop = threading.Event()

    def harass() -> None:
        while not stop.wait(0.2):
            kill(data)

    thread = threading.Thread(target=harass)
    thread.start()
    try:
        for number in range(12):
            store.replace_graph(f"{GRAPH}/{number}", [label(str(number))], also={GRAPH: [label(f"last {number}")]})
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join()
    assert len(store.graphs()) == 13
    assert store.ask("ASK { ?s rdfs:label 'last 11' }")


ENDLESS = "?a rdfs:label ?b . ?c rdfs:label ?d . ?e rdfs:label ?f . ?g rdfs:label ?h . ?i rdfs:label ?j"


@pytest.mark.parametrize("timeout", [None, 0.3])
# Rows without a value: others might be too many bytes before their time is over.
@pytest.mark.parametrize("form", ["SELECT (COUNT(*) AS ?n) WHERE", "SELECT ?none WHERE"])
def test_a_query_that_outlives_its_limit_ends_the_work_too(
    data: DataDirectory, server: OxigraphServer, timeout: float | None, form: str
) -> None:
    store = data.open_store()
    store.replace_graph(GRAPH, [label(str(number)) for number in range(300)])
    first = server.pid
    start = time.monotonic()
    with pytest.raises(QueryTimeoutError):
        store.select(f"{form} {{ {ENDLESS} }}", timeout=timeout)
    assert time.monotonic() - start < (timeout or 2) + 3
    wait_until(lambda: server.pid not in (None, first))
    assert store.ask("ASK { ?s rdfs:label '299' }")


def test_a_slow_query_that_ends_in_time_ends_no_server(data: DataDirectory) -> None:
    with OxigraphServer(data, query_timeout=3) as server:
        store = data.open_store()
        store.replace_graph(GRAPH, [label(str(number)) for number in range(60)])
        first = server.pid
        three = "?a rdfs:label ?b . ?c rdfs:label ?d . ?e rdfs:label ?f"
        with pytest.raises(QueryTimeoutError):
            store.ask("ASK { " + three + " FILTER(CONCAT(?b, ?d, ?f) = 'x') }", timeout=0.001)
        time.sleep(4.5)
        assert server.pid == first


def test_stopping_takes_the_note_away_and_frees_the_store(data: DataDirectory) -> None:
    server = OxigraphServer(data).start()
    server.store().replace_graph(GRAPH, [label("a")])
    server.stop()
    server.stop()
    assert not data.server_path.exists()
    with data.open_store() as store:
        assert isinstance(store, EmbeddedStore)
        assert store.graphs() == (GRAPH,)


def test_a_second_server_on_the_same_data_is_refused(data: DataDirectory, server: OxigraphServer) -> None:
    with pytest.raises(StoreBusyError, match="served already"):
        OxigraphServer(data).start()
    assert data.open_store().graphs() == ()


def test_a_store_in_use_cannot_be_served(data: DataDirectory) -> None:
    with EmbeddedStore(data.store_path), pytest.raises(StoreBusyError, match="wait until it is done, then serve"):
        OxigraphServer(data).start()
    assert not data.server_path.exists()


def test_a_server_that_is_not_installed_says_so(data: DataDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(StoreError, match="isn't installed"):
        OxigraphServer(data).start()


def test_a_command_works_while_the_data_is_served(
    data: DataDirectory, server: OxigraphServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.store().replace_graph(GRAPH, [label("a")])
    assert run(["query", "--data", str(data.path), "ASK { ?s rdfs:label 'a' }"]) == 0
    assert capsys.readouterr().out == "true\n"


SERVING = """
import sys, time
from pathlib import Path
from kg.data import DataDirectory
from kg.server import OxigraphServer

with OxigraphServer(DataDirectory(Path(sys.argv[1]))) as server:
    print(server.pid, flush=True)
    time.sleep(60)
"""


@contextmanager
def serving(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with subprocess.Popen([sys.executable, "-c", SERVING, str(path)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        try:
            yield parent, int(parent.stdout.readline())
        finally:
            parent.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_the_process_that_keeps_it(data: DataDirectory, number: signal.Signals) -> None:
    with serving(data.path) as (parent, server):
        assert start_time(server)
        parent.send_signal(number)
        parent.wait()
        wait_until(lambda: not start_time(server))
    assert read_note(data.server_path) is None
    with data.open_store() as store:
        assert isinstance(store, EmbeddedStore)


# --- servers that misbehave ---


class Misbehaving(BaseHTTPRequestHandler):
    """Answers each query with what the test wants."""

    status = 200
    body = b""
    length: int | None = None

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(self.body) if self.length is None else self.length))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def answering(status: int, body: bytes, length: int | None = None) -> Iterator[SparqlStore]:
    handler = type("Handler", (Misbehaving,), {"status": status, "body": body, "length": length})
    with HTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        url = f"http://127.0.0.1:{http.server_address[1]}/sparql"
        endpoint = Endpoint(query=url, update=url)
        try:
            yield SparqlStore(lambda: endpoint, patience=0.2)
        finally:
            http.shutdown()
            thread.join()


ROWS = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "1"}}] * 3}})


@pytest.mark.parametrize("cut", [0, 1, 30, len(ROWS) - 1])
def test_a_cut_answer_is_never_a_short_one(cut: int) -> None:
    with answering(200, ROWS[:cut].encode()) as store, pytest.raises(QueryTimeoutError, match="cut its answer short"):
        store.select("SELECT ?n WHERE { }")


def test_a_cut_answer_with_a_note_of_the_server_is_none_either() -> None:
    body = ROWS[:40].encode() + b"The SPARQL operation has been cancelled"
    with answering(200, body) as store, pytest.raises(QueryTimeoutError):
        store.select("SELECT ?n WHERE { }")


def test_a_cut_graph_is_never_a_small_one() -> None:
    body = b"<a:b> <c:d> <e:f> .\nThe SPARQL operation has been cancelled"
    with answering(200, body) as store, pytest.raises(QueryTimeoutError):
        store.construct("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_cut_graph_is_not_dumped() -> None:
    with answering(200, b"<a:b> <c:d> <e:f> .\n<a:b> <c:") as store, pytest.raises(StoreError, match="cut a graph"):
        store.graph(GRAPH)


def test_a_connection_that_breaks_off_is_no_answer() -> None:
    with answering(200, ROWS[:50].encode(), length=len(ROWS)) as store, pytest.raises(StoreError, match="No store"):
        store.select("SELECT ?n WHERE { }")


@pytest.mark.parametrize("status", [500, 502, 404])
def test_a_server_error_is_an_error(status: int) -> None:
    with (
        answering(status, b"it   is\nbroken.") as store,
        pytest.raises(StoreError, match=rf"\({status}\): it is broken\.$"),
    ):
        store.select("SELECT ?n WHERE { }")


@pytest.mark.parametrize(("status", "body"), [(503, b"busy"), (500, b"The SPARQL operation has been cancelled")])
def test_a_time_limit_told_by_status_is_a_time_limit(status: int, body: bytes) -> None:
    with answering(status, body) as store, pytest.raises(QueryTimeoutError):
        store.ask("ASK { }")


def test_a_refused_change_is_an_error() -> None:
    with answering(400, b"no") as store, pytest.raises(StoreError, match="nothing has changed: no"):
        store.replace_graph(GRAPH, [label("a")])


def test_no_server_at_all_is_a_clear_error() -> None:
    store = SparqlStore.at("http://127.0.0.1:9", patience=0.1)
    with pytest.raises(StoreError, match="start it again with `warrant serve`"):
        store.ask("ASK { }")


def test_a_note_that_goes_away_is_a_clear_error(tmp_path: Path) -> None:
    store = SparqlStore.noted(tmp_path / "server.json", patience=0.1)
    with pytest.raises(StoreError, match="at its noted address"):
        store.ask("ASK { }")
