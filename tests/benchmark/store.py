"""The store at size: one more document in a full store, and a trace through `kg` beside its bare SPARQL.

Run as `python -m tests.benchmark.store [QUADS]`; prints one JSON object a line.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

import pyoxigraph as ox

from kg.embedded import EmbeddedStore
from kg.mapping import triples
from kg.model import Direction, Extraction, Recommendation, Role
from kg.store import Answer, Store
from kg.trace import trace
from tests.factories import extraction_of

DOCUMENTS = 15
TRACES = 40


def measure(quads: int = 5_000_000) -> list[dict[str, Any]]:
    """Fill a store with about so many quads and measure on it."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedStore(Path(folder, "full")) as full:
        seconds = fill(full, quads)
        with EmbeddedStore(Path(folder, "empty")) as empty:
            rows = [loading(full, empty)]
        rows += tracing(full)
        rows[0]["detail"] += f"; filling it took {seconds:.0f} s"
        return rows


def document(number: int) -> Extraction:
    """Make a document of forty sentences, each third an ask with two reasons, that is like no other."""
    links = [(n - back, n, Direction.SUPPORTS) for n in range(2, 40, 3) for back in (1, 2)]
    return extraction_of(sentences(number), links=links)


def sentences(number: int) -> list[tuple[Role, str]]:
    """Give the sentences of a document with their roles."""
    roles = (Role.EVIDENCE, Role.CLAIM, Role.RECOMMENDATION)
    return [
        (roles[n % 3], f"Sentence {n} of document {number:06x} says what Congress should do next year.")
        for n in range(40)
    ]


# --- a full store ---


def fill(store: EmbeddedStore, quads: int) -> float:
    """Load copies of one document, each with IRIs and words of its own, until there are so many quads."""
    with EmbeddedStore() as one:
        first = document(0)
        one.replace_graph(first.document.graph_iri, triples(first))
        lines = list(one.dump())
    start = time.perf_counter()
    store.load(io.BufferedReader(Copies(b"".join(lines).decode(), -(-quads // len(lines))), 1 << 20))
    return time.perf_counter() - start


class Copies(io.RawIOBase):
    """N-Quads of many copies of one document, made as they are read. Actors are shared, as they are in a real graph."""

    def __init__(self, text: str, copies: int) -> None:
        self._template = _template(text)
        self._pieces = (self._copy(number) for number in range(copies))
        self._rest = b""

    def _copy(self, number: int) -> bytes:
        return self._template.replace("\x00", f"{number:06x}").encode()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _template(text: str) -> str:
    own = re.sub(r"(/id/(?!actor/|topic/|scheme/|software/|settings/|model/)[a-z-]+/)[0-9a-f]{6}", "\\1\x00", text)
    return re.sub("document 000000 says", "document \x00 says", own)


# --- one more document ---


def loading(full: Store, empty: Store) -> dict[str, Any]:
    """Load the same new documents into both stores, in turns."""
    seconds: dict[Store, list[float]] = {full: [], empty: []}
    for number in range(1, DOCUMENTS + 1):
        found = document(number)
        content = list(triples(found))
        for store, times in seconds.items():
            times.append(timed(store.replace_graph, found.document.graph_iri, content))
            if store is empty:
                store.drop_graph(found.document.graph_iri)
    in_full, in_empty = median(seconds[full]), median(seconds[empty])
    return {
        "name": "one more document in a full store over the same in an empty one",
        "ratio": in_full / in_empty,
        "bar": 1.5,
        "detail": f"{in_full * 1000:.0f} ms over {in_empty * 1000:.0f} ms for {len(content):,} triples, "
        f"median of {DOCUMENTS}",
    }


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Give the wall-clock seconds that a call takes."""
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


# --- a trace ---


class _Recording(EmbeddedStore):
    """Keeps the text of each query that passes."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.texts: list[str] = []
        self._inner = store

    def _query(self, text: str, *, timeout: float | None, max_rows: int | None) -> Answer:
        self.texts.append(text)
        return self._inner._query(text, timeout=timeout, max_rows=max_rows)


def tracing(store: EmbeddedStore) -> list[dict[str, Any]]:
    """Trace recommendations spread over the store, through `kg` and by the same queries on pyoxigraph."""
    through, bare, texts = [], [], 0
    for iri in asks(store):
        recording = _Recording(store)
        trace(recording, iri)
        texts = len(recording.texts)
        bare.append(timed(run_bare, store, recording.texts))
        through.append(timed(trace, store, iri))
    return [
        {
            "name": "trace through `kg` over the same SPARQL on raw pyoxigraph",
            "ratio": median(through) / median(bare),
            "bar": 3.0,
            "detail": f"{median(through) * 1000:.1f} ms over {median(bare) * 1000:.1f} ms for {texts} queries, "
            f"median of {len(bare)}",
        }
    ]


def asks(store: EmbeddedStore) -> Iterator[str]:
    """Give asks of copies all over the store."""
    found = [each for each in document(0).statements if isinstance(each, Recommendation)]
    total = store.select("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g {} }").rows[0]["n"]
    copies = int(str(total)) - DOCUMENTS
    for number in range(TRACES):
        iri = found[number % len(found)].iri
        place = int.from_bytes(sha256(b"%d" % number).digest()[:4]) % copies
        yield re.sub(r"(/statement/)[0-9a-f]{6}", rf"\g<1>{place:06x}", iri)


def run_bare(store: EmbeddedStore, texts: list[str]) -> None:
    """Run queries on pyoxigraph and take each term of each row in hand."""
    for text in texts:
        solutions = store._store.query(text, use_default_graph_as_union=True)
        if isinstance(solutions, ox.QuerySolutions):
            for solution in solutions:
                list(solution)


def main() -> None:
    for row in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
