"""From the search index to columns: all of it once, afterwards only the documents that changed."""

from __future__ import annotations

import calendar
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from sqlite3 import Connection, Row
from typing import Final

import numpy as np

from kg.columns import (
    SOURCES,
    SUPPORT,
    YES_NO,
    Coder,
    Codes,
    Columns,
    DocumentColumns,
    Mask,
    Numbers,
    StatementColumns,
)
from kg.phrases import wider

Connect = Callable[[], Connection]

_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_FEW: Final = 500
_AT_ONCE: Final = 50_000
_SINGLE: Final = ("speaker", "role", "instrument", "modality", "review", "polarity")
_FACETS: Final = {"speaker": "issuer"}
_NUMBERS: Final = ("supports", "disputes", "sources", "confidence")
_STATEMENTS: Final = f"SELECT id, document, {', '.join((*_SINGLE, *_NUMBERS))} FROM statement"  # noqa: S608
_DOCUMENTS: Final = (
    "SELECT d.id, d.iri, d.revision, d.title, d.issued, d.source_kind, d.is_brief, d.loaded, "
    "EXISTS (SELECT 1 FROM document newer WHERE newer.revises = d.iri) AS superseded FROM document d ORDER BY d.id"
)


def day_range(issued: str | None) -> tuple[int, int]:
    """Give the first and the last day that a date of a document can mean, as 20260131; (0, 0) for no date."""
    match = _DATE.match(issued or "")
    if match is None:
        return 0, 0
    year, month, day = (None if part is None else int(part) for part in match.groups())
    return _day(year or 0, month or 1, day or 1), _day(year or 0, month or 12, day or 31)


def _day(year: int, month: int, day: int) -> int:
    month = min(max(month, 1), 12)
    return year * 10_000 + month * 100 + min(day, calendar.monthrange(max(year, 1), month)[1])


class ColumnReader:
    """Keeps the columns of one index; safe to share between threads."""

    def __init__(self, connect: Connect) -> None:
        """Take what gives this thread's connection to the index."""
        self._connect = connect
        self._lock = threading.Lock()
        self._held: Columns | None = None
        self._coders = {
            name: Coder()
            for name in ("issuer", "role", "instrument", "modality", "review", "polarity", "addressee", "topic",
                         "source_kind", "year", "document")
        } | {
            "support": Coder(SUPPORT), "disputed": Coder(YES_NO), "brief": Coder(YES_NO), "sources": Coder(SOURCES),
        }  # fmt: skip

    def columns(self) -> Columns:
        """Give the columns of the index as it is now.

        Raises:
            sqlite3.Error: the index can't be read.
        """
        revision = self._revision()
        held = self._held
        if held is not None and held.revision == revision:
            return held
        with self._lock, self._standing_still():
            revision = self._revision()
            if self._held is None or self._held.revision != revision:
                self._held = self._made(revision, self._held)
            return self._held

    @contextmanager
    def _standing_still(self) -> Iterator[None]:
        """Read one state of the index throughout, whatever is written meanwhile."""
        connection = self._connect()
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("COMMIT")

    def _revision(self) -> int:
        return int(next(self._read("SELECT revision FROM state", ()))[0])

    def _read(self, sql: str, values: Sequence[object]) -> Iterator[Row]:
        return self._connect().execute(sql, values)

    def _made(self, revision: int, held: Columns | None) -> Columns:
        documents = self._documents()
        statements = self._statements(documents, held)
        return Columns(revision=revision, documents=documents, statements=statements, coders=self._coders)

    def _documents(self) -> DocumentColumns:
        rows = list(self._read(_DOCUMENTS, ()))
        ranges = [day_range(row["issued"]) for row in rows]
        code = {name: self._coders[name].code for name in ("source_kind", "year", "document", "brief")}
        codes = {
            "source_kind": [code["source_kind"](row["source_kind"]) for row in rows],
            "year": [code["year"](f"{latest // 10_000:04}" if latest else None) for _, latest in ranges],
            "document": [code["document"](row["iri"]) for row in rows],
            "brief": [code["brief"]("yes" if row["is_brief"] else "no") for row in rows],
        }
        return DocumentColumns(
            ids=_numbers(row["id"] for row in rows),
            revisions=_numbers(row["revision"] for row in rows),
            is_current=np.asarray([not row["superseded"] for row in rows], dtype=np.bool_),
            earliest=_numbers(earliest for earliest, _ in ranges),
            latest=_numbers(latest for _, latest in ranges),
            titles=_ranked([(row["title"], row["iri"]) for row in rows]),
            loaded=_ranked([row["loaded"] or "" for row in rows]),
            codes={name: np.asarray(each, dtype=np.int32) for name, each in codes.items()},
        )

    def _statements(self, documents: DocumentColumns, held: Columns | None) -> StatementColumns:
        if held is None:
            return self._some("", ())
        kept = _unchanged(held.documents, documents)
        changed = [int(each) for each in documents.ids[~np.isin(documents.ids, kept)]]
        if len(changed) > _FEW:
            return self._some("", ())
        old = _only(held.statements, np.isin(held.statements.documents, kept))
        if not changed:
            return old
        return _joined(old, self._some(f"document IN ({', '.join('?' for _ in changed)})", changed))

    def _some(self, where: str, values: Sequence[object]) -> StatementColumns:
        clause = f" WHERE {where}" if where else ""
        inside = f" WHERE statement IN (SELECT id FROM statement{clause})" if where else ""  # noqa: S608
        lots = [self._lot(lot) for lot in _lots(self._read(f"{_STATEMENTS}{clause} ORDER BY id", values))]
        whole = StatementColumns(
            ids=_concatenated([lot.ids for lot in lots], np.int64),
            documents=_concatenated([lot.documents for lot in lots], np.int64),
            numbers={name: _concatenated([lot.numbers[name] for lot in lots], np.float32) for name in _NUMBERS},
            codes={
                name: _concatenated([lot.codes[name] for lot in lots], np.int32)
                for name in ("issuer", *_SINGLE[1:], "support", "disputed", "sources")
            },
            pairs={},
        )
        pairs = {
            "addressee": self._pairs("addressee", "actor", inside, values, whole.ids),
            "topic": self._wider(self._pairs("topic", "topic", inside, values, whole.ids)),
        }
        return StatementColumns(
            ids=whole.ids, documents=whole.documents, numbers=whole.numbers, codes=whole.codes, pairs=pairs
        )

    def _lot(self, rows: Sequence[Row]) -> StatementColumns:
        ids, documents, *rest = zip(*rows, strict=True)
        named = dict(zip((*_SINGLE, *_NUMBERS), rest, strict=True))
        numbers = {name: np.asarray(named[name], dtype=np.float32) for name in _NUMBERS}
        codes = {}
        for name in _SINGLE:
            facet = _FACETS.get(name, name)
            codes[facet] = np.asarray(list(map(self._coders[facet].code, named[name])), dtype=np.int32)
        codes["support"] = np.minimum(numbers["supports"], 2).astype(np.int32)
        codes["disputed"] = (numbers["disputes"] > 0).astype(np.int32)
        codes["sources"] = (numbers["sources"] > 1).astype(np.int32)
        return StatementColumns(
            ids=np.asarray(ids, dtype=np.int64), documents=np.asarray(documents, dtype=np.int64),
            numbers=numbers, codes=codes, pairs={},
        )  # fmt: skip

    def _pairs(
        self, table: str, column: str, inside: str, values: Sequence[object], ids: Numbers
    ) -> tuple[Numbers, Codes]:
        """Give what statements have of a facet; those that have nothing of it get the value for nobody."""
        code = self._coders[table].code
        found = [np.zeros((2, 0), dtype=np.int64)]
        for lot in _lots(self._read(f"SELECT statement, {column} FROM {table}{inside}", values)):  # noqa: S608
            statements, held = zip(*lot, strict=True)
            found.append(np.asarray([statements, list(map(code, held))], dtype=np.int64))
        statements, codes = np.concatenate(found, axis=1)
        bare = ids[~np.isin(ids, statements)]
        return np.concatenate([statements, bare]), np.concatenate([codes, np.zeros(len(bare))]).astype(np.int32)

    def _wider(self, pairs: tuple[Numbers, Codes]) -> tuple[Numbers, Codes]:
        """Count a statement of a topic among those of every topic above it, too, and only once."""
        statements, codes = pairs
        coder = self._coders["topic"]
        steps = [[coder.code(each) for each in wider(value)[1:]] for value in list(coder.values)]
        every = [np.stack([statements, codes.astype(np.int64)])]
        for depth in range(max(map(len, steps), default=0)):
            above = np.asarray([step[depth] if depth < len(step) else -1 for step in steps], dtype=np.int64)[codes]
            every.append(np.stack([statements, above])[:, above >= 0])
        joined = np.concatenate(every, axis=1)
        width = len(coder.values)
        once = np.unique(joined[0] * width + joined[1])
        return once // width, (once % width).astype(np.int32)


def _unchanged(old: DocumentColumns, new: DocumentColumns) -> Numbers:
    """Give the numbers of documents whose rows are as they were read."""
    before = dict(zip(old.ids.tolist(), old.revisions.tolist(), strict=True))
    pairs = zip(new.ids.tolist(), new.revisions.tolist(), strict=True)
    return _numbers(number for number, revision in pairs if before.get(number) == revision)


def _only(statements: StatementColumns, mask: Mask) -> StatementColumns:
    ids = statements.ids[mask]
    pairs = {}
    for name, (held, codes) in statements.pairs.items():
        kept = np.isin(held, ids)
        pairs[name] = held[kept], codes[kept]
    return StatementColumns(
        ids=ids,
        documents=statements.documents[mask],
        numbers={name: column[mask] for name, column in statements.numbers.items()},
        codes={name: column[mask] for name, column in statements.codes.items()},
        pairs=pairs,
    )


def _joined(old: StatementColumns, new: StatementColumns) -> StatementColumns:
    ids = np.concatenate([old.ids, new.ids])
    order = np.argsort(ids, kind="stable")
    return StatementColumns(
        ids=ids[order],
        documents=np.concatenate([old.documents, new.documents])[order],
        numbers={name: np.concatenate([old.numbers[name], new.numbers[name]])[order] for name in old.numbers},
        codes={name: np.concatenate([old.codes[name], new.codes[name]])[order] for name in old.codes},
        pairs={
            name: (
                np.concatenate([old.pairs[name][0], new.pairs[name][0]]),
                np.concatenate([old.pairs[name][1], new.pairs[name][1]]),
            )
            for name in old.pairs
        },
    )


def _lots(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while lot := list(islice(rows, _AT_ONCE)):
        yield lot


def _numbers(values: Iterable[int]) -> Numbers:
    return np.asarray(list(values), dtype=np.int64)


def _ranked(keys: Sequence[object]) -> Numbers:
    """Give each key's place in their order; equal keys share one, so that the next order decides."""
    places = {key: place for place, key in enumerate(sorted(set(keys)))}  # type: ignore[type-var]
    return _numbers(places[key] for key in keys)


def _concatenated(arrays: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=kind)
