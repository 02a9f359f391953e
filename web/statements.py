"""One statement: the ask in a sentence, why, what is missing, and the sources beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from kg.bearing import Bearing, Bearings, bearings
from kg.elsewhere import Asks, Provisions, provisions_on, same_matter
from kg.history import History, history
from kg.identifiers import kind_of
from kg.legal import legal_citation
from kg.model import Direction, Recommendation, Statement
from kg.trace import Line, Trace, trace
from kg.wording import Part, ask, ask_sentence, counted, in_a_sentence
from web.cues import why_linked, why_read
from web.labels import label
from web.library import library
from web.missing import Missing, missing
from web.pages import plain, respond
from web.pictures import Picture, nearest, picture
from web.sources import Source, sources
from web.turtle import described
from web.urls import iri_of, with_query

blueprint = Blueprint("statements", __name__)

MOST_REASONS: Final = 62
"""Statements in the tree of reasons beside its root; of more, those furthest from the root wait behind a link."""

_SVG: Final = "image/svg+xml; charset=utf-8"
_NAMED: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """What speaks for a statement, or against it: the lines, and how many premises they have together."""

    name: str
    lines: tuple[Line, ...]

    @property
    def count(self) -> int:
        """How many premises there are."""
        return sum(len(line.premises) for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """Asks on the same matter, with a heading that says which, and where all are listed."""

    title: str
    asks: Asks
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementPage:
    """One statement, its trace, and everything around it.

    Attributes:
        trace: from the statement to exact words.
        sentence: an ask as a sentence; empty for a claim.
        sides: what speaks for it and what against it.
        kept: IRIs of the statements that the tree shows.
        left_out: how many it doesn't show.
        every_reason: where it shows all.
        picture: the reasons drawn, or None where there are none.
        missing: what the chain lacks.
        sources: the documents with the quotes marked.
        parts: more detailed asks that belong to it.
        bearings: what it is given as a reason for or against.
        matter: asks on the same matter, or None.
        provisions: provisions on the same topics.
        history: versions and readings.
        query: the query for the trace in the editor.
    """

    trace: Trace
    sentence: tuple[Part, ...]
    sides: tuple[Side, Side]
    kept: frozenset[str]
    left_out: int
    every_reason: str
    picture: Picture | None
    missing: tuple[Missing, ...]
    sources: tuple[Source, ...]
    parts: tuple[tuple[Recommendation, tuple[Part, ...]], ...]
    bearings: Bearings
    matter: Matter | None
    provisions: Provisions
    history: History
    query: str

    why_linked = staticmethod(why_linked)
    why_read = staticmethod(why_read)

    @property
    def origin(self) -> str:
        """Where the reasons come from, in words; nothing where there are none."""
        found = {self.trace.statements[node.statement].quote.document for node in self.trace.nodes[1:]}
        if found == {self.trace.statement.quote.document}:
            return "all from the same document"
        return f"from {counted(len(found), 'document')}" if found else ""

    @staticmethod
    def target_words(bearing: Bearing) -> str:
        """Give the sentence of an ask, or the words of a claim."""
        return _target_words(bearing)

    @staticmethod
    def provision(path: str) -> str:
        """Give a provision's path as lawyers cite it."""
        return legal_citation(path) or path


def _target_words(bearing: Bearing) -> str:
    if isinstance(bearing.target, Recommendation):
        return ask_sentence(bearing.target, bearing.names, bearing.document.kind)
    return bearing.target.quote.exact


@blueprint.get("/id/statement/<key>")
def statement(key: str) -> Response:
    """Show one recommendation or claim with its trace."""
    iri = _known(key)
    found = trace(library().store, iri)
    page = _page(found, iri)
    return respond("statements/statement.html", page, data=_data(page), rdf=lambda form: described(iri, form))


@blueprint.get("/id/statement/<key>/graph.svg")
def graph(key: str) -> Response:
    """Give the picture of its reasons as a file by itself."""
    found = trace(library().store, _known(key))
    drawn = render_template("statements/graph.svg", picture=picture(found))
    response = Response(drawn, content_type=_SVG)
    response.add_etag()
    response.make_conditional(request)
    return response


def _known(key: str) -> str:
    iri = iri_of("statement", key)
    if kind_of(iri) != "statement":
        raise NotFound
    return iri


def _page(found: Trace, iri: str) -> StatementPage:
    settings, root = library().settings, found.statement
    wants_all, wants_text = request.args.get("reasons") == "all", request.args.get("text") == "all"
    kept = nearest(found, len(found.nodes) if wants_all else MOST_REASONS + 1)
    return StatementPage(
        trace=found,
        sentence=_sentence(found, root) if isinstance(root, Recommendation) else (),
        sides=_sides(found),
        kept=frozenset(kept),
        left_out=len(found.nodes) - len(kept),
        every_reason=with_query(request.path, [("reasons", "all")]),
        picture=picture(found) if found.root.lines else None,
        missing=missing(found.gaps),
        sources=sources(found, kept, limit=None if wants_text else settings.whole_text_limit),
        parts=tuple((part, _sentence(found, part)) for part in _parts(found)),
        bearings=bearings(library().store, iri),
        matter=_matter(found, root) if isinstance(root, Recommendation) else None,
        provisions=_provisions(root),
        history=history(library().store, iri, root.quote.document, with_runs=not settings.hides_runs),
        query=with_query("/sparql", [("query", trace_query(iri))]),
    )


def _sides(found: Trace) -> tuple[Side, Side]:
    lines = found.root.lines
    return (
        Side(name="for", lines=tuple(line for line in lines if line.justification.direction is Direction.SUPPORTS)),
        Side(name="against", lines=tuple(line for line in lines if line.justification.direction is Direction.DISPUTES)),
    )


def _sentence(found: Trace, recommendation: Recommendation) -> tuple[Part, ...]:
    return ask(recommendation, found.names, found.documents[recommendation.quote.document].kind)


def _parts(found: Trace) -> list[Recommendation]:
    parts = [found.statements[iri] for iri in found.parts]
    return [part for part in parts if isinstance(part, Recommendation)]


def _matter(found: Trace, root: Recommendation) -> Matter | None:
    asks = same_matter(library().index, root)
    if not asks.total:
        return None
    names = [in_a_sentence(name) for name in sorted(found.names.get(iri, iri) for iri in root.addressees)]
    topics = sorted(_lower(label("topic", topic)) for topic in root.topics)
    facets = [("addressee", iri) for iri in root.addressees] + [("topic", topic) for topic in root.topics]
    return Matter(
        title=f"Other asks to {_either(names, 'the same addressees')} on {_either(topics, 'the same topics')}",
        asks=asks,
        href=with_query("/recommendations", facets),
    )


def _provisions(root: Statement) -> Provisions:
    if isinstance(root, Recommendation):
        return provisions_on(library().index, root)
    return Provisions(rows=(), total=0)


def _either(names: Sequence[str], many: str) -> str:
    if len(names) > _NAMED:
        return many
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def trace_query(iri: str) -> str:
    """Give the query that shows a reader what the trace of a statement rests on."""
    return (
        "SELECT ?target ?direction ?premise ?words WHERE {\n"
        f"  <{iri}> (w:supportedBy|w:disputedBy)* ?target .\n"
        "  ?target w:hasJustification ?line .\n"
        "  ?line w:direction ?direction ; w:premise ?premise .\n"
        "  ?premise w:quote/oa:hasSelector/oa:exact ?words .\n"
        "}"
    )


def _data(page: StatementPage) -> dict[str, Any]:
    return {
        **page.trace.to_dict(),
        "bears_on": [_bearing(each) for each in page.bearings.found],
        "same_addressee_and_topic": None
        if page.matter is None
        else {"title": page.matter.title, "total": page.matter.asks.total, "asks": _brief(page.matter.asks.rows)},
        "provisions_on_topic": {
            "total": page.provisions.total,
            "provisions": [{"path": row.path, "statement": row.statement.iri} for row in page.provisions.rows],
        },
        "history": {
            "older": [version.iri for version in page.history.older],
            "newer": [{"iri": version.iri, "dropped": version.dropped} for version in page.history.newer],
            "read_by": plain(page.history.process),
            "runs": plain(page.history.runs),
        },
    }


def _bearing(each: Bearing) -> dict[str, Any]:
    return {
        "iri": each.line.iri,
        "direction": each.line.direction.value,
        "confidence": each.line.confidence,
        "cue": each.line.cue,
        "target": each.target.iri,
        "words": _target_words(each),
    }


def _brief(rows: Iterable[Any]) -> list[dict[str, str]]:
    return [{"iri": row.iri, "document": row.document, "words": row.exact} for row in rows]
