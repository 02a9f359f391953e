"""Which form of an answer a client gets: the serialisations by name and media type, and the reading of `Accept`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Form:
    """One form that an answer can have.

    Attributes:
        name: what `?format=` calls it.
        media_type: what it is sent as.
        title: what people call it.
        others: other media types under which it is asked for.
        suffix: what the address of a thing may end with to get it.
        has_charset: whether its media type has a `charset`.
    """

    name: str
    media_type: str
    title: str
    others: tuple[str, ...] = ()
    suffix: str = ""
    has_charset: bool = False

    @property
    def content_type(self) -> str:
        """The header that it is sent with."""
        return f"{self.media_type}; charset=utf-8" if self.has_charset else self.media_type

    @property
    def accepted(self) -> tuple[str, ...]:
        """All media types under which it is asked for."""
        return (self.media_type, *self.others)


HTML: Final = Form("html", "text/html", "HTML", ("application/xhtml+xml",), ".html", True)
JSON: Final = Form("json", "application/json", "JSON", (), ".json")
ROWS: Final = (
    Form("json", "application/sparql-results+json", "JSON", ("application/json",)),
    Form("xml", "application/sparql-results+xml", "XML", ("application/xml", "text/xml")),
    Form("csv", "text/csv", "CSV", (), "", True),
    Form("tsv", "text/tab-separated-values", "TSV", (), "", True),
)
"""Forms of rows and truth values, the best one first."""
GRAPHS: Final = (
    Form("turtle", "text/turtle", "Turtle", ("application/x-turtle",), ".ttl", True),
    Form("json-ld", "application/ld+json", "JSON-LD", ("application/json",), ".jsonld"),
    Form("rdfxml", "application/rdf+xml", "RDF/XML", ("application/xml", "text/xml"), ".rdf"),
    Form("ntriples", "application/n-triples", "N-Triples", ("text/plain",), ".nt"),
    Form("trig", "application/trig", "TriG", (), ".trig"),
    Form("nquads", "application/n-quads", "N-Quads", (), ".nq"),
)
"""Forms of graphs, the best one first."""
THINGS: Final = tuple(form for form in GRAPHS if form.name not in ("trig", "nquads"))
"""Forms of what the graph says of one thing, for which it doesn't matter in which graph it is said."""
ALIASES: Final = {
    "ttl": "turtle", "nt": "ntriples", "n-triples": "ntriples", "jsonld": "json-ld", "rdf": "rdfxml",
    "rdf/xml": "rdfxml", "nq": "nquads", "n-quads": "nquads",
}  # fmt: skip


_EXACT: Final = 3


def named(name: str, forms: tuple[Form, ...]) -> Form | None:
    """Give the form that a `?format=` asks for: by name, by another usual name, or by media type."""
    known = name.strip().lower()
    known = ALIASES.get(known, known)
    exact = next((form for form in forms if known == form.name), None)
    return exact or next((form for form in forms if known in form.accepted), None)


@lru_cache(maxsize=1024)
def best(accept: str, forms: tuple[Form, ...]) -> Form | None:
    """Give the form that an `Accept` header prefers, or None where it accepts none of them.

    Of forms that it likes equally, the one that it names most exactly wins, and then the first. No header accepts all.
    """
    ranges = list(_ranges(accept))
    if not ranges:
        return forms[0] if not accept.strip() else None
    found: Form | None = None
    found_rank = (0.0, -1)
    for form in forms:
        # A range such as `text/*` speaks of what is sent; the other names have to be named.
        others = (_rank(media_type, ranges) for media_type in form.others)
        named_so = ((quality, exact - 1) for quality, exact in others if exact == _EXACT)
        rank = max((_rank(form.media_type, ranges), *named_so, (0.0, -1)))
        if rank[0] > 0 and rank > found_rank:
            found, found_rank = form, rank
    return found


def _rank(media_type: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """Give how much a type is liked, by the most exact range that covers it, and how exact that range is."""
    covers = {media_type: _EXACT, f"{media_type.partition('/')[0]}/*": 1, "*/*": 0}
    fitting = [(covers[name], quality) for name, quality in ranges if name in covers]
    if not fitting:
        return 0.0, -1
    exact, quality = max(fitting)
    return quality, exact


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if "/" not in name and name != "*":
            continue
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = _quality(value)
        found.append(("*/*" if name == "*" else name, quality))
    return found


def _quality(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def names_html(accept: str) -> bool:
    """Whether a client names HTML, as browsers do and programs that take anything don't."""
    return any(name in HTML.accepted and quality > 0 for name, quality in _ranges(accept))
