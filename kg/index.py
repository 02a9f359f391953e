"""The search index: a projection of the graph into SQLite, for lists, facets, counts and full-text search.

It is never the truth: it can be deleted at any time and is rebuilt from the store (`synchronise`). One process writes
at a time (SQLite's own lock); readers go on meanwhile. It refuses to hold anything that the graph doesn't.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from kg.errors import StoreError
from kg.identifiers import mint, normalised_name
from kg.lines import insert_lines, neighbours, settle
from kg.lookup import Lookup
from kg.mapping import extraction_from
from kg.model import Claim, Direction, Document, Extraction, Recommendation, Statement
from kg.phrases import topic_words
from kg.store import Store

SCHEMA_VERSION: Final = 3
"""Raised with every change of `index.sql`; an index of another version is emptied and filled anew."""

_TABLES: Final = (
    "statement_text", "addressee", "topic", "line", "statement", "passage", "mention", "identifier", "actor",
)  # fmt: skip
_BUSY_MS: Final = 15_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Synchronisation:
    """What `synchronise` did: documents read anew from the graph, documents dropped, documents already right."""

    read: int
    dropped: int
    kept: int


class Index(Lookup):
    """The projection in one SQLite file; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Don't call this; `Index.open` makes the schema too."""
        super().__init__(self._connection)
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open the index, and make an empty one where there is none.

        Raises:
            StoreError: the file can't be opened or isn't an index.
        """
        index = cls(Path(path))
        try:
            index._path.parent.mkdir(parents=True, exist_ok=True)
            index._prepare()
        except (sqlite3.Error, OSError) as error:
            index.close()
            raise StoreError(
                f"The search index {path} can't be opened ({error}); delete it and run `warrant reindex`."
            ) from error
        return index

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
            with self._lock:
                self._opened.append(connection)
        return connection

    def _prepare(self) -> None:
        version = self._connection().execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        with self._writing() as connection:
            for table in (*_TABLES, "document", "state") if version else ():
                connection.execute(f"DROP TABLE IF EXISTS {table}")
            for command in _commands():
                connection.execute(command)
            connection.execute("INSERT INTO state SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM state)")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            _roll_back(connection)
            raise StoreError(
                f"The search index {self._path} can't be written ({error}); free it or its disk, then run "
                "`warrant reindex`."
            ) from error
        except BaseException:
            _roll_back(connection)
            raise

    def replace(self, extraction: Extraction) -> None:
        """Put a document version in, in place of what was read from it before; all of it or nothing.

        Raises:
            StoreError: the file can't be written; the index is as it was.
        """
        with self._writing() as connection:
            revision = _next_revision(connection)
            loaded = _loaded(connection, extraction.document.iri)
            touched = _drop(connection, extraction.document.iri)
            number = _insert_document(connection, extraction, loaded, revision)
            _insert_actors(connection, number, extraction)
            _insert_passages(connection, number, extraction)
            _insert_statements(connection, number, extraction)
            _insert_places(connection, number, extraction)
            insert_lines(connection, number, extraction)
            settle(connection, touched | neighbours(connection, extraction.document.iri), revision)

    def drop(self, document: str) -> None:
        """Take a document version out; nothing happens where it isn't in."""
        with self._writing() as connection:
            settle(connection, _drop(connection, document), _next_revision(connection))

    def note_arrivals(self, store: Store) -> int:
        """Note when each document came into the graph, as the runs there tell it; give how many were noted."""
        waiting = {row["iri"] for row in self.read("SELECT iri FROM document WHERE loaded IS NULL")}
        if not waiting:
            return 0
        rows = store.select(_query("arrivals")).rows
        known = [(str(row["loaded"]), str(row["document"])) for row in rows if str(row.get("document")) in waiting]
        with self._writing() as connection:
            _next_revision(connection)
            connection.executemany("UPDATE document SET loaded = ? WHERE iri = ?", known)
        return len(known)

    def clear(self) -> None:
        """Empty the index."""
        with self._writing() as connection:
            _next_revision(connection)
            for table in (*_TABLES, "document"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608

    def extractions(self) -> dict[str, str]:
        """Give document IRI to the IRI of the extraction that the index holds of it."""
        return {row["iri"]: row["extraction"] for row in self.read("SELECT iri, extraction FROM document")}

    def synchronise(
        self, store: Store, archive: object = None, *, progress: Callable[[int, int], None] | None = None
    ) -> Synchronisation:
        """Make the index hold exactly what the store holds, reading only the graphs that differ.

        Args:
            store: where the graph is.
            archive: not needed, since the graph has all words; taken so that callers can pass what they have.
            progress: called with (done, to do) after each document.
        """
        present = {str(row["document"]): row for row in store.select(_query("extractions")).rows}
        held = self.extractions()
        gone = [iri for iri in held if iri not in present]
        stale = sorted(iri for iri, row in present.items() if held.get(iri) != str(row["extraction"]))
        for iri in gone:
            self.drop(iri)
        for done, iri in enumerate(stale, start=1):
            self.replace(extraction_from(store.graph(str(present[iri]["graph"]))))
            if progress is not None:
                progress(done, len(stale))
        self.note_arrivals(store)
        return Synchronisation(read=len(stale), dropped=len(gone), kept=len(present) - len(stale))

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _commands() -> list[str]:
    text = files("kg").joinpath("index.sql").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    return [command for command in "\n".join(lines).split(";") if command.strip()]


def _query(name: str) -> str:
    return files("kg").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


def _next_revision(connection: sqlite3.Connection) -> int:
    connection.execute("UPDATE state SET revision = revision + 1")
    return int(connection.execute("SELECT revision FROM state").fetchone()[0])


def _loaded(connection: sqlite3.Connection, document: str) -> str | None:
    row = connection.execute("SELECT loaded FROM document WHERE iri = ?", (document,)).fetchone()
    return None if row is None else row[0]


def _drop(connection: sqlite3.Connection, document: str) -> set[str]:
    """Take a document out, and give the statements of others whose reasons that changes."""
    touched = neighbours(connection, document)
    connection.execute(
        "DELETE FROM statement_text WHERE rowid IN "
        "(SELECT s.id FROM statement s JOIN document d ON d.id = s.document WHERE d.iri = ?)",
        (document,),
    )
    connection.execute("DELETE FROM document WHERE iri = ?", (document,))
    return touched


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    listed = list(rows)
    if listed:
        names = list(listed[0])
        columns, marks = ", ".join(names), ", ".join(f":{name}" for name in names)
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", listed)  # noqa: S608


def _insert_document(connection: sqlite3.Connection, extraction: Extraction, loaded: str | None, revision: int) -> int:
    document = extraction.document
    values = _document_values(document, extraction.iri) | {"loaded": loaded, "revision": revision}
    _insert(connection, "document", [values])
    number = int(connection.execute("SELECT id FROM document WHERE iri = ?", (document.iri,)).fetchone()[0])
    _insert(
        connection,
        "identifier",
        ({"document": number, "identifier": each} for each in dict.fromkeys(document.identifiers)),
    )
    return number


def _document_values(document: Document, extraction: str) -> dict[str, object]:
    return {
        "iri": document.iri,
        "extraction": extraction,
        "sha256": document.sha256,
        "text_sha256": document.text_sha256,
        "length": document.length,
        "media_type": document.media_type,
        "title": document.title,
        "publisher": document.publisher,
        "issued": document.issued,
        "url": document.url,
        "source_kind": document.kind.value,
        "language": document.language,
        "pages": document.pages,
        "is_brief": document.is_brief,
        "revises": document.revises,
    }


def _author_iris(document: Document) -> dict[str, str]:
    return {mint("actor", normalised_name(name)): name for name in document.authors}


def _insert_actors(connection: sqlite3.Connection, number: int, extraction: Extraction) -> None:
    authors = _author_iris(extraction.document)
    rows: dict[str, dict[str, object]] = {
        actor.iri: {
            "document": number,
            "iri": actor.iri,
            "name": actor.name,
            "kind": actor.kind.value,
            "is_author": actor.iri in authors,
            "aliases": json.dumps(list(actor.aliases), ensure_ascii=False),
            "same_as": json.dumps(list(actor.same_as), ensure_ascii=False),
        }
        for actor in extraction.actors
    }
    for iri, name in authors.items():
        bare: dict[str, object] = {"document": number, "iri": iri, "name": name, "kind": "organization"}
        rows.setdefault(iri, {**bare, "is_author": True, "aliases": "[]", "same_as": "[]"})
    _insert(connection, "actor", rows.values())


def _insert_passages(connection: sqlite3.Connection, number: int, extraction: Extraction) -> None:
    rows = (
        {
            "iri": passage.iri,
            "document": number,
            "rank": passage.order,
            "kind": passage.kind.value,
            "role": passage.role.value,
            "start": passage.start,
            "end": passage.end,
            "page": passage.page,
            "depth": len(passage.section),
            "provision": passage.provision,
        }
        for passage in extraction.passages
    )
    _insert(connection, "passage", rows)


def _insert_statements(connection: sqlite3.Connection, number: int, extraction: Extraction) -> None:
    lines = extraction.justifications
    supports = Counter(line.target for line in lines if line.direction is Direction.SUPPORTS)
    disputes = Counter(line.target for line in lines if line.direction is Direction.DISPUTES)
    names = {actor.iri: "\t".join((actor.name, *actor.aliases)) for actor in extraction.actors}
    # Within a document, the order of the numbers is the order of the text.
    for statement in sorted(extraction.statements, key=lambda each: (each.quote.start, each.quote.end, each.iri)):
        iri = statement.iri
        values = _statement_values(statement) | {
            "document": number, "supports": supports[iri], "disputes": disputes[iri], "sources": 1,
        }  # fmt: skip
        _insert(connection, "statement", [values])
        row = connection.execute("SELECT id FROM statement WHERE iri = ?", (iri,)).fetchone()[0]
        _insert_sets(connection, row, statement)
        said = "\n".join(names.get(actor, "") for actor in _actors_of(statement))
        words = statement.quote.exact.replace("\x01", " ").replace("\x02", " ")
        connection.execute(
            "INSERT INTO statement_text (rowid, words, names, title, topics) VALUES (?, ?, ?, ?, ?)",
            (row, words, said, extraction.document.title, topic_words(statement.topics)),
        )


def _insert_sets(connection: sqlite3.Connection, row: int, statement: Statement) -> None:
    if isinstance(statement, Recommendation):
        addressees = dict.fromkeys(statement.addressees)
        _insert(connection, "addressee", ({"statement": row, "actor": each} for each in addressees))
    _insert(connection, "topic", ({"statement": row, "topic": each} for each in dict.fromkeys(statement.topics)))


def _speaker(statement: Statement) -> str | None:
    return statement.asserted_by if isinstance(statement, Claim) else statement.issuer


def _actors_of(statement: Statement) -> list[str]:
    speaker = _speaker(statement)
    addressees = statement.addressees if isinstance(statement, Recommendation) else ()
    return [*((speaker,) if speaker else ()), *addressees]


def _statement_values(statement: Statement) -> dict[str, object]:
    frame: dict[str, object] = dict.fromkeys(
        ("action", "object", "condition", "deadline", "instrument", "modality", "part_of")
    )
    if isinstance(statement, Recommendation):
        frame = {name: getattr(statement, name) for name in frame}
    return frame | {
        "iri": statement.iri,
        "passage": statement.passage,
        "role": statement.role.value,
        "start": statement.quote.start,
        "end": statement.quote.end,
        "page": statement.quote.page,
        "exact": statement.quote.exact,
        "confidence": statement.confidence,
        "cue": statement.cue,
        "review": statement.review.value,
        "speaker": _speaker(statement),
        "is_reported": statement.is_reported,
        "polarity": statement.polarity.value,
    }


def _insert_places(connection: sqlite3.Connection, number: int, extraction: Extraction) -> None:
    mentions = [(m.iri, "mention", m.quote, m.actor) for m in extraction.mentions]
    citations = [(c.iri, "citation", c.quote, None) for c in extraction.citations]
    places = {
        iri: {"iri": iri, "document": number, "kind": kind, "start": quote.start, "end": quote.end, "actor": actor}
        for iri, kind, quote, actor in [*mentions, *citations]
    }
    _insert(connection, "mention", places.values())
