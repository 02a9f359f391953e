"""A real server for tests in a browser, stopped without a request left behind."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from waitress import wasyncore
from waitress.server import TcpWSGIServer

from kg.archive import Archive
from kg.embedded import EmbeddedStore
from kg.index import Index
from kg.vocabulary import keep_vocabulary
from tests import query_graph
from web.app import create_app
from web.settings import Settings


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Answer for an application on a free port, and give the address."""
    sockets: dict[int, wasyncore.dispatcher] = {}
    server = TcpWSGIServer(app, map=sockets, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    # First the workers, then the sockets, and these in the thread that waits for them: else it waits for a closed one.
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets, ignore_all=True))
    thread.join(10)
    assert not thread.is_alive()


@contextmanager
def served_query_graph(folder: Path) -> Iterator[str]:
    """Answer for the small graph of `tests.query_graph`, with the vocabulary in the store."""
    store, archive = EmbeddedStore(), Archive(folder / "originals", folder / "texts")
    query_graph.fill(store)
    keep_vocabulary(store)
    with Index.open(folder / "index.sqlite") as index:
        for extraction, text in zip(query_graph.extractions(), query_graph.texts(), strict=True):
            archive.put_text(text)
            index.replace(extraction)
        with served(create_app(Settings(), store, index=index, archive=archive)) as address:
            yield address
