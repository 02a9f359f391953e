"""Where a statement comes from in time: versions of its document, what read it, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from kg.description import document_from
from kg.looking_up import described_nodes, process_of
from kg.model import Document, Process
from kg.store import Store

_RUNS: Final = """
SELECT ?run ?started WHERE {
  $document prov:wasGeneratedBy ?extraction .
  ?run prov:wasInformedBy ?extraction ; prov:startedAtTime ?started .
} ORDER BY ?started ?run"""
_GONE: Final = "SELECT ?version WHERE { $statement w:vanishedIn ?version } ORDER BY ?version"
_NEWER: Final = "SELECT ?version WHERE { ?version w:revises $document } ORDER BY ?version"
_OLDER: Final = "SELECT ?version WHERE { $document w:revises ?version } ORDER BY ?version"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A run that read the document; `started` is its time in ISO 8601."""

    iri: str
    started: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """Another version of the document.

    Attributes:
        iri: the version.
        document: its record, without its authors.
        dropped: it no longer has the statement's words.
    """

    iri: str
    document: Document
    dropped: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """What came before and after a statement.

    Attributes:
        older: the version that its document revises, if any.
        newer: the versions that replaced it.
        process: software and models that read it, or None where the graph doesn't say.
        runs: when it was read, oldest first; empty where the records of runs aren't kept here.
    """

    older: tuple[Version, ...]
    newer: tuple[Version, ...]
    process: Process | None
    runs: tuple[Run, ...]


def history(store: Store, statement: str, document: str, *, with_runs: bool = True) -> History:
    """Gather the history of a statement.

    Args:
        store: where the graph is.
        statement: its IRI.
        document: IRI of the document version in which it stands.
        with_runs: whether the records of runs may be told.
    """
    older = _iris(store, _OLDER, document=document)
    newer = _iris(store, _NEWER, document=document)
    gone = _iris(store, _GONE, statement=statement)
    nodes = described_nodes(store, [*older, *newer])
    records = {iri: document_from(node, iri, ()) for iri, node in nodes.items()}
    return History(
        older=tuple(Version(iri=iri, document=records[iri]) for iri in older if iri in records),
        newer=tuple(Version(iri=iri, document=records[iri], dropped=iri in gone) for iri in newer if iri in records),
        process=process_of(store, document),
        runs=_runs(store, document) if with_runs else (),
    )


def _runs(store: Store, document: str) -> tuple[Run, ...]:
    rows = store.select(_RUNS, {"document": URIRef(document)}).rows
    return tuple(Run(iri=str(row["run"]), started=str(row["started"])) for row in rows)


def _iris(store: Store, query: str, **bindings: str) -> list[str]:
    rows = store.select(query, {name: URIRef(iri) for name, iri in bindings.items()}).rows
    return [str(row["version"]) for row in rows]
