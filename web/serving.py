"""The HTTP server: waitress, and threads that stay for a moment with whoever has just asked a query.

Programs ask query after query over one connection. Handing each request from the thread that listens to one that works,
and back, takes longer than a selective query. So the thread that has answered a plain query waits a moment for the next
one and answers it itself; what isn't plain goes to the listening thread, as everything does at first.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Iterable
from typing import Any, Final

from flask import Flask
from waitress.channel import ClientDisconnected, HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.task import WSGITask  # type: ignore[import-untyped]
from waitress.utilities import build_http_date  # type: ignore[import-untyped]

from kg.errors import WarrantError
from web.problems import Problem, problem_of
from web.sparql.quick import FAILED, PATH, Head, ShortWay

_SENT_AT_ONCE: Final = 1024
"""Bytes that are waited for before anything is sent: more than the headers, so that they don't go out alone."""

_MOST_BODY: Final = 64 << 20
"""Bytes of a request that are read so that its sender hears an answer; what is too large gets no further than that."""

_STAY: Final = 0.25
"""Seconds that a thread waits for the next query while nobody else waits for a thread."""

_LOOK: Final = 50
"""Milliseconds after which it looks whether somebody does, and within which a request that began must be whole."""

_PIECE: Final = 1 << 16
_MOST_HEADS: Final = 256
_END: Final = b"\r\n\r\n"


class Task(WSGITask):  # type: ignore[misc]
    """One request; it is told what went wrong with it already."""

    def get_environment(self) -> dict[str, Any]:
        """Give the WSGI environment."""
        environ: dict[str, Any] = super().get_environment()
        if self.channel.failed is not None:
            environ[FAILED], self.channel.failed = self.channel.failed, None
        return environ


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection.

    Attributes:
        failed: what the query ran into that is about to be passed on, so that it isn't run again.
    """

    task_class = Task
    short_way: ShortWay
    places: threading.Semaphore
    """How many threads may stay with connections."""

    heads: dict[bytes, Head]
    """Heads of requests that came before: a program sends the same one again and again."""

    failed: Problem | None = None
    _holder: object | None = None
    """Stands for the thread that stays with it."""

    @property
    def _peer(self) -> socket.socket:
        """The connection's socket; the listening thread takes it away when it closes the connection."""
        peer: socket.socket | None = self.socket
        if peer is None or peer.fileno() < 0:
            raise ClientDisconnected
        return peer

    def readable(self) -> bool:
        """Whether the listening thread should wait for input."""
        return self._holder is None and bool(super().readable())

    def service(self) -> None:
        """Answer one request, and stay for more where it was a query."""
        token = object()
        with self.requests_lock:
            request = self.requests[0]
            is_alone = len(self.requests) == 1 and self.request is None
            is_query = is_alone and not request.error and request.path == PATH
            stays = is_query and self.places.acquire(blocking=False)
            if stays:
                self._holder = token
        if not stays:
            super().service()
            return
        try:
            super().service()
            rest = self._stay()
            if rest:
                # While it is held, so that what comes after these bytes isn't read before them.
                self.received(rest)
        except (OSError, ClientDisconnected):
            self.will_close = True
        except BaseException:
            self.will_close = True
            raise
        finally:
            self.places.release()
            with self.requests_lock:
                # Another thread may have begun with what was passed on, and hold it now.
                if self._holder is token:
                    self._holder = None
            self.server.pull_trigger()

    def _stay(self) -> bytes | None:
        """Answer queries as they come; give what came and isn't for this, or None where nothing did."""
        poll = select.poll()
        poll.register(self._peer, select.POLLIN)
        while self.connected and not (self.will_close or self.close_when_flushed or self.total_outbufs_len):
            if not self._waited(poll):
                return None
            data = self._peer.recv(_PIECE)
            if not data:
                self.will_close = True
                return None
            rest = self._answered(data, poll)
            if rest is not None:
                return rest
            self.last_activity = time.time()  # as waitress counts
        return None

    def _waited(self, poll: select.poll) -> bool:
        """Wait for input; a thread that others need gives up at once."""
        end = time.monotonic() + _STAY
        while not poll.poll(_LOOK):
            if time.monotonic() >= end or self.server.task_dispatcher.queue:
                return False
        return True

    def _answered(self, data: bytes, poll: select.poll) -> bytes | None:
        """Answer the request that begins with these bytes, or give what has come of it, for the listening thread."""
        while (end := data.find(_END)) < 0 and poll.poll(_LOOK):
            data, before = self._more(data), len(data)
            if len(data) == before:
                return data
        head = self._head(data[: end + len(_END)]) if end >= 0 else None
        if head is None:
            return data
        size = end + len(_END) + head.size
        while len(data) < size and poll.poll(_LOOK):
            data, before = self._more(data), len(data)
            if len(data) == before:
                break
        if len(data) != size:
            return data
        return None if self._sent(head, data[end + len(_END) :]) else data

    def _more(self, data: bytes) -> bytes:
        more: bytes = self._peer.recv(_PIECE)
        return data + more

    def _head(self, data: bytes) -> Head | None:
        known = self.heads.get(data)
        if known is not None:
            return known
        parser = HTTPRequestParser(self.adj)
        try:
            parser.received(data)
            is_fit = not (parser.error or parser.empty or parser.expect_continue or parser.chunked) and (
                parser.version == "1.1" and parser.path == PATH and not parser.headers.get("CONNECTION")
            )
            head = self.short_way.head_of(WSGITask(self, parser).get_environment()) if is_fit else None
        finally:
            parser.close()
        if head is not None and not head.query_string:
            if len(self.heads) >= _MOST_HEADS:
                self.heads.clear()
            self.heads[data] = head
        return head

    def _sent(self, head: Head, body: bytes) -> bool:
        """Answer a query, or give False where it has to go the long way."""
        try:
            found = self.short_way.answer(head, body)
        except Problem:
            return False
        except WarrantError as error:
            self.failed = problem_of(error)
            return False
        if found is None:
            return False
        headers, content = found
        lines = [f"{name}: {value}" for name, value in (*headers, ("Date", build_http_date(time.time())))]
        start = "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode("latin-1")
        if isinstance(content, list):
            self._send(start + b"".join(content))
        else:
            self._send_long(start, content)
        return True

    def _send(self, data: bytes) -> None:
        try:
            sent = self._peer.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            # The listening thread sends the rest as the client takes it.
            self.write_soon(data[sent:])

    def _send_long(self, start: bytes, content: Iterable[bytes]) -> None:
        self.write_soon(start)
        try:
            for piece in content:
                self.write_soon(piece)
        finally:
            if hasattr(content, "close"):
                content.close()


def server_of(app: Flask, listener: socket.socket, *, threads: int, pages: int) -> Any:
    """Give a server that listens, and answers once it is run.

    Args:
        app: what `web.app.create_app` gave.
        listener: the socket.
        threads: how many requests are worked on at once.
        pages: how many of these threads stay with no connection.
    """
    kept = {"short_way": app.wsgi_app, "places": threading.Semaphore(max(1, threads - pages)), "heads": {}}
    server = create_server(
        app, sockets=[listener], threads=threads, ident=None, clear_untrusted_proxy_headers=True,
        max_request_body_size=_MOST_BODY, connection_limit=1000, send_bytes=_SENT_AT_ONCE,
    )  # fmt: skip
    server.channel_class = type("ServerChannel", (Channel,), kept)
    return server
