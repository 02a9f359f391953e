"""The query behind each page, shown at its foot and opened from there in the editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import request

from kg.list_query import list_query
from kg.named_queries import named_query
from web.actors import parts_query
from web.comparing import compared_query
from web.documents import statements_query
from web.explore import around_query
from web.lists import entries_query
from web.searches import search_of_request
from web.statements import trace_query
from web.urls import iri_of, with_query


@dataclass(frozen=True, slots=True)
class ShownQuery:
    """A query and where the editor opens it."""

    text: str
    address: str


def _example(name: str, **values: str) -> Callable[..., str]:
    return lambda **_: named_query(name).filled(values)


def _topic_query(kind: str, key: str) -> str | None:
    return named_query("asks-on-topic").filled({"topic": iri_of(kind, key)}) if kind == "topic" else None


_QUERIES: Final[dict[str, Callable[..., str | None]]] = {
    "home.index": _example("recommendations", since="2000"),
    "recommendations.index": lambda **_: list_query(search_of_request()),
    "statements.statement": lambda key: trace_query(iri_of("statement", key)),
    "documents.index": _example("documents", since="1900"),
    "documents.document": lambda key: statements_query(iri_of("document", key)),
    "actors.index": _example("most-asked"),
    "actors.actor": lambda key: parts_query(iri_of("actor", key)),
    "topics.index": _example("asks-by-topic"),
    "things.thing": lambda kind, key: _topic_query(kind, key),
    "comparing.index": lambda **_: compared_query(),
    "explore.explore": lambda **_: around_query(),
    "lists.index": lambda **_: entries_query(),
    "briefs.brief": lambda **_: entries_query() or list_query(search_of_request()),
    "method.index": _example("confidence"),
}


def shown_query() -> ShownQuery | None:
    """Give the query behind the page that is being made, or None where it has none."""
    make = _QUERIES.get(request.endpoint or "")
    if make is None:
        return None
    values: dict[str, Any] = request.view_args or {}
    text = make(**values)
    return None if text is None else ShownQuery(text, with_query("/sparql", [("query", text)]))
