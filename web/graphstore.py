"""`/graphs`: the reading side of the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from flask import Blueprint, Response, request

from kg.answers import WHOLE
from kg.errors import UnknownGraphError, WarrantError
from kg.sparql import SafeQuery
from ontology.namespaces import BASE
from web.negotiation import GRAPHS
from web.problems import Problem, problem_of, problem_response
from web.sparql.answering import answered
from web.sparql.asking import Asked, form_among, form_of_problem

blueprint = Blueprint("graphstore", __name__)

_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ONE: Final = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
_UNFIT: Final = frozenset('<>"{}|^`\\ \t\r\n')


@blueprint.get("/graphs")
def graphs() -> Response:
    """Give one graph, by its IRI, or the default graph, which is all of them together."""
    asked = Asked(None, WHOLE, request.args.get("format"), request.headers.get("Accept", ""))
    try:
        query = _query()
        response = answered(query, form_among(asked, GRAPHS))
    except UnknownGraphError as error:
        response = _failed(asked, Problem(kind="unknown-graph", status=404, detail=str(error)))
    except Problem as problem:
        response = _failed(asked, problem)
    except WarrantError as error:
        response = _failed(asked, problem_of(error))
    response.vary.add("Accept")
    return response


def _query() -> SafeQuery:
    named, default = request.args.getlist("graph"), "default" in request.args
    if len(named) + default != 1:
        raise Problem(
            kind="bad-request", status=400,
            detail="Name one graph with ?graph=IRI, or take all of them together with ?default.",
        )  # fmt: skip
    if default:
        return SafeQuery(_ALL, "CONSTRUCT")
    iri = urljoin(request.base_url, named[0])
    if _UNFIT & set(iri):
        raise Problem(kind="bad-request", status=400, detail=f"{iri!r:.80} is no IRI; escape what doesn't belong.")
    # A graph may be named by where this server answers for it, too.
    iri = f"{BASE}{iri.removeprefix(request.url_root)}" if iri.startswith(request.url_root) else iri
    return SafeQuery(_ONE.format(graph=iri), "CONSTRUCT", graphs=(iri,))


def _failed(asked: Asked, problem: Problem) -> Response:
    return problem_response(problem, form_of_problem(asked, request.query_string, asked.accept))
