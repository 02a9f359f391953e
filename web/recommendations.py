"""The list of recommendations with its search, facets and paging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from kg.conditions import FACETS
from kg.rows import FacetValue, Page, Search, Sort, StatementRow
from kg.wording import row_ask
from web.labels import facet_title, label
from web.library import library
from web.pages import plain, respond
from web.urls import with_query

blueprint = Blueprint("recommendations", __name__)

SHOWN_VALUES: Final = 6
"""Values of a facet that are shown at once; the others are behind "more"."""

_PATH: Final = "/recommendations"


@dataclass(frozen=True, kw_only=True, slots=True)
class FacetChoice:
    """A facet's value as a link that adds or removes it."""

    value: FacetValue
    label: str
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FacetGroup:
    """A facet with its values, the usual ones first and the rest apart."""

    name: str
    title: str
    first: tuple[FacetChoice, ...]
    rest: tuple[FacetChoice, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListPage:
    """The list with its search, facets and paging."""

    search: Search
    results: Page[StatementRow]
    groups: tuple[FacetGroup, ...]
    chosen: tuple[FacetChoice, ...]
    hidden: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str], ...]
    pages: tuple[tuple[int | None, str], ...]
    clear: str
    superseded: str


@blueprint.get(_PATH)
def index() -> Response:
    """List recommendations."""
    search = search_of_request()
    lookup = library().index
    page = _list_page(search, lookup.recommendations(search), lookup.facets(search))
    return respond("recommendations/index.html", page, data=_list_data(page, lookup.facets(search)))


def search_of_request() -> Search:
    """Give the search that the address asks for.

    Raises:
        BadRequest: it asks for none.
    """
    try:
        number = int(request.args.get("page", "1"))
        return Search(
            text=request.args.get("q", "")[:500],
            facets={name: tuple(request.args.getlist(name)[:50]) for name in FACETS if name in request.args},
            sort=Sort(request.args.get("sort") or Sort.RELEVANCE),
            page=number,
            per_page=library().settings.per_page,
            include_superseded=request.args.get("superseded") == "yes",
        )
    except ValueError as error:
        raise BadRequest(f"The list can't be shown like this: {error}.") from error


def _pairs(search: Search) -> list[tuple[str, str]]:
    pairs = [("q", search.text)] if search.text else []
    pairs += [(name, value) for name in FACETS for value in search.facets.get(name, ())]
    pairs += [("sort", search.sort.value)] if search.sort is not Sort.RELEVANCE else []
    return pairs + ([("superseded", "yes")] if search.include_superseded else [])


def _address(search: Search) -> str:
    pairs = _pairs(search)
    return with_query(_PATH, [*pairs, ("page", str(search.page))] if search.page > 1 else pairs)


def _list_page(search: Search, results: Page[StatementRow], facets: Mapping[str, Sequence[FacetValue]]) -> ListPage:
    groups = tuple(_group(search, name, values) for name, values in facets.items() if values)
    chosen = tuple(choice for group in groups for choice in (*group.first, *group.rest) if choice.value.chosen)
    hidden = tuple(pair for pair in _pairs(search) if pair[0] not in ("q", "sort"))
    return ListPage(
        search=search,
        results=results,
        groups=groups,
        chosen=chosen,
        hidden=hidden,
        sorts=tuple(
            (sort.value, sort.value.capitalize()) for sort in Sort if search.text or sort is not Sort.RELEVANCE
        ),
        pages=_pages(search, results.pages),
        clear=_address(replace(search, facets={}, page=1)),
        superseded=_address(replace(search, include_superseded=not search.include_superseded, page=1)),
    )


def _group(search: Search, name: str, values: Sequence[FacetValue]) -> FacetGroup:
    choices = [_choice(search, name, value) for value in values]
    front = [choice for choice in choices if choice.value.chosen]
    front += [choice for choice in choices if not choice.value.chosen][: max(0, SHOWN_VALUES - len(front))]
    kept = [choice for choice in choices if choice in front]
    rest = [choice for choice in choices if choice not in front]
    return FacetGroup(name=name, title=facet_title(name), first=tuple(kept), rest=tuple(rest))


def _choice(search: Search, name: str, value: FacetValue) -> FacetChoice:
    held = search.facets.get(name, ())
    wanted = tuple(each for each in held if each != value.value) if value.chosen else (*held, value.value)
    text = value.label if value.label != value.value else label(name, value.value)
    facets = {**search.facets, name: wanted}
    return FacetChoice(value=value, label=text, href=_address(replace(search, facets=facets, page=1)))


def _pages(search: Search, last: int) -> tuple[tuple[int | None, str], ...]:
    near = {1, last, *range(max(1, search.page - 2), min(last, search.page + 2) + 1)}
    found: list[tuple[int | None, str]] = []
    before = 0
    for number in sorted(near):
        if number > before + 1:
            found.append((None, ""))
        found.append((number, _address(replace(search, page=number))))
        before = number
    return tuple(found)


def _list_data(page: ListPage, facets: Mapping[str, Sequence[FacetValue]]) -> dict[str, Any]:
    rows = [{**plain(row), "ask": "".join(part.text for part in row_ask(row))} for row in page.results.rows]
    return {
        "total": page.results.total,
        "page": page.results.page,
        "per_page": page.results.per_page,
        "recommendations": rows,
        "facets": {name: plain(tuple(values)) for name, values in facets.items()},
    }
