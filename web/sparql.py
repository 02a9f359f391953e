"""The SPARQL form and endpoint; every query from outside passes the gate of `kg.sparql`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from web.pages import respond

blueprint = Blueprint("sparql", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class SparqlPage:
    """The form."""

    query: str


@blueprint.get("/sparql")
def endpoint() -> Response:
    """Show the form."""
    return respond("sparql/index.html", SparqlPage(query=""), data={})
