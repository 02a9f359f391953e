"""The first page, the page about the whole, and the ontology."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response

from kg.rows import Counts, Search, Sort, StatementRow
from kg.wording import row_ask
from web.library import library
from web.pages import plain, respond
from web.settings import Settings

blueprint = Blueprint("home", __name__)

_SHOWN: Final = 6
_WORDS: Final = {"f1": "F1", "macro_f1": "F1, mean of the roles", "attacks": "against", "supports": "for"}
_RECENT: Final = Search(sort=Sort.NEWEST, per_page=120)


@dataclass(frozen=True, kw_only=True, slots=True)
class HomePage:
    """What the first page shows."""

    counts: Counts
    newest: tuple[StatementRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """One line of measured scores in words: what was measured, and its figures by name, from 0 to 1."""

    what: str
    figures: dict[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class AboutPage:
    """What the page about the whole shows.

    Attributes:
        counts: how much there is.
        scores: measured scores; empty where nothing was measured here.
        measured_on: how many hand-labelled documents they were measured on, or None.
    """

    counts: Counts
    scores: tuple[Score, ...]
    measured_on: int | None


@blueprint.get("/")
def index() -> Response:
    """Show how much there is and the newest asks."""
    lookup = library().index
    page = HomePage(counts=lookup.counts(), newest=_newest(lookup.recommendations(_RECENT).rows))
    return respond("home/index.html", page, data=_home_data(page))


def _newest(rows: Iterable[StatementRow]) -> tuple[StatementRow, ...]:
    """Give one ask of each of the newest documents: one with reasons before one without, then the surest."""
    best: dict[str, StatementRow] = {}
    for row in rows:
        held = best.get(row.document)
        if held is None or (row.supports > 0, row.confidence) > (held.supports > 0, held.confidence):
            best[row.document] = row
    return tuple(best.values())[:_SHOWN]


def _home_data(page: HomePage) -> dict[str, Any]:
    newest = [{**plain(row), "ask": "".join(part.text for part in row_ask(row))} for row in page.newest]
    return {"counts": plain(page.counts), "newest": newest}


@blueprint.get("/about")
def about() -> Response:
    """Say what this is, how it reads, and how well."""
    measured = _measured(library().settings)
    documents = measured.get("documents")
    page = AboutPage(
        counts=library().index.counts(),
        scores=tuple(_scores("", measured)),
        measured_on=documents if isinstance(documents, int) else None,
    )
    return respond("home/about.html", page, data=plain(page))


def _measured(settings: Settings) -> dict[str, Any]:
    if settings.scores is None or not settings.scores.is_file():
        return {}
    found = json.loads(settings.scores.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _scores(what: str, measured: dict[str, Any]) -> Iterator[Score]:
    """Flatten nested scores; only figures from 0 to 1 are scores, whole numbers are counts."""
    figures = {_words(name): value for name, value in measured.items() if isinstance(value, float)}
    if figures:
        yield Score(what=what or "All", figures=figures)
    for name, value in measured.items():
        if isinstance(value, dict):
            words = _words(name)
            yield from _scores(f"{what}, {words}" if what else words[:1].upper() + words[1:], value)


def _words(name: str) -> str:
    return _WORDS.get(name, name.replace("_", " "))
