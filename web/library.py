"""What the views read from: store, index and archive, kept together in the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, g

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


def use(other: Library) -> None:
    """Read from another library for the rest of this request, such as one with a past release in it."""
    g.library = other


def library() -> Library:
    """Give the library that this request reads from: the application's, unless `use` named another."""
    return cast(Library, g.get("library") or current_app.extensions[_KEY])
