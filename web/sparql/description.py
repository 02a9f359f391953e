"""The endpoint's description of itself, by the SPARQL 1.1 Service Description."""

from __future__ import annotations

from flask import Response, request

from kg.conversion import graph_bytes
from kg.service import SERVICE_PREFIXES, service_description
from web.library import library
from web.negotiation import Form
from web.sparql.answering import kept


def described_service(form: Form) -> Response:
    """Describe the service in a serialisation."""
    graph = service_description(request.base_url, library().gate.limits)
    response = Response(graph_bytes(graph, form.name, SERVICE_PREFIXES), content_type=form.content_type)
    response.add_etag()
    kept(response, response.get_etag()[0])
    response.make_conditional(request)
    return response
