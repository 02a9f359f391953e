"""The Python in the documentation runs, and gives what it says there."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest

from kg.embedded import EmbeddedStore
from kg.formats import RDF_FORMATS, write_dump
from kg.mapping import triples
from tests import factories
from tests.notebooks import outputs_of, stored_outputs

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "notebooks" / "example.trig"
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def example_text(folder: Path) -> bytes:
    """Give the graph that the examples read: the invented document of the tests."""
    made = factories.extraction()
    with EmbeddedStore() as store, (folder / "example.trig").open("w+b") as file:
        store.replace_graph(made.document.graph_iri, triples(made))
        write_dump(store.dump(), file, RDF_FORMATS["trig"])
        file.seek(0)
        return file.read()


def test_the_example_graph_is_current(tmp_path: Path) -> None:
    assert EXAMPLE.read_bytes() == example_text(tmp_path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_gives_what_it_was_saved_with(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert outputs_of(notebook) == stored_outputs(notebook)


@pytest.mark.parametrize("name", ["python.md"])
def test_the_examples_of_a_page_run_and_give_what_it_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = ROOT / "docs" / "howto" / name
    # A fence ends the output of the last example before it.
    text = page.read_text(encoding="utf-8").replace("```\n", "\n")
    test = doctest.DocTestParser().get_doctest(text, {}, name, str(page), 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    assert runner.run(test).failed == 0
