"""The one interface to the graph, whether it lies in this process or behind a SPARQL endpoint.

A store holds named graphs of IRIs and literals (blank nodes become IRIs on the way in). The default graph of every
query is the union of all named graphs, unless the query has a FROM of its own. Foreign queries don't come here: they
pass `kg.sparql` first.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

import pyoxigraph as ox
from rdflib import Graph

from kg.answers import WHOLE, AnswerSpool, Dataset
from kg.complaints import StoreComplaint, explained
from kg.errors import QueryError
from kg.identifiers import BASE
from kg.lexer import Bindings, prepared
from kg.oxigraph import Term, Triples, graph_of
from kg.sorting import sorted_lines

Row = dict[str, Term]

HISTORY_GRAPHS: Final = f"{BASE}id/history/"
"""What the names of graphs begin with that say what was withdrawn, which depends on what was read before."""

RUN_GRAPHS: Final = f"{BASE}id/run-graph/"
"""What the names of graphs begin with that hold what differs between runs: times, hosts, durations."""


@dataclass(frozen=True, slots=True)
class ResultSet:
    """The whole answer to a SELECT: a row has no entry for a variable that is unbound in it."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


Answer = ResultSet | bool | Graph


class Store(ABC):
    """What every store can do. An answer is whole, or an error says why there is none."""

    @abstractmethod
    def _query(self, text: str, *, timeout: float | None, max_rows: int | None) -> Answer:
        """Run a prepared query of any form."""

    @abstractmethod
    def _fetch(self, text: str, output: AnswerSpool, dataset: Dataset, timeout: float | None) -> None:
        """Run a prepared query and write its answer out as SPARQL JSON or N-Triples."""

    @abstractmethod
    def revision(self) -> str | None:
        """Give a mark that changes whenever the graph does, or None where the store can't tell."""

    @abstractmethod
    def _write(self, graphs: Mapping[str, Triples]) -> None:
        """Replace the named graphs by these in one transaction; a graph without triples goes."""

    @abstractmethod
    def _write_triples_of(self, graph: str, output: IO[bytes]) -> None:
        """Write one graph as canonical N-Triples, in any order."""

    @abstractmethod
    def graphs(self) -> tuple[str, ...]:
        """Give the names of all named graphs, sorted."""

    @abstractmethod
    def update(self, text: str) -> None:
        """Run a SPARQL update of this project's own, in one transaction; never text from elsewhere."""

    @abstractmethod
    def load(self, source: IO[bytes], *, media_type: str = "application/n-quads") -> None:
        """Add the quads of a dataset, such as a dump."""

    @abstractmethod
    def backup(self, target: Path) -> None:
        """Copy the store into the new directory `target`.

        Raises:
            StoreError: the directory exists, or the store can't be copied.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the store; closing twice does nothing."""

    def answer(
        self,
        query: str,
        bindings: Bindings | None = None,
        *,
        timeout: float | None = None,
        max_rows: int | None = None,
    ) -> Answer:
        """Answer a query of any form: rows, yes or no, or a graph.

        Args:
            query: SPARQL; the prefixes of `ontology.namespaces` need no declaration.
            bindings: variable names (without `?`) and the terms to put in their place.
            timeout: seconds after which to give up, or None for the store's own limit.
            max_rows: rows or triples above which to give up, or None.

        Raises:
            QueryError: the query is malformed, or the answer has more than `max_rows` rows.
            QueryTimeoutError: it ran out of time.
            StoreError: the store can't be read.
        """
        try:
            return self._query(prepared(query, bindings), timeout=timeout, max_rows=max_rows)
        except StoreComplaint as error:
            raise explained(error.complaint, query) from error

    def fetch(self, query: str, output: AnswerSpool, *, dataset: Dataset = WHOLE, timeout: float | None = None) -> None:
        """Answer a query of any form into a spool, which holds it to limits; it is whole, or an error says why not.

        Args:
            query: SPARQL; the prefixes of `ontology.namespaces` need no declaration.
            output: takes the answer in; made for a graph where the query is a CONSTRUCT or DESCRIBE.
            dataset: graphs to hold the query to, in the place of those that it names itself.
            timeout: seconds after which to give up, or None for the store's own limit.

        Raises:
            QueryError: the query is malformed, or the answer is over a limit of the spool.
            QueryTimeoutError: it ran out of time.
            StoreError: the store can't be read.
        """
        try:
            self._fetch(prepared(query), output, dataset, timeout)
        except StoreComplaint as error:
            raise explained(error.complaint, query) from error
        output.check()

    def select(
        self,
        query: str,
        bindings: Bindings | None = None,
        *,
        timeout: float | None = None,
        max_rows: int | None = None,
    ) -> ResultSet:
        """Answer a SELECT; arguments and errors as for `answer`."""
        result = self.answer(query, bindings, timeout=timeout, max_rows=max_rows)
        if isinstance(result, ResultSet):
            return result
        raise QueryError("The query has no rows for an answer; write it as a SELECT.")

    def ask(self, query: str, bindings: Bindings | None = None, *, timeout: float | None = None) -> bool:
        """Answer an ASK; arguments and errors as for `answer`."""
        result = self.answer(query, bindings, timeout=timeout)
        if isinstance(result, bool):
            return result
        raise QueryError("The query has no yes or no for an answer; write it as an ASK.")

    def construct(
        self,
        query: str,
        bindings: Bindings | None = None,
        *,
        timeout: float | None = None,
        max_rows: int | None = None,
    ) -> Graph:
        """Answer a CONSTRUCT or DESCRIBE; arguments and errors as for `answer`."""
        result = self.answer(query, bindings, timeout=timeout, max_rows=max_rows)
        if isinstance(result, Graph):
            return result
        raise QueryError("The query has no graph for an answer; write it as a CONSTRUCT or DESCRIBE.")

    def replace_graph(self, graph: str, triples: Triples, also: Mapping[str, Triples] | None = None) -> None:
        """Put the triples in the place of a named graph, and likewise those of `also`, all or nothing.

        Raises:
            StoreError: a term can't be stored, the disk is full, or the store can't be written; nothing has changed.
        """
        self._write({graph: triples, **(also or {})})

    def drop_graph(self, graph: str) -> None:
        """Remove a named graph; one that isn't there is no error."""
        self._write({graph: ()})

    def graph(self, graph: str) -> Graph:
        """Give one named graph, empty where there is none."""
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as spool:
            self._write_triples_of(graph, spool)
            spool.seek(0)
            return graph_of(quad.triple for quad in ox.parse(spool, ox.RdfFormat.N_TRIPLES))

    def dump(self, *, runs: bool = False) -> Iterator[bytes]:
        """Give the store as N-Quads, one line a piece, by graph and then by line; equal content gives equal bytes.

        Args:
            runs: with the graphs of runs and of what was withdrawn, which differ over the same documents.
        """
        for graph in self.graphs():
            if runs or not graph.startswith((RUN_GRAPHS, HISTORY_GRAPHS)):
                yield from self._lines_of(graph)

    def _lines_of(self, graph: str) -> Iterator[bytes]:
        tail = f" <{graph}> .\n".encode()
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL) as spool:
            self._write_triples_of(graph, spool)
            spool.seek(0)
            for line in sorted_lines(spool):
                yield line.removesuffix(b" .\n") + tail

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_SPOOL: Final = 64 * 1024 * 1024
