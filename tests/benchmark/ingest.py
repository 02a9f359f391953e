"""Speed and memory of an ingest run, as ratios within one run of this program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any


def measure(corpus: Path) -> list[dict[str, Any]]:
    """Ingest a corpus once and compare the whole time with the time spent inside the spaCy pipeline on the way.

    Both are taken in one run of the command, so that whatever else the machine does weighs on both alike.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "kg.cli", "ingest", str(corpus), "--data", folder, "--format", "json"]
        output, seconds, peak = timed(command)
    entries = [entry for entry in json.loads(output)["documents"] if entry["pipeline_seconds"] is not None]
    inside = sum(entry["pipeline_seconds"] for entry in entries)
    passages = sum(entry["found"]["passages"] for entry in entries)
    return [
        {
            "name": "ingest over the bare spaCy pipeline on the same text",
            "ratio": seconds / inside,
            "bar": 1.5,
            "detail": f"{seconds:.0f} s over {inside:.0f} s; {len(entries)} documents, {passages:,} passages, 1 worker",
        },
        {
            "name": "peak memory of the ingest run over 1.5 GB",
            "ratio": peak / 1.5e9,
            "bar": 1.0,
            "detail": f"{peak / 1e6:.0f} MB, proportional set size of all its processes",
        },
    ]


def timed(command: list[str]) -> tuple[str, float, int]:
    """Run a command and give its output, its wall-clock seconds and the peak of its processes' memory in bytes."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.25):
            peak = max(peak, sum(_proportional_size(pid) for pid in _tree(process.pid)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = process.communicate()
    done.set()
    watcher.join()
    return output, time.perf_counter() - start, peak


def _tree(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += parents.get(pid, [])
    return found


def _proportional_size(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def help_cpu() -> dict[str, Any]:
    """CPU time of `warrant --help`, the least of five runs."""
    command = [str(Path(sys.executable).parent / "warrant"), "--help"]
    spent = []
    for _ in range(5):
        before = os.times()
        subprocess.run(command, check=True, capture_output=True)
        after = os.times()
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return {
        "name": "CPU time of `warrant --help` over a quarter of a second",
        "ratio": min(spent) / 0.25,
        "bar": 1.0,
        "detail": f"{min(spent):.2f} s to {max(spent):.2f} s in five runs",
    }
