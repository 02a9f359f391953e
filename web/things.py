"""Things without a page of their own: as Turtle they are themselves, for people they are a place on another page."""

from __future__ import annotations

from typing import Final, TypeVar

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from kg.described import justified, read_by
from kg.identifiers import kind_of
from web.library import library
from web.pages import form_of
from web.turtle import described
from web.urls import iri_of, key_of, path_of, statement_anchor, with_query

blueprint = Blueprint("things", __name__)

T = TypeVar("T")

_FORMS: Final = ["html", "json", "turtle"]


@blueprint.get("/id/<any(passage, mention, citation, quote, justification, extraction):kind>/<key>")
def thing(kind: str, key: str) -> Answer:
    """Give a thing as Turtle, or lead to the page where it is shown."""
    iri = iri_of(kind, key)
    if kind_of(iri) != kind:
        raise NotFound
    form = form_of(_FORMS)
    if form == "turtle":
        answer: Answer = Response(described(iri), content_type="text/turtle; charset=utf-8")
    else:
        answer = redirect(_shown_at(kind, iri, form), 303)
    answer.vary.add("Accept")
    return answer


def _shown_at(kind: str, iri: str, form: str) -> str:
    asked = [("format", form)] if "format" in request.args else []
    if kind == "justification":
        target, premise = _known(justified(library().store, iri))
        return with_query(path_of(target), asked) + f"#{statement_anchor(premise)}"
    if kind == "extraction":
        return with_query(path_of(_known(read_by(library().store, iri))), asked)
    document, start, end = _known(_place(kind, key_of(iri)))
    return with_query(path_of(document), [("start", str(start)), ("end", str(end)), *asked]) + "#place"


def _known(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found


def _place(kind: str, key: str) -> tuple[str, int, int] | None:
    # A quote has the key of whatever stands at its place: a statement, a mention or a citation.
    lookup = library().index
    kinds = ("mention", "citation", "passage") if kind == "quote" else (kind,)
    for each in kinds:
        found = lookup.place(iri_of(each, key))
        if found is not None:
            return found.document, found.start, found.end
    row = lookup.statement(iri_of("statement", key)) if kind == "quote" else None
    return None if row is None else (row.document, row.start, row.end)
