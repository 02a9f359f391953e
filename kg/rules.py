"""The rules of `ontology/shapes.ttl` in code, over records: the same verdict as the shapes, a thousand times as fast.

What a record refuses when it is made (a confidence of 2, a justification without premises) isn't looked at again here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from rdflib import URIRef

from kg.fields import (
    ACTOR,
    CITATION,
    CLAIM,
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
from kg.model import CONTEXT_WIDTH, Claim, Extraction, Passage, Quote, Recommendation
from kg.normalising import author_iri
from kg.terms import concept_iri, partial_date
from ontology.namespaces import Warrant

# The same expressions as in the shapes, searched for in the same way.
_WORD: Final = re.compile(r"\S")
_DIGEST: Final = re.compile(r"^[0-9a-f]{64}$")
_MEDIA_TYPE: Final = re.compile(r"^[a-z]+/\S+$")
_LANGUAGE: Final = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$")
_TOPIC: Final = re.compile(r"^[a-z0-9-]+$")


def check_shapes(extraction: Extraction) -> tuple[str, ...]:
    """Give one sentence for each shape that the extraction's triples would break, without looking at the text."""
    known = _Known(extraction)
    return (
        *_document_rules(extraction, known),
        *_process_rules(extraction),
        *_passage_rules(extraction, known),
        *_statement_rules(extraction, known),
        *_part_rules(extraction, known),
        *_justification_rules(extraction, known),
        *_actor_rules(extraction),
        *_mention_rules(extraction, known),
        *_quote_rules(extraction),
        *_conflicts(extraction),
    )


class _Known:
    """The IRIs that references may point to."""

    def __init__(self, extraction: Extraction) -> None:
        self.document = extraction.document.iri
        self.actors = {actor.iri for actor in extraction.actors}
        self.passages = {passage.iri for passage in extraction.passages}
        self.statements = {statement.iri for statement in extraction.statements}
        self.recommendations = {s.iri for s in extraction.statements if isinstance(s, Recommendation)}


def _is_blank(value: str | None) -> bool:
    return value is not None and not _WORD.search(value)


def _unknown(name: str, referred: Iterable[str | None], known: Collection[str], kind: str) -> Iterator[str]:
    for iri in referred:
        if iri is not None and iri not in known:
            yield f"{name} refers to the {kind} {iri}, which isn't among the {kind}s of the document; add it."


def _document_rules(extraction: Extraction, known: _Known) -> Iterator[str]:
    document = extraction.document
    if _is_blank(document.title):
        yield "The document has a blank title; give its title, or the file's name."
    for name, digest in (("bytes", document.sha256), ("text", document.text_sha256)):
        if not _DIGEST.search(digest):
            yield f"The digest of the document's {name} isn't 64 hexadecimal digits; compute the SHA-256 anew."
    if document.length < 0:
        yield f"The document's text can't have {document.length} code points; count them."
    if not _MEDIA_TYPE.search(document.media_type):
        yield f"The document's media type is {document.media_type!r}; give one such as text/plain."
    if document.issued is not None and partial_date(document.issued).datatype is None:
        yield f"The document's date is {document.issued!r}; write it as 2026-05-14, 2026-05 or 2026."
    if not _LANGUAGE.search(document.language):
        yield f"The document's language is {document.language!r}; give a BCP 47 tag such as en."
    if document.pages is not None and document.pages < 1:
        yield f"The document can't have {document.pages} pages; count from 1, or leave the number out."
    if document.is_brief and document.url is None:
        yield "The brief doesn't say where its source was published; add the address."
    authors = map(author_iri, document.authors)
    yield from _unknown("The document's author", authors, known.actors, "actor")


def _process_rules(extraction: Extraction) -> Iterator[str]:
    process = extraction.process
    for name in ("software", "code_digest", "model_digest"):
        if _is_blank(getattr(process, name)):
            yield f"The extraction has a blank {name}; say what read the document."
    if any(not name or name.startswith("=") for name, _ in process.settings):
        yield "A setting of the extraction has no name; write it as name=value."


def _page_rule(name: str, page: int | None) -> Iterator[str]:
    if page is not None and page < 1:
        yield f"{name} is on page {page}; count pages from 1."


def _passage_rules(extraction: Extraction, known: _Known) -> Iterator[str]:
    for passage in extraction.passages:
        name = f"Passage {passage.order}"
        if passage.document != known.document:
            yield f"{name} belongs to another document; give it the IRI of this one."
        if passage.order < 0:
            yield f"{name} has a negative rank; count passages from 0."
        if passage.role in passage.also:
            yield f"{name} has the role {passage.role} twice; leave it out of the further roles."
        if _is_blank(passage.provision):
            yield f"{name} has a blank provision; give its path, or leave it out."
        yield from _page_rule(name, passage.page)
        yield from _unknown(name, (passage.asserted_by,), known.actors, "actor")


def _statement_rules(extraction: Extraction, known: _Known) -> Iterator[str]:
    for statement in extraction.statements:
        name = f"The {statement.role} at {statement.quote.start}"
        yield from _unknown(name, (statement.passage,), known.passages, "passage")
        if any(not _TOPIC.search(topic) for topic in statement.topics):
            yield f"{name} has a topic that isn't one of the topic scheme; use a notation of the scheme."
        if isinstance(statement, Claim):
            words = (statement.cue, *statement.hedges)
            yield from _unknown(name, (statement.asserted_by,), known.actors, "actor")
        else:
            words = (statement.cue, *_frame_words(statement))
            yield from _unknown(name, (statement.issuer, *statement.addressees), known.actors, "actor")
            yield from _unknown(name, (statement.part_of,), known.recommendations, "recommendation")
        if any(map(_is_blank, words)):
            yield f"{name} has a blank cue, hedge or part of its frame; give the words, or leave it out."


def _frame_words(recommendation: Recommendation) -> tuple[str, ...]:
    words = (recommendation.action, recommendation.object, recommendation.condition, recommendation.deadline)
    return tuple(part for part in words if part is not None)


def _part_rules(extraction: Extraction, known: _Known) -> Iterator[str]:
    parents = {s.iri: s.part_of for s in extraction.statements if isinstance(s, Recommendation)}
    for start in known.recommendations:
        above, seen = parents.get(start), set[str]()
        while above is not None and above != start and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == start:
            yield f"The recommendation {start} is a part of itself; let partOf lead to the whole."


def _justification_rules(extraction: Extraction, known: _Known) -> Iterator[str]:
    for justification in extraction.justifications:
        name = f"The justification {justification.iri}"
        yield from _unknown(name, (justification.target, *justification.premises), known.statements, "statement")
        if _is_blank(justification.cue):
            yield f"{name} has a blank cue; say what made the extractor draw the link."


def _actor_rules(extraction: Extraction) -> Iterator[str]:
    for actor in extraction.actors:
        if any(map(_is_blank, (actor.name, *actor.aliases))):
            yield f"The actor {actor.iri} has a blank name or alias; give the name."


def _mention_rules(extraction: Extraction, known: _Known) -> Iterator[str]:
    for mention in extraction.mentions:
        name = f"The mention at {mention.quote.start}"
        yield from _unknown(name, (mention.actor, *mention.candidates), known.actors, "actor")
    for citation in extraction.citations:
        if _is_blank(citation.identifier):
            yield f"The citation at {citation.quote.start} has a blank identifier; give it, or leave it out."


def quotes_of(extraction: Extraction) -> Iterator[Quote]:
    """Give the quote of every statement, mention and citation."""
    for record in (*extraction.statements, *extraction.mentions, *extraction.citations):
        yield record.quote


def _quote_rules(extraction: Extraction) -> Iterator[str]:
    for quote in quotes_of(extraction):
        name = f"The quote from {quote.start} to {quote.end}"
        if quote.document != extraction.document.iri:
            yield f"{name} is from another document; quote this one."
        if max(len(quote.prefix), len(quote.suffix)) > CONTEXT_WIDTH:
            yield f"{name} has more than {CONTEXT_WIDTH} characters of context; ground it again."
        yield from _page_rule(name, quote.page)


def _conflicts(extraction: Extraction) -> Iterator[str]:
    """Find records of one IRI that give a property of one value two different ones."""
    records = (
        *((record.iri, record, PASSAGE) for record in extraction.passages),
        *((s.iri, s, CLAIM if isinstance(s, Claim) else RECOMMENDATION) for s in extraction.statements),
        *((record.iri, record, JUSTIFICATION) for record in extraction.justifications),
        *((record.iri, record, ACTOR) for record in extraction.actors),
        *((record.iri, record, MENTION) for record in extraction.mentions),
        *((record.iri, record, CITATION) for record in extraction.citations),
        *((quote.iri, quote, (*QUOTE, *POSITION, *WORDS)) for quote in quotes_of(extraction)),
    )
    counts = Counter(iri for iri, _, _ in records)
    values: dict[tuple[str, URIRef], set[Any]] = defaultdict(set)
    for iri, record, fields in records:
        if counts[iri] > 1:
            for term, value in _single_values(record, fields):
                values[iri, term].add(value)
    for (iri, term), found in values.items():
        if len(found) > 1:
            yield f"{iri} has {len(found)} different values of {term}; keep one of the records that say so."


def _single_values(record: Any, fields: Iterable[Field]) -> Iterator[tuple[URIRef, Any]]:
    for field in fields:
        value = getattr(record, field.name)
        if field.arity is not Arity.MANY and value is not None:
            yield field.property, field.codec.encode(value)
    if isinstance(record, Recommendation):
        yield Warrant.role, concept_iri(record.role)
    if isinstance(record, Passage) and record.section:
        yield Warrant.section, record.section
