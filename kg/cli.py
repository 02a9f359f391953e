"""The command `warrant`: a table of names, so that a command's modules are imported only when it runs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any, Final

import click

from kg.errors import WarrantError

EXIT_ERROR: Final = 1
EXIT_FINDINGS: Final = 3
_EXIT_INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Entry:
    """A command that isn't imported yet: where it is, and its line in the list of commands."""

    target: str
    summary: str


COMMANDS: Final[dict[str, Entry]] = {
    "demo": Entry("web.cli:demo", "Build the graph from the bundled corpus, serve it, print the address."),
    "ingest": Entry("ingest.cli:ingest", "Read documents into the graph."),
    "extract": Entry("ingest.cli:extract", "Read one document and print what was found; store nothing."),
    "trace": Entry("kg.commands:trace", "Show a recommendation with its reasons, down to the quoted words."),
    "search": Entry("kg.commands:search", "Find recommendations by words and facets."),
    "query": Entry("kg.commands:query", "Ask the graph in SPARQL, or by a named query."),
    "export": Entry("kg.commands:export", "Write the graph out."),
    "release": Entry("kg.release_commands:release", "Write the graph out to be cited, and keep it to be asked."),
    "argument": Entry("kg.release_commands:argument", "Print a statement with its reasons for argument tools."),
    "brief": Entry("web.brief_command:brief", "Write a brief of recommendations as Markdown, HTML or a Word file."),
    "cite": Entry("kg.release_commands:cite", "Print how to cite a document, a statement or its words."),
    "withdraw": Entry("kg.withdraw_command:withdraw", "Take a document out of the graph, with a reason."),
    "validate": Entry("kg.commands:validate", "Check the graph, or files, against the shapes."),
    "evaluate": Entry("ingest.cli:evaluate", "Compare what is found with hand-labelled documents."),
    "reindex": Entry("kg.commands:reindex", "Rebuild the search index from the graph."),
    "serve": Entry("web.cli:serve", "Serve the pages and the SPARQL endpoint."),
}


class LazyGroup(click.Group):
    """A group that finds its commands in `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command, or give None where the name is unknown."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command = getattr(import_module(module), attribute)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"warrant {version('warrant')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show where an error came from, and log in detail.")
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version,
              help="Show the version and exit.")  # fmt: skip
@click.pass_context
def root(ctx: click.Context, debug: bool) -> None:
    """A knowledge graph of policy recommendations, each traced to the exact words of its source."""
    ctx.obj = {"debug": debug}
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING, format="%(levelname)s: %(message)s", stream=sys.stderr
    )


def run(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code: 0 done, 1 our error, 2 usage, 3 findings, 130 interrupted."""
    try:
        result: Any = root.main(list(arguments), prog_name="warrant", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        click.echo("Interrupted.", err=True)
        return _EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone (`| head`). Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR
    except WarrantError as error:
        if "--debug" in arguments:
            raise
        click.echo(f"Error: {error}", err=True)
        return EXIT_ERROR
    except OSError as error:
        if "--debug" in arguments:
            raise
        where = error.filename or "The output"
        click.echo(f"Error: {where}: {error.strerror or error}; look at the disk and at who may write there.", err=True)
        return EXIT_ERROR
    return result if isinstance(result, int) else 0


def main() -> None:
    """Run `warrant` and exit."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
