"""The small graph of one trace, in networkx: what rests on what, circles in it, and how far each statement lies off."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from kg.model import Justification


def argument_graph(justifications: Iterable[Justification]) -> nx.DiGraph[str]:
    """Build the graph whose nodes are statements and whose edges lead from a premise to its target.

    Each edge carries `direction`, `confidence` and `justification` (its IRI). Where two justifications join the same
    pair, the edge carries the surer one.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for line in sorted(justifications, key=lambda line: (line.confidence, line.iri)):
        for premise in line.premises:
            graph.add_edge(
                premise, line.target, direction=line.direction.value, confidence=line.confidence, justification=line.iri
            )
    return graph


def circles(graph: nx.DiGraph[str]) -> tuple[tuple[str, ...], ...]:
    """Give the groups of statements that justify each other in a circle, each in code point order."""
    components = (tuple(sorted(component)) for component in nx.strongly_connected_components(graph))
    return tuple(sorted(component for component in components if len(component) > 1))


def layers(graph: nx.DiGraph[str], root: str) -> tuple[tuple[str, ...], ...]:
    """Give the statements by their distance from `root`, which is alone in the first layer.

    Statements that don't bear on the root aren't in any layer.
    """
    if root not in graph:
        return ((root,),)
    distances = nx.single_source_shortest_path_length(graph.reverse(copy=False), root)
    found: list[list[str]] = [[] for _ in range(max(distances.values()) + 1)]
    for statement, distance in distances.items():
        found[distance].append(statement)
    return tuple(tuple(sorted(layer)) for layer in found)
