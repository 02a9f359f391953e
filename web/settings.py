"""What a deployment may choose about the pages, built once and passed to the application."""

from __future__ import annotations

import ipaddress
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
        query_rows: rows or triples that the answer to a foreign query may have.
        query_bytes: bytes that such an answer may have as the store writes it.
        query_places: foreign queries that may run at the same time.
        query_waiting: further ones that wait for their turn; any more are refused at once.
        query_patience: seconds that one waits for its turn.
        page_rows: rows of an answer that a page shows; it says how many more there are.
        hide_runs: whether the records of ingest runs, which name this machine and its files, are kept from whoever
            asks; None for yes where the server listens beyond this machine.
        origins: origins of other sites whose scripts may read the answers, `*` for any; None for any where the server
            listens beyond this machine, and else for none.
        scores: file with measured scores of the reading, shown on the about page, or None.
    """

    data: Path | None = None
    host: str = "127.0.0.1"
    per_page: int = 20
    whole_text_limit: int = 24_000
    max_request_bytes: int = 1_000_000
    max_query_bytes: int = 50_000
    query_timeout: float = 20.0
    query_rows: int = 1_000_000
    query_bytes: int = 256 << 20
    query_places: int = 8
    query_waiting: int = 12
    query_patience: float = 5.0
    page_rows: int = 1_000
    hide_runs: bool | None = None
    origins: tuple[str, ...] | None = None
    scores: Path | None = None

    @property
    def is_public(self) -> bool:
        """Whether others than this machine can reach the server."""
        return not is_loopback(self.host)

    @property
    def hides_runs(self) -> bool:
        """Whether the records of ingest runs are kept from whoever asks."""
        return self.is_public if self.hide_runs is None else self.hide_runs

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The origins whose scripts may read."""
        if self.origins is None:
            return ("*",) if self.is_public else ()
        return self.origins


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own, which no other reaches."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
