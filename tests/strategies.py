"""Hypothesis strategies for the records: every extraction drawn is valid and grounded in the text drawn with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise

from hypothesis import strategies as st

from kg.identifiers import mint
from kg.model import (
    Actor,
    ActorKind,
    Citation,
    CitationKind,
    Claim,
    Direction,
    Document,
    Extraction,
    Instrument,
    Justification,
    Mention,
    Modality,
    Passage,
    PassageKind,
    Polarity,
    Process,
    Quote,
    Recommendation,
    ReviewState,
    Role,
    SourceKind,
    Statement,
)

# XML 1.0 can't carry control characters, no encoding a lone surrogate; cleaning drops both before a text is stored.
CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n")
TOPICS = ("compute", "export-controls", "chip-smuggling")
PAGE_LENGTH = 40
"""Code points on a page of a drawn document that has pages."""

phrases = st.text(CHARACTERS, min_size=1, max_size=12).filter(lambda words: words.strip() != "")
names = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)
digests = st.binary(min_size=1, max_size=4).map(lambda data: sha256(data).hexdigest())
confidences = st.floats(min_value=0.0, max_value=1.0)
dates = st.one_of(
    st.dates().map(lambda day: day.isoformat()), st.sampled_from(("2026", "2026-05", "1999-12", "2024-02-29"))
)
addresses = st.sampled_from(
    (
        "https://example.org/",
        "https://example.org/a?b=c#d",
        "http://example.org:8080/%7Ea",
        "https://example.org/with space",
        "https://exämple.org/ß",
        "not an address",
        "urn:isbn:9780000000002",
        "https://example.org/100%",
    )
)


def topics() -> st.SearchStrategy[tuple[str, ...]]:
    """Draw notations of some topics."""
    return st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple)


def _some(values: st.SearchStrategy[str], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=most, unique=True).map(tuple)


def _maybe(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | values


def _one_of(enumeration: type[StrEnum]) -> st.SearchStrategy[StrEnum]:
    return st.sampled_from(tuple(enumeration))


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """Draw a process."""
    settings = draw(st.dictionaries(st.sampled_from(("pipeline", "model", "threshold")), phrases, max_size=3))
    return Process(
        software=f"warrant {draw(st.integers(0, 9))}.0",
        code_digest=draw(digests),
        model_digest=draw(digests),
        settings=tuple(sorted(settings.items())),
    )


@st.composite
def actors(draw: st.DrawFn) -> tuple[Actor, ...]:
    """Draw one to four actors with different IRIs."""
    record = st.builds(Actor, name=names, kind=_one_of(ActorKind), aliases=_some(phrases), same_as=_some(addresses))
    return tuple(draw(st.lists(record, min_size=1, max_size=4, unique_by=lambda actor: actor.iri)))


@st.composite
def documents(draw: st.DrawFn, text: str, authors: Sequence[str]) -> Document:
    """Draw the record of a document that has this stored text."""
    is_brief = draw(st.booleans())
    digest = sha256(text.encode()).hexdigest()
    return Document(
        sha256=draw(digests),
        text_sha256=digest,
        length=len(text),
        media_type=draw(st.sampled_from(("text/plain", "application/pdf"))),
        title=draw(phrases),
        authors=draw(_some(st.sampled_from(authors))),
        publisher=draw(_maybe(phrases)),
        issued=draw(_maybe(dates)),
        url=draw(addresses if is_brief else _maybe(addresses)),
        kind=SourceKind(draw(_one_of(SourceKind))),
        language=draw(st.sampled_from(("en", "en-US"))),
        identifiers=draw(_some(phrases)),
        pages=draw(st.none() | st.just(1 + len(text) // PAGE_LENGTH)),
        is_brief=is_brief,
        revises=draw(st.none() | st.just(mint("document", "an earlier version"))),
    )


@dataclass(frozen=True)
class _Drawing:
    """What the parts of one extraction share while it is drawn."""

    draw: st.DrawFn
    text: str
    document: Document
    actors: tuple[Actor, ...]

    def actor(self) -> st.SearchStrategy[str]:
        return st.sampled_from([actor.iri for actor in self.actors])

    def page(self, start: int) -> int | None:
        return None if self.document.pages is None else 1 + start // PAGE_LENGTH

    def quote(self, start: int, end: int) -> Quote:
        return Quote.ground(self.text, document=self.document.iri, start=start, end=end, page=self.page(start))

    def places(self, most: int) -> list[tuple[int, int]]:
        length = len(self.text)
        place = st.tuples(st.integers(0, length - 1), st.integers(1, length)).filter(lambda pair: pair[0] < pair[1])
        return self.draw(st.lists(place, max_size=most, unique=True))


def _passages(drawing: _Drawing) -> tuple[Passage, ...]:
    draw, length = drawing.draw, len(drawing.text)
    cuts = sorted({0, length, *draw(st.lists(st.integers(0, length), max_size=4))})
    found = []
    for order, (start, end) in enumerate(pairwise(cuts)):
        role = Role(draw(_one_of(Role)))
        found.append(
            Passage(
                document=drawing.document.iri,
                order=order,
                kind=PassageKind(draw(_one_of(PassageKind))),
                start=start,
                end=end,
                role=role,
                also=tuple(other for other in draw(st.sets(st.sampled_from(tuple(Role)), max_size=2)) if other != role),
                confidence=draw(confidences),
                page=drawing.page(start),
                section=draw(st.lists(st.text(CHARACTERS, max_size=4) | st.sampled_from((">", "\\", " > ")), max_size=3)
                             .map(tuple)),
                provision=draw(_maybe(st.just("/us/bill/119/hr/3447/s2/a/1"))),
                asserted_by=draw(_maybe(drawing.actor())),
            )
        )  # fmt: skip
    return tuple(found)


def _claim(drawing: _Drawing, quote: Quote, passage: str) -> Claim:
    draw = drawing.draw
    return Claim(
        quote=quote,
        passage=passage,
        role=draw(st.sampled_from((Role.CLAIM, Role.EVIDENCE))),
        confidence=draw(confidences),
        cue=draw(phrases),
        asserted_by=draw(_maybe(drawing.actor())),
        is_reported=draw(st.booleans()),
        polarity=Polarity(draw(_one_of(Polarity))),
        hedges=draw(_some(phrases)),
        topics=draw(topics()),
        review=ReviewState(draw(_one_of(ReviewState))),
    )


def _recommendation(drawing: _Drawing, quote: Quote, passage: str, parents: Sequence[str]) -> Recommendation:
    draw = drawing.draw
    return Recommendation(
        quote=quote,
        passage=passage,
        confidence=draw(confidences),
        cue=draw(phrases),
        issuer=draw(_maybe(drawing.actor())),
        is_reported=draw(st.booleans()),
        addressees=draw(_some(drawing.actor())),
        action=draw(_maybe(phrases)),
        object=draw(_maybe(phrases)),
        condition=draw(_maybe(phrases)),
        deadline=draw(_maybe(phrases)),
        instrument=draw(st.none() | st.sampled_from(tuple(Instrument))),
        modality=Modality(draw(_one_of(Modality))),
        polarity=Polarity(draw(_one_of(Polarity))),
        part_of=draw(_maybe(st.sampled_from(parents))) if parents else None,
        topics=draw(topics()),
        review=ReviewState(draw(_one_of(ReviewState))),
    )


def _statements(drawing: _Drawing, passages: Sequence[Passage]) -> tuple[Statement, ...]:
    found: list[Statement] = []
    for start, end in drawing.places(4):
        quote = drawing.quote(start, end)
        passage = drawing.draw(st.sampled_from([passage.iri for passage in passages]))
        if drawing.draw(st.booleans()):
            parents = [statement.iri for statement in found if isinstance(statement, Recommendation)]
            found.append(_recommendation(drawing, quote, passage, parents))
        else:
            found.append(_claim(drawing, quote, passage))
    return tuple(found)


def _justifications(drawing: _Drawing, statements: Sequence[Statement]) -> tuple[Justification, ...]:
    if len(statements) < 2:
        return ()
    draw, iris = drawing.draw, [statement.iri for statement in statements]
    found: dict[str, Justification] = {}
    for target in draw(st.lists(st.sampled_from(iris), max_size=3)):
        others = [iri for iri in iris if iri != target]
        record = Justification(
            premises=tuple(draw(st.lists(st.sampled_from(others), min_size=1, unique=True))),
            target=target,
            direction=Direction(draw(_one_of(Direction))),
            confidence=draw(confidences),
            cue=draw(phrases),
            review=ReviewState(draw(_one_of(ReviewState))),
        )
        found[record.iri] = record
    return tuple(found.values())


def _mentions(drawing: _Drawing) -> tuple[Mention, ...]:
    draw = drawing.draw
    return tuple(
        Mention(
            quote=drawing.quote(*place), actor=draw(_maybe(drawing.actor())), candidates=draw(_some(drawing.actor()))
        )
        for place in drawing.places(3)
    )  # fmt: skip


def _citations(drawing: _Drawing) -> tuple[Citation, ...]:
    draw = drawing.draw
    return tuple(
        Citation(
            quote=drawing.quote(*place),
            kind=CitationKind(draw(_one_of(CitationKind))),
            identifier=draw(_maybe(phrases)),
            url=draw(_maybe(addresses)),
        )
        for place in drawing.places(2)
    )


@st.composite
def grounded_extractions(draw: st.DrawFn) -> tuple[Extraction, str]:
    """Draw a valid extraction and the stored text that it is grounded in."""
    text = draw(st.text(CHARACTERS, min_size=1, max_size=120))
    everybody = draw(actors())
    document = draw(documents(text, [actor.name for actor in everybody]))
    drawing = _Drawing(draw=draw, text=text, document=document, actors=everybody)
    passages = _passages(drawing)
    statements = _statements(drawing, passages)
    vanished = st.just(mint("statement", "an earlier version", "0", "9"))
    extraction = Extraction(
        document=document,
        process=draw(processes()),
        passages=passages,
        statements=statements,
        justifications=_justifications(drawing, statements),
        actors=everybody,
        mentions=_mentions(drawing),
        citations=_citations(drawing),
        vanished=draw(_some(vanished, most=1)),
    )
    return extraction, text


def extractions() -> st.SearchStrategy[Extraction]:
    """Draw a valid extraction."""
    return grounded_extractions().map(lambda pair: pair[0])
