"""A trace as plain text for a terminal: the ask, its reasons as a tree, each with its words and place, and the gaps."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from kg.gaps import GapKind
from kg.model import Actor, Direction, Document, Recommendation
from kg.trace import Line, Node, Trace
from kg.wording import ask_sentence, confidence_words

_WIDTH: Final = 100
_COUNTED: Final = {
    GapKind.UNSUPPORTED_CLAIM: (
        "One reason above has no backing of its own: no figure, no case, no source.",
        "{} reasons above have no backing of their own: no figure, no case, no source.",
    ),
    GapKind.LOW_CONFIDENCE: (
        "One link above is little more than a guess.",
        "{} links above are little more than a guess.",
    ),
}
_DIRECTIONS: Final = {Direction.SUPPORTS: "For it", Direction.DISPUTES: "Against it"}


def trace_text(trace: Trace) -> str:
    """Give the trace as text, ending with a line break."""
    lines = [*_statement(trace, trace.root.statement, ""), ""]
    for line in trace.root.lines:
        lines += [*_line(trace, line, ""), ""]
    if trace.parts:
        lines.append("Its parts:")
        for part in trace.parts:
            lines += _statement(trace, part, "  ")
        lines.append("")
    if trace.gaps:
        lines.append("What is missing:")
        lines += [row for sentence in _gaps(trace) for row in _wrapped(sentence, "  - ", "    ")]
    return "\n".join(lines).rstrip() + "\n"


def _gaps(trace: Trace) -> Iterator[str]:
    """Give each gap of the ask itself, and those of single reasons and links as one sentence a kind."""
    counts = Counter(gap.kind for gap in trace.gaps)
    for gap in trace.gaps:
        if gap.kind not in _COUNTED:
            yield gap.sentence
    for kind, (one, many) in _COUNTED.items():
        if counts[kind]:
            yield one if counts[kind] == 1 else many.format(counts[kind])


def _line(trace: Trace, line: Line, indent: str) -> Iterator[str]:
    sure = confidence_words(line.justification.confidence)
    yield f"{indent}{_DIRECTIONS[line.justification.direction]} (the link: {sure}):"
    for node in line.premises:
        yield from _node(trace, node, f"{indent}  ")


def _node(trace: Trace, node: Node, indent: str) -> Iterator[str]:
    yield from _statement(trace, node.statement, indent)
    if node.repeats:
        yield f"{indent}  (its reasons stand further up)"
    if node.is_cut:
        yield f"{indent}  (more reasons lie deeper: warrant trace {node.statement})"
    for line in node.lines:
        yield from _line(trace, line, f"{indent}  ")


def _statement(trace: Trace, iri: str, indent: str) -> Iterator[str]:
    statement = trace.statements[iri]
    document = trace.documents[statement.quote.document]
    if isinstance(statement, Recommendation):
        yield from _wrapped(ask_sentence(statement, trace.names, document.kind), indent, indent)
    else:
        yield f"{indent}{_speaker(trace.actors, statement.asserted_by)} ({statement.role}):"
    words = " ".join(statement.quote.exact.split())
    yield from _wrapped(f"“{words}”", f"{indent}  ", f"{indent}  ")
    yield from _wrapped(_place(document, statement.quote.page), f"{indent}  ", f"{indent}  ")
    yield f"{indent}  Read by machine, {confidence_words(statement.confidence)}. <{iri}>"


def _speaker(actors: Mapping[str, Actor], iri: str | None) -> str:
    actor = actors.get(iri or "")
    return "Somebody whom the text does not name" if actor is None else actor.name


def _place(document: Document, page: int | None) -> str:
    parts = [document.title, document.publisher, document.issued, f"page {page}" if page else None]
    return "In: " + ", ".join(part for part in parts if part)


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False)
