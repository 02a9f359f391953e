"""Parameters of named queries: a name, a kind, perhaps a default; a value becomes one RDF term or one clear error.

A value never becomes text of a query. It becomes a term, and `kg.lexer.prepared` puts the term, as the store's own
serialiser writes it, in the place of the variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from kg.errors import QueryError, StoreError
from kg.oxigraph import to_oxigraph
from ontology.namespaces import PREFIXES

LONGEST: Final = 2000
"""Characters that a value may have."""

_ABSOLUTE: Final = re.compile(r"(?:https?://|urn:)[^\x00-\x20<>\"{}|^`\\]+\Z")
_PREFIXED: Final = re.compile(r"([a-z]+):([A-Za-z0-9_][A-Za-z0-9_./-]*)\Z", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})\Z", re.ASCII)
_DATE: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z", re.ASCII)


class Kind(StrEnum):
    """What a parameter's value may be."""

    IRI = "iri"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """A place in a query that takes a value.

    Attributes:
        name: the variable, without its `$`.
        kind: what its value may be.
        about: what the value says, in a few words.
        default: the value that stands in where none is given, as a user would write it, or None where one is needed.
    """

    name: str
    kind: Kind
    about: str
    default: str | None = None

    def term(self, value: str) -> URIRef | Literal:
        """Give the term for a value as a user writes it.

        Raises:
            QueryError: the value isn't of this kind.
        """
        found = None if len(value) > LONGEST else _READERS[self.kind](value)
        if found is None or not _is_storable(found):
            raise QueryError(f"The parameter {self.name} takes {_WANTED[self.kind]}, not {value!r:.80}.")
        return found


def _is_storable(term: URIRef | Literal) -> bool:
    try:
        to_oxigraph(term)
    except StoreError:
        return False
    return True


def _iri(value: str) -> URIRef | None:
    if _ABSOLUTE.match(value):
        return URIRef(value)
    match = _PREFIXED.match(value)
    return URIRef(PREFIXES[match[1]] + match[2]) if match and match[1] in PREFIXES else None


def _text(value: str) -> Literal | None:
    # What no XML holds can't be the text of anything in the graph.
    is_sound = bool(value.strip()) and not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", value)
    return Literal(value) if is_sound else None


def _number(value: str) -> Literal | None:
    if not _NUMBER.match(value):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    is_whole = "." not in value
    return Literal(str(int(number)) if is_whole else f"{number:f}", datatype=XSD.integer if is_whole else XSD.decimal)


def _date(value: str) -> Literal | None:
    if not _DATE.match(value):
        return None
    try:
        date.fromisoformat((value + "-01-01")[:10] if len(value) == 4 else (value + "-01")[:10])
    except ValueError:
        return None
    datatype = {4: XSD.gYear, 7: XSD.gYearMonth}.get(len(value), XSD.date)
    return Literal(value, datatype=datatype, normalize=False)


_READERS: Final[Mapping[Kind, Callable[[str], URIRef | Literal | None]]] = {
    Kind.IRI: _iri, Kind.TEXT: _text, Kind.NUMBER: _number, Kind.DATE: _date,
}  # fmt: skip
_WANTED: Final[Mapping[Kind, str]] = {
    Kind.IRI: "an IRI, whole or with a well-known prefix such as topic:export-controls",
    Kind.TEXT: f"some text of at most {LONGEST} characters",
    Kind.NUMBER: "a number such as 0.5",
    Kind.DATE: "a year, month or day such as 2026, 2026-05 or 2026-05-14",
}
