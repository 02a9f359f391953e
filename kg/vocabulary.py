"""The vocabulary, the concept schemes and the named queries as named graphs of the store, where queries reach them.

They come from this program's own files, so they are part of its version and not of any document. Each graph says which
bytes it was made from; a store that has older ones gets the new ones, and one that has these is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Final

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from kg.identifiers import ONTOLOGY
from kg.oxigraph import from_oxigraph
from kg.query_graph import QUERIES_GRAPH, query_text
from kg.store import Store
from ontology.resources import CONCEPTS_GRAPH, ONTOLOGY_GRAPH, ontology_graph, read_text

VOCABULARY_GRAPHS: Final[Mapping[str, Callable[[], str]]] = {
    ONTOLOGY_GRAPH: lambda: read_text("warrant.ttl"),
    CONCEPTS_GRAPH: lambda: read_text("concepts.ttl"),
    QUERIES_GRAPH: lambda: query_text(),
}
"""Named graph to what gives it as Turtle."""


def keep_vocabulary(store: Store) -> bool:
    """Make sure that a store has the vocabulary of this version; give whether anything had to be written.

    Raises:
        StoreError: the store can't be read or written.
    """
    texts = {graph: text() for graph, text in VOCABULARY_GRAPHS.items()}
    old = {graph: text for graph, text in texts.items() if not _has(store, graph, text)}
    if not old:
        return False
    new = {graph: list(_triples(graph, text)) for graph, text in old.items()}
    first, *_ = new
    store.replace_graph(first, new.pop(first), new)
    return True


def _digest(text: str) -> Literal:
    return Literal(f"sha256:{sha256(text.encode()).hexdigest()}")


def _has(store: Store, graph: str, text: str) -> bool:
    query = "ASK { GRAPH $graph { $graph dcterms:identifier $digest } }"
    return store.ask(query, {"graph": URIRef(graph), "digest": _digest(text)})


def _triples(graph: str, text: str) -> Iterator[tuple[Node, Node, Node]]:
    for quad in ox.parse(text, ox.RdfFormat.TURTLE):
        s, p, o = (from_oxigraph(term) for term in quad.triple)
        yield s, p, o
    yield URIRef(graph), DCTERMS.identifier, _digest(text)


def term_graph(name: str) -> Graph:
    """Give what the vocabulary says of a class or property; an empty graph where it has none of this name."""
    found = Graph(bind_namespaces="none")
    term = URIRef(f"{ONTOLOGY}{name}")
    for triple in ontology_graph().triples((term, None, None)):
        found.add(triple)
    return found
