"""The store in this process: pyoxigraph, in memory or on disk."""

from __future__ import annotations

import ctypes
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, TypeVar

import pyoxigraph as ox

from kg.errors import QueryError, QueryTimeoutError, StoreBusyError, StoreError
from kg.lexer import names_graphs
from kg.oxigraph import Triples, from_oxigraph, graph_name, graph_of, quads
from kg.store import Answer, ResultSet, Row, Store

_Result = TypeVar("_Result")
_Item = TypeVar("_Item")

_LARGE: Final = 20_000
"""Quads in one transaction from which it is worth a tenth of a second to give memory back."""

RDF_FORMATS: Final = {
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
}


class EmbeddedStore(Store):
    """A pyoxigraph store; at most one process at a time can open a directory.

    A time limit is kept by giving up: pyoxigraph can't be interrupted, so a query past its limit goes on in its thread
    until it is done or the process ends. The server (`kg.server`) ends it; whatever serves strangers goes through that.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the store.

        Args:
            path: its directory, made where it is missing, or None for one in memory.

        Raises:
            StoreBusyError: another process has it open.
            StoreError: it can't be opened.
        """
        self._path = path
        self._writing = threading.Lock()
        self._open: ox.Store | None = _opened(path)

    @property
    def _store(self) -> ox.Store:
        if self._open is None:
            raise StoreError("The store is closed; open it again.")
        return self._open

    def _query(self, text: str, *, timeout: float | None, max_rows: int | None) -> Answer:
        if timeout is None:
            return self._evaluate(text, max_rows)
        return _within(timeout, lambda: self._evaluate(text, max_rows))

    def _evaluate(self, text: str, max_rows: int | None) -> Answer:
        # No name for the store itself: whoever keeps an error keeps its frames, and would keep the store from closing.
        try:
            return _collected(self._store.query(text, use_default_graph_as_union=not names_graphs(text)), max_rows)
        except QueryError as error:
            _let_go(error)
            raise
        except SyntaxError as error:
            raise QueryError(f"The query is malformed: {error}.") from _let_go(error)
        except OSError as error:
            raise StoreError(f"The query can't be answered: {_reason(error)}.") from _let_go(error)

    def _write(self, graphs: Mapping[str, Triples]) -> None:
        new = {graph: quads(graph, triples) for graph, triples in graphs.items()}
        with self._writing:
            old = [graph for graph in new if self._store.contains_named_graph(graph_name(graph))]
            if old:
                # The only call of pyoxigraph that both removes and adds in one transaction.
                _writing(lambda: self._store.update(replacement(old, new)))
            else:
                _writing(lambda: self._store.extend(chain.from_iterable(new.values())))
        if sum(map(len, new.values())) > _LARGE:
            new.clear()
            _give_memory_back()

    def _write_triples_of(self, graph: str, output: IO[bytes]) -> None:
        name = graph_name(graph)
        _reading(lambda: self._store.dump(output, ox.RdfFormat.N_TRIPLES, from_graph=name))

    def graphs(self) -> tuple[str, ...]:
        """Give the names of all named graphs, sorted."""
        return _reading(lambda: tuple(sorted(graph.value for graph in self._store.named_graphs())))

    def update(self, text: str) -> None:
        """Run a SPARQL update of this project's own, in one transaction; never text from elsewhere."""
        with self._writing:
            _writing(lambda: self._store.update(text))

    def load(self, source: IO[bytes], *, media_type: str = "application/n-quads") -> None:
        """Add the quads of a dataset, such as a dump; quick, but not in one transaction."""
        rdf_format = RDF_FORMATS.get(media_type)
        if rdf_format is None:
            raise StoreError(f"A dataset can't be loaded from {media_type}; use one of {', '.join(RDF_FORMATS)}.")
        with self._writing:
            _writing(lambda: self._store.bulk_load(source, rdf_format))

    def optimize(self) -> None:
        """Rewrite the files for reading; worth its time after a large load."""
        _writing(self._store.optimize)

    def backup(self, target: Path) -> None:
        """Copy the store into the new directory `target`."""
        if self._path is None:
            raise StoreError("A store in memory has no files to back up; write a dump with `warrant export`.")
        if target.exists():
            raise StoreError(f"{target} exists; name a directory that doesn't, so that no backup is overwritten.")
        _writing(lambda: self._store.backup(target))

    def close(self) -> None:
        """Let go of the store; closing twice does nothing."""
        if self._open is not None and self._path is not None:
            _writing(self._open.flush)
        self._open = None


def _give_memory_back() -> None:
    """Hand freed memory back to the system, where the C library can.

    A transaction of 100,000 quads takes half a gigabyte for a moment, spread over the arenas of RocksDB's threads, and
    glibc keeps what was freed there: a run over large documents would grow with each of them.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def replacement(old: Iterable[str], new: Mapping[str, list[ox.Quad]]) -> str:
    """Give the update that drops the graphs `old` and adds all of `new`."""
    pieces = [f"DROP SILENT GRAPH <{graph}> ;\n" for graph in old]
    for graph, added in new.items():
        if added:
            lines = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in added)
            pieces.append(f"INSERT DATA {{ GRAPH <{graph}> {{\n{lines}}} }} ;\n")
    return "".join(pieces)


def _opened(path: Path | None) -> ox.Store:
    if path is None:
        return ox.Store()
    try:
        path.mkdir(parents=True, exist_ok=True)
        return ox.Store(str(path))
    except OSError as error:
        if "lock" in str(error).lower():
            raise StoreBusyError(
                f"Another process has the store {path} open; wait until it is done, or stop it."
            ) from error
        raise StoreError(f"The store {path} can't be opened: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    return str(error).removeprefix("IO error: ").rstrip(".")


def _reading(work: Callable[[], _Result]) -> _Result:
    try:
        return work()
    except OSError as error:
        raise StoreError(f"The store can't be read: {_reason(error)}.") from error


def _writing(work: Callable[[], _Result]) -> _Result:
    try:
        return work()
    except (OSError, SyntaxError, ValueError) as error:
        raise StoreError(f"The store can't be written, so nothing has changed: {_reason(error)}.") from error


def _let_go(error: Exception) -> Exception:
    # pyoxigraph wants a half-read answer dropped by the thread that asked for it; the error's frames would keep it.
    traceback.clear_frames(error.__traceback__)
    return error


def _collected(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, max_rows: int | None) -> Answer:
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return graph_of(_at_most(max_rows, result))
    variables = tuple(variable.value for variable in result.variables)
    return ResultSet(variables, tuple(_row(variables, solution) for solution in _at_most(max_rows, result)))


def _row(variables: tuple[str, ...], solution: ox.QuerySolution) -> Row:
    return {name: from_oxigraph(term) for name, term in zip(variables, solution, strict=True) if term is not None}


def _at_most(limit: int | None, items: Iterable[_Item]) -> Iterable[_Item]:
    if limit is None:
        return items
    found = list(islice(items, limit + 1))
    if len(found) > limit:
        raise QueryError(f"The answer has more than {limit} rows; add a LIMIT, or ask for less.")
    return found


def _within(seconds: float, work: Callable[[], _Result]) -> _Result:
    outcome: list[_Result | BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asked
            outcome.append(error)

    thread = threading.Thread(target=run, name="query", daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise QueryTimeoutError(f"The query ran past its limit of {seconds:g} seconds; ask for less, or narrow it.")
    result = outcome.pop()
    try:
        if isinstance(result, BaseException):
            raise result
        return result
    finally:
        del result  # an error that its own frames keep would live until the next collection
