"""The records that everything else passes around: frozen, keyword-only, and checked when they are made.

A record knows its own IRI (`kg.identifiers` mints it). Places are half-open ranges of Unicode code points into the
stored text of one document. Three things are never mixed: `confidence` (how sure the extractor is, 0 to 1), the
strength of evidence (computed elsewhere) and `modality` (how firmly something is asked).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.errors import GroundingError
from kg.identifiers import mint, normalised_name

CONTEXT_WIDTH = 32
"""Code points of prefix and suffix kept with a quote."""


class Role(StrEnum):
    """What a passage does in its document; each passage has exactly one."""

    RECOMMENDATION = "recommendation"
    CLAIM = "claim"
    EVIDENCE = "evidence"
    OTHER = "other"


class PassageKind(StrEnum):
    """What a passage is on the page."""

    TITLE = "title"
    HEADING = "heading"
    SENTENCE = "sentence"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    BOILERPLATE = "boilerplate"


class Modality(StrEnum):
    """How firmly a recommendation asks."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Polarity(StrEnum):
    """Whether a statement is made for something (`for`: do it, it is so) or against it (`against`: don't, it isn't)."""

    FOR = "for"
    AGAINST = "against"


class Instrument(StrEnum):
    """By which means of policy a recommendation would be carried out."""

    LEGISLATION = "legislation"
    REGULATION = "regulation"
    ENFORCEMENT = "enforcement"
    FUNDING = "funding"
    DIPLOMACY = "diplomacy"
    STANDARDS = "standards"
    PROCUREMENT = "procurement"
    OVERSIGHT = "oversight"
    INFORMATION_SHARING = "information_sharing"
    ORGANIZATION = "organization"
    RESEARCH = "research"
    EDUCATION = "education"
    INDUSTRY = "industry"
    OTHER = "other"


class ActorKind(StrEnum):
    """What an actor is."""

    PERSON = "person"
    COMPANY = "company"
    GOVERNMENT = "government"
    COUNTRY = "country"
    ORGANIZATION = "organization"


class SourceKind(StrEnum):
    """What sort of publication a document is."""

    POLICY_PAPER = "policy_paper"
    REPORT = "report"
    BILL = "bill"
    LAW = "law"
    RULE = "rule"
    EXECUTIVE_ORDER = "executive_order"
    GUIDANCE = "guidance"
    PRESS = "press"
    STATEMENT = "statement"
    SPEECH = "speech"
    TESTIMONY = "testimony"
    COURT_CASE = "court_case"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Whether a justification speaks for its target or against it."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"


class ReviewState(StrEnum):
    """What a person has said of a statement so far."""

    MACHINE = "machine"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class CitationKind(StrEnum):
    """What kind of legal or public text a citation names."""

    BILL = "bill"
    PUBLIC_LAW = "public_law"
    US_CODE = "us_code"
    CFR = "cfr"
    FEDERAL_REGISTER = "federal_register"
    EXECUTIVE_ORDER = "executive_order"
    STATUTES_AT_LARGE = "statutes_at_large"
    ACT = "act"
    PROVISION = "provision"
    URL = "url"


def _check_range(start: int, end: int) -> None:
    if not 0 <= start < end:
        raise ValueError(f"a place needs 0 <= start < end, not {start} and {end}")


def _check_confidence(value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"a confidence lies between 0 and 1, not at {value}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One version of one source, identified by its original bytes.

    Attributes:
        sha256: SHA-256 of the original bytes, 64 hexadecimal digits.
        text_sha256: SHA-256 of the stored text in UTF-8.
        length: code points in the stored text.
        media_type: what the reader found the bytes to be, such as `application/pdf`.
        title: the title, or the file's name where the source states none.
        authors: who speaks in the document, in canonical names; empty when it doesn't say.
        publisher: who published it, or None.
        issued: ISO 8601 date, possibly cut to a month or year, or None.
        url: where the original was published, or None.
        kind: sort of publication.
        language: BCP 47 tag.
        identifiers: official identifiers such as `/us/bill/119/hr/3447`.
        pages: number of pages, or None where the format has none.
        is_brief: written for this project about another source, whose data the other fields give.
        revises: IRI of the earlier version of the same source, or None.
    """

    sha256: str
    text_sha256: str
    length: int
    media_type: str
    title: str
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    issued: str | None = None
    url: str | None = None
    kind: SourceKind = SourceKind.UNKNOWN
    language: str = "en"
    identifiers: tuple[str, ...] = ()
    pages: int | None = None
    is_brief: bool = False
    revises: str | None = None

    @property
    def iri(self) -> str:
        """The document's IRI."""
        return mint("document", self.sha256)

    @property
    def graph_iri(self) -> str:
        """The named graph that holds everything said about and in this version."""
        return mint("graph", self.sha256)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """Exact words and their place, as the Web Annotation selectors give them.

    Attributes:
        document: IRI of the document.
        exact: the quoted words.
        prefix: up to 32 code points before them.
        suffix: up to 32 code points after them.
        start: first code point.
        end: one past the last code point.
        page: 1-based page on which the quote starts, or None where the format has no pages.
    """

    document: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    page: int | None = None

    def __post_init__(self) -> None:
        _check_range(self.start, self.end)
        if len(self.exact) != self.end - self.start:
            raise GroundingError(
                f"A quote from {self.start} to {self.end} can't have {len(self.exact)} characters; ground it again."
            )

    @classmethod
    def ground(cls, text: str, *, document: str, start: int, end: int, page: int | None = None) -> Quote:
        """Cut the quote at a place out of the document's stored text.

        Raises:
            GroundingError: the place lies outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise GroundingError(f"No quote can lie from {start} to {end} in a text of {len(text)} characters.")
        return cls(
            document=document,
            exact=text[start:end],
            prefix=text[max(0, start - CONTEXT_WIDTH) : start],
            suffix=text[end : end + CONTEXT_WIDTH],
            start=start,
            end=end,
            page=page,
        )

    @property
    def iri(self) -> str:
        """The quote's IRI, from the document and the place."""
        return mint("quote", self.document, str(self.start), str(self.end))

    def is_grounded_in(self, text: str) -> bool:
        """Whether the stored text has exactly these words at exactly this place."""
        return text[self.start : self.end] == self.exact


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A sentence, list item, heading, table row or footnote: the unit that has a role.

    Attributes:
        document: IRI of the document.
        order: 0-based rank among the document's passages.
        kind: what it is on the page.
        start: first code point in the stored text.
        end: one past the last.
        role: what it does.
        also: further roles that it has besides.
        confidence: how sure the extractor is of `role`.
        page: 1-based page on which it starts, or None.
        section: the headings above it, outermost first.
        provision: path of the provision that it belongs to, such as `/us/bill/119/hr/3447/s2/a/1`, or None.
        asserted_by: IRI of the actor who says it where that isn't the document's author, or None.
    """

    document: str
    order: int
    kind: PassageKind
    start: int
    end: int
    role: Role
    also: tuple[Role, ...] = ()
    confidence: float
    page: int | None = None
    section: tuple[str, ...] = ()
    provision: str | None = None
    asserted_by: str | None = None

    def __post_init__(self) -> None:
        _check_range(self.start, self.end)
        _check_confidence(self.confidence)

    @property
    def iri(self) -> str:
        """The passage's IRI, from the document and the place."""
        return mint("passage", self.document, str(self.start), str(self.end))


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What a passage asserts. `role` is CLAIM, or EVIDENCE where it reports a checkable particular.

    Attributes:
        quote: the words.
        passage: IRI of the passage that they belong to.
        role: CLAIM or EVIDENCE.
        confidence: how sure the extractor is that this is such a statement.
        cue: what made the extractor say so (a rule's name, a cue word, a model's head and score).
        asserted_by: IRI of the actor who asserts it, or None when nobody can be named.
        is_reported: asserted by somebody other than the document's author.
        polarity: AGAINST where the text denies it.
        hedges: the words that weaken it ("may", "likely"), as they stand in the text.
        topics: notations of concepts of the topic scheme.
        review: what a person has said of it.
    """

    quote: Quote
    passage: str
    role: Role
    confidence: float
    cue: str
    asserted_by: str | None = None
    is_reported: bool = False
    polarity: Polarity = Polarity.FOR
    hedges: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    review: ReviewState = ReviewState.MACHINE

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)
        if self.role not in (Role.CLAIM, Role.EVIDENCE):
            raise ValueError(f"a claim has the role claim or evidence, not {self.role}")

    @property
    def iri(self) -> str:
        """The statement's IRI, from the document and the place of its words, whatever its role."""
        return mint("statement", self.quote.document, str(self.quote.start), str(self.quote.end))


@dataclass(frozen=True, kw_only=True, slots=True)
class Recommendation:
    """What somebody is asked to do.

    Attributes:
        quote: the words of this ask; one of several in a passage has its own.
        passage: IRI of the passage that they belong to.
        confidence: how sure the extractor is that this is a recommendation.
        cue: what made the extractor say so.
        issuer: IRI of the actor who asks, or None when nobody can be named.
        is_reported: asked by somebody other than the document's author.
        addressees: IRIs of the actors who should act; empty when the text names nobody.
        action: the verb phrase to be done, as it stands in the text without its modal, or None.
        object: what the action is done to, as it stands in the text, or None.
        condition: under which condition, as it stands in the text, or None.
        deadline: by when, as it stands in the text, or None.
        instrument: by which means of policy, or None when it isn't clear.
        modality: how firmly.
        polarity: AGAINST where it asks not to do the action or opposes it.
        part_of: IRI of the recommendation that this one is a more detailed part of, or None.
        topics: notations of concepts of the topic scheme.
        review: what a person has said of it.
    """

    quote: Quote
    passage: str
    confidence: float
    cue: str
    issuer: str | None = None
    is_reported: bool = False
    addressees: tuple[str, ...] = ()
    action: str | None = None
    object: str | None = None
    condition: str | None = None
    deadline: str | None = None
    instrument: Instrument | None = None
    modality: Modality = Modality.SHOULD
    polarity: Polarity = Polarity.FOR
    part_of: str | None = None
    topics: tuple[str, ...] = ()
    review: ReviewState = ReviewState.MACHINE

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)

    @property
    def iri(self) -> str:
        """The statement's IRI, from the document and the place of its words, whatever its role."""
        return mint("statement", self.quote.document, str(self.quote.start), str(self.quote.end))

    @property
    def role(self) -> Role:
        """Always RECOMMENDATION."""
        return Role.RECOMMENDATION


Statement = Recommendation | Claim


@dataclass(frozen=True, kw_only=True, slots=True)
class Justification:
    """Premises that together speak for or against a target; a node of its own, so that it can be judged.

    Attributes:
        premises: IRIs of the statements given as reasons, at least one.
        target: IRI of the statement that they bear on.
        direction: for or against.
        confidence: how sure the extractor is of the link.
        cue: what made the extractor draw it.
        review: what a person has said of it.
    """

    premises: tuple[str, ...]
    target: str
    direction: Direction
    confidence: float
    cue: str
    review: ReviewState = ReviewState.MACHINE

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)
        if not self.premises or self.target in self.premises:
            raise ValueError("a justification needs a premise, and its target can't be one")

    @property
    def iri(self) -> str:
        """The justification's IRI, from what it joins."""
        return mint("justification", self.target, self.direction, *sorted(self.premises))


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Somebody who speaks or is asked to act.

    Attributes:
        name: canonical full name.
        kind: what it is.
        aliases: other names under which documents mention it.
        same_as: IRIs of the same actor elsewhere (Wikidata, ISO 3166, Bioguide, an agency's page).
    """

    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The actor's IRI, from its canonical name alone, so that documents meet in one node."""
        return mint("actor", normalised_name(self.name))


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """Words that name an actor.

    Attributes:
        quote: the words.
        actor: IRI of the actor, or None where it can't be told which one is meant.
        candidates: IRIs of the actors among which it can't be told.
    """

    quote: Quote
    actor: str | None
    candidates: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The mention's IRI, from the document and the place."""
        return mint("mention", self.quote.document, str(self.quote.start), str(self.quote.end))


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """Words that cite a legal or public text, or another place in the same document.

    Attributes:
        quote: the words.
        kind: what kind of text is cited.
        identifier: its normalised identifier (`/us/bill/119/hr/3447`, `/us/usc/t50/s4811`, `/us/eo/14320`), or None
            where the words don't settle it (a bill number without a Congress).
        url: public address of the cited text; for a provision of the same document, the IRI of the passage with which
            it begins; or None.
    """

    quote: Quote
    kind: CitationKind
    identifier: str | None
    url: str | None = None

    @property
    def iri(self) -> str:
        """The citation's IRI, from the document and the place."""
        return mint("citation", self.quote.document, str(self.quote.start), str(self.quote.end))


@dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """What read a document: everything that must be equal for the result to be equal.

    Attributes:
        software: name and version of this project, such as `warrant 0.1.0`.
        code_digest: SHA-256 over the source files of the reading code.
        model_digest: SHA-256 over the model files.
        settings: names and values of the settings that bear on the result, sorted by name.
    """

    software: str
    code_digest: str
    model_digest: str
    settings: tuple[tuple[str, str], ...] = ()

    def extraction_of(self, sha256: str) -> str:
        """Give the IRI of the extraction that this process makes of the bytes with a digest."""
        settings = [part for pair in self.settings for part in pair]
        return mint("extraction", sha256, self.software, self.code_digest, self.model_digest, *settings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """Everything read out of one document version: the content of one named graph.

    Attributes:
        document: the version that was read.
        process: what read it.
        passages: all passages in order, whatever their role; together they hold all of the text but white space.
        statements: recommendations and claims.
        justifications: what supports or disputes what.
        actors: every actor that an author, mention, issuer, addressee or asserter refers to.
        mentions: the words that name them.
        citations: legal and public texts cited.
        vanished: IRIs of statements of the revised version whose words are no longer in this one.
    """

    document: Document
    process: Process
    passages: tuple[Passage, ...] = ()
    statements: tuple[Statement, ...] = ()
    justifications: tuple[Justification, ...] = ()
    actors: tuple[Actor, ...] = ()
    mentions: tuple[Mention, ...] = ()
    citations: tuple[Citation, ...] = ()
    vanished: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """IRI of the activity that made this: equal for equal bytes, code, model and settings."""
        return self.process.extraction_of(self.document.sha256)
