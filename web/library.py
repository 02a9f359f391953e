"""What the views read from: store, index and archive, kept together in the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from kg.archive import Archive
from kg.index import Index
from kg.sparql import Gate
from kg.store import Store
from web.settings import Settings

_KEY = "warrant"


@dataclass(frozen=True, kw_only=True, slots=True)
class Library:
    """The three places that pages come from, the gate for queries from outside, and the settings."""

    settings: Settings
    store: Store
    index: Index
    archive: Archive
    gate: Gate


def keep(extensions: dict[str, object], library: Library) -> None:
    """Put the library into an application's extensions."""
    extensions[_KEY] = library


def library() -> Library:
    """Give the library of the application that handles this request."""
    return cast(Library, current_app.extensions[_KEY])
