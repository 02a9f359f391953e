"""Serialisations as data: names on the command line, media types on the wire, and who writes them."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from kg.errors import QueryError
from kg.oxigraph import Term, to_oxigraph
from kg.sorting import sorted_lines
from kg.store import ResultSet, Row
from ontology.namespaces import PREFIXES


@dataclass(frozen=True, slots=True)
class RdfFormat:
    """One serialisation of graphs.

    Attributes:
        name: what the user calls it.
        media_type: what HTTP calls it.
        suffix: what its files end with.
        oxigraph: what writes it.
        has_graphs: whether it can say which graph a triple is in.
    """

    name: str
    media_type: str
    suffix: str
    oxigraph: ox.RdfFormat
    has_graphs: bool = False


RDF_FORMATS: Final[dict[str, RdfFormat]] = {
    entry.name: entry
    for entry in (
        RdfFormat("nquads", "application/n-quads", ".nq", ox.RdfFormat.N_QUADS, has_graphs=True),
        RdfFormat("trig", "application/trig", ".trig", ox.RdfFormat.TRIG, has_graphs=True),
        RdfFormat("json-ld", "application/ld+json", ".jsonld", ox.RdfFormat.JSON_LD, has_graphs=True),
        RdfFormat("turtle", "text/turtle", ".ttl", ox.RdfFormat.TURTLE),
        RdfFormat("ntriples", "application/n-triples", ".nt", ox.RdfFormat.N_TRIPLES),
        RdfFormat("rdfxml", "application/rdf+xml", ".rdf", ox.RdfFormat.RDF_XML),
    )
}
"""Name to serialisation."""

RESULT_MEDIA_TYPES: Final[dict[str, str]] = {
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "table": "text/plain",
}
"""Name to media type of the writers of rows."""

_USED_PREFIXES: Final = {prefix: iri for prefix, iri in PREFIXES.items() if prefix not in ("topic", "scheme")}


def format_of_suffix(name: str) -> RdfFormat | None:
    """Give the serialisation that a file's name ends with, or None."""
    return next((entry for entry in RDF_FORMATS.values() if name.lower().endswith(entry.suffix)), None)


def write_dump(lines: Iterable[bytes], output: IO[bytes], rdf_format: RdfFormat) -> None:
    """Write sorted N-Quads in another serialisation, piece by piece.

    A triple that is in two graphs is written once where the serialisation knows no graphs.
    """
    if rdf_format.name == "nquads":
        output.writelines(lines)
        return
    quads = _quads(lines if rdf_format.has_graphs else _triple_lines(lines))
    ox.serialize(quads, output, rdf_format.oxigraph, prefixes=_USED_PREFIXES)


def _quads(lines: Iterable[bytes]) -> Iterator[ox.Quad]:
    source = iter(lines)
    while piece := b"".join(islice(source, _AT_ONCE)):
        yield from ox.parse(piece, ox.RdfFormat.N_QUADS)


_AT_ONCE: Final = 10_000


def _triple_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in sorted_lines(b"%s .\n" % line[: line.rindex(b" <")] for line in lines):
        if line != last:
            yield line
        last = line


def graph_text(graph: Graph, rdf_format: RdfFormat, context: Mapping[str, Any] | None = None) -> str:
    """Give a small graph as text for people: sorted, with prefixes, and for JSON-LD with a context of short names."""
    if rdf_format.name == "json-ld":
        return graph.serialize(format="json-ld", context=dict(context or _USED_PREFIXES)) + "\n"
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri, override=True)
    kinds = {"ntriples": "nt", "rdfxml": "pretty-xml", "nquads": "nt", "trig": "turtle"}
    return graph.serialize(format=kinds.get(rdf_format.name, rdf_format.name))


def result_text(answer: ResultSet | bool, name: str) -> str:
    """Give rows, or yes or no, as text in the format of this name.

    Raises:
        QueryError: no writer has this name.
    """
    writer = _WRITERS.get(name)
    if writer is None:
        raise QueryError(f"Rows can't be written as {name}; use one of {', '.join(_WRITERS)}.")
    if isinstance(answer, bool):
        word = "true" if answer else "false"
        return json.dumps({"head": {}, "boolean": answer}) + "\n" if name == "json" else f"{word}\n"
    return writer(answer)


def _json(answer: ResultSet) -> str:
    bindings = [{name: _json_term(term) for name, term in row.items()} for row in answer]
    result = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, URIRef):
        return {"type": "uri", "value": str(term)}
    if isinstance(term, BNode):
        return {"type": "bnode", "value": str(term)}
    result = {"type": "literal", "value": str(term)}
    if term.language:
        return result | {"xml:lang": term.language}
    return result | ({"datatype": str(term.datatype)} if term.datatype else {})


def _csv(answer: ResultSet) -> str:
    output = io.StringIO()
    writer = csv.writer(output)  # CRLF, as SPARQL 1.1 Query Results CSV and TSV asks
    writer.writerow(answer.variables)
    for row in answer:
        writer.writerow([_csv_cell(row.get(name)) for name in answer.variables])
    return output.getvalue()


def _csv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{term}" if isinstance(term, BNode) else str(term)


def _tsv(answer: ResultSet) -> str:
    head = "\t".join(f"?{name}" for name in answer.variables)
    return "".join(f"{line}\n" for line in (head, *(_tsv_line(answer, row) for row in answer)))


def _tsv_line(answer: ResultSet, row: Row) -> str:
    return "\t".join(_tsv_cell(row.get(name)) for name in answer.variables)


def _tsv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, BNode):
        return f"_:{term}"
    return str(to_oxigraph(term)).replace("\t", "\\t")


_WIDEST: Final = 60


def _table(answer: ResultSet) -> str:
    rows = [list(answer.variables)] + [[_short(row.get(name)) for name in answer.variables] for row in answer]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in rows]  # fmt: skip
    lines.insert(1, "  ".join("-" * width for width in widths))
    count = len(answer)
    return "\n".join(lines) + f"\n({count} {'row' if count == 1 else 'rows'})\n"


def _short(term: Term | None) -> str:
    if term is None:
        return ""
    text = _prefixed(str(term)) if isinstance(term, URIRef) else " ".join(str(term).split())
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    # An IRI is never cut: a person copies it into the next command.
    if isinstance(term, Literal) and len(text) > _WIDEST:
        return f"{text[: _WIDEST - 1]}…"
    return text


def _prefixed(iri: str) -> str:
    # Not for things: their IRIs are what `warrant trace` takes.
    if iri.startswith(PREFIXES["id"]) and not iri.startswith((PREFIXES["topic"], PREFIXES["scheme"])):
        return iri
    best = max(
        (p for p in PREFIXES.items() if iri.startswith(p[1]) and len(iri) > len(p[1])), key=_length, default=None
    )
    return iri if best is None else f"{best[0]}:{iri[len(best[1]) :]}"


def _length(prefix: tuple[str, str]) -> int:
    return len(prefix[1])


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


_WRITERS: Final[dict[str, Callable[[ResultSet], str]]] = {"json": _json, "csv": _csv, "tsv": _tsv, "table": _table}
