"""Single values <-> RDF terms: the small change that `kg.mapping` pays with.

A codec turns one value of a record into one term, and a term's lexical form back into the value. Constants are built
once: an `rdflib` term costs several microseconds, and a document has tens of thousands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from ontology.namespaces import SCHEME, TOPIC

Term = URIRef | Literal
Triple = tuple[URIRef, URIRef, Term]

_INTEGER: Final = XSD.integer
_DECIMAL: Final = XSD.decimal

CONFIDENCE_DIGITS: Final = 4
"""Decimal places of a confidence in the graph; more would be noise."""

# Narrower than RFC 3987 on purpose: whatever passes is an absolute IRI to every store and serialisation.
_ABSOLUTE_IRI: Final = re.compile(
    r"(?:https?://[\w.-]+(?::\d{1,5})?(?=[/?#]|\Z)|urn:[a-z0-9][a-z0-9-]{1,30}:(?=[\w]))"
    r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?\Z",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Codec:
    """How one kind of value stands in the graph.

    Attributes:
        encode: gives the term for a value.
        decode: gives the value for a term's lexical form.
    """

    encode: Callable[[Any], Term]
    decode: Callable[[str], Any]


def iri_or_text(value: str) -> Term:
    """Give an IRI for an absolute web address or URN, and an `xsd:anyURI` literal for one that no store would take."""
    return minted(value) if _ABSOLUTE_IRI.match(value) else Literal(value, datatype=XSD.anyURI, normalize=False)


def rounded(confidence: float) -> float:
    """Give the confidence as the graph holds it: four decimal places, never minus zero."""
    return round(confidence, CONFIDENCE_DIGITS) + 0.0


def partial_date(value: str) -> Literal:
    """Give an ISO 8601 date, month or year with its XSD type, and plain text for anything else."""
    for pattern, rest, datatype in _DATES:
        if pattern.match(value) and _is_date(value + rest):
            return Literal(value, datatype=datatype, normalize=False)
    return Literal(value)


_DATES: Final = (
    (re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII), "", XSD.date),
    (re.compile(r"\d{4}-\d\d\Z", re.ASCII), "-01", XSD.gYearMonth),
    (re.compile(r"\d{4}\Z", re.ASCII), "-01-01", XSD.gYear),
)


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _literal(lexical: str, datatype: URIRef | None, value: str | int | Decimal) -> Literal:
    # What `Literal(...)` makes of these, without its search for the datatype: that search is a third of the time of
    # mapping a long document.
    literal = str.__new__(Literal, lexical)
    literal._language = None
    literal._datatype = datatype
    literal._value = value
    literal._ill_typed = None if datatype is None else False
    return literal


def _text(value: str) -> Literal:
    return _literal(value, None, value)


def _integer(value: int) -> Literal:
    return _literal(str(value), _INTEGER, value)


@lru_cache(maxsize=8192)
def _decimal(value: float) -> Literal:
    # "1", not "1.0": the canonical form of XSD 1.1, which Oxigraph gives back as well.
    lexical = f"{rounded(value):.{CONFIDENCE_DIGITS}f}".rstrip("0").rstrip(".")
    return _literal(lexical, _DECIMAL, Decimal(lexical))


_TRUE: Final = Literal("true", datatype=XSD.boolean, normalize=False)
_FALSE: Final = Literal("false", datatype=XSD.boolean, normalize=False)


@lru_cache(maxsize=4096)
def _topic(notation: str) -> URIRef:
    return TOPIC[notation]


def minted(value: str) -> URIRef:
    """Give the term for an IRI that this project made, unchecked: `URIRef(...)` would look at each character."""
    return str.__new__(URIRef, value)


def _last_step(iri: str) -> str:
    return iri.rpartition("/")[2]


def concept_iri(member: StrEnum) -> URIRef:
    """Give the IRI of the concept that an enumeration's member stands for: `scheme:<scheme>/<notation>`."""
    return SCHEME[f"{scheme_name(type(member))}/{member.value}"]


def scheme_name(enumeration: type[StrEnum]) -> str:
    """Give the name of an enumeration's concept scheme: `PassageKind` has `passage-kind`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", enumeration.__name__).lower()


def concept(enumeration: type[StrEnum]) -> Codec:
    """Give the codec for an enumeration whose members are concepts."""
    terms = {member: concept_iri(member) for member in enumeration}
    return Codec(terms.__getitem__, lambda iri: enumeration(_last_step(iri)))


TEXT: Final = Codec(_text, str)
INTEGER: Final = Codec(_integer, int)
CONFIDENCE: Final = Codec(_decimal, float)
BOOLEAN: Final = Codec(lambda value: _TRUE if value else _FALSE, lambda lexical: lexical in ("true", "1"))
DATE: Final = Codec(partial_date, str)
IRI: Final = Codec(minted, str)
ADDRESS: Final = Codec(iri_or_text, str)
TOPIC_CONCEPT: Final = Codec(_topic, _last_step)
