"""What lies one step from a statement, an actor, a document or a topic: each kind of link with its count.

Only a few neighbours of each kind are read, the strongest first; the counts are of all of them. Reasons come from the
graph itself, everything else from its projection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from rdflib import URIRef

from kg.conditions import CURRENT, FROM, marks
from kg.directory import directory
from kg.identifiers import BASE
from kg.lookup import Lookup
from kg.model import Role
from kg.rows import StatementRow
from kg.store import Store
from kg.wording import row_ask, row_fits
from ontology.resources import concepts


class NodeKind(StrEnum):
    """What stands at a node of the picture."""

    STATEMENT = "statement"
    ACTOR = "actor"
    DOCUMENT = "document"
    TOPIC = "topic"


class Link(StrEnum):
    """What a line in the picture says; it leads from who or what comes first in that sentence."""

    ASKS = "asks"
    CLAIMS = "claims"
    SUPPORTS = "supports"
    DISPUTES = "disputes"
    PART_OF = "part_of"
    STANDS_IN = "stands_in"
    ABOUT = "about"


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A thing in the picture.

    Attributes:
        kind: what it is.
        key: what tells it from others of its kind; a topic's is its notation.
        label: its name, or the words of a statement.
        role: the role of a statement, or None.
        short: what an ask wants done, without who asks whom, or None for anything else.
    """

    kind: NodeKind
    key: str
    label: str
    role: str | None = None
    short: str | None = None

    @property
    def id(self) -> str:
        """Kind and key, as addresses have them."""
        return f"{self.kind.value}/{self.key}"

    @property
    def iri(self) -> str:
        """The thing's IRI."""
        return f"{BASE}id/{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A node beside another; `count` says how many statements stand behind the line between them."""

    node: Node
    count: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Bunch:
    """Neighbours that one kind of link joins to a node.

    Attributes:
        name: what they are to the node: `asks_made`, `reasons_for`, ...
        link: what the lines say.
        is_outgoing: the lines lead from the node.
        neighbours: the strongest of them.
        total: how many there are.
    """

    name: str
    link: Link
    is_outgoing: bool
    neighbours: tuple[Neighbour, ...]
    total: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which neighbours are wanted; no links or no roles means all.

    Attributes:
        links: kinds of link.
        roles: roles of statements; neighbours that are no statements aren't concerned.
        most: how many of one bunch are read.
    """

    links: frozenset[Link] = frozenset()
    roles: frozenset[Role] = frozenset()
    most: int = 8

    def takes(self, link: Link) -> bool:
        """Whether links of a kind are wanted."""
        return not self.links or link in self.links


@dataclass(frozen=True, slots=True)
class _Place:
    """Where neighbours are read from, for one node."""

    index: Lookup
    store: Store
    wanted: Wanted
    iri: str
    key: str

    def statements(self, name: str, link: Link, outgoing: bool, where: str, *roles: Role) -> Bunch | None:
        taken = [role.value for role in roles if not self.wanted.roles or role in self.wanted.roles]
        if not taken or not self.wanted.takes(link):
            return None
        where, values = f"{where} AND s.role IN ({marks(taken)}) AND {CURRENT}", [*self._values(where), *taken]
        total = self.index.read(f"SELECT COUNT(*) {FROM} WHERE {where}", values)[0][0]
        rows = self.index.read(
            f"SELECT s.iri {FROM} WHERE {where} ORDER BY {_STRONGEST} LIMIT ?",
            [*values, self.wanted.most],
        )
        found = self.index.statements_by([row["iri"] for row in rows])
        near = tuple(Neighbour(node=statement_node(row)) for row in found)
        return Bunch(name=name, link=link, is_outgoing=outgoing, neighbours=near, total=total)

    def counted(self, name: str, link: Link, outgoing: bool, kind: NodeKind, sql: str) -> Bunch | None:
        """Read neighbours that statements join to the node; the rows of `sql` are (what, number), the most first."""
        if not self.wanted.takes(link):
            return None
        pairs = [(row[0], row[1]) for row in self.index.read(sql, self._values(sql)) if row[0] not in (None, self.iri)]
        near = named_nodes(self.index, kind, [what for what, _ in pairs[: self.wanted.most]])
        return Bunch(
            name=name, link=link, is_outgoing=outgoing, total=len(pairs),
            neighbours=tuple(Neighbour(node=near[what], count=number) for what, number in pairs if what in near),
        )  # fmt: skip

    def _values(self, sql: str) -> list[object]:
        return [self.key if self.iri.startswith(_TOPICS) else self.iri] * sql.count("?")

    def reasons(self) -> list[Bunch | None]:
        rows = self.store.select(_REASONS, {"statement": URIRef(self.iri)}).rows
        ways: dict[str, list[str]] = {name: [] for name, _, _ in _WAYS}
        for row in rows:
            ways[str(row["way"])].append(str(row["other"]))
        return [self._argued(name, link, outgoing, ways[name]) for name, link, outgoing in _WAYS]

    def _argued(self, name: str, link: Link, outgoing: bool, iris: Sequence[str]) -> Bunch | None:
        if not self.wanted.takes(link):
            return None
        rows = [row for row in self.index.statements_by(iris) if not self.wanted.roles or row.role in self.wanted.roles]
        rows.sort(key=lambda row: (-row.supports - row.disputes, -row.confidence, row.iri))
        near = tuple(Neighbour(node=statement_node(row)) for row in rows[: self.wanted.most])
        return Bunch(name=name, link=link, is_outgoing=outgoing, neighbours=near, total=len(rows))


_TOPICS: Final = f"{BASE}id/topic/"
_STRONGEST: Final = "s.supports + s.disputes DESC, s.confidence DESC, s.iri"
_ALL_CLAIMS: Final = (Role.CLAIM, Role.EVIDENCE)
_ASK: Final = Role.RECOMMENDATION
_WAYS: Final = (
    ("reasons_for", Link.SUPPORTS, False),
    ("reasons_against", Link.DISPUTES, False),
    ("backs", Link.SUPPORTS, True),
    ("argues_against", Link.DISPUTES, True),
    ("part_of", Link.PART_OF, True),
    ("parts", Link.PART_OF, False),
)
_REASONS: Final = """
SELECT DISTINCT ?way ?other WHERE {
  { $statement w:supportedBy ?other . BIND ("reasons_for" AS ?way) }
  UNION { $statement w:disputedBy ?other . BIND ("reasons_against" AS ?way) }
  UNION { ?other w:supportedBy $statement . BIND ("backs" AS ?way) }
  UNION { ?other w:disputedBy $statement . BIND ("argues_against" AS ?way) }
  UNION { $statement w:partOf ?other . BIND ("part_of" AS ?way) }
  UNION { ?other w:partOf $statement . BIND ("parts" AS ?way) }
}"""
_MOST_FIRST: Final = "GROUP BY 1 ORDER BY 2 DESC, 1"
_ADDRESSED: Final = "s.id IN (SELECT statement FROM addressee WHERE actor = ?)"
_ON_TOPIC: Final = "s.id IN (SELECT statement FROM topic WHERE topic = ?)"
_BY_OR_TO: Final = f"(s.speaker = ? OR {_ADDRESSED})"
_ASKED: Final = "JOIN addressee a ON a.statement = s.id"
_TOUCHED: Final = "JOIN topic o ON o.statement = s.id"


def _of_statement(place: _Place) -> list[Bunch | None]:
    row = place.index.statement(place.iri)
    link = Link.ASKS if row is not None and row.role == _ASK else Link.CLAIMS
    one = "FROM statement s WHERE s.iri = ?"
    return [
        place.counted("speaker", link, False, NodeKind.ACTOR, f"SELECT s.speaker, 1 {one}"),
        place.counted("addressees", Link.ASKS, True, NodeKind.ACTOR, _select("a.actor", _ASKED, "s.iri = ?")),
        *place.reasons(),
        place.counted("topics", Link.ABOUT, True, NodeKind.TOPIC, _select("o.topic", _TOUCHED, "s.iri = ?")),
        place.counted("document", Link.STANDS_IN, True, NodeKind.DOCUMENT, _select("d.iri", "", "s.iri = ?")),
    ]


def _of_actor(place: _Place) -> list[Bunch | None]:
    documents = f"{_BY_OR_TO} AND {CURRENT}"
    return [
        place.statements("asks_made", Link.ASKS, True, "s.speaker = ?", _ASK),
        place.statements("asks_received", Link.ASKS, False, _ADDRESSED, _ASK),
        place.statements("claims", Link.CLAIMS, True, "s.speaker = ?", *_ALL_CLAIMS),
        *_dealings(place),
        place.counted("documents", Link.STANDS_IN, True, NodeKind.DOCUMENT, _select("d.iri", "", documents)),
    ]


def _dealings(place: _Place) -> list[Bunch | None]:
    asked = f"s.role = 'recommendation' AND {CURRENT}"
    made, received = f"s.speaker = ? AND {asked}", f"{_ADDRESSED} AND {asked}"
    return [
        place.counted("asked", Link.ASKS, True, NodeKind.ACTOR, _select("a.actor", _ASKED, made)),
        place.counted("asking", Link.ASKS, False, NodeKind.ACTOR, _select("s.speaker", "", received)),
        place.counted("topics", Link.ABOUT, True, NodeKind.TOPIC, _select("o.topic", _TOUCHED, made)),
        place.counted("topics_received", Link.ABOUT, False, NodeKind.TOPIC, _select("o.topic", _TOUCHED, received)),
    ]


def _of_document(place: _Place) -> list[Bunch | None]:
    inside, asks = "d.iri = ?", "d.iri = ? AND s.role = 'recommendation'"
    return [
        place.statements("asks", Link.STANDS_IN, False, inside, _ASK),
        place.statements("claims", Link.STANDS_IN, False, inside, *_ALL_CLAIMS),
        place.counted("asking", Link.STANDS_IN, False, NodeKind.ACTOR, _select("s.speaker", "", asks)),
        place.counted("asked", Link.STANDS_IN, False, NodeKind.ACTOR, _select("a.actor", _ASKED, asks)),
        place.counted("topics", Link.ABOUT, True, NodeKind.TOPIC, _select("o.topic", _TOUCHED, inside)),
    ]


def _of_topic(place: _Place) -> list[Bunch | None]:
    asks = f"{_ON_TOPIC} AND s.role = 'recommendation' AND {CURRENT}"
    inside = f"{_ON_TOPIC} AND {CURRENT}"
    return [
        place.statements("asks", Link.ABOUT, False, _ON_TOPIC, _ASK),
        place.statements("claims", Link.ABOUT, False, _ON_TOPIC, *_ALL_CLAIMS),
        place.counted("asking", Link.ABOUT, False, NodeKind.ACTOR, _select("s.speaker", "", asks)),
        place.counted("asked", Link.ABOUT, False, NodeKind.ACTOR, _select("a.actor", _ASKED, asks)),
        place.counted("documents", Link.ABOUT, False, NodeKind.DOCUMENT, _select("d.iri", "", inside)),
    ]


def _select(what: str, join: str, where: str) -> str:
    return f"SELECT {what}, COUNT(*) {FROM} {join} WHERE {where} {_MOST_FIRST}"


_FINDERS: Final[dict[NodeKind, Callable[[_Place], list[Bunch | None]]]] = {
    NodeKind.STATEMENT: _of_statement,
    NodeKind.ACTOR: _of_actor,
    NodeKind.DOCUMENT: _of_document,
    NodeKind.TOPIC: _of_topic,
}


def bunches(index: Lookup, store: Store, node: Node, wanted: Wanted) -> tuple[Bunch, ...]:
    """Give what lies one step from a node; bunches without a neighbour are left out."""
    found = _FINDERS[node.kind](_Place(index, store, wanted, node.iri, node.key))
    return tuple(each for each in found if each is not None and each.total)


def dealings(index: Lookup, store: Store, node: Node, *, most: int) -> tuple[Bunch, ...]:
    """Give whom an actor asks, who asks it, and on which topics; `most` of each are read."""
    found = _dealings(_Place(index, store, Wanted(most=most), node.iri, node.key))
    return tuple(each for each in found if each is not None and each.total)


def node_of(index: Lookup, kind: NodeKind, key: str) -> Node | None:
    """Give a node by kind and key, or None where there is no such thing."""
    iri = f"{BASE}id/{kind.value}/{key}"
    if kind is NodeKind.STATEMENT:
        row = index.statement(iri)
        return None if row is None else statement_node(row)
    if kind is NodeKind.TOPIC:
        return named_nodes(index, kind, [key])[key] if key in _topics() else None
    return named_nodes(index, kind, [iri]).get(iri)


def named_nodes(index: Lookup, kind: NodeKind, names: Sequence[str]) -> dict[str, Node]:
    """Give the nodes of actors and documents by IRI, of topics by notation; one that isn't known is left out."""
    if kind is NodeKind.TOPIC:
        return {name: Node(kind=kind, key=name, label=_topics().get(name, name)) for name in names}
    if kind is NodeKind.ACTOR:
        known = {name: directory(index).actor(name) or index.actor(name) for name in names}
        found = {iri: row.name for iri, row in known.items() if row is not None}
    else:
        sql = f"SELECT iri, title FROM document WHERE iri IN ({marks(names)})"  # noqa: S608
        found = {row["iri"]: row["title"] for row in index.read(sql, names)}
    return {iri: Node(kind=kind, key=iri.rpartition("/")[2], label=label) for iri, label in found.items()}


def statement_node(row: StatementRow) -> Node:
    """Give the node of a statement: an ask in one sentence, a claim in its own words."""
    is_ask = row.role == Role.RECOMMENDATION
    words = "".join(part.text for part in row_ask(row)) if is_ask else row.exact
    return Node(
        kind=NodeKind.STATEMENT,
        key=row.iri.rpartition("/")[2],
        label=_one_line(words),
        role=row.role,
        short=_capital(_one_line(row.action if row.action and row_fits(row) else row.exact)) if is_ask else None,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _topics() -> dict[str, str]:
    return {each.notation: _capital(each.label) for each in concepts("topic")}
