"""Following: Atom feeds (RFC 4287) of what is new in any list of recommendations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Final
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request

from kg.column_reader import day_range
from kg.conditions import ACTOR, FACETS, NOBODY
from kg.identifiers import BASE
from kg.rows import Search, Sort, StatementRow
from kg.wording import counted, row_ask
from web.labels import facet_title, label
from web.library import library
from web.pages import respond
from web.searches import list_address, pairs_of, search_of_request
from web.urls import is_web_address, key_of, path_of, with_query

blueprint = Blueprint("feeds", __name__)

ENTRIES: Final = 50
"""Entries of a feed, the latest ones."""

_PATH: Final = "/feed"
_FOLLOW: Final = "/follow"
_LATEST: Final = 5
_ATOM: Final = "http://www.w3.org/2005/Atom"
_NEVER: Final = "1970-01-01T00:00:00Z"
_FORBIDDEN: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def feed_address(**parameters: str | Iterable[str]) -> str:
    """Give where what is new can be followed, for the parameters of the list of recommendations.

    Args:
        parameters: such as `topic="export-controls"`, `q="distillation"`, `issuer=KEY`, `addressee=KEY`, or
            `actor=KEY` for what somebody asks or is asked; IRIs may stand in place of keys.
    """
    pairs = [
        (name, value) for name, given in parameters.items() for value in ([given] if isinstance(given, str) else given)
    ]
    return with_query(_PATH, [(name, key_of(value) if value.startswith(BASE) else value) for name, value in pairs])


def feed_of(search: Search) -> str:
    """Give where what is new in a list can be followed; its order and page say nothing there."""
    return with_query(_PATH, pairs_of(replace(search, sort=Sort.RELEVANCE)))


@blueprint.app_template_global()
def follow_address(feed: str) -> str:
    """Give the page that tells how to follow a feed, for the feed's address on this server."""
    return _FOLLOW + feed.removeprefix(_PATH)


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowPage:
    """How to follow a list.

    Attributes:
        title: what the list is of, in words.
        feed: where the feed is on this server.
        address: the same in full, for a feed reader.
        list: where the list is.
        latest: what came in last.
    """

    title: str
    feed: str
    address: str
    list: str
    latest: tuple[StatementRow, ...]


@blueprint.get(_FOLLOW)
def follow() -> Response:
    """Tell how to follow a list, since a browser shows a feed as code."""
    search = replace(search_of_request(), sort=Sort.LOADED, page=1, after=None, before=None)
    address = feed_of(search)
    page = FollowPage(
        title=title_of(search),
        feed=address,
        address=f"{request.host_url.rstrip('/')}{address}",
        list=list_address(replace(search, sort=Sort.RELEVANCE)),
        latest=tuple(islice(library().index.every(search, at_once=_LATEST), _LATEST)),
    )
    return respond("recommendations/follow.html", page, data={"feed": page.address, "title": page.title})


@blueprint.get(_PATH)
def feed() -> Response:
    """Give the recommendations that came in last."""
    search = replace(search_of_request(), sort=Sort.LOADED, page=1, after=None, before=None)
    rows = list(islice(library().index.every(search, at_once=ENTRIES), ENTRIES))
    response = Response(
        written(search, rows, request.host_url.rstrip("/")), content_type="application/atom+xml; charset=utf-8"
    )
    latest = max(map(moment_of, rows), default=None)
    if latest is not None:
        response.last_modified = datetime.fromisoformat(latest.replace("Z", "+00:00"))
    response.add_etag()
    response.make_conditional(request)
    return response


def moment_of(row: StatementRow) -> str:
    """Give when a recommendation became known, in UTC.

    That is when a run first brought its document into the graph; where no run says so, the day on which the document
    was issued; and for a document without a date the beginning of 1970.
    """
    if row.loaded:
        moment = datetime.fromisoformat(row.loaded.replace("Z", "+00:00")).astimezone(UTC)
        return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    earliest, _ = day_range(row.issued)
    if not earliest:
        return _NEVER
    return f"{earliest // 10_000:04}-{earliest // 100 % 100:02}-{earliest % 100:02}T00:00:00Z"


def title_of(search: Search) -> str:
    """Say in words what a list is of."""
    parts = [f"“{search.text.strip()}”"] if search.text.strip() else []
    for name in (*FACETS, ACTOR):
        parts += [_words(name, value) for value in search.facets.get(name, ())]
    parts += [f"from {search.earliest}"] if search.earliest else []
    parts += [f"to {search.latest}"] if search.latest else []
    return "Recommendations" + (f": {', '.join(parts)}" if parts else "")


def _words(name: str, value: str) -> str:
    lookup = library().index
    if value != NOBODY and name in ("issuer", "addressee", ACTOR):
        row = lookup.actor(value)
        who = {"issuer": "asked by", "addressee": "asked of"}.get(name, "asked by or of")
        return f"{who} {row.name if row else 'somebody unknown'}"
    if name == "document":
        document = lookup.document(value)
        return f"in {document.title}" if document else "in an unknown document"
    said = label(name, value)
    return said if name in ("topic", "year") else f"{facet_title(name).lower()}: {said}"


def written(search: Search, rows: Iterable[StatementRow], host: str) -> bytes:
    """Write a feed.

    Args:
        search: what it follows.
        rows: its entries, the latest first.
        host: the server's address.
    """
    listed = list(rows)
    root = ET.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "en"})
    pairs = pairs_of(replace(search, sort=Sort.RELEVANCE))
    # The same list has the same id wherever it is served.
    _text(root, "id", with_query(f"{BASE}feed", sorted(pairs)))
    _text(root, "title", f"{title_of(search)} · Warrant")
    _text(
        root,
        "subtitle",
        f"The latest {counted(len(listed), 'recommendation')} of the list." if listed else "Nothing yet.",
    )
    _text(root, "updated", max(map(moment_of, listed), default=_NEVER))
    _link(root, "self", f"{host}{with_query(_PATH, pairs)}", "application/atom+xml")
    _link(root, "alternate", f"{host}{list_address(replace(search, sort=Sort.RELEVANCE))}", "text/html")
    _person(root, "Warrant")
    _text(root, "generator", "Warrant")
    for row in listed:
        _entry(root, row, host)
    ET.register_namespace("", _ATOM)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _entry(root: ET.Element, row: StatementRow, host: str) -> None:
    entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
    _text(entry, "id", row.iri)
    _text(entry, "title", "".join(part.text for part in row_ask(row)))
    _text(entry, "updated", moment_of(row))
    _link(entry, "alternate", f"{host}{path_of(row.iri)}", "text/html")
    if is_web_address(row.document_url):
        _link(entry, "via", str(row.document_url), None)
    _person(entry, row.speaker.name if row.speaker else row.publisher or "Not named")
    for topic in row.topics:
        ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": topic, "label": label("topic", topic)})
    _text(entry, "summary", f"“{row.exact}” — {_source(row)}. {_standing(row)}")


def _source(row: StatementRow) -> str:
    parts = (row.document_title, f"page {row.page}" if row.page else None, row.publisher, row.issued)
    brief = " (a brief written for this project, not the source itself)" if row.is_brief else ""
    return ", ".join(part for part in parts if part) + brief


def _standing(row: StatementRow) -> str:
    reasons = counted(row.supports, "reason") + " for it" if row.supports else "No reason found"
    against = f", {counted(row.disputes, 'reason')} against it" if row.disputes else ""
    return f"{reasons}{against}. Read by a machine{'' if row.review == 'machine' else f', {row.review} by a person'}."


def _text(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = clean(words)


def _link(parent: ET.Element, rel: str, href: str, media_type: str | None) -> None:
    kind = {} if media_type is None else {"type": media_type}
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, **kind, "href": clean(href)})


def _person(parent: ET.Element, name: str) -> None:
    _text(ET.SubElement(parent, f"{{{_ATOM}}}author"), "name", name)


def clean(words: str) -> str:
    """Leave out what XML 1.0 can't hold (production 2 of its grammar)."""
    return _FORBIDDEN.sub("", words)
