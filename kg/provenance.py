"""The PROV-O record of one run: when, where, what came of it, what failed.

Everything that differs between two runs over the same bytes is here, in a run graph of its own, and nothing of it is in
a document's graph. What read a document (code, models, settings) is in the document's graph: see `kg.mapping`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from rdflib import Literal
from rdflib.namespace import PROV, RDF, XSD

from kg.identifiers import mint
from kg.reach import Vocabulary
from kg.terms import TEXT, Triple, minted
from ontology.namespaces import Warrant

RUN_TERMS: Final = Vocabulary(
    properties=frozenset(
        map(str, (PROV.startedAtTime, PROV.endedAtTime, PROV.atLocation, PROV.wasInformedBy, Warrant.failure))
    ),
    classes=frozenset({str(Warrant.IngestRun)}),
)
"""All that the triples of a run's graph use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IngestRunRecord:
    """One execution of the ingest command.

    Attributes:
        started: when it began; it knows its time zone.
        ended: when it was over; it knows its time zone.
        host: name of the machine.
        extractions: IRIs of the extractions that it published, or found published already.
        documents: IRI of each document with the path of its file as it was found.
        failures: one sentence for each file that wasn't published.
    """

    started: datetime
    ended: datetime
    host: str
    extractions: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()
    failures: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.started.tzinfo is None or self.ended.tzinfo is None:
            raise ValueError("the times of a run need a time zone")
        if self.ended < self.started:
            raise ValueError(f"a run can't end at {self.ended} before it starts at {self.started}")

    @property
    def iri(self) -> str:
        """The run's IRI, from its start and its machine."""
        return mint("run", _timestamp(self.started), self.host)

    @property
    def graph_iri(self) -> str:
        """The named graph that holds this record and nothing else."""
        return mint("run-graph", _timestamp(self.started), self.host)


def run_triples(record: IngestRunRecord) -> Iterator[Triple]:
    """Give every triple of the run's graph."""
    run = minted(record.iri)
    yield run, RDF.type, Warrant.IngestRun
    yield run, PROV.startedAtTime, Literal(_timestamp(record.started), datatype=XSD.dateTime, normalize=False)
    yield run, PROV.endedAtTime, Literal(_timestamp(record.ended), datatype=XSD.dateTime, normalize=False)
    yield run, PROV.atLocation, TEXT.encode(record.host)
    for extraction in record.extractions:
        yield run, PROV.wasInformedBy, minted(extraction)
    for sentence in record.failures:
        yield run, Warrant.failure, TEXT.encode(sentence)
    for document, path in record.documents:
        yield minted(document), PROV.atLocation, TEXT.encode(path)


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
