"""Arguments as GraphML: a statement is a node, and an edge leads from a premise to what it bears on.

It is written piece by piece, so that a whole graph can be written whatever its size, and read by networkx, Gephi, yEd
and igraph. An edge's id holds the justification and the premise; premises of one justification share its IRI.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.exports.argument import Argument, one_line
from kg.model import Justification, Statement

MEDIA_TYPE: Final = "application/graphml+xml"

Value = str | int | float | bool

_NODE: Final = {
    "label": "string", "role": "string", "words": "string", "speaker": "string", "document": "string",
    "title": "string", "issued": "string", "page": "int", "start": "int", "end": "int", "confidence": "double",
    "review": "string", "is_reported": "boolean", "topics": "string",
}  # fmt: skip
_EDGE: Final = {
    "direction": "string", "confidence": "double", "weight": "double", "justification": "string", "review": "string",
}  # fmt: skip
# XML 1.0 has no way to write these, escaped or not.
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LABEL: Final = 60


def graphml(argument: Argument) -> str:
    """Give one argument as GraphML."""
    return "".join(graphml_pieces([argument]))


def graphml_pieces(arguments: Iterable[Argument]) -> Iterator[str]:
    """Give any number of arguments as one graph, piece by piece; no statement may be in two of them."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for kind, fields in (("node", _NODE), ("edge", _EDGE)):
        for name, type_name in fields.items():
            yield f'<key id="{kind[0]}-{name}" for="{kind}" attr.name="{name}" attr.type="{type_name}"/>\n'
    yield '<graph id="arguments" edgedefault="directed">\n'
    for argument in arguments:
        for statement in argument.statements.values():
            yield _element("node", {"id": statement.iri}, node_values(argument, statement))
        for line in argument.justifications:
            for premise in line.premises:
                ends = {"id": edge_id(line, premise), "source": premise, "target": line.target}
                yield _element("edge", ends, edge_values(line))
    yield "</graph>\n</graphml>\n"


def edge_id(line: Justification, premise: str) -> str:
    """Give the name of the edge from one premise of a justification to its target."""
    return f"{line.iri}#{premise.rsplit('/', 1)[-1]}"


def node_values(argument: Argument, statement: Statement) -> dict[str, Value]:
    """Give what is written about a statement; what isn't known is left out."""
    document = argument.documents[statement.quote.document]
    words = one_line(statement.quote.exact)
    said: dict[str, Value | None] = {
        "label": words if len(words) <= _LABEL else f"{words[: _LABEL - 1]}…",
        "role": statement.role.value,
        "words": statement.quote.exact,
        "speaker": argument.speaker(statement),
        "document": document.iri,
        "title": document.title,
        "issued": document.issued,
        "page": statement.quote.page,
        "start": statement.quote.start,
        "end": statement.quote.end,
        "confidence": statement.confidence,
        "review": statement.review.value,
        "is_reported": statement.is_reported,
        "topics": " ".join(sorted(statement.topics)) or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def edge_values(line: Justification) -> dict[str, Value]:
    """Give what is written about a justification; `weight` is its confidence, below zero where it disputes."""
    return {
        "direction": line.direction.value,
        "confidence": line.confidence,
        "weight": line.confidence if line.direction.value == "supports" else -line.confidence,
        "justification": line.iri,
        "review": line.review.value,
    }


def _element(kind: str, attributes: Mapping[str, str], values: Mapping[str, Value]) -> str:
    heads = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    data = "".join(f'<data key="{kind[0]}-{name}">{_text(value)}</data>' for name, value in values.items())
    return f"<{kind} {heads}>{data}</{kind}>\n"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # A carriage return would come back as a line feed.
    return escape(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", str(value)), {"\r": "&#13;"})
