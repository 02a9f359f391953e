"""The list of documents with its search, facets and paging, each state of which has an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import request
from werkzeug.exceptions import BadRequest

from kg.document_list import FACETS, DocumentSearch, DocumentSort, document_facets, find_documents
from kg.periods import date_words
from kg.rows import DocumentRow, FacetValue, Page
from web.labels import label
from web.library import library
from web.pages import plain
from web.urls import with_query

_PATH: Final = "/documents"
_SHOWN: Final = 8
_FARTHEST: Final = 10**9
_TITLES: Final = {"kind": "Kind of source", "year": "Year", "month": "Month", "text": "Whose words"}
_ON_DEMAND: Final = ("month",)
"""Facets with too many values to be offered; links from elsewhere lead to one of them."""

_SORTS: Final = {
    DocumentSort.NEWEST: "Newest first",
    DocumentSort.OLDEST: "Oldest first",
    DocumentSort.TITLE: "By title",
    DocumentSort.ASKS: "Most recommendations first",
}
_LABELS: Final = {
    ("text", "brief"): "Brief in other words",
    ("text", "source"): "The source itself",
    ("year", "none"): "No date known",
    ("month", "none"): "No date known",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A facet's value as a link that adds or removes it."""

    value: FacetValue
    label: str
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A facet with its values: those shown at once, and the rest."""

    name: str
    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentsPage:
    """One page of the list.

    Attributes:
        search: what is looked for.
        results: the documents of this page.
        groups: the facets that have more than one value and are few enough, or have a chosen one.
        chosen: the values that are chosen.
        hidden: what the search form carries along.
        sorts: value and words of each order.
        pages: number and address of the pages near this one; a gap has no number.
        clear: the address without facets.
        superseded: the address that lists replaced versions too, or no longer.
        is_narrowed: whether anything is looked for.
    """

    search: DocumentSearch
    results: Page[DocumentRow]
    groups: tuple[Group, ...]
    chosen: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str], ...]
    pages: tuple[tuple[int | None, str], ...]
    clear: str
    superseded: str
    is_narrowed: bool


def documents_page() -> DocumentsPage:
    """Build the page that the address asks for.

    Raises:
        BadRequest: it asks for none.
    """
    search, lookup = _search(), library().index
    results = find_documents(lookup, search)
    groups = tuple(
        _group(search, name, values)
        for name, values in document_facets(lookup, search).items()
        if (len(values) > 1 and name not in _ON_DEMAND) or search.facets.get(name)
    )
    return DocumentsPage(
        search=search,
        results=results,
        groups=groups,
        chosen=tuple(each for group in groups for each in (*group.first, *group.rest) if each.value.chosen),
        hidden=tuple(pair for pair in _pairs(search) if pair[0] not in ("q", "sort")),
        sorts=tuple((sort.value, words) for sort, words in _SORTS.items()),
        pages=_pages(search, results.pages),
        clear=_address(replace(search, facets={}, page=1)),
        superseded=_address(replace(search, include_superseded=not search.include_superseded, page=1)),
        is_narrowed=bool(search.text or any(search.facets.values())),
    )


def _search() -> DocumentSearch:
    try:
        return DocumentSearch(
            text=request.args.get("q", "")[:300],
            facets={name: tuple(request.args.getlist(name)[:50]) for name in FACETS if name in request.args},
            sort=DocumentSort(request.args.get("sort") or DocumentSort.NEWEST),
            page=min(int(request.args.get("page", "1")), _FARTHEST),
            per_page=library().settings.per_page,
            include_superseded=request.args.get("superseded") == "yes",
        )
    except ValueError as error:
        raise BadRequest(f"The list of documents can't be shown like this: {error}.") from error


def _pairs(search: DocumentSearch) -> list[tuple[str, str]]:
    pairs = [("q", search.text)] if search.text else []
    pairs += [(name, value) for name in FACETS for value in search.facets.get(name, ())]
    pairs += [("sort", search.sort.value)] if search.sort is not DocumentSort.NEWEST else []
    return pairs + ([("superseded", "yes")] if search.include_superseded else [])


def _address(search: DocumentSearch) -> str:
    pairs = _pairs(search)
    return with_query(_PATH, [*pairs, ("page", str(search.page))] if search.page > 1 else pairs)


def _group(search: DocumentSearch, name: str, values: Sequence[FacetValue]) -> Group:
    choices = [_choice(search, name, value) for value in values]
    front = [each for number, each in enumerate(choices) if each.value.chosen or number < _SHOWN]
    return Group(
        name=name, title=_TITLES[name], first=tuple(front), rest=tuple(each for each in choices if each not in front)
    )


def _choice(search: DocumentSearch, name: str, value: FacetValue) -> Choice:
    held = search.facets.get(name, ())
    wanted = tuple(each for each in held if each != value.value) if value.chosen else (*held, value.value)
    known = _LABELS.get((name, value.value))
    words = known or (label("source_kind", value.value) if name == "kind" else date_words(value.value))
    href = _address(replace(search, facets={**search.facets, name: wanted}, page=1))
    return Choice(value=value, label=words, href=href)


def _pages(search: DocumentSearch, last: int) -> tuple[tuple[int | None, str], ...]:
    near = sorted({1, last, *range(max(1, search.page - 2), min(last, search.page + 2) + 1)})
    found: list[tuple[int | None, str]] = []
    before = 0
    for number in near:
        if number > before + 1:
            found.append((None, ""))
        found.append((number, _address(replace(search, page=number))))
        before = number
    return tuple(found)


def list_data(page: DocumentsPage) -> dict[str, Any]:
    """Give a page of the list for programs."""
    return {
        "total": page.results.total,
        "page": page.results.page,
        "per_page": page.results.per_page,
        "documents": plain(page.results.rows),
        "facets": {group.name: [plain(each.value) for each in (*group.first, *group.rest)] for group in page.groups},
    }
