"""The command `brief`: the memo of a page, written into a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from kg.options import data_option, format_option

if TYPE_CHECKING:
    from kg.exports.memo import Memo

_WEB: Final = Path(__file__).resolve().parent


@click.command()
@click.argument("statements", metavar="IRI...", nargs=-1, required=True)
@data_option
@format_option(("markdown", "html", "docx"), default="markdown")
@click.option("-o", "--output", type=click.File("wb"), default="-", metavar="FILE",
              help="File to write; - is standard output.")  # fmt: skip
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True,
              help="Paper of a Word file.")  # fmt: skip
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="Date that the brief bears, such as 2026-05-14; today if not given.")  # fmt: skip
@click.option("--server", default="https://w3id.org/warrant", show_default=True, metavar="URL",
              help="Address of the server that its links lead to.")  # fmt: skip
def brief(
    statements: tuple[str, ...], data: Path, output_format: str, output: BinaryIO, paper: str,
    on: datetime | None, server: str,
) -> None:  # fmt: skip
    """Write a brief of recommendations: each with its words, its reasons, what is missing, and where all of it stands.

    IRI is as `warrant search` prints it; its last part is enough.
    """
    from kg.brief import make_brief
    from kg.data import DataDirectory
    from kg.exports.memo import memo
    from web.urls import iri_of, key_of, path_of, with_query

    keys = [key_of(each) for each in statements]
    at = server.rstrip("/")
    with DataDirectory(data).open_store(create=False) as store:
        made = make_brief(store, [iri_of("statement", key) for key in keys], on=(on or datetime.now(UTC)).date())
    one = made.entries[0].statement.iri
    address = at + (path_of(one) if len(keys) == 1 else with_query("/brief", [("statement", key) for key in keys]))
    output.write(_written(memo(made, at=at, address=address), output_format, paper))


def _written(written: Memo, form: str, paper: str) -> bytes:
    from kg.exports.markdown import markdown
    from kg.exports.wordfile import Paper, docx

    if form == "docx":
        return docx(written, paper=Paper(paper))
    return markdown(written).encode() if form == "markdown" else standing_alone(written).encode()


def standing_alone(written: Memo) -> str:
    """Give a memo as one HTML file that needs no server: its style is in it."""
    from jinja2 import Environment, FileSystemLoader

    from web.briefs import page_of

    loader = FileSystemLoader([_WEB / "templates", _WEB / "static"])
    environment = Environment(autoescape=True, loader=loader, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("briefs/alone.html").render(page=page_of(written))
