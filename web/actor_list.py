"""The list of actors: search, kinds with counts, order and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import request
from werkzeug.exceptions import BadRequest

from kg.directory import ActorSearch, ActorSort, Directory
from kg.rows import ActorRow, Page
from web.pages import plain
from web.urls import with_query

PATH: Final = "/actors"
SORTS: Final = {
    ActorSort.ASKS: "Most asks",
    ActorSort.MADE: "Most asks made",
    ActorSort.RECEIVED: "Most asks received",
    ActorSort.CLAIMS: "Most claims",
    ActorSort.NAME: "Name",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class KindChoice:
    """A kind of actor with how many the search finds of it; the kind "" stands for all."""

    kind: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorsPage:
    """The list of actors.

    Attributes:
        search: what is looked for.
        found: the actors of this page.
        kinds: the kinds with counts, all of them first.
        mentioned: how many further actors are only mentioned, by no statement and asked for nothing.
        other: the address with or without these.
        pages: page numbers with addresses; a gap has no number.
    """

    search: ActorSearch
    found: Page[ActorRow]
    kinds: tuple[KindChoice, ...]
    mentioned: int
    other: str
    pages: tuple[tuple[int | None, str], ...]
    sorts: Mapping[ActorSort, str]


def actors_page(known: Directory) -> tuple[ActorsPage, dict[str, Any]]:
    """Give the page that the address asks for, and the same as data.

    Raises:
        BadRequest: it asks for none.
    """
    search = _search()
    found = known.find(search)
    page = ActorsPage(
        search=search,
        found=found,
        kinds=_kinds(search, known),
        mentioned=0 if search.mentioned else known.only_mentioned(search),
        other=_address(replace(search, mentioned=not search.mentioned, page=1)),
        pages=numbered(found, lambda number: _address(replace(search, page=number))),
        sorts=SORTS,
    )
    data = {"total": found.total, "page": found.page, "per_page": found.per_page, "actors": plain(found.rows)}
    return page, {**data, "kinds": known.kinds(search)}


def _search() -> ActorSearch:
    given = request.args
    try:
        return ActorSearch(
            text=given.get("q", "").strip()[:200],
            kind=given.get("kind", ""),
            mentioned=given.get("mentioned") == "yes",
            sort=ActorSort(given.get("sort") or ActorSort.ASKS),
            page=int(given.get("page", "1")),
        )
    except ValueError as error:
        raise BadRequest(f"The list can't be shown like this: {error}.") from error


def _address(search: ActorSearch) -> str:
    pairs = [
        ("q", search.text),
        ("kind", search.kind),
        ("sort", "" if search.sort is ActorSort.ASKS else search.sort.value),
        ("mentioned", "yes" if search.mentioned else ""),
        ("page", str(search.page) if search.page > 1 else ""),
    ]
    return with_query(PATH, [pair for pair in pairs if pair[1]])


def _kinds(search: ActorSearch, known: Directory) -> tuple[KindChoice, ...]:
    counts = known.kinds(search)
    choices = {"": sum(counts.values()), **counts}
    if search.kind not in choices:
        choices[search.kind] = 0
    return tuple(
        KindChoice(
            kind=kind, count=count, chosen=kind == search.kind, href=_address(replace(search, kind=kind, page=1))
        )
        for kind, count in choices.items()
    )


def numbered(found: Page[Any], address: Callable[[int], str]) -> tuple[tuple[int | None, str], ...]:
    """Give the numbers of pages near this one, the first and the last, with addresses; a gap has no number."""
    near = {1, found.pages, *range(max(1, found.page - 2), min(found.pages, found.page + 2) + 1)}
    links: list[tuple[int | None, str]] = []
    before = 0
    for number in sorted(near):
        if number > before + 1:
            links.append((None, ""))
        links.append((number, address(number)))
        before = number
    return tuple(links)
