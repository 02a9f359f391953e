"""Answers of any size, held outside the memory until they are known to be whole.

A store writes rows and truth values as SPARQL JSON and graphs as N-Triples into an `AnswerSpool`, which keeps to limits
of rows and bytes. Whatever is asked for is made from that, piece by piece, and only when the answer has ended well.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Final, Self

import pyoxigraph as ox

from kg.errors import AnswerTooLargeError, QueryError, QueryTimeoutError
from kg.sorting import sorted_lines

IN_MEMORY: Final = 1 << 20
"""Bytes up to which an answer is held in memory; beyond, it lies in a temporary file."""
MOST_BYTES: Final = 256 << 20

_LINES: Final = 10_000
# Between two rows that aren't empty. Inside a string a quotation mark has a backslash before it, and a string that ends
# so is followed by a comma or a bracket.
_NEXT_ROW: Final = re.compile(rb'\}\},\{"(?![},])')
_OVERLAP: Final = 5


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is held to from outside; they take the place of its own FROM clauses.

    Attributes:
        default: graphs that make up the default graph.
        named: graphs that GRAPH can reach.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


WHOLE: Final = Dataset()
"""No limits from outside: the graphs that the query names, or else all."""


class AnswerSpool:
    """Takes an answer in as a store writes it; also a context manager that lets go of it.

    Attributes:
        size: bytes taken in so far.
    """

    def __init__(self, *, is_graph: bool, max_rows: int | None = None, most_bytes: int = MOST_BYTES) -> None:
        """Prepare an empty spool.

        Args:
            is_graph: whether N-Triples come, and not SPARQL JSON.
            max_rows: rows or triples above which the answer is refused, or None.
            most_bytes: bytes above which it is refused.
        """
        self.is_graph = is_graph
        self.size = 0
        self._max_rows = max_rows
        self._most_bytes = most_bytes
        self._rows = self._bound = 0
        self._tail = b""
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by `close`

    def write(self, piece: bytes) -> int:
        """Take in the next piece.

        Raises:
            AnswerTooLargeError: the answer is over a limit.
        """
        self.size += len(piece)
        if self.size > self._most_bytes:
            raise AnswerTooLargeError(f"The answer is larger than {self._most_bytes >> 20} MB; add a LIMIT.")
        if self._max_rows is not None:
            self._count(piece)
        return self._file.write(piece)

    def _count(self, piece: bytes) -> None:
        if self.is_graph:
            self._rows += piece.count(b"\n")
            over = self._rows > (self._max_rows or 0)
        else:
            seen = self._tail + piece
            # The last bytes are counted with the next piece, which decides about them.
            self._rows += sum(match.end() < len(seen) for match in _NEXT_ROW.finditer(seen))
            self._bound += seen.count(b"},{")
            self._tail = seen[-_OVERLAP:]
            over = self._rows > 0 and self._rows >= (self._max_rows or 0)
        if over:
            self._refuse()

    def _refuse(self) -> None:
        raise AnswerTooLargeError(
            f"The answer has more than {self._max_rows:,} {'triples' if self.is_graph else 'rows'}; add a LIMIT, or "
            "ask for less."
        )

    def flush(self) -> None:
        """Do nothing: what was written is there."""

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place."""
        return self._file.seek(place, whence)

    def truncate(self, size: int = 0) -> int:
        """Forget everything, for a store that starts over."""
        self._file.seek(0)
        self._file.truncate(0)
        self.size = self._rows = self._bound = 0
        self._tail = b""
        return size

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        return self._file.read(size)

    def readable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Let go of what was taken in."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def check(self) -> None:
        """Make sure that the answer is whole and within the limit of rows.

        Raises:
            QueryTimeoutError: it was cut short.
            AnswerTooLargeError: it has more rows than allowed.
        """
        # A server that gives up writes its reason where the next row would be, and ends the answer in good order.
        self.seek(max(0, self.size - 64))
        end = self.read()
        self.seek(0)
        if self.is_graph:
            whole = end.endswith(b".\n") or not self.size
        else:
            whole = end.rstrip().endswith((b"]}}", b"true}", b"false}"))
        if not whole:
            raise QueryTimeoutError("The server cut its answer short, most likely at its time limit; ask for less.")
        # Rows without any value escape the first count, and text that looks like a row swells the second.
        if self._max_rows is not None and not self.is_graph and self._bound >= self._max_rows:
            if self.truth() is None and sum(1 for _ in self.solutions()) > self._max_rows:
                self._refuse()
            self.seek(0)

    def solutions(self) -> ox.QuerySolutions:
        """Give the rows from the start.

        Raises:
            QueryTimeoutError: the answer was cut short.
        """
        self.seek(0)
        try:
            found = ox.parse_query_results(self, ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
        except (SyntaxError, ValueError) as error:
            raise broken(error) from error
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("The answer is yes or no, and has no rows.")
        return found

    def truth(self) -> bool | None:
        """Give the yes or no of an ASK, or None where the answer has rows or is a graph."""
        if self.is_graph or self.size > 64:
            return None
        self.seek(0)
        found = json.loads(self.read()).get("boolean")
        self.seek(0)
        return found if isinstance(found, bool) else None

    def triples(self) -> Iterator[ox.Triple]:
        """Give the triples of a graph, sorted and each once."""
        self.seek(0)
        lines = (line for line, _ in groupby(sorted_lines(self._file)))
        while piece := b"".join(islice(lines, _LINES)):
            yield from (quad.triple for quad in ox.parse(piece, ox.RdfFormat.N_TRIPLES))


def broken(error: Exception) -> QueryTimeoutError:
    """Give the error for an answer that can't be read to its end."""
    return QueryTimeoutError(f"The store's answer isn't whole ({error}); ask again, or ask for less.")
