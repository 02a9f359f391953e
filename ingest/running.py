"""One ingest run: every path that is given is read, loaded and reported, and one bad file never stops the others."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from ingest.discovery import Skipped, discover
from ingest.identity import process_of
from ingest.loading import IndexBehindError, Loader
from ingest.reading import Reading, ReadTask, make_reader, read_bytes
from ingest.report import Entry, Found, Outcome, RunReport
from ingest.settings import PipelineSettings
from ingest.workers import Limits, run_in_workers
from kg.data import DataDirectory
from kg.errors import SettingsError, SourceError, StoreError, WarrantError
from kg.identifiers import mint
from kg.index import Index
from kg.model import Process
from kg.provenance import IngestRunRecord, run_triples
from kg.store import Store
from kg.versions import is_placed, stored_extraction
from kg.vocabulary import keep_vocabulary
from kg.withdrawal import is_withdrawn, withdrawal_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunSettings:
    """How a run goes about it; none of this bears on what is found.

    Attributes:
        workers: number of processes that read.
        limits: what one file may cost.
        again: read files anew whose result the graph already has.
    """

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    again: bool = False


class Run:
    """One execution over some paths.

    Args:
        data: the data directory that is filled.
        pipeline: the settings that bear on what is found.
        settings: how the run goes about it.
        clock: gives the time, with its zone.
    """

    def __init__(
        self,
        data: DataDirectory,
        *,
        pipeline: PipelineSettings,
        settings: RunSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._data = data
        self._pipeline = pipeline
        self._settings = settings
        self._clock = clock
        self._process: Process = process_of(pipeline)
        self._entries: dict[int, Entry] = {}
        self._paths: dict[str, str] = {}  # digest -> the first path that has it
        self._digests: dict[str, str] = {}  # the other way round

    def ingest(self, paths: Sequence[str], *, tell: Callable[[int, int, str], None]) -> RunReport:
        """Read and load everything under `paths`.

        Args:
            paths: files and directories.
            tell: is told after each path how many are done, how many there are, and which one it was.

        Raises:
            SettingsError: a model that the settings name can't be loaded.
            StoreError: the data directory can't be opened at all; failures of single files go into the report.
        """
        started = self._clock()
        found = list(discover(paths))
        with self._data.open_store() as store, Index.open(self._data.index_path) as index:
            keep_vocabulary(store)
            index.synchronise(store)
            loader = Loader(data=self._data, store=store, index=index)
            ranks: dict[str, int] = {}
            results = run_in_workers(
                partial(make_reader, self._pipeline),
                self._tasks(found, store, ranks),
                name_of=lambda task: task.path,
                workers=self._settings.workers,
                limits=self._settings.limits,
            )
            with closing(results):
                for task, result in results:
                    entry = self._load(loader, task, result)
                    self._entries[ranks[task.path]] = entry
                    tell(len(self._entries), len(found), entry.path)
            report = RunReport(entries=tuple(self._entries[rank] for rank in sorted(self._entries)))
            try:
                self._record(store, report, started)
                index.note_arrivals(store)
            except StoreError as error:  # what became of each file must be told all the same
                report = replace(report, trouble=f"The record of this run couldn't be kept: {error}")
        return report

    def _tasks(self, found: Sequence[Path | Skipped], store: Store, ranks: dict[str, int]) -> Iterator[ReadTask]:
        """Give what has to be read, the largest first; what hasn't to be gets its entry here.

        A large file at the end would keep one worker busy while the others have nothing left to do.
        """
        for rank in sorted(range(len(found)), key=lambda rank: -_size(found[rank])):
            item = found[rank]
            entry = _skipped(item) if isinstance(item, Skipped) else self._known(str(item), store)
            if entry is not None:
                self._entries[rank] = entry
                continue
            ranks[str(item)] = rank
            yield ReadTask(path=str(item), sha256=self._digests[str(item)])

    def _known(self, path: str, store: Store) -> Entry | None:
        try:
            digest = sha256(read_bytes(path)).hexdigest()
        except WarrantError as error:
            return Entry(path=path, outcome=Outcome.FAILED, detail=str(error))
        if digest in self._paths:
            detail = f"{path}: has the same bytes as {self._paths[digest]}, so it is the same document."
            return Entry(path=path, outcome=Outcome.SAME_AS, detail=detail)
        self._paths[digest], self._digests[path] = path, digest
        expected = self._process.extraction_of(digest)
        try:
            is_known = not self._settings.again and stored_extraction(store, digest) == expected
        except StoreError as error:  # the store may be gone in the middle of a run; what was done must still be told
            return Entry(path=path, outcome=Outcome.FAILED, detail=_naming(path, error))
        if is_known:
            return Entry(path=path, outcome=Outcome.UNCHANGED, document=mint("document", digest))
        return None if self._settings.again else self._withdrawn(path, digest, store)

    def _withdrawn(self, path: str, digest: str, store: Store) -> Entry | None:
        document = mint("document", digest)
        try:
            act = withdrawal_of(store, document) if is_withdrawn(store, document) else None
        except StoreError as error:
            return Entry(path=path, outcome=Outcome.FAILED, detail=_naming(path, error))
        if act is None:
            return None
        detail = f"{path}: was withdrawn on {act.when[:10]} ({act.reason}); add --again to read it all the same."
        return Entry(path=path, outcome=Outcome.SKIPPED, detail=detail)

    def _load(self, loader: Loader, task: ReadTask, result: Reading | WarrantError) -> Entry:
        if isinstance(result, SettingsError):
            raise result  # no file can be read with them
        if isinstance(result, WarrantError):
            return Entry(path=task.path, outcome=Outcome.FAILED, detail=str(result))
        warnings = result.warnings
        try:
            original = read_bytes(task.path)
            if sha256(original).hexdigest() != task.sha256:
                raise SourceError(task.path, "changed while it was being read", "run the command again")
            extraction = loader.load(result, original, place=str(Path(task.path).resolve()))
        except IndexBehindError as error:
            extraction, warnings = error.extraction, (*warnings, str(error))
        except WarrantError as error:
            return Entry(path=task.path, outcome=Outcome.FAILED, detail=_naming(task.path, error))
        except Exception as error:  # a defect of ours in one file must not cost the others
            logger.debug("loading %s failed", task.path, exc_info=True)
            return Entry(path=task.path, outcome=Outcome.FAILED, detail=str(_defect(task.path, error)))
        return Entry(
            path=task.path,
            outcome=Outcome.LOADED,
            document=extraction.document.iri,
            title=extraction.document.title,
            found=Found.in_extraction(extraction),
            warnings=warnings,
            seconds=round(result.seconds, 3),
            pipeline_seconds=round(result.pipeline_seconds, 3),
        )

    def _record(self, store: Store, report: RunReport, started: datetime) -> None:
        # Also what was unchanged: a killed run has loaded documents without recording where they were, and a file may
        # have moved; without its place, the next version of it wouldn't be known as one.
        published = [entry for entry in report.entries if entry.document is not None and self._is_news(entry, store)]
        if not published and not report.has_failures:
            return
        record = IngestRunRecord(
            started=started,
            ended=self._clock(),
            host=socket.gethostname(),
            extractions=tuple(self._process.extraction_of(self._digests[entry.path]) for entry in published),
            documents=tuple((str(entry.document), str(Path(entry.path).resolve())) for entry in published),
            failures=tuple(str(entry.detail) for entry in report.entries if entry.outcome is Outcome.FAILED),
        )
        store.replace_graph(record.graph_iri, run_triples(record))

    def _is_news(self, entry: Entry, store: Store) -> bool:
        place = str(Path(entry.path).resolve())
        return entry.outcome is Outcome.LOADED or not is_placed(store, str(entry.document), place)


def _size(item: Path | Skipped) -> int:
    try:
        return item.stat().st_size if isinstance(item, Path) else 0
    except OSError:
        return 0


def _skipped(item: Skipped) -> Entry:
    outcome = Outcome.FAILED if item.is_failure else Outcome.SKIPPED
    return Entry(path=item.path, outcome=outcome, detail=item.reason)


def _defect(path: str, error: Exception) -> SourceError:
    reason = f"loading it ran into a defect of this program ({type(error).__name__}: {error})"
    return SourceError(path, reason, "run it with --debug and report what is shown")


def _naming(path: str, error: WarrantError) -> str:
    """Make sure that a sentence about storing names the file that it failed for."""
    return str(error) if path in str(error) else f"{path}: {error}"
