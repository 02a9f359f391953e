"""A search as an address and back: every state of the list of recommendations has one, which others can share."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import request
from werkzeug.exceptions import BadRequest

from kg.conditions import ACTOR, FACETS, NOBODY, chosen_values
from kg.rows import Search, Sort
from web.library import library
from web.urls import iri_of, key_of, with_query

LIST: Final = "/recommendations"
_THINGS: Final = {"issuer": "actor", "addressee": "actor", ACTOR: "actor", "document": "document"}
_FILTERS: Final = (*FACETS, ACTOR)
_MOST_TEXT: Final = 500
_MOST_VALUES: Final = 50


def search_of_request() -> Search:
    """Give the search that the address asks for.

    Raises:
        BadRequest: it asks for none.
    """
    values = request.args
    try:
        return Search(
            text=values.get("q", "")[:_MOST_TEXT],
            only_words=values.get("words") == "exact",
            facets={name: _values(name) for name in _FILTERS if name in values},
            earliest=values.get("from") or None,
            latest=values.get("to") or None,
            sort=Sort(values.get("sort") or Sort.RELEVANCE),
            page=int(values.get("page", "1")),
            per_page=library().settings.per_page,
            after=_statement(values.get("after")),
            before=_statement(values.get("before")),
            include_superseded=values.get("superseded") == "yes",
        )
    except ValueError as error:
        raise BadRequest(f"The list can't be shown like this: {error}.") from error


def _values(name: str) -> tuple[str, ...]:
    given = [each for each in request.args.getlist(name) if each][:_MOST_VALUES]
    kind = _THINGS.get(name)
    things = (each if kind is None or "/" in each or each == NOBODY else iri_of(kind, each) for each in given)
    return chosen_values(name, things)


def _statement(key: str | None) -> str | None:
    return iri_of("statement", key) if key else None


def pairs_of(search: Search) -> list[tuple[str, str]]:
    """Give the parameters of a search, without the page; things stand in them by the last part of their IRI."""
    pairs = [("q", search.text)] if search.text else []
    pairs += [("words", "exact")] if search.only_words else []
    for name in _FILTERS:
        pairs += [(name, key_of(value) if name in _THINGS else value) for value in search.facets.get(name, ())]
    pairs += [(name, value) for name, value in (("from", search.earliest), ("to", search.latest)) if value]
    pairs += [("sort", search.sort.value)] if search.sort is not Sort.RELEVANCE else []
    return pairs + ([("superseded", "yes")] if search.include_superseded else [])


def list_address(search: Search) -> str:
    """Give the address of the page of the list that a search asks for."""
    pairs = pairs_of(search)
    if search.after:
        pairs.append(("after", key_of(search.after)))
    elif search.before:
        pairs.append(("before", key_of(search.before)))
    elif search.page > 1:
        pairs.append(("page", str(search.page)))
    return with_query(LIST, pairs)


def first_page(search: Search) -> Search:
    """Give a search from its first page on."""
    return replace(search, page=1, after=None, before=None)
