"""What a statement is given as a reason for or against: the way up, where a trace goes down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kg.description import document_from, is_justification, justification_from
from kg.identifiers import kind_of
from kg.looking_up import described_nodes, statement_records
from kg.model import Direction, Document, Justification, Role, Statement
from kg.store import Store

MOST: Final = 100
"""Targets that are looked up; a statement is seldom a reason for more than a few."""

_BEARS_ON: Final = "SELECT DISTINCT ?line WHERE { ?line w:premise $statement } ORDER BY ?line LIMIT 101"
# As the targets' own graphs name them: thousands of other graphs may describe the same actor.
_NAMES: Final = """
SELECT DISTINCT ?actor ?name WHERE {{
  VALUES ?target {{ {} }}
  GRAPH ?graph {{ ?target w:issuer|w:addressee ?actor . ?actor skos:prefLabel ?name }}
}} ORDER BY ?actor DESC(?name)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearing:
    """One thing that a statement speaks for or against.

    Attributes:
        line: the link.
        target: what it bears on.
        document: where the target stands, without its authors.
        names: IRI to name for the target's actors.
    """

    line: Justification
    target: Statement
    document: Document
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearings:
    """What a statement bears on, recommendations first; `has_more` where it bears on more than `MOST`."""

    found: tuple[Bearing, ...]
    has_more: bool


def bearings(store: Store, statement: str) -> Bearings:
    """Find what a statement is a premise of.

    Args:
        store: where the graph is.
        statement: its IRI; one that the graph doesn't know bears on nothing.
    """
    lines = [str(row["line"]) for row in store.select(_BEARS_ON, {"statement": URIRef(statement)}).rows]
    nodes = described_nodes(store, lines[:MOST])
    links = [justification_from(nodes[iri], iri) for iri in lines[:MOST] if is_justification(nodes.get(iri, {}))]
    targets = statement_records(store, [link.target for link in links])
    nodes = described_nodes(store, {target.quote.document for target in targets.values()})
    documents = {iri: document_from(node, iri, ()) for iri, node in nodes.items()}
    names = _names(store, targets)
    known = [link for link in links if link.target in targets and targets[link.target].quote.document in documents]
    found = [
        Bearing(
            line=link,
            target=targets[link.target],
            document=documents[targets[link.target].quote.document],
            names=names,
        )
        for link in known
    ]
    return Bearings(found=tuple(sorted(found, key=_rank)), has_more=len(lines) > MOST)


def _names(store: Store, targets: Iterable[str]) -> dict[str, str]:
    values = " ".join(f"<{iri}>" for iri in sorted(targets) if kind_of(iri) is not None)
    rows = store.select(_NAMES.format(values)).rows if values else ()
    return {str(row["actor"]): str(row["name"]) for row in rows}


def _rank(bearing: Bearing) -> tuple[bool, bool, float, str]:
    return (
        bearing.target.role is not Role.RECOMMENDATION,
        bearing.line.direction is not Direction.SUPPORTS,
        -bearing.line.confidence,
        bearing.line.iri,
    )
