"""The package's data files are found, read once, and the page made from them is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology.reference import markdown
from ontology.resources import (
    concepts,
    concepts_graph,
    context,
    examples,
    ontology_graph,
    read_text,
    shapes_graph,
)

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "ontology.md"


@pytest.mark.parametrize("graph", [ontology_graph, concepts_graph, shapes_graph])
def test_a_graph_is_read_once(graph: object) -> None:
    assert callable(graph)
    assert len(graph()) > 100
    assert graph() is graph()


def test_examples_are_valid_or_invalid_by_name() -> None:
    names = list(examples())
    assert any(name.startswith("valid-") for name in names)
    assert all(name.startswith(("valid-", "invalid-")) for name in names)
    assert all(len(graph) > 0 for graph in examples().values())


def test_an_example_says_what_it_is() -> None:
    assert all(read_text(f"examples/{name}").startswith("# ") for name in examples())


def test_concepts_are_sorted_by_notation() -> None:
    found = [concept.notation for concept in concepts("instrument")]
    assert found == sorted(found)
    assert "legislation" in found


def test_an_unknown_scheme_has_no_concepts() -> None:
    assert concepts("no-such-scheme") == ()


def test_a_concept_knows_its_names_and_its_broader_one() -> None:
    smuggling = next(concept for concept in concepts("topic") if concept.notation == "chip-smuggling")
    assert smuggling.label == "chip smuggling"
    assert smuggling.broader == "export-controls"
    assert "chip diversion" in smuggling.alt_labels
    assert "smuggled chips" in smuggling.hidden_labels


def test_the_context_can_not_be_changed_by_a_caller() -> None:
    with pytest.raises(TypeError):
        context()["w"] = "https://example.org/"  # type: ignore[index]


def test_the_reference_page_is_current() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == markdown(), (
        "run: python -m ontology.reference > docs/reference/ontology.md"
    )
