"""The SPARQL form and endpoint; every query from outside passes the gate of `kg.sparql`.

The same address serves people (a form with a table) and programs (SPARQL 1.1 Protocol: query by GET, by form POST and
by `application/sparql-query`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotAcceptable, RequestEntityTooLarge, UnsupportedMediaType

from kg.errors import QueryError, QueryTimeoutError, StoreBusyError
from kg.formats import RDF_FORMATS, RESULT_MEDIA_TYPES, graph_text, result_text
from kg.named_queries import NamedQuery, named_query, names
from kg.store import Answer, ResultSet
from ontology.namespaces import PREFIXES
from web.library import library
from web.pages import respond
from web.urls import path_of, with_query

blueprint = Blueprint("sparql", __name__)

_HTML: Final = "text/html"
_ROWS: Final = {
    **{kind: name for name, kind in RESULT_MEDIA_TYPES.items() if name != "table"},
    "application/json": "json",
}
_GRAPHS: Final = {
    **{entry.media_type: name for name, entry in RDF_FORMATS.items() if name not in ("nquads", "trig")},
    "application/json": "json-ld",
}
_BY_PREFIX: Final = sorted(PREFIXES.items(), key=lambda pair: -len(pair[1]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One value in the table: its text, and where it leads or None."""

    text: str
    href: str | None = None
    full: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a query gave: rows, a yes or no, or a graph as Turtle."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    truth: bool | None = None
    turtle: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SparqlPage:
    """The form with examples, and the outcome or the error of what was asked."""

    query: str
    examples: tuple[tuple[NamedQuery, str], ...]
    prefixes: tuple[tuple[str, str], ...]
    outcome: Outcome | None = None
    error: str | None = None
    downloads: tuple[tuple[str, str], ...] = ()


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Show the form, or answer a query."""
    query = _query()
    if query is None:
        return _form("")
    if len(query.encode()) > library().settings.max_query_bytes:
        raise RequestEntityTooLarge
    kind = _wanted()
    if kind != _HTML:
        return _data(library().gate.answer(query), kind)
    try:
        answer = library().gate.answer(query)
    except (QueryError, StoreBusyError) as error:
        status = 503 if isinstance(error, QueryTimeoutError | StoreBusyError) else 400
        return _form(query, error=str(error), status=status)
    return _form(query, outcome=_outcome(answer), graph=not isinstance(answer, bool | ResultSet))


def _query() -> str | None:
    if request.method == "GET":
        asked = request.args.getlist("query")
    elif request.mimetype == "application/sparql-query":
        asked = [request.get_data(as_text=True)]
    elif request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        asked = request.form.getlist("query")
        if not asked:
            raise BadRequest("A POST needs a `query`.")
    else:
        raise UnsupportedMediaType("Send a query as a form or as application/sparql-query.")
    if len(asked) > 1:
        raise BadRequest("There must be one `query`, not several.")
    if request.values.getlist("default-graph-uri") or request.values.getlist("named-graph-uri"):
        raise BadRequest("Name graphs in the query, with FROM or GRAPH.")
    return asked[0] if asked and asked[0].strip() else None


def _wanted() -> str:
    asked = request.values.get("format")
    if asked is not None:
        known = {"html": _HTML, **RESULT_MEDIA_TYPES, **{name: entry.media_type for name, entry in RDF_FORMATS.items()}}
        if asked.lower() not in known or asked.lower() in ("table", "nquads", "trig"):
            raise BadRequest(f"An answer has no form called {asked!r}; there are html, json, csv, tsv, turtle.")
        return known[asked.lower()]
    if not request.accept_mimetypes:
        return "application/json"
    best = request.accept_mimetypes.best_match([_HTML, *_ROWS, *_GRAPHS])
    if best is None:
        raise NotAcceptable("An answer comes as HTML, JSON, CSV, TSV, Turtle, N-Triples, RDF/XML or JSON-LD.")
    # A program that takes anything (`*/*`) wants data, a browser names HTML.
    if best == _HTML and request.accept_mimetypes[0][0] == "*/*":
        return "application/json"
    return best


def _data(answer: Answer, kind: str) -> Response:
    if isinstance(answer, bool | ResultSet):
        name = _ROWS.get(kind, "json")
        return _typed(result_text(answer, name), RESULT_MEDIA_TYPES[name])
    name = _GRAPHS.get(kind, "turtle")
    return _typed(graph_text(answer, RDF_FORMATS[name]), RDF_FORMATS[name].media_type)


def _typed(text: str, media_type: str) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.vary.add("Accept")
    return response


def _form(
    query: str, *, outcome: Outcome | None = None, error: str | None = None, graph: bool = False, status: int = 200
) -> Response:
    forms = ("turtle", "ntriples", "json-ld") if graph else ("json", "csv", "tsv")
    page = SparqlPage(
        query=query,
        examples=_examples(),
        prefixes=tuple(PREFIXES.items()),
        outcome=outcome,
        error=error,
        downloads=tuple(
            (form, with_query("/sparql", [("query", query), ("format", form)])) for form in forms if outcome is not None
        ),
    )
    data = {
        "prefixes": dict(PREFIXES),
        "examples": [{"name": each.name, "purpose": each.purpose, "query": each.text} for each, _ in page.examples],
    }
    return respond("sparql/index.html", page, data=data, status=status)


def _examples() -> tuple[tuple[NamedQuery, str], ...]:
    known = (named_query(name) for name in names())
    open_ones = (query for query in known if not query.parameters and query.name != "extractions")
    return tuple((query, with_query("/sparql", [("query", query.text)])) for query in open_ones)


def _outcome(answer: Answer) -> Outcome:
    if isinstance(answer, bool):
        return Outcome(truth=answer)
    if not isinstance(answer, ResultSet):
        return Outcome(turtle=graph_text(answer, RDF_FORMATS["turtle"]))
    bindings = json.loads(result_text(answer, "json"))["results"]["bindings"]
    rows = tuple(tuple(_cell(row.get(name)) for name in answer.variables) for row in bindings)
    return Outcome(variables=tuple(answer.variables), rows=rows)


def _cell(term: dict[str, Any] | None) -> Cell | None:
    if term is None:
        return None
    value = str(term["value"])
    if term["type"] != "uri":
        return Cell(text=value)
    path = path_of(value)
    return Cell(text=short(value), href=path if path != value else None, full=value)


def short(iri: str) -> str:
    """Give an IRI with the well-known prefix that fits best, or whole."""
    for prefix, namespace in _BY_PREFIX:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
