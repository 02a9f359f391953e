"""A request of the SPARQL 1.1 Protocol as a query, its dataset and the form of its answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from kg.answers import WHOLE, Dataset
from kg.sparql import SafeQuery
from web.negotiation import GRAPHS, HTML, ROWS, Form, best, named, names_html
from web.problems import Problem

FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUERY_TYPE: Final = "application/sparql-query"
UPDATE_TYPE: Final = "application/sparql-update"

_MOST_FIELDS: Final = 200
_LONGEST_KEPT: Final = 500
_FORMS: Final = {True: (*GRAPHS, HTML), False: (*ROWS, HTML)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks.

    Attributes:
        query: the query's text, or None where there is none.
        dataset: the graphs that the request names.
        format: the value of `?format=`, or None.
        accept: the `Accept` header.
    """

    query: str | None
    dataset: Dataset
    format: str | None
    accept: str


def read_request(method: str, query_string: bytes, content_type: str, body: bytes, accept: str) -> Asked:
    """Read a request.

    Args:
        method: its method; HEAD is read like GET.
        query_string: what stands behind the question mark, as it came.
        content_type: header of that name.
        body: its body.
        accept: header of that name.

    Raises:
        Problem: it isn't a request of the protocol.
    """
    fields = _fields(query_string, "address") if query_string else []
    direct: str | None = None
    if method == "POST":
        kind, _, parameters = content_type.partition(";")
        if kind.strip().lower() == QUERY_TYPE:
            _check_charset(parameters)
            direct = _decoded(body, "body")
        elif kind.strip().lower() == FORM_TYPE:
            fields += _fields(body, "form")
        else:
            raise _unfit(kind.strip().lower())
    if any(name == "update" for name, _ in fields):
        raise _no_updates()
    asked = [value for name, value in fields if name == "query"] + ([direct] if direct is not None else [])
    if len(asked) > 1:
        raise Problem(kind="bad-request", status=400, detail="There must be one `query`, not several.")
    if method == "POST" and not "".join(asked).strip():
        raise Problem(kind="bad-request", status=400, detail="A POST needs a `query`.")
    return Asked(
        query=asked[0] if asked and asked[0].strip() else None,
        dataset=Dataset(_values(fields, "default-graph-uri"), _values(fields, "named-graph-uri")),
        format=next((value for name, value in fields if name == "format" and value), None),
        accept=accept,
    )


def _values(fields: list[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    return tuple(value for name, value in fields if name == wanted)


def _fields(data: bytes, where: str) -> list[tuple[str, str]]:
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        text = _decoded(data, where)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise Problem(
            kind="not-utf-8", status=400, detail=f"The {where} isn't UTF-8 once its escapes are read ({error.reason}); "
            "encode it as UTF-8.",
        ) from error  # fmt: skip
    except ValueError as error:
        raise Problem(
            kind="bad-request", status=400, detail=f"The {where} has more than {_MOST_FIELDS} fields."
        ) from error


def _decoded(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(
            kind="not-utf-8", status=400, detail=f"The {where} isn't UTF-8 at byte {error.start}; encode it as UTF-8."
        ) from error


def _check_charset(parameters: str) -> None:
    for parameter in parameters.lower().split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise Problem(kind="unfit-media-type", status=415, detail=f"Send the query as UTF-8, not as {value:.40}.")


def _unfit(kind: str) -> Problem:
    if kind == UPDATE_TYPE:
        return _no_updates()
    return Problem(
        kind="unfit-media-type", status=415,
        detail=f"A query comes as {QUERY_TYPE} or as {FORM_TYPE}, not as {kind or 'a body without a type'}.",
    )  # fmt: skip


def _no_updates() -> Problem:
    return Problem(
        kind="updates-refused", status=403,
        detail="Updates aren't allowed here, because this endpoint only reads; `warrant ingest` writes.",
    )  # fmt: skip


def form_for(asked: Asked, query: SafeQuery) -> Form:
    """Give the form of the answer to a query.

    Raises:
        Problem: it has none that the client takes.
    """
    if len(asked.accept) > _LONGEST_KEPT or len(asked.format or "") > _LONGEST_KEPT:
        return form_among(asked, _FORMS[query.gives_graph])
    return _kept_form(asked.accept, asked.format, query.gives_graph)


@lru_cache(maxsize=256)
def _kept_form(accept: str, name: str | None, gives_graph: bool) -> Form:
    return form_among(Asked(None, WHOLE, name, accept), _FORMS[gives_graph])


def form_among(asked: Asked, forms: tuple[Form, ...]) -> Form:
    """Give the one of these forms that the client wants; HTML stands last and only goes to who names it.

    Raises:
        Problem: there is none.
    """
    listed = ", ".join(form.name for form in forms)
    available = (("available", [form.media_type for form in forms]),)
    if asked.format is not None:
        found = named(asked.format, forms)
        if found is None:
            raise Problem(
                kind="unknown-format", status=400, more=available,
                detail=f"This answer has no form called {asked.format!r:.40}; it has {listed}.",
            )  # fmt: skip
        return found
    data = forms if names_html(asked.accept) else tuple(form for form in forms if form is not HTML)
    found = best(asked.accept, data)
    if found is None:
        raise Problem(
            kind="not-acceptable", status=406, more=available,
            detail=f"This answer comes as {', '.join(form.media_type for form in forms)}; accept one of them, or add "
            f"format= with {listed}.",
        )  # fmt: skip
    return found


def form_of_problem(asked: Asked | None, query_string: bytes, accept: str) -> Form | None:
    """Give the form in which a client that has gone wrong can be told so, or None for JSON."""
    known = (*ROWS, *GRAPHS, HTML)
    name = asked.format if asked is not None else None
    if name is None:
        pairs = (pair.partition(b"=") for pair in query_string.split(b"&"))
        name = next((value.decode("latin-1") for key, _, value in pairs if key == b"format" and value), None)
    if name is not None:
        return named(name, known)
    return HTML if names_html(accept) else (best(accept, known) if "*/*" not in accept else None)
