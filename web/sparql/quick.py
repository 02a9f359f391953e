"""The short way for a query of a program: past the framework, whose work would take longer than a selective query.

It takes what is plain: a query by GET or POST, for data, without a question whether it has changed and without another
site's script behind it. Everything else, and everything that goes wrong, goes the long way, which says the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any, Final

from kg.conversion import converted
from kg.errors import WarrantError
from kg.sparql import SafeQuery
from web.headers import SAFE
from web.hosts import is_ours
from web.library import Library
from web.negotiation import HTML
from web.problems import Problem, problem_of
from web.sparql.answering import pieces, tag_of
from web.sparql.asking import form_for, read_request
from web.suffixes import WSGIApp

FAILED: Final = "warrant.problem"
"""Where in a request's environment the problem stands that a query ran into here; it isn't run again."""

_LONG_WAY: Final = ("HTTP_ORIGIN", "HTTP_IF_NONE_MATCH", "HTTP_TRANSFER_ENCODING")
_SMALL: Final = 1 << 16


def with_short_way(app: WSGIApp, library: Library) -> WSGIApp:
    """Answer plain queries at once and leave the rest to the application."""
    hosts: dict[str, bool] = {}

    def is_plain(environ: dict[str, Any]) -> bool:
        host = environ.get("HTTP_HOST", "")
        if host not in hosts and len(hosts) < 100:
            hosts[host] = is_ours(host, library.settings.host)
        return hosts.get(host, False) and not any(name in environ for name in _LONG_WAY)

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if (
            environ["PATH_INFO"] != "/sparql"
            or environ["REQUEST_METHOD"] not in ("GET", "POST")
            or not is_plain(environ)
        ):
            return app(environ, start)
        size = int(environ.get("CONTENT_LENGTH") or 0)
        if size > library.settings.max_request_bytes:
            return app(environ, start)
        body = environ["wsgi.input"].read(size) if size else b""
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            found = _answer(library, environ, body)
        except Problem:
            found = None
        except WarrantError as error:
            environ[FAILED] = problem_of(error)
            found = None
        if found is None:
            return app(environ, start)
        headers, content = found
        start("200 OK", headers)
        return content

    return answer


def _answer(
    library: Library, environ: dict[str, Any], body: bytes
) -> tuple[list[tuple[str, str]], Iterable[bytes]] | None:
    asked = read_request(
        environ["REQUEST_METHOD"], environ.get("QUERY_STRING", "").encode("latin-1"),
        environ.get("CONTENT_TYPE", ""), body, environ.get("HTTP_ACCEPT", ""),
    )  # fmt: skip
    if asked.query is None or len(asked.query.encode()) > library.settings.max_query_bytes:
        return None
    query = SafeQuery.parse(asked.query, asked.dataset)
    form = form_for(asked, query)
    if form is HTML:
        return None
    tag = tag_of(library.store, query, form)
    with library.gate.fetch(query) as answer:
        file = converted(answer, form.name)
    size = file.seek(0, 2)
    file.seek(0)
    kept = [("ETag", f'"{tag}"'), ("Cache-Control", "no-cache")] if tag else [("Cache-Control", "no-store")]
    headers = [("Content-Type", form.content_type), ("Content-Length", str(size)), ("Vary", "Accept"), *kept]
    if library.settings.allowed_origins and "*" not in library.settings.allowed_origins:
        headers[2] = ("Vary", "Accept, Origin")
    if size > _SMALL:
        return [*headers, *SAFE.items()], pieces(file)
    with file:
        return [*headers, *SAFE.items()], [file.read()]
