"""Options that several commands share, so that each means the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def data_option(command: Command) -> Command:
    """Add `--data DIR`; the command gets a `pathlib.Path` named `data`."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        default="data",
        show_default=True,
        envvar="WARRANT_DATA",
        show_envvar=True,
        metavar="DIR",
        help="Directory with the graph, the originals and the index.",
    )(command)


def format_option(choices: Sequence[str], *, default: str) -> Callable[[Command], Command]:
    """Add `--format` with these choices; the command gets a string named `output_format`."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(list(choices), case_sensitive=False),
        default=default,
        show_default=True,
        help="How the data is written to standard output.",
    )
