"""The pages at size: each beside the queries that it makes, its size, and how evenly eight readers are served.

Run as `python -m tests.benchmark.pages [QUADS] [--data DIR]`; prints one JSON object a line. The documents are those of
`tests.benchmark.library`. A page is asked of the application as Flask has it. Its queries are noted the first time,
when nothing is remembered yet, and run again bare: SPARQL on pyoxigraph, SQL on SQLite, counts and orders on the
columns. Page and queries are measured in processor time, which other work on the machine changes little.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import logging
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch
from urllib.request import urlopen

from flask import Flask

from kg.columns import Columns
from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.rows import Search, Sort
from kg.store import Answer
from tests.benchmark import library
from tests.benchmark import store as full
from tests.benchmark.page import machine, table, write_section
from tests.browser.serving import served
from web.app import create_app
from web.settings import Settings
from web.urls import key_of, path_of

ROUNDS = 9
BAR = 5.0
CLIENTS = 8
ASKED = 48
MOST_HTML, MOST_SCRIPT = 150_000, 200_000
STATIC = Path(__file__).parents[2] / "web" / "static"
EDITOR = "yasgui.min.js"
ON_COLUMNS = ("among", "places", "current", "dated", "having", "counts", "order", "ranks")

Call = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One page, in seconds of processor time.

    Attributes:
        name: what it is called in the table.
        address: where it is.
        seconds: a request.
        first: the first request, with nothing remembered.
        bare: the queries of the first request alone.
        size: bytes of its HTML.
        queries: how many queries that were.
    """

    name: str
    address: str
    seconds: float
    first: float
    bare: float
    size: int
    queries: int


class Noting(EmbeddedStore):
    """Keeps the text of each query."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.texts: list[str] = []

    def _query(self, text: str, *, timeout: float | None, max_rows: int | None) -> Answer:
        self.texts.append(text)
        return super()._query(text, timeout=timeout, max_rows=max_rows)


def measure(quads: int = 5_000_000, folder: Path | None = None, *, alone: bool = False) -> list[dict[str, Any]]:
    """Fill a store and an index with about so many quads, and ask for every kind of page."""
    with tempfile.TemporaryDirectory() as made:
        data = DataDirectory(folder or Path(made, "data"))
        if not data.exists:
            with EmbeddedStore(data.store_path) as store:
                library.fill(data, store, quads)
                store.optimize()
        with Noting(data.store_path) as store, Index.open(data.index_path) as index:
            if not index.extractions():
                library.fill_index(index, len(store.graphs()))
            return [*pages(data, store, index, alone=alone), scripts()]


def pages(data: DataDirectory, store: Noting, index: Index, *, alone: bool) -> list[dict[str, Any]]:
    """Give the rows of the table for all pages."""
    asked = list(addresses(index))
    found = [page(data, store, name, address) for name, address in asked]
    counts = index.counts()
    rows = [row(each) for each in found]
    if not alone:
        rows.append(evenness(application(data, store, index), asked))
    rows.append(largest(found))
    statements = counts.recommendations + counts.claims + counts.evidence
    rows[0]["detail"] += f"; in all {quads_of(store):,} quads and {statements:,} statements"
    return rows


def largest(found: Sequence[Measured]) -> dict[str, Any]:
    """Give the size of the largest page as a share of what is allowed."""
    most = max(found, key=lambda each: each.size)
    return {
        "name": "HTML of the largest page over 150 kB",
        "ratio": most.size / MOST_HTML,
        "bar": 1.0,
        "detail": f"{most.name}: {most.size / 1000:.0f} kB",
    }


def quads_of(store: Noting) -> int:
    """Count the quads of a store."""
    return len(store._store)


def application(data: DataDirectory, store: Noting, index: Index) -> Flask:
    """Give an application over the store and the index."""
    return create_app(Settings(data=data.path), store, index=index, archive=data.archive)


def addresses(index: Index) -> Iterator[tuple[str, str]]:
    """Give a name and an address for each kind of page: things from the middle, and those with most to show."""
    asks = index.recommendations(Search(page=100, per_page=30)).rows
    ask = next(row for row in asks if row.supports)
    disputed = index.recommendations(Search(sort=Sort.DISPUTED, per_page=4)).rows
    made = sorted(index.actors(), key=lambda row: -row.asks_made)[:4]
    received = max(index.actors(), key=lambda row: row.asks_received)
    yield "home", "/"
    yield "list", "/recommendations"
    yield "list, words and facets", "/recommendations?q=smuggling+inspectors&modality=should"
    yield "list, far down", "/recommendations?page=100"
    yield "one recommendation", path_of(ask.iri)
    yield "the most disputed recommendation", path_of(disputed[0].iri)
    yield "document", path_of(ask.document)
    yield "documents", "/documents"
    yield "actor asked most", path_of(received.iri)
    yield "actor asking most", path_of(made[0].iri)
    yield "actors", "/actors"
    yield "topics", "/topics"
    yield "the largest topic", "/id/topic/export-controls"
    yield "claims on the largest topic", "/id/topic/export-controls?part=claims"
    yield "two documents compared", f"/compare?document={key_of(asks[0].document)}&document={key_of(asks[-1].document)}"
    yield "four actors compared", "/compare?" + "&".join(f"actor={key_of(row.iri)}" for row in made)
    yield (
        "two actors compared on a topic",
        "/compare?topic=export-controls&" + "&".join(f"actor={key_of(row.iri)}" for row in made[:2]),
    )
    yield "choice of what to compare", "/compare"
    yield "around a recommendation", f"/explore?node=statement/{key_of(ask.iri)}"
    yield "around the actor asked most", f"/explore?node=actor/{key_of(received.iri)}"
    yield "around the largest topic", "/explore?node=topic/export-controls"
    yield "brief of one", f"/brief?statement={key_of(ask.iri)}"
    yield "brief of twelve", "/brief?" + "&".join(f"statement={key_of(row.iri)}" for row in asks[:12])
    yield "saved list of twelve", "/list?" + "&".join(f"statement={key_of(row.iri)}" for row in asks[:12])
    yield "feed of the largest topic", "/feed?topic=export-controls"
    yield "method", "/method"


def page(data: DataDirectory, store: Noting, name: str, address: str) -> Measured:
    """Ask a fresh application, which remembers nothing but the columns, for a page several times.

    Its queries are run bare as often, in turns.
    """
    with Index.open(data.index_path) as index:
        client = application(data, store, index).test_client()
        index.statements(Search(per_page=1))
        with noted(store, index) as calls:
            first = processor_time(lambda: check(client.get(address)))
        own, bare = [], []
        for _ in range(ROUNDS):
            own.append(processor_time(lambda: client.get(address)))
            bare.append(processor_time(lambda: [call() for call in calls]))
    return Measured(
        name=name, address=address, seconds=median(own), first=first, bare=median(bare),
        size=len(client.get(address).data), queries=len(calls),
    )  # fmt: skip


def check(answer: Any) -> None:
    """Refuse to measure a page that isn't there."""
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{answer.request.path} answered {answer.status_code}")


def processor_time(work: Callable[[], object]) -> float:
    """Give the seconds of processor time that a call takes in all threads of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


@contextmanager
def noted(store: Noting, index: Index) -> Iterator[list[Call]]:
    """Note the queries made meanwhile: each as a call that makes it again."""
    calls: list[Call] = []
    lines: list[str] = []
    connection = index._connection()
    store.texts.clear()
    connection.set_trace_callback(lines.append)
    with noted_columns(calls):
        yield calls
    connection.set_trace_callback(None)
    read = [line for line in lines if line.lstrip().upper().startswith(("SELECT", "WITH"))]
    calls += [functools.partial(run_bare, connection, line) for line in read]
    calls += [functools.partial(full.run_bare, store, [text]) for text in store.texts]


@contextmanager
def noted_columns(calls: list[Call]) -> Iterator[None]:
    """Note what is asked of columns, but not what the columns then ask of themselves."""
    depth = [0]

    def noting(own: Callable[..., object]) -> Callable[..., object]:
        def asked(*arguments: object) -> object:
            if not depth[0]:
                calls.append(functools.partial(own, *arguments))
            depth[0] += 1
            try:
                return own(*arguments)
            finally:
                depth[0] -= 1

        return asked

    with patch.multiple(Columns, **{name: noting(getattr(Columns, name)) for name in ON_COLUMNS}):
        yield


def run_bare(connection: sqlite3.Connection, line: str) -> None:
    """Run a statement of SQL and take each row in hand."""
    for _ in connection.execute(line):
        pass


def row(found: Measured) -> dict[str, Any]:
    """Give one page's row of the table."""
    return {
        "name": found.name,
        "ratio": found.seconds / max(found.bare, 1e-5),
        "bar": BAR,
        "detail": f"{found.seconds * 1000:.1f} ms over {found.bare * 1000:.1f} ms for {found.queries} queries, "
        f"the first time {found.first * 1000:.0f} ms; {found.size / 1000:.0f} kB of HTML",
    }


def evenness(app: Flask, asked: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Let eight readers ask a real server for each page, and compare the slowest twentieth with the median."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with served(app) as address:

        def ask(path: str) -> float:
            begin = time.perf_counter()
            with urlopen(address + path) as answer:  # noqa: S310 - our own server
                answer.read()
            return time.perf_counter() - begin

        ratios = {}
        with ThreadPoolExecutor(CLIENTS) as readers:
            for name, path in asked:
                ask(path)
                times = list(readers.map(ask, [path] * ASKED))
                ratios[name] = quantiles(times, n=20)[-1] / median(times)
    worst = max(ratios, key=lambda name: ratios[name])
    return {
        "name": f"95th percentile over the median, {CLIENTS} readers, the worst page",
        "ratio": ratios[worst],
        "bar": 4.0,
        "detail": f"{worst}; median over {len(asked)} pages {median(ratios.values()):.1f}; {ASKED} requests for each",
    }


def worst(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave of the pages beside their queries only the one that takes longest for them."""
    beside = [each for each in rows if each["bar"] == BAR]
    most = max(beside, key=lambda each: each["ratio"])
    named = {**most, "name": f"page over its queries run bare, the worst of {len(beside)}: {most['name']}"}
    return [named, *(each for each in rows if each["bar"] != BAR)]


def scripts() -> dict[str, Any]:
    """Give the size of all scripts but the query editor's, compressed, as a share of what is allowed."""
    files = [path for path in STATIC.rglob("*.js") if path.name != EDITOR]
    size = sum(len(gzip.compress(path.read_bytes())) for path in files)
    return {
        "name": "scripts of all pages together, compressed, over 200 kB",
        "ratio": size / MOST_SCRIPT,
        "bar": 1.0,
        "detail": f"{size / 1000:.0f} kB in {len(files)} files, the query editor apart",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alone", action="store_true", help="leave the eight readers out")
    parser.add_argument("quads", type=int, nargs="?", default=5_000_000)
    parser.add_argument(
        "--data", type=Path, help="keep store and index here, and use them where they are there already"
    )
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md, too")
    arguments = parser.parse_args()
    rows = measure(arguments.quads, arguments.data, alone=arguments.alone)
    for each in rows:
        sys.stdout.write(json.dumps(each) + "\n")
    if arguments.write:
        write_section("pages", report(rows))


def report(rows: Sequence[Mapping[str, Any]]) -> str:
    """Give the table with what it was measured on."""
    load, *_ = os.getloadavg()
    lines = [
        f"Measured {machine()} with `python -m tests.benchmark.pages`; {load:.0f} processes were ready to run.",
        "",
        *table(rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
