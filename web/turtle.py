"""Things of the graph as Turtle."""

from __future__ import annotations

from web.library import library


def described(iri: str) -> str:
    """Give what the graph says of one thing.

    Args:
        iri: an IRI that `kg.identifiers` minted; anything else must not come here, since it becomes part of a query.
    """
    return library().store.construct(f"DESCRIBE <{iri}>").serialize(format="turtle")


def whole_graph(graph: str) -> str:
    """Give one named graph."""
    return library().store.graph(graph).serialize(format="turtle")
