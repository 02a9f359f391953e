"""Values that the fields of questions offer: topics, values of closed lists, actors and documents of the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.directory import ActorSearch, directory
from kg.document_list import DocumentSearch, find_documents
from kg.lookup import Lookup
from kg.parameters import Parameter
from ontology.resources import concepts

_MOST: Final = 200
_SCHEME: Final = re.compile(r"\bscheme:([a-z-]+)")
_LISTED: Final = ("topic", "actor", "document")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A value as a field takes it, and what people call it."""

    value: str
    label: str


def list_of(parameter: Parameter) -> str | None:
    """Give the name of the list whose values a parameter takes, or None where it takes no listed one."""
    scheme = _SCHEME.search(parameter.about)
    if scheme is not None:
        return scheme[1]
    return parameter.name if parameter.name in _LISTED else None


def choices(lists: Iterable[str], lookup: Lookup) -> dict[str, tuple[Choice, ...]]:
    """Give the values of lists by name; of actors and documents only as many as a page can hold."""
    return {name: _choices(name, lookup) for name in dict.fromkeys(lists)}


def _choices(name: str, lookup: Lookup) -> tuple[Choice, ...]:
    if name == "actor":
        found = directory(lookup).find(ActorSearch(per_page=_MOST)).rows
        return tuple(Choice(value=each.name, label=each.name) for each in found)
    if name == "document":
        newest = find_documents(lookup, DocumentSearch(per_page=_MOST)).rows
        return tuple(Choice(value=each.iri, label=each.title) for each in newest)
    prefix = "topic:" if name == "topic" else f"scheme:{name}/"
    return tuple(Choice(value=f"{prefix}{each.notation}", label=each.label) for each in concepts(name))
