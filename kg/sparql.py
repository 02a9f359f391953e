"""The gate for foreign queries: nothing else runs a query that this project didn't write.

A query that passes only reads, calls out to nobody, and is small enough to be planned in seconds: the store's planner
takes time that grows with the fourth power of the number of patterns, and no time limit stops it. Time and rows are
limited when it runs, and so is the number of queries at once.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rdflib import URIRef

from kg.answers import MOST_BYTES, WHOLE, AnswerSpool, Dataset
from kg.errors import QueryError, StoreError, TooManyQueriesError, UnknownGraphError
from kg.identifiers import BASE
from kg.lexer import FORMS, Token, TokenKind, names_graphs, skeleton, telling, tokens
from kg.oxigraph import to_oxigraph
from kg.reach import Vocabulary, could_see
from kg.store import Answer, Store
from ontology.namespaces import PREFIXES

MOST_CHARACTERS: Final = 64 * 1024
DEEPEST: Final = 40
"""Levels of brackets; a thousand are enough to break the store's parser."""
MOST_WORK: Final = 150
"""Twice the number of triple patterns, about; see `_work`. So many are planned within a second."""
MOST_OPERATORS: Final = 400
MOST_GRAPHS: Final = 100
NO_GRAPH: Final = f"{BASE}id/no-graph"
"""A graph that no store has."""

DEFAULT_TIMEOUT: Final = 30.0
DEFAULT_ROWS: Final = 10_000

_LONGEST_KEPT: Final = 8192

_WRITING: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
_TERMS: Final = frozenset(
    {TokenKind.IRI, TokenKind.NAME, TokenKind.VARIABLE, TokenKind.STRING, TokenKind.NUMBER, TokenKind.BLANK}
)
_OPERATORS: Final = frozenset(
    {"||", "&&", "!", "+", "-", "*", "=", "!=", "<", ">", "<=", ">=", "^^", "|", "/", "^", "("}
)
_WORD_TERMS: Final = ("A", "TRUE", "FALSE")
_WORD_WEIGHTS: Final = {
    "UNION": 1, "OPTIONAL": 1, "MINUS": 1, "LATERAL": 1, "FILTER": 1, "EXISTS": 1, "SELECT": 1, "BIND": 1, "AS": 1,
    "GRAPH": 2, "VALUES": 2,
}  # fmt: skip
_MARK_WEIGHTS: Final = {"/": 1, "|": 1, "^": 1, "{": 1, ";": 1, ",": 2, "[": 2, "<<": 2}
_LIST_MEMBER: Final = 3


@dataclass(frozen=True, slots=True)
class SafeQuery:
    """A query that passed the gate.

    Attributes:
        text: the query as it came.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        graphs: the graphs that it is limited to, by its own FROM clauses or from outside.
        dataset: the graphs that it is held to from outside, in the place of its FROM clauses.
        is_steady: whether the same graph gives the same answer: no clock and no chance in it.
    """

    text: str
    form: str
    graphs: tuple[str, ...] = ()
    dataset: Dataset = WHOLE
    is_steady: bool = True

    @property
    def gives_graph(self) -> bool:
        """Whether the answer is a graph, and not rows or a truth value."""
        return self.form in ("CONSTRUCT", "DESCRIBE")

    @classmethod
    def parse(cls, text: str, dataset: Dataset = WHOLE) -> SafeQuery:
        """Check a foreign query.

        Args:
            text: the query.
            dataset: the graphs to hold it to.

        Raises:
            QueryError: it writes, calls another server, or is larger than what is answered here.
        """
        if len(text) > MOST_CHARACTERS:
            raise QueryError(f"The query has {len(text)} characters, more than {MOST_CHARACTERS}; make it shorter.")
        bare = skeleton(text)
        kind, is_steady = _kept_verdict(bare) if len(bare) <= _LONGEST_KEPT else _verdict(tokens(bare))
        graphs: Iterable[str] = (*dataset.default, *dataset.named)
        if not dataset and names_graphs(text):
            graphs = _named_graphs(tuple(telling(text)))
        known = tuple(dict.fromkeys(graphs))
        if len(known) > MOST_GRAPHS:
            raise QueryError(f"The query is limited to {len(known)} graphs, more than {MOST_GRAPHS}; name fewer.")
        return cls(text, kind, known, dataset, is_steady)


@lru_cache(maxsize=512)
def _kept_verdict(bare: str) -> tuple[str, bool]:
    return _verdict(tokens(bare))


def _verdict(all_tokens: tuple[Token, ...]) -> tuple[str, bool]:
    """Judge a query by its tokens, whose IRIs don't matter; give its form and whether its answer is steady."""
    found = tuple(token for token in all_tokens if token.kind not in (TokenKind.SPACE, TokenKind.COMMENT))
    if not found:
        raise QueryError("The query is empty; write a SELECT, ASK, CONSTRUCT or DESCRIBE.")
    _refuse_writing(found)
    kind = next((token.text.upper() for token in found if token.is_word(*FORMS)), None)
    if kind is None:
        raise QueryError("The query has no SELECT, ASK, CONSTRUCT or DESCRIBE; it needs one of them.")
    _refuse_calls(found)
    _refuse_escapes(all_tokens)
    _refuse_large(found)
    return kind, not any(token.is_word("NOW", "RAND", "UUID", "STRUUID") for token in found)


@dataclass(frozen=True, slots=True)
class GateLimits:
    """What a foreign query may cost.

    Attributes:
        timeout: seconds for a query, or None for the store's own limit.
        max_rows: rows or triples that an answer may have, or None.
        most_bytes: bytes that an answer may have as the store writes it.
        at_once: queries that may run at the same time.
        waiting: further queries that may wait for their turn; any more are refused at once.
        patience: seconds that a query waits for its turn.
        in_a_while: queries that may begin within the time that one may run: the store's server keeps a thread for each
            until then.
    """

    timeout: float | None = DEFAULT_TIMEOUT
    max_rows: int | None = DEFAULT_ROWS
    most_bytes: int = MOST_BYTES
    at_once: int = 4
    waiting: int = 0
    patience: float = 5.0
    in_a_while: int = 10_000


class Gate:
    """Runs foreign queries on a store, each within limits and only a few at once."""

    def __init__(
        self,
        store: Store,
        limits: GateLimits | None = None,
        *,
        hidden: str | None = None,
        terms: Vocabulary | None = None,
    ) -> None:
        """Set the limits.

        Args:
            store: what is asked.
            limits: what a query may cost, or None for the usual limits.
            hidden: what the names of graphs begin with that no query may see, or None.
            terms: all properties and classes in those graphs, where they are known: a query that can't match them is
                asked as it is, which is quicker.
        """
        limits = GateLimits() if limits is None else limits
        self._store = store
        self._hidden = hidden
        self._terms = terms
        self._shown: tuple[str | None, tuple[str, ...]] = (None, ())
        self.limits = limits
        self._running = threading.BoundedSemaphore(limits.at_once)
        self._waiting = threading.BoundedSemaphore(limits.waiting)
        self._begun: deque[float] = deque(maxlen=limits.in_a_while)

    def answer(self, text: str) -> Answer:
        """Check and answer a query.

        Raises:
            QueryError: it isn't allowed, malformed, or has too many rows for an answer.
            QueryTimeoutError: it ran out of time.
            TooManyQueriesError: too many queries are running.
        """
        query = SafeQuery.parse(text)
        if self._hidden is not None:
            raise QueryError("A query whose graphs are limited is fetched, not answered.")
        with self._place():
            return run(self._store, query, timeout=self.limits.timeout, max_rows=self.limits.max_rows)

    def fetch(self, query: SafeQuery) -> AnswerSpool:
        """Answer a query that passed; whoever gets the answer closes it.

        Raises:
            QueryError: it is malformed, names an unknown graph, or its answer is over a limit.
            QueryTimeoutError: it ran out of time.
            TooManyQueriesError: too many queries are running.
        """
        limits = self.limits
        spool = AnswerSpool(is_graph=query.gives_graph, max_rows=limits.max_rows, most_bytes=limits.most_bytes)
        try:
            with self._place():
                _check_graphs(self._store, query, limits.timeout)
                self._store.fetch(query.text, spool, dataset=self._held(query), timeout=limits.timeout)
        except BaseException:
            spool.close()
            raise
        return spool

    def _held(self, query: SafeQuery) -> Dataset:
        """Give the graphs that a query is held to: its own, or all that aren't hidden."""
        if self._hidden is None:
            return query.dataset
        hidden = next((graph for graph in query.graphs if graph.startswith(self._hidden)), None)
        if hidden is not None:
            raise UnknownGraphError(f"The graph <{hidden}> isn't shown here; name another, or leave it out.")
        if query.graphs or (self._terms is not None and not could_see(query.text, self._terms)):
            return query.dataset
        revision = self._store.revision()
        if revision is None or self._shown[0] != revision:
            graphs = tuple(graph for graph in self._store.graphs() if not graph.startswith(self._hidden))
            self._shown = (revision, graphs)
        # An empty list of graphs would mean all of them.
        return Dataset(self._shown[1] or (NO_GRAPH,), self._shown[1] or (NO_GRAPH,))

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Take a place, or wait for one where there is room to wait."""
        if not self._running.acquire(blocking=False):
            self._await_turn()
        try:
            self._note_begin()
            yield
        finally:
            self._running.release()

    def _await_turn(self) -> None:
        if not self._waiting.acquire(blocking=False):
            raise _crowded()
        try:
            if not self._running.acquire(timeout=self.limits.patience):
                raise _crowded()
        finally:
            self._waiting.release()

    def _note_begin(self) -> None:
        # Two that begin at once may both take the last place: the server has room for more.
        now, begun = time.monotonic(), self._begun
        if len(begun) == begun.maxlen and now - begun[0] < (self.limits.timeout or DEFAULT_TIMEOUT):
            raise _crowded()
        begun.append(now)


def _crowded() -> TooManyQueriesError:
    return TooManyQueriesError("Too many queries are running at the moment; ask again in a few seconds.")


def run(
    store: Store,
    query: SafeQuery,
    *,
    timeout: float | None = DEFAULT_TIMEOUT,
    max_rows: int | None = DEFAULT_ROWS,
) -> Answer:
    """Answer a query that passed.

    Raises:
        QueryError: it is malformed, names a graph that isn't in the store, or has too many rows for an answer.
        QueryTimeoutError: it ran out of time.
    """
    _check_graphs(store, query, timeout)
    return store.answer(query.text, timeout=timeout, max_rows=max_rows)


def _check_graphs(store: Store, query: SafeQuery, timeout: float | None) -> None:
    if not query.graphs:
        return
    try:
        listed = " ".join(str(to_oxigraph(URIRef(graph))) for graph in query.graphs)
    except StoreError as error:
        raise QueryError(f"{' '.join(query.graphs)!r:.80} isn't the IRI of a graph; write it whole.") from error
    known = f"SELECT ?graph WHERE {{ VALUES ?graph {{ {listed} }} FILTER EXISTS {{ GRAPH ?graph {{ ?s ?p ?o }} }} }}"
    found = {str(row["graph"]) for row in store.select(known, timeout=timeout)}
    missing = next((graph for graph in query.graphs if graph not in found), None)
    if missing is not None:
        raise UnknownGraphError(
            f"The store has no graph <{missing}>, and nothing is fetched from elsewhere; leave FROM out, or name a "
            "graph of this store."
        )


def _refuse_writing(found: tuple[Token, ...]) -> None:
    for token in found:
        if token.is_word(*FORMS):
            return
        if token.is_word(*_WRITING):
            raise QueryError(f"{token.text.upper()} isn't allowed, because queries here only read.")


def _refuse_calls(found: tuple[Token, ...]) -> None:
    # The store wants no space behind a keyword: it reads `SERVICEx:y` and `trueSERVICE<x:y>` as calls, where the words
    # of the standard end later. So no word and no prefix may have such a keyword in it.
    for token in found:
        word = _before_colon(token)
        if "SERVICE" in word:
            raise QueryError(
                "SERVICE isn't allowed, because it would call another server; leave it out, also from prefixes."
            )
        if "FROM" in word and not token.is_word("FROM"):
            raise QueryError(f"Write a space before and after FROM, and no prefix with it, in {token.text!r:.80}.")


def _before_colon(token: Token) -> str:
    if token.kind in (TokenKind.WORD, TokenKind.NAME):
        return token.text.partition(":")[0].upper()
    return ""


def _refuse_escapes(found: tuple[Token, ...]) -> None:
    # SPARQL lets \u0053 stand for a letter anywhere, so also inside a keyword; inside a string it is harmless.
    if any("\\u" in token.text.lower() for token in found if token.kind is not TokenKind.STRING):
        raise QueryError("Escapes such as \\u0041 are allowed in strings only; write the character itself.")


def _refuse_large(found: tuple[Token, ...]) -> None:
    depth = deepest = 0
    for token in found:
        if token.kind is TokenKind.MARK:
            depth += (token.text in "({[" or token.text == "<<") - (token.text in ")}]" or token.text == ">>")
            deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise QueryError(f"The query nests {deepest} brackets, more than {DEEPEST}; make it flatter.")
    operators = sum(token.kind is TokenKind.MARK and token.text in _OPERATORS for token in found)
    if operators > MOST_OPERATORS:
        raise QueryError(f"The query has {operators} operators, more than {MOST_OPERATORS}; make it shorter.")
    if _work(found) > MOST_WORK:
        raise QueryError("The query has too many patterns to be planned in time; ask in several steps.")


def _work(found: tuple[Token, ...]) -> int:
    """Weigh a query's patterns without parsing it, from above: a triple pattern weighs two.

    Two terms beside each other are half a pattern (`?s ?p ?o` has two such pairs), and in a list more than a whole one;
    a comma between objects repeats a pattern. The data of a VALUES block weighs nothing.
    """
    work = 0
    open_brackets: list[str] = []
    data_depth: int | None = None
    is_values = False
    for last, token in pairwise((Token(TokenKind.SPACE, ""), *found)):
        is_values = (is_values or token.is_word("VALUES")) and data_depth is None
        if token.kind is TokenKind.MARK and token.text in "{[(":
            open_brackets.append(token.text)
            if is_values and token.text == "{":
                is_values, data_depth = False, len(open_brackets)
        if data_depth is None:
            work += _weight(last, token, open_brackets[-1] if open_brackets else "")
        if token.kind is TokenKind.MARK and token.text in ")]}" and open_brackets:
            if data_depth == len(open_brackets):
                data_depth = None
            open_brackets.pop()
    return work


def _weight(last: Token, token: Token, inside: str) -> int:
    if _is_term(token):
        return _is_term(last) * (_LIST_MEMBER if inside == "(" else 1)
    if token.kind is TokenKind.MARK:
        is_argument = token.text in ",;" and inside == "("
        return 0 if is_argument else _MARK_WEIGHTS.get(token.text, 0)
    return _WORD_WEIGHTS.get(token.text.upper(), 0)


def _is_term(token: Token) -> bool:
    return token.kind in _TERMS or token.is_word(*_WORD_TERMS)


def _named_graphs(found: tuple[Token, ...]) -> Iterator[str]:
    prefixes = dict(PREFIXES)
    for first, second, third in zip(found, found[1:], found[2:], strict=False):
        if first.is_word("PREFIX"):
            prefixes[second.text.rstrip(":")] = third.text[1:-1]
    for first, second, third in zip(found, found[1:], (*found[2:], Token(TokenKind.SPACE, "")), strict=False):
        if first.is_word("FROM"):
            yield _iri(third if second.is_word("NAMED") else second, prefixes)


def _iri(token: Token, prefixes: dict[str, str]) -> str:
    if token.kind is TokenKind.IRI:
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    if token.kind is TokenKind.NAME and prefix in prefixes:
        return prefixes[prefix] + local
    raise QueryError(f"FROM needs a graph's IRI, not {token.text!r:.80}.")
