"""One statement with its trace beside the source text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from kg.errors import StoreError
from kg.identifiers import kind_of
from kg.model import Document, Recommendation, Statement
from kg.trace import Trace, trace
from kg.wording import Part, ask
from web.highlights import Mark
from web.labels import label
from web.layout import ShownBlock, around, blocks, rest_after, show
from web.library import library
from web.pages import respond
from web.turtle import described
from web.urls import iri_of, key_of, path_of, quote_anchor, statement_anchor, with_query

blueprint = Blueprint("statements", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A document's text with the quotes of a trace in it; `blocks` is None where the text isn't kept here."""

    document: Document
    iri: str
    newer: tuple[str, ...]
    shown: tuple[ShownBlock, ...] | None
    rest: int
    is_whole: bool
    show_all: str
    quotes: tuple[Statement, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementPage:
    """One statement, its trace, and the sources beside it."""

    trace: Trace
    sentence: tuple[Part, ...]
    sources: tuple[Source, ...]
    parts: tuple[tuple[Recommendation, tuple[Part, ...]], ...]
    query: str


@blueprint.get("/id/statement/<key>")
def statement(key: str) -> Response:
    """Show one recommendation or claim with its trace."""
    iri = iri_of("statement", key)
    if kind_of(iri) != "statement":
        raise NotFound
    found = trace(library().store, iri)
    page = StatementPage(
        trace=found,
        sentence=_sentence(found, found.statement) if isinstance(found.statement, Recommendation) else (),
        sources=tuple(_source(found, document) for document in _documents(found)),
        parts=tuple((part, _sentence(found, part)) for part in _parts(found)),
        query=with_query("/sparql", [("query", trace_query(iri))]),
    )
    return respond("statements/statement.html", page, data=found.to_dict(), rdf=lambda form: described(iri, form))


def _sentence(found: Trace, recommendation: Recommendation) -> tuple[Part, ...]:
    return ask(recommendation, found.names, found.documents[recommendation.quote.document].kind)


def trace_query(iri: str) -> str:
    """Give the query that shows a reader what the trace of a statement rests on."""
    return (
        "SELECT ?target ?direction ?premise ?words WHERE {\n"
        f"  <{iri}> (w:supportedBy|w:disputedBy)* ?target .\n"
        "  ?target w:hasJustification ?line .\n"
        "  ?line w:direction ?direction ; w:premise ?premise .\n"
        "  ?premise w:quote/oa:hasSelector/oa:exact ?words .\n"
        "}"
    )


def _parts(found: Trace) -> list[Recommendation]:
    parts = [found.statements[iri] for iri in found.parts]
    return [part for part in parts if isinstance(part, Recommendation)]


def _documents(found: Trace) -> list[str]:
    # The document of the statement itself comes first, the others in the order in which the tree reaches them.
    return list(dict.fromkeys(found.statements[node.statement].quote.document for node in found.nodes))


def _source(found: Trace, iri: str) -> Source:
    document = found.documents[iri]
    quotes = tuple(
        found.statements[node.statement]
        for node in found.nodes
        if found.statements[node.statement].quote.document == iri
    )
    text = _text(document)
    shown, rest, is_whole = (None, 0, False) if text is None else _shown(text, iri, quotes, found.root.statement)
    whole = with_query(f"/id/statement/{key_of(found.root.statement)}", [("text", "all")])
    return Source(
        document=document,
        iri=iri,
        newer=found.newer.get(iri, ()),
        shown=shown,
        rest=rest,
        is_whole=is_whole,
        show_all=f"{whole}#{quote_anchor(quotes[0].iri)}" if quotes else path_of(iri),
        quotes=quotes,
    )


def _text(document: Document) -> str | None:
    try:
        return library().archive.text(document.text_sha256)
    except StoreError:
        return None


def _shown(text: str, iri: str, quotes: Sequence[Statement], root: str) -> tuple[tuple[ShownBlock, ...], int, bool]:
    marks = [
        Mark(
            start=quote.quote.start,
            end=quote.quote.end,
            role=quote.role.value,
            key=key_of(quote.iri),
            anchor=quote_anchor(quote.iri),
            href=f"#{statement_anchor(quote.iri)}",
            label=f"{label('role', quote.role.value)}: back to it in the list of reasons",
            chosen=quote.iri == root,
        )
        for quote in quotes
    ]
    every = blocks(text, library().index.passages_of(iri))
    is_whole = len(text) <= library().settings.whole_text_limit or request.args.get("text") == "all"
    chosen = every if is_whole else around(every, marks)
    return show(text, chosen, marks), rest_after(text, chosen), is_whole or len(chosen) == len(every)
