"""Documents: the list, the text of one with its statements in the margin, what it cites, and the files behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from kg.apparatus import CitedText, HowRead, Version, cited_texts, extraction_of, first_asks, how_read, versions_of
from kg.errors import StoreError
from kg.identifiers import mint
from kg.rows import DocumentRow, StatementRow
from web.citations import CitationsPage, citations_page
from web.document_list import documents_page, list_data
from web.library import library
from web.originals import opens_here, original_file, stored_text
from web.pages import plain, respond
from web.reading import Asked, Reading, read_part
from web.remembered import Remembered
from web.turtle import whole_graph
from web.urls import iri_of, path_of, with_query

blueprint = Blueprint("documents", __name__)

_FIRST_ASKS: Final = 5
_FIRST_CITED: Final = 12
_KEPT: Final = 24
_cited: Remembered[tuple[CitedText, ...]] = Remembered(_KEPT)


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentPage:
    """One document.

    Attributes:
        document: what is known of it.
        reading: the part of the text that is shown, or None where the text isn't kept here.
        asks: the recommendations for which it gives most reasons.
        statements: all statements, where the text isn't kept here, else none.
        cited: the legal texts that it cites most.
        cited_more: how many further ones it cites.
        versions: the kept versions of its source; none where this is the only one.
        read: how it was read, or None where that isn't known.
        has_original: whether the original file is kept.
        opens_here: whether a link can lead to a page of the original.
        query: where the editor opens the query for its statements.
    """

    document: DocumentRow
    reading: Reading | None
    asks: tuple[StatementRow, ...]
    statements: tuple[StatementRow, ...]
    cited: tuple[CitedText, ...]
    cited_more: int
    versions: tuple[Version, ...]
    read: HowRead | None
    has_original: bool
    opens_here: bool
    query: str


@blueprint.get("/documents")
def index() -> Response:
    """List documents."""
    page = documents_page()
    return respond("documents/index.html", page, data=lambda: list_data(page))


def _row(key: str) -> DocumentRow:
    row = library().index.document(iri_of("document", key))
    if row is None:
        raise NotFound
    return row


@blueprint.get("/id/document/<key>")
def document(key: str) -> Response:
    """Show one document, the part of its text that the address asks for, with its statements marked."""
    row = _row(key)
    if "go" in request.args:
        return _go(row)
    graph = mint("graph", row.sha256)
    page = _page(row, _asked())
    return respond("documents/document.html", page, data=lambda: _data(page), rdf=lambda form: whole_graph(graph, form))


def _go(row: DocumentRow) -> Response:
    # A form can't put what was typed into the fragment, which takes the reader to the page itself.
    page = _number("go", "A page is a whole number.")
    address = f"{with_query(path_of(row.iri), [('page', str(page))])}#page-{page}"
    return Response(status=303, headers={"Location": address})


def _page(row: DocumentRow, asked: Asked) -> DocumentPage:
    lookup, store = library().index, library().store
    text = _text(row)
    cited = _all_cited(row, text)
    versions = versions_of(lookup, row.iri)
    return DocumentPage(
        document=row,
        reading=None if text is None else read_part(store, lookup, row, text, asked),
        asks=lookup.statements_by(first_asks(lookup, row.iri, _FIRST_ASKS)),
        statements=lookup.statements_of(row.iri) if text is None else (),
        cited=cited[:_FIRST_CITED],
        cited_more=max(0, len(cited) - _FIRST_CITED),
        versions=versions if len(versions) > 1 else (),
        read=how_read(store, row),
        has_original=library().archive.has_original(row.sha256),
        opens_here=opens_here(row),
        query=with_query("/sparql", [("query", statements_query(row.iri))]),
    )


def _text(row: DocumentRow) -> str | None:
    try:
        return library().archive.text(row.text_sha256)
    except StoreError:
        return None


def _all_cited(row: DocumentRow, text: str | None) -> tuple[CitedText, ...]:
    if text is None:
        return ()
    lookup, store = library().index, library().store
    key = (row.iri, row.text_sha256, extraction_of(lookup, row.iri))
    return _cited.get(lookup, key, lambda: cited_texts(store, lookup, row, text))


def _data(page: DocumentPage) -> dict[str, Any]:
    lookup, row = library().index, page.document
    return {
        "document": plain(row),
        "statements": plain(lookup.statements_of(row.iri)),
        "passages": plain(lookup.passages_of(row.iri)),
        "citations": plain(_all_cited(row, _text(row))),
        "versions": plain(page.versions),
        "read": plain(page.read),
    }


def statements_query(iri: str) -> str:
    """Give the query for all statements of a document, in the order of its text."""
    return (
        "SELECT ?statement ?role ?words WHERE {\n"
        f"  ?statement w:inDocument <{iri}> ; w:role ?role ; w:quote ?quote .\n"
        "  ?quote oa:hasSelector/oa:exact ?words ; oa:hasSelector/oa:start ?start .\n"
        "}\n"
        "ORDER BY ?start"
    )


def _asked() -> Asked:
    place = None
    if "start" in request.args:
        start = _number("start", "A place needs `start` and `end`, as whole numbers of characters.")
        place = (start, _number("end", "A place needs `start` and `end`, as whole numbers of characters."))
    return Asked(
        statement=request.args.get("statement"),
        place=place,
        provision=request.args.get("provision"),
        page=_number("page", "A page is a whole number.") if "page" in request.args else None,
        part=_number("part", "A part is a whole number.") if "part" in request.args else None,
    )


def _number(name: str, complaint: str) -> int:
    try:
        return int(request.args[name])
    except (KeyError, ValueError) as error:
        raise BadRequest(complaint) from error


@blueprint.get("/id/document/<key>/citations")
def citations(key: str) -> Response:
    """List all legal texts that a document cites, with every place."""
    row = _row(key)
    page: CitationsPage = citations_page(row, _all_cited(row, _text(row)))
    return respond("documents/citations.html", page, data=lambda: {"citations": plain(page.every)})


@blueprint.get("/id/document/<key>/original")
def original(key: str) -> Response:
    """Give the original bytes: a PDF to look at, anything else to keep."""
    return original_file(_row(key))


@blueprint.get("/id/document/<key>/text")
def text(key: str) -> Response:
    """Give the stored text that all places refer to."""
    return stored_text(_row(key))
