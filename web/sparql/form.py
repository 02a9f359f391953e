"""The form for people: a text field, examples, and the answer as a table or as Turtle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request

from kg.conversion import plain_rows, turtle_text
from kg.named_queries import NamedQuery, examples
from kg.names import names_of
from kg.repeats import adds_repeats, each_once
from kg.sparql import GateLimits, SafeQuery
from ontology.namespaces import PREFIXES
from web.library import library
from web.negotiation import GRAPHS, ROWS
from web.pages import respond
from web.problems import Problem
from web.urls import path_of, with_query

_BY_PREFIX: Final = sorted(PREFIXES.items(), key=lambda pair: -len(pair[1]))
_LONGEST_GRAPH: Final = 200_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One value in the table: its text, and where it leads or None."""

    text: str
    href: str | None = None
    full: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a query gave: rows, a yes or no, or a graph as Turtle.

    Attributes:
        variables: the columns.
        rows: as many rows as a page shows.
        total: how many there are.
        truth: the yes or no.
        turtle: the graph, or as much of it as a page shows.
        is_whole: whether all of it is shown.
        repeats: how many of the rows shown are the same as one before.
        once: where each row comes once, or None where that is no different.
        adds: whether what is counted or added up may come once for each document.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    total: int = 0
    truth: bool | None = None
    turtle: str | None = None
    is_whole: bool = True
    repeats: int = 0
    once: str | None = None
    adds: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SparqlPage:
    """The form with examples and limits, and the outcome or the error of what was asked."""

    query: str
    examples: tuple[tuple[str, tuple[tuple[NamedQuery, str], ...]], ...]
    prefixes: tuple[tuple[str, str], ...]
    limits: GateLimits
    outcome: Outcome | None = None
    error: Problem | None = None
    downloads: tuple[tuple[str, str], ...] = ()


def outcome_page(query: SafeQuery) -> Response:
    """Answer a query on a page.

    Raises:
        WarrantError: there is no whole answer.
    """
    with library().gate.fetch(query) as answer:
        truth = answer.truth()
        if truth is not None:
            outcome = Outcome(truth=truth)
        elif answer.is_graph:
            text = turtle_text(answer, _LONGEST_GRAPH)
            outcome = Outcome(turtle=text, is_whole=len(text) < _LONGEST_GRAPH)
        else:
            variables, rows, total = plain_rows(answer, library().settings.page_rows)
            names = names_of(library().store, _iris(rows))
            shown = tuple(tuple(_cell(term, names) for term in row) for row in rows)
            outcome = Outcome(
                variables=variables, rows=shown, total=total, is_whole=total == len(shown),
                repeats=len(shown) - len(set(shown)), once=_once(query.text), adds=adds_repeats(query.text),
            )  # fmt: skip
    pairs = [("query", query.text)]
    pairs += [("default-graph-uri", graph) for graph in query.dataset.default]
    pairs += [("named-graph-uri", graph) for graph in query.dataset.named]
    forms = GRAPHS[:4] if query.gives_graph else ROWS
    downloads = tuple((form.title, with_query(request.path, [*pairs, ("format", form.name)])) for form in forms)
    return form_page(query.text, outcome=outcome, downloads=downloads)


def form_page(
    query: str, *, outcome: Outcome | None = None, problem: Problem | None = None,
    downloads: tuple[tuple[str, str], ...] = (),
) -> Response:  # fmt: skip
    """Show the form."""
    page = SparqlPage(
        query=query,
        examples=tuple(
            (heading, tuple((each, with_query(request.path, [("query", each.filled({}))])) for each in known))
            for heading, queries in examples().items()
            if (known := tuple(each for each in queries if _needs_nothing(each)))
        ),
        prefixes=tuple(PREFIXES.items()),
        limits=library().gate.limits,
        outcome=outcome,
        error=problem,
        downloads=downloads,
    )
    response = respond("sparql/index.html", page, data=_data(page), status=200 if problem is None else problem.status)
    for name, value in problem.headers if problem is not None else ():
        response.headers[name] = value
    return response


def _once(text: str) -> str | None:
    query = each_once(text)
    return None if query is None else with_query(request.path, [("query", query)])


def _needs_nothing(query: NamedQuery) -> bool:
    return all(parameter.default is not None for parameter in query.parameters)


def _data(page: SparqlPage) -> dict[str, Any]:
    known = [each for _, queries in page.examples for each, _ in queries]
    return {
        "prefixes": dict(PREFIXES),
        "examples": [{"name": each.name, "question": each.question, "query": each.filled({})} for each in known],
        "limits": {
            "timeout": page.limits.timeout, "rows": page.limits.max_rows, "bytes": page.limits.most_bytes,
            "at_once": page.limits.at_once, "waiting": page.limits.waiting,
        },
    }  # fmt: skip


def _iris(rows: Sequence[Sequence[dict[str, str] | None]]) -> set[str]:
    return {term["value"] for row in rows for term in row if term is not None and term["type"] == "uri"}


def _cell(term: dict[str, str] | None, names: Mapping[str, str]) -> Cell | None:
    if term is None:
        return None
    value = term["value"]
    if term["type"] != "uri":
        return Cell(text=value)
    path = path_of(value)
    return Cell(text=names.get(value) or short(value), href=path if path != value else None, full=value)


def short(iri: str) -> str:
    """Give an IRI with the well-known prefix that fits best, or whole."""
    for prefix, namespace in _BY_PREFIX:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
