"""`/api/queries`: the named queries, to be called with values for their parameters; and what the editor completes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as Answer

from kg.completion import Term, known_terms, known_values
from kg.errors import QueryError, WarrantError
from kg.named_queries import NamedQuery, every_name, examples, named_query
from kg.sparql import SafeQuery
from ontology.namespaces import PREFIXES
from web.choices import Choice, choices, list_of
from web.library import library
from web.negotiation import HTML, ROWS, Form
from web.pages import json_response, plain, respond
from web.problems import Problem, problem_of, problem_response
from web.sparql.answering import answered
from web.sparql.asking import Asked, form_among, form_of_problem, read_request
from web.urls import with_query

blueprint = Blueprint("api", __name__)

_PATH: Final = "/api/queries"
_KEPT: Final = "warrant-terms"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A query as a form.

    Attributes:
        query: the query.
        address: where it is answered.
        edit: where it can be changed, or None where it needs values.
        lists: parameter to the list whose values its field offers.
    """

    query: NamedQuery
    address: str
    edit: str | None
    lists: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class QueriesPage:
    """The queries by the heading of their group, and the values that their fields offer, by the name of the list."""

    groups: tuple[tuple[str, tuple[Shown, ...]], ...]
    choices: Mapping[str, tuple[Choice, ...]]


@blueprint.get(_PATH)
def index() -> Response:
    """List the queries with their questions and parameters."""
    groups = tuple((heading, tuple(map(_shown, known))) for heading, known in examples().items())
    data = {"queries": [_described(each) for _, known in groups for each in known]}
    lists = (name for _, known in groups for each in known for name in each.lists.values())
    page = QueriesPage(groups=groups, choices=choices(lists, library().index))
    return respond("queries/index.html", page, data=data)


def _shown(query: NamedQuery) -> Shown:
    lists = {each.name: known for each in query.parameters if (known := list_of(each)) is not None}
    return Shown(query=query, address=f"{_PATH}/{query.name}", edit=edit_address(query), lists=lists)


def edit_address(query: NamedQuery) -> str | None:
    """Give where a query can be changed, or None where one of its parameters needs a value first."""
    if any(parameter.default is None for parameter in query.parameters):
        return None
    return with_query("/sparql", [("query", query.filled({}))])


def _described(shown: Shown) -> dict[str, Any]:
    query = shown.query
    return {
        "name": query.name,
        "title": query.title,
        "question": query.question,
        "group": query.group,
        "parameters": plain(query.parameters),
        "budget": query.budget,
        "rows": query.rows,
        "address": shown.address,
        "query": query.text,
    }


@blueprint.get(f"{_PATH}/<name>")
def answer(name: str) -> Answer:
    """Answer a query for the values in the address, in the form that is asked for."""
    asked: Asked | None = None
    try:
        asked = read_request("GET", request.query_string, "", b"", request.headers.get("Accept", ""))
        if name not in every_name():
            raise Problem(kind="unknown-query", status=404, detail=_unknown(name))
        text = named_query(name).filled(_values())
        query = SafeQuery.parse(text)
        form = form_among(asked, (*ROWS, HTML))
        return _opened(text) if form is HTML else answered(query, form)
    except Problem as problem:
        return _failed(asked, problem)
    except WarrantError as error:
        return _failed(asked, problem_of(error))


def _unknown(name: str) -> str:
    try:
        named_query(name)
    except QueryError as error:
        return str(error)
    return ""


def _values() -> dict[str, str]:
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "format"]
    values = dict(pairs)
    if len(values) < len(pairs):
        raise Problem(kind="bad-request", status=400, detail="Give each parameter one value, not several.")
    # A form sends its empty fields, too.
    return {key: value for key, value in values.items() if value}


def _opened(text: str) -> Answer:
    """Lead people to the page where they see the rows, and the query to change."""
    response = redirect(with_query("/sparql", [("query", text)]), 303)
    response.vary.add("Accept")
    return response


def _failed(asked: Asked | None, problem: Problem) -> Response:
    form: Form | None = form_of_problem(asked, request.query_string, request.headers.get("Accept", ""))
    if form is HTML:
        abort(problem.status, description=problem.detail)
    response = problem_response(problem, form)
    response.vary.add("Accept")
    return response


@blueprint.get("/sparql/terms")
def terms() -> Response:
    """Give the prefixes, classes, properties and listed values that a query can use, the most used terms first."""
    found = _terms()
    response = json_response(
        {
            "prefixes": dict(PREFIXES),
            "classes": [_term(each) for each in found if each.is_class],
            "properties": [_term(each) for each in found if not each.is_class],
            "values": [{"iri": iri, "label": label} for iri, label in known_values()],
        }
    )
    response.add_etag()
    response.make_conditional(request)
    return response


def _terms() -> tuple[Term, ...]:
    """Give the terms; counting takes a while in a large store, so they are kept until it changes."""
    store = library().store
    revision = store.revision()
    kept = current_app.extensions.get(_KEPT)
    if kept is not None and revision is not None and kept[:2] == (id(store), revision):
        return tuple(kept[2])
    found = known_terms(store)
    current_app.extensions[_KEPT] = (id(store), revision, found)
    return found


def _term(term: Term) -> dict[str, Any]:
    return {"iri": term.iri, "label": term.label, "definition": term.definition, "uses": term.uses}
