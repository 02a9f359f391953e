"""The commands `serve` and `demo`."""

from __future__ import annotations

import math
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

import click

from kg.data import DataDirectory
from kg.errors import SettingsError, WarrantError
from kg.options import data_option
from web.settings import Settings, is_loopback

if TYPE_CHECKING:
    from flask import Flask

DEFAULT_PORT: Final = 8420
_PAGE_THREADS: Final = 12
"""Threads beside those that queries may hold."""

_ROOT: Final = Path(__file__).resolve().parents[1]
_BRIEFS: Final = _ROOT / "ingest" / "corpus" / "briefs"
_SCORES: Final = _ROOT / "ingest" / "model" / "scores.json"


@click.command()
@data_option
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True,
              help="Port of the pages; 0 takes a free one.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--allow-remote", is_flag=True,
              help="Allow an address that others can reach; they can then read everything.")  # fmt: skip
@click.option("--query-timeout", type=click.IntRange(1, 3600), default=20, show_default=True,
              help="Seconds that a query may run.")  # fmt: skip
@click.option("--query-rows", type=click.IntRange(1), default=1_000_000, show_default=True,
              help="Rows or triples that an answer may have.")  # fmt: skip
@click.option("--query-places", type=click.IntRange(1, 64), default=8, show_default=True,
              help="Queries that may run at the same time.")  # fmt: skip
@click.option("--query-waiting", type=click.IntRange(0, 256), default=12, show_default=True,
              help="Queries that may wait for their turn.")  # fmt: skip
@click.option("--hide-runs/--show-runs", default=None,
              help="Keep the records of ingest runs from whoever asks. By default where others can reach the "
              "server.")  # fmt: skip
@click.option("--origin", "origins", multiple=True, metavar="ORIGIN",
              help="Site whose scripts may read the answers, * for any; several are allowed. By default any where "
              "others can reach the server, and none else.")  # fmt: skip
def serve(
    data: Path, port: int, host: str, allow_remote: bool, query_timeout: int, query_rows: int, query_places: int,
    query_waiting: int, hide_runs: bool | None, origins: tuple[str, ...],
) -> None:  # fmt: skip
    """Serve the pages and the SPARQL endpoint until Ctrl-C.

    The graph's server runs as a child on loopback; other commands on the same data directory work meanwhile.
    """
    _check_host(host, allow_remote=allow_remote)
    settings = Settings(
        data=data, host=host, scores=_SCORES, query_timeout=query_timeout, query_rows=query_rows,
        query_places=query_places, query_waiting=query_waiting, origins=origins or None,
        hide_runs=hide_runs,
    )  # fmt: skip
    _serve(settings, port)


@click.command()
@data_option
@click.option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True,
              help="Port of the pages; 0 takes a free one.")  # fmt: skip
@click.option("--no-serve", is_flag=True, help="Build the graph and stop.")
def demo(data: Path, port: int, no_serve: bool) -> None:
    """Build the graph from the bundled corpus and serve it; what the graph has already isn't read again."""
    directory = DataDirectory(data)
    _ingest(directory)
    if not no_serve:
        _serve(Settings(data=data, scores=_SCORES), port)


def _check_host(host: str, *, allow_remote: bool) -> None:
    if not (allow_remote or is_loopback(host)):
        raise SettingsError(f"{host} can be reached from other machines; add --allow-remote if that is what you want.")


def _ingest(data: DataDirectory) -> None:
    """Run `warrant ingest` on the bundled corpus in a process of its own: pages and reading share no code.

    Raises:
        WarrantError: it failed; it has said why.
    """
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-P", "-c", "from kg.cli import main; main()", "ingest", "--data", str(data.path)]
    done = subprocess.run([*command, str(_BRIEFS)], env={**os.environ, "PYTHONPATH": path}, check=False)  # noqa: S603
    if done.returncode:
        raise WarrantError("The bundled corpus couldn't be read in full; mend what is said above and run it again.")


def _serve(settings: Settings, port: int) -> None:
    from kg.index import Index
    from kg.server import OxigraphServer
    from kg.vocabulary import keep_vocabulary
    from web.app import create_app

    data, host = DataDirectory(settings.data or Path()), settings.host
    with (
        _listening(host, port) as listener,
        OxigraphServer(data, query_timeout=math.ceil(settings.query_timeout)) as server,
        server.store() as store,
        Index.open(data.index_path) as index,
    ):
        keep_vocabulary(store)
        index.synchronise(store)
        app = create_app(settings, store, index=index)
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"http://{shown}:{listener.getsockname()[1]}/")
        click.echo(f"Serving {data.path} at this address. Ctrl-C stops it.", err=True)
        threads = settings.query_places + settings.query_waiting + _PAGE_THREADS
        _run(app, listener, threads=threads, places=settings.query_places)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except OSError as error:
            raise SettingsError(
                f"The pages can't be served at {host}, port {port}: {error.strerror}; choose another with --port, "
                "or 0 for a free one."
            ) from error
        yield listener


def _run(app: Flask, listener: socket.socket, *, threads: int, places: int) -> None:
    from web.serving import Server, crew_for

    server = Server(app, listener, threads=threads, crew=crew_for(places))
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    finally:
        signal.signal(signal.SIGTERM, before)
        server.close()


def _stop(_: int, __: FrameType | None) -> NoReturn:
    # waitress ends its loop and its threads on this, and the child is stopped on the way out.
    raise SystemExit(0)
