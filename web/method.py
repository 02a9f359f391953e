"""The page on the method: how the reading is done, how often it is right, what it can't do, and what to do then."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response

from kg.rows import Counts
from web.library import library
from web.pages import plain, respond
from web.settings import Settings

blueprint = Blueprint("method", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """So many of a hundred, in a sentence."""

    of_hundred: int
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """What was measured, and the shares that came of it."""

    what: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """One line of measured scores as researchers write them: what was measured, and its figures from 0 to 1."""

    what: str
    figures: dict[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodPage:
    """What the page shows.

    Attributes:
        counts: how much there is.
        measures: the measured scores in words; empty where nothing was measured here.
        scores: the same as figures, all of them.
        measured_on: how many hand-labelled documents they were measured on, or None.
    """

    counts: Counts
    measures: tuple[Measure, ...]
    scores: tuple[Score, ...]
    measured_on: int | None


@blueprint.get("/method")
def index() -> Response:
    """Say how the reading is done, and how well."""
    measured = _measured(library().settings)
    documents = measured.get("documents")
    page = MethodPage(
        counts=library().index.counts(),
        measures=tuple(_measures(measured)),
        scores=tuple(_scores("", measured)),
        measured_on=documents if isinstance(documents, int) else None,
    )
    return respond("home/method.html", page, data=lambda: plain(page))


@blueprint.get("/about")
def about() -> Response:
    """Lead to where this page's content went."""
    return Response(status=301, headers={"Location": "/method"})


def _measured(settings: Settings) -> dict[str, Any]:
    if settings.scores is None or not settings.scores.is_file():
        return {}
    found = json.loads(settings.scores.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


# What is measured, the path to its score, and the sentence that goes on from "of 100" or "in N of 100".
_FOUND: Final = (
    ("Recommendations", "roles.recommendation", "passages that it calls a recommendation, {} are",
     "recommendations that are there, it finds {}"),
    ("Claims", "roles.claim", "passages that it calls a claim, {} are", "claims that are there, it finds {}"),
    ("Evidence", "roles.evidence", "passages that it calls evidence, {} are",
     "pieces of evidence that are there, it finds {}"),
    ("Reasons for", "links.supports", "reasons that it gives for a statement, {} are meant so by the author",
     "reasons that the author gives, it finds {}"),
    ("Reasons against", "links.attacks", "reasons that it gives against a statement, {} are meant so by the author",
     "reasons against that the author gives, it finds {}"),
    ("Who is named", "actors", "people and bodies that it names, {} are named rightly",
     "people and bodies that a document names, it finds {}"),
    ("Who speaks, where it isn't the author", "attribution", "statements that it gives to somebody else, {} are theirs",
     "statements by somebody else, it finds who speaks for {}"),
)  # fmt: skip
_RIGHT: Final = (
    ("Whom a recommendation addresses", "frames.addressee", "recommendations, all addressees are right in {}"),
    ("How firmly it asks", "frames.strength", "recommendations, must, should or may is right in {}"),
    ("By which means", "frames.instrument", "recommendations, the means is right in {}"),
    ("Quotes", "quotes.right", "quotes, {} stand in the stored text word for word"),
)


def _measures(measured: Mapping[str, Any]) -> Iterator[Measure]:
    for what, path, right, found in _FOUND:
        scores = _at(measured, path)
        if isinstance(scores, dict):
            shares = _shares(scores, right, found)
            if shares:
                yield Measure(what=what, shares=shares)
    for what, path, words in _RIGHT:
        value = _at(measured, path)
        if isinstance(value, float):
            yield Measure(what=what, shares=(_share(value, words),))


def _shares(scores: Mapping[str, Any], right: str, found: str) -> tuple[Share, ...]:
    if scores.get("recall") == 0:
        # Nothing right was found, so that a share of what was shown would say nothing more.
        return (Share(of_hundred=0, words="It found none of those in the test documents"),)
    pairs = ((scores.get("precision"), right), (scores.get("recall"), found))
    return tuple(_share(value, words) for value, words in pairs if isinstance(value, float))


def _at(measured: Mapping[str, Any], path: str) -> Any:
    found: Any = measured
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _share(value: float, words: str) -> Share:
    number = round(100 * value)
    return Share(of_hundred=number, words=f"Of 100 {words.format(number)}")


_WORDS: Final = {"f1": "F1", "macro_f1": "F1, mean of the roles", "attacks": "against", "supports": "for"}


def _scores(what: str, measured: Mapping[str, Any]) -> Iterator[Score]:
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
