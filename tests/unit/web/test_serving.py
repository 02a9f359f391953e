"""The server over real connections: whatever way a request comes in pieces, its answer is the same."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

import pytest

from tests.unit.web.conftest import Shelf
from web.app import create_app
from web.serving import Server
from web.settings import Settings

pytestmark = pytest.mark.filterwarnings("ignore:send_bytes:DeprecationWarning")
QUERY = "SELECT ?s WHERE { ?s a w:Recommendation } ORDER BY ?s"
JSON = "application/sparql-results+json"


@contextmanager
def served(kept: Shelf, **settings: object) -> Iterator[int]:
    app = create_app(
        Settings(**settings),  # type: ignore[arg-type]
        kept.store,
        index=kept.index,
        archive=kept.archive,
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(app, listener, threads=6, crew=3)
        stopping = threading.Event()

        def run() -> None:
            while not stopping.is_set():
                server.inner.asyncore.loop(timeout=0.05, map=server.inner._map, use_poll=True, count=1)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stopping.set()
            thread.join()
            server.close()


@pytest.fixture
def port(kept: Shelf) -> Iterator[int]:
    with served(kept) as number:
        yield number


@pytest.fixture
def connection(port: int) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as made:
        yield made


def ask(connection: http.client.HTTPConnection, query: str, **headers: str) -> http.client.HTTPResponse:
    given = {"Content-Type": "application/sparql-query", "Accept": JSON, **headers}
    connection.request("POST", "/sparql", query.encode(), given)
    return connection.getresponse()


def rows(body: bytes) -> int:
    return len(json.loads(body)["results"]["bindings"])


def raw(query: str, more: str = "") -> bytes:
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nAccept: {JSON}\r\nContent-Type: application/sparql-query\r\n"
    return f"{head}{more}Content-Length: {len(query.encode())}\r\n\r\n{query}".encode()


def answers(sock: socket.socket, number: int) -> list[tuple[int, bytes]]:
    """Read so many answers off a connection."""
    found = []
    file = sock.makefile("rb")
    for _ in range(number):
        status = int(file.readline().split()[1])
        size = 0
        while line := file.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        found.append((status, file.read(size)))
    return found


def test_query_after_query_over_one_connection_is_answered_alike(connection: http.client.HTTPConnection) -> None:
    found = []
    for _ in range(5):
        answer = ask(connection, QUERY)
        found.append((answer.status, dict(answer.headers) | {"Date": ""}, answer.read()))
    first = found[0]
    assert first[0] == 200
    assert rows(first[2]) == 2
    # Names of headers are written in one way by the first and in another by the later ones.
    told = [(status, {name.lower(): value for name, value in headers.items()}, body) for status, headers, body in found]
    assert all(each == told[0] for each in told)


def test_other_requests_between_queries_keep_their_own_answers(connection: http.client.HTTPConnection) -> None:
    assert rows(ask(connection, QUERY).read()) == 2
    connection.request("GET", "/documents", headers={"Accept": "text/html"})
    page = connection.getresponse()
    assert (page.status, b"<html" in page.read()) == (200, True)
    assert rows(ask(connection, QUERY + " LIMIT 1").read()) == 1
    connection.request("HEAD", f"/sparql?query={quote(QUERY)}", headers={"Accept": JSON})
    head = connection.getresponse()
    assert (head.status, head.read()) == (200, b"")


def test_a_tag_that_is_known_is_answered_with_304_on_a_kept_connection(connection: http.client.HTTPConnection) -> None:
    first = ask(connection, QUERY)
    first.read()
    connection.request(
        "GET", f"/sparql?query={quote(QUERY)}", headers={"Accept": JSON, "If-None-Match": first.headers["ETag"]}
    )
    unchanged = connection.getresponse()
    assert (unchanged.status, unchanged.read()) == (304, b"")


def test_an_error_is_told_and_the_connection_goes_on(connection: http.client.HTTPConnection) -> None:
    ask(connection, QUERY).read()
    for wrong, status in (("SELECT * {", 400), ("INSERT DATA { <a:b> <c:d> 1 }", 400)):
        answer = ask(connection, wrong)
        told = json.loads(answer.read())
        assert (answer.status, told["status"]) == (status, status)
        assert rows(ask(connection, QUERY).read()) == 2


@pytest.mark.parametrize("size", [1, 7, 150, 1000])
def test_a_request_may_come_in_pieces_of_any_size(port: int, size: int) -> None:
    data = raw(QUERY) * 2
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        for start in range(0, len(data), size):
            sock.sendall(data[start : start + size])
            if size > 100:
                time.sleep(0.02)
        found = answers(sock, 2)
    assert [(status, rows(body)) for status, body in found] == [(200, 2), (200, 2)]


def test_a_request_that_stops_midway_is_answered_once_it_goes_on(port: int) -> None:
    data = raw(QUERY)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall(data)
        assert answers(sock, 1)[0][0] == 200
        sock.sendall(data[:60])
        time.sleep(0.4)
        sock.sendall(data[60:-5])
        time.sleep(0.4)
        sock.sendall(data[-5:] + data)
        assert [status for status, _ in answers(sock, 2)] == [200, 200]


def test_a_client_that_asks_to_close_is_closed(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall(raw(QUERY))
        answers(sock, 1)
        sock.sendall(raw(QUERY, "Connection: close\r\n"))
        assert answers(sock, 1)[0][0] == 200
        assert sock.recv(10) == b""


def test_a_foreign_host_is_refused_also_on_a_connection_that_is_known(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
        sock.sendall(raw(QUERY))
        answers(sock, 1)
        sock.sendall(raw(QUERY).replace(b"Host: localhost", b"Host: evil.example"))
        assert answers(sock, 1)[0][0] == 400


def test_a_large_answer_is_whole(kept: Shelf) -> None:
    hundred = " ".join(map(str, range(100)))
    query = f"SELECT ?n WHERE {{ VALUES ?a {{ {hundred} }} VALUES ?n {{ {hundred} }} }}"
    with served(kept) as port, closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        for _ in range(2):
            body = ask(connection, query).read()
            assert len(body) > 100_000
            assert rows(body) == 10_000


def test_more_clients_than_threads_are_all_answered(port: int) -> None:
    found: list[int] = []

    def work() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            for _ in range(10):
                found.append(rows(ask(connection, QUERY).read()))
                connection.request("GET", "/static/warrant.css")
                connection.getresponse().read()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 100


@pytest.mark.parametrize("more", ["Connection: close\r\n", ""])
def test_a_client_that_has_gone_is_no_error(port: int, caplog: pytest.LogCaptureFixture, more: str) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as sock:
            sock.sendall(raw(QUERY, more))
            assert answers(sock, 1)[0][0] == 200
    time.sleep(0.5)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
