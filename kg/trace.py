"""From a statement through its justifications to exact quotes and their documents, with the gaps named.

A trace is data: page, JSON, brief and picture all render this one thing. It ends on circles, because each statement is
opened once, as near to the root as it stands, and every other meeting only points to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from rdflib import URIRef

from kg.description import (
    Description,
    actor_from,
    authors_of,
    document_from,
    fold,
    is_justification,
    is_statement,
    justification_from,
    statement_from,
)
from kg.errors import UnknownIriError
from kg.gaps import Gap, find_gaps
from kg.identifiers import kind_of
from kg.model import Actor, Claim, Direction, Document, Justification, Quote, Recommendation, Statement
from kg.store import Row, Store
from kg.wording import ask_sentence, confidence_words

MAX_DEPTH: Final = 40
"""Steps from the root after which a trace points to the premise's own trace instead of going on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A statement in the tree of reasons.

    Attributes:
        statement: IRI of the statement.
        lines: the justifications that bear on it, supporting ones first, surest first.
        repeats: the statement was opened elsewhere in this trace, so its lines aren't repeated here.
        is_cut: the chain goes on, but this lies `MAX_DEPTH` steps from the root.
    """

    statement: str
    lines: tuple[Line, ...] = ()
    repeats: bool = False
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A justification with its premises opened."""

    justification: Justification
    premises: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """Everything that leads from one statement to exact words.

    Attributes:
        root: the tree, from the statement that was asked for.
        statements: every statement in the tree, and the parts and whole of the root, by IRI.
        documents: every document that they stand in, by IRI.
        actors: everybody whom statements and documents name, by IRI.
        authors: document IRI to the IRIs of its authors.
        newer: document IRI to the IRIs of the versions that replaced it.
        parts: more detailed asks that belong to the root.
        gaps: what is missing, in plain sentences.
    """

    root: Node
    statements: Mapping[str, Statement]
    documents: Mapping[str, Document]
    actors: Mapping[str, Actor]
    authors: Mapping[str, tuple[str, ...]]
    newer: Mapping[str, tuple[str, ...]]
    parts: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def statement(self) -> Statement:
        """The statement that was asked for."""
        return self.statements[self.root.statement]

    @property
    def names(self) -> dict[str, str]:
        """IRI to name of everybody in the trace."""
        return {iri: actor.name for iri, actor in self.actors.items()}

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every opened node of the tree, in reading order, the root first; repeats are left out."""
        return tuple(node for node in _walk(self.root) if not node.repeats)

    def gaps_of(self, iri: str) -> tuple[Gap, ...]:
        """Give the gaps of one statement or justification."""
        return tuple(gap for gap in self.gaps if gap.subject == iri)

    def to_dict(self) -> dict[str, Any]:
        """Give the trace as JSON-ready data: the tree with each statement's words, page and document in it."""
        whole = self.statement.part_of if isinstance(self.statement, Recommendation) else None
        return {
            "iri": self.root.statement,
            "statement": self._statement(self.root.statement),
            "lines": [self._line(line) for line in self.root.lines],
            "part_of": whole,
            "parts": [self._statement(part) for part in self.parts],
            "gaps": [gap.to_dict() for gap in self.gaps],
            "documents": {iri: self._document(iri) for iri in sorted(self.documents)},
            "actors": {iri: _actor_dict(self.actors[iri]) for iri in sorted(self.actors)},
        }

    def _line(self, line: Line) -> dict[str, Any]:
        justification = line.justification
        return {
            "iri": justification.iri,
            "direction": justification.direction.value,
            "confidence": justification.confidence,
            "confidence_words": confidence_words(justification.confidence),
            "cue": justification.cue,
            "review": justification.review.value,
            "premises": [
                {
                    "statement": self._statement(node.statement),
                    "lines": [self._line(below) for below in node.lines],
                    "repeats": node.repeats,
                    "is_cut": node.is_cut,
                }
                for node in line.premises
            ],
        }

    def _statement(self, iri: str) -> dict[str, Any]:
        statement = self.statements[iri]
        common = {
            "iri": iri,
            "role": statement.role.value,
            "quote": _quote_dict(statement.quote),
            "document": statement.quote.document,
            "page": statement.quote.page,
            "passage": statement.passage,
            "confidence": statement.confidence,
            "confidence_words": confidence_words(statement.confidence),
            "cue": statement.cue,
            "review": statement.review.value,
            "is_reported": statement.is_reported,
            "polarity": statement.polarity.value,
            "topics": list(statement.topics),
        }
        if isinstance(statement, Claim):
            return {**common, "asserted_by": statement.asserted_by, "hedges": list(statement.hedges)}
        return {
            **common,
            "ask": ask_sentence(statement, self.names, self.documents[statement.quote.document].kind),
            "issuer": statement.issuer,
            "addressees": list(statement.addressees),
            "action": statement.action,
            "object": statement.object,
            "condition": statement.condition,
            "deadline": statement.deadline,
            "instrument": None if statement.instrument is None else statement.instrument.value,
            "modality": statement.modality.value,
            "part_of": statement.part_of,
        }

    def _document(self, iri: str) -> dict[str, Any]:
        document = self.documents[iri]
        return {
            "iri": iri,
            "title": document.title,
            "authors": list(self.authors.get(iri, ())),
            "publisher": document.publisher,
            "issued": document.issued,
            "url": document.url,
            "source_kind": document.kind.value,
            "is_brief": document.is_brief,
            "sha256": document.sha256,
            "pages": document.pages,
            "newer_versions": list(self.newer.get(iri, ())),
        }


def trace(store: Store, iri: str) -> Trace:
    """Walk from a statement to the words that it rests on.

    Args:
        store: where the graph is.
        iri: a recommendation or claim.

    Raises:
        UnknownIriError: the graph has no such statement.
    """
    if kind_of(iri) != "statement":
        raise UnknownIriError(iri)
    nodes = fold(_select(store, "trace", statement=iri))
    if not is_statement(nodes.get(iri, {})):
        raise UnknownIriError(iri)
    lines = _lines(nodes)
    statements = {node: statement_from(nodes, node) for node, said in nodes.items() if is_statement(said)}
    context = fold(_select(store, "context", statement=iri))
    documents = sorted({statement.quote.document for statement in statements.values()})
    authors = {document: authors_of(context.get(document, {})) for document in documents}
    newer = {document: _newer(store, document) for document in documents}
    actors = {actor: actor_from(context.get(actor, {}), actor) for actor in _named(statements.values(), authors)}
    root = _open(iri, lines, statements, _distances(iri, lines), set(), 0)
    return Trace(
        root=root,
        statements=statements,
        documents={
            document: document_from(
                context.get(document, {}), document, [actors[each].name for each in authors[document]]
            )
            for document in documents
        },
        actors=actors,
        authors=authors,
        newer=newer,
        parts=_parts(iri, statements),
        gaps=find_gaps(
            iri, statements, [line for node in _walk(root) for line in _justifications(node)], authors, newer
        ),
    )


@cache
def _query(name: str) -> str:
    return files("kg").joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


def _select(store: Store, name: str, **bindings: str) -> Iterable[Row]:
    return store.select(_query(name), bindings={key: URIRef(value) for key, value in bindings.items()}).rows


def _lines(nodes: Mapping[str, Description]) -> dict[str, list[Justification]]:
    by_target: dict[str, list[Justification]] = {}
    for iri, said in nodes.items():
        if is_justification(said):
            justification = justification_from(said, iri)
            by_target.setdefault(justification.target, []).append(justification)
    for lines in by_target.values():
        lines.sort(key=lambda line: (line.direction is not Direction.SUPPORTS, -line.confidence, line.iri))
    return by_target


def _parts(iri: str, statements: Mapping[str, Statement]) -> tuple[str, ...]:
    parts = [each for each in statements.values() if isinstance(each, Recommendation) and each.part_of == iri]
    parts.sort(key=lambda part: (part.quote.document, part.quote.start, part.quote.end))
    return tuple(part.iri for part in parts)


def _newer(store: Store, document: str) -> tuple[str, ...]:
    return tuple(sorted(str(row["newer"]) for row in _select(store, "newer", document=document)))


def _named(statements: Iterable[Statement], authors: Mapping[str, Sequence[str]]) -> list[str]:
    found = {author for several in authors.values() for author in several}
    for statement in statements:
        speaker = statement.asserted_by if isinstance(statement, Claim) else statement.issuer
        found.update(() if isinstance(statement, Claim) else statement.addressees)
        found.update(() if speaker is None else (speaker,))
    return sorted(found)


def _distances(root: str, lines: Mapping[str, Sequence[Justification]]) -> dict[str, int]:
    distances = {root: 0}
    waiting = deque([root])
    while waiting:
        target = waiting.popleft()
        for premise in (premise for line in lines.get(target, ()) for premise in line.premises):
            if premise not in distances:
                distances[premise] = distances[target] + 1
                waiting.append(premise)
    return distances


def _open(
    iri: str,
    lines: Mapping[str, Sequence[Justification]],
    statements: Mapping[str, Statement],
    distances: Mapping[str, int],
    opened: set[str],
    depth: int,
) -> Node:
    # A statement is opened as near to the root as it stands, so that no direct reason merely points to a deeper one.
    if iri in opened or depth > distances[iri]:
        return Node(statement=iri, repeats=True)
    if depth >= MAX_DEPTH and lines.get(iri):
        return Node(statement=iri, is_cut=True)
    opened.add(iri)
    below = []
    for justification in lines.get(iri, ()):
        known = sorted((premise for premise in justification.premises if premise in statements), key=_place(statements))
        premises = tuple(_open(premise, lines, statements, distances, opened, depth + 1) for premise in known)
        below.append(Line(justification=justification, premises=premises))
    return Node(statement=iri, lines=tuple(below))


def _place(statements: Mapping[str, Statement]) -> Any:
    def key(iri: str) -> tuple[str, int, int]:
        quote = statements[iri].quote
        return (quote.document, quote.start, quote.end)

    return key


def _walk(node: Node) -> Iterable[Node]:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(premise for line in reversed(current.lines) for premise in reversed(line.premises))


def _justifications(node: Node) -> tuple[Justification, ...]:
    return tuple(line.justification for line in node.lines)


def _quote_dict(quote: Quote) -> dict[str, Any]:
    return {
        "iri": quote.iri,
        "exact": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "start": quote.start,
        "end": quote.end,
    }


def _actor_dict(actor: Actor) -> dict[str, Any]:
    return {
        "iri": actor.iri,
        "name": actor.name,
        "kind": actor.kind.value,
        "aliases": list(actor.aliases),
        "same_as": list(actor.same_as),
    }
