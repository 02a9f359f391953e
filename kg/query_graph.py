"""The named queries as a named graph: SHACL executables, each with its prefixes and parameters.

The terms are those of SHACL (`sh:SPARQLSelectExecutable`, `sh:select`, `sh:prefixes`) and of SHACL Advanced Features
(`sh:parameter`, `sh:optional`); `sh:defaultValue` is read as DASH reads it. Nodes have IRIs, so that the graph has no
blank node.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SH, XSD
from rdflib.term import Node

from kg.identifiers import BASE
from kg.named_queries import GROUPS, NamedQuery, named_query, names
from kg.parameters import Kind, Parameter
from ontology.namespaces import PREFIXES

QUERIES_GRAPH: Final = f"{BASE}queries"
"""Name of the graph that holds the named queries in a store; also what declares their prefixes."""

_QUERIES: Final = Namespace(f"{QUERIES_GRAPH}/")
_SCHEMA: Final = Namespace("https://schema.org/")
_ENGLISH: Final = "en"
_DATATYPES: Final = {Kind.TEXT: XSD.string, Kind.NUMBER: XSD.decimal}

Triple = tuple[Node, Node, Node]


def query_triples() -> Iterator[Triple]:
    """Give every triple of the graph."""
    graph = URIRef(QUERIES_GRAPH)
    yield graph, DCTERMS.title, Literal("The named queries of Warrant", lang=_ENGLISH)
    for prefix, namespace in sorted(PREFIXES.items()):
        declaration = URIRef(f"{QUERIES_GRAPH}#prefix-{prefix}")
        yield graph, SH.declare, declaration
        yield declaration, SH.prefix, Literal(prefix)
        yield declaration, SH.namespace, Literal(namespace, datatype=XSD.anyURI)
    for name in names():
        yield from _query(named_query(name))


def query_graph(name: str | None = None) -> Graph:
    """Give the graph, or what it says of one query; empty for a name that no query has."""
    graph = Graph(bind_namespaces="none")
    node = _QUERIES[name] if name is not None else None
    for triple in query_triples():
        if node is None or triple[0] == node or triple[0].startswith(f"{node}#"):  # type: ignore[attr-defined]
            graph.add(triple)
    return graph


def _query(query: NamedQuery) -> Iterator[Triple]:
    node = _QUERIES[query.name]
    yield node, RDF.type, SH.SPARQLExecutable
    yield node, RDF.type, SH.SPARQLSelectExecutable
    yield node, RDFS.label, Literal(query.title, lang=_ENGLISH)
    yield node, RDFS.comment, Literal(query.question, lang=_ENGLISH)
    yield node, DCTERMS.identifier, Literal(query.name)
    yield node, _SCHEMA.keywords, Literal(GROUPS[query.group], lang=_ENGLISH)
    yield node, SH.prefixes, URIRef(QUERIES_GRAPH)
    yield node, SH.select, Literal(query.body)
    for order, parameter in enumerate(query.parameters):
        yield from _parameter(node, order, parameter)


def _parameter(query: URIRef, order: int, parameter: Parameter) -> Iterator[Triple]:
    node = URIRef(f"{query}#{parameter.name}")
    yield query, SH.parameter, node
    yield node, RDF.type, SH.Parameter
    # The name of the variable is the last part of the path (SHACL, section 6.2.1).
    yield node, SH.path, URIRef(f"{QUERIES_GRAPH}#{parameter.name}")
    yield node, SH.name, Literal(parameter.name)
    yield node, SH.description, Literal(parameter.about, lang=_ENGLISH)
    yield node, SH.order, Literal(order)
    yield node, SH.nodeKind, SH.IRI if parameter.kind is Kind.IRI else SH.Literal
    if parameter.kind in _DATATYPES:
        yield node, SH.datatype, _DATATYPES[parameter.kind]
    if parameter.default is not None:
        yield node, SH.optional, Literal(True)
        yield node, SH.defaultValue, parameter.term(parameter.default)


def query_text() -> str:
    """Give the graph as Turtle without abbreviations, equal bytes each time."""
    return "".join(sorted({f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in query_triples()}))
