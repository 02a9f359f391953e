"""One page in three forms: HTML for people, JSON for programs, Turtle where a thing of the graph has the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, Final

from flask import Response, current_app, json, render_template, request
from werkzeug.exceptions import BadRequest

from web.urls import with_query

_TYPES: Final = {"html": "text/html", "json": "application/json", "turtle": "text/turtle"}
_NAMES: Final = {"ttl": "turtle", **{name: name for name in _TYPES}}


def respond(
    template: str, page: Any, *, data: dict[str, Any], turtle: Callable[[], str] | None = None, status: int = 200
) -> Response:
    """Answer in the form that the client prefers.

    Args:
        template: the template's path.
        page: a dataclass; its attributes are the template's variables.
        data: the same content, ready for JSON.
        turtle: gives the same thing as Turtle, or None where the page is no thing of the graph.
        status: HTTP status.

    Raises:
        BadRequest: `?format=` asks for a form that this page doesn't have.
    """
    forms = [form for form in _TYPES if form != "turtle" or turtle is not None]
    form = form_of(forms)
    if form == "json":
        response = json_response(data, status=status)
    elif form == "turtle" and turtle is not None:
        response = Response(turtle(), status, content_type="text/turtle; charset=utf-8")
    else:
        alternates = {name: _address(name) for name in forms if name != "html"}
        html = render_template(template, page=page, alternates=alternates, media_types=_TYPES)
        response = Response(html, status, content_type="text/html; charset=utf-8")
    response.vary.add("Accept")
    for name in forms:
        if name != form:
            response.headers.add("Link", f'<{_address(name)}>; rel="alternate"; type="{_TYPES[name]}"')
    return response


def form_of(forms: list[str]) -> str:
    """Give the one of these forms that the client prefers, by `?format=` or else by `Accept`.

    Raises:
        BadRequest: `?format=` asks for another.
    """
    asked = request.args.get("format")
    if asked is not None:
        name = _NAMES.get(asked.lower())
        if name not in forms:
            raise BadRequest(f"This page has no form called {asked!r}; it has {', '.join(forms)}.")
        return name
    best = request.accept_mimetypes.best_match([_TYPES[form] for form in forms], default="text/html")
    return next(form for form in forms if _TYPES[form] == best)


def _address(form: str) -> str:
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "format"]
    return with_query(request.path, [*pairs, ("format", form)])


def json_response(data: dict[str, Any], *, status: int = 200) -> Response:
    """Answer in JSON, with non-ASCII characters as they are."""
    text = json.dumps(data, indent=1 if current_app.debug else None)
    return Response(text, status, content_type="application/json")


def plain(record: Any) -> Any:
    """Turn records, tuples and mappings into what JSON has."""
    if is_dataclass(record) and not isinstance(record, type):
        return {field.name: plain(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, dict):
        return {str(key): plain(value) for key, value in record.items()}
    if isinstance(record, tuple | list):
        return [plain(each) for each in record]
    return record
