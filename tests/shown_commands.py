"""`make expected` rewrites what README and the tutorial show of commands with what these print now.

Commands are run in the order in which a page has them, in a directory of the page's own, so that each finds what the
ones before it left. Those that build the environment or go on running are left as they are.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_BLOCK: Final = re.compile(r"```console\n(.*?)```", re.DOTALL)
_LEFT: Final = ("make ", ". ", "warrant serve", "curl ")


def rewritten(page: str, folder: Path, errors: int) -> str:
    """Give a page with the output of its commands as they print it in a folder; `errors` is where stderr goes."""
    return _BLOCK.sub(lambda block: f"```console\n{_run(block[1], folder, errors)}```", page)


def _run(block: str, folder: Path, errors: int) -> str:
    shown = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return "".join(f"$ {each if each.startswith(_LEFT) else _answered(each, folder, errors)}" for each in shown)


def _answered(shown: str, folder: Path, errors: int) -> str:
    command = shown.partition("\n")[0]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        check=True,
    )
    return "\n".join([command, *(line.rstrip() for line in run.stdout.splitlines())]) + "\n"


def main() -> None:
    readme, tutorial = ROOT / "README.md", ROOT / "docs" / "tutorial" / "first-document.md"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "ingest").symlink_to(ROOT / "ingest")
        readme.write_text(rewritten(readme.read_text("utf-8"), folder, subprocess.DEVNULL), "utf-8")
    with tempfile.TemporaryDirectory() as made:
        text = tutorial.read_text("utf-8")
        paper = re.findall(r"```text\n(.*?)```", text, re.DOTALL)[0]
        Path(made, "tiny.txt").write_text(paper, "utf-8")
        tutorial.write_text(rewritten(text, Path(made), subprocess.STDOUT), "utf-8")


if __name__ == "__main__":
    main()
