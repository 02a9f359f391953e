"""The one place where addresses of pages and anchors inside them are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode, urlsplit

from kg.identifiers import BASE, kind_of

_LISTS = (f"{BASE}id/topic/", f"{BASE}id/scheme/")
_ONTOLOGY = f"{BASE}ontology"
_OTHERS = (f"{BASE}queries", f"{BASE}concepts", f"{BASE}shapes", f"{BASE}dataset", f"{BASE}catalog")


def key_of(iri: str) -> str:
    """Give the last part of an IRI of ours, which tells things of one kind apart."""
    return iri.rsplit("/", 1)[-1]


def iri_of(kind: str, key: str) -> str:
    """Give the IRI that this server's `/id/<kind>/<key>` answers for."""
    return f"{BASE}id/{kind}/{key}"


def path_of(iri: str) -> str:
    """Give where a thing of ours has its page on this server; any other IRI comes back as it is."""
    of_vocabulary = iri == _ONTOLOGY or iri.startswith((f"{_ONTOLOGY}#", f"{BASE}queries/"))
    if kind_of(iri) is not None or iri.startswith(_LISTS) or of_vocabulary or iri in _OTHERS:
        return f"/{iri.removeprefix(BASE)}"
    return iri


def statement_anchor(iri: str) -> str:
    """Give the id of a statement in a list or tree of reasons."""
    return f"s-{key_of(iri)}"


def quote_anchor(iri: str) -> str:
    """Give the id of a statement's words in the source text; quote and statement have the same key."""
    return f"q-{key_of(iri)}"


def words_path(document: str, statement: str) -> str:
    """Give where a statement's words stand in its document; the query tells the server which part of a long text."""
    return f"{path_of(document)}?statement={key_of(statement)}#{quote_anchor(statement)}"


def place_path(document: str, start: int, end: int) -> str:
    """Give where the code points from `start` to `end` stand in a document."""
    return f"{path_of(document)}?start={start}&end={end}#place"


def is_web_address(address: str | None) -> bool:
    """Whether an address from a document may become a link: only http and https do."""
    try:
        return bool(address) and urlsplit(address or "").scheme in ("http", "https")
    except ValueError:
        return False


def with_query(path: str, parameters: Iterable[tuple[str, str]] | Mapping[str, str]) -> str:
    """Give a path with parameters, without a question mark where there are none."""
    pairs = list(parameters.items()) if isinstance(parameters, Mapping) else list(parameters)
    return f"{path}?{urlencode(pairs)}" if pairs else path
