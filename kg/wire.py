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
import struct
import time
import weakref
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

_PIECE: Final = 1 << 16
_LONGEST_LINE: Final = 1 << 16
_MOST_HEADERS: Final = 100
_MOST_IDLE: Final = 32
_MOMENT: Final = 0.05
_END: Final = b"\r\n\r\n"
_LAST: Final = b"0\r\n\r\n"


class Wire:
    """One connection; a request is sent on it once the answer before has been read to its end.

    Attributes:
        socket: what it runs over.
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
        self._input = io.BufferedReader(_Continued(self.socket, b""), _PIECE)
        self._ready: bytes | None = None
        self._poll = select.poll()
        self._poll.register(self.socket, select.POLLIN)
        self._is_plain = not secure
        self._timeout: float | None = -1.0
        self.wait_for(timeout)
        self.status = 0
        self.is_done = True
        self.since = 0.0

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> None:
        """Send a request and read the head of its answer.

        Raises:
            OSError: the connection is gone.
            http.client.HTTPException: what answers speaks no HTTP.
        """
        start = _start(method, url, tuple(headers.items()))
        size = b"" if body is None else b"Content-Length: %d\r\n" % len(body)
        self.is_done = False
        self._ready = None
        try:
            self.socket.sendall(b"%s%s\r\n%s" % (start, size, body or b""))
            data = self.socket.recv(_PIECE)
        except BlockingIOError as error:
            raise TimeoutError from error
        found = _small(data)
        if found is None:
            self._input = io.BufferedReader(_Continued(self.socket, data), _PIECE)
            self._head()
        else:
            self.status, self._ready = found

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
        if self._ready is not None:
            yield self._ready
            self.is_done = True
            return
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

    def _exactly(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._input.read(min(size, _PIECE))
            if not piece:
                raise http.client.IncompleteRead(b"", size)
            size -= len(piece)
            yield piece

    def wait_for(self, timeout: float | None) -> None:
        """Set how many seconds each step may take.

        The system keeps the time of a plain connection: Python would look before each step whether it can be taken,
        which takes another call and, among threads, another turn.
        """
        if timeout == self._timeout:
            return
        self._timeout = timeout
        if not self._is_plain:
            self.socket.settimeout(timeout)
            return
        self.socket.settimeout(None)
        # No time at all would mean no limit to the system.
        whole = 0.0 if timeout is None else max(timeout, 0.001)
        kept = struct.pack("ll", int(whole), int(whole % 1 * 1_000_000))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, kept)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, kept)

    def is_quiet(self) -> bool:
        """Whether it is still open, and nothing came that nobody asked for."""
        return not self._poll.poll(0)

    def close(self) -> None:
        """Close it."""
        self._input.close()
        self.socket.close()


class _Continued(io.RawIOBase):
    """What a socket gives, after what has been taken from it already."""

    def __init__(self, connected: socket.socket, taken: bytes) -> None:
        self._socket = connected
        self._taken = taken

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._taken:
            piece = self._taken[: len(buffer)]
            self._taken = self._taken[len(piece) :]
            buffer[: len(piece)] = piece
            return len(piece)
        try:
            return self._socket.recv_into(buffer)
        except BlockingIOError as error:
            raise TimeoutError from error


@lru_cache(maxsize=64)
def _start(method: str, url: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    address = urlsplit(url)
    target = f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
    lines = [f"{method} {target} HTTP/1.1", f"Host: {address.netloc}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers), ""]).encode("latin-1")


def _small(data: bytes) -> tuple[int, bytes] | None:
    """Give status and body of an answer that came whole at once in a few chunks, as most do, or None for any other."""
    end = data.find(_END)
    if end < 0 or not data.startswith(b"HTTP/1.1 200 ") or not data.endswith(_LAST):
        return None
    fields = data[:end].lower()
    if b"transfer-encoding: chunked" not in fields or b"\r\nconnection:" in fields:
        return None
    pieces: list[bytes] = []
    place = end + len(_END)
    while True:
        line = data.find(b"\r\n", place)
        try:
            size = int(data[place:line], 16)
        except ValueError:
            return None
        if not size:
            return (http.client.OK, b"".join(pieces)) if line + len(_END) == len(data) else None
        piece = data[line + 2 : line + 2 + size]
        place = line + size + len(_END)
        if len(piece) < size or data[place - 2 : place] != b"\r\n":
            return None
        pieces.append(piece)


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
            idle = time.monotonic() - wire.since
            # One that served a moment ago isn't looked at again: should it be gone, the request is sent once more.
            if known == origin and idle < most_idle and (idle < _MOMENT or wire.is_quiet()):
                wire.wait_for(timeout)
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
