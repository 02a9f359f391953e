"""The commands that README shows give what README says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_commands_in_readme_give_the_output_that_it_shows(tmp_path: Path) -> None:
    (block,) = [
        block
        for block in re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
        if "$ warrant" in block
    ]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "WARRANT_DATA": str(tmp_path / "data")}
    for shown in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = shown.partition("\n")
        run = subprocess.run(
            ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert [line.rstrip() for line in run.stdout.splitlines()] == output.splitlines(), command


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]


def anchors(page: Path) -> list[str]:
    """Give the fragments of a page's headings, as the usual readers of Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_every_link_in_the_docs_leads_to_a_file() -> None:
    dead = []
    for page in pages():
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                dead.append(f"{page.relative_to(ROOT)}: {target}")
    assert dead == []


def test_every_link_to_a_heading_leads_to_one() -> None:
    dead = []
    for page in pages():
        for target, fragment in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", page.read_text(encoding="utf-8")):
            other = (page.parent / target) if target else page
            if other.suffix == ".md" and fragment not in anchors(other):
                dead.append(f"{page.relative_to(ROOT)}: {target}#{fragment}")
    assert dead == []


def test_the_contents_of_the_benchmarks_name_all_of_its_sections() -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert re.findall(r"^- \[(.+?)\]\(#", text, flags=re.MULTILINE) == re.findall(
        r"^## (.+)$", text, flags=re.MULTILINE
    )
