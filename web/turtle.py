"""Things of the graph in its own serialisations."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from kg.conversion import graph_bytes
from kg.described import described as graph_of
from web.library import library


def described(iri: str, form: str) -> bytes:
    """Give what the graph says of one thing and its parts, in the serialisation of this name.

    Raises:
        NotFound: the graph says nothing of it.
    """
    graph = graph_of(library().store, [iri])
    if not len(graph):
        raise NotFound
    return graph_bytes(graph, form)


def whole_graph(graph: str, form: str) -> bytes:
    """Give one named graph."""
    return graph_bytes(library().store.graph(graph), form)
