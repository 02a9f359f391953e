"""The first page: what is here, a picture of it, and what stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

from flask import Blueprint, Response, current_app

from kg.conditions import NOBODY
from kg.overview import Overview, Overviews, Tally
from kg.periods import Period, date_words
from kg.rows import StatementRow
from kg.wording import row_ask
from web.charts import NARROW, WIDE, Matrix, Timeline, matrix, timeline
from web.labels import label
from web.library import library
from web.pages import plain, respond
from web.urls import with_query

blueprint = Blueprint("home", __name__)

_KEY: Final = "warrant-overview"
_TOPICS: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class HomePage:
    """What the first page shows.

    Attributes:
        overview: all counts, and what stands out.
        topics: the commonest topics.
        wide: recommendations by topic and addressee, for wide screens and paper.
        narrow: the same for narrow ones.
        timeline: documents by time, for wide screens and paper.
        narrow_timeline: the same for narrow ones.
    """

    overview: Overview
    topics: tuple[Tally, ...]
    wide: Matrix
    narrow: Matrix
    timeline: Timeline
    narrow_timeline: Timeline


@blueprint.app_template_global()
def topic_name(tally: Tally) -> str:
    """Give what a topic is called; the lack of one has a name, too."""
    return "No topic found" if tally.value == NOBODY else label("topic", tally.value)


@blueprint.app_template_global()
def addressee_name(tally: Tally) -> str:
    """Give what an addressee is called; the lack of one has a name, too."""
    return "Nobody named" if tally.value == NOBODY else tally.name


@blueprint.app_template_global()
def asks_address(topic: Tally | None = None, addressee: Tally | None = None) -> str:
    """Give the list of recommendations of a topic, to an addressee, or both."""
    pairs = (("topic", topic), ("addressee", addressee))
    return with_query("/recommendations", [(name, tally.value) for name, tally in pairs if tally is not None])


@blueprint.app_template_global()
def period_address(period: Period) -> str:
    """Give the list of documents of a period."""
    if period.unit == "decade":
        years = range(int(period.since), int(period.until) + 1)
        return with_query("/documents", [("year", f"{year:04}") for year in years])
    return with_query("/documents", [(period.unit, period.since)])


@blueprint.app_template_global()
def asks_words(count: int, topic: Tally | None = None, addressee: Tally | None = None) -> str:
    """Say what a number of the picture counts: `3 recommendations on export controls to the Congress`."""
    words = f"{count:,} recommendation{'' if count == 1 else 's'}"
    if topic is not None:
        words += " without a topic" if topic.value == NOBODY else f" on {label('topic', topic.value)}"
    if addressee is not None:
        words += ", nobody named to act" if addressee.value == NOBODY else f", addressed to {addressee.name}"
    return words


blueprint.add_app_template_filter(date_words)


@blueprint.get("/")
def index() -> Response:
    """Show the whole at a glance."""
    found = _overviews().now()
    page = HomePage(
        overview=found,
        topics=found.topics[:_TOPICS],
        wide=matrix(found.spread, WIDE, topic_name=topic_name, addressee_name=addressee_name),
        narrow=matrix(found.spread, NARROW, topic_name=topic_name, addressee_name=addressee_name),
        timeline=timeline(found.periods, width=WIDE.width, label_letters=_longest(found)),
        narrow_timeline=timeline(found.periods, width=NARROW.width, label_letters=_longest(found)),
    )
    return respond("home/index.html", page, data=lambda: _data(found))


def _overviews() -> Overviews:
    kept = current_app.extensions.setdefault(_KEY, Overviews(library().index))
    return cast(Overviews, kept)


def _longest(found: Overview) -> int:
    return max((len(period.name) for period in found.periods), default=1)


def _data(found: Overview) -> dict[str, Any]:
    cells = [
        {"topic": topic, "addressee": addressee, "recommendations": number}
        for (topic, addressee), number in found.spread.cells.items()
    ]
    return {
        **plain(found),
        "spread": {**plain(found.spread), "cells": cells},
        "supported": [_asked(row) for row in found.supported],
        "disputed": [_asked(row) for row in found.disputed],
        "news": [{**plain(each), "ask": None if each.ask is None else _asked(each.ask)} for each in found.news],
    }


def _asked(row: StatementRow) -> dict[str, Any]:
    return {**plain(row), "ask": "".join(part.text for part in row_ask(row))}
