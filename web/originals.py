"""The files behind a document: its original bytes and its stored text, sent so that no file can do harm.

Only a PDF opens in the browser, because a browser shows it in a viewer of its own. Whatever else a source is, HTML
above all, is sent as a file to keep, under a type that nothing runs.
"""

from __future__ import annotations

from typing import Final

from flask import Response, request

from kg.rows import DocumentRow
from web.library import library

PDF: Final = "application/pdf"

_SUFFIXES: Final = {
    PDF: ".pdf", "text/html": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/xml": ".xml", "text/xml": ".xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
_SIGNATURE: Final = b"%PDF-"
_SIGNED_WITHIN: Final = 1024
_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def opens_here(row: DocumentRow) -> bool:
    """Whether a browser may open the original: it is a PDF, so a link can lead to a page of it."""
    return row.media_type == PDF and library().archive.has_original(row.sha256)


def original_file(row: DocumentRow) -> Response:
    """Give the original bytes: a PDF to look at, anything else to keep.

    Raises:
        StoreError: they aren't kept here.
    """
    data = library().archive.original(row.sha256)
    is_pdf = row.media_type == PDF and _SIGNATURE in data[:_SIGNED_WITHIN]
    response = Response(data, content_type=PDF if is_pdf else "application/octet-stream")
    name = f"{row.sha256[:12]}{_SUFFIXES.get(row.media_type, '')}"
    response.headers.set("Content-Disposition", "inline" if is_pdf else "attachment", filename=name)
    response.headers["Content-Security-Policy"] = _POLICY
    return _kept(response, row.sha256)


def stored_text(row: DocumentRow) -> Response:
    """Give the stored text that all places refer to.

    Raises:
        StoreError: it isn't kept here.
    """
    data = library().archive.text(row.text_sha256)
    response = Response(data, content_type="text/plain; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    return _kept(response, row.text_sha256)


def _kept(response: Response, digest: str) -> Response:
    response.set_etag(digest)
    response.make_conditional(request, accept_ranges=True, complete_length=response.content_length)
    return response
