from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.archive import Archive
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.mapping import triples
from kg.model import Extraction
from tests import factories
from web.app import create_app
from web.settings import Settings


@dataclass
class Shelf:
    """An application and the places that it reads from."""

    app: Flask
    store: EmbeddedStore
    index: Index
    archive: Archive

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def add(self, extraction: Extraction, text: str) -> Extraction:
        self.store.replace_graph(extraction.document.graph_iri, triples(extraction))
        self.archive.put_original(text.encode())
        self.archive.put_text(text)
        self.index.replace(extraction)
        return extraction


@contextmanager
def shelf_in(folder: Path) -> Iterator[Shelf]:
    store, archive = EmbeddedStore(), Archive(folder / "originals", folder / "texts")
    with Index.open(folder / "index.sqlite") as index:
        app = create_app(Settings(per_page=10), store, index=index, archive=archive)
        yield Shelf(app=app, store=store, index=index, archive=archive)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A shelf with nothing on it, which the test may fill."""
    with shelf_in(tmp_path) as made:
        yield made


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """A shelf with one document, which the test may change."""
    shelf.add(factories.extraction(), factories.TEXT)
    return shelf


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf_in(tmp_path_factory.mktemp("shelf")) as made:
        made.add(factories.extraction(), factories.TEXT)
        yield made


@pytest.fixture
def client(kept: Shelf) -> FlaskClient:
    """A client of one document, for tests that only read."""
    return kept.client
