"""Sorting lines that may not fit into memory."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Final

_AT_ONCE: Final = 500_000


def sorted_lines(lines: Iterable[bytes], *, at_once: int = _AT_ONCE) -> Iterator[bytes]:
    """Give the lines in the order of their bytes, with at most `at_once` of them in memory; the rest waits in files."""
    source = iter(lines)
    first = sorted(islice(source, at_once))
    if len(first) < at_once:
        yield from first
        return
    with ExitStack() as stack:
        parts: list[Iterable[bytes]] = [first]
        while part := sorted(islice(source, at_once)):
            file = stack.enter_context(tempfile.TemporaryFile())
            file.writelines(part)
            file.seek(0)
            parts.append(file)
        yield from heapq.merge(*parts)
