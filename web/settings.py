"""What a deployment may choose about the pages, built once and passed to the application."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Choices of a deployment.

    Attributes:
        data: the data directory, or None where store, index and archive are handed over by the caller.
        host: name or address that the pages are served at; requests under another one are refused, save loopback's.
        per_page: rows on a page of a list.
        whole_text_limit: code points up to which a statement's page shows the whole source text; of a longer one it
            shows the surroundings of the quotes and says what it leaves out.
        max_request_bytes: largest request body that is read.
        max_query_bytes: longest SPARQL query that is taken.
        query_timeout: seconds that a foreign query may run.
        query_rows: rows that a foreign query may give on a page or as data.
        scores: file with measured scores of the reading, shown on the about page, or None.
    """

    data: Path | None = None
    host: str = "127.0.0.1"
    per_page: int = 20
    whole_text_limit: int = 24_000
    max_request_bytes: int = 1_000_000
    max_query_bytes: int = 50_000
    query_timeout: float = 20.0
    query_rows: int = 5_000
    scores: Path | None = None
