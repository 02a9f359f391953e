"""The store in this process: pyoxigraph, in memory or on disk."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final, TypeVar, cast

import pyoxigraph as ox

from kg.answers import AnswerSpool, Dataset
from kg.complaints import StoreComplaint
from kg.errors import QueryError, QueryTimeoutError, StoreBusyError, StoreError
from kg.lexer import names_graphs
from kg.oxigraph import Triples, from_oxigraph, graph_name, graph_of, quads
from kg.store import Answer, ResultSet, Row, Store

_Result = TypeVar("_Result")
_Item = TypeVar("_Item")

_LARGE: Final = 100_000
"""Quads written since the last flush from which a second is well spent on flushing and on giving memory back."""

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
        self._unflushed = 0
        self._changes_made = 0
        self._open: ox.Store | None = _opened(path)
        self._mark = "" if path is None else files_mark(path)

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
        except (SyntaxError, RuntimeError, OSError) as error:
            raise _query_failure(error) from _let_go(error)

    def _fetch(self, text: str, output: AnswerSpool, dataset: Dataset, timeout: float | None) -> None:
        def work() -> None:
            try:
                _serialised(self._asked(text, dataset), output)
            except (QueryError, SyntaxError, RuntimeError, OSError) as error:
                raise _query_failure(error) from _let_go(error)

        if timeout is None:
            work()
        else:
            _within(timeout, work)

    def _asked(self, text: str, dataset: Dataset) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        if not dataset:
            return self._store.query(text, use_default_graph_as_union=not names_graphs(text))
        default, named = ([graph_name(graph) for graph in graphs] for graphs in (dataset.default, dataset.named))
        return self._store.query(text, default_graph=list(default), named_graphs=list(named))

    def revision(self) -> str | None:
        """Give a mark that changes whenever the graph does."""
        # Nobody else writes while it is open, whereas its files change by themselves when RocksDB tidies them.
        return f"{self._mark}{self._changes_made}"

    def _write(self, graphs: Mapping[str, Triples]) -> None:
        new = {graph: quads(graph, triples) for graph, triples in graphs.items()}
        with self._writing:
            old = [graph for graph in new if self._store.contains_named_graph(graph_name(graph))]
            if old:
                # The only call of pyoxigraph that both removes and adds in one transaction. A document that is read
                # again keeps most of its triples, and an update takes ten times the memory of its text.
                _writing(lambda: self._store.update("".join(self._changes(graph, new[graph]) for graph in new)))
            else:
                _writing(lambda: self._store.extend(chain.from_iterable(new.values())))
            self._changes_made += 1
            self._unflushed += sum(map(len, new.values()))
            if self._path is not None and self._unflushed > _LARGE:
                new.clear()
                self._unflushed = 0
                # What was written is safe in the log already, so a flush that fails is no failure of this write.
                with contextlib.suppress(OSError):
                    self._store.flush()
                _give_memory_back()

    def _changes(self, graph: str, wanted: list[ox.Quad]) -> str:
        """Give the update that makes a graph hold these quads and no others; one without quads goes."""
        if not wanted:
            return f"DROP SILENT GRAPH <{graph}> ;\n"
        known = set(self._store.quads_for_pattern(None, None, None, graph_name(graph)))
        gone = known.difference(wanted)
        return changes("DELETE", graph, gone) + changes("INSERT", graph, (q for q in wanted if q not in known))

    def _write_triples_of(self, graph: str, output: IO[bytes]) -> None:
        name = graph_name(graph)
        _reading(lambda: self._store.dump(output, ox.RdfFormat.N_TRIPLES, from_graph=name))

    def graphs(self) -> tuple[str, ...]:
        """Give the names of all named graphs, sorted."""
        return _reading(lambda: tuple(sorted(graph.value for graph in self._store.named_graphs())))

    def update(self, text: str) -> None:
        """Run a SPARQL update of this project's own, in one transaction; never text from elsewhere."""
        with self._writing:
            self._changes_made += 1
            _writing(lambda: self._store.update(text))

    def load(self, source: IO[bytes], *, media_type: str = "application/n-quads") -> None:
        """Add the quads of a dataset, such as a dump; quick, but not in one transaction."""
        rdf_format = RDF_FORMATS.get(media_type)
        if rdf_format is None:
            raise StoreError(f"A dataset can't be loaded from {media_type}; use one of {', '.join(RDF_FORMATS)}.")
        with self._writing:
            self._changes_made += 1
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

    RocksDB keeps what isn't flushed in memory, for each of its many tables, and glibc keeps what was freed in the
    arenas of its threads: without this, a run over large documents grows by hundreds of megabytes.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def changes(verb: str, graph: str, quads_of_it: Iterable[ox.Quad]) -> str:
    """Give the update that adds quads to a graph or removes them, as `verb` says; nothing where there are none."""
    lines = "".join(f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads_of_it)
    return f"{verb} DATA {{ GRAPH <{graph}> {{\n{lines}}} }} ;\n" if lines else ""


def replacement(old: Iterable[str], new: Mapping[str, list[ox.Quad]]) -> str:
    """Give the update that drops the graphs `old` and adds all of `new`."""
    pieces = [f"DROP SILENT GRAPH <{graph}> ;\n" for graph in old]
    return "".join([*pieces, *(changes("INSERT", graph, added) for graph, added in new.items())])


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


def _query_failure(error: Exception) -> Exception:
    if isinstance(error, SyntaxError):
        return StoreComplaint(str(error))
    if isinstance(error, OSError):
        return StoreError(f"The query can't be answered: {_reason(error)}.")
    return error if isinstance(error, QueryError) else QueryError(f"The query can't be answered: {_reason(error)}.")


def _serialised(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, output: AnswerSpool) -> None:
    if isinstance(found, ox.QueryTriples):
        found.serialize(cast(IO[bytes], output), ox.RdfFormat.N_TRIPLES)
    else:
        found.serialize(cast(IO[bytes], output), ox.QueryResultsFormat.JSON)


def files_mark(path: Path) -> str | None:
    """Give a mark that changes whenever the store in a directory does, whichever process writes to it.

    RocksDB appends each transaction to its log before it is done, and lists each other change of its files in the
    manifest.
    """
    try:
        marks = [(name, (found := os.stat(name)).st_size, found.st_mtime_ns) for name in _telling_files(str(path))]  # noqa: PTH116 - quick
    except OSError:
        return None
    return _digest(tuple(marks)) if marks else None


_listed: Final[dict[str, tuple[int, tuple[str, ...]]]] = {}
_SETTLED: Final = 2_000_000_000
"""Nanoseconds after which a directory's time is taken at its word: two changes within one tick have the same."""


def _telling_files(path: str) -> tuple[str, ...]:
    changed = os.stat(path).st_mtime_ns  # noqa: PTH116 - quick
    known = _listed.get(path)
    if known is not None and known[0] == changed:
        return known[1]
    with os.scandir(path) as entries:
        found = sorted(entry.path for entry in entries if entry.name.endswith(".log") or "MANIFEST" in entry.name)
    names = tuple(found)
    if time.time_ns() - changed > _SETTLED:
        _listed[path] = (changed, names)
    return names


@lru_cache(maxsize=16)
def _digest(marks: tuple[tuple[str, int, int], ...]) -> str:
    # The files' names and not their directory: a copy that is moved stays the same.
    bare = [(name.rpartition(os.sep)[2], size, changed) for name, size, changed in marks]
    return sha256(repr(bare).encode()).hexdigest()[:20]


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
