"""The named queries on some of the bundled briefs, as the models of today read them.

The rows change with the models, so only this is asked: each query runs and has its columns. Exact rows are compared on
the graph made by hand, in `tests/unit/kg/test_named_queries.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.running import Run, RunSettings
from ingest.settings import PipelineSettings
from kg.data import DataDirectory
from kg.named_queries import named_query, names
from kg.store import Store
from tests.expected_rows import FOLDER

BRIEFS = Path(__file__).parents[2] / "ingest" / "corpus" / "briefs"
SOME = ("cnas-countering-ai-chip-smuggling.md", "chip-security-act.md", "csis-against-gain-ai-act.md")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    data = DataDirectory(tmp_path_factory.mktemp("data"))
    run = Run(data, pipeline=PipelineSettings(), settings=RunSettings(), clock=lambda: datetime.now(UTC))
    run.ingest([str(BRIEFS / name) for name in SOME], tell=lambda done, total, name: None)
    with data.open_store() as opened:
        yield opened


@pytest.fixture(scope="module")
def values(store: Store) -> dict[str, str]:
    """Values for the parameters that have no default."""
    found = {
        "document": "SELECT ?it WHERE { ?it w:sourceKind ?kind } LIMIT 1",
        "statement": "SELECT ?it WHERE { ?it w:modality ?how } LIMIT 1",
        "earlier": "SELECT ?it WHERE { ?it prov:startedAtTime ?time } LIMIT 1",
        "later": "SELECT ?it WHERE { ?it prov:startedAtTime ?time } LIMIT 1",
    }
    return {name: str(store.select(query).rows[0]["it"]) for name, query in found.items()}


@pytest.mark.parametrize("name", names())
def test_a_query_runs_on_the_bundled_briefs_and_has_its_columns(
    name: str, store: Store, values: dict[str, str]
) -> None:
    query = named_query(name)
    needed = {each.name: values[each.name] for each in query.parameters if each.default is None}
    head = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").split("\n", 1)[0]
    answer = store.select(query.text, query.bindings(needed))
    assert [f"?{variable}" for variable in answer.variables] == head.split("\t")


def test_the_briefs_answer_who_asks_most(store: Store) -> None:
    assert len(store.select(named_query("most-asking").text)) > 0
