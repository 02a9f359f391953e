"""The first page, the page about the whole, and the ontology."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response

from kg.rows import Counts, Search, Sort, StatementRow
from kg.wording import row_ask
from ontology.resources import ontology_graph
from web.library import library
from web.pages import plain, respond
from web.settings import Settings

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class HomePage:
    """What the first page shows."""

    counts: Counts
    newest: tuple[StatementRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AboutPage:
    """What the page about the whole shows; `scores` is None where nothing was measured here."""

    counts: Counts
    scores: dict[str, Any] | None


@blueprint.get("/")
def index() -> Response:
    """Show how much there is and the newest asks."""
    lookup = library().index
    newest = lookup.recommendations(Search(sort=Sort.NEWEST, per_page=6)).rows
    page = HomePage(counts=lookup.counts(), newest=newest)
    return respond("home/index.html", page, data=_home_data(page))


def _home_data(page: HomePage) -> dict[str, Any]:
    newest = [{**plain(row), "ask": "".join(part.text for part in row_ask(row))} for row in page.newest]
    return {"counts": plain(page.counts), "newest": newest}


@blueprint.get("/about")
def about() -> Response:
    """Say what this is, how it reads, and how well."""
    page = AboutPage(counts=library().index.counts(), scores=_scores(library().settings))
    return respond("home/about.html", page, data=plain(page))


def _scores(settings: Settings) -> dict[str, Any] | None:
    if settings.scores is None or not settings.scores.is_file():
        return None
    found = json.loads(settings.scores.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else None


@blueprint.get("/ontology")
def ontology() -> Response:
    """Give the vocabulary as Turtle."""
    return Response(ontology_graph().serialize(format="turtle"), content_type="text/turtle; charset=utf-8")
