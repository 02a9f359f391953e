"""Runs the code cells of a notebook: `python -m tests.notebooks FILE` writes its outputs anew, a test compares them.

A cell's output is what it prints, and the value of its last expression as `repr` gives it. That is all that the
notebooks here need, so no kernel has to be installed.
"""

from __future__ import annotations

import ast
import io
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import click


def outputs_of(notebook: dict[str, Any]) -> list[str]:
    """Run all code cells in order, in one namespace, and give the output of each."""
    space: dict[str, Any] = {"__name__": "__notebook__"}
    return [_run("".join(cell["source"]), space) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def stored_outputs(notebook: dict[str, Any]) -> list[str]:
    """Give the outputs that the notebook was saved with."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return ["".join("".join(_text(each)) for each in cell["outputs"]) for cell in cells]


def _text(output: dict[str, Any]) -> list[str]:
    found = output.get("text") or output["data"]["text/plain"]
    return [found] if isinstance(found, str) else list(found)


def _run(source: str, space: dict[str, Any]) -> str:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, "<cell>", "exec"), space)  # noqa: S102 - running it is the point
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)  # noqa: S307 - likewise
            if value is not None:
                click.echo(repr(value))
    return printed.getvalue()


def main(path: Path) -> None:
    """Run a notebook and store its outputs in it."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, (cell, text) in enumerate(zip(cells, outputs_of(notebook), strict=True), start=1):
        cell["execution_count"] = number
        stream = {"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}
        cell["outputs"] = [stream] if text else []
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        main(Path(name))
