"""The pages at size: each beside the queries that it makes, its size, and how evenly eight readers are served.

Run as `python -m tests.benchmark.pages [QUADS] [--data DIR]`; prints one JSON object a line. The store and the index
hold copies of one document, each with IRIs and words of its own. A page is asked of the application as Flask has it;
its queries are noted while it is made and run again bare, on SQLite and on pyoxigraph.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.request import urlopen

from flask import Flask

from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.rows import Search
from kg.store import Answer
from tests import factories
from tests.benchmark import store as full
from tests.browser.serving import served
from web.app import create_app
from web.settings import Settings
from web.urls import key_of, path_of

ROUNDS = 15
CLIENTS = 8
ASKED = 160
MOST_HTML, MOST_SCRIPT = 150_000, 200_000
STATIC = Path(__file__).parents[2] / "web" / "static"
EDITOR = "yasgui.min.js"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One page: seconds it takes, seconds its queries take bare, bytes of its HTML, and how many queries it makes."""

    name: str
    seconds: float
    bare: float
    size: int
    queries: int


class Noting(EmbeddedStore):
    """Answers from another store and keeps the text of each query."""

    def __init__(self, inner: EmbeddedStore) -> None:
        self.texts: list[str] = []
        self._inner = inner
        self._store = inner._store

    def _query(self, text: str, *, timeout: float | None, max_rows: int | None) -> Answer:
        self.texts.append(text)
        return self._inner._query(text, timeout=timeout, max_rows=max_rows)


def measure(quads: int = 5_000_000, folder: Path | None = None) -> list[dict[str, Any]]:
    """Fill a store and an index with about so many quads, and ask for every kind of page."""
    with tempfile.TemporaryDirectory() as made:
        data = DataDirectory(folder or Path(made, "data"))
        with EmbeddedStore(data.store_path) as inner, Index.open(data.index_path) as index:
            if not index.extractions():
                full.fill(inner, quads)
                inner.optimize()
                index.synchronise(inner)
            data.archive.put_text(factories.text_of(full.sentences(0)))
            store = Noting(inner)
            app = create_app(Settings(data=data.path), store, index=index, archive=data.archive)
            counts = index.counts()
            found = [page(app, store, index, name, address) for name, address in addresses(index)]
            rows = [*[row(each) for each in found], *evenness(app, [address for _, address in addresses(index)])]
            rows[0]["detail"] += f"; {counts.recommendations + counts.claims + counts.evidence:,} statements"
            return [*rows, scripts()]


def addresses(index: Index) -> Iterator[tuple[str, str]]:
    """Give a name and an address for each kind of page, with things from the middle of the store."""
    asks = index.recommendations(Search(page=1000, per_page=30)).rows
    ask = next(row for row in asks if row.supports)
    actor = max(index.actors(), key=lambda row: row.asks_received)
    yield "home", "/"
    yield "list", "/recommendations"
    yield "list, words and facets", "/recommendations?q=congress&modality=should"
    yield "list, far down", "/recommendations?page=1000"
    yield "one recommendation", path_of(ask.iri)
    yield "document", path_of(ask.document)
    yield "documents", "/documents"
    yield "actor", path_of(actor.iri)
    yield "actors", "/actors"
    yield "topics", "/topics"
    yield "topic", "/id/topic/export-controls"
    others = "&".join(f"document={key_of(row.document)}" for row in (asks[0], asks[-1]))
    yield "compare", f"/compare?{others}"
    yield "explore", f"/explore?node=statement/{key_of(ask.iri)}"
    yield "brief", f"/brief?statement={key_of(ask.iri)}"
    yield "feed", "/feed"
    yield "method", "/method"


def page(app: Flask, store: Noting, index: Index, name: str, address: str) -> Measured:
    """Ask for a page several times, and run its queries bare as often."""
    client = app.test_client()
    lines: list[str] = []
    store.texts.clear()
    connection = index._connection()
    connection.set_trace_callback(lines.append)
    answer = client.get(address)
    connection.set_trace_callback(None)
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    texts, sql = list(store.texts), [line for line in lines if line.lstrip().upper().startswith(("SELECT", "WITH"))]
    own, bare = [], []
    for _ in range(ROUNDS):
        own.append(full.timed(client.get, address))
        bare.append(full.timed(run_bare, connection, sql) + full.timed(full.run_bare, store, texts))
    return Measured(
        name=name, seconds=median(own), bare=median(bare), size=len(answer.data), queries=len(texts) + len(sql)
    )


def run_bare(connection: sqlite3.Connection, lines: Sequence[str]) -> None:
    """Run statements of SQL and take each row in hand."""
    for line in lines:
        for _ in connection.execute(line):
            pass


def row(found: Measured) -> dict[str, Any]:
    """Give one page's row of the table."""
    return {
        "name": f"page over its queries run bare: {found.name}",
        "ratio": found.seconds / max(found.bare, 1e-5),
        "bar": 5.0,
        "detail": f"{found.seconds * 1000:.1f} ms over {found.bare * 1000:.1f} ms for {found.queries} queries, median "
        f"of {ROUNDS}; {found.size / 1000:.0f} kB of HTML (at most {MOST_HTML // 1000})",
    }


def evenness(app: Flask, asked: Sequence[str]) -> list[dict[str, Any]]:
    """Let eight readers ask a real server for every kind of page, and compare the slowest twentieth with the median."""
    with served(app) as address:

        def ask(number: int) -> float:
            begin = time.perf_counter()
            with urlopen(address + asked[number % len(asked)]) as answer:  # noqa: S310 - our own server
                answer.read()
            return time.perf_counter() - begin

        with ThreadPoolExecutor(CLIENTS) as readers:
            times = list(readers.map(ask, range(ASKED)))
    by_page = [times[place :: len(asked)] for place in range(len(asked))]
    ratios = [quantiles(each, n=20)[-1] / median(each) for each in by_page if len(each) > 1]
    return [
        {
            "name": f"95th percentile over the median, {CLIENTS} readers, worst page",
            "ratio": max(ratios),
            "bar": 4.0,
            "detail": f"{ASKED} requests for {len(asked)} pages in turns; median page {median(ratios):.1f}",
        }
    ]


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
    parser.add_argument("quads", type=int, nargs="?", default=5_000_000)
    parser.add_argument(
        "--data", type=Path, help="keep store and index here, and use them where they are there already"
    )
    arguments = parser.parse_args()
    for each in measure(arguments.quads, arguments.data):
        sys.stdout.write(json.dumps(each) + "\n")


if __name__ == "__main__":
    main()
