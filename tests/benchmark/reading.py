"""Speed and size of the reading: what it costs beyond its models, what a second worker brings, disk and memory.

Run as `python -m tests.benchmark.reading [CORPUS]`; prints the rows that `make bench` puts into `docs/benchmarks.md`.
Every ratio is taken within one run, but let nothing else run beside it: two workers want both cores.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.util import load_config

from ingest.components import models
from ingest.loading import Loader
from ingest.pipeline import CONFIG, build
from ingest.reading import Reading, ReadTask, reader_with
from ingest.settings import COMMITTED, PipelineSettings
from kg.data import DataDirectory
from kg.index import Index

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "ingest" / "model"
_LARGE = 300_000
_LARGEST = 700_000


def measure(corpus: Path, documents: int = 16) -> list[dict[str, Any]]:
    """Give one row for each figure."""
    sample = chosen(corpus, documents)
    return [beyond_models(sample[::3]), second_worker(sample), on_disk(), in_memory(corpus)]


def chosen(corpus: Path, number: int) -> list[Path]:
    """Files spread evenly over a corpus, none of them huge."""
    files = [path for path in sorted(corpus.rglob("*")) if _is_source(path) and path.stat().st_size < _LARGE]
    number = min(number, len(files))
    return [files[rank * len(files) // number] for rank in range(number)]


def _is_source(path: Path) -> bool:
    return path.is_file() and path.suffix in {".docx", ".html", ".md", ".pdf", ".txt", ".xml"}


# --- what reading costs beyond its models ---


def beyond_models(files: Sequence[Path]) -> dict[str, Any]:
    """Take a file from its bytes into a graph, then put the same text through the bare models; sum over the files."""
    whole = syntax = encoder = 0.0
    nlp = build()
    read = reader_with(nlp, PipelineSettings())
    with tempfile.TemporaryDirectory() as folder, _loader(Path(folder)) as loader, _spied(nlp) as (texts, encoded):
        for path in files:
            texts.clear()
            encoded.clear()
            read(ReadTask(path=str(path)))  # once without the clock, so that every cache is as warm for both sides
            parts, calls = list(texts), list(encoded)
            syntax += _seconds(_bare_syntax, nlp, parts)
            encoder += _seconds(_bare_encoder, calls)
            whole += _seconds(_into_graph, path, read, loader)
    return {
        "name": "a file from its bytes into the graph over bare spaCy and bare encoder on the same text",
        "ratio": whole / (syntax + encoder),
        "bar": 1.3,
        "detail": f"{whole:.0f} s over {syntax:.0f} s and {encoder:.0f} s; {len(files)} documents, one process, each "
        "in turn",
    }


def _into_graph(path: Path, read: Callable[[ReadTask], Reading], loader: Loader) -> None:
    loader.load(read(ReadTask(path=str(path))), path.read_bytes(), place=str(path))


def _seconds(work: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


@contextmanager
def _loader(folder: Path) -> Iterator[Loader]:
    data = DataDirectory(folder)
    with data.open_store() as store, Index.open(data.index_path) as index:
        index.synchronise(store)
        yield Loader(data=data, store=store, index=index)


@contextmanager
def _spied(nlp: Language) -> Iterator[tuple[list[str], list[tuple[Any, ...]]]]:
    """Keep what goes into the spaCy pipeline and into the encoder."""
    texts: list[str] = []
    encoded: list[tuple[Any, ...]] = []
    model: Any = models.encoder(COMMITTED, 1)
    make, encode = nlp.make_doc, model.encode

    def make_doc(text: str) -> Any:
        texts.append(text)
        return make(text)

    def keep(*arguments: Any) -> Any:
        encoded.append(arguments)
        return encode(*arguments)

    nlp.make_doc, model.encode = make_doc, keep  # type: ignore[method-assign]
    try:
        yield texts, encoded
    finally:
        del model.encode
        nlp.make_doc = make  # type: ignore[method-assign]


def _bare_syntax(nlp: Language, texts: Sequence[str]) -> None:
    """Put texts through the components of the syntax model alone, as `nlp(text)` would."""
    order = load_config(CONFIG)["reading"]
    ours = {*order["first"], *order["then"]}
    components = [component for name, component in nlp.pipeline if name not in ours]
    for text in texts:
        doc = nlp.tokenizer(text)
        for component in components:
            doc = component(doc)


def _bare_encoder(calls: Sequence[tuple[Any, ...]]) -> None:
    model: Any = models.encoder(COMMITTED, 1)
    encode = type(model).encode.__get__(model)  # past the spy
    for call in calls:
        encode(*call)


# --- what a second worker brings ---


def second_worker(files: Sequence[Path]) -> dict[str, Any]:
    """Ingest the same files with one worker and with two, each into an empty graph."""
    one, two = (_ingested(files, workers) for workers in (1, 2))
    return {
        "name": "two worker processes as fast as one, times",
        "ratio": one / two,
        "bar": 1.7,
        "is_least": True,
        "detail": f"{one:.0f} s with one, {two:.0f} s with two; {len(files)} documents, `warrant ingest` from start to "
        f"end; load of the machine at the start {os.getloadavg()[0]:.1f}",
    }


def _ingested(files: Sequence[Path], workers: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "kg.cli", "ingest", *map(str, files), "--data", folder]
        start = time.perf_counter()
        subprocess.run([*command, "--workers", str(workers)], check=True, capture_output=True, cwd=ROOT)
        return time.perf_counter() - start


# --- disk and memory ---


def on_disk() -> dict[str, Any]:
    """Add up the committed model files."""
    size = sum(path.stat().st_size for path in MODELS.rglob("*") if path.is_file())
    return {"name": "models on disk over 60 MB", "ratio": size / 60e6, "bar": 1.0, "detail": f"{size / 1e6:.1f} MB"}


_PROBE = """
import json, sys
from ingest.reading import ReadTask, make_reader
from ingest.settings import PipelineSettings
read = make_reader(PipelineSettings())
passages = sum(len(read(ReadTask(path=path)).extraction.passages) for path in sys.argv[1:])
lines = open("/proc/self/status").read().splitlines()
peak = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
print(json.dumps([passages, peak]))
"""


def in_memory(corpus: Path) -> dict[str, Any]:
    """Read a large file of each kind in a process of its own, as a worker does, and ask for its peak."""
    files = [path for path in corpus.rglob("*") if _is_source(path) and path.stat().st_size < _LARGEST]
    by_size = sorted(files, key=lambda path: (path.stat().st_size, path))
    large = sorted({path.suffix: path for path in by_size}.values())
    command = [sys.executable, "-c", _PROBE, *map(str, large)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    passages, peak = json.loads(told)
    return {
        "name": "peak memory of a reading process over 800 MB",
        "ratio": peak / 800e6,
        "bar": 1.0,
        "detail": f"{peak / 1e6:.0f} MB resident, over {len(large)} large documents of different kinds, one after the "
        f"other ({passages:,} passages)",
    }


def main() -> None:
    from tests.benchmark.run import BUNDLED, REAL

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=REAL if REAL.is_dir() else BUNDLED)
    parser.add_argument("--documents", type=int, default=16)
    arguments = parser.parse_args()
    for row in measure(arguments.corpus, arguments.documents):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
