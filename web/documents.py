"""Documents: the list, the whole text with every statement in it, and the files behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from kg.errors import StoreError
from kg.identifiers import mint
from kg.rows import DocumentRow, StatementRow
from web.highlights import Mark
from web.labels import label
from web.layout import ShownBlock, blocks, show
from web.library import library
from web.pages import plain, respond
from web.turtle import whole_graph
from web.urls import iri_of, key_of, path_of, quote_anchor, with_query

blueprint = Blueprint("documents", __name__)

_SUFFIXES: Final = {
    "application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/xml": ".xml", "text/xml": ".xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentsPage:
    """The list of documents, current ones and replaced ones."""

    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentPage:
    """One document; `shown` is None where its text isn't kept here."""

    document: DocumentRow
    statements: tuple[StatementRow, ...]
    shown: tuple[ShownBlock, ...] | None
    headings: tuple[tuple[int, str, str], ...]
    has_original: bool
    place: tuple[int, int] | None
    query: str


@blueprint.get("/documents")
def index() -> Response:
    """List all documents."""
    page = DocumentsPage(documents=library().index.documents())
    return respond("documents/index.html", page, data=plain(page))


def _row(key: str) -> DocumentRow:
    row = library().index.document(iri_of("document", key))
    if row is None:
        raise NotFound
    return row


@blueprint.get("/id/document/<key>")
def document(key: str) -> Response:
    """Show one document whole, with all statements marked."""
    row, lookup = _row(key), library().index
    statements = lookup.statements_of(row.iri)
    place = _place()
    shown = _shown(row, statements, place)
    page = DocumentPage(
        document=row,
        statements=statements,
        shown=shown,
        headings=_headings(shown or ()),
        has_original=library().archive.has_original(row.sha256),
        place=place,
        query=with_query("/sparql", [("query", statements_query(row.iri))]),
    )
    data = {"document": plain(row), "statements": plain(statements), "passages": plain(lookup.passages_of(row.iri))}
    graph = mint("graph", row.sha256)
    return respond("documents/document.html", page, data=data, rdf=lambda form: whole_graph(graph, form))


def statements_query(iri: str) -> str:
    """Give the query for all statements of a document, in the order of its text."""
    return (
        "SELECT ?statement ?role ?words WHERE {\n"
        f"  ?statement w:inDocument <{iri}> ; w:role ?role ; w:quote ?quote .\n"
        "  ?quote oa:hasSelector/oa:exact ?words ; oa:hasSelector/oa:start ?start .\n"
        "}\n"
        "ORDER BY ?start"
    )


def _place() -> tuple[int, int] | None:
    if "start" not in request.args:
        return None
    try:
        start, end = int(request.args["start"]), int(request.args["end"])
    except (KeyError, ValueError) as error:
        raise BadRequest("A place needs `start` and `end`, as whole numbers of characters.") from error
    return start, end


def _shown(
    row: DocumentRow, statements: Sequence[StatementRow], place: tuple[int, int] | None
) -> tuple[ShownBlock, ...] | None:
    try:
        text = library().archive.text(row.text_sha256)
    except StoreError:
        return None
    marks = [
        Mark(
            start=each.start,
            end=each.end,
            role=each.role,
            key=key_of(each.iri),
            anchor=quote_anchor(each.iri),
            href=path_of(each.iri),
            label=f"{label('role', each.role)}: open it with its reasons",
        )
        for each in statements
    ]
    if place is not None:
        marks.append(Mark(start=place[0], end=place[1], role="place", key="place", anchor="place", chosen=True))
    return show(text, blocks(text, library().index.passages_of(row.iri)), marks)


def _headings(shown: Sequence[ShownBlock]) -> tuple[tuple[int, str, str], ...]:
    found = [(index, each) for index, each in enumerate(shown) if each.block.kind == "heading"]
    return tuple((each.block.level, f"h-{index}", each.html.striptags()) for index, each in found)


@blueprint.get("/id/document/<key>/original")
def original(key: str) -> Response:
    """Give the original bytes, as a file to keep and never to open here."""
    row = _row(key)
    response = Response(library().archive.original(row.sha256), content_type="application/octet-stream")
    name = f"{row.sha256[:12]}{_SUFFIXES.get(row.media_type, '')}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/id/document/<key>/text")
def text(key: str) -> Response:
    """Give the stored text that all places refer to."""
    row = _row(key)
    return Response(library().archive.text(row.text_sha256), content_type="text/plain; charset=utf-8")
