"""Where to begin: the asks, actors, topics and documents with most around them, and those that words find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kg.conditions import CURRENT, FROM
from kg.directory import ActorSearch, directory
from kg.identifiers import BASE
from kg.lookup import Lookup
from kg.model import Role
from kg.neighbours import Neighbour, Node, NodeKind, named_nodes, statement_node
from kg.rows import Search
from ontology.resources import concepts

MOST_STATEMENTS: Final = 8

_STRONGEST: Final = (
    f"SELECT s.iri {FROM} WHERE s.role = 'recommendation' AND {CURRENT} "
    "ORDER BY s.supports + s.disputes DESC, s.confidence DESC, s.iri LIMIT ?"
)
_TOPICS: Final = (
    f"SELECT o.topic, COUNT(*) {FROM} JOIN topic o ON o.statement = s.id WHERE s.role = 'recommendation' "
    f"AND {CURRENT} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?"
)
_NEWEST: Final = (
    f"SELECT d.iri FROM document d WHERE {CURRENT} ORDER BY d.issued DESC NULLS LAST, d.title, d.iri LIMIT ?"  # noqa: S608
)
_TITLED: Final = (
    f"SELECT d.iri FROM document d WHERE {CURRENT} AND d.title LIKE ? ESCAPE '\\' "  # noqa: S608
    "ORDER BY d.issued DESC NULLS LAST, d.title, d.iri LIMIT ?"
)


def suggestions(index: Lookup, *, most: int = 6) -> Mapping[NodeKind, tuple[Neighbour, ...]]:
    """Give good places to begin, by kind; each count is of asks, and 1 for an ask or a document."""
    topics = index.read(_TOPICS, (most,))
    labels = named_nodes(index, NodeKind.TOPIC, [row[0] for row in topics])
    actors = directory(index).find(ActorSearch(per_page=most)).rows
    return {
        NodeKind.STATEMENT: _statements(index, [row["iri"] for row in index.read(_STRONGEST, (most,))]),
        NodeKind.TOPIC: tuple(Neighbour(node=labels[row[0]], count=row[1]) for row in topics),
        NodeKind.ACTOR: tuple(
            Neighbour(node=_actor(row.iri, row.name), count=row.asks_made + row.asks_received) for row in actors
        ),
        NodeKind.DOCUMENT: _documents(index, [row["iri"] for row in index.read(_NEWEST, (most,))]),
    }


def found(index: Lookup, text: str, *, most: int = 8) -> Mapping[NodeKind, tuple[Neighbour, ...]]:
    """Give what words find, by kind; a kind without anything is left out."""
    text = text.replace("\0", " ").strip()
    if not any(character.isalnum() for character in text):
        return {}
    roles = (Role.RECOMMENDATION, Role.CLAIM, Role.EVIDENCE)
    statements = index.statements(Search(text=text, roles=roles, per_page=most)).rows
    actors = directory(index).find(ActorSearch(text=text, mentioned=True, per_page=most)).rows
    pattern = "".join(f"\\{each}" if each in "\\%_" else each for each in text)
    documents = [row["iri"] for row in index.read(_TITLED, (f"%{pattern}%", most))]
    groups = {
        NodeKind.TOPIC: _topics(index, text, most),
        NodeKind.ACTOR: tuple(Neighbour(node=_actor(row.iri, row.name)) for row in actors),
        NodeKind.DOCUMENT: _documents(index, documents),
        NodeKind.STATEMENT: tuple(Neighbour(node=statement_node(row)) for row in statements),
    }
    return {kind: several for kind, several in groups.items() if several}


def _statements(index: Lookup, iris: list[str]) -> tuple[Neighbour, ...]:
    return tuple(Neighbour(node=statement_node(row)) for row in index.statements_by(iris))


def _documents(index: Lookup, iris: list[str]) -> tuple[Neighbour, ...]:
    nodes = named_nodes(index, NodeKind.DOCUMENT, iris)
    return tuple(Neighbour(node=nodes[iri]) for iri in iris if iri in nodes)


def _actor(iri: str, name: str) -> Node:
    return Node(kind=NodeKind.ACTOR, key=iri.removeprefix(f"{BASE}id/actor/"), label=name)


def _topics(index: Lookup, text: str, most: int) -> tuple[Neighbour, ...]:
    words = text.casefold().split()
    labelled = [each.notation for each in concepts("topic") if _has_all(each.label, words)]
    called = [each.notation for each in concepts("topic") if _has_all(" ".join(each.alt_labels), words)]
    named = list(dict.fromkeys([*labelled, *called]))[:most]
    return tuple(Neighbour(node=node) for node in named_nodes(index, NodeKind.TOPIC, named).values())


def _has_all(text: str, words: list[str]) -> bool:
    return all(word in text.casefold() for word in words)
