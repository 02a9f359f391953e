"""The store behind a SPARQL 1.1 endpoint, over HTTP.

An answer is read to its end and checked before anybody sees it: a server that runs out of time has long sent its
`200 OK` and simply stops writing, and a cut answer must never look like a short one.
"""

from __future__ import annotations

import http.client
import io
import json
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from socket import SHUT_WR
from typing import IO, Any, Final, Protocol
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef

from kg.answers import AnswerSpool, Dataset
from kg.complaints import StoreComplaint
from kg.embedded import RDF_FORMATS, files_mark, replacement
from kg.errors import AnswerTooLargeError, QueryError, QueryTimeoutError, StoreError, TooManyQueriesError
from kg.lexer import form, names_graphs
from kg.oxigraph import Term, Triples, graph_name, graph_of, quads
from kg.serving import read_note
from kg.store import Answer, ResultSet, Store
from kg.wire import Wire, Wires

PATIENCE: Final = 15.0
"""Seconds during which a server that doesn't answer may come back."""

MOST_BYTES: Final = 256 * 1024 * 1024
"""Largest answer that is taken in."""

_MOST_BYTES_CAPPED: Final = 64 * 1024 * 1024
"""The same where the caller has a limit on rows."""

_GRACE: Final = 1.0
"""Seconds past the server's own limit after which the answer isn't waited for any longer."""

_LONGEST_IDLE: Final = 5.0
"""Seconds after which a kept connection isn't used again: Oxigraph writes an error on one that waits for long."""

_LOOK_AGAIN: Final = 0.5
"""Seconds for which a server is taken to be where it was."""

_JSON: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_PAUSE: Final = 0.1
_PIECE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server answers.

    Attributes:
        query: URL for queries.
        update: URL for updates.
        graphs: URL of the SPARQL 1.1 Graph Store Protocol, or None where the server has none.
        union: whether the server must be told with each query to take all graphs for the default graph, as Oxigraph's.
        query_timeout: seconds that the server gives a query.
    """

    query: str
    update: str
    graphs: str | None = None
    union: bool = False
    query_timeout: int = 30

    @classmethod
    def of_oxigraph(cls, address: str, query_timeout: int = 30) -> Endpoint:
        """Give the URLs of an Oxigraph server."""
        return cls(f"{address}/query", f"{address}/update", f"{address}/store", True, query_timeout)


@dataclass(frozen=True, slots=True)
class _Request:
    """One HTTP request; every one of them may be sent twice without harm."""

    method: str
    url: str
    body: bytes | None = None
    content_type: str | None = None
    accept: str = "*/*"

    def headers(self) -> dict[str, str]:
        headers = {"Accept": self.accept}
        return headers | ({"Content-Type": self.content_type} if self.content_type else {})


@dataclass(frozen=True, slots=True)
class _Limits:
    """How long and how large an answer may be."""

    timeout: float | None = None
    most: int | None = None
    is_query: bool = False

    def seconds(self, endpoint: Endpoint) -> float | None:
        if not self.is_query:
            return self.timeout
        longest = endpoint.query_timeout + _GRACE
        return longest if self.timeout is None else min(self.timeout, longest)


class SparqlStore(Store):
    """A store reached by the SPARQL 1.1 Protocol."""

    def __init__(
        self,
        locate: Callable[[], Endpoint | None],
        *,
        patience: float = PATIENCE,
        end_server: Callable[[], None] = lambda: None,
        files: Path | None = None,
    ) -> None:
        """Take the way to the server.

        Args:
            locate: gives the endpoint, or None while there is none; asked again when the server is gone, because it
                may come back elsewhere.
            patience: seconds during which a server that doesn't answer may come back.
            end_server: ends a server that works on past its limit, for whoever keeps it to start it anew.
            files: directory in which the server keeps its store, where that is on this machine.
        """
        self._locate = locate
        self._end_server = end_server
        self._patience = patience
        self._files = files
        self._wires = Wires()
        self._known: tuple[Endpoint, float] | None = None

    @classmethod
    def at(cls, address: str, *, patience: float = PATIENCE) -> SparqlStore:
        """Reach an Oxigraph server at a fixed address."""
        endpoint = Endpoint.of_oxigraph(address)
        return cls(lambda: endpoint, patience=patience)

    @classmethod
    def noted(cls, note_path: Path, *, patience: float = PATIENCE) -> SparqlStore:
        """Reach the server that a data directory's note names, wherever it is at the time."""

        def locate() -> Endpoint | None:
            note = read_note(note_path)
            return Endpoint.of_oxigraph(note.address, note.query_timeout) if note else None

        def end_server() -> None:
            if note := read_note(note_path):
                note.end_server()

        return cls(locate, patience=patience, end_server=end_server, files=note_path.with_name("store"))

    def _query(self, text: str, *, timeout: float | None, max_rows: int | None) -> Answer:
        accept = _TRIPLES if form(text) in ("CONSTRUCT", "DESCRIBE") else _JSON
        wants_union = not names_graphs(text)

        def request(endpoint: Endpoint) -> _Request:
            url = f"{endpoint.query}?union-default-graph" if endpoint.union and wants_union else endpoint.query
            return _Request("POST", url, text.encode(), "application/sparql-query", accept)

        most = MOST_BYTES if max_rows is None else _MOST_BYTES_CAPPED
        status, body = self._send(request, _Limits(timeout, most, is_query=True))
        if status != http.client.OK:
            raise _query_failure(status, body)
        return _checked(_triples(body) if accept == _TRIPLES else _json(body), max_rows)

    def _fetch(self, text: str, output: AnswerSpool, dataset: Dataset, timeout: float | None) -> None:
        accept = _TRIPLES if output.is_graph else _JSON
        wants_union = not dataset and not names_graphs(text)
        # As a form where graphs are named: their list may be longer than an address can be.
        kind = "application/x-www-form-urlencoded" if dataset else "application/sparql-query"
        body = _fields(text, dataset) if dataset else text.encode()

        def request(endpoint: Endpoint) -> _Request:
            extra = "?union-default-graph" if endpoint.union and wants_union else ""
            return _Request("POST", endpoint.query + extra, body, kind, accept)

        status = self._send_into(request, output, _Limits(timeout, is_query=True))
        if status != http.client.OK:
            output.seek(0)
            raise _query_failure(status, output.read(_PIECE))

    def revision(self) -> str | None:
        """Give a mark that changes whenever the graph does, where the server's files can be looked at."""
        return files_mark(self._files) if self._files is not None else None

    def _write(self, graphs: Mapping[str, Triples]) -> None:
        new = {graph: quads(graph, triples) for graph, triples in graphs.items()}
        self.update(replacement(new, new))

    def update(self, text: str) -> None:
        """Run a SPARQL update of this project's own, in one transaction; never text from elsewhere."""
        body = text.encode()
        self._change(lambda endpoint: _Request("POST", endpoint.update, body, "application/sparql-update"))

    def load(self, source: IO[bytes], *, media_type: str = "application/n-quads") -> None:
        """Add the quads of a dataset, such as a dump, in one transaction."""
        if media_type not in RDF_FORMATS:
            raise StoreError(f"A dataset can't be loaded from {media_type}; use one of {', '.join(RDF_FORMATS)}.")
        data = source.read()

        def request(endpoint: Endpoint) -> _Request:
            if endpoint.graphs is None:
                raise StoreError("This server takes no datasets; use its own tool for loading.")
            return _Request("POST", endpoint.graphs, data, media_type)

        self._change(request)

    def _change(self, request: Callable[[Endpoint], _Request]) -> None:
        status, body = self._send(request, _Limits())
        if status not in (http.client.OK, http.client.CREATED, http.client.NO_CONTENT):
            raise StoreError(f"The store's server refused a change, so nothing has changed: {_words(body)}.")

    def graphs(self) -> tuple[str, ...]:
        """Give the names of all named graphs, sorted."""
        return tuple(sorted(str(row["graph"]) for row in self.select("SELECT ?graph WHERE { GRAPH ?graph {} }")))

    def _write_triples_of(self, graph: str, output: IO[bytes]) -> None:
        graph_name(graph)

        def request(endpoint: Endpoint) -> _Request:
            if endpoint.graphs is not None:
                return _Request("GET", f"{endpoint.graphs}?graph={quote(graph, safe='')}", accept=_TRIPLES)
            query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
            return _Request("POST", endpoint.query, query.encode(), "application/sparql-query", _TRIPLES)

        with tempfile.SpooledTemporaryFile(max_size=MOST_BYTES // 8) as spool:
            status = self._send_into(request, spool, _Limits())
            spool.seek(0)
            if status == http.client.NOT_FOUND:
                return
            if status != http.client.OK:
                raise StoreError(f"The store's server gave no graph {graph}: {_words(spool.read(_PIECE))}.")
            _reserialise(spool, output)

    def backup(self, target: Path) -> None:
        """Refuse: a server's files can't be copied while it runs."""
        raise StoreError(f"{target} can't be made while a server holds the store; stop it, or use `warrant export`.")

    def close(self) -> None:
        """Close the connections that are kept; the store can still be used."""
        self._wires.close()

    def _send(self, request: Callable[[Endpoint], _Request], limits: _Limits) -> tuple[int, bytes]:
        body = io.BytesIO()
        status = self._send_into(request, body, limits)
        return status, body.getvalue()

    def _send_into(self, request: Callable[[Endpoint], _Request], output: Output, limits: _Limits) -> int:
        give_up = time.monotonic() + self._patience
        while True:
            endpoint = self._where()
            trouble: Exception | None = None
            if endpoint is not None:
                output.seek(0)
                output.truncate()
                try:
                    return self._exchange(endpoint, request(endpoint), output, limits)
                except TimeoutError as error:
                    raise _too_slow(limits.timeout) from error
                except (OSError, http.client.HTTPException) as error:
                    self._known = None
                    trouble = error
            if time.monotonic() >= give_up:
                where = endpoint.query if endpoint else "its noted address"
                raise StoreError(f"No store answers at {where}; start it again with `warrant serve`.") from trouble
            time.sleep(_PAUSE)

    def _where(self) -> Endpoint | None:
        """Give the endpoint, looked up anew now and then and whenever it doesn't answer."""
        now, known = time.monotonic(), self._known
        if known is not None and now - known[1] < _LOOK_AGAIN:
            return known[0]
        endpoint = self._locate()
        self._known = None if endpoint is None else (endpoint, now)
        return endpoint

    def _exchange(self, endpoint: Endpoint, request: _Request, output: Output, limits: _Limits) -> int:
        start = time.monotonic()
        seconds = limits.seconds(endpoint)
        wire = self._wires.take(request.url, seconds, min(_LONGEST_IDLE, endpoint.query_timeout / 4))
        try:
            wire.ask(request.method, request.url, request.headers(), request.body)
            _take_in(wire, output, None if seconds is None else start + seconds, limits.most)
        except TimeoutError:
            if limits.is_query:
                _watch(wire, start + endpoint.query_timeout + _GRACE, self._end_server)
            else:
                wire.close()
            raise
        except BaseException:
            wire.close()
            raise
        self._wires.give_back(request.url, wire)
        return wire.status


class Output(Protocol):
    """Where an answer goes; it can start over."""

    def write(self, piece: bytes, /) -> int:
        """Take in a piece."""

    def seek(self, place: int, /) -> int:
        """Go to a place."""

    def truncate(self) -> int:
        """Forget what lies behind the place."""


def _fields(text: str, dataset: Dataset) -> bytes:
    pairs = [("query", text)]
    pairs += [("default-graph-uri", graph) for graph in dataset.default]
    pairs += [("named-graph-uri", graph) for graph in dataset.named]
    return urlencode(pairs).encode()


def _take_in(wire: Wire, output: Output, deadline: float | None, most: int | None) -> None:
    taken = 0
    for piece in wire.pieces():
        taken += len(piece)
        if most is not None and taken > most:
            raise AnswerTooLargeError(f"The answer is larger than {most >> 20} MB; add a LIMIT, or ask for less.")
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError
        output.write(piece)


def _watch(wire: Wire, deadline: float, end_server: Callable[[], None]) -> None:
    """End the server unless it is done with a request, which nobody waits for any longer, by the deadline.

    Oxigraph doesn't look at its clock while it joins two intermediate results, nor does it notice that we have gone.
    """

    def watch() -> None:
        with closing(wire):
            try:
                # Once it is done, the server reads on, finds nothing more, and closes.
                wire.socket.shutdown(SHUT_WR)
                while (rest := deadline - time.monotonic()) > 0:
                    wire.socket.settimeout(rest)
                    if not wire.socket.recv(_PIECE):
                        return
            except TimeoutError:
                pass
            except OSError:
                return
        end_server()

    threading.Thread(target=watch, name="unfinished query", daemon=True).start()


def _too_slow(timeout: float | None) -> QueryTimeoutError:
    limit = "its limit" if timeout is None else f"its limit of {timeout:g} seconds"
    return QueryTimeoutError(f"The query ran past {limit}; ask for less, or narrow it.")


_CANCELLED: Final = b"operation has been cancelled"


def _query_failure(status: int, body: bytes) -> Exception:
    if status == http.client.BAD_REQUEST:
        return StoreComplaint(body.decode("utf-8", "replace"))
    if _CANCELLED in body or status == http.client.SERVICE_UNAVAILABLE:
        return _too_slow(None)
    if b"Resource temporarily unavailable" in body:
        # Oxigraph keeps a thread for each query until the limit of time, whenever the query ended.
        return TooManyQueriesError("Too many queries have run in the last seconds; ask again in a few.")
    if b"is not supported" in body:
        return QueryError(f"The query can't be answered: {_words(body)}.")
    return StoreError(f"The store's server can't answer the query ({status}): {_words(body)}.")


def _words(body: bytes) -> str:
    return " ".join(body[:300].decode("utf-8", "replace").split()).rstrip(".") or "it gave no reason"


def _json(body: bytes) -> ResultSet | bool:
    try:
        answer = json.loads(body)
        if "boolean" in answer:
            return bool(answer["boolean"])
        variables = tuple(str(name) for name in answer["head"]["vars"])
        rows = tuple({name: _term(binding) for name, binding in row.items()} for row in answer["results"]["bindings"])
    except (ValueError, KeyError, TypeError) as error:
        raise _cut() from error
    return ResultSet(variables, rows)


def _term(binding: Mapping[str, Any]) -> Term:
    kind, value = binding["type"], binding["value"]
    if kind == "uri":
        return URIRef(value)
    if kind == "bnode":
        return BNode(value)
    if kind not in ("literal", "typed-literal"):
        raise QueryError(f"The answer has a term of the kind {kind} in it, which can't be shown; ask for its parts.")
    if "xml:lang" in binding:
        return Literal(value, lang=binding["xml:lang"])
    datatype = binding.get("datatype")
    return Literal(value, datatype=URIRef(datatype) if datatype else None, normalize=False)


def _triples(body: bytes) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES)]
    except SyntaxError as error:
        raise _cut() from error


def _cut() -> QueryTimeoutError:
    return QueryTimeoutError("The server cut its answer short, most likely at its time limit; ask for less.")


def _checked(answer: ResultSet | bool | list[ox.Triple], max_rows: int | None) -> Answer:
    if isinstance(answer, bool):
        return answer
    if max_rows is not None and len(answer) > max_rows:
        raise QueryError(f"The answer has more than {max_rows} rows; add a LIMIT, or ask for less.")
    return graph_of(answer) if isinstance(answer, list) else answer


def _reserialise(source: IO[bytes], output: IO[bytes]) -> None:
    # Servers differ in how they escape; and a cut answer shows as a syntax error.
    try:
        for quad in ox.parse(source, ox.RdfFormat.N_TRIPLES):
            output.write(f"{quad.triple} .\n".encode())
    except SyntaxError as error:
        raise StoreError("The server cut a graph short; try again.") from error
