"""Every failure that a user can meet, each a child of one root.

A message is one sentence that names the thing and says what to do; the offending thing is also kept as an attribute.
"""

from __future__ import annotations


class WarrantError(Exception):
    """The root of all errors that this project raises on purpose; the command line prints them without a traceback."""


class SourceError(WarrantError):
    """A source file can't be read; the file is skipped and the others go on.

    Attributes:
        source: the file's name or path, as the user gave it.
        reason: why it can't be read, in a few words.
        advice: what to do about it.
    """

    def __init__(self, source: str, reason: str, advice: str) -> None:
        self.source = source
        self.reason = reason
        self.advice = advice
        super().__init__(f"{source}: {reason}; {advice}.")

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str, str]]:
        return (type(self), (self.source, self.reason, self.advice))


class GroundingError(WarrantError):
    """A quote isn't the slice of its source text that it claims to be."""


class StoreError(WarrantError):
    """The store can't be opened, read or written."""


class StoreBusyError(StoreError):
    """Another process holds the data directory and answers for it at no known address."""


class TooManyQueriesError(StoreBusyError):
    """As many queries are running or waiting as are allowed at once."""


class QueryError(WarrantError):
    """A query is malformed or asks for something that isn't allowed."""


class QuerySyntaxError(QueryError):
    """A query is malformed at a place that is known.

    Attributes:
        line: line of the place, from 1.
        column: column of the place in code points, from 1.
        expected: what could have stood there, in words; empty where that isn't known.
    """

    def __init__(self, message: str, line: int, column: int, expected: tuple[str, ...] = ()) -> None:
        self.line = line
        self.column = column
        self.expected = expected
        super().__init__(message)


class AnswerTooLargeError(QueryError):
    """An answer has more rows or bytes than are given out; there is no answer, not a short one."""


class UnknownGraphError(QueryError):
    """A query names a graph that isn't in the store, and nothing is fetched from elsewhere."""


class QueryTimeoutError(QueryError):
    """A query ran past its time limit; there is no answer, not a short one."""


class UnknownIriError(WarrantError):
    """Nothing in the graph has this IRI.

    Attributes:
        iri: the IRI that was asked for.
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri
        super().__init__(f"Nothing in the graph has the IRI {iri}; check it, or search with `warrant search`.")


class ShapeError(WarrantError):
    """A document's triples break the shapes, so the document isn't published.

    Attributes:
        findings: one sentence for each broken shape.
    """

    def __init__(self, document: str, findings: tuple[str, ...]) -> None:
        self.document = document
        self.findings = findings
        first = findings[0] if findings else "no finding was given"
        super().__init__(f"{document}: {len(findings)} broken shapes, so it isn't published; the first: {first}")


class SettingsError(WarrantError):
    """A setting has a value that can't be used."""
