"""Reading in child processes, so that a hostile or broken file can end only itself.

Each worker loads the pipeline once and reads one file after another. A file that takes too long, too much memory or
brings its process down gives a `SourceError`; the process is replaced and the other files go on. Results come back in
the order of the tasks, whatever the number of workers, so that loading doesn't depend on it.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import resource
import signal
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from kg.errors import SourceError, WarrantError

logger = logging.getLogger(__name__)

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD: Final = 24
"""Tasks a worker that may be done while the slowest one isn't: enough to keep the other workers busy meanwhile. Their
results wait packed, so that they take little memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one file may cost.

    Attributes:
        seconds: wall-clock time for one file, at least 1.
        memory: bytes of address space that a worker may grow to while it reads; 0 means no limit.
    """

    seconds: float = 900.0
    memory: int = 6 * 2**30


def run_in_workers(
    make: Callable[[], Callable[[Task], Result]],
    tasks: Iterable[Task],
    *,
    name_of: Callable[[Task], str],
    workers: int,
    limits: Limits,
) -> Generator[tuple[Task, Result | WarrantError], None, None]:
    """Do tasks in child processes and give each with its result, or with the error that it ended in, in their order.

    Args:
        make: gives the function that does the work; picklable, called once in each process. When it fails, so does
            each task, in the same way.
        tasks: what to do; taken up lazily.
        name_of: gives the name of a task for error messages.
        workers: number of processes, at least one.
        limits: what one task may cost.
    """
    context = multiprocessing.get_context("spawn")
    ahead: deque[tuple[Task, ProcessFuture[bytes]]] = deque()
    source = iter(tasks)
    with ProcessPool(max_workers=workers, initializer=_start, initargs=(make, limits.memory), context=context) as pool:
        try:
            while True:
                while len(ahead) < _AHEAD * workers and (task := next(source, None)) is not None:
                    ahead.append((task, pool.schedule(_work, args=(task,), timeout=limits.seconds)))
                if not ahead:
                    return
                task, future = ahead.popleft()
                yield task, _outcome(future, name_of(task), limits)
        finally:
            if ahead:
                pool.stop()  # type: ignore[no-untyped-call]


def _outcome(future: ProcessFuture[bytes], name: str, limits: Limits) -> Any:
    try:
        return pickle.loads(zlib.decompress(future.result()))  # noqa: S301 - from a child process of our own
    except WarrantError as error:
        return error
    except FutureTimeoutError:
        reason = f"reading it took more than {limits.seconds:.0f} seconds"
        return SourceError(name, reason, "split it into smaller files")
    except MemoryError:
        reason = f"reading it needs more than {limits.memory / 2**30:.1f} GB of memory"
        return SourceError(name, reason, "split it into smaller files")
    except ProcessExpired:
        return SourceError(name, "the process that read it ended unexpectedly", "check whether the file is damaged")
    except Exception as error:  # a defect of ours in one file must not cost the others
        logger.debug("reading %s failed", name, exc_info=True)
        reason = f"reading it ran into a defect of this program ({type(error).__name__}: {error})"
        return SourceError(name, reason, "run it with --debug and report what is shown")


_worker: Callable[[Any], Any] | None = None


def _start(make: Callable[[], Callable[[Any], Any]], memory: int) -> None:
    """Run once in each process, before its first task."""
    global _worker  # the process is the scope: a pool can hand its state to tasks in no other way
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    try:
        _worker = make()
    except Exception as error:  # the pool would only say that its workers expired
        logger.debug("a worker can't start", exc_info=True)
        _worker = partial(_refuse, error)
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _end_with(parent: int) -> None:
    """End this process once its parent is gone, so that a killed run leaves nothing behind that still reads."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _refuse(error: Exception, _: Any) -> Any:
    raise error


def _work(task: Any) -> bytes:
    if _worker is None:
        raise RuntimeError("the worker was never started")
    return zlib.compress(pickle.dumps(_worker(task), protocol=pickle.HIGHEST_PROTOCOL), level=1)
