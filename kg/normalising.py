"""The form that a record has after the trip through the graph, where sets have no order and confidences four places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from kg.fields import ACTOR, CLAIM, JUSTIFICATION, MENTION, PASSAGE, RECOMMENDATION, Arity, Field
from kg.identifiers import mint, normalised_name
from kg.model import Actor, Citation, Claim, Extraction, Justification, Mention, Statement
from kg.terms import CONFIDENCE, rounded


def normalised(extraction: Extraction) -> Extraction:
    """Give the extraction as the graph can hold it: sets sorted and without repeats, confidences rounded.

    An author's name becomes the canonical name of the actor with the same IRI. Passages are in their order, everything
    else in the order of place in the text or of its IRI.
    """
    names = {actor.iri: actor.name for actor in extraction.actors}
    authors = {names.get(author_iri(name), name) for name in extraction.document.authors}
    document = replace(
        extraction.document,
        authors=tuple(sorted(authors)),
        identifiers=sorted_set(extraction.document.identifiers),
    )
    return Extraction(
        document=document,
        process=replace(extraction.process, settings=tuple(sorted(set(extraction.process.settings)))),
        passages=tuple(sorted((_canonical(p, PASSAGE) for p in extraction.passages), key=lambda p: (p.order, p.iri))),
        statements=tuple(sorted(map(_canonical_statement, extraction.statements), key=_place)),
        justifications=tuple(sorted((_canonical(j, JUSTIFICATION) for j in extraction.justifications), key=_iri_of)),
        actors=tuple(sorted((_canonical(actor, ACTOR) for actor in extraction.actors), key=_iri_of)),
        mentions=tuple(sorted((_canonical(mention, MENTION) for mention in extraction.mentions), key=_place)),
        citations=tuple(sorted(extraction.citations, key=_place)),
        vanished=sorted_set(extraction.vanished),
    )


def sorted_set(values: Iterable[Any]) -> tuple[Any, ...]:
    """Give the values once each, in order."""
    return tuple(sorted(set(values)))


def _place(record: Statement | Mention | Citation) -> tuple[int, int, str]:
    return (record.quote.start, record.quote.end, record.iri)


def _iri_of(record: Justification | Actor) -> str:
    return record.iri


def _canonical(record: Any, fields: Sequence[Field]) -> Any:
    changes: dict[str, Any] = {}
    for field in fields:
        value = getattr(record, field.name)
        if field.arity is Arity.MANY:
            changes[field.name] = sorted_set(value)
        elif field.codec is CONFIDENCE:
            changes[field.name] = rounded(value)
    return replace(record, **changes)


def _canonical_statement(statement: Statement) -> Statement:
    fields = CLAIM if isinstance(statement, Claim) else RECOMMENDATION
    return _canonical(statement, fields)  # type: ignore[no-any-return]


def author_iri(name: str) -> str:
    """Give the IRI of the actor that an author's name stands for."""
    return mint("actor", normalised_name(name))
