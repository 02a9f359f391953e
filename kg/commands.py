"""The commands that read and keep the graph: `query`, `trace`, `search`, `export`, `validate`, `reindex`.

They parse, call and print. Data goes to standard output and words to standard error; imports that cost time sit in the
bodies, so that `warrant --help` stays quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli import EXIT_FINDINGS
from kg.errors import QueryError, SourceError
from kg.options import data_option, format_option
from kg.wording import counted

if TYPE_CHECKING:
    from kg.data import DataDirectory
    from kg.index import Index
    from kg.named_queries import NamedQuery
    from kg.rows import StatementRow
    from kg.store import ResultSet, Row, Store

_ROWS: Final = ("table", "json", "csv", "tsv")
_GRAPHS: Final = ("turtle", "ntriples", "json-ld", "rdfxml")
_FOR_GRAPHS: Final = {"table": "turtle", "csv": "turtle", "tsv": "turtle", "json": "json-ld"}


def _pairs(_: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = dict(value.partition("=")[::2] for value in values)
    if any("=" not in value for value in values):
        raise click.BadParameter("write it as NAME=VALUE.", param=parameter)
    return pairs


@contextmanager
def _opened(data: Path) -> Iterator[Store]:
    from kg.data import DataDirectory

    with DataDirectory(data).open_store(create=False) as store:
        yield store


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far something is, on a terminal only."""
    bar: Any = None

    def tell(done: int, total: int) -> None:
        nonlocal bar
        if not sys.stderr.isatty():
            return
        if bar is None:
            bar = click.progressbar(length=total, label=label, show_pos=True, file=sys.stderr)
        bar.update(done - bar.pos)

    yield tell
    if bar is not None:
        bar.render_finish()


@click.command()
@click.argument("query", required=False, metavar="NAME|FILE|TEXT|-")
@data_option
@format_option((*_ROWS, *_GRAPHS), default="table")
@click.option("--param", "values", multiple=True, metavar="NAME=VALUE", callback=_pairs,
              help="Value for a parameter of a named query; IRIs may be prefixed, as topic:compute.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds to wait.")
@click.option("--max-rows", type=click.IntRange(min=1), default=100_000, show_default=True,
              help="Rows above which there is an error and no answer.")  # fmt: skip
@click.option("--list", "lists", is_flag=True, help="List the named queries, as without NAME.")
def query(
    query: str | None, data: Path, output_format: str, values: Mapping[str, str], timeout: float, max_rows: int,
    lists: bool,
) -> None:  # fmt: skip
    """Ask the graph in SPARQL, or by a named query.

    NAME is one of the named queries, which are listed with their questions where nothing is named, FILE a file with
    SPARQL, TEXT a query, and - reads one from standard input. All graphs together are the default graph, and well-known
    prefixes (w:, prov:, skos: and so on) need no declaration.
    """
    if lists or query is None:
        if values:
            raise click.UsageError("--param goes with a named query; name it.")
        click.echo(_listed(), nl=False)
        return
    from rdflib import Graph

    from kg.formats import RDF_FORMATS, graph_text, result_text
    from kg.sparql import SafeQuery, run

    text, bindings = _query_text(query, values)
    with _opened(data) as store:
        if bindings:
            answer = store.answer(text, bindings, timeout=timeout, max_rows=max_rows)
        else:
            answer = run(store, SafeQuery.parse(text), timeout=timeout, max_rows=max_rows)
    if isinstance(answer, Graph):
        rdf_format = RDF_FORMATS[_FOR_GRAPHS.get(output_format, output_format)]
        click.echo(graph_text(answer, rdf_format), nl=False)
    else:
        click.echo(result_text(answer, output_format), nl=False)


def _listed() -> str:
    from kg.named_queries import examples

    return "\n".join(
        f"{heading}\n\n" + "".join(f"{_lines_about(known)}\n" for known in queries)
        for heading, queries in examples().items()
    )


def _lines_about(known: NamedQuery) -> str:
    lines = [f"  {known.name}", f"      {known.question}"]
    for parameter in known.parameters:
        default = "" if parameter.default is None else f" (if not given: {parameter.default})"
        lines.append(f"      --param {parameter.name}=...  {parameter.kind}: {parameter.about}{default}")
    return "\n".join(lines)


def _query_text(query: str, values: Mapping[str, str]) -> tuple[str, Mapping[str, Any]]:
    from kg.named_queries import every_name, named_query

    if query in every_name():
        known = named_query(query)
        return known.text, known.bindings(values)
    if values:
        raise click.UsageError("--param goes with a named query; --list shows them.")
    if query == "-":
        return _decoded(sys.stdin.buffer.read(), "-"), {}
    if "{" in query or "\n" in query:
        return query, {}
    path = Path(query)
    if not path.is_file():
        raise QueryError(f"{query!r:.80} is no named query, no file and no SPARQL; `warrant query` shows the names.")
    return _decoded(path.read_bytes(), query), {}


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{name}: the query isn't UTF-8 at byte {error.start}; save it as UTF-8.") from error


@click.command()
@click.argument("iri", metavar="IRI")
@data_option
@format_option(("text", "json", "turtle"), default="text")
def trace(iri: str, data: Path, output_format: str) -> None:
    """Show a recommendation or claim with its reasons, each down to the quoted words, page and document.

    IRI is as `warrant search` prints it. What is missing is named at the end.
    """
    from kg.trace import trace as walk

    with _opened(data) as store:
        found = walk(store, iri)
        turtle = (
            _turtle(store, [*found.statements, *found.documents, *found.actors]) if output_format == "turtle" else ""
        )
    if output_format == "turtle":
        click.echo(turtle, nl=False)
    elif output_format == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    else:
        from kg.trace_text import trace_text

        click.echo(trace_text(found), nl=False)


def _turtle(store: Store, iris: list[str]) -> str:
    from kg.described import described
    from kg.formats import RDF_FORMATS, graph_text

    return graph_text(described(store, iris), RDF_FORMATS["turtle"])


@click.command()
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@data_option
@format_option(("table", "json", "csv", "tsv"), default="table")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(["recommendation", "claim", "evidence"]),
              default=("recommendation",), show_default=True, help="What to find; several are allowed.")  # fmt: skip
@click.option("--facet", "facets", multiple=True, metavar="NAME=VALUE", callback=_pairs,
              help="Only what has this value, such as topic=distillation or instrument=legislation.")  # fmt: skip
@click.option("--words-only", is_flag=True, help="Take no word for the name of a topic.")
@click.option("--from", "earliest", metavar="DATE", help="Only from documents issued on or after 2026, 2026-03, ...")
@click.option("--to", "latest", metavar="DATE", help="Only from documents issued on or before then.")
@click.option("--sort", type=click.Choice(["relevance", "support", "disputed", "sources", "newest", "oldest", "loaded",
                                           "confidence", "document"]),
              default="relevance", show_default=True, help="Order of what is found.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Most rows.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page of so many rows.")
def search(
    words: tuple[str, ...], data: Path, output_format: str, kinds: tuple[str, ...], facets: Mapping[str, str],
    words_only: bool, earliest: str | None, latest: str | None, sort: str, limit: int, page: int,
) -> None:  # fmt: skip
    """Find recommendations, claims or evidence by the words in them; without WORDS, list them."""
    from kg.conditions import ACTOR, FACETS, chosen_values
    from kg.data import DataDirectory
    from kg.errors import StoreError
    from kg.formats import result_text
    from kg.index import Index
    from kg.model import Role
    from kg.rows import Search, Sort

    names = (*FACETS, ACTOR)
    unknown = sorted(set(facets) - set(names))
    if unknown:
        raise click.UsageError(f"There is no facet {unknown[0]}; there are {', '.join(names)}.")
    try:
        wanted = Search(
            text=" ".join(words),
            only_words=words_only,
            facets={name: chosen_values(name, (value,)) for name, value in facets.items()},
            earliest=earliest,
            latest=latest,
            roles=tuple(Role(kind) for kind in kinds),
            sort=Sort(sort),
            page=page,
            per_page=limit,
        )
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    directory = DataDirectory(data)
    if not directory.exists:
        raise StoreError(f"{data} has no graph yet; ingest a document first, or name another with --data.")
    with Index.open(directory.index_path) as index:
        _catch_up(directory, index)
        found = index.statements(wanted)
    if output_format == "json":
        rows = [asdict(row) for row in found.rows]
        click.echo(json.dumps({"total": found.total, "page": page, "rows": rows}, ensure_ascii=False, indent=1))
        return
    click.echo(result_text(_rows(found.rows), output_format), nl=False)
    click.echo(f"{found.total} found, page {page} of {found.pages}.", err=True)


def _catch_up(data: DataDirectory, index: Index) -> None:
    """Bring in what the graph got and the index didn't, such as from an ingest that was killed between the two."""
    from kg.errors import StoreBusyError

    # Whoever holds the store now indexes what it writes, so there is no need to wait for it.
    with suppress(StoreBusyError), data.open_store(patience=0, create=False) as store, _progress("Indexing") as tell:
        index.synchronise(store, progress=tell)


def _rows(rows: tuple[StatementRow, ...]) -> ResultSet:
    from kg.store import ResultSet

    return ResultSet(("iri", "kind", "words", "speaker", "document", "page"), tuple(_row(row) for row in rows))


def _row(row: StatementRow) -> Row:
    from rdflib import Literal, URIRef

    cells: Row = {"iri": URIRef(row.iri), "kind": Literal(row.role), "words": Literal(row.exact)}
    cells["document"] = Literal(row.document_title)
    if row.speaker:
        cells["speaker"] = Literal(row.speaker.name)
    if row.page:
        cells["page"] = Literal(row.page)
    return cells


@click.command()
@data_option
@format_option(("nquads", "trig", "turtle", "ntriples", "json-ld", "rdfxml"), default="nquads")
@click.option("--runs", is_flag=True, help="With the records of ingest runs, which differ from run to run.")
@click.option("--output", "-o", type=click.File("wb", atomic=True), default="-", metavar="FILE",
              help="File instead of standard output; it is whole or left as it was.")  # fmt: skip
def export(data: Path, output_format: str, runs: bool, output: Any) -> None:
    """Write the whole graph out. Equal graphs give equal bytes."""
    from kg.formats import RDF_FORMATS, write_dump

    with _opened(data) as store:
        write_dump(store.dump(runs=runs), output, RDF_FORMATS[output_format])


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="[FILE]...")
@data_option
@format_option(("text", "json"), default="text")
@click.option("--shacl", is_flag=True, help="Check the graph with pySHACL too; slow, and it should find no more.")
@click.pass_context
def validate(ctx: click.Context, files: tuple[Path, ...], data: Path, output_format: str, shacl: bool) -> None:
    """Check the graph, or RDF files, against the shapes, and each quote against its stored text.

    Exit code 3 means that something was found.
    """
    findings = list(_file_findings(files) if files else _graph_findings(data, shacl=shacl))
    if output_format == "json":
        rows = [{"where": where, "finding": finding} for where, finding in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for where, finding in findings:
            click.echo(f"{where}: {finding}")
    click.echo(f"{counted(len(findings), 'finding')}." if findings else "Nothing to find fault with.", err=True)
    if findings:
        ctx.exit(EXIT_FINDINGS)


def _file_findings(files: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    import pyoxigraph as ox

    from kg.formats import RDF_FORMATS, format_of_suffix
    from kg.oxigraph import graph_of
    from kg.validation import shacl_report

    for path in files:
        rdf_format = format_of_suffix(path.name)
        if rdf_format is None:
            known = ", ".join(entry.suffix for entry in RDF_FORMATS.values())
            raise SourceError(str(path), "its name doesn't say which kind of RDF it is", f"use one of {known}")
        try:
            with path.open("rb") as file:
                graph = graph_of(quad.triple for quad in ox.parse(file, rdf_format.oxigraph))
        except (SyntaxError, OSError) as error:
            raise SourceError(str(path), f"it can't be read as {rdf_format.name} ({error})", "mend it there") from error
        for finding in shacl_report(graph):
            yield str(path), f"<{finding.focus}> {finding.message}"


def _graph_findings(data: Path, *, shacl: bool) -> Iterator[tuple[str, str]]:
    from kg.data import DataDirectory
    from kg.errors import StoreError
    from kg.identifiers import kind_of
    from kg.mapping import extraction_from
    from kg.validation import check, check_graph, shacl_report

    archive = DataDirectory(data).archive
    with _opened(data) as store, _progress("Checking") as tell:
        graphs = [graph for graph in store.graphs() if kind_of(graph) == "graph"]
        for done, name in enumerate(graphs, start=1):
            graph = store.graph(name)
            broken = check_graph(graph)
            if not broken:
                extraction = extraction_from(graph)
                try:
                    broken = check(extraction, archive.text(extraction.document.text_sha256))
                except StoreError as error:
                    broken = (str(error),)
            for sentence in broken:
                yield name, sentence
            if shacl:
                for finding in shacl_report(graph):
                    yield name, f"<{finding.focus}> {finding.message}"
            tell(done, len(graphs))


@click.command()
@data_option
def reindex(data: Path) -> None:
    """Rebuild the search index from the graph."""
    from kg.data import DataDirectory
    from kg.index import Index

    with _opened(data) as store, Index.open(DataDirectory(data).index_path) as index, _progress("Indexing") as tell:
        index.clear()
        done = index.synchronise(store, progress=tell)
    click.echo(f"{counted(done.read, 'document')} indexed.", err=True)
