"""What the index gives back: rows for lists and pages, and the search that asks for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Generic, TypeVar

from kg.model import Role

T = TypeVar("T")

_DATE: Final = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


class Sort(StrEnum):
    """In which order found statements come."""

    RELEVANCE = "relevance"
    SUPPORT = "support"
    DISPUTED = "disputed"
    SOURCES = "sources"
    NEWEST = "newest"
    OLDEST = "oldest"
    LOADED = "loaded"
    CONFIDENCE = "confidence"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What is looked for.

    Attributes:
        text: words that must all occur (in the statement, the names in it or its document's title); words in double
            quotes must follow each other; the name of a topic also finds what is about it. Anything may stand here;
            nothing in it is taken for query syntax.
        only_words: take no word of the text for the name of a topic.
        facets: facet name to the values of which one must hold; `kg.conditions.FACETS` lists the names.
        earliest: the first date, as precise as wanted (2026, 2026-03, 2026-03-31), or None. A document that is dated
            by month or year only is found where some day of it lies in the range.
        latest: the last date, or None.
        roles: the roles that found statements may have.
        sort: order; RELEVANCE without text means NEWEST.
        page: 1-based.
        per_page: rows on a page.
        after: IRI of the statement after which the page begins, in place of a page's number.
        before: IRI of the statement before which the page ends.
        include_superseded: find statements of document versions that a newer one has replaced, too.
    """

    text: str = ""
    only_words: bool = False
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: tuple[Role, ...] = (Role.RECOMMENDATION,)
    sort: Sort = Sort.RELEVANCE
    earliest: str | None = None
    latest: str | None = None
    page: int = 1
    per_page: int = 20
    after: str | None = None
    before: str | None = None
    include_superseded: bool = False

    def __post_init__(self) -> None:
        if self.page < 1 or self.per_page < 1:
            raise ValueError("pages and their sizes start at 1")
        for date in (self.earliest, self.latest):
            if date is not None and not _DATE.fullmatch(date):
                raise ValueError(f"{date!r} is no date; write a year, a month as 2026-03, or a day as 2026-03-31")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[T]):
    """One page of many rows.

    Attributes:
        rows: the rows of this page.
        total: how many rows all pages have together.
        page: 1-based; the page that the first row is on where the page began after a row.
        per_page: rows on a full page.
        first: which of all rows the first one of this page is, counted from 1.
        is_lost: it was to begin or end at a row that the index doesn't have (any more), so it is the first page.
    """

    rows: tuple[T, ...]
    total: int
    page: int
    per_page: int
    first: int = 1
    is_lost: bool = False

    @property
    def last(self) -> int:
        """Which of all rows the last one of this page is, counted from 1."""
        return self.first + len(self.rows) - 1

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


class Match(StrEnum):
    """Where a text search found a statement."""

    WORDS = "words"
    ACTOR = "actor"
    TITLE = "title"
    NAME = "name"
    TOPIC = "topic"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a text search found a statement.

    Attributes:
        match: WORDS where the words searched are its own, ACTOR where they are in the name of somebody in it, TITLE
            where they are in its document's title, NAME where it uses another name of a topic that the words name,
            TOPIC where it is about that topic.
        found: the actor's name, the other name, or the topic's notation; empty for WORDS and TITLE.
        searched: the words as searched that name the topic; empty for the others.
    """

    match: Match
    found: str = ""
    searched: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementRow:
    """A statement in lists.

    Attributes:
        speaker: who asks (recommendation) or asserts it (claim), or None.
        supports: how many justifications support it.
        disputes: how many dispute it.
        sources: in how many documents it and its direct and indirect reasons stand, for and against.
        superseded: it stands in a document version that a newer one has replaced.
        matches: half-open ranges into `exact` that a text search hit.
        why: why a text search found it.
        loaded: when its document came into the graph, in ISO 8601, or None where no run says so.
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
    sources: int = 1
    document_url: str | None = None
    loaded: str | None = None
    matches: tuple[tuple[int, int], ...] = ()
    why: tuple[Reason, ...] = ()


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
class Facet:
    """The values of a facet that are worth showing: the most frequent ones and those chosen.

    Attributes:
        name: which facet.
        values: the most frequent first.
        others: how many more values have statements.
    """

    name: str
    values: tuple[FacetValue, ...]
    others: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """A page of a list with all that is beside it.

    Attributes:
        results: the page.
        facets: each facet's values under all other conditions.
        named: the words of the search that name topics, with the notations of these.
        only_words: how many there would be if no words were taken for topics; None where none are.
    """

    results: Page[StatementRow]
    facets: tuple[Facet, ...]
    named: tuple[tuple[str, tuple[str, ...]], ...]
    only_words: int | None


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
