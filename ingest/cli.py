"""The commands that read: `ingest`, `extract`, `evaluate`.

They parse, call and print; heavy imports sit in their bodies.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.options import data_option, format_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.settings import PipelineSettings


_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE: Final = click.Path(dir_okay=False, writable=True, path_type=Path)


def _pipeline_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name other models than the committed ones."""
    for option, words in (
        ("--syntax", "Another spaCy pipeline for syntax and names: a package such as en_core_web_md, or a folder."),
        ("--encoder", "A folder with another sentence encoder."),
    ):
        command = click.option(option, default="committed", metavar="NAME", show_default=True, help=words)(command)
    return command


def _settings(syntax: str, encoder: str) -> PipelineSettings:
    from ingest.settings import PipelineSettings

    return PipelineSettings(syntax=syntax, encoder=encoder)


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """Show how far a run is, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    bar: Any = None

    def tell(done: int, total: int, name: str) -> None:
        nonlocal bar
        if bar is None:
            bar = click.progressbar(
                length=total,
                file=sys.stderr,
                label="Reading",
                show_pos=True,
                item_show_func=lambda item: Path(item).name[:40] if item else "",
            )
        bar.update(done - bar.pos, name)

    yield tell
    if bar is not None:
        bar.render_finish()


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@data_option
@format_option(["text", "json"], default="text")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that read.")
@click.option("--again", is_flag=True, help="Read files anew whose result the graph already has.")
@click.option("--seconds", type=click.IntRange(1), default=900, show_default=True, help="Longest time for one file.")
@_pipeline_options
def ingest(
    paths: tuple[str, ...],
    data: Path,
    output_format: str,
    workers: int,
    again: bool,
    seconds: int,
    syntax: str,
    encoder: str,
) -> None:
    """Read documents and put what they say into the graph.

    PATH is a file or a directory. A file that can't be read is reported and the others go on; the exit code is then 1.
    Files that the graph already has are left as they are.
    """
    from ingest.running import Run, RunSettings
    from ingest.workers import Limits
    from kg.data import DataDirectory

    settings = RunSettings(workers=workers, again=again, limits=Limits(seconds=float(seconds)))
    run = Run(
        DataDirectory(data),
        pipeline=_settings(syntax, encoder),
        settings=settings,
        clock=lambda: datetime.now(UTC),
    )
    with _progress() as tell:
        report = run.ingest(paths, tell=tell)
    click.echo(
        json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if output_format == "json" else report.to_text()
    )
    if report.has_failures:
        sys.exit(1)


@click.command()
@click.argument("file")
@format_option(["text", "json"], default="text")
@_pipeline_options
def extract(file: str, output_format: str, syntax: str, encoder: str) -> None:
    """Read one document and print what is found in it, storing nothing.

    The JSON has the layout of the annotated documents that `warrant evaluate` takes, with a confidence and what
    decided on each segment and link.
    """
    from ingest.extraction import to_gold
    from ingest.reading import ReadTask, make_reader
    from ingest.rendering import extraction_as_text

    reading = make_reader(_settings(syntax, encoder))(ReadTask(path=file))
    for warning in reading.warnings:
        click.echo(f"note: {warning}", err=True)
    found = to_gold(reading.extraction, reading.text)
    as_json = output_format == "json"
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else extraction_as_text(found))


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@format_option(["text", "json"], default="text")
@click.option("--against", metavar="SAVED.json", type=_FILE, help="List gains and losses against a saved JSON result.")
@click.option("--errors", type=click.IntRange(1), metavar="N", help="Show N wrong extractions of each kind instead.")
@click.option("--width", type=click.IntRange(20), default=280, show_default=True, help="Longest quotation in --errors.")
@click.option("--plot", metavar="FILE.svg", type=_NEW_FILE, help="Also draw how confidence and accuracy go together.")
@click.option(
    "--benchmark",
    type=click.Choice(["cdcp"]),
    help="PATH is a JSONL file of comments whose units are given; label and link those.",
)
@_pipeline_options
def evaluate(
    path: Path,
    output_format: str,
    against: Path | None,
    errors: int | None,
    width: int,
    plot: Path | None,
    benchmark: str | None,
    syntax: str,
    encoder: str,
) -> None:
    """Score the reading against annotated documents.

    PATH is a folder of annotated documents, one JSON file each. A file that isn't one is reported and the others go
    on; the exit code is then 1. The JSON can be saved and given to --against later.
    """
    from ingest.evaluation import commands

    if path.is_dir() == (benchmark is not None):
        raise click.UsageError("--benchmark takes a file, and without it PATH is a folder.")
    if benchmark is not None and (against or errors or plot):
        raise click.UsageError("--against, --errors and --plot go with a folder, not with --benchmark.")
    settings = _settings(syntax, encoder)
    with _progress() as tell:
        if benchmark is not None:
            output = commands.score_units(path, settings, output_format, tell=tell)
        else:
            asked = commands.Asked(output_format=output_format, against=against, errors=errors, width=width, plot=plot)
            output = commands.score_folder(path, settings, asked, tell=tell)
    click.echo(output.text)
    for problem in output.problems:
        click.echo(problem, err=True)
    if output.problems:
        sys.exit(1)
