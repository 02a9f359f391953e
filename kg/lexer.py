"""SPARQL as a list of tokens: enough to bind variables and to judge a foreign query, without a second grammar.

The token classes are those of SPARQL 1.1, section 19.8. Whatever they don't cover is refused, so that nothing is read
one way here and another way by the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rdflib import Literal, URIRef

from kg.errors import QueryError, QuerySyntaxError
from kg.oxigraph import to_oxigraph
from ontology.namespaces import PREFIXES

Bindings = Mapping[str, URIRef | Literal]


class TokenKind(StrEnum):
    """What a token is; the values name the groups of the pattern below."""

    SPACE = "space"
    COMMENT = "comment"
    STRING = "string"
    IRI = "iri"
    VARIABLE = "variable"
    LANGUAGE = "language"
    BLANK = "blank"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind and its text, exactly as written."""

    kind: TokenKind
    text: str

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, in any case of letters."""
        return self.kind is TokenKind.WORD and self.text.upper() in words


_LOCAL: Final = r"(?:[\w·:.-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])"
_PATTERN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
      | \"(?:[^\"\\\r\n]|\\.)*\" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<blank>_:\w(?:[\w·.-]*[\w·-])?)
  | (?P<name>(?:[^\W\d_](?:[\w·.-]*[\w·-])?)?:(?:(?:\w|:|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?#@%-])"""
    + _LOCAL
    + r"""*(?<!\.))?)
  | (?P<number>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>\^\^|&&|\|\||!=|<=|>=|<<|>>|[{}()\[\].,;*/+\-!=<>|^?&~])
    """,
    re.VERBOSE | re.DOTALL,
)


_LONGEST_KEPT: Final = 8192


def tokens(query: str) -> tuple[Token, ...]:
    """Cut a query into tokens that, joined, are the query again.

    Raises:
        QueryError: something in it is no token of SPARQL.
    """
    # The tokens of strangers' long queries would fill the memory.
    return _kept_tokens(query) if len(query) <= _LONGEST_KEPT else _tokens(query)


@lru_cache(maxsize=256)
def _kept_tokens(query: str) -> tuple[Token, ...]:
    return _tokens(query)


def _tokens(query: str) -> tuple[Token, ...]:
    found: list[Token] = []
    place = 0
    while place < len(query):
        match = _PATTERN.match(query, place)
        if match is None or match.lastgroup is None:
            line = query.count("\n", 0, place) + 1
            column = place - query.rfind("\n", 0, place)
            near = query[place : place + 20]
            raise QuerySyntaxError(
                f"The query is malformed at line {line}, column {column}: {near!r} begins no word, name, IRI, string "
                "or mark of SPARQL.", line, column, ("a token of SPARQL",),
            )  # fmt: skip
        found.append(Token(TokenKind(match.lastgroup), match[0]))
        place = match.end()
    return tuple(found)


_ANY_IRI: Final = re.compile(r"<[^<>\"{}|^`\\\x00-\x20]*>")


def skeleton(query: str) -> str:
    """Give the query with every IRI emptied: queries that differ in their IRIs alone have the same tokens otherwise.

    Between angle brackets nothing can stand that opens or ends a string or a comment. Only behind `<<` such brackets
    aren't an IRI, so a query with that is given as it is.
    """
    return query if "<<" in query else _ANY_IRI.sub("<>", query)


_SILENT: Final = frozenset({TokenKind.SPACE, TokenKind.COMMENT})
FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


def telling(query: str) -> Iterator[Token]:
    """Give the tokens without white space and comments."""
    return (token for token in tokens(query) if token.kind not in _SILENT)


def form(query: str) -> str | None:
    """Give the form of a query, the first of SELECT, ASK, CONSTRUCT or DESCRIBE in it, or None where there is none."""
    words = (token.text.upper() for token in telling(query) if token.kind is TokenKind.WORD)
    return next((word for word in words if word in FORMS), None)


def names_graphs(query: str) -> bool:
    """Whether the query chooses its own graphs by FROM or FROM NAMED."""
    # Most queries have no such word anywhere, and telling a long one apart takes longer than many an answer.
    return "from" in query.lower() and any(token.is_word("FROM") for token in telling(query))


def prepared(query: str, bindings: Bindings | None = None) -> str:
    """Give the query with its variables bound and the well-known prefixes that it uses declared.

    A bound variable is replaced by its term wherever it stands, also in nested groups; a bound variable that is
    projected keeps its column. Terms are written by the store's own serialiser, so no text of theirs can become syntax.

    Raises:
        QueryError: a token is unknown, or a bound variable stands where only a variable may.
    """
    known = {name: str(to_oxigraph(term)) for name, term in (bindings or {}).items()}
    if not known:
        return _prefixes(skeleton(query)) + query
    pieces = _pieces(query, frozenset(known))
    return _prefixes(query) + "".join(piece if name is None else piece % known[name] for piece, name in pieces)


@lru_cache(maxsize=256)
def _prefixes(query: str) -> str:
    # On the first line and without a line break, so that the line numbers in the store's complaints stay true.
    used: set[str] = set()
    declared: set[str] = set()
    last: Token | None = None
    for token in telling(query):
        if token.kind is TokenKind.NAME:
            prefix = token.text.partition(":")[0]
            (declared if last is not None and last.is_word("PREFIX") else used).add(prefix)
        last = token
    wanted = sorted((used - declared) & PREFIXES.keys())
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in wanted)


@lru_cache(maxsize=256)
def _pieces(query: str, known: frozenset[str]) -> tuple[tuple[str, str | None], ...]:
    """Cut a query into text, which goes with None, and templates with one `%s`, which go with a variable's name."""
    clause = _Clause()
    found: list[tuple[str, str | None]] = []
    for token in tokens(query):
        name = token.text[1:] if token.kind is TokenKind.VARIABLE else None
        if name is None or name not in known:
            found.append((token.text, None))
        elif clause.is_naming:
            raise QueryError(f"The query gives a value to {token.text}, which is bound already; rename one of them.")
        elif clause.is_projecting:
            found.append((f"(%s AS {token.text})", name))
        else:
            found.append(("(%s)" if clause.is_modifying else "%s", name))
        clause.read(token)
    return tuple(found)


class _Clause:
    """Where in a query the reader is: in a projection, a solution modifier, a list of new names, or a pattern."""

    def __init__(self) -> None:
        self._depth = 0
        self._is_listing = False
        self._has_modifier = False
        self._last = Token(TokenKind.SPACE, "")
        self._names_data = False

    @property
    def is_projecting(self) -> bool:
        """Whether a variable here is a column of a SELECT."""
        return self._is_listing and self._depth == 0

    @property
    def is_modifying(self) -> bool:
        """Whether a variable here stands alone in an ORDER BY or the like, where a term needs brackets."""
        return self._has_modifier and self._depth == 0

    @property
    def is_naming(self) -> bool:
        """Whether a variable here is given a value by AS or VALUES."""
        return self._names_data or self._last.is_word("AS")

    def read(self, token: Token) -> None:
        """Take in a token; the properties then speak of the one that follows it."""
        if token.kind is TokenKind.MARK:
            self._read_mark(token.text)
        elif token.kind is TokenKind.WORD:
            self._read_word(token)
        if token.kind not in _SILENT:
            self._last = token

    def _read_mark(self, mark: str) -> None:
        if mark == "(":
            self._depth += 1
        elif mark == ")":
            self._depth = max(0, self._depth - 1)
        elif mark in "{}":
            self._depth = 0
            self._is_listing = self._has_modifier = self._names_data = False

    def _read_word(self, token: Token) -> None:
        if token.is_word("SELECT"):
            self._is_listing, self._has_modifier, self._depth = True, False, 0
        elif token.is_word("WHERE", "FROM"):
            self._is_listing = False
        elif token.is_word("ORDER", "GROUP", "HAVING"):
            self._has_modifier = True
        elif token.is_word("VALUES"):
            self._names_data = True
