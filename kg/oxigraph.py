"""rdflib terms <-> pyoxigraph terms, and blank nodes made into IRIs before they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from kg.errors import QueryError, StoreError
from kg.identifiers import BASE

Term = URIRef | Literal | BNode
OxTerm = ox.NamedNode | ox.BlankNode | ox.Literal
Triples = Iterable[tuple[Node, Node, Node]]

SKOLEM: Final = f"{BASE}.well-known/genid/"
"""Where the IRIs stand that blank nodes get (RDF 1.1 Concepts, section 3.5)."""


@lru_cache(maxsize=4096)
def _datatype(iri: str) -> URIRef | None:
    return None if iri == str(XSD.string) else URIRef(iri)


# Properties, classes and nodes come again and again in one answer, and rdflib looks at each character of a new IRI.
@lru_cache(maxsize=16_384)
def _iri(value: str) -> URIRef:
    return URIRef(value)


# Numbers, truth values and dates come again and again, too.
@lru_cache(maxsize=16_384)
def _typed(lexical: str, datatype: URIRef) -> Literal:
    return Literal(lexical, datatype=datatype, normalize=False)


def from_oxigraph(term: OxTerm) -> Term:
    """Give the rdflib term; a literal keeps its lexical form, and a plain string has no datatype.

    Raises:
        QueryError: it is a triple term, which nothing in this project makes.
    """
    if isinstance(term, ox.NamedNode):
        return _iri(term.value)
    if isinstance(term, ox.Literal):
        if term.language is not None:
            return Literal(term.value, lang=term.language)
        datatype = _datatype(term.datatype.value)
        return Literal(term.value) if datatype is None else _typed(term.value, datatype)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise QueryError(f"The answer has {term} in it, a triple used as a term, which can't be shown; ask for its parts.")


@lru_cache(maxsize=8192)
def _named_node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def to_oxigraph(term: Node) -> ox.NamedNode | ox.Literal:
    """Give the pyoxigraph term for an IRI or a literal.

    Raises:
        StoreError: it is a blank node or something else, or no store could hold it (a space in an IRI, half a
            surrogate pair in a text).
    """
    try:
        if isinstance(term, URIRef):
            return _named_node(str(term))
        if isinstance(term, Literal):
            return _literal(term)
    except (ValueError, UnicodeEncodeError) as error:
        raise StoreError(f"The term {str(term)!r:.200} can't be stored ({error}); mend it where it is made.") from error
    raise StoreError(f"The term {term!r:.200} is neither an IRI nor a literal; give it an IRI.")


def _literal(term: Literal) -> ox.Literal:
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype is None:
        return ox.Literal(str(term))
    return ox.Literal(str(term), datatype=_named_node(str(term.datatype)))


def quads(graph: str, triples: Triples) -> list[ox.Quad]:
    """Give the triples as quads of one named graph, its blank nodes as IRIs that depend on nothing but the graph.

    Raises:
        StoreError: a term can't be stored.
    """
    name = _graph_name(graph)
    known = list(triples)
    if any(isinstance(term, BNode) for triple in known for term in triple):
        known = list(_skolemised(graph, known))
    try:
        return [ox.Quad(to_oxigraph(s), to_oxigraph(p), to_oxigraph(o), name) for s, p, o in known]  # type: ignore[arg-type]
    except TypeError as error:
        raise StoreError(f"A triple of {graph} has a literal as its subject or predicate; give it an IRI.") from error


def _graph_name(graph: str) -> ox.NamedNode:
    try:
        return _named_node(graph)
    except (ValueError, UnicodeEncodeError) as error:
        raise StoreError(f"{graph!r} can't name a graph ({error}); use an absolute IRI.") from error


def graph_name(graph: str) -> ox.NamedNode:
    """Give the pyoxigraph name of a graph.

    Raises:
        StoreError: it isn't an absolute IRI.
    """
    return _graph_name(graph)


def _skolemised(graph: str, triples: Sequence[tuple[Node, Node, Node]]) -> Iterator[tuple[Node, Node, Node]]:
    # RDFC-1.0 gives equal labels to equal graphs, whatever the blank nodes were called when they were read.
    def rough(term: Node) -> OxTerm:
        return ox.BlankNode(_label(term)) if isinstance(term, BNode) else to_oxigraph(term)

    dataset = ox.Dataset(ox.Quad(rough(s), rough(p), rough(o)) for s, p, o in triples)  # type: ignore[arg-type]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def smooth(term: OxTerm) -> Node:
        if not isinstance(term, ox.BlankNode):
            return from_oxigraph(term)
        digest = sha256(f"{graph} {term.value}".encode()).hexdigest()
        return URIRef(f"{SKOLEM}{digest[:20]}")

    return ((smooth(q.subject), smooth(q.predicate), smooth(q.object)) for q in dataset)


def _label(term: BNode) -> str:
    return f"b{sha256(str(term).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def graph_of(triples: Iterable[ox.Triple]) -> Graph:
    """Collect triples into an rdflib graph, each literal as the store writes it."""
    graph = Graph()
    for triple in triples:
        s, p, o = (from_oxigraph(term) for term in triple)
        graph.add((s, p, o))
    return graph
