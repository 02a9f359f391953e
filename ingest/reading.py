"""One file from its bytes to an extraction, with nothing stored: what a worker does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ingest.readers import MAX_BYTES, read
from ingest.settings import PipelineSettings
from kg.errors import SourceError
from kg.model import Extraction

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadTask:
    """A file to be read.

    Attributes:
        path: the file, as reached from what the user gave.
        sha256: digest of the bytes that are expected there, or None where any will do.
    """

    path: str
    sha256: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What came out of a file.

    Attributes:
        extraction: what was found.
        text: the stored text that all places refer to.
        warnings: what the reader had to decide, one sentence each.
        seconds: time from the bytes to here.
        pipeline_seconds: how much of it was spent inside the spaCy pipeline.
    """

    extraction: Extraction
    text: str
    warnings: tuple[str, ...]
    seconds: float
    pipeline_seconds: float


class _Stopwatch:
    """A pipeline that adds up the time spent in it; everything else is the pipeline's own."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._nlp, name)

    def __call__(self, doc: Any) -> Any:
        start = time.perf_counter()
        try:
            return self._nlp(doc)
        finally:
            self.seconds += time.perf_counter() - start


def read_bytes(path: str) -> bytes:
    """Give a file's bytes.

    Raises:
        SourceError: the file is empty, too large, or can't be read.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            limit = f"{MAX_BYTES // 2**20} MB"
            raise SourceError(path, f"has {size / 2**20:.0f} MB, more than the limit of {limit}", "split it")
        data = file.read_bytes()
    except PermissionError as error:
        raise SourceError(path, "you have no permission to read it", "change its permissions and try again") from error
    except OSError as error:
        reason = f"can't be read ({error.strerror})"
        raise SourceError(path, reason, "check the disk and the path and try again") from error
    if not data.strip():
        raise SourceError(path, "is empty", "give a file that has text")
    return data


def make_reader(settings: PipelineSettings) -> Callable[[ReadTask], Reading]:
    """Give a function that reads files with one pipeline, which is built once, here."""
    from ingest.pipeline import build

    return reader_with(build(settings), settings)


def reader_with(nlp: Language, settings: PipelineSettings) -> Callable[[ReadTask], Reading]:
    """Give a function that reads files with a pipeline that was built from these settings."""
    from ingest.identity import process_of
    from ingest.pipeline import read_document

    process = process_of(settings)

    def read_file(task: ReadTask) -> Reading:
        start = time.perf_counter()
        watch = _Stopwatch(nlp)
        data = read_bytes(task.path)
        digest = sha256(data).hexdigest()
        if task.sha256 is not None and digest != task.sha256:
            raise SourceError(task.path, "changed while it was being read", "run the command again")
        source = read(data, name=task.path)
        extraction = read_document(cast("Language", watch), source, data_sha256=digest, process=process)
        return Reading(
            extraction=extraction,
            text=source.text,
            warnings=source.warnings,
            seconds=time.perf_counter() - start,
            pipeline_seconds=watch.seconds,
        )

    return read_file
