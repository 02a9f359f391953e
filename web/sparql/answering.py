"""The answer to a query as a response: whole, in the form asked for, and not sent again while nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import IO, Final

from flask import Response, request

from kg.conversion import converted
from kg.sparql import SafeQuery
from kg.store import Store
from web.library import library
from web.negotiation import Form

_PIECE: Final = 1 << 16


def answered(query: SafeQuery, form: Form) -> Response:
    """Answer a query that passed the gate.

    Args:
        query: the query.
        form: one of `web.negotiation.ROWS` or, for a graph, `GRAPHS`.

    Raises:
        WarrantError: there is no whole answer.
    """
    # The mark is taken before the store is asked: should the graph change in between, it only ends too early.
    tag = tag_of(library().store, query, form)
    if tag is not None and tag in request.if_none_match:
        response = Response(status=304)
    else:
        with library().gate.fetch(query) as answer:
            response = sent(converted(answer, form.name), form.content_type)
    return kept(response, tag)


def tag_of(store: Store, query: SafeQuery, form: Form) -> str | None:
    """Give the entity tag of an answer, or None where it may differ from one time to the next."""
    return tag_at(store.revision(), query, form) if query.is_steady else None


def tag_at(revision: str | None, query: SafeQuery, form: Form) -> str | None:
    """Give the entity tag of an answer at a state of the store; arguments as for `tag_of`."""
    if revision is None or not query.is_steady:
        return None
    dataset = query.dataset
    parts = (_version(), revision, form.name, query.text, repr(dataset.default), repr(dataset.named))
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def _version() -> str:
    return version("warrant")


def kept(response: Response, tag: str | None) -> Response:
    """Say how long an answer may be kept: until it is asked for again, or not at all where it has no tag."""
    response.vary.add("Accept")
    if tag is None:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.set_etag(tag)
        response.headers["Cache-Control"] = "no-cache"
    return response


def sent(file: IO[bytes], content_type: str) -> Response:
    """Send a file that is at its start, and let go of it; a small one is read at once."""
    size = file.seek(0, 2)
    file.seek(0)
    if size <= _PIECE:
        with closing(file):
            return Response(file.read(), content_type=content_type)
    response = Response(pieces(file), content_type=content_type)
    response.content_length = size
    response.call_on_close(file.close)
    return response


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Give a file from where it is on, and close it at its end."""
    with closing(file):
        while piece := file.read(_PIECE):
            yield piece
