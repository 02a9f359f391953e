"""A release: the whole graph in files that can be cited, checked and downloaded, byte for byte the same each time.

The number and date of a release are given by whoever makes it, everything else comes from the graph, and nothing from
the clock or the machine. It is written beside its place and then put there, so that it is whole or absent.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
from rdflib import Graph

from kg.counting import Counts, counted_triples
from kg.errors import StoreError
from kg.exports.argument import Argument
from kg.exports.graphml import graphml_pieces
from kg.formats import RDF_FORMATS, write_dump
from kg.identifiers import kind_of
from kg.mapping import extraction_from
from kg.model import Extraction, Process
from kg.oxigraph import graph_of
from kg.release_text import CITATION_FILE, Release, citation_file, readme
from kg.store import Store
from kg.tables import METADATA, TABLES, TableWriter, csvw_metadata
from kg.void import Described, Distribution, dcat_graph, release_iri, void_graph
from ontology.resources import read_text

MANIFEST: Final = "SHA256SUMS"
DESCRIPTION: Final = "release.json"
NQUADS: Final = "graph.nq"

_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")
_DATE: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_PIECE: Final = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _Walked:
    """What a walk over all documents found: how many, how many briefs, what read them, and when they are from."""

    documents: int
    briefs: int
    processes: frozenset[Process]
    period: tuple[str, str] | None


def checked_version(version: str) -> str:
    """Give the version back where it can stand in an address and a path.

    Raises:
        StoreError: it can't.
    """
    if _VERSION.fullmatch(version):
        return version
    raise StoreError(f"{version!r:.60} can't number a release; use letters, digits, dots and hyphens, such as 2026.1.")


def write_release(
    store: Store, target: Path, *, version: str, issued: str | None = None, previous: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Release:  # fmt: skip
    """Write a release into a new directory.

    Args:
        store: the graph.
        target: the directory; it isn't there yet, or it is empty.
        version: its number, such as `2026.1`.
        issued: its date, or None.
        previous: number of the release before, or None.
        progress: told how many documents are done.

    Raises:
        StoreError: the directory has something in it, the version or date is none, or the disk can't be written.
    """
    checked_version(version)
    if issued is not None and not _DATE.fullmatch(issued):
        raise StoreError(f"{issued!r:.40} is no date of a release; write it as 2026-05-14, 2026-05 or 2026.")
    with _new_directory(target) as folder:
        found, quads = _graph_files(store, folder)
        walked = _readable_files(folder, version, progress)
        iri = release_iri(version)
        described = Described(
            iri=iri, version=version, issued=issued, endpoint=f"{iri}/sparql", period=walked.period, previous=previous
        )
        release = Release(
            version=version, issued=issued, documents=walked.documents, triples=found.triples,
            sha256=_digest(folder / NQUADS), previous=previous, briefs=walked.briefs, quads=quads,
        )  # fmt: skip
        _vocabulary_files(folder)
        (folder / CITATION_FILE).write_text(citation_file(release), encoding="utf-8")
        dumps = [f"{iri}/{name}" for name in (NQUADS, "graph.trig")]
        (folder / "void.ttl").write_text(_turtle(void_graph(described, found, dumps)), encoding="utf-8")
        _describe(folder, described, release, walked.processes)
        _write_manifest(folder)
    return release


def read_release(folder: Path) -> Release:
    """Give what the release in a directory says of itself.

    Raises:
        StoreError: there is no release, or it can't be read.
    """
    try:
        said: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        return Release(**said)
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{folder} holds no release that can be read; write one with `warrant release`.") from error


def broken_files(folder: Path) -> tuple[str, ...]:
    """Give the files of a release that are missing or differ from its manifest.

    Raises:
        StoreError: there is no manifest.
    """
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise StoreError(f"{folder / MANIFEST} can't be read: {error.strerror}; download the release again.") from error
    listed = [line.split("  ", 1) for line in lines]
    return tuple(name for digest, name in listed if not (folder / name).is_file() or _digest(folder / name) != digest)


# --- the files ---


def _graph_files(store: Store, folder: Path) -> tuple[Counts, int]:
    """Write the graph in both forms; give what it is made of, and the number of quads."""
    path, quads = folder / NQUADS, 0
    with path.open("wb") as file:
        for quads, line in enumerate(store.dump(), start=1):  # noqa: B007 - the last number is what counts
            file.write(line)
    with path.open("rb") as lines, (folder / "graph.trig").open("wb") as file:
        write_dump(lines, file, RDF_FORMATS["trig"])

    def lines_again() -> Iterator[bytes]:
        with path.open("rb") as lines:
            yield from lines

    return counted_triples(lines_again), quads


def _readable_files(folder: Path, version: str, progress: Callable[[int], None]) -> _Walked:
    """Write tables and GraphML in one walk over the dump."""
    tables = folder / "tables"
    tables.mkdir()
    dates: set[str] = set()
    processes: set[Process] = set()
    done = briefs = 0

    def arguments(writer: TableWriter) -> Iterator[Argument]:
        nonlocal done, briefs, dates
        for done, extraction in enumerate(_extractions(folder / NQUADS), start=1):
            if extraction.document.issued:
                dates = {min(dates | {extraction.document.issued}), max(dates | {extraction.document.issued})}
            briefs += extraction.document.is_brief
            processes.add(extraction.process)
            writer.add(extraction)
            yield Argument.of_extraction(extraction)
            progress(done)

    with TableWriter(tables) as writer, (folder / "arguments.graphml").open("w", encoding="utf-8", newline="") as file:
        file.writelines(graphml_pieces(arguments(writer)))
        writer.finish()
    (tables / METADATA).write_text(csvw_metadata(release_iri(version)), encoding="utf-8")
    period = (min(dates), max(dates)) if dates else None
    return _Walked(documents=done, briefs=briefs, processes=frozenset(processes), period=period)


def _extractions(path: Path) -> Iterator[Extraction]:
    """Read the documents back from the dump and not from the store, which may have changed since."""
    with path.open("rb") as lines:
        for graph, found in groupby(lines, key=lambda line: line[line.rindex(b" <") + 2 : -4].decode()):
            if kind_of(graph) == "graph":
                quads = ox.parse(b"".join(found), ox.RdfFormat.N_QUADS)
                yield extraction_from(graph_of(quad.triple for quad in quads))


def _vocabulary_files(folder: Path) -> None:
    (folder / "ontology").mkdir()
    for name in ("warrant.ttl", "concepts.ttl", "shapes.ttl", "context.jsonld"):
        (folder / "ontology" / name).write_text(read_text(name), encoding="utf-8")


_TITLES: Final = {
    NQUADS: "The whole graph: a named graph for each document version, and those of the vocabulary",
    "graph.trig": "The same in TriG",
    "arguments.graphml": "Statements and the justifications between them, for network tools",
    **{f"tables/{table.name}.csv": table.meaning for table in TABLES},
    f"tables/{METADATA}": "What each column of the tables means (CSV on the Web)",
    "ontology/warrant.ttl": "Classes and properties",
    "ontology/concepts.ttl": "Closed lists and topics",
    "ontology/shapes.ttl": "What a well-formed graph has (SHACL)",
    "ontology/context.jsonld": "Short names for JSON-LD",
    "void.ttl": "How much is in the graph of which class and property, and what it links to (VoID)",
    CITATION_FILE: "How to cite it, for programs (Citation File Format)",
}
_OTHERS: Final = f"""\
| `dcat.ttl` | The files as an entry for a data catalogue (DCAT) |
| `{DESCRIPTION}` | The figures above for programs |
| `{MANIFEST}` | SHA-256 of every file; check with `sha256sum -c {MANIFEST}` |"""
_TYPES: Final = {
    ".nq": "application/n-quads", ".trig": "application/trig", ".graphml": "application/graphml+xml",
    ".csv": "text/csv", ".json": "application/csvm+json", ".ttl": "text/turtle", ".jsonld": "application/ld+json",
    ".md": "text/markdown", ".cff": "application/yaml",
}  # fmt: skip


def description_of(folder: Path) -> Graph:
    """Give what a release's own files say of it in DCAT and VoID."""
    graph = Graph(bind_namespaces="none")
    for name in ("dcat.ttl", "void.ttl"):
        graph.parse(folder / name, format="turtle")
    return graph


def media_type_of(name: str) -> str:
    """Give the media type of a file of a release."""
    if name == DESCRIPTION:
        return "application/json"
    return _TYPES.get(Path(name).suffix, "text/plain")


def _describe(folder: Path, described: Described, release: Release, processes: Iterable[Process]) -> None:
    files = [
        Distribution(
            path=name, media_type=media_type_of(name), title=title, size=(folder / name).stat().st_size,
            sha256=_digest(folder / name),
        )
        for name, title in _TITLES.items()
    ]  # fmt: skip
    (folder / "dcat.ttl").write_text(_turtle(dcat_graph(described, files)), encoding="utf-8")
    (folder / DESCRIPTION).write_text(json.dumps(_said(release), indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(readme(release, files, processes, _OTHERS), encoding="utf-8")


def _turtle(graph: Graph) -> str:
    """Write a graph with the prefixes that it brings along, so that equal graphs give equal text."""
    return graph.serialize(format="turtle")


def _said(release: Release) -> dict[str, Any]:
    return {name: getattr(release, name) for name in release.__dataclass_fields__}


def _write_manifest(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = (f"{_digest(folder / name)}  {name}\n" for name in names)
    (folder / MANIFEST).write_text("".join(lines), encoding="utf-8")


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _new_directory(target: Path) -> Iterator[Path]:
    """Give a directory beside the target, which takes the target's place in the end or goes with all that is in it."""
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise StoreError(
                f"{target} exists and isn't empty; name a directory that doesn't, so that nothing is lost."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=target.parent, prefix=".release-"))
        try:
            yield part
            part.chmod(0o755)
            if target.exists():
                target.rmdir()
            part.replace(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise StoreError(
            f"The release can't be written to {target}: {error.strerror or error}; look at the disk."
        ) from error
