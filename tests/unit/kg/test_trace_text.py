"""A trace on a terminal: the ask, its reasons, and each gap said once."""

from __future__ import annotations

from kg.embedded import EmbeddedStore
from kg.mapping import triples
from kg.model import Direction, Recommendation, Role
from kg.trace import trace
from kg.trace_text import trace_text
from tests.factories import extraction_of


def traced() -> str:
    sentences = [
        (Role.CLAIM, "Ports are where smuggling can be stopped."),
        (Role.CLAIM, "Inspections deter smugglers."),
        (Role.RECOMMENDATION, "Congress should fund more inspectors."),
    ]
    links = [(0, 2, Direction.SUPPORTS), (1, 2, Direction.DISPUTES)]
    extraction = extraction_of(sentences, links=links)
    (ask,) = (item for item in extraction.statements if isinstance(item, Recommendation))
    with EmbeddedStore() as store:
        store.replace_graph(extraction.document.graph_iri, triples(extraction))
        return trace_text(trace(store, ask.iri))


def test_reasons_stand_under_the_ask_with_their_exact_words() -> None:
    text = traced()
    assert text.index("For it") < text.index("“Ports are where smuggling can be stopped.”")
    assert text.index("Against it") < text.index("“Inspections deter smugglers.”")


def test_gaps_of_the_same_kind_are_counted_and_not_repeated() -> None:
    gaps = traced().split("What is missing:\n")[1].splitlines()
    assert len(gaps) == len(set(gaps))
    assert any("2 reasons above have no backing" in line for line in gaps)
