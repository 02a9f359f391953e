"""The HTTP server: waitress, with a crew (`web.crew`) for programs that ask query after query."""

from __future__ import annotations

import os
import select
import socket
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
from web.crew import Crew
from web.problems import Problem, problem_of
from web.sparql.quick import FAILED, PATH, Head, ShortWay

_SENT_AT_ONCE: Final = 1024
"""Bytes that are waited for before anything is sent: more than the headers, so that they don't go out alone."""

_MOST_BODY: Final = 64 << 20
"""Bytes of a request that are read so that its sender hears an answer; what is too large gets no further than that."""

_SLOW: Final = 0.05
"""Seconds within which a request that began must be whole to be answered here."""

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

    def finish(self) -> None:
        """Send what is left; waitress would leave less than a thousand bytes to the listening thread."""
        super().finish()
        if self.channel.is_held:
            self.channel.flush()


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection.

    Attributes:
        failed: what the query ran into that is about to be passed on, so that it isn't run again.
    """

    task_class = Task
    short_way: ShortWay
    crew: Crew
    heads: dict[bytes, Head]
    """Heads of requests that came before: a program sends the same one again and again."""

    failed: Problem | None = None
    _holder: object | None = None
    """Stands for whoever reads from it in the place of the listening thread."""

    _rest = b""

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
        """Answer one request; after a query alone, give the connection to the crew."""
        token = object()
        with self.requests_lock:
            request = self.requests[0]
            is_alone = len(self.requests) == 1 and self.request is None
            is_query = is_alone and not request.error and request.path == PATH
            if is_query:
                self._holder = token
        super().service()
        if is_query and not self._is_handed_over():
            self.let_go()

    def _is_handed_over(self) -> bool:
        """Let the crew hold the connection, where all was sent and it stays."""
        try:
            return self._is_at_rest() and self.crew.hold(self._peer.fileno(), self)
        except (OSError, ClientDisconnected):
            self.will_close = True
            return False

    def _is_at_rest(self) -> bool:
        return self.connected and not (self.will_close or self.close_when_flushed or self.total_outbufs_len)

    @property
    def is_held(self) -> bool:
        """Whether somebody reads from it in the place of the listening thread."""
        return self._holder is not None

    def flush(self) -> None:
        """Send what can be sent, from within a request."""
        if self._peer:
            with self.outbuf_lock:
                self._flush_some(do_close=False)

    def let_go(self) -> None:
        """Go back to the listening thread, with what has come and wasn't answered."""
        token, rest = self._holder, self._rest
        self._rest = b""
        if rest:
            # While it is held, so that what comes after these bytes isn't read before them.
            self.received(rest)
        with self.requests_lock:
            # Another thread may have begun with what was passed on, and hold it now.
            if self._holder is token:
                self._holder = None
        self.server.pull_trigger()

    def serve(self) -> bool:
        """Answer a query that has come; give whether the connection can be held on."""
        try:
            data = self._peer.recv(_PIECE)
            if not data:
                self.will_close = True
                return False
            self._rest = self._answered(data)
        except BlockingIOError:
            return True
        except (OSError, ClientDisconnected):
            self.will_close = True
        except Exception:
            self.logger.exception("Exception while answering a query")
            self.will_close = True
        self.last_activity = time.time()  # as waitress counts
        return not (self._rest or self.will_close or self.total_outbufs_len)

    def _answered(self, data: bytes) -> bytes:
        """Answer the request that begins with these bytes; give what has come of it where that isn't for here."""
        slow = time.monotonic() + _SLOW
        while (end := data.find(_END)) < 0:
            more = self._more(slow)
            if not more:
                return data
            data += more
        end += len(_END)
        head = self._head(data[:end])
        if head is None:
            return data
        while len(data) < end + head.size:
            more = self._more(slow)
            if not more:
                return data
            data += more
        is_sent = len(data) == end + head.size and self._sent(head, data[end:])
        return b"" if is_sent else data

    def _more(self, slow: float) -> bytes:
        """Give what comes next, or nothing where that takes too long or nothing can come any more."""
        left = slow - time.monotonic()
        if left <= 0 or not _readable(self._peer, left):
            return b""
        more: bytes = self._peer.recv(_PIECE)
        return more

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
            self._send_long(data[sent:])

    def _send_long(self, first: bytes, content: Iterable[bytes] = ()) -> None:
        # The listening thread sends along. It minds the lock on what is to be sent only while there is a request.
        self.requests.append(None)
        try:
            self.write_soon(first)
            for piece in content:
                self.write_soon(piece)
        finally:
            self.requests.clear()
            if hasattr(content, "close"):
                content.close()


def _readable(connected: socket.socket, seconds: float) -> bool:
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def crew_for(places: int) -> int:
    """Give how many threads should answer programs where so many queries may run at once.

    More than the processors can do at once only wait for one another's turn; what takes its time leaves the crew.
    """
    return max(2, min(places, (os.cpu_count() or 1) + 1))


class Server:
    """The server with its threads and its crew; `run` answers until the process is told to stop."""

    def __init__(self, app: Flask, listener: socket.socket, *, threads: int, crew: int) -> None:
        """Make ready.

        Args:
            app: what `web.app.create_app` gave.
            listener: the socket.
            threads: how many requests are worked on at once.
            crew: how many further threads answer queries.
        """
        self.crew = Crew(crew)
        self.inner = create_server(
            app, sockets=[listener], threads=threads, ident=None, clear_untrusted_proxy_headers=True,
            max_request_body_size=_MOST_BODY, connection_limit=1000, send_bytes=_SENT_AT_ONCE,
        )  # fmt: skip
        kept = {"short_way": app.wsgi_app, "crew": self.crew, "heads": {}}
        self.inner.channel_class = type("ServerChannel", (Channel,), kept)

    def run(self) -> None:
        """Listen and answer."""
        self.inner.run()

    def close(self) -> None:
        """End the crew and the threads, then close what they answered on."""
        self.crew.close()
        self.inner.task_dispatcher.shutdown()
        for channel in list(self.inner.active_channels.values()):
            channel.handle_close()
        self.inner.close()
