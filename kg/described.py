"""What the graph says of one thing, with the parts that make no sense without it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import Graph, URIRef

from kg.store import Store

# A quote and its selectors belong to what is quoted, a line of reasons to what it speaks for, and the software and its
# settings to the reading. Of the rest, such as actors, only the name comes along: the thing itself has its own address.
_QUERY: Final = """
CONSTRUCT { ?part ?property ?value . ?other ?naming ?name } WHERE {
  {
    $node ((w:quote/oa:hasSelector?)|w:hasJustification|oa:hasSelector
      |(prov:qualifiedAssociation/(prov:agent|prov:hadPlan)?))? ?part .
    ?part ?property ?value
  } UNION {
    $node w:issuer|w:addressee|w:assertedBy|w:mentions|w:candidate|w:inDocument|oa:hasSource|(w:quote/oa:hasSource)
      ?other .
    VALUES ?naming { skos:prefLabel dcterms:title }
    ?other ?naming ?name
  }
}
"""


def described(store: Store, iris: Iterable[str]) -> Graph:
    """Give the triples of things: their own, those of their parts, and the names of actors and documents in them.

    Args:
        store: where the graph is.
        iris: the things; one that the graph doesn't know adds nothing.
    """
    graph = Graph()
    for iri in iris:
        for triple in store.construct(_QUERY, {"node": URIRef(iri)}):
            graph.add(triple)
    return graph


def justified(store: Store, justification: str) -> tuple[str, str] | None:
    """Give the statement that a justification speaks for or against, and its first premise; None where it's unknown."""
    query = "SELECT ?target ?premise WHERE { $node w:target ?target ; w:premise ?premise } ORDER BY ?premise LIMIT 1"
    for row in store.select(query, {"node": URIRef(justification)}):
        return str(row["target"]), str(row["premise"])
    return None


def read_by(store: Store, extraction: str) -> str | None:
    """Give the document that an extraction read, or None where it's unknown."""
    query = "SELECT ?document WHERE { ?document prov:wasGeneratedBy $node } LIMIT 1"
    for row in store.select(query, {"node": URIRef(extraction)}):
        return str(row["document"])
    return None
