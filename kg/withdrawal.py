"""What the graph once said and says no longer: an IRI that was given out is answered for, if only with "gone".

When a document is read anew, statements may vanish whose IRIs somebody has written down. What is left of each is one
triple in a graph of the document's own, `prov:wasInvalidatedBy` the reading that no longer found it. Such a graph
depends on what was read before, so an export leaves it out, as it does the records of runs. A thing that is found again
loses its mark.

A whole document is withdrawn by a person, with a reason. Then its graph goes, each of its things keeps a mark, and the
same graph says when that was and why, which also stays when the document is read again. Original bytes and texts stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS, XSD
from rdflib.term import Node

from kg.errors import QueryError
from kg.identifiers import BASE, kind_of, mint
from kg.index import Index
from kg.model import Extraction
from kg.store import Store

_THINGS: Final = "SELECT DISTINCT ?thing WHERE { GRAPH $graph { ?thing ?p ?o } }"
_MARKS: Final = "SELECT ?thing ?by WHERE { GRAPH $graph { ?thing prov:wasInvalidatedBy ?by } }"
# Where a document's file lay is in the record of a run, which stays.
_WITHDRAWN: Final = """ASK {
  $node prov:wasInvalidatedBy ?by
  FILTER NOT EXISTS { $node ?p ?o FILTER (?p NOT IN (prov:wasInvalidatedBy, prov:atLocation)) }
}"""
_ACTS: Final = f"{BASE}id/withdrawal/"
_KEPT: Final = f'''SELECT ?act ?p ?o WHERE {{
  GRAPH $graph {{ ?act ?p ?o FILTER STRSTARTS(STR(?act), "{_ACTS}") }}
}}'''
_ACT: Final = """SELECT ?by ?when ?reason ?title WHERE {
  $node prov:wasInvalidatedBy ?by . ?by prov:endedAtTime ?when ; rdfs:comment ?reason ; rdfs:label ?title
} ORDER BY DESC(?when) LIMIT 1"""
_DOCUMENT: Final = """SELECT ?digest ?title (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  $document w:contentDigest ?digest
  OPTIONAL { $document dcterms:title ?title }
  OPTIONAL { ?statement w:inDocument $document ; w:quote ?quote }
} GROUP BY ?digest ?title"""
_AT_PLACE: Final = "SELECT DISTINCT ?document WHERE { ?document prov:atLocation $place ; w:contentDigest ?digest }"

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
    kept = [(row["act"], row["p"], row["o"]) for row in store.select(_KEPT, {"graph": URIRef(graph)})]
    if not len(old) and not len(marks) and not kept:
        return {}
    said = {subject for subject, _, _ in new}
    by = URIRef(extraction.iri)
    found: dict[Node, Node] = {row["thing"]: row["by"] for row in marks}
    things = (row["thing"] for row in old if str(row["thing"]).startswith(f"{BASE}id/"))
    found |= {thing: by for thing in things if thing not in found}
    marks_now = [(thing, PROV.wasInvalidatedBy, name) for thing, name in found.items() if thing not in said]
    return {graph: [*kept, *marks_now]}


def is_withdrawn(store: Store, iri: str) -> bool:
    """Whether the graph once described a thing and no longer does."""
    return store.ask(_WITHDRAWN, {"node": URIRef(iri)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """One document that somebody withdrew.

    Attributes:
        iri: of the act itself.
        title: what the document was called.
        when: the moment, in ISO 8601.
        reason: why, in the words of whoever did it.
    """

    iri: str
    title: str
    when: str
    reason: str


def withdrawal_of(store: Store, iri: str) -> Withdrawal | None:
    """Give the act by which a thing's document was withdrawn, the last one, or None where nobody did that."""
    rows = store.select(_ACT, {"node": URIRef(iri)}).rows
    if not rows:
        return None
    row = rows[0]
    return Withdrawal(iri=str(row["by"]), title=str(row["title"]), when=str(row["when"]), reason=str(row["reason"]))


def document_named(store: Store, name: str, *, digest: str | None = None, place: str | None = None) -> str:
    """Give the IRI of the document that somebody names.

    Args:
        store: where it is.
        name: its IRI, or the path of its file, as it was written.
        digest: SHA-256 of that file, where it is there.
        place: the file's whole path, under which a run may have recorded it.

    Raises:
        QueryError: there is none, or the path had several.
    """
    if kind_of(name) == "document":
        return name
    if digest is not None and len(store.select(_DOCUMENT, {"document": URIRef(mint("document", digest))})):
        return mint("document", digest)
    rows = store.select(_AT_PLACE, {"place": Literal(place)}).rows if place is not None else ()
    found = sorted(str(row["document"]) for row in rows)
    if len(found) == 1:
        return found[0]
    if found:
        raise QueryError(f"{name} held several documents at different times; name one of them: {', '.join(found)}.")
    raise QueryError(f"The graph has no document {name}; give its IRI, as `/documents` shows it, or its file's path.")


def withdraw(store: Store, index: Index, document: str, *, reason: str, moment: datetime) -> tuple[Withdrawal, int]:
    """Take a document out of the graph and of the lists, and note when and why.

    Args:
        store: where it is.
        index: the search index that follows the store.
        document: its IRI.
        reason: why, for whoever meets one of its addresses later.
        moment: now; it knows its time zone.

    Returns:
        What was noted, and how many statements went.

    Raises:
        QueryError: the graph doesn't have it, or not any more.
        StoreError: the store or the index can't be written; a store that was written is followed at the next run.
    """
    rows = store.select(_DOCUMENT, {"document": URIRef(document)}).rows
    if not rows:
        before = withdrawal_of(store, document)
        more = f"; it was withdrawn on {before.when[:10]}" if before is not None else ""
        raise QueryError(f"The graph has no document {document}{more}.")
    digest = str(rows[0]["digest"])
    act = Withdrawal(
        iri=mint("withdrawal", digest, _timestamp(moment)),
        title=str(rows[0].get("title", document)),
        when=_timestamp(moment),
        reason=" ".join(reason.split()),
    )
    graph, history = mint("graph", digest), mint("history", digest)
    store.replace_graph(graph, (), {history: _noted(store, graph, history, act, document)})
    index.drop(document)
    return act, int(str(rows[0]["statements"]))


def _noted(store: Store, graph: str, history: str, act: Withdrawal, document: str) -> list[Triple]:
    old = store.select("SELECT ?s ?p ?o WHERE { GRAPH $graph { ?s ?p ?o } }", {"graph": URIRef(history)})
    kept = [(row["s"], row["p"], row["o"]) for row in old]
    node = URIRef(act.iri)
    about: list[Triple] = [
        (node, RDF.type, PROV.Activity),
        (node, PROV.endedAtTime, Literal(act.when, datatype=XSD.dateTime, normalize=False)),
        (node, RDFS.comment, Literal(act.reason)),
        (node, RDFS.label, Literal(act.title)),
        (node, PROV.used, URIRef(document)),
    ]
    things = (row["thing"] for row in store.select(_THINGS, {"graph": URIRef(graph)}))
    marks = [(thing, PROV.wasInvalidatedBy, node) for thing in things if str(thing).startswith(f"{BASE}id/")]
    return [*kept, *about, *marks]


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
