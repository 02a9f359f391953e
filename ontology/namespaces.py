"""Closed namespaces and the one table of prefixes; a misspelt term is an error where it is written.

`Warrant` mirrors `warrant.ttl` term by term (a test compares them in both directions). rdflib brings PROV, SKOS and
most others; the Web Annotation vocabulary and SEPIO are not among them, so the terms that the graph uses are listed
here.
"""

from __future__ import annotations

from typing import ClassVar, Final

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

BASE: Final = "https://w3id.org/warrant/"
ID: Final = Namespace(f"{BASE}id/")
TOPIC: Final = Namespace(f"{BASE}id/topic/")
SCHEME: Final = Namespace(f"{BASE}id/scheme/")


class Warrant(DefinedNamespace):
    """The project's own classes and properties, each a sub-term of a standard one."""

    _fail = True
    _NS = Namespace(f"{BASE}ontology#")

    # classes
    Document: URIRef
    Brief: URIRef
    Passage: URIRef
    Quote: URIRef
    Statement: URIRef
    Recommendation: URIRef
    Claim: URIRef
    Justification: URIRef
    Proposition: URIRef
    Provision: URIRef
    Actor: URIRef
    Mention: URIRef
    Citation: URIRef
    Topic: URIRef
    Extraction: URIRef
    IngestRun: URIRef
    Review: URIRef
    ImplementationRecord: URIRef

    # documents and passages
    contentDigest: URIRef
    textDigest: URIRef
    textLength: URIRef
    mediaType: URIRef
    sourceKind: URIRef
    pageCount: URIRef
    author: URIRef
    revises: URIRef
    inDocument: URIRef
    order: URIRef
    passageKind: URIRef
    start: URIRef
    end: URIRef
    page: URIRef
    section: URIRef
    inProvision: URIRef

    # statements
    inPassage: URIRef
    quote: URIRef
    role: URIRef
    alsoRole: URIRef
    confidence: URIRef
    cue: URIRef
    issuer: URIRef
    addressee: URIRef
    assertedBy: URIRef
    isReported: URIRef
    action: URIRef
    actionObject: URIRef
    condition: URIRef
    deadline: URIRef
    instrument: URIRef
    modality: URIRef
    polarity: URIRef
    hedge: URIRef
    topic: URIRef
    partOf: URIRef
    reviewState: URIRef
    reviews: URIRef
    vanishedIn: URIRef
    addressedBy: URIRef
    implementationStatus: URIRef
    statusOf: URIRef
    asserts: URIRef

    # justifications
    hasJustification: URIRef
    premise: URIRef
    target: URIRef
    direction: URIRef
    supportedBy: URIRef
    disputedBy: URIRef

    # actors, mentions, citations, provenance
    actorKind: URIRef
    mentions: URIRef
    candidate: URIRef
    cites: URIRef
    citedIdentifier: URIRef
    citationKind: URIRef
    codeDigest: URIRef
    modelDigest: URIRef
    setting: URIRef
    failure: URIRef


class OA(DefinedNamespace):
    """Web Annotation vocabulary (W3C Recommendation, 23 February 2017): the terms used here."""

    _fail = True
    _NS = Namespace("http://www.w3.org/ns/oa#")

    Annotation: URIRef
    SpecificResource: URIRef
    TextQuoteSelector: URIRef
    TextPositionSelector: URIRef
    FragmentSelector: URIRef
    hasBody: URIRef
    hasTarget: URIRef
    hasSource: URIRef
    hasSelector: URIRef
    refinedBy: URIRef
    motivatedBy: URIRef
    identifying: URIRef
    classifying: URIRef
    linking: URIRef
    exact: URIRef
    prefix: URIRef
    suffix: URIRef
    start: URIRef
    end: URIRef


class SEPIO:
    """Scientific Evidence and Provenance Information Ontology, by readable names for its numbered terms."""

    _NS: ClassVar = Namespace("http://purl.obolibrary.org/obo/SEPIO_")
    proposition: ClassVar = _NS["0000000"]
    assertion: ClassVar = _NS["0000001"]
    evidence_line: ClassVar = _NS["0000002"]
    has_evidence_line: ClassVar = _NS["0000006"]
    has_supporting_evidence_line: ClassVar = _NS["0000007"]
    has_disputing_evidence_line: ClassVar = _NS["0000008"]
    asserts_proposition: ClassVar = _NS["0000030"]
    has_evidence_item: ClassVar = _NS["0000084"]
    has_confidence_level: ClassVar = _NS["0000167"]
    confidence_score: ClassVar = _NS["0000168"]
    statement: ClassVar = _NS["0000174"]
    has_evidence_direction: ClassVar = _NS["0000183"]
    recommendation: ClassVar = _NS["0000431"]
    has_supporting_evidence: ClassVar = _NS["0000440"]
    has_disputing_evidence: ClassVar = _NS["0000441"]


PREFIXES: Final[dict[str, str]] = {
    "w": f"{BASE}ontology#",
    "id": f"{BASE}id/",
    "topic": f"{BASE}id/topic/",
    "scheme": f"{BASE}id/scheme/",
    "sepio": "http://purl.obolibrary.org/obo/SEPIO_",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "pplan": "http://purl.org/net/p-plan#",
    "cito": "http://purl.org/spar/cito/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "schema": "https://schema.org/",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sh": "http://www.w3.org/ns/shacl#",
}
"""Prefix to namespace, for every query, serialisation and page."""
