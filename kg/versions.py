"""Which version of a source came before which, and what became of its words.

A new version never takes over the statements of the old one: both keep their own graph, the new one says which it
revises, and the statements whose words are gone are named.
"""

from __future__ import annotations

from typing import Final

from rdflib import Literal, URIRef

from kg.identifiers import mint
from kg.model import Document
from kg.store import Store
from ontology.namespaces import PREFIXES

_HEAD: Final = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("w", "oa", "prov", "dcterms"))

_EXTRACTION: Final = _HEAD + "SELECT ?extraction WHERE { ?document prov:wasGeneratedBy ?extraction }"
_REVISES: Final = _HEAD + "SELECT ?older WHERE { ?document w:revises ?older }"
_SAME_URL: Final = (
    _HEAD
    + """
SELECT DISTINCT ?older WHERE {
  ?older dcterms:source ?url ; a w:Document .
  FILTER (EXISTS { ?older a w:Brief } = ?brief)
  FILTER NOT EXISTS { ?newer w:revises ?older }
} ORDER BY ?older"""
)
_SAME_PLACE: Final = (
    _HEAD
    + """
SELECT DISTINCT ?older WHERE {
  ?older prov:atLocation ?place ; w:contentDigest ?digest .
  FILTER NOT EXISTS { ?newer w:revises ?older }
} ORDER BY ?older"""
)
_PLACED: Final = _HEAD + "ASK { ?document prov:atLocation ?place }"
_WORDS: Final = (
    _HEAD
    + """
SELECT ?statement ?exact WHERE {
  ?statement w:inDocument ?document ; w:quote ?quote .
  ?quote oa:hasSelector ?selector .
  ?selector oa:exact ?exact .
} ORDER BY ?statement"""
)


def stored_extraction(store: Store, sha256: str) -> str | None:
    """Give the IRI of the extraction whose result the store has for some bytes, or None where it has none."""
    rows = store.select(_EXTRACTION, {"document": URIRef(mint("document", sha256))}).rows
    return str(rows[0]["extraction"]) if rows else None


def is_placed(store: Store, document: str, place: str) -> bool:
    """Whether a run has recorded that a document was read from a place."""
    return store.ask(_PLACED, {"document": URIRef(document), "place": Literal(place)})


def predecessor(store: Store, document: Document, place: str) -> str | None:
    """Give the IRI of the version that a document revises, or None.

    That is the version that it was said to revise when it was loaded before; else the one published at the same URL or,
    where it has no URL, read from the same place, that nothing revises yet. A version never revises itself.

    Args:
        store: where the versions are.
        document: the version at hand.
        place: where it was read, as recorded by the runs.
    """
    known = store.select(_REVISES, {"document": URIRef(document.iri)}).rows
    if known:
        return str(known[0]["older"])
    if stored_extraction(store, document.sha256) is not None:
        return None
    if document.url is not None:
        bindings: dict[str, URIRef | Literal] = {"url": URIRef(document.url), "brief": Literal(document.is_brief)}
        rows = store.select(_SAME_URL, bindings).rows
    else:
        rows = store.select(_SAME_PLACE, {"place": Literal(place)}).rows
    older = [str(row["older"]) for row in rows if str(row["older"]) != document.iri]
    # Several unrevised candidates mean that it can't be told which one this follows, so it follows none.
    return older[0] if len(older) == 1 else None


def vanished(store: Store, older: str, text: str) -> tuple[str, ...]:
    """Give the IRIs of the statements of a version whose exact words aren't anywhere in a later version's text."""
    rows = store.select(_WORDS, {"document": URIRef(older)}).rows
    return tuple(str(row["statement"]) for row in rows if str(row["exact"]) not in text)
