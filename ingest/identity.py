"""What reads a document, as part of the identity of every result: code, models and settings, each by its digest.

Nothing heavy is imported here, for the process that only hands out files asks as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from ingest.settings import COMMITTED, ENCODER_FOLDER, NONE, SYNTAX_FOLDER, PipelineSettings
from kg.model import Process

_ROOM: Final = Path(__file__).parent
_SHARED_FOLDERS: Final = (_ROOM / "model" / "parser", _ROOM / "model" / "pieces")
"""What committed models use beside their own folders."""
_NOT_READING: Final = frozenset({"training", "corpus", "model", "evaluation", "__pycache__"})
_RECORD_MODULES: Final = ("model", "identifiers", "normalising", "terms", "fields", "mapping")


def process_of(settings: PipelineSettings) -> Process:
    """Say what reads documents under these settings: the part of a result's identity that isn't the document."""
    try:
        number = version("warrant")
    except PackageNotFoundError:
        number = "unknown"
    return Process(
        software=f"warrant {number}",
        code_digest=_digest(_code_files(), _ROOM.parent),
        model_digest=_model_digest(settings),
        settings=settings.identity(),
    )


def _code_files() -> list[Path]:
    found = [
        path
        for pattern in ("*.py", "*.jsonl", "*.cfg")
        for path in _ROOM.rglob(pattern)
        if not _NOT_READING.intersection(path.relative_to(_ROOM).parts)
    ]
    # What records and their triples look like belongs to the result as well: a graph made in an older form is stale.
    records = (_ROOM.parent / "kg" / f"{name}.py" for name in _RECORD_MODULES)
    return [*found, *records, _ROOM.parent / "ontology" / "concepts.ttl"]


def _model_digest(settings: PipelineSettings) -> str:
    folders = []
    for name, committed in ((settings.syntax, SYNTAX_FOLDER), (settings.encoder, ENCODER_FOLDER)):
        folder = committed if name == COMMITTED else Path(name)
        folders.append(_folder_digest(folder) if folder.is_dir() else name)
    if {settings.syntax, settings.encoder} != {NONE}:
        folders += [_folder_digest(folder) for folder in _SHARED_FOLDERS]
    return sha256("\n".join(folders).encode()).hexdigest()


def _folder_digest(folder: Path) -> str:
    return _digest((path for path in folder.rglob("*") if path.is_file()), folder)


def _digest(files: Iterable[Path], root: Path) -> str:
    total = sha256()
    for path in sorted(files):
        total.update(f"{path.relative_to(root).as_posix()}\n".encode())
        total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()
