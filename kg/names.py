"""What things are called: the names of actors, documents, concepts and terms, and the words of statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rdflib import URIRef

from kg.errors import QueryError, StoreError
from kg.identifiers import BASE
from kg.oxigraph import to_oxigraph
from kg.store import Store

_QUERY: Final = """
SELECT ?thing (MIN(?found) AS ?name) WHERE {
  VALUES ?thing { %s }
  { VALUES ?naming { skos:prefLabel rdfs:label dcterms:title } ?thing ?naming ?found }
  UNION { ?thing w:quote ?quote . ?quote oa:hasSelector ?words . ?words oa:exact ?found }
}
GROUP BY ?thing"""
_AT_ONCE: Final = 200
_SECONDS: Final = 3.0


def names_of(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """Give names for those of these things that are ours and have one.

    Names are a courtesy to the reader: where the store can't give them in a few seconds, there are none.
    """
    ours = sorted({iri for iri in iris if iri.startswith(BASE)})
    found: dict[str, str] = {}
    for start in range(0, len(ours), _AT_ONCE):
        try:
            listed = " ".join(str(to_oxigraph(URIRef(iri))) for iri in ours[start : start + _AT_ONCE])
            rows = store.select(_QUERY % listed, timeout=_SECONDS).rows
        except (QueryError, StoreError):
            break
        found.update({str(row["thing"]): str(row["name"]) for row in rows if "name" in row})
    return found
