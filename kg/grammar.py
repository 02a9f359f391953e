"""Where a malformed query goes wrong, and what could have stood there.

The store alone decides what a query means and whether it is one. Its own complaints name the place where its parser
gave up last, which often isn't where the mistake is; so a query that it refused is read once more by the grammar of
SPARQL 1.1, whose next token always tells which way to go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kg.grammar_rules import RULES
from kg.lexer import Token, TokenKind, tokens
from ontology.namespaces import PREFIXES

_FUNCTIONS: Final = frozenset(
    """
    STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI
    CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5
    SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR
    REPLACE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT
    """.split()  # noqa: SIM905 - a list of words reads better as one
)
_KINDS: Final = {
    TokenKind.VARIABLE: "var", TokenKind.IRI: "iriref", TokenKind.STRING: "string", TokenKind.LANGUAGE: "lang",
    TokenKind.BLANK: "blank", TokenKind.NUMBER: "number",
}  # fmt: skip
_WORDS: Final = {
    "var": "a variable", "iriref": "an IRI", "name": "a prefixed name", "ns": "a prefix", "string": "a string",
    "lang": "a language tag", "blank": "a blank node", "number": "a number", "function": "a function", "nil": "`()`",
    "anon": "`[]`", "a": "`a`", "END": "the end of the query",
}  # fmt: skip
_PAIRS: Final = {("(", ")"): "nil", ("[", "]"): "anon"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """The first place at which a query can't go on.

    Attributes:
        line: its line, from 1.
        column: its column in code points, from 1.
        found: what stands there, in words.
        expected: what could have stood there, in words.
    """

    line: int
    column: int
    found: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Node:
    """A piece of a rule: `seq`, `alt`, `opt`, `many`, `some` over parts, or a `rule` or `token` by its name."""

    kind: str
    name: str = ""
    parts: tuple[_Node, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """A token as the grammar sees it, with its place in the query."""

    symbol: str
    text: str
    place: int


class _Stuck(Exception):  # noqa: N818 - no failure: it says that the place was found
    pass


def mistake(query: str) -> Mistake | None:
    """Give the first mistake in a query, or None where the grammar finds none.

    Raises:
        QueryError: something in it is no token of SPARQL.
    """
    read = tuple(_read(query))
    reader = _Reader(read)
    try:
        reader.follow(_rules()["Query"])
    except _Stuck:
        at = read[reader.place]
        expected = tuple(sorted({_WORDS.get(symbol, _shown(symbol)) for symbol in reader.expected}))
        return _mistake(query, at, expected)
    except RecursionError:
        return None
    return _undeclared(query, read)


def _shown(symbol: str) -> str:
    return f"`{symbol[1:-1]}`" if symbol.startswith('"') else symbol


def _mistake(query: str, at: _Read, expected: tuple[str, ...], found: str | None = None) -> Mistake:
    line = query.count("\n", 0, at.place) + 1
    column = at.place - query.rfind("\n", 0, at.place)
    return Mistake(line, column, found or (f"`{at.text:.40}`" if at.text else "the end of the query"), expected)


def _undeclared(query: str, read: tuple[_Read, ...]) -> Mistake | None:
    declared = set(PREFIXES)
    for last, at in zip((None, *read), read, strict=False):
        if at.symbol not in ("ns", "name"):
            continue
        prefix = at.text.partition(":")[0]
        if last is not None and last.symbol == "PREFIX":
            declared.add(prefix)
        elif prefix not in declared:
            return _mistake(query, at, (), f"`{at.text:.40}`, whose prefix isn't declared")
    return None


def _read(query: str) -> Iterator[_Read]:
    waiting: _Read | None = None
    place = 0
    for token in tokens(query):
        if token.kind not in (TokenKind.SPACE, TokenKind.COMMENT):
            read = _Read(_symbol(token), token.text, place)
            pair = _PAIRS.get((waiting.text, read.text)) if waiting is not None else None
            if waiting is not None and pair is not None:
                yield _Read(pair, f"{waiting.text}{read.text}", waiting.place)
                waiting = None
            else:
                if waiting is not None:
                    yield waiting
                waiting = read
        place += len(token.text)
    if waiting is not None:
        yield waiting
    yield _Read("END", "", len(query.rstrip()) if query.strip() else 0)


def _symbol(token: Token) -> str:
    if token.kind is TokenKind.MARK:
        return f'"{token.text}"'
    if token.kind is TokenKind.NAME:
        return "ns" if token.text.endswith(":") and token.text.count(":") == 1 else "name"
    if token.kind is TokenKind.WORD:
        return "a" if token.text == "a" else "function" if token.text.upper() in _FUNCTIONS else token.text.upper()
    return _KINDS[token.kind]


class _Reader:
    """Follows the rules along the tokens and remembers what it looked for at the place where it stands."""

    def __init__(self, read: tuple[_Read, ...]) -> None:
        self._read = read
        self.place = 0
        self.expected: set[str] = set()

    def follow(self, node: _Node) -> None:
        if node.kind == "token":
            self._take(node.name)
        elif node.kind == "rule":
            self.follow(_rules()[node.name])
        elif node.kind == "seq":
            for part in node.parts:
                self.follow(part)
        elif node.kind == "alt":
            self._choose(node)
        else:
            self._repeat(node)

    def _take(self, symbol: str) -> None:
        if self._read[self.place].symbol != symbol:
            self.expected.add(symbol)
            raise _Stuck
        self.place = min(self.place + 1, len(self._read) - 1)
        self.expected.clear()

    def _choose(self, node: _Node) -> None:
        for part in node.parts:
            if self._begins(part):
                self.follow(part)
                return
        if not _first(node)[1]:
            raise _Stuck

    def _repeat(self, node: _Node) -> None:
        if node.kind == "some":
            self.follow(node.parts[0])
        while self._begins(node.parts[0]):
            self.follow(node.parts[0])
            if node.kind == "opt":
                return

    def _begins(self, node: _Node) -> bool:
        first, _ = _first(node)
        self.expected |= first
        return self._read[self.place].symbol in first


@lru_cache(maxsize=1024)
def _first(node: _Node) -> tuple[frozenset[str], bool]:
    """Give the tokens that a piece can begin with, and whether it can be empty."""
    if node.kind == "token":
        return frozenset({node.name}), False
    if node.kind == "rule":
        return _first(_rules()[node.name])
    if node.kind == "alt":
        firsts = [_first(part) for part in node.parts]
        return frozenset().union(*(first for first, _ in firsts)), any(empty for _, empty in firsts)
    found: frozenset[str] = frozenset()
    for part in node.parts:
        first, empty = _first(part)
        found |= first
        if not empty:
            return found, node.kind in ("opt", "many")
    return found, True


@lru_cache(maxsize=1)
def _rules() -> dict[str, _Node]:
    lines = RULES.strip().replace("\n    ", " ").splitlines()
    bodies = dict(line.split(" = ", 1) for line in lines)
    return {name: _parsed(body.split(), frozenset(bodies)) for name, body in bodies.items()}


def _parsed(words: Iterable[str], rules: frozenset[str]) -> _Node:
    stack: list[list[list[_Node]]] = [[[]]]
    for word in words:
        piece, mark = re.fullmatch(r'("[^"]+"|[()|]|[A-Za-z_]+)([*+?]?)', word).groups()  # type: ignore[union-attr]
        if piece == "(":
            stack.append([[]])
            continue
        if piece == "|":
            stack[-1].append([])
            continue
        node = _closed(stack.pop()) if piece == ")" else _Node("rule" if piece in rules else "token", piece)
        kind = {"*": "many", "+": "some", "?": "opt"}.get(mark)
        stack[-1][-1].append(_Node(kind, "", (node,)) if kind else node)
    return _closed(stack.pop())


def _closed(choices: list[list[_Node]]) -> _Node:
    found = tuple(parts[0] if len(parts) == 1 else _Node("seq", "", tuple(parts)) for parts in choices)
    return found[0] if len(found) == 1 else _Node("alt", "", found)
