"""An answer is the same however it is cut on its way, and never less than whole."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.wire import Wire, Wires

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"
BODIES = st.lists(st.binary(min_size=1, max_size=40), max_size=5)


@contextmanager
def answering(*pieces: bytes, stays: bool = True) -> Iterator[str]:
    """Serve one connection: after each request the same pieces, each sent on its own."""

    def work() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while connection.recv(1 << 16):
                for piece in pieces:
                    connection.sendall(piece)
                if not stays:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/query"
        finally:
            thread.join()


def asked(wire: Wire, url: str) -> bytes:
    wire.ask("POST", url, {"Accept": "*/*"}, b"ASK {}")
    return b"".join(wire.pieces())


def chunked(bodies: list[bytes]) -> bytes:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(body), body) for body in bodies)
    return HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"


def cut(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[start:end] for start, end in pairwise(ends)]


@given(BODIES, st.lists(st.integers(0, 500), max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_chunked_answer_is_whole_wherever_it_is_cut_and_the_connection_serves_again(
    bodies: list[bytes], places: list[int]
) -> None:
    with answering(*cut(chunked(bodies), places)) as url, closing(Wire(url, 10.0)) as wire:
        for _ in range(2):
            assert (asked(wire, url), wire.status, wire.is_done) == (b"".join(bodies), 200, True)


@given(st.binary(max_size=60), st.lists(st.integers(0, 500), max_size=3))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_answer_of_known_length_is_whole_wherever_it_is_cut(body: bytes, places: list[int]) -> None:
    data = HEAD + b"content-length: %d\r\n\r\n%s" % (len(body), body)
    with answering(*cut(data, places)) as url, closing(Wire(url, 10.0)) as wire:
        assert asked(wire, url) == body


@pytest.mark.parametrize("kept", [1, 30, 80, 100])
def test_an_answer_that_breaks_off_is_an_error(kept: int) -> None:
    data = chunked([b"x" * 50])[:kept]
    with answering(data, stays=False) as url, closing(Wire(url, 10.0)) as wire:
        with pytest.raises((http.client.HTTPException, OSError, ValueError)):
            asked(wire, url)
        assert not wire.is_done


@pytest.mark.parametrize("begun", [b"", chunked([b"x" * 50])[:90]])
def test_an_answer_that_does_not_come_in_time_is_a_timeout(begun: bytes) -> None:
    with answering(begun) as url, closing(Wire(url, 0.2)) as wire, pytest.raises(TimeoutError):
        asked(wire, url)


def test_a_connection_that_served_serves_the_next_and_one_that_is_closed_does_not() -> None:
    wires = Wires()
    with answering(chunked([b"yes"]), stays=False) as url:
        wire = wires.take(url, 10.0, 5.0)
        assert asked(wire, url) == b"yes"
        wires.give_back(url, wire)
    wire.since -= 1
    with answering(chunked([b"no"])) as other:
        new = wires.take(other, 10.0, 5.0)
        assert new is not wire
        assert asked(new, other) == b"no"
        new.close()
    wires.close()
