"""One page in several forms: HTML for people, JSON for programs, RDF where a thing of the graph has the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Response, current_app, json, render_template, request
from werkzeug.exceptions import BadRequest

from web.negotiation import HTML, JSON, THINGS, Form, best, named
from web.suffixes import KEY
from web.urls import with_query

_FORMS: Final = (HTML, JSON, *THINGS)
MEDIA_TYPES: Final = {form.name: form.media_type for form in _FORMS}
TITLES: Final = {form.name: form.title for form in _FORMS}


def respond(
    template: str,
    page: Any,
    *,
    data: dict[str, Any] | Callable[[], dict[str, Any]],
    rdf: Callable[[str], bytes] | None = None,
    status: int = 200,
    prefers_data: bool = False,
) -> Response:
    """Answer in the form that the client prefers.

    Args:
        template: the template's path.
        page: a dataclass; its attributes are the template's variables.
        data: the same content, ready for JSON, or what makes it when it is asked for.
        rdf: gives the same thing in the serialisation of a name, or None where the page is no thing of the graph.
        status: HTTP status.
        prefers_data: whoever takes anything gets RDF; a page is for whoever names HTML, as browsers do.

    Raises:
        BadRequest: `?format=` asks for a form that this page doesn't have.
    """
    forms = [HTML, JSON] if rdf is None else list(_FORMS)
    form = form_of([each.name for each in forms], prefers_data=prefers_data)
    if form == "json":
        response = json_response(data() if callable(data) else data, status=status)
    elif form == "html" or rdf is None:
        alternates = {each.name: address_of(each.name) for each in forms if each is not HTML}
        html = render_template(template, page=page, alternates=alternates, media_types=MEDIA_TYPES)
        response = Response(html, status, content_type=HTML.content_type)
    else:
        response = Response(rdf(form), status, content_type=_form(form).content_type)
    return finished(response, form, [each.name for each in forms])


def finished(response: Response, form: str, forms: Iterable[str]) -> Response:
    """Say of a response which other forms there are, and send none that the client has already."""
    response.vary.add("Accept")
    for name in forms:
        if name != form:
            response.headers.add("Link", f'<{address_of(name)}>; rel="alternate"; type="{MEDIA_TYPES[name]}"')
    if response.status_code == HTTPStatus.OK:
        response.add_etag()
        response.make_conditional(request)
    return response


def _form(name: str) -> Form:
    return next(form for form in _FORMS if form.name == name)


def form_of(forms: list[str], *, prefers_data: bool = False) -> str:
    """Give the one of these forms that the client prefers: by the address's suffix, by `?format=`, or by `Accept`.

    Args:
        forms: names of forms.
        prefers_data: of forms that the client likes equally, RDF comes first and not HTML.

    Raises:
        BadRequest: suffix or `?format=` ask for another.
    """
    known = tuple(form for form in ((*THINGS, HTML, JSON) if prefers_data else _FORMS) if form.name in forms)
    asked = request.environ.get(KEY) or request.args.get("format")
    if asked is not None:
        found = named(asked, known)
        if found is None:
            raise BadRequest(f"This page has no form called {asked!r}; it has {', '.join(forms)}.")
        return found.name
    found = best(request.headers.get("Accept", ""), known)
    return (found or known[0]).name


def address_of(form: str) -> str:
    """Give where this page is in another form."""
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
