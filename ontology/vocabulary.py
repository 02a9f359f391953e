"""The classes and properties as records, for whoever shows them: no triples leave this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from ontology.namespaces import PREFIXES, Warrant
from ontology.resources import ONTOLOGY_GRAPH, ontology_graph

_NAMESPACE: Final = PREFIXES["w"]
_SEPIO_NAMES: Final[Mapping[str, str]] = {
    "0000000": "proposition", "0000001": "assertion", "0000002": "evidence line", "0000006": "has evidence line",
    "0000007": "has supporting evidence line", "0000008": "has disputing evidence line",
    "0000030": "asserts proposition", "0000084": "has evidence item", "0000167": "has confidence level",
    "0000168": "confidence score", "0000174": "statement", "0000183": "has evidence direction",
    "0000431": "recommendation", "0000440": "has supporting evidence", "0000441": "has disputing evidence",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A term that another one points to.

    Attributes:
        iri: its IRI.
        short: with a well-known prefix, as in a query.
        words: what it is called, where its name is a number, else nothing.
        anchor: where it is described on the same page, or None for a term of others.
    """

    iri: str
    short: str
    words: str = ""
    anchor: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A class or property.

    Attributes:
        name: its last part, which is its anchor.
        iri: its IRI.
        short: with the prefix `w:`.
        label: what people call it.
        definition: what it means.
        example: a piece of Turtle.
        is_class: else it is a property.
        has_literal: for a property: its values are text or numbers.
        ours: broader terms of this vocabulary.
        standard: broader terms of others.
        domain: what has it; empty where several kinds of things do.
        range: what its values are.
    """

    name: str
    iri: str
    short: str
    label: str
    definition: str
    example: str
    is_class: bool
    has_literal: bool = False
    ours: tuple[Reference, ...] = ()
    standard: tuple[Reference, ...] = ()
    domain: tuple[Reference, ...] = ()
    range: tuple[Reference, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The whole vocabulary; terms are in the order of their names."""

    iri: str
    title: str
    description: str
    version: str
    licence: str
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Classes and properties."""
        return (*self.classes, *self.properties)

    def narrower(self, name: str) -> tuple[Term, ...]:
        """Give the terms right under one."""
        return tuple(term for term in self.terms if any(each.anchor == name for each in term.ours))

    def properties_of(self, name: str) -> tuple[Term, ...]:
        """Give the properties that a class has by their domain."""
        return tuple(term for term in self.properties if any(each.anchor == name for each in term.domain))

    def properties_to(self, name: str) -> tuple[Term, ...]:
        """Give the properties whose values are things of a class."""
        return tuple(term for term in self.properties if any(each.anchor == name for each in term.range))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Give the vocabulary, read from the ontology's own file."""
    graph, iri = ontology_graph(), URIRef(ONTOLOGY_GRAPH)
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    properties = {term for kind in kinds for term in graph.subjects(RDF.type, kind)}
    return Vocabulary(
        iri=str(iri),
        title=str(graph.value(iri, DCTERMS.title)),
        description=str(graph.value(iri, DCTERMS.description)),
        version=str(graph.value(iri, OWL.versionInfo)),
        licence=str(graph.value(iri, DCTERMS.license)),
        classes=_terms(graph, graph.subjects(RDF.type, OWL.Class)),
        properties=_terms(graph, properties),
    )


def _terms(graph: Graph, found: Iterable[Node]) -> tuple[Term, ...]:
    return tuple(sorted((_term(graph, term) for term in found), key=lambda term: term.name.casefold()))


def _term(graph: Graph, term: Node) -> Term:
    broader = [*graph.objects(term, RDFS.subClassOf), *graph.objects(term, RDFS.subPropertyOf)]
    references = _references(broader)
    return Term(
        name=str(term).removeprefix(_NAMESPACE),
        iri=str(term),
        short=f"w:{str(term).removeprefix(_NAMESPACE)}",
        label=str(graph.value(term, RDFS.label)),
        definition=str(graph.value(term, SKOS.definition)),
        example=str(graph.value(term, SKOS.example)),
        is_class=(term, RDF.type, OWL.Class) in graph,
        has_literal=(term, RDF.type, OWL.DatatypeProperty) in graph,
        ours=tuple(each for each in references if each.anchor is not None),
        standard=tuple(each for each in references if each.anchor is None),
        domain=_references(graph.objects(term, RDFS.domain)),
        range=_references(graph.objects(term, RDFS.range)),
    )


def _references(terms: Iterable[Node]) -> tuple[Reference, ...]:
    return tuple(sorted(map(_reference, terms), key=lambda each: each.short))


def _reference(term: Node) -> Reference:
    iri = str(term)
    is_ours = iri.startswith(_NAMESPACE) and iri.removeprefix(_NAMESPACE) in Warrant
    best = max(
        (each for each in PREFIXES.items() if iri.startswith(each[1])), key=lambda each: len(each[1]), default=None
    )
    local = "" if best is None else iri.removeprefix(best[1])
    return Reference(
        iri=iri,
        short=iri if best is None else f"{best[0]}:{local}",
        words=_SEPIO_NAMES.get(local, ""),
        anchor=iri.removeprefix(_NAMESPACE) if is_ours else None,
    )
