"""Tables of which property carries which attribute of a record; `kg.mapping` reads them in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from rdflib import URIRef
from rdflib.namespace import DCTERMS, SKOS

from kg.model import (
    ActorKind,
    CitationKind,
    Direction,
    Instrument,
    Modality,
    PassageKind,
    Polarity,
    ReviewState,
    Role,
    SourceKind,
)
from kg.terms import ADDRESS, BOOLEAN, CONFIDENCE, DATE, INTEGER, IRI, TEXT, TOPIC_CONCEPT, Codec, concept
from ontology.namespaces import OA, Warrant


class Arity(Enum):
    """How many values a field has."""

    ONE = auto()
    OPTIONAL = auto()
    MANY = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of a record and the property that carries it."""

    name: str
    property: URIRef
    codec: Codec
    arity: Arity = Arity.ONE


_OPTIONAL: Final = Arity.OPTIONAL
_MANY: Final = Arity.MANY
_ROLE: Final = concept(Role)
_REVIEW: Final = concept(ReviewState)
_POLARITY: Final = concept(Polarity)

DOCUMENT: Final = (
    Field("sha256", Warrant.contentDigest, TEXT),
    Field("text_sha256", Warrant.textDigest, TEXT),
    Field("length", Warrant.textLength, INTEGER),
    Field("media_type", Warrant.mediaType, TEXT),
    Field("title", DCTERMS.title, TEXT),
    Field("publisher", DCTERMS.publisher, TEXT, _OPTIONAL),
    Field("issued", DCTERMS.issued, DATE, _OPTIONAL),
    Field("url", DCTERMS.source, ADDRESS, _OPTIONAL),
    Field("kind", Warrant.sourceKind, concept(SourceKind)),
    Field("language", DCTERMS.language, TEXT),
    Field("identifiers", DCTERMS.identifier, TEXT, _MANY),
    Field("pages", Warrant.pageCount, INTEGER, _OPTIONAL),
    Field("revises", Warrant.revises, IRI, _OPTIONAL),
)
PASSAGE: Final = (
    Field("document", Warrant.inDocument, IRI),
    Field("order", Warrant.order, INTEGER),
    Field("kind", Warrant.passageKind, concept(PassageKind)),
    Field("start", Warrant.start, INTEGER),
    Field("end", Warrant.end, INTEGER),
    Field("role", Warrant.role, _ROLE),
    Field("also", Warrant.alsoRole, _ROLE, _MANY),
    Field("confidence", Warrant.confidence, CONFIDENCE),
    Field("page", Warrant.page, INTEGER, _OPTIONAL),
    Field("provision", Warrant.inProvision, TEXT, _OPTIONAL),
    Field("asserted_by", Warrant.assertedBy, IRI, _OPTIONAL),
)
_STATEMENT: Final = (
    Field("passage", Warrant.inPassage, IRI),
    Field("confidence", Warrant.confidence, CONFIDENCE),
    Field("cue", Warrant.cue, TEXT),
    Field("is_reported", Warrant.isReported, BOOLEAN),
    Field("polarity", Warrant.polarity, _POLARITY),
    Field("topics", Warrant.topic, TOPIC_CONCEPT, _MANY),
    Field("review", Warrant.reviewState, _REVIEW),
)
CLAIM: Final = (
    *_STATEMENT,
    Field("role", Warrant.role, _ROLE),
    Field("asserted_by", Warrant.assertedBy, IRI, _OPTIONAL),
    Field("hedges", Warrant.hedge, TEXT, _MANY),
)
RECOMMENDATION: Final = (
    *_STATEMENT,
    Field("issuer", Warrant.issuer, IRI, _OPTIONAL),
    Field("addressees", Warrant.addressee, IRI, _MANY),
    Field("action", Warrant.action, TEXT, _OPTIONAL),
    Field("object", Warrant.actionObject, TEXT, _OPTIONAL),
    Field("condition", Warrant.condition, TEXT, _OPTIONAL),
    Field("deadline", Warrant.deadline, TEXT, _OPTIONAL),
    Field("instrument", Warrant.instrument, concept(Instrument), _OPTIONAL),
    Field("modality", Warrant.modality, concept(Modality)),
    Field("part_of", Warrant.partOf, IRI, _OPTIONAL),
)
JUSTIFICATION: Final = (
    Field("premises", Warrant.premise, IRI, _MANY),
    Field("target", Warrant.target, IRI),
    Field("direction", Warrant.direction, concept(Direction)),
    Field("confidence", Warrant.confidence, CONFIDENCE),
    Field("cue", Warrant.cue, TEXT),
    Field("review", Warrant.reviewState, _REVIEW),
)
ACTOR: Final = (
    Field("name", SKOS.prefLabel, TEXT),
    Field("kind", Warrant.actorKind, concept(ActorKind)),
    Field("aliases", SKOS.altLabel, TEXT, _MANY),
    Field("same_as", SKOS.exactMatch, ADDRESS, _MANY),
)
MENTION: Final = (
    Field("actor", Warrant.mentions, IRI, _OPTIONAL),
    Field("candidates", Warrant.candidate, IRI, _MANY),
)
CITATION: Final = (
    Field("kind", Warrant.citationKind, concept(CitationKind)),
    Field("identifier", Warrant.citedIdentifier, TEXT, _OPTIONAL),
    Field("url", Warrant.cites, ADDRESS, _OPTIONAL),
)
POSITION: Final = (Field("start", OA.start, INTEGER), Field("end", OA.end, INTEGER))
WORDS: Final = (
    Field("exact", OA.exact, TEXT), Field("prefix", OA.prefix, TEXT), Field("suffix", OA.suffix, TEXT),
)  # fmt: skip
QUOTE: Final = (Field("document", OA.hasSource, IRI), Field("page", Warrant.page, INTEGER, _OPTIONAL))
