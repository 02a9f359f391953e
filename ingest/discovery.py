"""Which files a run is about: paths as given, and what lies under the directories among them.

Nothing is left out in silence. Every file met is either to be read or comes back as a `Skipped` with its reason, and a
directory that can't be listed is one too. Links that lead back to what was met already are followed once. Only what
tools leave behind (`IGNORED_NAMES`) isn't mentioned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

IGNORED_NAMES = frozenset({".git", ".DS_Store", "Thumbs.db", "__pycache__"})
"""Files and directories that tools leave behind and that are never a source."""

DATA_SUFFIXES = frozenset({".csv", ".tsv", ".json", ".jsonl"})
"""Ends of names of tables and records, which have no sentences to read; one that the user names is read as text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """A path that won't be read.

    Attributes:
        path: the path, as reached from what the user gave.
        reason: one sentence naming the path and what to do.
        is_failure: whether the user asked for this very path or must act on it.
    """

    path: str
    reason: str
    is_failure: bool


def discover(paths: Iterable[str]) -> Iterator[Path | Skipped]:
    """Give every file under `paths`, each once, in sorted order under each path.

    Args:
        paths: files and directories, as the user named them.

    Yields:
        A path to read, or a `Skipped` saying why there is nothing to read.
    """
    seen: set[Path] = set()
    for name in paths:
        yield from _guarded(Path(name), seen, _named)


def _guarded(
    path: Path, seen: set[Path], look: Callable[[Path, set[Path]], Iterator[Path | Skipped]]
) -> Iterator[Path | Skipped]:
    """Look at a path; where the system doesn't let us, that is a `Skipped` like any other."""
    try:
        yield from look(path, seen)
    except (OSError, RuntimeError) as error:  # `resolve` tells a loop of links by a RuntimeError
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        reason = f"{path}: can't be looked at ({why}); check the path and give yourself permission to read it."
        yield Skipped(path=str(path), reason=reason, is_failure=True)


def _named(path: Path, seen: set[Path]) -> Iterator[Path | Skipped]:
    if path.is_dir():
        yield from _walk(path, seen)
    elif not path.exists():
        yield Skipped(path=str(path), reason=f"{path}: there is no such file; check the path.", is_failure=True)
    elif not path.is_file():
        yield Skipped(path=str(path), reason=f"{path}: isn't a regular file; give a document.", is_failure=True)
    else:
        yield from _once(path, seen)


def _once(path: Path, seen: set[Path]) -> Iterator[Path | Skipped]:
    real = path.resolve()
    if real in seen:
        reason = f"{path}: is a file that was met already in this run; nothing was missed."
        yield Skipped(path=str(path), reason=reason, is_failure=False)
        return
    seen.add(real)
    yield path


def _walk(directory: Path, seen: set[Path]) -> Iterator[Path | Skipped]:
    real = directory.resolve()
    if real in seen:
        yield Skipped(
            path=str(directory),
            reason=f"{directory}: leads back to a directory that was walked already; nothing was missed.",
            is_failure=False,
        )
        return
    seen.add(real)
    try:
        entries = sorted(directory.iterdir())
    except OSError as error:
        reason = f"{directory}: can't be listed ({error.strerror}); give yourself permission to read it."
        yield Skipped(path=str(directory), reason=reason, is_failure=True)
        return
    for entry in entries:
        if entry.name not in IGNORED_NAMES:
            yield from _guarded(entry, seen, _entry)


def _entry(path: Path, seen: set[Path]) -> Iterator[Path | Skipped]:
    if path.is_dir():
        yield from _walk(path, seen)
    elif path.is_file() and path.suffix.lower() in DATA_SUFFIXES:
        reason = f"{path}: is named as a table or records, not as a document; to read it as text, name the file itself."
        yield Skipped(path=str(path), reason=reason, is_failure=False)
    elif path.is_file():
        yield from _once(path, seen)
    elif path.is_symlink():
        yield Skipped(path=str(path), reason=f"{path}: the link leads nowhere; mend or remove it.", is_failure=True)
    else:
        yield Skipped(path=str(path), reason=f"{path}: isn't a regular file, so it wasn't read.", is_failure=False)
