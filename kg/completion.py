"""Which classes, properties and listed values the graph uses, and what they mean: what an editor can complete.

The counts are those that the VoID description of the graph gives; a store too large to be counted in a few seconds
gives the terms without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rdflib import URIRef
from rdflib.namespace import RDFS, SKOS

from kg.errors import QueryTimeoutError
from kg.store import Store
from ontology.namespaces import Warrant
from ontology.resources import concepts_graph, ontology_graph

_CLASSES: Final = "SELECT ?term (COUNT(*) AS ?uses) WHERE { ?thing a ?term } GROUP BY ?term"
_PROPERTIES: Final = "SELECT ?term (COUNT(*) AS ?uses) WHERE { ?thing ?term ?value } GROUP BY ?term"
_SECONDS: Final = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A class or property.

    Attributes:
        iri: its IRI.
        is_class: a class, and no property.
        label: what people call it, or nothing.
        definition: what it means, or nothing.
        uses: how many things are of the class, or how many triples have the property; None where that isn't known.
    """

    iri: str
    is_class: bool
    label: str
    definition: str
    uses: int | None


def known_terms(store: Store) -> tuple[Term, ...]:
    """Give the terms that the store uses and those of the vocabulary, the most used ones first."""
    classes, properties = _counted(store, _CLASSES), _counted(store, _PROPERTIES)
    found = [_term(iri, classes, is_class=True) for iri in {*_own(is_class=True), *(classes or ())}]
    found += [_term(iri, properties, is_class=False) for iri in {*_own(is_class=False), *(properties or ())}]
    return tuple(sorted(found, key=lambda term: (-(term.uses or 0), term.iri)))


@lru_cache(maxsize=1)
def known_values() -> tuple[tuple[str, str], ...]:
    """Give the IRI and the label of every topic and of every value of a closed list, sorted."""
    graph = concepts_graph()
    return tuple(sorted((str(each), str(graph.value(each, SKOS.prefLabel))) for each in graph.subjects(SKOS.inScheme)))


def _counted(store: Store, query: str) -> Mapping[str, int] | None:
    try:
        rows = store.select(query, timeout=_SECONDS).rows
    except QueryTimeoutError:
        return None
    return {str(row["term"]): int(str(row["uses"])) for row in rows}


@lru_cache(maxsize=2)
def _own(*, is_class: bool) -> frozenset[str]:
    graph, space = ontology_graph(), str(Warrant._NS)
    named = {str(iri) for iri in graph.subjects(RDFS.label) if str(iri).startswith(space)}
    # Classes begin with a capital, as everywhere in the vocabulary.
    return frozenset(iri for iri in named if iri.removeprefix(space)[:1].isupper() is is_class)


def _term(iri: str, uses: Mapping[str, int] | None, *, is_class: bool) -> Term:
    graph, node = ontology_graph(), URIRef(iri)
    return Term(
        iri=iri,
        is_class=is_class,
        label=str(graph.value(node, RDFS.label) or ""),
        definition=str(graph.value(node, SKOS.definition) or graph.value(node, RDFS.comment) or ""),
        uses=None if uses is None else uses.get(iri, 0),
    )
