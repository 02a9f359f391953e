"""A whole list as CSV, sent as it is read; see docs/howto/follow-and-download.md for its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from flask import Response, request, stream_with_context

from kg.rows import StatementRow
from kg.wording import row_ask
from web.labels import label
from web.negotiation import ROWS, named
from web.urls import path_of, words_path

_CSV: Final = tuple(form for form in ROWS if form.name == "csv")
_AT_ONCE: Final = 64 * 1024
_SIGNS: Final = ("=", "+", "-", "@")
# The same signs in full width, of which some spreadsheets make formulas, too.
_WIDE: Final = tuple(chr(ord(sign) + 0xFEE0) for sign in _SIGNS)
_FORMULA: Final = (*_SIGNS, *_WIDE, "\t", "\r", "\n")

COLUMNS: Final[dict[str, Callable[[StatementRow, str], object]]] = {
    "iri": lambda row, _: row.iri,
    "ask": lambda row, _: "".join(part.text for part in row_ask(row)),
    "quote": lambda row, _: row.exact,
    "document": lambda row, _: row.document_title,
    "page": lambda row, _: row.page,
    "url": lambda row, _: row.document_url,
    "permalink": lambda row, host: host.rstrip("/") + path_of(row.iri),
    "in_its_document": lambda row, host: host.rstrip("/") + words_path(row.document, row.iri),
    "who_asks": lambda row, _: row.speaker.name if row.speaker else None,
    "who_is_asked": lambda row, _: "; ".join(each.name for each in row.addressees),
    "action": lambda row, _: row.action,
    "object": lambda row, _: row.object,
    "condition": lambda row, _: row.condition,
    "deadline": lambda row, _: row.deadline,
    "instrument": lambda row, _: row.instrument,
    "modality": lambda row, _: row.modality,
    "for_or_against": lambda row, _: row.polarity,
    "topics": lambda row, _: "; ".join(label("topic", each) for each in row.topics),
    "reasons_for": lambda row, _: row.supports,
    "reasons_against": lambda row, _: row.disputes,
    "documents_with_reasons": lambda row, _: row.sources,
    "publisher": lambda row, _: row.publisher,
    "issued": lambda row, _: row.issued,
    "source_kind": lambda row, _: row.source_kind,
    "is_brief": lambda row, _: "yes" if row.is_brief else "no",
    "is_reported": lambda row, _: "yes" if row.is_reported else "no",
    "is_replaced": lambda row, _: "yes" if row.superseded else "no",
    "review": lambda row, _: row.review,
    "sureness": lambda row, _: f"{row.confidence:.3f}",
    "part_of": lambda row, _: row.part_of,
    "who_asks_iri": lambda row, _: row.speaker.iri if row.speaker else None,
    "who_is_asked_iris": lambda row, _: "; ".join(each.iri for each in row.addressees),
    "document_iri": lambda row, _: row.document,
    "start": lambda row, _: row.start,
    "end": lambda row, _: row.end,
    "loaded": lambda row, _: row.loaded,
}
"""Each column with what stands in it, from a row and the server's address."""


def is_wanted() -> bool:
    """Whether the request asks for CSV by name."""
    asked = request.args.get("format")
    return asked is not None and named(asked, _CSV) is not None


def as_spreadsheet(rows: Iterable[StatementRow], host: str) -> Response:
    """Send rows as CSV in UTF-8, with the mark at its beginning by which spreadsheets know that."""
    response = Response(stream_with_context(_lots(rows, host)), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="recommendations.csv"'
    return response


def _lots(rows: Iterable[StatementRow], host: str) -> Iterator[str]:
    text = io.StringIO()
    text.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([harmless(give(row, host)) for give in COLUMNS.values()])
        if text.tell() > _AT_ONCE:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def harmless(value: object) -> object:
    """Keep words of a document from being run as a formula: an apostrophe goes before what would begin one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
