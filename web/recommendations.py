"""The list of recommendations, and one statement with its trace beside the source text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from kg.conditions import FACETS
from kg.errors import StoreError
from kg.identifiers import kind_of
from kg.model import Document, Recommendation, Statement
from kg.rows import FacetValue, Page, Search, Sort, StatementRow
from kg.trace import Trace, trace
from kg.wording import Part, ask, row_ask
from web.highlights import Mark
from web.labels import facet_title, label
from web.layout import ShownBlock, around, blocks, rest_after, show
from web.library import library
from web.pages import plain, respond
from web.turtle import described
from web.urls import iri_of, key_of, path_of, quote_anchor, statement_anchor, with_query

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
    return respond("recommendations/statement.html", page, data=found.to_dict(), rdf=lambda form: described(iri, form))


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
