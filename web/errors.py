"""Every failure as one page and one JSON shape: `{"error": {"status", "title", "message"}}`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from kg.errors import QueryError, QueryTimeoutError, StoreError, UnknownIriError, WarrantError
from kg.identifiers import BASE
from kg.periods import date_words
from kg.withdrawal import Withdrawal, is_withdrawn, withdrawal_of
from web.library import library
from web.pages import json_response, respond
from web.suffixes import KEY

logger = logging.getLogger(__name__)

_STATUS: Final[tuple[tuple[type[WarrantError], int], ...]] = (
    (QueryTimeoutError, 503), (QueryError, 400), (UnknownIriError, 404), (StoreError, 503),
)  # fmt: skip
_MESSAGES: Final = {
    404: "There is nothing at this address. A statement or document may have been removed, or the link is misspelt.",
    405: "This address doesn't take that kind of request.",
    410: "This was in the graph and has been withdrawn: the document was read anew, and it isn't found there any more.",
    413: "The request is larger than this server takes.",
    500: "Something went wrong in this program, not in what you did; the log on the server says more.",
    503: "The store can't answer now; try again in a moment.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorPage:
    """What the error page shows."""

    status: int
    title: str
    message: str


def register(app: Flask) -> None:
    """Make every failure of the application end in the one page or shape."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(WarrantError, _ours)
    app.register_error_handler(Exception, _unforeseen)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    # What a view says of its own accord; the usual sentences of the library say less than ours.
    is_own = status in (400, 404) and error.description != type(error).description
    given = error.description if is_own else None
    response = _answer(status, given or _MESSAGES.get(status) or error.description or "")
    if status == 405 and error.get_response().headers.get("Allow"):
        response.headers["Allow"] = error.get_response().headers["Allow"]
    return response


def _gone() -> str | None:
    """Say that the thing at this address was withdrawn and why, or None where it wasn't."""
    iri = f"{BASE}{request.path.removeprefix('/')}"
    try:
        if not is_withdrawn(library().store, iri):
            return None
        act = withdrawal_of(library().store, iri)
    except WarrantError:
        return None
    return _MESSAGES[HTTPStatus.GONE] if act is None else _withdrawn(act)


def _withdrawn(act: Withdrawal) -> str:
    when, reason = date_words(act.when[:10]), act.reason.rstrip(".")
    return f"This was in the graph until {when}, when “{act.title}” was withdrawn. The reason given: {reason}."


def _ours(error: WarrantError) -> Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    if status >= 500:
        logger.warning("%s: %s", request.path, error)
    response = _answer(status, str(error))
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "10"
    return response


def _unforeseen(error: Exception) -> Response:
    logger.exception("%s failed", request.path, exc_info=error)
    return _answer(500, _MESSAGES[500])


def _answer(status: int, message: str) -> Response:
    gone = _gone() if status == HTTPStatus.NOT_FOUND and request.path.startswith("/id/") else None
    if gone is not None:
        status, message = HTTPStatus.GONE, gone
    page = ErrorPage(status=status, title=HTTPStatus(status).phrase, message=message)
    data = {"error": {"status": page.status, "title": page.title, "message": page.message}}
    # A program that asks for CSV or Turtle can't show a page: its errors come as JSON.
    default = "application/json" if request.accept_mimetypes else "text/html"
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default=default)
    asked = request.environ.get(KEY) or request.args.get("format", "").lower()
    if asked not in ("", "html") or best == "application/json":
        return json_response(data, status=status)
    return respond("error.html", page, data=data, status=status)
