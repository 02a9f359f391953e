"""Releases of the graph: their files, and SPARQL on each as it was; VoID and DCAT of the graph of today."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, request, send_file
from werkzeug.exceptions import NotFound

from kg.census import Census, CensusTaker, take_census
from kg.conversion import graph_bytes
from kg.data import DataDirectory
from kg.errors import StoreBusyError, StoreError
from kg.release import MANIFEST, description_of, media_type_of
from kg.release_text import Release, release_bibtex
from kg.releases import Releases, ReleaseServers
from kg.serving import read_note
from kg.sparql import Gate
from kg.store import Store
from kg.void import CATALOGUE_PREFIXES, DATASET, Described, catalogue_graph, citation, release_iri, void_graph
from web.inventory import inventory, inventory_data
from web.library import Library, library, use
from web.negotiation import THINGS
from web.pages import finished, form_of, plain, respond
from web.sparql.endpoint import endpoint

blueprint = Blueprint("releases", __name__)

_KEY: Final = "warrant-releases"
_VOID_KEY: Final = "warrant-void"
_CATALOGUE_FORMS: Final = ["html", *(form.name for form in THINGS)]


@dataclass(slots=True)
class Shelf:
    """The kept releases of a deployment, and the gate to each that was asked."""

    releases: Releases
    servers: ReleaseServers
    gates: dict[str, tuple[Any, Gate]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def library(self, version: str, today: Library) -> Library:
        """Give the library in which a past release takes the place of the graph."""
        store = self.servers.store(version)
        with self.lock:
            if version not in self.gates:
                self.gates[version] = (store, Gate(store, today.gate.limits))
            store, gate = self.gates[version]
        return replace(today, store=store, gate=gate)


class Counted:
    """What the graph of today is made of, counted beside the server, or else here, for one request at a time."""

    def __init__(self, data: DataDirectory | None) -> None:
        self._data = data
        self._taker = None if data is None else CensusTaker(data)
        self._lock = threading.Lock()
        self._known: Census | None = None

    def census(self, store: Store) -> Census:
        """Give the last count.

        Raises:
            StoreBusyError: it is being counted, and was never before.
        """
        if self._data is not None and self._taker is not None and read_note(self._data.server_path) is not None:
            return self._taker.latest(store)
        known, revision = self._known, store.revision()
        if known is not None and known.revision == revision:
            return known
        if not self._lock.acquire(blocking=False):
            raise StoreBusyError("The graph is being counted for somebody else; ask again in a minute.")
        try:
            self._known = take_census(store)
            return self._known
        finally:
            self._lock.release()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasesPage:
    """The list of kept releases, the newest first."""

    releases: tuple[Release, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasePage:
    """One release.

    Attributes:
        release: what it says of itself.
        iri: its IRI.
        files: its files with their sizes in bytes.
        citation: how it is cited, in one line.
        bibtex: the same for BibTeX.
        address: where this server has it.
    """

    release: Release
    iri: str
    files: tuple[tuple[str, int], ...]
    citation: str
    bibtex: str
    address: str


def register(app: Flask, data: Path | None) -> None:
    """Add the pages, where there is a data directory that can keep releases."""
    app.register_blueprint(blueprint)
    app.extensions[_VOID_KEY] = Counted(None if data is None else DataDirectory(data))
    if data is not None:
        kept = Releases(data)
        today: Library = app.extensions["warrant"]
        seconds = max(1, int(today.settings.query_timeout))
        app.extensions[_KEY] = Shelf(kept, ReleaseServers(kept, query_timeout=seconds))


def _shelf() -> Shelf:
    shelf = current_app.extensions.get(_KEY)
    if not isinstance(shelf, Shelf):
        raise NotFound
    return shelf


@blueprint.get("/releases")
def index() -> Response:
    """List the releases."""
    shelf = current_app.extensions.get(_KEY)
    page = ReleasesPage(releases=shelf.releases.all() if isinstance(shelf, Shelf) else ())
    return respond("releases/index.html", page, data=plain(page))


@blueprint.get("/releases/<version>")
def release(version: str) -> Response:
    """Show one release with its files."""
    folder = _folder(version)
    found = next(each for each in _shelf().releases.all() if each.version == version)
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    files = tuple((path.relative_to(folder).as_posix(), path.stat().st_size) for path in names)
    page = ReleasePage(
        release=found, iri=release_iri(version), files=files, citation=citation(version, found.issued),
        bibtex=release_bibtex(found), address=request.base_url,
    )  # fmt: skip
    return respond(
        "releases/release.html",
        page,
        data=plain(page),
        rdf=lambda form: graph_bytes(description_of(folder), form, CATALOGUE_PREFIXES),
    )


@blueprint.get("/releases/<version>/<path:name>")
def file(version: str, name: str) -> Response:
    """Give a file of a release; it never changes."""
    folder = _folder(version)
    # Only what the manifest names, so that no path leads elsewhere.
    listed = {line.split("  ", 1)[1] for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines()}
    if name not in listed | {MANIFEST}:
        raise NotFound
    response: Response = send_file(folder / name, mimetype=media_type_of(name), conditional=True)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _folder(version: str) -> Path:
    try:
        if _shelf().releases.has(version):
            return _shelf().releases.files(version)
    except StoreError as error:
        raise NotFound from error
    raise NotFound


@blueprint.route("/releases/<version>/sparql", methods=["GET", "POST"])
def sparql(version: str) -> Response:
    """Answer a query on a past release, exactly as the endpoint answers for the graph of today."""
    _folder(version)
    use(_shelf().library(version, library()))
    answer: Response = endpoint()
    return answer


@blueprint.get("/void")
@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the graph of today in VoID, as it was when it was counted last, and say when that was."""
    kept: Counted = current_app.extensions[_VOID_KEY]
    census = kept.census(library().store)
    address = f"{request.url_root.rstrip('/')}/sparql"
    described = Described(iri=DATASET, endpoint=address, counted=census.when)
    return respond(
        "releases/void.html", inventory(census), data=lambda: inventory_data(census), prefers_data=True,
        rdf=lambda form: graph_bytes(void_graph(described, census.counts), form, CATALOGUE_PREFIXES),
    )  # fmt: skip


@blueprint.get("/catalog")
def catalogue() -> Response:
    """Describe the graph of today and all releases in DCAT."""
    shelf = current_app.extensions.get(_KEY)
    found = shelf.releases.all() if isinstance(shelf, Shelf) else ()
    address = request.url_root.rstrip("/")
    form = form_of(_CATALOGUE_FORMS, prefers_data=True)
    if form == "html":
        return finished(Response(status=303, headers={"Location": "/releases"}), form, _CATALOGUE_FORMS)
    graph = catalogue_graph(f"{address}/sparql", [(each.version, each.issued) for each in found])
    content_type = next(each.content_type for each in THINGS if each.name == form)
    data = graph_bytes(graph, form, CATALOGUE_PREFIXES)
    return finished(Response(data, content_type=content_type), form, _CATALOGUE_FORMS)
