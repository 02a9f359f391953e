"""Everything that has an IRI and no page of its own: itself as RDF and JSON, for people a place or a list."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from kg.conversion import graph_bytes, turtle_as
from kg.described import justified
from kg.errors import UnknownIriError
from kg.identifiers import kind_of
from kg.portrait import Portrait, Value, portrait
from kg.query_graph import query_graph
from kg.vocabulary import term_graph
from kg.withdrawal import is_withdrawn
from ontology.resources import concepts_graph, ontology_graph, read_text
from web import ontology, topics
from web.library import library
from web.negotiation import THINGS
from web.pages import finished, form_of, json_response, respond
from web.sparql.form import short
from web.turtle import described, whole_graph
from web.urls import iri_of, key_of, path_of, statement_anchor, with_query

blueprint = Blueprint("things", __name__)

T = TypeVar("T")

_FORMS: Final = ["html", "json", *(form.name for form in THINGS)]
_PLACED: Final = ("passage", "mention", "citation", "quote")
_GRAPHS: Final = ("graph", "run-graph")
_RUNS: Final = ("run", "run-graph")
_LISTS: Final = ("topic", "scheme")


@blueprint.get("/id/<kind>/<path:key>")
def thing(kind: str, key: str) -> Response:
    """Give a thing: the place where it is shown, or a list of what is said of it."""
    iri = iri_of(kind, key)
    if kind not in _LISTS and kind_of(iri) != kind:
        raise NotFound
    if is_withdrawn(library().store, iri):
        raise NotFound
    if kind in _RUNS and library().settings.hides_runs:
        raise NotFound
    if kind in _GRAPHS:
        return _graph(iri)
    if form_of(_FORMS) == "html":
        page = topics.topic(key) if kind == "topic" else None
        if page is not None:
            return page
        place = _shown_at(kind, iri)
        if place is not None:
            return _see(place)
    return described_page(iri)


def described_page(iri: str) -> Response:
    """List what is said of a thing, or give it in another form.

    Raises:
        NotFound: nothing is.
    """
    try:
        found = portrait(library().store, iri)
    except UnknownIriError as error:
        raise NotFound from error
    return respond("things/thing.html", Page(found), data=_data(found), rdf=lambda form: described(iri, form))


class Page:
    """What the page of a thing shows."""

    def __init__(self, found: Portrait) -> None:
        self.thing = found
        self.title = found.name or short(found.iri)
        self.query = with_query(
            "/sparql", [("query", f"SELECT ?property ?value WHERE {{ <{found.iri}> ?property ?value }}")]
        )
        self.short = short


def _see(address: str) -> Response:
    return finished(Response(status=303, headers={"Location": address}), "html", _FORMS)


def _graph(iri: str) -> Response:
    """Give a named graph; people see what is in it by the query for it."""
    if iri not in library().store.graphs():
        raise NotFound
    name = form_of(_FORMS)
    if name in ("html", "json"):
        query = f"SELECT ?subject ?property ?value WHERE {{ GRAPH <{iri}> {{ ?subject ?property ?value }} }}"
        return _see(with_query("/sparql", [("query", query), ("format", name)]))
    return _sent(whole_graph(iri, name), name)


def _sent(data: bytes, name: str) -> Response:
    content_type = next(form.content_type for form in THINGS if form.name == name)
    return finished(Response(data, content_type=content_type), name, _FORMS)


@blueprint.get("/ontology")
def vocabulary() -> Response:
    """Give the classes and properties."""
    name = form_of(_FORMS)
    if name == "html":
        return finished(ontology.page(), name, _FORMS)
    if name == "json":
        return finished(json_response(ontology.data()), name, _FORMS)
    return _sent(graph_bytes(ontology_graph(), name), name)


@blueprint.get("/ontology/<name>")
def term(name: str) -> Response:
    """Give one class or property; for people, its place on the page of all."""
    found = term_graph(name)
    if not len(found):
        raise NotFound
    form = form_of(_FORMS)
    if form in ("html", "json"):
        return _see(with_query("/ontology", [("format", form)] if form == "json" else []) + f"#{name}")
    return _sent(graph_bytes(found, form), form)


@blueprint.get("/concepts")
def schemes() -> Response:
    """Give the concept schemes and topics; for people, their place on the page of the vocabulary."""
    name = form_of(_FORMS)
    return _see("/ontology") if name in ("html", "json") else _sent(graph_bytes(concepts_graph(), name), name)


@blueprint.get("/queries")
@blueprint.get("/queries/<name>")
def queries(name: str | None = None) -> Response:
    """Give the named queries, or one, as SHACL executables; for people, their place on the page of all."""
    found = query_graph(name)
    if not len(found):
        raise NotFound
    form = form_of(_FORMS)
    if form not in ("html", "json"):
        return _sent(graph_bytes(found, form), form)
    return _see(with_query("/api/queries", [("format", form)] if form == "json" else []) + (f"#{name}" if name else ""))


@blueprint.get("/shapes")
def shapes() -> Response:
    """Give the SHACL shapes that a well-formed graph fits; for people, the page of the vocabulary."""
    form = form_of(_FORMS)
    return _see("/ontology") if form in ("html", "json") else _sent(turtle_as(read_text("shapes.ttl"), form), form)


@blueprint.get("/context.jsonld")
def json_ld_context() -> Response:
    """Give the JSON-LD context, which has short names for the terms of the vocabulary."""
    response = Response(read_text("context.jsonld"), content_type="application/ld+json")
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/dataset")
def dataset() -> Response:
    """Lead to what describes the graph of today: VoID, and for people the page of it."""
    return _see("/void")


def _data(found: Portrait) -> dict[str, Any]:
    def plain(value: Value) -> dict[str, str]:
        known = {"name": value.name, "note": value.note}
        return {"iri" if value.is_iri else "text": value.text, **{key: text for key, text in known.items() if text}}

    return {
        "iri": found.iri,
        "name": found.name,
        "types": list(found.types),
        "properties": {name: [plain(value) for value in values] for name, values in found.properties},
        "pointing": [{"property": name, **plain(value)} for name, value in found.pointing],
        "has_more": found.has_more,
    }


def _shown_at(kind: str, iri: str) -> str | None:
    """Give the page on which a thing is shown among others, or None where it is shown by itself."""
    asked = [("format", "html")] if "format" in request.args else []
    if kind == "justification":
        target, premise = _known(justified(library().store, iri))
        return with_query(path_of(target), asked) + f"#{statement_anchor(premise)}"
    if kind in _PLACED:
        document, start, end = _known(_place(kind, key_of(iri)))
        return with_query(path_of(document), [("start", str(start)), ("end", str(end)), *asked]) + "#place"
    return None


def _known(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found


def _place(kind: str, key: str) -> tuple[str, int, int] | None:
    # A quote has the key of whatever stands at its place: a statement, a mention or a citation.
    lookup = library().index
    kinds = ("mention", "citation", "passage") if kind == "quote" else (kind,)
    for each in kinds:
        found = lookup.place(iri_of(each, key))
        if found is not None:
            return found.document, found.start, found.end
    row = lookup.statement(iri_of("statement", key)) if kind == "quote" else None
    return None if row is None else (row.document, row.start, row.end)
