"""What notations are called on the pages, from the concept schemes where they have a label."""

from __future__ import annotations

from functools import cache
from typing import Final

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
}
_MISSING: Final = {
    "issuer": "Nobody named",
    "addressee": "Nobody named",
    "topic": "No topic",
    "instrument": "Not clear",
}
_OWN: Final = {
    ("support", "yes"): "At least one reason",
    ("support", "no"): "No reason found",
    ("source_kind", "unknown"): "Kind of source not known",
    ("modality", "must"): "Must",
    ("modality", "should"): "Should",
    ("modality", "may"): "May",
}


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
