"""What components hand to each other while one part of a document is read.

Places are half-open ranges of characters into the text of the spaCy `Doc`, which is one part of the cleaned text.
Drafts are filled in step by step and never leave `ingest`: `ingest.pipeline` turns them into the records of `kg.model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.outline import Outline
from ingest.source import Block
from kg.model import ActorKind, CitationKind, Instrument, Modality, PassageKind, Polarity, Role, SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from ingest.cleaning import CleanText
    from ingest.components.citations.addresses import Cited

Place = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What is known of the whole document before any part of it is read.

    Attributes:
        abbreviations: short form to long form, as the text itself defines them.
        authors: who speaks in the document.
        kind: sort of publication.
        is_order: it is an order, memorandum or proclamation of a head of government.
        is_brief: it is a brief, written by others about the publication whose kind and authors it has.
        congress: the Congress in which it was written, where its own data settle that.
        outline: its own provisions.
        acts: names of acts with their places, as the text itself gives them.
    """

    abbreviations: Mapping[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    kind: SourceKind = SourceKind.UNKNOWN
    congress: int | None = None
    is_order: bool = False
    is_brief: bool = False
    outline: Outline = field(default_factory=Outline)
    acts: Mapping[str, Cited] = field(default_factory=dict)

    @property
    def is_legal(self) -> bool:
        """Whether it is a bill or a law."""
        return self.kind in (SourceKind.BILL, SourceKind.LAW)

    @property
    def speaks_as_law(self) -> bool:
        """Whether its words are those of a bill or a law, which quotes nobody."""
        return self.is_legal and not self.is_brief


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A stretch of the cleaned text that goes through the pipeline at once.

    Attributes:
        clean: the cleaned text of the whole document.
        start: first character of the part in it.
        end: one past its last character.
        blocks: the blocks that lie in the part, with places in the whole cleaned text.
        context: what is known of the whole document.
    """

    clean: CleanText
    start: int
    end: int
    blocks: tuple[Block, ...]
    context: Context

    @property
    def text(self) -> str:
        """The part's own text."""
        return self.clean.text[self.start : self.end]


@dataclass(slots=True)
class AskDraft:
    """One thing that a passage asks for.

    Attributes:
        quote: the words of this ask.
        action: the verb phrase without its modal.
        object: what the action is done to.
        addressees: the words that name who should act.
    """

    quote: Place
    action: Place | None = None
    object: Place | None = None
    addressees: tuple[Place, ...] = ()
    condition: Place | None = None
    deadline: Place | None = None
    instrument: Instrument | None = None
    modality: Modality = Modality.SHOULD
    polarity: Polarity = Polarity.FOR
    topics: tuple[str, ...] = ()
    cue: str = ""


@dataclass(slots=True)
class PassageDraft:
    """A passage and what the components have found out about it so far.

    Attributes:
        lead_in: rank of the passage that leads in to it, such as "The Secretary shall—".
        refers_to: rank of the ask that it speaks of further, as "The report required by subsection (a) shall ..." does.
        leanings: logarithms of the encoder's probabilities of the instrument of what it asks for.
    """

    start: int
    end: int
    kind: PassageKind
    paragraph: int
    block: Block | None = None
    role: Role = Role.OTHER
    confidence: float = 0.5
    cue: str = ""
    also: tuple[Role, ...] = ()
    lead_in: int | None = None
    refers_to: int | None = None
    leanings: Mapping[Instrument, float] = field(default_factory=dict)
    asks: list[AskDraft] = field(default_factory=list)
    asserter: Place | None = None
    is_of_a_law: bool = False
    hedges: tuple[Place, ...] = ()
    polarity: Polarity = Polarity.FOR
    topics: tuple[str, ...] = ()

    @property
    def section(self) -> tuple[str, ...]:
        """The headings above it, outermost first."""
        return self.block.section if self.block is not None else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MentionDraft:
    """Words that may name an actor.

    Attributes:
        start: first character.
        end: one past the last.
        surface: the words.
        names: canonical names that they may stand for; several where they are ambiguous, none where the gazetteer
            doesn't know them.
        kind: what the actor is, where that can be told.
        is_weak: names an actor only where the document has other reason to (an adjective, a bare office).
        source: what found them: `gazetteer`, `defined`, `title`, `model`, `shape` or `group`.
    """

    start: int
    end: int
    surface: str
    names: tuple[str, ...] = ()
    kind: ActorKind | None = None
    is_weak: bool = False
    source: str = "gazetteer"


@dataclass(frozen=True, kw_only=True, slots=True)
class CitationDraft:
    """Words that cite a legal or public text.

    Attributes:
        path: path of the provision of the document itself that they cite, as its outline has it.
    """

    start: int
    end: int
    kind: CitationKind
    identifier: str | None
    url: str | None = None
    path: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkDraft:
    """A premise and its target, by rank among the part's passages."""

    premise: int
    target: int
    relation: str
    confidence: float
    cue: str


EXTENSIONS: Final = ("part", "passages", "mentions", "citations", "links", "vectors")
"""Custom attributes of `Doc` that hold the above: one part, and a list of drafts each."""


def context_of(doc: Doc) -> Context:
    """What is known of the whole document, or nothing when the text was given to `nlp` as it is."""
    part: Part | None = doc._.part
    return part.context if part is not None else Context()


def words(doc: Doc, place: Place) -> str:
    """The words at a place."""
    return doc.text[place[0] : place[1]]
