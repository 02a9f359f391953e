"""What notations are called on the pages, from the concept schemes where they have a label."""

from __future__ import annotations

from functools import cache
from typing import Final

from kg.rows import Sort
from ontology.resources import concepts

_SCHEMES: Final = {"source_kind": "source-kind", "actor_kind": "actor-kind"}
_FACETS: Final = {
    "issuer": "Who asks",
    "addressee": "Who is asked",
    "topic": "Topic",
    "instrument": "By which means",
    "modality": "How firmly",
    "source_kind": "Kind of source",
    "document": "Document",
    "support": "Reasons given",
    "year": "Year",
    "disputed": "Disputed",
    "sources": "Where the reasons stand",
    "brief": "Read from",
    "review": "Checked by a person",
}
_MISSING: Final = {
    "issuer": "Nobody named",
    "addressee": "Nobody named",
    "topic": "No topic",
    "instrument": "Not clear",
    "year": "No date",
    "modality": "Not clear",
}
_OWN: Final = {
    ("support", "no"): "No reason found",
    ("support", "one"): "One reason",
    ("support", "several"): "Two or more reasons",
    ("disputed", "yes"): "With a reason against it",
    ("disputed", "no"): "Nothing against it found",
    ("sources", "one"): "In one document only",
    ("sources", "several"): "In two or more documents",
    ("brief", "yes"): "A brief written for this project",
    ("brief", "no"): "The source itself",
    ("review", "machine"): "Not reviewed",
    ("review", "confirmed"): "Confirmed",
    ("review", "corrected"): "Corrected",
    ("review", "rejected"): "Rejected",
    ("source_kind", "unknown"): "Kind of source not known",
    ("modality", "must"): "Must",
    ("modality", "should"): "Should",
    ("modality", "may"): "May",
}
_SORTS: Final = {
    Sort.RELEVANCE: ("Best match", ""),
    Sort.SUPPORT: (
        "Most reasons",
        "Ordered by how many reasons the documents give for each ask. How strong a reason is isn't judged.",
    ),
    Sort.DISPUTED: ("Most disputed", "Ordered by how many reasons the documents give against each ask."),
    Sort.SOURCES: (
        "Most documents",
        "Ordered by the number of documents in which the ask and its reasons stand, for and against.",
    ),
    Sort.NEWEST: ("Newest", ""),
    Sort.OLDEST: ("Oldest", ""),
    Sort.LOADED: ("Added last", "Ordered by when the document was added here, the latest first."),
    Sort.CONFIDENCE: (
        "Surest reading",
        "Ordered by how sure the machine is that it read the ask right. This says nothing of how well it is founded.",
    ),
    Sort.DOCUMENT: ("Document", "Ordered by the title of the document, and within it by place."),
}


def sort_title(sort: Sort) -> str:
    """Give what an order is called."""
    return _SORTS[sort][0]


def sort_note(sort: Sort) -> str:
    """Say what an order goes by, or nothing where its name says it."""
    return _SORTS[sort][1]


@cache
def _labels(scheme: str) -> dict[str, tuple[str, str]]:
    return {concept.notation: (concept.label, concept.definition) for concept in concepts(scheme)}


def label(scheme: str, notation: str) -> str:
    """Give what a notation of a scheme is called; one without a label is spelt with spaces."""
    if notation == "none":
        return _MISSING.get(scheme, "None")
    own = _OWN.get((scheme, notation))
    if own is not None:
        return own
    found = _labels(_SCHEMES.get(scheme, scheme)).get(notation)
    text = found[0] if found else notation.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


def definition(scheme: str, notation: str) -> str:
    """Give what a notation means, or nothing."""
    found = _labels(_SCHEMES.get(scheme, scheme)).get(notation)
    return found[1] if found else ""


def facet_title(name: str) -> str:
    """Give the heading of a facet."""
    return _FACETS[name]
