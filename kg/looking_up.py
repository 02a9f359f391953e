"""From an IRI to records, whatever store the graph is in: the few nodes that a citation or an export needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from rdflib import URIRef

from kg.citing import Cited
from kg.description import Description, actor_from, authors_of, document_from, fold, is_statement, statement_from
from kg.errors import UnknownIriError
from kg.identifiers import kind_of
from kg.model import Actor, Document, Process, Statement
from kg.store import Store

AT_ONCE: Final = 40
"""Things that one query asks for: few enough for the limits on rows that a server of ours has."""

_NODES: Final = "SELECT ?node ?property ?value WHERE {{ VALUES ?node {{ {} }} ?node ?property ?value . }}"
_STATEMENTS: Final = """
SELECT ?node ?property ?value WHERE {{
  VALUES ?each {{ {} }}
  ?each (w:quote/oa:hasSelector?)? ?node .
  ?node ?property ?value .
}}"""
# As the documents' own graphs name them: thousands of other graphs may describe the same actor.
_AUTHORS: Final = """
SELECT DISTINCT ?node ?property ?value WHERE {{
  VALUES ?document {{ {} }}
  GRAPH ?graph {{ ?document w:author ?node . ?node ?property ?value }}
}}"""
_PASSAGE: Final = "SELECT ?provision WHERE { $statement w:inPassage/w:inProvision ?provision } LIMIT 1"
_QUOTED: Final = "SELECT ?statement WHERE { ?statement w:quote $quote ; a w:Statement } ORDER BY ?statement LIMIT 1"
_PROCESS: Final = """
SELECT ?software ?code ?model ?setting WHERE {
  GRAPH ?graph {
    $document prov:wasGeneratedBy ?extraction .
    ?extraction w:codeDigest ?code ; w:modelDigest ?model ; prov:qualifiedAssociation ?association .
    ?association prov:agent/rdfs:label ?software ; prov:hadPlan ?plan .
    OPTIONAL { ?plan w:setting ?setting }
  }
}"""


def described_nodes(store: Store, iris: Iterable[str]) -> dict[str, Description]:
    """Give what is said of things themselves, by IRI; one that the graph doesn't know is left out."""
    return _asked(store, _NODES, iris)


def statement_records(store: Store, iris: Sequence[str]) -> dict[str, Statement]:
    """Give statements by IRI, in the order asked for; one that the graph doesn't know is left out."""
    nodes = _asked(store, _STATEMENTS, iris)
    return {iri: statement_from(nodes, iri) for iri in iris if is_statement(nodes.get(iri, {}))}


def document_records(store: Store, iris: Sequence[str]) -> dict[str, Document]:
    """Give documents by IRI, in the order asked for; one that the graph doesn't know is left out."""
    nodes = described_nodes(store, iris)
    authors = {iri: authors_of(node) for iri, node in nodes.items()}
    actors = _authors(store, list(nodes))
    return {
        iri: document_from(nodes[iri], iri, [actors[each].name if each in actors else each for each in authors[iri]])
        for iri in iris
        if iri in nodes
    }


def _authors(store: Store, documents: Sequence[str]) -> dict[str, Actor]:
    """Give the authors of documents by IRI, in the order of their IRIs."""
    nodes = _asked(store, _AUTHORS, documents)
    return {iri: actor_from(nodes[iri], iri) for iri in sorted(nodes)}


def actor_records(store: Store, iris: Sequence[str]) -> dict[str, Actor]:
    """Give actors by IRI, in the order asked for; where documents differ over a name, the first in the alphabet."""
    nodes = described_nodes(store, iris)
    return {iri: actor_from(nodes[iri], iri) for iri in iris if iri in nodes}


def process_of(store: Store, document: str) -> Process | None:
    """Give what read a document, or None where the graph doesn't say."""
    rows = store.select(_PROCESS, {"document": URIRef(document)}).rows
    if not rows:
        return None
    pairs = (str(row["setting"]).partition("=") for row in rows if "setting" in row)
    return Process(
        software=str(rows[0]["software"]),
        code_digest=str(rows[0]["code"]),
        model_digest=str(rows[0]["model"]),
        settings=tuple(sorted((name, value) for name, _, value in pairs)),
    )


def cited(store: Store, iri: str) -> Cited:
    """Give what a citation of a document, a statement or a quote needs.

    Raises:
        UnknownIriError: the graph has no such thing.
    """
    if kind_of(iri) == "document":
        return _cited_document(store, iri)
    if kind_of(iri) == "quote":
        rows = store.select(_QUOTED, {"quote": URIRef(iri)}).rows
        iri = str(rows[0]["statement"]) if rows else iri
    statement = statement_records(store, [iri]).get(iri) if kind_of(iri) == "statement" else None
    if statement is None:
        raise UnknownIriError(iri)
    rows = store.select(_PASSAGE, {"statement": URIRef(iri)}).rows
    quote = statement.quote
    return _cited_document(
        store, quote.document, page=quote.page, words=quote.exact, place=quote.iri,
        provision=str(rows[0]["provision"]) if rows else None,
    )  # fmt: skip


def _cited_document(store: Store, iri: str, **place: object) -> Cited:
    document = document_records(store, [iri]).get(iri)
    if document is None:
        raise UnknownIriError(iri)
    return Cited.of(document, _authors(store, [iri]).values(), **place)  # type: ignore[arg-type]


def _asked(store: Store, query: str, iris: Iterable[str]) -> dict[str, Description]:
    known: dict[str, Description] = {}
    # Only IRIs that we could have minted go into the text of a query.
    waiting = iter([iri for iri in dict.fromkeys(iris) if kind_of(iri) is not None])
    while lot := list(islice(waiting, AT_ONCE)):
        values = " ".join(f"<{iri}>" for iri in lot)
        found: Mapping[str, Description] = fold(store.select(query.format(values)).rows)
        known.update(found)
    return known
