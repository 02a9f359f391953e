"""Whether a query could see a kind of triple at all, told from its text.

Graphs that are hidden from a query cost time, because the store has to be told all the others. A query none of whose
patterns can match a triple of a hidden graph gives the same answer either way, and most queries are so: they name their
properties, and none that a record of a run has. Whatever isn't plain here counts as seeing everything.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rdflib.namespace import RDF

from kg.errors import QueryError
from kg.lexer import FORMS, Token, TokenKind, telling
from ontology.namespaces import PREFIXES

_TYPE: Final = str(RDF.type)
_DOUBTFUL: Final = ("GRAPH", "FROM", "DESCRIBE", "BASE", "SERVICE", "LATERAL")
_TERMS: Final = frozenset({TokenKind.IRI, TokenKind.NAME, TokenKind.STRING, TokenKind.NUMBER})
_BETWEEN: Final = ("OPTIONAL", "UNION", "MINUS", "EXISTS", "NOT")
_END: Final = Token(TokenKind.SPACE, "")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All properties and classes that the triples have which a query might see."""

    properties: frozenset[str]
    classes: frozenset[str]


def could_see(query: str, hidden: Vocabulary) -> bool:
    """Whether a pattern of a query could match a triple with one of these properties, or a type among these classes.

    Args:
        query: a query that the store takes.
        hidden: what the triples in question use; `rdf:type` goes by their classes.
    """
    return _could_see(query, hidden)


@lru_cache(maxsize=256)
def _could_see(query: str, hidden: Vocabulary) -> bool:
    try:
        found = tuple(telling(query))
        if any(token.is_word(*_DOUBTFUL) or ("\\" in token.text and token.kind is TokenKind.NAME) for token in found):
            return True
        _Reader(found, hidden).read()
    except (_DoubtError, QueryError):
        return True
    return False


class _DoubtError(Exception):
    """The query could see such a triple, or isn't understood."""


class _Reader:
    """Reads a query's patterns, and gives up at the first that is in doubt."""

    def __init__(self, tokens: tuple[Token, ...], hidden: Vocabulary) -> None:
        self._tokens = tokens
        self._hidden = hidden
        self._place = 0
        self._prefixes = dict(PREFIXES)

    def read(self) -> None:
        while self._next.is_word("PREFIX"):
            self._take()
            name = self._take().text.rstrip(":")
            self._prefixes[name] = self._take().text[1:-1]
        if not self._next.is_word(*FORMS):
            raise _DoubtError
        while self._place < len(self._tokens):
            # Heads and modifiers have patterns in EXISTS only, so between braces like all others.
            if self._take().text == "{":
                self._group()

    @property
    def _next(self) -> Token:
        return self._tokens[self._place] if self._place < len(self._tokens) else _END

    def _take(self) -> Token:
        token = self._next
        if token is _END:
            raise _DoubtError
        self._place += 1
        return token

    def _group(self) -> None:
        while (token := self._next).text != "}" or token.kind is not TokenKind.MARK:
            if token.is_word("FILTER", "BIND"):
                self._take()
                self._expression()
            elif token.is_word("VALUES"):
                self._values()
            elif token.is_word("SELECT"):
                self._subquery()
            elif token.text == "{" and token.kind is TokenKind.MARK:
                self._take()
                self._group()
            elif token.is_word(*_BETWEEN) or token.text == ".":
                self._take()
            else:
                self._triples()
        self._take()

    def _expression(self) -> None:
        """Read past the expression of a FILTER or BIND: in brackets, a call, or EXISTS."""
        while self._next.text not in ("(", "{"):
            if self._next.kind not in (TokenKind.IRI, TokenKind.NAME, TokenKind.WORD):
                raise _DoubtError
            self._take()
        if self._take().text == "{":
            self._group()
        else:
            self._brackets()

    def _brackets(self) -> None:
        """Read to the bracket that closes the one that was taken."""
        depth = 1
        while depth:
            token = self._take()
            if token.kind is TokenKind.MARK:
                depth += {"(": 1, ")": -1}.get(token.text, 0)
                if token.text == "{":
                    self._group()

    def _values(self) -> None:
        while self._take().text != "{":
            pass
        while self._take().text != "}":
            pass

    def _subquery(self) -> None:
        while self._take().text != "{":
            pass
        self._group()
        while self._next.text != "}":
            if self._next.is_word("VALUES"):
                self._values()
            elif self._take().text == "{":
                self._group()

    def _triples(self) -> None:
        subject = self._term()
        # A blank node with properties can stand alone.
        if self._next.text not in (".", "}"):
            self._properties(subject)

    def _properties(self, subject: str | None) -> None:
        while True:
            names_class = self._is_plain_type()
            path, takes_nothing = self._path()
            while True:
                value = self._term()
                if names_class:
                    self._judge_class(value)
                else:
                    self._judge(subject, path, value, takes_nothing=takes_nothing)
                if self._next.text != ",":
                    break
                self._take()
            if self._next.text != ";":
                return
            while self._next.text == ";":
                self._take()
            if self._next.text in (".", "}", "]"):
                return

    def _term(self) -> str | None:
        """Take a subject or an object; give it where it is an IRI, "" for a literal, None for what stands for many."""
        token = self._take()
        if token.kind in (TokenKind.VARIABLE, TokenKind.BLANK):
            return None
        if token.text == "[" and token.kind is TokenKind.MARK:
            if self._next.text != "]":
                self._properties(None)
            if self._take().text != "]":
                raise _DoubtError
            return None
        if token.kind in (TokenKind.IRI, TokenKind.NAME):
            return self._iri(token)
        if token.text in ("+", "-") and self._next.kind is TokenKind.NUMBER:
            token = self._take()
        if token.kind not in _TERMS and not token.is_word("TRUE", "FALSE"):
            raise _DoubtError
        while self._next.kind is TokenKind.LANGUAGE or self._next.text == "^^":
            if self._take().text == "^^":
                self._take()
        return ""

    def _iri(self, token: Token) -> str:
        if token.kind is TokenKind.IRI:
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        if prefix not in self._prefixes:
            raise _DoubtError
        return self._prefixes[prefix] + local

    def _path(self) -> tuple[AbstractSet[str], bool]:
        """Take a property path: its properties, and whether it also goes from anything to itself."""
        found: set[str] = set()
        takes_nothing = False
        while True:
            token = self._take()
            if token.text == "^":
                token = self._take()
            if token.text == "(":
                inner, empty = self._path()
                found |= inner
                takes_nothing |= empty
                if self._take().text != ")":
                    raise _DoubtError
            elif token.is_word("A") and token.text == "a":
                found.add(_TYPE)
            elif token.kind in (TokenKind.IRI, TokenKind.NAME):
                found.add(self._iri(token))
            else:
                raise _DoubtError
            while self._next.kind is TokenKind.MARK and self._next.text in "*+?":
                takes_nothing |= self._take().text in "*?"
            if self._next.text not in ("/", "|"):
                return found, takes_nothing
            self._take()

    def _is_plain_type(self) -> bool:
        """Whether the path that begins here is `a` alone."""
        after = self._tokens[self._place + 1] if self._place + 1 < len(self._tokens) else _END
        is_longer = after.kind is TokenKind.MARK and after.text in ("/", "|", "*", "+", "?")
        return self._next.text == "a" and not is_longer

    def _judge_class(self, value: str | None) -> None:
        if value is None or value in self._hidden.classes:
            raise _DoubtError

    def _judge(
        self, subject: str | None, path: AbstractSet[str], value: str | None, *, takes_nothing: bool
    ) -> None:  # fmt: skip
        if takes_nothing and subject is None and value is None:
            raise _DoubtError
        if _TYPE in path or path & self._hidden.properties:
            raise _DoubtError
