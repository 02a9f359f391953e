"""The vocabulary as a page: each class and property with its meaning, its standard term, and questions that use it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from flask import Response, render_template

from kg.named_queries import NamedQuery, examples
from ontology.diagrams import BOX_HEIGHT, BOX_WIDTH, Diagram, diagrams
from ontology.resources import Concept, concepts
from ontology.vocabulary import Term, Vocabulary, vocabulary
from web.urls import with_query

SCHEMES: Final = (
    ("role", "Role of a passage or statement"),
    ("modality", "How firmly something is asked"),
    ("polarity", "For or against"),
    ("direction", "Direction of a justification"),
    ("instrument", "By which means of policy"),
    ("actor-kind", "Kind of actor"),
    ("source-kind", "Kind of source"),
    ("passage-kind", "Kind of passage"),
    ("citation-kind", "Kind of citation"),
    ("review-state", "State of review"),
    ("implementation-status", "How far a recommendation has been carried out"),
)
"""Closed lists and what they are for."""

_USED: Final = re.compile(r"\bw:([A-Za-z]+)")
_ALTERNATES: Final = (
    ("turtle", "text/turtle", "Turtle"), ("json-ld", "application/ld+json", "JSON-LD"),
    ("rdfxml", "application/rdf+xml", "RDF/XML"), ("ntriples", "application/n-triples", "N-Triples"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A competency question: the query that answers it, and where it opens."""

    query: NamedQuery
    text: str
    address: str
    terms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OntologyPage:
    """What the page shows.

    Attributes:
        vocabulary: classes and properties.
        diagrams: drawings of them.
        schemes: closed lists with their concepts and what they are for.
        topics: topics, each with how many steps it lies under the top.
        questions: heading to competency questions.
        asked_with: name of a term to the questions whose query uses it.
        box: width and height of a class in the diagrams.
        alternates: form, media type and name of each other form.
    """

    vocabulary: Vocabulary
    diagrams: tuple[Diagram, ...]
    schemes: tuple[tuple[str, str, tuple[Concept, ...]], ...]
    topics: tuple[tuple[int, Concept], ...]
    questions: dict[str, tuple[Asked, ...]]
    asked_with: dict[str, tuple[Asked, ...]]
    box: tuple[int, int] = (BOX_WIDTH, BOX_HEIGHT)
    alternates: tuple[tuple[str, str, str], ...] = _ALTERNATES

    def is_kind_of(self, term: Term) -> tuple[Term, ...]:
        """Give the terms right under one."""
        return self.vocabulary.narrower(term.name)


def page() -> Response:
    """Show the vocabulary; other forms of it are for whoever routes here to choose."""
    return Response(_html(), content_type="text/html; charset=utf-8")


def _html() -> str:
    # The page lists its other forms itself.
    return render_template("ontology/index.html", page=ontology_page(), alternates={})


@lru_cache(maxsize=1)
def ontology_page() -> OntologyPage:
    """Give what the page shows: nothing of it changes while the program runs."""
    known = vocabulary()
    questions = {heading: tuple(map(_asked, found)) for heading, found in examples().items() if found}
    asked_with: dict[str, list[Asked]] = {}
    for several in questions.values():
        for each in several:
            for name in each.terms:
                asked_with.setdefault(name, []).append(each)
    return OntologyPage(
        vocabulary=known,
        diagrams=diagrams(known),
        schemes=tuple((name, title, found) for name, title in SCHEMES if (found := concepts(name))),
        topics=tuple(_topics(None, 0)),
        questions=questions,
        asked_with={name: tuple(found) for name, found in asked_with.items()},
    )


def _asked(query: NamedQuery) -> Asked:
    values = {each.name: each.default for each in query.parameters if each.default is not None}
    is_complete = len(values) == len(query.parameters)
    text = query.filled(values) if is_complete else query.body
    terms = tuple(dict.fromkeys(_USED.findall(query.body)))
    return Asked(query=query, text=text, address=with_query("/sparql", [("query", text)]), terms=terms)


def _topics(broader: str | None, depth: int) -> list[tuple[int, Concept]]:
    found: list[tuple[int, Concept]] = []
    for concept in concepts("topic"):
        if concept.broader == broader:
            found += [(depth, concept), *_topics(concept.notation, depth + 1)]
    return found


def data() -> dict[str, Any]:
    """Give the terms ready for JSON."""
    known = vocabulary()
    return {
        "iri": known.iri,
        "version": known.version,
        "terms": [
            {"iri": term.iri, "label": term.label, "definition": term.definition, "example": term.example,
             "under": [each.iri for each in (*term.ours, *term.standard)]}
            for term in known.terms
        ],
    }  # fmt: skip
