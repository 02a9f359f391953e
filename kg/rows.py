"""What the index gives back: rows for lists and pages, and the search that asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from kg.model import Role

T = TypeVar("T")


class Sort(StrEnum):
    """In which order found statements come."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    CONFIDENCE = "confidence"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What is looked for.

    Attributes:
        text: words that must all occur (in the statement, the names in it or its document's title); words in double
            quotes must follow each other. Anything may stand here; nothing in it is taken for query syntax.
        facets: facet name to the values of which one must hold; `kg.conditions.FACETS` lists the names.
        roles: the roles that found statements may have.
        sort: order; RELEVANCE without text means NEWEST.
        page: 1-based.
        per_page: rows on a page.
        include_superseded: find statements of document versions that a newer one has replaced, too.
    """

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: tuple[Role, ...] = (Role.RECOMMENDATION,)
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    include_superseded: bool = False

    def __post_init__(self) -> None:
        if self.page < 1 or self.per_page < 1:
            raise ValueError("pages and their sizes start at 1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[T]):
    """One page of many rows.

    Attributes:
        rows: the rows of this page.
        total: how many rows all pages have together.
        page: 1-based.
        per_page: rows on a full page.
    """

    rows: tuple[T, ...]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """An actor by IRI and name."""

    iri: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentRow:
    """A document version in lists; the attributes of `kg.model.Document`, and counts.

    Attributes:
        superseded_by: IRI of the version that replaced it, or None.
        recommendations: how many it makes or reports.
        claims: how many claims without evidence.
        evidence: how many pieces of evidence.
    """

    iri: str
    title: str
    authors: tuple[Named, ...]
    publisher: str | None
    issued: str | None
    url: str | None
    source_kind: str
    language: str
    media_type: str
    sha256: str
    text_sha256: str
    length: int
    pages: int | None
    identifiers: tuple[str, ...]
    is_brief: bool
    revises: str | None
    superseded_by: str | None
    recommendations: int
    claims: int
    evidence: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementRow:
    """A statement in lists.

    Attributes:
        speaker: who asks (recommendation) or asserts it (claim), or None.
        supports: how many justifications support it.
        disputes: how many dispute it.
        superseded: it stands in a document version that a newer one has replaced.
        matches: half-open ranges into `exact` that a text search hit.
    """

    iri: str
    role: str
    document: str
    document_title: str
    is_brief: bool
    publisher: str | None
    issued: str | None
    source_kind: str
    passage: str
    start: int
    end: int
    page: int | None
    exact: str
    confidence: float
    cue: str
    review: str
    speaker: Named | None
    is_reported: bool
    addressees: tuple[Named, ...]
    action: str | None
    object: str | None
    condition: str | None
    deadline: str | None
    instrument: str | None
    modality: str | None
    polarity: str
    part_of: str | None
    topics: tuple[str, ...]
    supports: int
    disputes: int
    superseded: bool
    matches: tuple[tuple[int, int], ...] = ()


RecommendationRow = StatementRow


@dataclass(frozen=True, kw_only=True, slots=True)
class PassageRow:
    """A passage of a document; `depth` is the number of headings above it."""

    iri: str
    kind: str
    role: str
    start: int
    end: int
    page: int | None
    depth: int
    provision: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MentionRow:
    """The place of a mention or citation; `actor` is the IRI of the actor meant, or None."""

    iri: str
    kind: str
    document: str
    start: int
    end: int
    actor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorRow:
    """An actor with what the documents together say of it.

    Attributes:
        asks_made: recommendations that it issued.
        asks_received: recommendations addressed to it.
        claims: claims and evidence that it asserts.
        documents: document versions that name it.
    """

    iri: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    same_as: tuple[str, ...]
    asks_made: int
    asks_received: int
    claims: int
    documents: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FacetValue:
    """One value of a facet: how many statements the search would have with it, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How much there is; superseded versions are counted apart."""

    documents: int
    superseded: int
    recommendations: int
    claims: int
    evidence: int
    actors: int
    supported: int
