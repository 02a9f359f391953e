"""The command line: every command has help, and the reference page is current."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from kg.cli import COMMANDS, root
from kg.reference import reference

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "commands.md"


def test_the_reference_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_its_options(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


@pytest.mark.parametrize(
    "name", ["ingest", "trace", "query", "search", "export", "validate", "reindex", "serve", "demo"]
)
def test_every_command_that_touches_the_graph_takes_a_data_directory(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert "--data" in [option for parameter in command.params for option in parameter.opts]


@pytest.mark.parametrize("name", ["serve", "demo"])
def test_the_commands_that_serve_take_a_port(name: str) -> None:
    command = root.get_command(click.Context(root), name)
    assert command is not None
    assert "--port" in [option for parameter in command.params for option in parameter.opts]
