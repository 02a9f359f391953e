"""Each named query at size: its time over its stated budget, and how it grows over the rows that it finds.

Two stores of the same make, one four times as large as the other, hold copies of the documents and runs of
`tests.query_graph` and of a longer document. A query that counts or has a limit reads more rows than it gives, so the
solutions are counted that its pattern has before they are grouped or cut.

Run as `python -m tests.benchmark.queries [QUADS]`; prints one JSON object a line. The budgets are for five million
quads.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kg.embedded import EmbeddedStore
from kg.lexer import TokenKind, prepared, tokens
from kg.mapping import triples
from kg.named_queries import NamedQuery, named_query, names
from tests import query_graph
from tests.benchmark.store import Copies, document, timed

GROWTH: Final = 4
TIMES: Final = 5
NOISE: Final = 0.005
"""Seconds below which two times count as equal."""


def measure(quads: int = 5_000_000) -> list[dict[str, Any]]:
    """Measure all queries on a store with about so many quads, and on one with a quarter of them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedStore(Path(folder, "quarter")) as quarter,
        EmbeddedStore(Path(folder, "full")) as full,
    ):
        copies = fill(quarter, quads // GROWTH), fill(full, quads)
        return [row for name in names() for row in _rows(named_query(name), (quarter, full), copies)]


def worst(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the two rows that matter: the query nearest to its budget, and the one that grows most."""
    kinds = {"time over its stated budget": rows[::2], "growth over that of what it finds": rows[1::2]}
    found = []
    for what, of_kind in kinds.items():
        top = max(of_kind, key=lambda row: row["ratio"])
        name = f"worst of {len(of_kind)} named queries: {what}"
        found.append({**top, "name": name, "detail": f"{top['name']}: {top['detail']}"})
    return found


def fill(store: EmbeddedStore, quads: int) -> int:
    """Fill a store with about so many quads, and give the number of copies."""
    with EmbeddedStore() as one:
        query_graph.fill(one)
        long = document(0)
        one.replace_graph(long.document.graph_iri, triples(long))
        lines = list(one.dump(runs=True))
    copies = max(2, quads // len(lines))
    store.load(io.BufferedReader(Copies(b"".join(lines).decode(), copies), 1 << 20))
    return copies


def _rows(
    query: NamedQuery, stores: tuple[EmbeddedStore, EmbeddedStore], copies: tuple[int, int]
) -> list[dict[str, Any]]:
    seconds, found = [], []
    for store, number in zip(stores, copies, strict=True):
        bindings = query.bindings(_values(query.name, number // 2))
        seconds.append(min(timed(store.select, query.text, bindings) for _ in range(TIMES)))
        counted = store.select(counting(prepared(query.text, bindings)))
        found.append(int(str(counted.rows[0]["n"])))
    rows = len(stores[1].select(query.text, bindings))
    quicker, slower = (max(NOISE, each) for each in seconds)
    return [
        {
            "name": f"query `{query.name}` over its budget",
            "ratio": seconds[1] / query.budget,
            "bar": 1.0,
            "detail": f"{seconds[1] * 1000:,.0f} ms of {query.budget:g} s, {rows:,} rows",
        },
        {
            "name": f"growth of query `{query.name}` over that of what it finds",
            "ratio": (slower / quicker) / max(1.0, found[1] / max(1, found[0])),
            "bar": 1.5,
            "detail": f"{seconds[0] * 1000:,.1f} to {seconds[1] * 1000:,.1f} ms, {found[0]:,} to {found[1]:,} found",
        },
    ]


def _values(name: str, copy: int) -> Mapping[str, str]:
    """Give the parameters' values for one copy out of the middle; actors and topics are the same in all."""
    values = query_graph.values().get(name, {})
    return {
        key: re.sub(r"(/id/(?!actor/)[a-z-]+/)[0-9a-f]{6}", rf"\g<1>{copy:06x}", each) for key, each in values.items()
    }


def counting(text: str) -> str:
    """Give a query that counts the solutions of another one's pattern."""
    pieces = tokens(text)
    start = next(n for n, token in enumerate(pieces) if token.is_word("WHERE"))
    depth = 0
    for end in range(start, len(pieces)):
        if pieces[end].kind is TokenKind.MARK:
            depth += {"{": 1, "}": -1}.get(pieces[end].text, 0)
            if pieces[end].text == "}" and not depth:
                break
    select = next(n for n, token in enumerate(pieces) if token.is_word("SELECT"))
    head = "".join(token.text for token in pieces[:select])
    return f"{head}SELECT (COUNT(*) AS ?n) {''.join(token.text for token in pieces[start : end + 1])}"


def main() -> None:
    for row in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
