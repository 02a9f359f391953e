"""`make expected`: write the rows that each named query gives on the graph of `tests.query_graph`.

They are committed, and a test compares them row by row: names, values and order. The graph is made by hand, so no model
has a part in them. What the queries give on the bundled briefs changes with the models and isn't kept; a test only
runs them there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kg.embedded import EmbeddedStore
from kg.formats import result_text
from kg.named_queries import named_query, names
from kg.store import Store
from tests import query_graph

FOLDER = Path(__file__).parent / "data" / "queries"


def rows_of(store: Store, name: str) -> str:
    """Give what a query gives on a store that `query_graph.fill` has filled, as tab-separated values."""
    query = named_query(name)
    return result_text(store.select(query.text, query.bindings(query_graph.values().get(name, {}))), "tsv")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.tsv"):
        old.unlink()
    with EmbeddedStore() as store:
        query_graph.fill(store)
        for name in names():
            (FOLDER / f"{name}.tsv").write_text(rows_of(store, name), encoding="utf-8", newline="")
    sys.stdout.write(f"{len(names())} files in {FOLDER}\n")


if __name__ == "__main__":
    main()
