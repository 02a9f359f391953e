"""A list of recommendations that somebody picked: its address says what is in it, so it can be kept and shared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from kg.brief import MOST_STATEMENTS
from kg.rows import StatementRow
from kg.wording import row_ask
from web.library import library
from web.pages import plain, respond
from web.spreadsheets import as_spreadsheet, is_wanted
from web.urls import iri_of, key_of, with_query

blueprint = Blueprint("lists", __name__)

MOST_ENTRIES: Final = 50
"""Entries that a list may have; `static/lists.js` keeps no more either."""

_PATH: Final = "/list"
_KEY: Final = re.compile(r"[0-9a-f]{20}\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A statement of a list, and the address of the list without it."""

    key: str
    row: StatementRow
    without: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ListPage:
    """A list.

    Attributes:
        entries: its statements, in the order of the address.
        keys: their keys, and those of statements that aren't known here.
        unknown: keys of statements that aren't known here.
        left_out: how many more the address names than a list may have.
        most: how many a list may have.
        in_brief: how many a brief holds.
        share: the whole address of the list.
        brief: where the brief of it is.
        csv: where it is as a table.
    """

    entries: tuple[Entry, ...]
    keys: tuple[str, ...]
    unknown: tuple[str, ...]
    left_out: int
    most: int
    in_brief: int
    share: str
    brief: str
    csv: str


@blueprint.get(_PATH)
def index() -> Response:
    """Show the list that the address names."""
    given = keys_of_request()
    keys = given[:MOST_ENTRIES]
    rows = library().index.statements_by([iri_of("statement", key) for key in keys])
    if is_wanted():
        return as_spreadsheet(rows, request.host_url)
    known = [key_of(row.iri) for row in rows]
    page = ListPage(
        entries=tuple(
            Entry(key=key, row=row, without=_address(_PATH, [each for each in keys if each != key]))
            for key, row in zip(known, rows, strict=True)
        ),
        keys=tuple(keys),
        unknown=tuple(key for key in keys if key not in known),
        left_out=len(given) - len(keys),
        most=MOST_ENTRIES,
        in_brief=MOST_STATEMENTS,
        share=request.host_url.rstrip("/") + _address(_PATH, keys),
        brief=_address("/brief", known),
        csv=_address(_PATH, keys, ("format", "csv")),
    )
    return respond("lists/list.html", page, data=lambda: _data(page))


def keys_of_request() -> list[str]:
    """Give the keys of statements that the address names, each once.

    Raises:
        BadRequest: one of them can't be the key of a statement.
    """
    given = list(dict.fromkeys(each.strip().rsplit("/", 1)[-1] for each in request.args.getlist("statement")))
    for key in given:
        if not _KEY.match(key):
            raise BadRequest(
                f"{key!r:.60} is no key of a recommendation; a key is the end of a recommendation's address, "
                "20 digits and letters."
            )
    return given


def _address(path: str, keys: Sequence[str], *more: tuple[str, str]) -> str:
    return with_query(path, [*(("statement", key) for key in keys), *more])


def _ask(row: StatementRow) -> str:
    return "".join(part.text for part in row_ask(row)) if row.role == "recommendation" else row.exact


def _data(page: ListPage) -> dict[str, Any]:
    return {
        "statements": [{**plain(entry.row), "ask": _ask(entry.row)} for entry in page.entries],
        "unknown": list(page.unknown),
        "left_out": page.left_out,
        "share": page.share,
        "brief": page.brief,
    }


def entries_query() -> str | None:
    """Give the query that asks for the statements that the address names, or None where it names none."""
    keys = keys_of_request()[:MOST_ENTRIES]
    values = " ".join(f"<{iri_of('statement', key)}>" for key in keys)
    if not keys:
        return None
    return (
        "SELECT ?statement ?words ?title WHERE {\n"
        f"  VALUES ?statement {{ {values} }}\n"
        "  ?statement w:quote/oa:hasSelector/oa:exact ?words ; w:inDocument/dcterms:title ?title .\n"
        "}"
    )
