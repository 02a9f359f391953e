"""The application factory: blueprints, template helpers, headers that keep a hostile document harmless."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from kg.archive import Archive
from kg.data import DataDirectory
from kg.errors import SettingsError
from kg.index import Index
from kg.provenance import RUN_TERMS
from kg.sparql import Gate, GateLimits
from kg.store import RUN_GRAPHS, Store
from kg.wording import confidence_words, counted, row_ask
from web import (
    actors,
    api,
    briefs,
    comparing,
    documents,
    errors,
    explore,
    exports,
    feeds,
    graphstore,
    home,
    labels,
    lists,
    method,
    recommendations,
    releases,
    statements,
    things,
    topics,
    urls,
)
from web.cors import allow_origins
from web.headers import SAFE
from web.highlights import render_matches
from web.hosts import check_hosts
from web.library import Library, keep
from web.navigation import navigation
from web.pages import TITLES
from web.settings import Settings
from web.shown import shown_query
from web.sparql import endpoint
from web.sparql.quick import ShortWay
from web.suffixes import with_suffixes


def create_app(
    settings: Settings, store: Store | None = None, *, index: Index | None = None, archive: Archive | None = None
) -> Flask:
    """Build the application.

    Args:
        settings: the choices of the deployment.
        store: where the graph is, or None to open the one in the data directory.
        index: the search index, or None for the one in the data directory.
        archive: original bytes and texts, or None for those in the data directory.

    Raises:
        SettingsError: something has to be opened, and the settings name no data directory.
        StoreError: store or index can't be opened.
    """
    app = Flask("web", static_url_path="/static")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_bytes
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    library = _library(settings, store, index, archive)
    keep(app.extensions, library)
    check_hosts(app, settings.host)
    things_shown = (statements, documents, actors, topics, things)
    pages = (home, method, recommendations, feeds, explore, comparing, briefs, lists)
    # What answers for any address under /id comes last, because of equal rules the first wins.
    for module in (*pages, api, endpoint, graphstore, exports, *things_shown):
        app.register_blueprint(module.blueprint)
    releases.register(app, settings.data)
    errors.register(app)
    app.context_processor(_helpers)
    app.after_request(_harden)
    allow_origins(app, settings.allowed_origins)
    setattr(app, "wsgi_app", ShortWay(with_suffixes(app.wsgi_app), library))  # noqa: B010 - how Flask is wrapped; mypy knows a method
    return app


def _library(settings: Settings, store: Store | None, index: Index | None, archive: Archive | None) -> Library:
    if settings.data is not None:
        data = DataDirectory(settings.data)
        store = data.open_store() if store is None else store
        index = Index.open(data.index_path) if index is None else index
        archive = data.archive if archive is None else archive
    if store is None or index is None or archive is None:
        raise SettingsError("The pages need a data directory, or a store, an index and an archive; name one.")
    limits = GateLimits(
        timeout=settings.query_timeout,
        max_rows=settings.query_rows,
        most_bytes=settings.query_bytes,
        at_once=settings.query_places,
        waiting=settings.query_waiting,
        patience=settings.query_patience,
    )
    gate = Gate(store, limits, hidden=RUN_GRAPHS if settings.hides_runs else None, terms=RUN_TERMS)
    return Library(settings=settings, store=store, index=index, archive=archive, gate=gate)


def _helpers() -> dict[str, Any]:
    return {
        "urls": urls,
        "label": labels.label,
        "definition": labels.definition,
        "confidence_words": confidence_words,
        "row_ask": row_ask,
        "render_matches": render_matches,
        "counted": counted,
        "form_titles": TITLES,
        "has_editor": _has_editor,
        "shown_query": shown_query,
        "navigation": navigation,
    }


@cache
def _has_editor() -> bool:
    return (Path(__file__).parent / "static" / "packages" / "yasgui.min.js").is_file()


def _harden(response: Response) -> Response:
    for name, value in SAFE.items():
        response.headers.setdefault(name, value)
    if response.status_code < HTTPStatus.BAD_REQUEST and not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
