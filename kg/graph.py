"""Arguments and asks as graphs of networkx: what rests on what, circles in it, how far each statement lies off."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TypeAlias

import networkx as nx

from kg.exports.argument import Argument
from kg.exports.graphml import edge_id, edge_values, node_values
from kg.model import Actor, Justification, Recommendation

Network: TypeAlias = "nx.MultiDiGraph[str]"
"""A directed graph of networkx whose nodes are IRIs."""


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


def argument_network(arguments: Iterable[Argument]) -> Network:
    """Build one graph of many arguments: the nodes, edges and values that `kg.exports.graphml` writes.

    An edge leads from a premise to its target, and its key is its id in GraphML.
    """
    network: Network = nx.MultiDiGraph()
    for argument in arguments:
        for iri, statement in argument.statements.items():
            network.add_node(iri, **node_values(argument, statement))
        for line in argument.justifications:
            for premise in line.premises:
                network.add_edge(premise, line.target, key=edge_id(line, premise), **edge_values(line))
    return network


def ask_network(asks: Iterable[Recommendation], actors: Iterable[Actor]) -> Network:
    """Build the graph of who asks whom: an edge leads from the issuer of each recommendation to each addressee.

    Asks that name nobody on one side have no edge. Each edge's key is the recommendation's IRI.
    """
    known = {actor.iri: actor for actor in actors}
    network: Network = nx.MultiDiGraph()
    for each in asks:
        if each.issuer is None:
            continue
        said = {"modality": each.modality.value, "confidence": each.confidence, "topics": " ".join(each.topics)}
        for addressee in each.addressees:
            network.add_edge(each.issuer, addressee, key=each.iri, **said)
    for iri in network:
        actor = known.get(iri)
        network.nodes[iri].update({"name": actor.name, "kind": actor.kind.value} if actor else {"name": iri})
    return network


def network_from_graphml(text: str) -> Network:
    """Read back what `kg.exports.graphml` wrote, with the ids of edges as keys."""
    source = io.BytesIO(text.encode())
    return nx.MultiDiGraph(nx.read_graphml(source, node_type=str, edge_key_type=str, force_multigraph=True))
