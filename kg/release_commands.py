"""The commands that give the graph away: `release`, `cite` and `argument`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.options import data_option, format_option


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@data_option
@click.option("--version", "number", required=True, metavar="NUMBER", help="Number of the release, such as 2026.1.")
@click.option(
    "--date", "issued", metavar="DATE", help="Date of the release, such as 2026-05-14; left out if not given."
)
@click.option("--keep/--no-keep", default=True, show_default=True,
              help="Keep it in the data directory, so that it can be asked for ever.")  # fmt: skip
def release(directory: Path, data: Path, number: str, issued: str | None, keep: bool) -> None:
    """Write the whole graph into DIR, to be cited and downloaded.

    DIR gets N-Quads, TriG, tables (CSV with CSVW), GraphML, the vocabulary, descriptions (VoID, DCAT) and a manifest
    with SHA-256. Equal graphs give equal bytes: number and date are yours, and nothing comes from the clock.
    """
    from kg.data import DataDirectory
    from kg.release import write_release
    from kg.releases import Releases
    from kg.vocabulary import keep_vocabulary
    from kg.wording import counted

    kept = Releases(data)
    if keep:
        kept.check_free(number)
    before = kept.all()
    with DataDirectory(data).open_store(create=False) as store:
        # What the vocabulary and the named queries of this version are is part of a release, also for an old store.
        keep_vocabulary(store)
        made = write_release(
            store, directory, version=number, issued=issued, previous=before[0].version if before else None,
            progress=_tell,
        )  # fmt: skip
    if keep:
        kept.keep(directory)
    click.echo(f"{made.sha256}  {directory / 'graph.nq'}")
    said = f"Release {number}: {counted(made.documents, 'document version')}, {counted(made.triples, 'triple')}."
    where = f" Ask it with `warrant query --data {kept.directory(number).path}`." if keep else ""
    click.echo(said + where, err=True)


def _tell(done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\rDocuments: {done}", nl=False, err=True)


@click.command()
@click.argument("iri", metavar="IRI")
@data_option
@format_option(("bluebook", "bibtex", "csl-json"), default="bluebook")
def cite(iri: str, data: Path, output_format: str) -> None:
    """Print how to cite a document, a statement or the words that it quotes.

    IRI is as `warrant search` prints it.
    """
    from kg.citing import bibtex, bluebook, csl_json
    from kg.data import DataDirectory
    from kg.looking_up import cited

    with DataDirectory(data).open_store(create=False) as store:
        found = cited(store, iri)
    if output_format == "bibtex":
        click.echo(bibtex(found), nl=False)
    elif output_format == "csl-json":
        click.echo(csl_json([found]), nl=False)
    else:
        click.echo(bluebook(found))


@click.command()
@click.argument("iri", metavar="IRI")
@data_option
@format_option(("argdown", "aif", "aif-rdf", "nanopub", "claims", "graphml"), default="argdown")
def argument(iri: str, data: Path, output_format: str) -> None:
    """Print a statement with all that bears on it in a format of argument or network tools.

    IRI is as `warrant search` prints it.
    """
    from kg.data import DataDirectory
    from kg.exports.argument import Argument
    from kg.exports.forms import FORMS
    from kg.looking_up import process_of
    from kg.trace import trace

    with DataDirectory(data).open_store(create=False) as store:
        found = Argument.of_trace(trace(store, iri))
        process = process_of(store, found.statements[iri].quote.document)
    click.echo(FORMS[output_format].write(found, process), nl=False)
