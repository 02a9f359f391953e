"""Queries whose rows come more than once, because several graphs say the same of an actor.

The default graph is all named graphs together, and the store doesn't merge them: a triple that stands in five of them
is found five times (https://github.com/oxigraph/oxigraph/issues/1919, mended there for a later release). Each document
version describes the actors that it names, so a query that goes through an actor's name gives a row for each of these
documents. `GRAPH ?graph { ... }` around it gives each once, and so does DISTINCT. A test says when the store merges
them, and then this module can go.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from kg.lexer import Token, TokenKind, form, names_graphs, telling, tokens

_ADDING: Final = ("COUNT", "SUM", "AVG", "GROUP_CONCAT")
_SHARED: Final = (
    ":Actor", "#Actor", ":Organization", "#Organization", ":Person", "/Person", "abel", "exactMatch", "actorKind",
)  # fmt: skip
"""How the properties and classes end with which actors, software and settings are described; `abel` is of labels."""
_NOTHING: Final = Token(TokenKind.SPACE, "")


def each_once(query: str) -> str | None:
    """Give the query with DISTINCT, or None where it has that already or isn't a SELECT."""
    if form(query) != "SELECT":
        return None
    found = tokens(query)
    first = next(place for place, token in enumerate(found) if token.is_word("SELECT"))
    following = next((token for token in found[first + 1 :] if not _is_silent(token)), _NOTHING)
    if following.is_word("DISTINCT", "REDUCED"):
        return None
    return "".join(
        token.text for token in (*found[: first + 1], Token(TokenKind.WORD, " DISTINCT"), *found[first + 1 :])
    )


def adds_repeats(query: str) -> bool:
    """Whether the query counts or adds up what several graphs may say, in all graphs together, without DISTINCT."""
    found = (*telling(query), _NOTHING)
    if names_graphs(query) or any(token.is_word("GRAPH", "DISTINCT") for token in found):
        return False
    adds = any(first.is_word(*_ADDING) and second.text == "(" for first, second in pairwise(found))
    return adds and (any(map(_is_shared, found)) or _asks_for_any(found))


def _is_shared(token: Token) -> bool:
    names = (TokenKind.NAME, TokenKind.IRI)
    return token.kind in names and token.text.rstrip(">").endswith(_SHARED)


def _asks_for_any(found: tuple[Token, ...]) -> bool:
    """Whether a pattern leaves property or class open: `?s ?p ?o`, `?s a ?class`."""
    return any(
        _is_node(subject) and _is_node(value) and (verb.kind is TokenKind.VARIABLE or _is_open_type(verb, value))
        for subject, verb, value in zip(found, found[1:], found[2:], strict=False)
    )


def _is_open_type(verb: Token, value: Token) -> bool:
    return (verb.is_word("A") or verb.text == "rdf:type") and value.kind is TokenKind.VARIABLE


def _is_node(token: Token) -> bool:
    return token.kind in (TokenKind.VARIABLE, TokenKind.NAME, TokenKind.IRI, TokenKind.STRING)


def _is_silent(token: Token) -> bool:
    return token.kind in (TokenKind.SPACE, TokenKind.COMMENT)
