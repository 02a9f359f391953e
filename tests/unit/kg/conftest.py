from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.server import OxigraphServer
from kg.store import Store


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OxigraphServer]:
    """A running server with a short time limit, shared by all tests of a worker."""
    with OxigraphServer(DataDirectory(tmp_path_factory.mktemp("served")), query_timeout=1) as running:
        yield running


@pytest.fixture
def disk_store(tmp_path: Path) -> Iterator[Store]:
    with EmbeddedStore(tmp_path / "store") as store:
        yield store


@pytest.fixture
def memory_store() -> Iterator[Store]:
    with EmbeddedStore() as store:
        yield store


@pytest.fixture
def server_store(server: OxigraphServer) -> Iterator[Store]:
    store = server.store()
    for graph in store.graphs():
        store.drop_graph(graph)
    yield store


@pytest.fixture(params=["memory_store", "disk_store", "server_store"])
def store(request: pytest.FixtureRequest) -> Store:
    """Every implementation: what a test says of `store` holds for each."""
    found: Store = request.getfixturevalue(request.param)
    return found
