"""`warrant serve` as a process of its own: it answers, sees what others put in, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.data import DataDirectory
from kg.index import Index
from kg.mapping import triples
from kg.model import Role
from kg.serving import read_note
from kg.vocabulary import VOCABULARY_GRAPHS
from tests import factories

COMMAND = [sys.executable, "-c", "from kg.cli import main; main()"]


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    directory = DataDirectory(tmp_path / "data")
    extraction = factories.extraction()
    with directory.open_store() as store:
        store.replace_graph(extraction.document.graph_iri, triples(extraction))
    directory.archive.put_text(factories.TEXT)
    return directory


@contextmanager
def served(data: DataDirectory, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--data", str(data.path), "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def get(address: str) -> dict[str, object]:
    request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        found: dict[str, object] = json.load(answer)
        return found


def test_it_indexes_what_the_graph_has_and_answers(data: DataDirectory) -> None:
    with served(data) as (address, _):
        assert get(f"{address}recommendations")["total"] == 2


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_good_order_with_its_child(data: DataDirectory, way: signal.Signals) -> None:
    with served(data) as (address, process):
        get(f"{address}about")
        assert read_note(data.server_path) is not None
        process.send_signal(way)
        assert process.wait(30) == 0
        assert not data.server_path.exists()
    with data.open_store(patience=5) as store:
        assert len(store.graphs()) == 1 + len(VOCABULARY_GRAPHS)


def test_what_another_process_puts_in_shows_up(data: DataDirectory) -> None:
    sentences = [(Role.RECOMMENDATION, "Congress should look again.")]
    extraction = factories.extraction_of(sentences)
    with served(data) as (address, _):
        with data.open_store() as store:
            store.replace_graph(extraction.document.graph_iri, triples(extraction))
        with Index.open(data.index_path) as index:
            index.replace(extraction)
        assert get(f"{address}recommendations?q=look+again")["total"] == 1
        trace = get(f"{address}id/statement/{extraction.statements[0].iri.rsplit('/', 1)[-1]}")
        assert trace["iri"] == extraction.statements[0].iri


def test_the_pages_outlive_the_death_of_the_child(data: DataDirectory) -> None:
    statement = factories.extraction().statements[2].iri.rsplit("/", 1)[-1]
    with served(data) as (address, process):
        child = _child_of(process.pid)
        os.kill(child, signal.SIGKILL)
        assert _eventually(f"{address}id/statement/{statement}")
        assert _child_of(process.pid) != child


def _child_of(pid: int) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text().split()
            if children:
                return int(children[0])
        time.sleep(0.1)
    pytest.fail("the server has no child")


def _eventually(address: str) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return bool(get(address))
        except urllib.error.HTTPError as error:
            error.close()
            time.sleep(0.3)
    return False
