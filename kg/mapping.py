"""Records <-> triples, both directions, and nothing else.

Each record has one table of fields (`kg.fields`), read in both directions, so that the two can't drift apart. RDF has
no order within a set of values and the graph rounds confidences, so `extraction_from(triples(e)) == normalised(e)`.
Shortcuts (`w:supportedBy`, `w:hasJustification`, ...) are written for queries and never read back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from rdflib import URIRef
from rdflib.namespace import FOAF, ORG, PROV, RDF, RDFS, SKOS
from rdflib.term import Node

from kg.errors import GroundingError, ShapeError
from kg.fields import (
    ACTOR,
    CITATION,
    CLAIM,
    DOCUMENT,
    JUSTIFICATION,
    MENTION,
    PASSAGE,
    POSITION,
    QUOTE,
    RECOMMENDATION,
    WORDS,
    Arity,
    Field,
)
from kg.identifiers import mint
from kg.model import (
    Actor,
    ActorKind,
    Citation,
    Claim,
    Direction,
    Document,
    Extraction,
    Justification,
    Mention,
    Passage,
    Process,
    Quote,
    Recommendation,
    Role,
    Statement,
)
from kg.normalising import author_iri, normalised, sorted_set
from kg.terms import TEXT, Term, Triple, concept_iri, minted
from ontology.namespaces import OA, Warrant

__all__ = ["extraction_from", "normalised", "triples"]

T = TypeVar("T")

_SEPARATOR: Final = " > "


def _join_headings(section: Sequence[str]) -> Term:
    escaped = (heading.replace("\\", "\\\\").replace(">", "\\>") for heading in section)
    return TEXT.encode(_SEPARATOR.join(escaped))


def split_headings(joined: str) -> tuple[str, ...]:
    """Give the headings above a passage, outermost first, from the one text that the graph has for them."""
    return tuple(part.replace("\\>", ">").replace("\\\\", "\\") for part in joined.split(_SEPARATOR))


_RECOMMENDATION_ROLE: Final = concept_iri(Role.RECOMMENDATION)
_A: Final = RDF.type
_A_TEXT: Final = str(RDF.type)
_WAS_GENERATED_BY: Final = PROV.wasGeneratedBy
_SHORTCUT: Final = {Direction.SUPPORTS: Warrant.supportedBy, Direction.DISPUTES: Warrant.disputedBy}


# --- records -> triples ---


def triples(extraction: Extraction) -> Iterator[Triple]:
    """Give every triple of the document's named graph, in no promised order; a triple can come twice."""
    document = minted(extraction.document.iri)
    yield from _document_triples(extraction, document)
    yield from _process_triples(extraction, document)
    for passage in extraction.passages:
        yield from _passage_triples(passage)
    for statement in extraction.statements:
        yield from _statement_triples(statement, document)
    for justification in extraction.justifications:
        yield from _justification_triples(justification)
    for actor in extraction.actors:
        yield from _actor_triples(actor)
    for mention in extraction.mentions:
        yield from _quoted_triples(mention, Warrant.Mention, MENTION)
    for citation in extraction.citations:
        yield from _quoted_triples(citation, Warrant.Citation, CITATION)
    for statement_iri in extraction.vanished:
        yield minted(statement_iri), Warrant.vanishedIn, document


def _write(subject: URIRef, record: Any, fields: Sequence[Field]) -> list[Triple]:
    written: list[Triple] = []
    for field in fields:
        value = getattr(record, field.name)
        if field.arity is Arity.MANY:
            written.extend((subject, field.property, field.codec.encode(each)) for each in value)
        elif value is not None:
            written.append((subject, field.property, field.codec.encode(value)))
    return written


def _document_triples(extraction: Extraction, document: URIRef) -> Iterator[Triple]:
    record = extraction.document
    yield document, _A, Warrant.Document
    if record.is_brief:
        yield document, _A, Warrant.Brief
    yield from _write(document, record, DOCUMENT)
    yield document, _WAS_GENERATED_BY, minted(extraction.iri)
    names = {actor.iri: actor.name for actor in extraction.actors}
    for author in record.authors:
        iri = author_iri(author)
        yield document, Warrant.author, minted(iri)
        yield minted(iri), SKOS.prefLabel, TEXT.encode(names.get(iri, author))


def _process_triples(extraction: Extraction, document: URIRef) -> Iterator[Triple]:
    process = extraction.process
    activity, software = minted(extraction.iri), minted(mint("software", process.software))
    parts = [part for pair in sorted(set(process.settings)) for part in pair]
    plan = minted(mint("settings", *(parts or ("none",))))
    association = minted(f"{activity}#association")
    yield activity, _A, Warrant.Extraction
    yield activity, PROV.used, document
    yield activity, PROV.wasAssociatedWith, software
    yield activity, PROV.qualifiedAssociation, association
    yield activity, Warrant.codeDigest, TEXT.encode(process.code_digest)
    yield activity, Warrant.modelDigest, TEXT.encode(process.model_digest)
    yield association, _A, PROV.Association
    yield association, PROV.agent, software
    yield association, PROV.hadPlan, plan
    yield software, _A, PROV.SoftwareAgent
    yield software, RDFS.label, TEXT.encode(process.software)
    yield plan, _A, PROV.Plan
    for name, value in process.settings:
        yield plan, Warrant.setting, TEXT.encode(f"{name}={value}")


# Terms of the records that come by the thousand: a closed namespace takes a microsecond to look one up.
_PASSAGE: Final = Warrant.Passage
_SECTION: Final = Warrant.section
_HAS_QUOTE: Final = Warrant.quote
_IN_DOCUMENT: Final = Warrant.inDocument
_ROLE: Final = Warrant.role
_STATEMENT: Final = Warrant.Statement
_QUOTE_CLASSES: Final = (Warrant.Quote, OA.SpecificResource)
_HAS_SELECTOR: Final = OA.hasSelector
_POSITION_SELECTOR: Final = OA.TextPositionSelector
_WORDS_SELECTOR: Final = OA.TextQuoteSelector


def _passage_triples(passage: Passage) -> Iterator[Triple]:
    subject = minted(passage.iri)
    yield subject, _A, _PASSAGE
    yield from _write(subject, passage, PASSAGE)
    if passage.section:
        yield subject, _SECTION, _join_headings(passage.section)


def _quote_triples(subject: URIRef, quote: Quote) -> Iterator[Triple]:
    node = minted(quote.iri)
    position, words = minted(f"{node}#position"), minted(f"{node}#words")
    yield subject, _HAS_QUOTE, node
    for kind in _QUOTE_CLASSES:
        yield node, _A, kind
    yield from _write(node, quote, QUOTE)
    yield node, _HAS_SELECTOR, position
    yield node, _HAS_SELECTOR, words
    yield position, _A, _POSITION_SELECTOR
    yield from _write(position, quote, POSITION)
    yield words, _A, _WORDS_SELECTOR
    yield from _write(words, quote, WORDS)


def _statement_triples(statement: Statement, document: URIRef) -> Iterator[Triple]:
    subject = minted(statement.iri)
    yield subject, _A, _STATEMENT
    yield subject, _IN_DOCUMENT, document
    if isinstance(statement, Claim):
        yield subject, _A, Warrant.Claim
        yield from _write(subject, statement, CLAIM)
    else:
        yield subject, _A, Warrant.Recommendation
        yield subject, _ROLE, _RECOMMENDATION_ROLE
        yield from _write(subject, statement, RECOMMENDATION)
    yield from _quote_triples(subject, statement.quote)


def _justification_triples(justification: Justification) -> Iterator[Triple]:
    subject, target = minted(justification.iri), minted(justification.target)
    yield subject, _A, Warrant.Justification
    yield from _write(subject, justification, JUSTIFICATION)
    yield target, Warrant.hasJustification, subject
    for premise in justification.premises:
        yield target, _SHORTCUT[justification.direction], minted(premise)


def _actor_triples(actor: Actor) -> Iterator[Triple]:
    subject = minted(actor.iri)
    yield subject, _A, Warrant.Actor
    yield subject, _A, FOAF.Person if actor.kind is ActorKind.PERSON else ORG.Organization
    yield from _write(subject, actor, ACTOR)


def _quoted_triples(record: Mention | Citation, kind: URIRef, fields: Sequence[Field]) -> Iterator[Triple]:
    subject = minted(record.iri)
    yield subject, _A, kind
    yield from _write(subject, record, fields)
    yield from _quote_triples(subject, record.quote)


# --- triples -> records ---


class _Reading:
    """The triples of one graph by subject and property, each value by its lexical form."""

    def __init__(self, graph: Iterable[tuple[Node, Node, Node]]) -> None:
        self._nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._of_class: dict[str, list[str]] = defaultdict(list)
        # Plain strings from here on: they hash and compare several times faster than terms.
        for subject, predicate, value in {(str(s), str(p), str(o)) for s, p, o in graph}:
            self._nodes[subject][predicate].append(value)
            if predicate == _A_TEXT:
                self._of_class[value].append(subject)

    def of_class(self, kind: URIRef) -> list[str]:
        return sorted(self._of_class.get(str(kind), ()))

    def values(self, subject: str, term: str) -> list[str]:
        node = self._nodes.get(subject)
        return sorted(node.get(str(term), ())) if node else []

    def subjects(self, term: URIRef, value: str) -> list[str]:
        return sorted(s for s, node in self._nodes.items() if value in node.get(str(term), ()))

    def one(self, subject: str, term: URIRef) -> str:
        found = self.values(subject, term)
        if len(found) != 1:
            finding = f"{subject} needs exactly one {term}, and has {len(found)}; give it one."
            raise ShapeError(subject, (finding,))
        return found[0]

    def fields(self, subject: str, fields: Sequence[Field]) -> dict[str, Any]:
        return {field.name: self._value(subject, field) for field in fields}

    def _value(self, subject: str, field: Field) -> Any:
        if field.arity is Arity.MANY:
            return sorted_set(field.codec.decode(each) for each in self.values(subject, field.property))
        if field.arity is Arity.OPTIONAL and not self.values(subject, field.property):
            return None
        lexical = self.one(subject, field.property)
        try:
            return field.codec.decode(lexical)
        except ValueError as error:
            finding = f"{subject} has {lexical!r} for {field.property}, which isn't one of its values; correct it."
            raise ShapeError(subject, (finding,)) from error

    def quote(self, subject: str) -> Quote:
        node = self.one(subject, Warrant.quote)
        selectors = [f"{node}#position", f"{node}#words"]
        if self.values(node, OA.hasSelector) != selectors:
            raise ShapeError(
                node, (f"The quote {node} needs two selectors, {' and '.join(selectors)}; ground it again.",)
            )
        fields = self.fields(node, QUOTE)
        fields.update(self.fields(f"{node}#position", POSITION))
        fields.update(self.fields(f"{node}#words", WORDS))
        return _made(node, Quote, fields)


def extraction_from(graph: Iterable[tuple[Node, Node, Node]]) -> Extraction:
    """Read the records back from the triples of one document's named graph.

    Raises:
        ShapeError: the graph doesn't hold exactly one document, or a thing lacks what its record needs.
    """
    reading = _Reading(graph)
    documents = reading.of_class(Warrant.Document)
    if len(documents) != 1:
        finding = f"The graph holds {len(documents)} documents; a document's graph holds exactly one."
        raise ShapeError("the graph", (finding,))
    document = _read_document(reading, documents[0])
    return normalised(
        Extraction(
            document=document,
            process=_read_process(reading, reading.one(document.iri, _WAS_GENERATED_BY)),
            passages=tuple(_read_passages(reading)),
            statements=tuple(_read_statements(reading)),
            justifications=tuple(_read(reading, Warrant.Justification, Justification, JUSTIFICATION)),
            actors=tuple(_read(reading, Warrant.Actor, Actor, ACTOR)),
            mentions=tuple(_read_quoted(reading, Warrant.Mention, Mention, MENTION)),
            citations=tuple(_read_quoted(reading, Warrant.Citation, Citation, CITATION)),
            vanished=tuple(reading.subjects(Warrant.vanishedIn, document.iri)),
        )
    )


def _made(iri: str, record: Callable[..., T], fields: dict[str, Any]) -> T:
    try:
        return record(**fields)
    except (ValueError, GroundingError) as error:
        raise ShapeError(iri, (f"{iri}: {error}",)) from error


def _read(reading: _Reading, kind: URIRef, record: Callable[..., T], fields: Sequence[Field]) -> Iterator[T]:
    for iri in reading.of_class(kind):
        yield _made(iri, record, reading.fields(iri, fields))


def _read_quoted(reading: _Reading, kind: URIRef, record: Callable[..., T], fields: Sequence[Field]) -> Iterator[T]:
    for iri in reading.of_class(kind):
        yield _made(iri, record, {"quote": reading.quote(iri), **reading.fields(iri, fields)})


def _read_document(reading: _Reading, iri: str) -> Document:
    authors = tuple(reading.one(actor, SKOS.prefLabel) for actor in reading.values(iri, Warrant.author))
    is_brief = iri in reading.of_class(Warrant.Brief)
    return Document(authors=authors, is_brief=is_brief, **reading.fields(iri, DOCUMENT))


def _read_process(reading: _Reading, activity: str) -> Process:
    association = reading.one(activity, PROV.qualifiedAssociation)
    plan = reading.one(association, PROV.hadPlan)
    settings = (setting.partition("=") for setting in reading.values(plan, Warrant.setting))
    return Process(
        software=reading.one(reading.one(association, PROV.agent), RDFS.label),
        code_digest=reading.one(activity, Warrant.codeDigest),
        model_digest=reading.one(activity, Warrant.modelDigest),
        settings=tuple(sorted((name, value) for name, _, value in settings)),
    )


def _read_passages(reading: _Reading) -> Iterator[Passage]:
    for iri in reading.of_class(Warrant.Passage):
        section = reading.values(iri, Warrant.section)
        headings = split_headings(section[0]) if section else ()
        yield _made(iri, Passage, {"section": headings, **reading.fields(iri, PASSAGE)})


def _read_statements(reading: _Reading) -> Iterator[Statement]:
    kinds = {*reading.of_class(Warrant.Claim), *reading.of_class(Warrant.Recommendation)}
    for iri in reading.of_class(Warrant.Statement):
        if iri not in kinds:
            raise ShapeError(iri, (f"The statement {iri} is neither a claim nor a recommendation; say which.",))
    yield from _read_quoted(reading, Warrant.Claim, Claim, CLAIM)
    yield from _read_quoted(reading, Warrant.Recommendation, Recommendation, RECOMMENDATION)
