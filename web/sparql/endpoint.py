"""`/sparql`: the SPARQL 1.1 Protocol for queries, a service description, and a form for people."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from kg.errors import WarrantError
from kg.sparql import SafeQuery
from web.library import library
from web.negotiation import GRAPHS, HTML, JSON, Form, names_html
from web.problems import Problem, problem_of, problem_response
from web.sparql.answering import answered
from web.sparql.asking import Asked, form_among, form_for, form_of_problem, read_request
from web.sparql.description import described_service
from web.sparql.form import form_page, outcome_page
from web.sparql.quick import FAILED

blueprint = Blueprint("sparql", __name__)

_DESCRIBING: Final = tuple(form for form in GRAPHS if form.name not in ("trig", "nquads"))


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, show the form or describe the service."""
    asked: Asked | None = None
    try:
        asked = _asked()
        if FAILED in request.environ:
            raise request.environ[FAILED]
        if asked.query is None:
            return _without_query(asked)
        _check_length(asked.query)
        query = SafeQuery.parse(asked.query, asked.dataset)
        form = form_for(asked, query)
        return outcome_page(query) if form is HTML else answered(query, form)
    except Problem as problem:
        return _failed(asked, problem)
    except WarrantError as error:
        return _failed(asked, problem_of(error))


def _asked() -> Asked:
    limit = library().settings.max_request_bytes
    if (request.content_length or 0) > limit:
        raise Problem(kind="request-too-large", status=413, detail=f"A request may have {limit:,} bytes, not more.")
    return read_request(
        request.method, request.query_string, request.headers.get("Content-Type", ""), request.get_data(),
        request.headers.get("Accept", ""),
    )  # fmt: skip


def _check_length(query: str) -> None:
    most = library().settings.max_query_bytes
    if len(query.encode()) > most:
        raise Problem(
            kind="query-too-large", status=414 if request.method != "POST" else 413,
            detail=f"The query is longer than {most:,} bytes; make it shorter, or ask in several steps.",
        )  # fmt: skip


def _without_query(asked: Asked) -> Response:
    if asked.format is None and (not asked.accept or names_html(asked.accept)):
        return form_page("")
    form = form_among(asked, (*_DESCRIBING, JSON, HTML))
    return form_page("") if form in (HTML, JSON) else described_service(form)


def _failed(asked: Asked | None, problem: Problem) -> Response:
    form: Form | None = form_of_problem(asked, request.query_string, request.headers.get("Accept", ""))
    if form is HTML:
        response = form_page(asked.query or "" if asked is not None else "", problem=problem)
    else:
        response = problem_response(problem, form)
    response.vary.add("Accept")
    return response
