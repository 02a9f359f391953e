"""The command `withdraw`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import click

from kg.options import data_option, format_option


@click.command()
@click.argument("document", metavar="DOCUMENT|PATH")
@data_option
@format_option(("text", "json"), default="text")
@click.option("--reason", required=True, metavar="TEXT",
              help="Why, in a sentence; shown to whoever meets one of the addresses later.")  # fmt: skip
def withdraw(document: str, data: Path, output_format: str, reason: str) -> None:
    """Take a document out of the graph, the lists and the search, and say why.

    DOCUMENT is its IRI, PATH the file that it was read from. Its address and those of all that only it said are
    answered with 410 and the reason from then on. The original bytes, the text, the records of the runs and the note of
    this withdrawal stay, and so do releases. `warrant ingest` leaves the file out, unless it is told --again.
    """
    from kg.data import DataDirectory
    from kg.errors import QueryError
    from kg.index import Index
    from kg.withdrawal import document_named
    from kg.withdrawal import withdraw as take_out
    from kg.wording import counted

    if not reason.strip():
        raise QueryError("A withdrawal needs a reason; give one with --reason.")
    directory, path = DataDirectory(data), Path(document)
    digest = sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    with directory.open_store(create=False) as store, Index.open(directory.index_path) as index:
        iri = document_named(store, document, digest=digest, place=str(path.resolve()))
        act, statements = take_out(store, index, iri, reason=reason, moment=datetime.now(UTC))
    if output_format == "json":
        told = {"document": iri, "title": act.title, "withdrawal": act.iri, "when": act.when, "reason": act.reason,
                "statements": statements}  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(iri)
    click.echo(f"Withdrawn: {act.title}, with {counted(statements, 'statement')}.", err=True)
