"""Rows about nodes, folded into records: the way back from a query's answer to `kg.model`.

`kg.mapping` reads whole graphs; this reads the few nodes that a trace touches, by the same tables of fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rdflib.namespace import RDF

from kg.errors import UnknownIriError
from kg.fields import ACTOR, CLAIM, DOCUMENT, JUSTIFICATION, POSITION, QUOTE, RECOMMENDATION, WORDS, Arity, Field
from kg.model import Actor, ActorKind, Claim, Document, Justification, Quote, Recommendation, Statement
from ontology.namespaces import Warrant

Description = Mapping[str, tuple[str, ...]]
"""Property IRI to its values, each as a plain string, in code point order."""

_NAME, _KIND = ACTOR[:2]
_TYPE: Final = str(RDF.type)
_STATEMENT: Final = str(Warrant.Statement)
_RECOMMENDATION: Final = str(Warrant.Recommendation)
_JUSTIFICATION: Final = str(Warrant.Justification)
_BRIEF: Final = str(Warrant.Brief)
_AUTHOR: Final = str(Warrant.author)
_QUOTE: Final = str(Warrant.quote)


def fold(rows: Iterable[Mapping[str, object]], *, node: str = "") -> dict[str, Description]:
    """Gather rows of `?node ?property ?value` by node; the same row may come twice.

    Args:
        rows: the solutions.
        node: the node that the query was bound to, for rows that don't repeat it.
    """
    nodes: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        # rdflib hashes its terms slowly, plain strings are quick.
        properties = nodes.setdefault(str(row["node"]) if "node" in row else node, {})
        properties.setdefault(str(row["property"]), []).append(str(row["value"]))
    return {iri: {key: _set(values) for key, values in said.items()} for iri, said in nodes.items()}


def _set(values: list[str]) -> tuple[str, ...]:
    return tuple(values) if len(values) == 1 else tuple(sorted(set(values)))


def is_statement(node: Description) -> bool:
    """Whether the node is said to be a recommendation or a claim."""
    return _STATEMENT in node.get(_TYPE, ())


def is_justification(node: Description) -> bool:
    """Whether the node is said to be a justification."""
    return _JUSTIFICATION in node.get(_TYPE, ())


def _keyed(fields: Sequence[Field]) -> tuple[tuple[str, Field], ...]:
    return tuple((str(field.property), field) for field in fields)


_ACTOR_FIELDS, _CLAIM_FIELDS, _DOCUMENT_FIELDS = _keyed(ACTOR), _keyed(CLAIM), _keyed(DOCUMENT)
_JUSTIFICATION_FIELDS, _RECOMMENDATION_FIELDS = _keyed(JUSTIFICATION), _keyed(RECOMMENDATION)
_QUOTE_FIELDS, _POSITION_FIELDS, _WORDS_FIELDS = _keyed(QUOTE), _keyed(POSITION), _keyed(WORDS)


def _values(node: Description, fields: Sequence[tuple[str, Field]], iri: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, field in fields:
        values = node.get(key, ())
        if field.arity is Arity.MANY:
            found[field.name] = tuple(field.codec.decode(value) for value in values)
        elif values:
            found[field.name] = field.codec.decode(values[0])
        elif field.arity is Arity.ONE:
            raise UnknownIriError(iri)
    return found


def quote_from(nodes: Mapping[str, Description], iri: str) -> Quote:
    """Build the quote `iri` from its node and its two selectors.

    Raises:
        UnknownIriError: the quote or one of its selectors isn't described.
    """
    return Quote(
        **_values(nodes.get(iri, {}), _QUOTE_FIELDS, iri),
        **_values(nodes.get(f"{iri}#position", {}), _POSITION_FIELDS, iri),
        **_values(nodes.get(f"{iri}#words", {}), _WORDS_FIELDS, iri),
    )


def statement_from(nodes: Mapping[str, Description], iri: str) -> Statement:
    """Build the recommendation or claim `iri`.

    Raises:
        UnknownIriError: there is no such statement among the nodes, or one of its parts is missing.
    """
    node = nodes.get(iri, {})
    if not is_statement(node) or not node.get(_QUOTE):
        raise UnknownIriError(iri)
    quote = quote_from(nodes, node[_QUOTE][0])
    if _RECOMMENDATION in node[_TYPE]:
        return Recommendation(quote=quote, **_values(node, _RECOMMENDATION_FIELDS, iri))
    return Claim(quote=quote, **_values(node, _CLAIM_FIELDS, iri))


def justification_from(node: Description, iri: str) -> Justification:
    """Build the justification `iri` from what is said of it.

    Raises:
        UnknownIriError: one of its parts is missing.
    """
    return Justification(**_values(node, _JUSTIFICATION_FIELDS, iri))


def authors_of(node: Description) -> tuple[str, ...]:
    """Give the IRIs of a document's authors."""
    return node.get(_AUTHOR, ())


def document_from(node: Description, iri: str, authors: Sequence[str]) -> Document:
    """Build a document from what is said of it and its authors' names.

    Raises:
        UnknownIriError: one of its parts is missing.
    """
    return Document(
        **_values(node, _DOCUMENT_FIELDS, iri), authors=tuple(authors), is_brief=_BRIEF in node.get(_TYPE, ())
    )


def actor_from(node: Description, iri: str) -> Actor:
    """Build an actor from what is said of it; the IRI stands for a name that nobody gives."""
    given = {str(_NAME.property): (iri,), str(_KIND.property): (ActorKind.ORGANIZATION.value,)}
    return Actor(**_values({**given, **node}, _ACTOR_FIELDS, iri))
