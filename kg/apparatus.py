"""What is known around a document's text: which statement speaks for which, what the text cites, and when it was read.

Places come from the search index, the rest from the graph. Nothing here grows with the graph, only with the document
or with the statements asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from rdflib import URIRef

from kg.identifiers import kind_of, mint
from kg.legal import legal_citation
from kg.lookup import Lookup
from kg.model import CitationKind, Direction
from kg.rows import DocumentRow
from kg.store import Store

AT_ONCE: Final = 80
"""Statements whose lines one query asks for."""

_LINES: Final = """
SELECT ?target ?direction ?premise WHERE {{
  VALUES ?{} {{ {} }}
  ?line w:target ?target ; w:direction ?direction ; w:premise ?premise .
}}"""
_CITATIONS: Final = """
SELECT ?citation ?kind ?identifier ?address WHERE {
  GRAPH $graph {
    ?citation w:citationKind ?kind .
    OPTIONAL { ?citation w:citedIdentifier ?identifier }
    OPTIONAL { ?citation w:cites ?address }
  }
}"""
_READ: Final = """
SELECT ?started ?software WHERE {
  GRAPH $graph { ?extraction prov:used $document ; prov:qualifiedAssociation/prov:agent/rdfs:label ?software }
  OPTIONAL { GRAPH ?run { ?one prov:wasInformedBy ?extraction ; prov:startedAtTime ?started } }
}"""
_NOT_LEGAL: Final = frozenset({CitationKind.URL, CitationKind.PROVISION})
_AND_FOLLOWING: Final = "/etseq"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One premise and what it speaks for or against, both as IRIs of statements."""

    premise: str
    target: str
    direction: Direction


@dataclass(frozen=True, kw_only=True, slots=True)
class CitedPlace:
    """Where a text is cited, in code points, and the words that cite it."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CitedText:
    """A law, bill, rule or order that a document cites.

    Attributes:
        kind: what kind of text it is, as `kg.model.CitationKind` has it.
        identifier: its normalised identifier, or None where the words don't settle it.
        name: an act by the words that name it first; anything else as lawyers write it where that is known.
        legal: the identifier as lawyers write it where `name` isn't that already, or None.
        address: its public address, or None.
        places: where it is cited, in the order of the text, at least one.
    """

    kind: str
    identifier: str | None
    name: str
    legal: str | None
    address: str | None
    places: tuple[CitedPlace, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HowRead:
    """How a document was read.

    Attributes:
        software: name and version of what read it.
        first: ISO 8601 time of the first run that gave this result, or None where no run is on record.
    """

    software: str
    first: str | None


def lines_about(store: Store, statements: Iterable[str]) -> tuple[Line, ...]:
    """Give who speaks for or against whom, as far as one of these statements is premise or target, in a fixed order."""
    # Only IRIs that we could have minted go into the text of a query.
    waiting = iter([iri for iri in dict.fromkeys(statements) if kind_of(iri) == "statement"])
    found: set[Line] = set()
    while lot := list(islice(waiting, AT_ONCE)):
        values = " ".join(f"<{iri}>" for iri in lot)
        for end in ("target", "premise"):
            found.update(_line(row) for row in store.select(_LINES.format(end, values)))
    return tuple(sorted(found, key=lambda line: (line.target, line.direction, line.premise)))


def _line(row: Mapping[str, object]) -> Line:
    direction = Direction(str(row["direction"]).rpartition("/")[2])
    return Line(premise=str(row["premise"]), target=str(row["target"]), direction=direction)


def cited_texts(store: Store, lookup: Lookup, document: DocumentRow, text: str) -> tuple[CitedText, ...]:
    """Give the laws, bills, rules and orders that a document cites, those cited at most places first.

    Args:
        store: where the graph is.
        lookup: where the places are.
        document: the document.
        text: its stored text.
    """
    rows = lookup.read(
        "SELECT m.iri, m.start, m.end FROM mention m JOIN document d ON d.id = m.document "
        "WHERE d.iri = ? AND m.kind = 'citation' ORDER BY m.start, m.end",
        (document.iri,),
    )
    if not rows:
        return ()
    places = {row["iri"]: _place(text, row["start"], row["end"]) for row in rows}
    graph = URIRef(mint("graph", document.sha256))
    said = {str(row["citation"]): row for row in store.select(_CITATIONS, {"graph": graph})}
    groups: dict[str, list[str]] = {}
    for iri, place in places.items():
        if iri in said and _kind(said[iri]) not in _NOT_LEGAL:
            groups.setdefault(str(said[iri].get("identifier", place.words.casefold())), []).append(iri)
    found = [_cited(said, places, iris) for iris in groups.values()]
    return tuple(sorted(found, key=lambda each: (-len(each.places), each.places[0].start)))


def _place(text: str, start: int, end: int) -> CitedPlace:
    return CitedPlace(start=start, end=end, words=" ".join(text[start:end].split()))


def _kind(row: Mapping[str, object]) -> str:
    return str(row["kind"]).rpartition("/")[2]


def _cited(
    said: Mapping[str, Mapping[str, object]], places: Mapping[str, CitedPlace], iris: Sequence[str]
) -> CitedText:
    first, words = said[iris[0]], places[iris[0]].words
    identifier = str(first["identifier"]) if "identifier" in first else None
    legal = _legal(identifier)
    is_named = _kind(first) == CitationKind.ACT or legal is None
    return CitedText(
        kind=_kind(first),
        identifier=identifier,
        name=words if is_named else legal or words,
        legal=legal if is_named and legal != words else None,
        address=next((str(said[iri]["address"]) for iri in iris if "address" in said[iri]), None),
        places=tuple(places[iri] for iri in iris),
    )


def _legal(identifier: str | None) -> str | None:
    if identifier is None:
        return None
    written = legal_citation(identifier.removesuffix(_AND_FOLLOWING))
    return f"{written} et seq." if written and identifier.endswith(_AND_FOLLOWING) else written


def how_read(store: Store, document: DocumentRow) -> HowRead | None:
    """Give what read a document and when it first did, or None where the graph doesn't say."""
    graph = URIRef(mint("graph", document.sha256))
    rows = store.select(_READ, {"graph": graph, "document": URIRef(document.iri)}).rows
    if not rows:
        return None
    started = [str(row["started"]) for row in rows if "started" in row]
    return HowRead(software=str(rows[0]["software"]), first=min(started, default=None))


def place_of_statements(lookup: Lookup, document: str) -> tuple[tuple[int, int, str], ...]:
    """Give start, end and IRI of a document's statements, in the order of the text."""
    rows = lookup.read(
        "SELECT s.start, s.end, s.iri FROM statement s JOIN document d ON d.id = s.document "
        "WHERE d.iri = ? ORDER BY s.start, s.end, s.iri",
        (document,),
    )
    return tuple((row["start"], row["end"], row["iri"]) for row in rows)


def first_asks(lookup: Lookup, document: str, most: int) -> tuple[str, ...]:
    """Give IRIs of the recommendations of a document that most reasons are given for, at most so many."""
    rows = lookup.read(
        "SELECT s.iri FROM statement s JOIN document d ON d.id = s.document "
        "WHERE d.iri = ? AND s.role = 'recommendation' "
        "ORDER BY s.action IS NULL, s.supports DESC, s.confidence DESC, s.start, s.iri LIMIT ?",
        (document, most),
    )
    return tuple(row["iri"] for row in rows)


def extraction_of(lookup: Lookup, document: str) -> str:
    """Give the IRI of the extraction that the index holds of a document; nothing where it holds none."""
    rows = lookup.read("SELECT extraction FROM document WHERE iri = ?", (document,))
    return str(rows[0]["extraction"]) if rows else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of a source, and the date that it gives itself."""

    iri: str
    issued: str | None


_VERSIONS: Final = """
WITH RECURSIVE
  older (iri, step) AS (
    SELECT ?, 0 UNION
    SELECT d.revises, step - 1 FROM document d JOIN older o ON d.iri = o.iri WHERE d.revises IS NOT NULL AND step > -50
  ),
  newer (iri, step) AS (
    SELECT ?, 0 UNION
    SELECT d.iri, step + 1 FROM document d JOIN newer n ON d.revises = n.iri WHERE step < 50
  )
SELECT d.iri, d.issued FROM (SELECT * FROM older UNION SELECT * FROM newer) v JOIN document d ON d.iri = v.iri
GROUP BY d.iri ORDER BY MIN(v.step), d.iri
"""


def versions_of(lookup: Lookup, document: str) -> tuple[Version, ...]:
    """Give the versions of a document's source that are kept, this one among them, the oldest first."""
    rows = lookup.read(_VERSIONS, (document, document))
    return tuple(Version(iri=row["iri"], issued=row["issued"]) for row in rows)
