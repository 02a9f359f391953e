"""A run's record holds what differs between runs, in a graph of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF, XSD

from kg.identifiers import kind_of
from kg.mapping import triples
from kg.provenance import IngestRunRecord, run_triples
from ontology.namespaces import Warrant
from tests import factories

EXTRACTION = factories.extraction()
STARTED = datetime(2026, 5, 14, 10, 0, 0, 250_000, tzinfo=UTC)
RECORD = IngestRunRecord(
    started=STARTED,
    ended=STARTED + timedelta(minutes=3),
    host="example-host",
    extractions=(EXTRACTION.iri,),
    documents=((EXTRACTION.document.iri, "papers/item.txt"),),
    failures=("scan.pdf: it holds no text; run it through OCR first.",),
)
RUN = URIRef(RECORD.iri)


def moment(lexical: str) -> Literal:
    return Literal(lexical, datatype=XSD.dateTime, normalize=False)


def test_a_run_is_an_activity_with_its_times() -> None:
    found = set(run_triples(RECORD))
    assert (RUN, RDF.type, Warrant.IngestRun) in found
    assert (RUN, PROV.startedAtTime, moment("2026-05-14T10:00:00.250000Z")) in found
    assert (RUN, PROV.endedAtTime, moment("2026-05-14T10:03:00.250000Z")) in found


def test_a_run_names_its_machine_extractions_and_failures() -> None:
    found = set(run_triples(RECORD))
    assert (RUN, PROV.atLocation, Literal("example-host")) in found
    assert (RUN, PROV.wasInformedBy, URIRef(EXTRACTION.iri)) in found
    assert (RUN, Warrant.failure, Literal(RECORD.failures[0])) in found


def test_a_run_says_where_each_file_was() -> None:
    assert (URIRef(EXTRACTION.document.iri), PROV.atLocation, Literal("papers/item.txt")) in set(run_triples(RECORD))


def test_times_are_given_in_utc() -> None:
    elsewhere = STARTED.astimezone(timezone(timedelta(hours=-4)))
    assert set(run_triples(replace(RECORD, started=elsewhere))) == set(run_triples(RECORD))


def test_run_and_graph_have_iris_of_their_own() -> None:
    assert (kind_of(RECORD.iri), kind_of(RECORD.graph_iri)) == ("run", "run-graph")
    assert RECORD.graph_iri not in (RECORD.iri, EXTRACTION.document.graph_iri)


def test_another_start_is_another_run() -> None:
    assert replace(RECORD, started=STARTED - timedelta(seconds=1)).iri != RECORD.iri


def test_a_document_graph_tells_nothing_of_the_run() -> None:
    times = {PROV.startedAtTime, PROV.endedAtTime, PROV.atLocation}
    assert not times & {predicate for _, predicate, _ in triples(EXTRACTION)}


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(RECORD, started=STARTED.replace(tzinfo=None))


def test_a_run_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="can't end"):
        replace(RECORD, ended=STARTED - timedelta(seconds=1))
