"""The graph for people who work in Python: typed records, traces, networks, and rows of a query.

    >>> from kg import Graph                                              # doctest: +SKIP
    >>> with Graph.open("data") as graph:                                 # doctest: +SKIP
    ...     for ask in graph.recommendations(topic="export-controls"):
    ...         print(graph.sentence(ask))

It only reads. `docs/howto/python.md` has examples that are run by a test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar, overload
from urllib.parse import urlsplit

from rdflib import Graph as Triples
from rdflib import Literal as Value
from rdflib import URIRef

from kg.citing import bibtex, bluebook, csl
from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.errors import QueryError, StoreError, UnknownIriError, WarrantError
from kg.exports.argument import Argument
from kg.looking_up import AT_ONCE, actor_records, cited, document_records, process_of, statement_records
from kg.model import Actor, Claim, Direction, Document, Justification, Recommendation, Role, SourceKind, Statement
from kg.named_queries import named_query
from kg.sparql import SafeQuery
from kg.store import ResultSet, Store
from kg.trace import Trace, trace
from kg.wording import ask_sentence
from ontology.namespaces import SCHEME, TOPIC

if TYPE_CHECKING:
    from kg.graph import Network

T = TypeVar("T")
Cell = str | int | float | bool | None

_PAGE: Final = 400


@dataclass(frozen=True, slots=True)
class Rows(Sequence[dict[str, Cell]]):
    """The rows of a SELECT, in plain values of Python: IRIs and text as `str`, numbers as `int` and `float`.

    Attributes:
        columns: names of the variables, in order; a variable that is unbound in a row is None there.
    """

    columns: tuple[str, ...]
    _rows: tuple[dict[str, Cell], ...]

    @overload
    def __getitem__(self, index: int) -> dict[str, Cell]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[dict[str, Cell], ...]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Cell] | tuple[dict[str, Cell], ...]:
        """Give one row, or several."""
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def to_pandas(self) -> Any:
        """Give the rows as a data frame.

        Raises:
            WarrantError: pandas isn't installed.
        """
        try:
            pandas = import_module("pandas")
        except ImportError as error:
            raise WarrantError("pandas isn't installed; `pip install pandas`, or use the rows as they are.") from error
        return pandas.DataFrame(list(self._rows), columns=list(self.columns))

    @classmethod
    def of(cls, answer: ResultSet) -> Self:
        """Take the answer of a store."""
        rows = ({name: _plain(row.get(name)) for name in answer.variables} for row in answer)
        return cls(tuple(answer.variables), tuple(rows))


def _plain(term: object) -> Cell:
    if not isinstance(term, Value):
        return None if term is None else str(term)
    value = term.toPython()
    if isinstance(value, Decimal):
        return float(value)
    # Dates may be cut to a year or month, which Python's dates can't be: they stay as they are written.
    return value if isinstance(value, bool | int | float) else str(term)


class Graph:
    """The graph in a data directory, in a release, or behind a server; also a context manager."""

    def __init__(self, store: Store) -> None:
        """Take a store; `open`, `load` and `connect` are the usual ways."""
        self._store = store

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open a data directory; where `warrant serve` holds it, through that server.

        Raises:
            StoreError: there is no graph, or it can't be opened.
        """
        return cls(DataDirectory(Path(path)).open_store(create=False))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a dump or a release's `graph.nq` or `graph.trig` into memory.

        Raises:
            StoreError: it can't be read.
        """
        file = Path(path)
        kind = "application/trig" if file.suffix == ".trig" else "application/n-quads"
        store = EmbeddedStore()
        try:
            with file.open("rb") as source:
                store.load(source, media_type=kind)
        except OSError as error:
            raise StoreError(f"{file} can't be read: {error.strerror}; name a file with the graph.") from error
        return cls(store)

    @classmethod
    def connect(cls, url: str) -> Self:
        """Use a server's pages, such as `http://127.0.0.1:8420`, or a SPARQL endpoint.

        Raises:
            StoreError: the address is none.
        """
        from kg.protocol import Endpoint, SparqlStore

        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise StoreError(f"{url!r:.80} is no web address; write it as http://127.0.0.1:8420.")
        address = url.rstrip("/")
        endpoint = Endpoint(address if address.endswith("/sparql") else f"{address}/sparql", update=address)
        return cls(SparqlStore(lambda: endpoint, patience=1.0))

    def close(self) -> None:
        """Let go of the graph; closing twice does nothing."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- records ---

    def recommendations(
        self, *, topic: str | None = None, addressee: str | None = None, issuer: str | None = None,
        document: str | None = None, instrument: str | None = None, modality: str | None = None,
    ) -> Iterator[Recommendation]:  # fmt: skip
        """Give recommendations, those that fit all that is asked for, by IRI.

        Args:
            topic: notation of a topic, such as `export-controls`; narrower topics aren't included.
            addressee: IRI or exact name of who is asked to act.
            issuer: IRI or exact name of who asks.
            document: IRI of the document.
            instrument: by which means, such as `legislation`.
            modality: `must`, `should` or `may`.
        """
        conditions = [
            _listed("topic", TOPIC, topic), _actor("addressee", addressee), _actor("issuer", issuer),
            _at("inDocument", document), _listed("instrument", SCHEME["instrument/"], instrument),
            _listed("modality", SCHEME["modality/"], modality),
        ]  # fmt: skip
        for each in self._statements("w:Recommendation", conditions):
            if isinstance(each, Recommendation):
                yield each

    def claims(
        self, *, topic: str | None = None, asserted_by: str | None = None, document: str | None = None,
        role: str | Role | None = None,
    ) -> Iterator[Claim]:  # fmt: skip
        """Give claims and pieces of evidence, those that fit all that is asked for, by IRI.

        Args:
            topic: notation of a topic.
            asserted_by: IRI or exact name of who asserts it.
            document: IRI of the document.
            role: `claim` or `evidence`, or None for both.
        """
        conditions = [
            _listed("topic", TOPIC, topic), _actor("assertedBy", asserted_by), _at("inDocument", document),
            _listed("role", SCHEME["role/"], role),
        ]  # fmt: skip
        for each in self._statements("w:Claim", conditions):
            if isinstance(each, Claim):
                yield each

    def documents(self, *, kind: str | SourceKind | None = None, publisher: str | None = None) -> Iterator[Document]:
        """Give document versions by IRI.

        Args:
            kind: sort of publication, such as `bill`.
            publisher: its exact name.
        """
        conditions = [_listed("sourceKind", SCHEME["source-kind/"], kind)]
        if publisher is not None:
            conditions.append(f"?node dcterms:publisher {Value(publisher).n3()} .")
        for lot in self._lots("w:Document", conditions):
            yield from document_records(self._store, lot).values()

    def actors(self, *, kind: str | None = None, name: str | None = None) -> Iterator[Actor]:
        """Give actors by IRI.

        Args:
            kind: `person`, `company`, `government`, `country` or `organization`.
            name: exact name, or one of the other names.
        """
        conditions = [_listed("actorKind", SCHEME["actor-kind/"], kind)]
        if name is not None:
            conditions.append(f"?node skos:prefLabel|skos:altLabel {Value(name).n3()} .")
        for lot in self._lots("w:Actor", conditions):
            yield from actor_records(self._store, lot).values()

    def justifications(self, *, direction: str | Direction | None = None) -> Iterator[Justification]:
        """Give justifications by IRI: which statements speak for (`supports`) or against (`disputes`) which."""
        from kg.description import justification_from
        from kg.looking_up import described_nodes

        conditions = [_listed("direction", SCHEME["direction/"], direction)]
        for lot in self._lots("w:Justification", conditions):
            nodes = described_nodes(self._store, lot)
            yield from (justification_from(nodes[iri], iri) for iri in lot)

    def statement(self, iri: str) -> Statement:
        """Give one recommendation or claim.

        Raises:
            UnknownIriError: there is none.
        """
        return _one(iri, statement_records(self._store, [iri]))

    def document(self, iri: str) -> Document:
        """Give one document version.

        Raises:
            UnknownIriError: there is none.
        """
        return _one(iri, document_records(self._store, [iri]))

    def actor(self, iri: str) -> Actor:
        """Give one actor.

        Raises:
            UnknownIriError: there is none.
        """
        return _one(iri, actor_records(self._store, [iri]))

    # --- what records mean together ---

    def sentence(self, ask: Recommendation) -> str:
        """Say a recommendation in one sentence: who asks whom to do what, by when and how firmly."""
        named = [*ask.addressees, *((ask.issuer,) if ask.issuer else ())]
        names = {iri: actor.name for iri, actor in actor_records(self._store, named).items()}
        return ask_sentence(ask, names, self.document(ask.quote.document).kind)

    def trace(self, iri: str) -> Trace:
        """Walk from a statement through its justifications to exact words, with the gaps named.

        Raises:
            UnknownIriError: the graph has no such statement.
        """
        return trace(self._store, iri)

    def argument(self, iri: str) -> Argument:
        """Give a statement with all that bears on it, for the writers in `kg.exports`."""
        return Argument.of_trace(self.trace(iri))

    def nanopub(self, iri: str) -> str:
        """Give a statement as a nanopublication in TriG."""
        from kg.exports.nanopub import nanopub

        argument = self.argument(iri)
        return nanopub(argument, iri, process_of(self._store, argument.statements[iri].quote.document))

    def cite(self, iri: str, style: Literal["bluebook", "bibtex", "csl"] = "bluebook") -> str | dict[str, Any]:
        """Say how to cite a document, statement or quote: a line, a BibTeX entry, or an item of CSL-JSON.

        Raises:
            UnknownIriError: the graph has no such thing.
        """
        writers: Mapping[str, Any] = {"bluebook": bluebook, "bibtex": bibtex, "csl": csl}
        found: str | dict[str, Any] = writers[style](cited(self._store, iri))
        return found

    def to_networkx(self, of: Literal["arguments", "asks"] = "arguments") -> Network:
        """Give the graph as one of networkx.

        Args:
            of: `arguments`, where an edge leads from a premise to what it bears on; or `asks`, where an edge leads from
                whoever asks to whoever is asked.
        """
        from kg.graph import argument_network, ask_network

        if of == "asks":
            return ask_network(self.recommendations(), self.actors())
        return argument_network([self._whole()])

    def _whole(self) -> Argument:
        statements: dict[str, Statement] = {each.iri: each for each in self.recommendations()}
        statements |= {each.iri: each for each in self.claims()}
        documents = {each.iri: each for each in self.documents()}
        actors = {each.iri: each for each in self.actors()}
        lines = (each for each in self.justifications() if {each.target, *each.premises} <= statements.keys())
        return Argument(
            main=None,
            statements=statements,
            justifications=tuple(lines),
            documents=documents,
            actors=actors,
            authors={},
        )

    # --- queries ---

    def select(self, query: str, **values: str) -> Rows:
        """Answer a SELECT.

        Args:
            query: SPARQL, or the name of one of the named queries; well-known prefixes need no declaration.
            values: for the parameters of a named query; a web address counts as an IRI.

        Raises:
            QueryError: it isn't a SELECT, is malformed, or isn't allowed.
        """
        answer = self._answer(query, values)
        if isinstance(answer, ResultSet):
            return Rows.of(answer)
        raise QueryError("The query has no rows for an answer; write it as a SELECT, or use `ask` or `construct`.")

    def ask(self, query: str) -> bool:
        """Answer an ASK.

        Raises:
            QueryError: it isn't one.
        """
        answer = self._answer(query, {})
        if isinstance(answer, bool):
            return answer
        raise QueryError("The query has no yes or no for an answer; write it as an ASK.")

    def construct(self, query: str) -> Triples:
        """Answer a CONSTRUCT or DESCRIBE with a graph of rdflib.

        Raises:
            QueryError: it is neither.
        """
        answer = self._answer(query, {})
        if isinstance(answer, Triples):
            return answer
        raise QueryError("The query has no graph for an answer; write it as a CONSTRUCT or DESCRIBE.")

    def _answer(self, query: str, values: Mapping[str, str]) -> ResultSet | bool | Triples:
        if "{" not in query:
            known = named_query(query)
            return self._store.answer(known.text, known.bindings(values))
        if values:
            raise QueryError("Values go with a named query; write them into the query itself.")
        return self._store.answer(SafeQuery.parse(query).text)

    # --- lists ---

    def _statements(self, kind: str, conditions: Sequence[str]) -> Iterator[Statement]:
        for lot in self._lots(kind, conditions):
            yield from statement_records(self._store, lot).values()

    def _lots(self, kind: str, conditions: Sequence[str]) -> Iterator[list[str]]:
        """Give the IRIs of all that fits in lots, so that no answer is too large for a server's limits."""
        last, where = "", " ".join(filter(None, conditions))
        while True:
            after = f'FILTER(STR(?node) > "{last}")' if last else ""
            rows = self._store.select(
                f"SELECT DISTINCT ?node WHERE {{ ?node a {kind} . {where} {after} }} ORDER BY ?node LIMIT {_PAGE}"
            ).rows
            iris = [str(row["node"]) for row in rows]
            for first in range(0, len(iris), AT_ONCE):
                yield iris[first : first + AT_ONCE]
            if len(iris) < _PAGE:
                return
            last = iris[-1]


def _listed(name: str, scheme: str, value: str | None) -> str:
    return "" if value is None else f"?node w:{name} {_iri(f'{scheme}{value}')} ."


def _at(name: str, iri: str | None) -> str:
    return "" if iri is None else f"?node w:{name} {_iri(iri)} ."


def _actor(name: str, value: str | None) -> str:
    if value is None:
        return ""
    if value.startswith(("http://", "https://")):
        return _at(name, value)
    return f"?node w:{name}/skos:prefLabel {Value(value).n3()} ."


def _iri(value: str) -> str:
    # Nothing that isn't an IRI gets into the text of a query.
    if any(character in '<>"{}|\\^`' or character <= " " for character in value):
        raise QueryError(f"{value!r:.80} can't be part of an address; check what you are looking for.")
    return URIRef(value).n3()


def _one(iri: str, found: Mapping[str, T]) -> T:
    if iri not in found:
        raise UnknownIriError(iri)
    return found[iri]
