"""The queries in `kg/queries`: each a file whose first comment says what it gives, with its parameters as `$name`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from rdflib import Literal, URIRef

from kg.errors import QueryError
from kg.lexer import TokenKind, tokens

_SUFFIX: Final = ".rq"


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that this project wrote.

    Attributes:
        name: its file's name without the suffix.
        purpose: what it gives, from the comment at its head.
        parameters: names of the variables that need a value, as `$name` in the text.
        text: SPARQL.
    """

    name: str
    purpose: str
    parameters: tuple[str, ...]
    text: str

    def bindings(self, values: Mapping[str, str]) -> dict[str, URIRef | Literal]:
        """Give the terms for values as a user writes them: a web address or URN is an IRI, anything else is text.

        Raises:
            QueryError: a parameter has no value, or a value has no parameter.
        """
        missing = [name for name in self.parameters if name not in values]
        if missing:
            raise QueryError(f"The query {self.name} needs a value for {missing[0]}; add --param {missing[0]}=VALUE.")
        unknown = sorted(set(values) - set(self.parameters))
        if unknown:
            known = ", ".join(self.parameters) or "none"
            raise QueryError(f"The query {self.name} has no parameter {unknown[0]}; it has {known}.")
        return {name: term(value) for name, value in values.items()}


def term(value: str) -> URIRef | Literal:
    """Give an IRI for a web address or URN, and text for anything else."""
    is_iri = value.startswith(("http://", "https://", "urn:")) and " " not in value
    return URIRef(value) if is_iri else Literal(value)


def names() -> tuple[str, ...]:
    """Give the names of all queries, sorted."""
    folder = files("kg").joinpath("queries")
    return tuple(sorted(f.name.removesuffix(_SUFFIX) for f in folder.iterdir() if f.name.endswith(_SUFFIX)))


@cache
def named_query(name: str) -> NamedQuery:
    """Give a query by its name.

    Raises:
        QueryError: there is none with this name.
    """
    if name not in names():
        raise QueryError(f"No query is called {name!r:.80}; there are {', '.join(names())}.")
    text = files("kg").joinpath("queries", f"{name}{_SUFFIX}").read_text(encoding="utf-8")
    lines = [line.lstrip("# ") for line in text.splitlines()]
    head = text.splitlines().index(next(line for line in text.splitlines() if not line.startswith("#")))
    parameters = dict.fromkeys(
        token.text[1:] for token in tokens(text) if token.kind is TokenKind.VARIABLE and token.text.startswith("$")
    )
    return NamedQuery(name, " ".join(lines[:head]), tuple(parameters), text)
