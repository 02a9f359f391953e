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
from typing import TYPE_CHECKING, Any

import click

from kg.options import data_option, format_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.settings import PipelineSettings


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

    The JSON has the layout of the annotated documents that `warrant evaluate` takes, with a confidence on each segment
    and link.
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
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@format_option(["text", "json"], default="text")
@_pipeline_options
def evaluate(directory: Path, output_format: str, syntax: str, encoder: str) -> None:
    """Score the reading against a folder of annotated documents (JSON files)."""
    from ingest.evaluation import evaluate as score
    from ingest.pipeline import build
    from ingest.rendering import scores_as_text

    result = score(directory, build(_settings(syntax, encoder)))
    click.echo(json.dumps(result, ensure_ascii=False, indent=2) if output_format == "json" else scores_as_text(result))
