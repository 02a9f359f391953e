"""What the graph once said and says no longer: an IRI that was given out is answered for, if only with "gone".

When a document is read anew, statements may vanish whose IRIs somebody has written down. What is left of each is one
triple in a graph of the document's own, `prov:wasInvalidatedBy` the reading that no longer found it. Such a graph
depends on what was read before, so an export leaves it out, as it does the records of runs. A thing that is found again
loses its mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import URIRef
from rdflib.namespace import PROV
from rdflib.term import Node

from kg.identifiers import BASE, mint
from kg.model import Extraction
from kg.store import Store

_THINGS: Final = "SELECT DISTINCT ?thing WHERE { GRAPH $graph { ?thing ?p ?o } }"
_MARKS: Final = "SELECT ?thing ?by WHERE { GRAPH $graph { ?thing prov:wasInvalidatedBy ?by } }"
_WITHDRAWN: Final = """ASK {
  $node prov:wasInvalidatedBy ?by
  FILTER NOT EXISTS { $node ?p ?o FILTER (?p != prov:wasInvalidatedBy) }
}"""

Triple = tuple[Node, Node, Node]


def withdrawals(store: Store, extraction: Extraction, new: Iterable[Triple]) -> dict[str, list[Triple]]:
    """Give the graph of marks, by its name, for a document that is about to be replaced; none for one that is new.

    Args:
        store: where the document may be already.
        extraction: what was read now.
        new: the triples that take the place of the old ones.
    """
    old = store.select(_THINGS, {"graph": URIRef(extraction.document.graph_iri)})
    graph = mint("history", extraction.document.sha256)
    marks = store.select(_MARKS, {"graph": URIRef(graph)})
    if not len(old) and not len(marks):
        return {}
    said = {subject for subject, _, _ in new}
    by = URIRef(extraction.iri)
    found: dict[Node, Node] = {row["thing"]: row["by"] for row in marks}
    things = (row["thing"] for row in old if str(row["thing"]).startswith(f"{BASE}id/"))
    found |= {thing: by for thing in things if thing not in found}
    return {graph: [(thing, PROV.wasInvalidatedBy, name) for thing, name in found.items() if thing not in said]}


def is_withdrawn(store: Store, iri: str) -> bool:
    """Whether the graph once described a thing and no longer does."""
    return store.ask(_WITHDRAWN, {"node": URIRef(iri)})
