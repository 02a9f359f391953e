"""Answers in the formats that are asked for, made piece by piece from what a store wrote."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Mapping
from itertools import islice
from typing import IO, Final

import pyoxigraph as ox
from rdflib import Graph
from rdflib.term import Node

from kg.answers import IN_MEMORY, AnswerSpool, broken
from kg.formats import RDF_FORMATS, RdfFormat
from kg.oxigraph import to_oxigraph
from ontology.namespaces import PREFIXES

_PIECE: Final = 1 << 16
_DECLARATION: Final = re.compile(rb"@prefix ([\w-]+:) <[^>]*> \.\n")
_ROW_FORMATS: Final = {
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_XML_TRUTH: Final = b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>%s</boolean></sparql>\n'
# A topic or a scheme has a slash in its local name, which Turtle would have to escape.
_USED_PREFIXES: Final = {prefix: iri for prefix, iri in PREFIXES.items() if prefix not in ("topic", "scheme")}


def write_rows(answer: AnswerSpool, name: str, output: IO[bytes]) -> None:
    """Write rows, or yes or no, as `json`, `xml`, `csv` or `tsv`.

    Raises:
        QueryTimeoutError: the answer was cut short.
    """
    answer.seek(0)
    if name == "json":
        while piece := answer.read(_PIECE):
            output.write(piece)
        return
    try:
        truth = answer.truth()
        if truth is None:
            answer.solutions().serialize(output, _ROW_FORMATS[name])
        elif name == "xml":
            output.write(_XML_TRUTH % (b"true" if truth else b"false"))
        else:
            output.write(b"true\n" if truth else b"false\n")
    except (SyntaxError, ValueError) as error:
        raise broken(error) from error


def write_graph(answer: AnswerSpool, rdf_format: RdfFormat, output: IO[bytes]) -> None:
    """Write a graph in a serialisation.

    Raises:
        QueryTimeoutError: the answer was cut short.
    """
    try:
        ox.serialize(answer.triples(), output, rdf_format.oxigraph, prefixes=_USED_PREFIXES)
    except (SyntaxError, ValueError) as error:
        raise broken(error) from error


def graph_bytes(graph: Graph, name: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Give a graph at hand in a serialisation; equal graphs give equal bytes.

    Args:
        graph: the graph.
        name: a name in `kg.formats.RDF_FORMATS`.
        prefixes: prefixes beyond the well-known ones.
    """
    triples = sorted((_triple(*terms) for terms in graph), key=str)
    output = io.BytesIO()
    ox.serialize(triples, output, RDF_FORMATS[name].oxigraph, prefixes={**_USED_PREFIXES, **(prefixes or {})})
    return _without_idle_prefixes(output.getvalue()) if name == "turtle" else output.getvalue()


def turtle_as(text: str, name: str) -> bytes:
    """Give a Turtle text of our own, which may have blank nodes, in a serialisation; equal bytes each time."""
    if name == "turtle":
        return text.encode()
    dataset = ox.Dataset(ox.parse(text, ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = sorted((quad.triple for quad in dataset), key=str)
    return ox.serialize(triples, format=RDF_FORMATS[name].oxigraph, prefixes=_USED_PREFIXES) or b""


def _without_idle_prefixes(turtle: bytes) -> bytes:
    """Take away the declarations of prefixes that occur nowhere else, which hide a short text behind a long head."""
    heads: list[re.Match[bytes]] = []
    while head := _DECLARATION.match(turtle, heads[-1].end() if heads else 0):
        heads.append(head)
    body = turtle[heads[-1].end() :] if heads else turtle
    return b"".join(head[0] for head in heads if head[1] in body) + body


def _triple(s: Node, p: Node, o: Node) -> ox.Triple:
    return ox.Triple(*(to_oxigraph(term) for term in (s, p, o)))  # type: ignore[arg-type]


def converted(answer: AnswerSpool, name: str) -> IO[bytes]:
    """Give an answer in the format of this name, as a file at its start.

    Args:
        answer: what was taken in and checked.
        name: `json`, `xml`, `csv`, `tsv`, or a serialisation of graphs.
    """
    output = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller sends and closes it
    if answer.is_graph:
        write_graph(answer, RDF_FORMATS[name], output)
    else:
        write_rows(answer, name, output)
    output.seek(0)
    return output


def plain_rows(answer: AnswerSpool, most: int) -> tuple[tuple[str, ...], list[list[dict[str, str] | None]], int]:
    """Give the columns, the first rows, and how many rows there are.

    Args:
        answer: rows.
        most: how many rows to give.

    Returns:
        Each value is None where it is unbound, and else has a `type` (`uri`, `literal`, `bnode`) and a `value`.
    """
    solutions = answer.solutions()
    shown = [[_plain(term) for term in row] for row in islice(solutions, most)]
    total = len(shown) + sum(1 for _ in solutions)
    return tuple(variable.value for variable in solutions.variables), shown, total


def _plain(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple | None) -> dict[str, str] | None:
    if term is None:
        return None
    if isinstance(term, ox.Triple):
        return {"type": "triple", "value": str(term)}
    kind = "uri" if isinstance(term, ox.NamedNode) else "bnode" if isinstance(term, ox.BlankNode) else "literal"
    return {"type": kind, "value": term.value}


def turtle_text(answer: AnswerSpool, most: int) -> str:
    """Give a graph as Turtle, up to so many characters."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as output:
        write_graph(answer, RDF_FORMATS["turtle"], output)
        output.seek(0)
        return output.read(most).decode("utf-8", "ignore")
