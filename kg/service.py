"""What the endpoint says of itself: SPARQL 1.1 Service Description, with the limits as property values."""

from __future__ import annotations

from typing import Final

from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDFS, VOID

from kg.query_graph import QUERIES_GRAPH
from kg.sparql import GateLimits
from ontology.resources import CONCEPTS_GRAPH, ONTOLOGY_GRAPH

_SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
_SCHEMA: Final = Namespace("https://schema.org/")
SERVICE_PREFIXES: Final = {"sd": str(_SD), "formats": str(_FORMATS), "void": str(VOID)}
_TOGETHER: Final = (
    "All named graphs together. A triple that several of them hold is found once for each: count with DISTINCT."
)
_GIVEN: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "RDF_XML", "JSON-LD", "TriG", "N-Quads",
)  # fmt: skip


def service_description(endpoint: str, limits: GateLimits) -> Graph:
    """Describe an endpoint.

    Args:
        endpoint: its address.
        limits: what a query may cost.
    """
    graph = Graph(bind_namespaces="none")
    service, dataset = URIRef(f"{endpoint}#service"), URIRef(f"{endpoint}#dataset")
    default = URIRef(f"{endpoint}#default-graph")
    graph.add((service, RDF.type, _SD.Service))
    graph.add((service, _SD.endpoint, URIRef(endpoint)))
    graph.add((service, _SD.supportedLanguage, _SD.SPARQL11Query))
    graph.add((service, _SD.feature, _SD.UnionDefaultGraph))
    for name in _GIVEN:
        graph.add((service, _SD.resultFormat, _FORMATS[name]))
    graph.add((service, _SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, _SD.Dataset))
    graph.add((dataset, VOID.sparqlEndpoint, URIRef(endpoint)))
    graph.add((dataset, _SD.defaultGraph, default))
    graph.add((default, RDF.type, _SD.Graph))
    graph.add((default, DCTERMS.description, Literal(_TOGETHER, lang="en")))
    for name in (ONTOLOGY_GRAPH, CONCEPTS_GRAPH, QUERIES_GRAPH):
        _add_named(graph, dataset, endpoint, name)
    _add_limits(graph, service, limits)
    return graph


def _add_named(graph: Graph, dataset: URIRef, endpoint: str, name: str) -> None:
    place = URIRef(f"{endpoint}#{name.rpartition('/')[2]}")
    graph.add((dataset, _SD.namedGraph, place))
    graph.add((place, RDF.type, _SD.NamedGraph))
    graph.add((place, _SD.name, URIRef(name)))


def _add_limits(graph: Graph, service: URIRef, limits: GateLimits) -> None:
    known = (
        ("timeout", limits.timeout, "seconds that a query may run"),
        ("rows", limits.max_rows, "rows or triples that an answer may have"),
        ("bytes", limits.most_bytes, "bytes that an answer may have, as SPARQL JSON or N-Triples"),
        ("at-once", limits.at_once, "queries that run at the same time"),
        ("waiting", limits.waiting, "further queries that wait for their turn"),
    )
    for name, value, meaning in known:
        if value is None:
            continue
        limit = URIRef(f"{service.removesuffix('service')}limit-{name}")
        graph.add((service, _SCHEMA.additionalProperty, limit))
        graph.add((limit, RDF.type, _SCHEMA.PropertyValue))
        graph.add((limit, _SCHEMA.name, Literal(name)))
        graph.add((limit, _SCHEMA.value, Literal(value)))
        graph.add((limit, RDFS.comment, Literal(f"The most {meaning}; past it there is an error.", lang="en")))
