"""`/sparql` beside the graph's own server, asked the same over HTTP: a selective query alone, and by sixteen clients.

Run as `python -m tests.benchmark.endpoint [QUADS]`; prints one JSON object a line. Each query has another bound term,
so that no answer is one that was given before; each side is asked in turns, by the same client, over kept connections.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.model import Recommendation
from kg.server import OxigraphServer
from kg.serving import read_note
from ontology.namespaces import PREFIXES
from tests.benchmark import store as full
from tests.benchmark.clients import CLIENTS, PROCESSES, Client, Target
from web import cli
from web.app import create_app
from web.settings import Settings

ASKED = 300
SECONDS = 12.0
TURNS = 8
TIMEOUT = 5
"""Seconds of a query. The store's server keeps a thread for each query for so long, and a benchmark asks very many."""
_PREFIXES = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("w", "oa", "dcterms"))
_QUERY = (
    _PREFIXES
    + "SELECT ?premise ?exact ?start ?end ?title ?confidence ?direction WHERE { <NODE> w:hasJustification ?j . "
    "?j w:premise ?premise ; w:direction ?direction ; w:confidence ?confidence . ?premise w:quote ?q ; "
    "w:inDocument ?d . ?q oa:hasSelector ?a , ?b . ?a oa:exact ?exact . ?b oa:start ?start ; oa:end ?end . "
    "?d dcterms:title ?title }"
)


def measure(quads: int = 5_000_000) -> list[dict[str, Any]]:
    """Serve a store with about so many quads and ask both addresses."""
    with tempfile.TemporaryDirectory() as folder:
        data = DataDirectory(Path(folder, "data"))
        with EmbeddedStore(data.store_path) as store:
            full.fill(store, quads)
            store.optimize()
        queries = [_QUERY.replace("NODE", iri) for iri in _asks(quads)]
        with _served(data) as address:
            note = read_note(data.server_path)
            if note is None:
                raise RuntimeError("the graph's server left no note")
            ours = (f"{address}sparql", {"Accept": "application/sparql-results+json"})
            bare = (f"{note.address}/query?union-default-graph", {"Accept": "application/sparql-results+json"})
            return [alone(queries, ours, bare), together(queries, ours, bare)]


def _asks(quads: int) -> list[str]:
    """Give asks of copies all over the store, no two alike."""
    found = [each.iri for each in full.document(0).statements if isinstance(each, Recommendation)]
    copies = max(quads // 2_000, 1)
    return [
        re.sub(r"(/statement/)[0-9a-f]{6}", rf"\g<1>{(number * 7919) % copies:06x}", found[number % len(found)])
        for number in range(min(20_000, copies * len(found)))
    ]


# --- one client ---


def alone(queries: Sequence[str], ours: Target, bare: Target) -> dict[str, Any]:
    """Ask both addresses in turns and compare the medians."""
    clients = {"ours": Client(ours), "bare": Client(bare)}
    times: dict[str, list[float]] = {name: [] for name in clients}
    for number, query in enumerate(queries[: ASKED + 20]):
        answers = {}
        # Whoever is asked second finds the store's pages in memory, so they take turns in that as well.
        for name in sorted(clients, reverse=bool(number % 2)):
            start = time.perf_counter()
            answers[name] = clients[name].ask(query)
            times[name].append(time.perf_counter() - start)
        if json.loads(answers["ours"]) != json.loads(answers["bare"]) or b'"exact"' not in answers["bare"]:
            raise RuntimeError("the two answers differ, or are empty")
    through, direct = (median(times[name][20:]) for name in ("ours", "bare"))
    return {
        "name": "selective query through `/sparql` over the same straight to `oxigraph`",
        "ratio": through / direct,
        "bar": 1.5,
        "detail": f"{through * 1000:.2f} ms over {direct * 1000:.2f} ms, median of {ASKED}, one client",
    }


# --- many clients ---


def together(queries: Sequence[str], ours: Target, bare: Target) -> dict[str, Any]:
    """Let many clients ask as fast as they can, each address in turn, and compare how many answers they got."""
    counts = {"ours": 0, "bare": 0}
    # Short turns: on a busy machine no two long ones are alike. Whoever goes second finds the store's pages in memory.
    for turn in range(TURNS):
        part = queries[turn % 2 :: 2]
        for name, target in sorted({"ours": ours, "bare": bare}.items(), reverse=bool(turn % 2)):
            counts[name] += _answered(part, target, SECONDS / TURNS)
    return {
        "name": f"answers to {CLIENTS} clients straight from `oxigraph` over those through `/sparql`",
        "ratio": counts["bare"] / max(counts["ours"], 1),
        "bar": 1.25,
        "detail": f"{counts['bare'] / SECONDS:,.0f} a second over {counts['ours'] / SECONDS:,.0f}: a throughput of "
        f"{counts['ours'] / max(counts['bare'], 1):.2f}",
    }


def _answered(queries: Sequence[str], target: Target, seconds: float) -> int:
    """Count the answers that many clients get in a time."""
    program = [sys.executable, "-m", "tests.benchmark.clients", json.dumps(target), str(seconds)]
    several = [
        subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]  # two processes, so that the clients aren't what is measured
    for number, process in enumerate(several):
        if process.stdin is not None:
            process.stdin.write(json.dumps(queries[number::PROCESSES]))
            process.stdin.close()
    found = 0
    for process in several:
        if process.stdout is not None:
            found += int(process.stdout.read())
        process.wait()
    return found


# --- the server, in a process of its own ---


@contextmanager
def _served(data: DataDirectory) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmark.endpoint", "--serve", str(data.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("nothing can be read from the server")
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _serve(data: DataDirectory) -> None:
    """Do what `warrant serve` does, on an index that is left empty: the endpoint doesn't look at it."""
    settings = Settings(data=data.path, query_timeout=TIMEOUT)
    threads = settings.query_places + settings.query_waiting + 12
    with (
        cli._listening("127.0.0.1", 0) as listener,
        OxigraphServer(data, query_timeout=TIMEOUT) as server,
        server.store() as store,
        Index.open(data.index_path) as index,
    ):
        sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}/\n")
        sys.stdout.flush()
        cli._run(create_app(settings, store, index=index), listener, threads=threads, places=settings.query_places)


def main() -> None:
    if sys.argv[1:2] == ["--serve"]:
        _serve(DataDirectory(Path(sys.argv[2])))
        return
    for row in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
