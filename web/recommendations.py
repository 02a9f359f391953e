"""The list of recommendations with its search, facets, order and paging."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response, request

from kg.document_list import titled_with
from kg.finding import MOST_RANKED
from kg.phrases import terms_of
from kg.rows import DocumentRow, Listing, Page, Search, Sort, StatementRow
from kg.wording import quotes, row_ask
from web.feeds import feed_of, title_of
from web.filters import MOST_VALUES, Chosen, FacetGroup, chosen_filters, facet_groups
from web.labels import sort_note, sort_title
from web.library import library
from web.pages import address_of, plain, respond
from web.searches import LIST, first_page, list_address, pairs_of, search_of_request
from web.spreadsheets import as_spreadsheet, is_wanted

blueprint = Blueprint("recommendations", __name__)
blueprint.add_app_template_global(quotes)

TITLED: Final = 3
"""Documents that are named above the list because their titles have the words searched."""

_SORTS: Final = (
    Sort.RELEVANCE, Sort.SUPPORT, Sort.DISPUTED, Sort.SOURCES, Sort.NEWEST, Sort.OLDEST, Sort.LOADED, Sort.CONFIDENCE,
    Sort.DOCUMENT,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A link to another page of the list."""

    words: str
    href: str
    rel: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Widened:
    """Words of the search that name topics.

    Attributes:
        words: as searched.
        topics: notations of the topics.
    """

    words: str
    topics: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListPage:
    """The list with its search, facets and paging.

    Attributes:
        title: what the list is of, in words.
        groups: the facets that can narrow it.
        chosen: what narrows it already.
        hidden: the parameters that the search form keeps.
        dated: those that the form for dates keeps.
        sort: the order that is chosen.
        sorts: orders with their names.
        note: what the order goes by, or nothing where its name says it.
        first: the first page.
        turns: links to other pages.
        widened: words that name topics, whether they are taken so or not.
        titled: documents in whose titles the words searched occur, on the first page; one more than is shown where
            there are more.
        other_words: the address of the list with those words taken the other way.
        only_words: how many there are if they aren't taken so, or None.
        clear: the list without filters.
        superseded: the list with replaced versions, or without where it has them.
        feed: where new entries of the list can be followed.
        csv: the whole list as a spreadsheet.
    """

    title: str
    search: Search
    results: Page[StatementRow]
    groups: tuple[FacetGroup, ...]
    chosen: tuple[Chosen, ...]
    hidden: tuple[tuple[str, str], ...]
    dated: tuple[tuple[str, str], ...]
    sort: Sort
    sorts: tuple[tuple[str, str], ...]
    note: str
    first: str
    turns: tuple[Turn, ...]
    widened: tuple[Widened, ...]
    titled: tuple[DocumentRow, ...]
    other_words: str
    only_words: int | None
    clear: str
    superseded: str
    feed: str
    csv: str


@blueprint.get(LIST)
def index() -> Response:
    """List recommendations, or send all of them as a spreadsheet."""
    search = search_of_request()
    if is_wanted():
        return as_spreadsheet(library().index.every(search), request.host_url)
    listing = library().index.listing(search, most=MOST_VALUES)
    return respond("recommendations/index.html", _list_page(search, listing), data=lambda: _list_data(listing))


def _list_page(search: Search, listing: Listing) -> ListPage:
    start = first_page(search)
    kept = pairs_of(search)
    return ListPage(
        title=title_of(search),
        search=search,
        results=listing.results,
        groups=facet_groups(search, listing.facets),
        chosen=chosen_filters(search, listing.facets),
        hidden=tuple(pair for pair in kept if pair[0] not in ("q", "sort")),
        dated=tuple(pair for pair in kept if pair[0] not in ("from", "to")),
        sort=_shown_sort(search),
        sorts=tuple((sort.value, sort_title(sort)) for sort in _SORTS if search.text or sort is not Sort.RELEVANCE),
        note=_note(search, listing),
        first=list_address(start),
        turns=_turns(search, listing.results),
        widened=_widened(search),
        titled=titled_with(library().index, search.text, most=TITLED + 1) if listing.results.first == 1 else (),
        other_words=list_address(replace(start, only_words=not search.only_words)),
        only_words=listing.only_words,
        clear=list_address(replace(start, facets={}, earliest=None, latest=None)),
        superseded=list_address(replace(start, include_superseded=not search.include_superseded)),
        feed=feed_of(search),
        csv=address_of("csv"),
    )


def _shown_sort(search: Search) -> Sort:
    return Sort.NEWEST if search.sort is Sort.RELEVANCE and not search.text else search.sort


def _note(search: Search, listing: Listing) -> str:
    if search.text and search.sort is Sort.RELEVANCE and listing.results.total > MOST_RANKED:
        return f"More than {MOST_RANKED:,} match, so the newest come first instead of the best match."
    return sort_note(_shown_sort(search))


def _widened(search: Search) -> tuple[Widened, ...]:
    return tuple(Widened(words=term.words, topics=term.topics) for term in terms_of(search.text) if term.topics)


def _turns(search: Search, results: Page[StatementRow]) -> tuple[Turn, ...]:
    if not results.rows:
        return ()
    start = first_page(search)
    turns = []
    if results.first > 1:
        before = replace(start, before=results.rows[0].iri) if results.first > results.per_page + 1 else start
        turns += [
            Turn(words="First page", href=list_address(start), rel="first"),
            Turn(words="Previous", href=list_address(before), rel="prev"),
        ]
    if results.last < results.total:
        turns += [
            Turn(words="Next", href=list_address(replace(start, after=results.rows[-1].iri)), rel="next"),
            Turn(words="Last page", href=list_address(replace(start, page=results.pages)), rel="last"),
        ]
    return tuple(turns)


def _list_data(listing: Listing) -> dict[str, Any]:
    results = listing.results
    rows = [{**plain(row), "ask": "".join(part.text for part in row_ask(row))} for row in results.rows]
    return {
        "total": results.total,
        "page": results.page,
        "per_page": results.per_page,
        "first": results.first,
        "only_words": listing.only_words,
        "topics_named": [{"words": words, "topics": list(topics)} for words, topics in listing.named],
        "recommendations": rows,
        "facets": {facet.name: plain(facet.values) for facet in listing.facets},
        "values_left_out": {facet.name: facet.others for facet in listing.facets if facet.others},
        "next": address_after(listing),
    }


def address_after(listing: Listing) -> str | None:
    """Give the address of the next page, or None on the last one."""
    turns = _turns(search_of_request(), listing.results)
    return next((turn.href for turn in turns if turn.rel == "next"), None)
