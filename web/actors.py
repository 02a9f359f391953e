"""Actors: who asks, who is asked, who claims what."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from kg.rows import ActorRow, DocumentRow, StatementRow
from web.library import library
from web.pages import plain, respond
from web.turtle import described
from web.urls import iri_of, with_query

blueprint = Blueprint("actors", __name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorsPage:
    """All actors: those who take part, and those who are only mentioned."""

    active: tuple[ActorRow, ...]
    mentioned: tuple[ActorRow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorPage:
    """One actor with all that is said by and to it."""

    actor: ActorRow
    made: tuple[StatementRow, ...]
    received: tuple[StatementRow, ...]
    claims: tuple[StatementRow, ...]
    documents: tuple[DocumentRow, ...]
    query: str


@blueprint.get("/actors")
def index() -> Response:
    """List all actors."""
    rows = library().index.actors()
    active = tuple(row for row in rows if row.asks_made or row.asks_received or row.claims)
    page = ActorsPage(active=active, mentioned=tuple(row for row in rows if row not in set(active)))
    return respond("actors/index.html", page, data={"actors": plain(rows)})


@blueprint.get("/id/actor/<key>")
def actor(key: str) -> Response:
    """Show one actor."""
    lookup, iri = library().index, iri_of("actor", key)
    row = lookup.actor(iri)
    if row is None:
        raise NotFound
    page = ActorPage(
        actor=row,
        made=lookup.asks_made(iri),
        received=lookup.asks_received(iri),
        claims=lookup.claims_of(iri),
        documents=lookup.documents_of(iri),
        query=with_query("/sparql", [("query", parts_query(iri))]),
    )
    data = {name: value for name, value in plain(page).items() if name != "query"}
    return respond("actors/actor.html", page, data=data, rdf=lambda form: described(iri, form))


def parts_query(iri: str) -> str:
    """Give the query for the statements that an actor makes or is asked in."""
    return (
        "SELECT ?statement ?part ?words WHERE {\n"
        "  VALUES ?part { w:issuer w:addressee w:assertedBy }\n"
        f"  ?statement ?part <{iri}> ; w:quote/oa:hasSelector/oa:exact ?words .\n"
        "}\n"
        "ORDER BY ?part ?statement"
    )
