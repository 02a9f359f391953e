"""HTTP/1.1 to one server over connections that are kept: as much of it as a SPARQL server needs, and quick.

The general client of the standard library takes longer to read the head of an answer than a small query takes in the
store.
"""

from __future__ import annotations

import http.client
import io
import select
import socket
import ssl
import time
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

_PIECE: Final = 1 << 16
_LONGEST_LINE: Final = 1 << 16
_MOST_HEADERS: Final = 100
_MOST_IDLE: Final = 32


class Wire:
    """One connection; a request is sent on it once the answer before has been read to its end.

    Attributes:
        socket: what it runs over.
        is_new: whether nothing has been asked on it yet.
        status: status of the answer at hand.
        is_done: whether that answer was read to its end and the connection can serve again.
    """

    def __init__(self, url: str, timeout: float | None) -> None:
        """Connect.

        Raises:
            OSError: nobody answers.
        """
        address = urlsplit(url)
        port = address.port or (443 if address.scheme == "https" else 80)
        raw = socket.create_connection((address.hostname or "", port), timeout)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        secure = address.scheme == "https"
        self.socket = ssl.create_default_context().wrap_socket(raw, server_hostname=address.hostname) if secure else raw
        self._input = io.BufferedReader(socket.SocketIO(self.socket, "r"), _PIECE)
        self.is_new = True
        self.status = 0
        self.is_done = True
        self.since = 0.0

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> None:
        """Send a request and read the head of its answer.

        Raises:
            OSError: the connection is gone.
            http.client.HTTPException: what answers speaks no HTTP.
        """
        address = urlsplit(url)
        target = f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
        lines = [f"{method} {target} HTTP/1.1", f"Host: {address.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        self.is_done = False
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b""))
        self._head()

    def _head(self) -> None:
        line = self._line()
        try:
            version, code, *_ = line.split(None, 2)
            self.status = int(code)
        except ValueError as error:
            raise http.client.BadStatusLine(line.decode("latin-1")) from error
        self._length: int | None = None
        self._chunked, self._closes = False, not version.endswith(b"/1.1")
        for _ in range(_MOST_HEADERS):
            line = self._line()
            if not line:
                break
            self._header(line.lower())
        else:
            raise http.client.HTTPException("more headers than any answer needs")
        if self.status in (http.client.NO_CONTENT, http.client.NOT_MODIFIED):
            self._length = 0

    def _header(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name == b"content-length":
            self._length = int(value)
        elif name == b"transfer-encoding":
            self._chunked = b"chunked" in value
        elif name == b"connection":
            self._closes = b"close" in value

    def _line(self) -> bytes:
        line = self._input.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise http.client.RemoteDisconnected("the server closed the connection")
        return line.rstrip(b"\r\n")

    def pieces(self) -> Iterator[bytes]:
        """Give the body.

        Raises:
            http.client.IncompleteRead: it breaks off.
        """
        if self._chunked:
            while size := int(self._line().split(b";")[0], 16):
                yield from self._exactly(size)
                self._line()
            while self._line():
                pass
        elif self._length is not None:
            yield from self._exactly(self._length)
        else:
            self._closes = True
            while piece := self._input.read1(_PIECE):
                yield piece
        self.is_done = not self._closes
        self.is_new = False

    def _exactly(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._input.read(min(size, _PIECE))
            if not piece:
                raise http.client.IncompleteRead(b"", size)
            size -= len(piece)
            yield piece

    def is_quiet(self) -> bool:
        """Whether it is still open, and nothing came that nobody asked for."""
        return not select.select([self.socket], [], [], 0)[0]

    def close(self) -> None:
        """Close it."""
        self._input.close()
        self.socket.close()


class Wires:
    """Connections that wait to be used again, the last used one first."""

    def __init__(self) -> None:
        self._idle: deque[tuple[str, Wire]] = deque()
        # Whoever forgets to close a store shouldn't leave connections open behind it.
        weakref.finalize(self, _close_all, self._idle)

    def take(self, url: str, timeout: float | None, most_idle: float) -> Wire:
        """Give a connection to the server of a URL, an old one where one is fit.

        Args:
            url: what will be asked.
            timeout: seconds for each step.
            most_idle: seconds after which a server may close a connection that it heard nothing from.

        Raises:
            OSError: nobody answers.
        """
        origin = url.partition("://")[2].partition("/")[0]
        while True:
            try:
                known, wire = self._idle.pop()
            except IndexError:
                return Wire(url, timeout)
            if known == origin and time.monotonic() - wire.since < most_idle and wire.is_quiet():
                wire.socket.settimeout(timeout)
                return wire
            wire.close()

    def give_back(self, url: str, wire: Wire) -> None:
        """Take a connection back; one that can't serve again is closed."""
        if not wire.is_done or len(self._idle) >= _MOST_IDLE:
            wire.close()
            return
        wire.since = time.monotonic()
        self._idle.append((url.partition("://")[2].partition("/")[0], wire))

    def close(self) -> None:
        """Close all that wait."""
        _close_all(self._idle)


def _close_all(idle: deque[tuple[str, Wire]]) -> None:
    while idle:
        idle.pop()[1].close()
