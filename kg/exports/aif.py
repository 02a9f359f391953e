"""The Argument Interchange Format: as RDF in the vocabulary of its ontology, and as the JSON of AIFdb.

A statement is an I-node, a supporting justification an RA-node (an inference), a disputing one a CA-node (a conflict).
Both kinds of scheme node point to their premises and their conclusion with `aif:Premise` and `aif:Conclusion`. Who says
something is an L-node (a locution) in the JSON, joined to its I-node by a YA-node, as AIFdb has it. AIF has no place
for a confidence, so ours stays behind, and the RDF leads back to it by IRI.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar, Final

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import PROV, RDF

from kg.exports.argument import Argument
from kg.model import Direction

MEDIA_TYPE: Final = "application/json"


class AIF:
    """The terms of AIF-RDF that are used here."""

    _NS: ClassVar = Namespace("http://www.arg.dundee.ac.uk/aif#")
    i_node: ClassVar = _NS["I-node"]
    inference: ClassVar = _NS["RA-node"]
    conflict: ClassVar = _NS["CA-node"]
    premise: ClassVar = _NS["Premise"]
    conclusion: ClassVar = _NS["Conclusion"]
    claim_text: ClassVar = _NS["claimText"]


_SCHEMES: Final = {
    Direction.SUPPORTS: ("RA", "Default Inference", AIF.inference),
    Direction.DISPUTES: ("CA", "Default Conflict", AIF.conflict),
}


def aif_graph(argument: Argument) -> Graph:
    """Give the argument as AIF-RDF; its nodes are our own statements and justifications."""
    graph = Graph()
    graph.bind("aif", AIF._NS)
    for iri, statement in argument.statements.items():
        node = URIRef(iri)
        graph.add((node, RDF.type, AIF.i_node))
        graph.add((node, AIF.claim_text, Literal(statement.quote.exact)))
        graph.add((node, PROV.wasQuotedFrom, URIRef(statement.quote.iri)))
    for line in argument.justifications:
        node = URIRef(line.iri)
        graph.add((node, RDF.type, _SCHEMES[line.direction][2]))
        graph.add((node, AIF.conclusion, URIRef(line.target)))
        for premise in line.premises:
            graph.add((node, AIF.premise, URIRef(premise)))
    return graph


def aif_json(argument: Argument) -> str:
    """Give the argument as AIFdb's JSON: `nodes`, `edges` and `locutions`; node ids are the last steps of our IRIs."""
    nodes = [*_information(argument), *_schemes(argument), *_locutions(argument)]
    edges = [
        {"edgeID": str(number), "fromID": start, "toID": end, "formEdgeID": None}
        for number, (start, end) in enumerate(_edges(argument), start=1)
    ]
    locutions = [
        {"nodeID": f"L-{_key(iri)}", "personID": speaker}
        for iri, statement in argument.statements.items()
        if (speaker := argument.speaker(statement)) is not None
    ]
    return json.dumps({"nodes": nodes, "edges": edges, "locutions": locutions}, ensure_ascii=False, indent=1) + "\n"


def _information(argument: Argument) -> Iterator[dict[str, Any]]:
    for iri, statement in argument.statements.items():
        yield {"nodeID": _key(iri), "text": statement.quote.exact, "type": "I", "iri": iri}


def _schemes(argument: Argument) -> Iterator[dict[str, Any]]:
    for line in argument.justifications:
        kind, name, _ = _SCHEMES[line.direction]
        yield {"nodeID": f"S-{_key(line.iri)}", "text": name, "type": kind, "scheme": name, "iri": line.iri}


def _locutions(argument: Argument) -> Iterator[dict[str, Any]]:
    for iri, statement in argument.statements.items():
        speaker = argument.speaker(statement)
        if speaker is not None:
            yield {"nodeID": f"L-{_key(iri)}", "text": f"{speaker} : {statement.quote.exact}", "type": "L"}
            yield {"nodeID": f"Y-{_key(iri)}", "text": "Asserting", "type": "YA", "scheme": "Asserting"}


def _edges(argument: Argument) -> Iterator[tuple[str, str]]:
    for line in argument.justifications:
        scheme = f"S-{_key(line.iri)}"
        for premise in line.premises:
            yield _key(premise), scheme
        yield scheme, _key(line.target)
    for iri, statement in argument.statements.items():
        if argument.speaker(statement) is not None:
            yield f"L-{_key(iri)}", f"Y-{_key(iri)}"
            yield f"Y-{_key(iri)}", _key(iri)


def _key(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]
