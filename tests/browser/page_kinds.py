"""One address of every kind of page, on the small graph of `tests.query_graph`."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from kg.model import Extraction, Statement
from tests import factories, query_graph
from web.urls import key_of

PRESS, _, REVISED, STATUTE, LETTER, BRIEF = query_graph.extractions()


def _statement(found: Extraction, beginning: str) -> Statement:
    return next(each for each in found.statements if each.quote.exact.startswith(beginning))


CLOSE: Final = key_of(_statement(PRESS, factories.CLOSE_LOOPHOLES).iri)
SURVEY: Final = key_of(_statement(REVISED, "A 2025 survey").iri)
FUND: Final = key_of(_statement(REVISED, "Congress should fund").iri)
_CENTER: Final = key_of(query_graph.CENTER.iri)
_CONGRESS: Final = key_of(factories.CONGRESS.iri)
_PAPERS: Final = f"document={key_of(PRESS.document.iri)}&document={key_of(REVISED.document.iri)}"
_ROWS: Final = quote("SELECT ?ask ?words WHERE { ?ask a w:Recommendation ; w:quote/oa:hasSelector/oa:exact ?words }")

KINDS: Final[dict[str, str]] = {
    "home": "/",
    "recommendations": "/recommendations",
    "a search with results": "/recommendations?q=smuggling&topic=export-controls&from=2025",
    "a search without results": "/recommendations?q=zeppelin",
    "how to follow a list": "/follow?q=smuggling",
    "a recommendation with reasons for and against": f"/id/statement/{CLOSE}",
    "a recommendation with reasons for it": f"/id/statement/{FUND}",
    "a claim with a reason against it": f"/id/statement/{SURVEY}",
    "how to cite a statement": f"/id/statement/{CLOSE}/cite",
    "a document": f"/id/document/{key_of(REVISED.document.iri)}",
    "a bill": f"/id/document/{key_of(STATUTE.document.iri)}",
    "a brief document": f"/id/document/{key_of(BRIEF.document.iri)}",
    "citations of a document": f"/id/document/{key_of(BRIEF.document.iri)}/citations",
    "documents": "/documents",
    "actors": "/actors",
    "an actor that asks": f"/id/actor/{_CENTER}",
    "an actor that is asked": f"/id/actor/{_CONGRESS}",
    "topics": "/topics",
    "a topic": "/id/topic/export-controls",
    "choosing what to compare": "/compare",
    "documents compared": f"/compare?{_PAPERS}",
    "actors compared": f"/compare?actor={_CENTER}&actor={key_of(query_graph.CHAMBER.iri)}",
    "where exploring starts": "/explore",
    "what lies around an actor": f"/explore?node=actor/{_CONGRESS}",
    "what lies around a statement": f"/explore?node=statement/{CLOSE}",
    "a brief": f"/brief?statement={CLOSE}&statement={FUND}",
    "an empty list": "/list",
    "a list": f"/list?statement={CLOSE}&statement={FUND}",
    "the method": "/method",
    "releases": "/releases",
    "the ontology": "/ontology",
    "questions": "/api/queries",
    "a query with its rows": f"/sparql?query={_ROWS}",
    "a query that fails": "/sparql?query=SELECT",
    "nothing at the address": "/nowhere",
    "an address that can't be": "/list?statement=x",
}
"""What each kind is called, and where the server has one of it."""

FAILING: Final = {"a query that fails": 400, "nothing at the address": 404, "an address that can't be": 400}
"""The kinds that are answered with an error, and its status."""
