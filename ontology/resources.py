"""The ontology's files, opened as package data, so that a built wheel has them; each is read once, when asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from rdflib import Graph, URIRef
from rdflib.namespace import SKOS

from ontology.namespaces import PREFIXES, SCHEME

ONTOLOGY_GRAPH: Final = "https://w3id.org/warrant/ontology"
"""Name of the graph that holds the classes and properties in a store."""

CONCEPTS_GRAPH: Final = "https://w3id.org/warrant/concepts"
"""Name of the graph that holds the concept schemes and topics in a store."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Concept:
    """One concept of a scheme.

    Attributes:
        iri: its IRI.
        notation: its short name, the last step of the IRI.
        label: what people call it.
        definition: what it means.
        alt_labels: other names for it, sorted.
        hidden_labels: lower-case phrases that show a sentence to touch it, sorted.
        broader: notation of the concept above it in the same scheme, or None.
    """

    iri: str
    notation: str
    label: str
    definition: str
    alt_labels: tuple[str, ...] = ()
    hidden_labels: tuple[str, ...] = ()
    broader: str | None = None


def read_text(name: str) -> str:
    """Give the text of one of this package's data files.

    Args:
        name: path within the package, such as `shapes.ttl` or `examples/valid-press-item.ttl`.
    """
    return files("ontology").joinpath(name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def ontology_graph() -> Graph:
    """Give the classes and properties; callers share the graph and must not change it."""
    return _parsed("warrant.ttl")


@lru_cache(maxsize=1)
def concepts_graph() -> Graph:
    """Give the concept schemes and topics; callers share the graph and must not change it."""
    return _parsed("concepts.ttl")


@lru_cache(maxsize=1)
def shapes_graph() -> Graph:
    """Give the SHACL shapes; callers share the graph and must not change it."""
    return _parsed("shapes.ttl")


@lru_cache(maxsize=1)
def context() -> Mapping[str, Any]:
    """Give the JSON-LD context: the object that a document has under `@context`."""
    return MappingProxyType(json.loads(read_text("context.jsonld"))["@context"])


@lru_cache(maxsize=1)
def examples() -> Mapping[str, Graph]:
    """Give the example graphs by file name; those called `invalid-...` break a shape on purpose."""
    folder = files("ontology").joinpath("examples")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".ttl"))
    return MappingProxyType({name: _parsed(f"examples/{name}") for name in names})


@lru_cache(maxsize=32)
def concepts(scheme: str) -> tuple[Concept, ...]:
    """Give the concepts of a scheme, sorted by notation; none for a scheme that doesn't exist.

    Args:
        scheme: its short name: `role`, `instrument`, `topic`, ...
    """
    graph = concepts_graph()
    members = graph.subjects(SKOS.inScheme, SCHEME[scheme])
    found = (_concept(graph, iri) for iri in members if isinstance(iri, URIRef))
    return tuple(sorted(found, key=lambda concept: concept.notation))


def _concept(graph: Graph, iri: URIRef) -> Concept:
    broader = graph.value(iri, SKOS.broader)
    return Concept(
        iri=str(iri),
        notation=str(graph.value(iri, SKOS.notation)),
        label=str(graph.value(iri, SKOS.prefLabel)),
        definition=str(graph.value(iri, SKOS.definition)),
        alt_labels=tuple(sorted(str(label) for label in graph.objects(iri, SKOS.altLabel))),
        hidden_labels=tuple(sorted(str(label) for label in graph.objects(iri, SKOS.hiddenLabel))),
        broader=None if broader is None else str(broader).rpartition("/")[2],
    )


def _parsed(name: str) -> Graph:
    graph = Graph(bind_namespaces="none").parse(data=read_text(name), format="turtle")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    return graph
