"""Is it well formed? The shapes of `ontology/shapes.ttl`, and the same rules in code for every document.

`check` takes milliseconds and guards each load; `shacl_report` runs pySHACL and serves `warrant validate`. A test holds
the two to one verdict. `check` knows one thing more, which no shape can see: the text that the quotes come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Final

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from kg.errors import ShapeError
from kg.mapping import extraction_from
from kg.model import CONTEXT_WIDTH, Extraction, Quote
from kg.rules import check_shapes, quotes_of
from ontology.resources import shapes_graph


class Severity(Enum):
    """How bad a finding is."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that a shape finds wrong.

    Attributes:
        focus: IRI of the thing.
        path: IRI of the property that it is about, or None where it is about the thing as a whole.
        shape: IRI of the shape of the thing's class.
        message: what is missing and how to mend it, in a sentence.
        severity: how bad it is.
    """

    focus: str
    path: str | None
    shape: str
    message: str
    severity: Severity = Severity.VIOLATION


def check(extraction: Extraction, text: str) -> tuple[str, ...]:
    """Give one sentence for each rule that the extraction breaks; none when it may be published.

    Args:
        extraction: what was read.
        text: the stored text of its document.
    """
    return (*check_shapes(extraction), *_grounding(extraction, text))


def check_graph(graph: Iterable[tuple[Node, Node, Node]]) -> tuple[str, ...]:
    """Give one sentence for each rule that the triples of one document's graph break, without looking at the text."""
    try:
        extraction = extraction_from(graph)
    except ShapeError as error:
        return error.findings
    return check_shapes(extraction)


def _grounding(extraction: Extraction, text: str) -> Iterator[str]:
    document = extraction.document
    if document.length != len(text):
        yield f"The document is said to have {document.length} code points and has {len(text)}; count them anew."
    if document.text_sha256 != sha256(text.encode("utf-8", "surrogatepass")).hexdigest():
        yield "The stored text isn't the one whose digest the document gives; read the document anew."
    for passage in extraction.passages:
        if passage.end > len(text):
            yield f"Passage {passage.order} ends at {passage.end}, after the end of the text; cut it anew."
    for quote in quotes_of(extraction):
        if not _is_cut_from(quote, text):
            yield f"The quote from {quote.start} to {quote.end} isn't what the text has there; ground it again."


def _is_cut_from(quote: Quote, text: str) -> bool:
    return (
        quote.is_grounded_in(text)
        and text[max(0, quote.start - CONTEXT_WIDTH) : quote.start] == quote.prefix
        and text[quote.end : quote.end + CONTEXT_WIDTH] == quote.suffix
    )


# --- the shapes ---

_SEVERITIES: Final = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}


def shacl_report(graph: Graph | Iterable[tuple[Node, Node, Node]]) -> list[Finding]:
    """Give what the shapes find wrong in a graph, sorted by thing; an empty list when nothing.

    Args:
        graph: an rdflib graph, or the triples of one.
    """
    # Imported here: pySHACL takes a third of a second to load, and most commands never validate.
    from pyshacl import validate

    data = graph if isinstance(graph, Graph) else _graph_of(graph)
    _, report, _ = validate(data, shacl_graph=shapes_graph(), inference="none")
    if not isinstance(report, Graph):
        raise ShapeError("the graph", (f"pySHACL gave no report: {report!r}",))
    findings = [_finding(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)]
    return sorted(findings, key=lambda finding: (finding.focus, finding.path or "", finding.message))


def _graph_of(triples: Iterable[tuple[Node, Node, Node]]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


def _finding(report: Graph, result: Node) -> Finding:
    path, severity = report.value(result, SH.resultPath), report.value(result, SH.resultSeverity)
    return Finding(
        focus=str(report.value(result, SH.focusNode)),
        path=None if path is None else str(path),
        shape=str(_node_shape(report.value(result, SH.sourceShape))),
        message=str(report.value(result, SH.resultMessage)),
        severity=_SEVERITIES[severity] if isinstance(severity, URIRef) else Severity.VIOLATION,
    )


def _node_shape(shape: Node | None) -> Node | None:
    """Give the shape of a class that a property's shape belongs to."""
    owner = shapes_graph().value(None, SH.property, shape)
    return shape if owner is None else owner
