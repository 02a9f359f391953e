"""The reference of the command line, made from the commands themselves so that it can't go out of date."""

from __future__ import annotations

from typing import Final

import click

from kg.cli import COMMANDS, root

_HEAD: Final = """\
# Commands

This page is made from the commands themselves (`python -m kg.reference > docs/reference/commands.md`); a test compares
the two.

Data goes to standard output, words to standard error, and `-` is standard input where a query is taken. Exit codes: 0
done, 1 an error of ours or a file that failed, 2 wrong usage, 3 validation found something, 130 interrupted.
"""


def reference() -> str:
    """Give the page as Markdown: the usage and options of each command, in the order of `warrant --help`."""
    context = click.Context(root, info_name="warrant", max_content_width=100)
    pieces = [_HEAD]
    for name in COMMANDS:
        command = root.get_command(context, name)
        if command is not None:
            inner = click.Context(command, info_name=name, parent=context, max_content_width=100)
            pieces.append(f"## warrant {name}\n\n```text\n{command.get_help(inner)}\n```\n")
    return "\n".join(pieces)


if __name__ == "__main__":
    click.echo(reference(), nl=False)
