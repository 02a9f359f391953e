"""One thing of the graph as a list of what is said of it and of what points to it, with names for what they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from kg.errors import UnknownIriError
from kg.store import Row, Store

_NAMES: Final = "skos:prefLabel|rdfs:label|dcterms:title"
_OUT: Final = f"SELECT ?p ?o ?name WHERE {{ $node ?p ?o OPTIONAL {{ ?o {_NAMES} ?name }} }} LIMIT 5000"
_IN: Final = f"SELECT ?s ?p ?name WHERE {{ ?s ?p $node OPTIONAL {{ ?s {_NAMES} ?name }} }} LIMIT 101"
_MOST_POINTING: Final = 100
_NAMING: Final = ("prefLabel", "label", "title")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property: an IRI or a text, with what it is called or which language or datatype it has."""

    text: str
    is_iri: bool
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the graph says of a thing.

    Attributes:
        iri: the thing.
        name: what it is called, or nothing.
        types: its classes.
        properties: property to its values.
        pointing: what points to it: property and thing, at most a hundred.
        has_more: whether more point to it.
    """

    iri: str
    name: str
    types: tuple[str, ...]
    properties: tuple[tuple[str, tuple[Value, ...]], ...]
    pointing: tuple[tuple[str, Value], ...]
    has_more: bool


def portrait(store: Store, iri: str) -> Portrait:
    """Describe a thing.

    Raises:
        UnknownIriError: the graph says nothing of it.
    """
    node = {"node": URIRef(iri)}
    found: dict[str, dict[Node, Value]] = {}
    for row in store.select(_OUT, node):
        found.setdefault(str(row["p"]), {}).setdefault(row["o"], _value(row["o"], row))
    pointing = {(str(row["p"]), row["s"]): _value(row["s"], row) for row in store.select(_IN, node)}
    if not found and not pointing:
        raise UnknownIriError(iri)
    properties = tuple(
        (name, tuple(sorted(found[name].values(), key=lambda value: value.text))) for name in sorted(found)
    )
    known = dict(properties)
    names = [
        value.text for name, values in properties if name.endswith(_NAMING) for value in values if not value.is_iri
    ]
    types = known.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", ())
    shown = sorted(((name, value) for (name, _), value in pointing.items()), key=lambda pair: (pair[0], pair[1].text))
    return Portrait(
        iri=iri,
        name=names[0] if names else "",
        types=tuple(value.text for value in types),
        properties=tuple(known.items()),
        pointing=tuple(shown[:_MOST_POINTING]),
        has_more=len(shown) > _MOST_POINTING,
    )


def _value(term: Node, row: Row) -> Value:
    if isinstance(term, Literal):
        note = term.language or (str(term.datatype).rpartition("#")[2] if term.datatype else "")
        return Value(str(term), is_iri=False, note=note)
    return Value(str(term), is_iri=True, name=str(row["name"]) if "name" in row else "")
