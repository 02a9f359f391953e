"""The short way for a query of a program: past the framework, whose work would take longer than a selective query.

It takes what is plain: a query by GET or POST, for data, without a question whether it has changed and without another
site's script behind it. Everything else, and everything that goes wrong, goes the long way, which says the same.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from kg.conversion import converted
from kg.errors import WarrantError
from kg.sparql import SafeQuery
from web.headers import SAFE
from web.hosts import is_ours
from web.library import Library
from web.negotiation import HTML
from web.problems import Problem, problem_of
from web.sparql.answering import pieces, tag_at
from web.sparql.asking import form_for, read_request
from web.suffixes import WSGIApp

FAILED: Final = "warrant.problem"
"""Where in a request's environment the problem stands that a query ran into here; it isn't run again."""

PATH: Final = "/sparql"

_LONG_WAY: Final = ("HTTP_ORIGIN", "HTTP_IF_NONE_MATCH", "HTTP_TRANSFER_ENCODING", FAILED)
_SMALL: Final = 1 << 16
_MOMENT: Final = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What matters of a plain request's head: its method, what stands behind the question mark, and three headers."""

    method: str
    query_string: bytes
    content_type: str
    accept: str
    size: int


class ShortWay:
    """Answers plain queries at once and leaves the rest to the application."""

    def __init__(self, app: WSGIApp, library: Library) -> None:
        """Take the application to leave the rest to, and what queries are answered from."""
        self._app = app
        self._library = library
        origins = library.settings.allowed_origins
        self._vary = "Accept, Origin" if origins and "*" not in origins else "Accept"
        self._hosts: dict[str, bool] = {}
        self._seen: tuple[float, str | None] = (0.0, None)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request as WSGI has it."""
        head = self.head_of(environ)
        if head is None:
            return self._app(environ, start)
        body = environ["wsgi.input"].read(head.size) if head.size else b""
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            found = self.answer(head, body)
        except Problem:
            found = None
        except WarrantError as error:
            environ[FAILED] = problem_of(error)
            found = None
        if found is None:
            return self._app(environ, start)
        headers, content = found
        start("200 OK", headers)
        return content

    def head_of(self, environ: Mapping[str, Any]) -> Head | None:
        """Give the head of a request that is plain, or None."""
        is_plain = (
            environ["PATH_INFO"] == PATH
            and environ["REQUEST_METHOD"] in ("GET", "POST")
            and self._knows_host(environ.get("HTTP_HOST", ""))
            and not any(name in environ for name in _LONG_WAY)
        )
        size = int(environ.get("CONTENT_LENGTH") or 0)
        if not is_plain or size > self._library.settings.max_request_bytes:
            return None
        return Head(
            method=environ["REQUEST_METHOD"],
            query_string=environ.get("QUERY_STRING", "").encode("latin-1"),
            content_type=environ.get("CONTENT_TYPE", ""),
            accept=environ.get("HTTP_ACCEPT", ""),
            size=size,
        )

    def _knows_host(self, host: str) -> bool:
        if host not in self._hosts and len(self._hosts) < 100:
            self._hosts[host] = is_ours(host, self._library.settings.host)
        return self._hosts.get(host, False)

    def _revision(self) -> str | None:
        # A tag of a moment ago is as good: it only ends too early. What a client asks about a tag goes the long way.
        now, (since, revision) = time.monotonic(), self._seen
        if now - since > _MOMENT:
            revision = self._library.store.revision()
            self._seen = (now, revision)
        return revision

    def answer(self, head: Head, body: bytes) -> tuple[list[tuple[str, str]], Iterable[bytes]] | None:
        """Answer a query: the headers of a 200 and the content, or None where it has to go the long way.

        Raises:
            Problem: it is no request of the protocol.
            WarrantError: there is no whole answer.
        """
        library = self._library
        asked = read_request(head.method, head.query_string, head.content_type, body, head.accept)
        if asked.query is None or len(asked.query.encode()) > library.settings.max_query_bytes:
            return None
        query = SafeQuery.parse(asked.query, asked.dataset)
        form = form_for(asked, query)
        if form is HTML:
            return None
        tag = tag_at(self._revision(), query, form)
        with library.gate.fetch(query) as answer:
            # Most answers are small and asked for as the store gives them.
            is_ready = form.name == "json" and answer.size <= _SMALL and not answer.is_graph
            file: IO[bytes] = io.BytesIO(answer.read()) if is_ready else converted(answer, form.name)
        size = file.seek(0, 2)
        file.seek(0)
        kept = [("ETag", f'"{tag}"'), ("Cache-Control", "no-cache")] if tag else [("Cache-Control", "no-store")]
        headers = [("Content-Type", form.content_type), ("Content-Length", str(size)), ("Vary", self._vary), *kept]
        if size > _SMALL:
            return [*headers, *SAFE.items()], pieces(file)
        with file:
            return [*headers, *SAFE.items()], [file.read()]
