"""Errors of the machine-read addresses: problem details (RFC 9457) as JSON or XML, plain text, or a page."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from xml.sax.saxutils import escape

from flask import Response, json

from kg.errors import (
    AnswerTooLargeError,
    QueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
    TooManyQueriesError,
    UnknownGraphError,
    WarrantError,
)
from ontology.namespaces import BASE
from web.negotiation import Form

TYPES: Final = f"{BASE}problem/"
"""Where the names of kinds of problems stand; docs/reference/endpoint.md lists them."""


@dataclass(frozen=True, kw_only=True)
class Problem(Exception):  # noqa: N818 - its name is that of the standard
    """One problem, raised where it is found and shown where the form of the answer is known.

    Attributes:
        kind: the last part of its type.
        status: HTTP status.
        detail: one sentence that says what to do.
        more: further members, such as `line`.
        headers: further headers, such as `Retry-After`.
    """

    kind: str
    status: int
    detail: str
    more: tuple[tuple[str, Any], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What the status means."""
        return HTTPStatus(self.status).phrase

    def members(self) -> dict[str, Any]:
        """Give what a program reads."""
        return {
            "type": f"{TYPES}{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **dict(self.more),
        }


_KINDS: Final[tuple[tuple[type[WarrantError], str, int, int | None], ...]] = (
    (QuerySyntaxError, "malformed-query", 400, None),
    (AnswerTooLargeError, "answer-too-large", 400, None),
    (UnknownGraphError, "unknown-graph", 400, None),
    (QueryTimeoutError, "out-of-time", 503, 60),
    (TooManyQueriesError, "too-many-queries", 503, 5),
    (QueryError, "refused-query", 400, None),
    (StoreError, "no-store", 503, 10),
)


def problem_of(error: WarrantError) -> Problem:
    """Give the problem for an error from below."""
    for kind, name, status, wait in _KINDS:
        if isinstance(error, kind):
            more = (
                (("line", error.line), ("column", error.column), ("expected", list(error.expected)))
                if isinstance(error, QuerySyntaxError)
                else ()
            )
            headers = (("Retry-After", str(wait)),) if wait is not None else ()
            return Problem(kind=name, status=status, detail=str(error), more=more, headers=headers)
    return Problem(kind="failure", status=500, detail="Something went wrong in this program; its log says more.")


def problem_response(problem: Problem, form: Form | None) -> Response:
    """Show a problem to a program, as near to the form that it asked for as that form can say it.

    Args:
        problem: what went wrong.
        form: what was asked for, or None where that isn't known.
    """
    if form is not None and form.name in ("xml", "rdfxml"):
        response = Response(_xml(problem), problem.status, content_type="application/problem+xml")
    elif form is None or form.name in ("json", "json-ld"):
        body = json.dumps(problem.members()) + "\n"
        response = Response(body, problem.status, content_type="application/problem+json")
    else:
        response = Response(_text(problem), problem.status, content_type="text/plain; charset=utf-8")
    for name, value in problem.headers:
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _text(problem: Problem) -> str:
    more = "".join(
        f"{name}: {', '.join(value) if isinstance(value, list) else value}\n" for name, value in problem.more if value
    )
    return f"{problem.status} {problem.title}\n{problem.detail}\n{more}"


def _xml(problem: Problem) -> str:
    pieces = []
    for name, value in problem.members().items():
        inner = "".join(f"<i>{escape(str(each))}</i>" for each in value) if isinstance(value, list) else str(value)
        pieces.append(f"<{name}>{inner if isinstance(value, list) else escape(inner)}</{name}>")
    body = "".join(pieces)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807">{body}</problem>\n'
