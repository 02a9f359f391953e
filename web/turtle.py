"""Things of the graph as Turtle."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from kg.described import described as graph_of
from kg.formats import RDF_FORMATS, graph_text
from web.library import library


def described(iri: str) -> str:
    """Give what the graph says of one thing and its parts.

    Raises:
        NotFound: the graph says nothing of it.
    """
    graph = graph_of(library().store, [iri])
    if not len(graph):
        raise NotFound
    return graph_text(graph, RDF_FORMATS["turtle"])


def whole_graph(graph: str) -> str:
    """Give one named graph."""
    return library().store.graph(graph).serialize(format="turtle")
