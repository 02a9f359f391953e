from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.index import Index
from kg.neighbours import NodeKind
from kg.starting import found, suggestions
from tests import factories, query_graph


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as opened:
        for extraction in query_graph.extractions():
            opened.replace(extraction)
        yield opened


def test_the_strongest_and_newest_are_suggested(index: Index) -> None:
    groups = suggestions(index)
    assert groups[NodeKind.STATEMENT][0].node.label.startswith("The Example Institute asks the United States Congress")
    assert groups[NodeKind.TOPIC][0].node.key == "export-controls"
    assert groups[NodeKind.DOCUMENT][0].node.label == "A letter"
    assert groups[NodeKind.ACTOR][0].node.label == "United States Congress"


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("commerce", NodeKind.ACTOR, "Department of Commerce"),
        ("export con", NodeKind.TOPIC, "Export controls"),
        ("counting", NodeKind.DOCUMENT, "Counting chips"),
        ("loopholes", NodeKind.STATEMENT, "The Example Institute asks the United States Congress"),
    ],
)
def test_words_find_things_of_every_kind(index: Index, text: str, kind: NodeKind, label: str) -> None:
    assert found(index, text)[kind][0].node.label.startswith(label)


@pytest.mark.parametrize("text", ["zzzz", "%", "_", "\\", "'\"", "\0"])
def test_signs_and_unknown_words_find_nothing_and_do_no_harm(index: Index, text: str) -> None:
    assert NodeKind.DOCUMENT not in found(index, text)


def test_an_empty_index_suggests_nothing(tmp_path: Path) -> None:
    with Index.open(tmp_path / "empty.sqlite") as empty:
        assert not any(suggestions(empty).values())


def test_titles_are_found_by_signs_that_mean_something_to_the_index(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:
        index.replace(factories.extraction(title="100% of chips_counted"))
        assert [near.node.label for near in found(index, "100%")[NodeKind.DOCUMENT]] == ["100% of chips_counted"]
        assert NodeKind.DOCUMENT not in found(index, "s c")
