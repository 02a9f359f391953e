"""All legal texts that a document cites, in pages: some texts with their first places, or one text with all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request
from werkzeug.exceptions import BadRequest, NotFound

from kg.apparatus import CitedPlace, CitedText
from kg.rows import DocumentRow
from web.urls import path_of, with_query

FEW: Final = 6
"""Places of a text that a list of several texts leads to one by one."""

_TEXTS: Final = 60
_PLACES: Final = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class CitationsPage:
    """What a document cites.

    Attributes:
        document: the document.
        every: all cited texts.
        shown: those of this page.
        one: the only one that is shown, with its number among all, or None.
        places: its places on this page.
        number: which page.
        last: how many pages there are.
        earlier: address of the page before, or nothing.
        later: address of the page after, or nothing.
    """

    document: DocumentRow
    every: tuple[CitedText, ...]
    shown: tuple[CitedText, ...]
    one: CitedText | None
    places: tuple[CitedPlace, ...]
    number: int
    last: int
    earlier: str
    later: str


def citations_page(row: DocumentRow, every: tuple[CitedText, ...]) -> CitationsPage:
    """Build the page that the address asks for.

    Raises:
        BadRequest: it asks with something else than whole numbers.
        NotFound: there is no such page or text.
    """
    one, number = _asked("text"), _asked("page") or 1
    if one is not None and not 1 <= one <= len(every):
        raise NotFound
    text = every[one - 1] if one else None
    size = _TEXTS if text is None else _PLACES
    total = len(every) if text is None else len(text.places)
    last = max(1, -(-total // size))
    if not 1 <= number <= last:
        raise NotFound
    low, high = (number - 1) * size, number * size
    return CitationsPage(
        document=row,
        every=every,
        shown=every[low:high] if text is None else (),
        one=text,
        places=() if text is None else text.places[low:high],
        number=number,
        last=last,
        earlier=_address(row, one, number - 1) if number > 1 else "",
        later=_address(row, one, number + 1) if number < last else "",
    )


def _asked(name: str) -> int | None:
    try:
        return int(request.args[name]) if name in request.args else None
    except ValueError as error:
        raise BadRequest("Texts and pages are counted in whole numbers.") from error


def _address(row: DocumentRow, one: int | None, page: int) -> str:
    pairs = [("text", str(one))] if one else []
    return with_query(f"{path_of(row.iri)}/citations", [*pairs, ("page", str(page))])
