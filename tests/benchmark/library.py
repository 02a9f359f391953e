"""A made library at size: documents with issuers, addressees, topics, reasons and disputes as uneven as real ones.

Each is made from its number alone, so that every run measures the same; its words are kept, its graph and its rows in
the index are written as those of a real document are.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from itertools import count, islice
from typing import Any, Final

import pyoxigraph as ox

from kg.data import DataDirectory
from kg.index import Index
from kg.mapping import triples
from kg.model import (
    Actor,
    ActorKind,
    Claim,
    Direction,
    Extraction,
    Instrument,
    Justification,
    Mention,
    Modality,
    Passage,
    PassageKind,
    Polarity,
    Quote,
    Recommendation,
    Role,
    SourceKind,
    Statement,
)
from kg.oxigraph import quads
from kg.store import Store
from ontology.resources import concepts
from tests import factories

SENTENCES: Final = 64
QUADS_A_STATEMENT: Final = 25
"""As the bar has it: 5 million quads and 200,000 statements; a made statement has some 45, so that there are more."""

_AT_ONCE: Final = 100
ISSUERS: Final = tuple(Actor(name=f"Example Institute No. {n}", kind=ActorKind.ORGANIZATION) for n in range(400))
ADDRESSEES: Final = (
    factories.CONGRESS,
    factories.BUREAU,
    *(Actor(name=f"Department of Example {n}", kind=ActorKind.GOVERNMENT) for n in range(58)),
)
_TEXT: Final = (
    "export controls advanced chips enforcement bureau inspectors funding smuggling allies share data licences compute "
    "clusters models distillation annual reports developers frontier systems deployment abroad standards research "
    "security reviews supply chain transparency workforce energy procurement investment"
)
_WORDS: Final = tuple(_TEXT.split())
_OPPOSED: Final = "Critics oppose"
_KINDS: Final = (
    SourceKind.POLICY_PAPER, SourceKind.PRESS, SourceKind.BILL, SourceKind.STATEMENT, SourceKind.RULE,
)  # fmt: skip
_ROLES: Final = (Role.EVIDENCE, Role.CLAIM, Role.RECOMMENDATION)


def fill(data: DataDirectory, store: Store, wanted: int) -> tuple[int, int]:
    """Load documents into store and archive until there are so many quads, and a statement for each 25 of them.

    Returns:
        How many quads and how many documents there are then.
    """
    held = taken = 0
    made = documents()
    while held < wanted or taken * SENTENCES < wanted // QUADS_A_STATEMENT:
        several = list(islice(made, _AT_ONCE))
        found = [each for _, extraction in several for each in _quads(extraction)]
        store.load(io.BytesIO(ox.serialize(found, format=ox.RdfFormat.N_QUADS) or b""))
        for text, _ in several:
            data.archive.put_text(text)
        held += len(found)
        taken += len(several)
    return held, taken


def _quads(extraction: Extraction) -> list[ox.Quad]:
    return quads(extraction.document.graph_iri, triples(extraction))


def fill_index(index: Index, number: int) -> None:
    """Put the first so many documents into the index."""
    for _, extraction in islice(documents(), number):
        index.replace(extraction)


def documents() -> Iterator[tuple[str, Extraction]]:
    """Give the text and the extraction of one document after the other, without end."""
    return map(document, count())


def document(number: int) -> tuple[str, Extraction]:
    """Make one document: a title and sentences, in turns evidence, a claim and an ask for which both are reasons."""
    chance = random.Random(number)  # noqa: S311 - an invented document needs no secrets
    title = f"Paper {number} on {chance.choice(_WORDS)} and {chance.choice(_WORDS)}"
    words = [_sentence(place, number, chance) for place in range(SENTENCES)]
    text = f"{title}\n\n{' '.join(words)}\n"
    issuer, critic = (_uneven(chance, ISSUERS) for _ in range(2))
    addressees = tuple(dict.fromkeys(_uneven(chance, ADDRESSEES) for _ in range(6)))
    record = factories.document(text, title=title, authors=(issuer.name,), issued=_day(chance),
                                kind=chance.choice(_KINDS), url=f"https://example.org/{number}")  # fmt: skip
    places = list(_places(text, words))
    quotes = [Quote.ground(text, document=record.iri, start=start, end=end) for start, end in places]
    passages = [
        Passage(document=record.iri, order=place + 1, kind=PassageKind.SENTENCE, start=each.start, end=each.end,
                role=_ROLES[place % 3], confidence=0.8, section=(title,))
        for place, each in enumerate(quotes)
    ]  # fmt: skip
    head = Passage(document=record.iri, order=0, kind=PassageKind.TITLE, start=0, end=len(title), role=Role.OTHER,
                   confidence=0.9, section=())  # fmt: skip
    statements = [
        _statement(place, each, passages[place].iri, chance, (issuer, critic, addressees))
        for place, each in enumerate(quotes)
    ]
    return text, Extraction(
        document=record,
        process=factories.PROCESS,
        passages=(head, *passages),
        statements=tuple(statements),
        justifications=tuple(_reasons(statements, chance)),
        actors=tuple({each.iri: each for each in (issuer, critic, *addressees)}.values()),
        mentions=tuple(_mentions(text, record.iri, places, words)),
    )


def _sentence(place: int, number: int, chance: random.Random) -> str:
    said = " ".join(chance.choices(_WORDS, k=10))
    if _ROLES[place % 3] is Role.RECOMMENDATION:
        return f"Congress should act on {said} by {chance.randint(2027, 2031)}, says point {place} of {number}."
    return f"{_OPPOSED if chance.random() < 0.05 else 'We see'} {said}, says point {place} of {number}."


def _places(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for each in words:
        start = text.index(each, start)
        yield start, start + len(each)


def _uneven(chance: random.Random, pool: tuple[Actor, ...]) -> Actor:
    return pool[int(len(pool) * chance.random() ** 3)]


def _day(chance: random.Random) -> str:
    return f"20{chance.randint(15, 26)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _topics(chance: random.Random) -> tuple[str, ...]:
    every = _NOTATIONS
    return tuple(sorted({every[int(len(every) * chance.random() ** 2)] for _ in range(chance.randint(0, 2))}))


_NOTATIONS: Final = ("export-controls", *(each.notation for each in concepts("topic")))


def _statement(
    place: int, quote: Quote, passage: str, chance: random.Random, who: tuple[Actor, Actor, tuple[Actor, ...]]
) -> Statement:
    issuer, critic, addressees = who
    common: dict[str, Any] = {
        "quote": quote, "passage": passage, "confidence": round(chance.uniform(0.5, 1), 3), "cue": "example",
        "topics": _topics(chance),
    }  # fmt: skip
    if _ROLES[place % 3] is Role.RECOMMENDATION:
        asked = chance.sample(addressees, k=chance.randint(0, min(2, len(addressees))))
        return Recommendation(
            **common, issuer=issuer.iri, addressees=tuple(each.iri for each in asked),
            action=quote.exact.removeprefix("Congress should ").partition(" by ")[0], deadline="before 2031",
            instrument=chance.choice((*Instrument, None)), modality=chance.choice(tuple(Modality)),
            polarity=Polarity.AGAINST if chance.random() < 0.08 else Polarity.FOR,
        )  # fmt: skip
    speaker = critic if quote.exact.startswith(_OPPOSED) else issuer
    return Claim(**common, role=_ROLES[place % 3], asserted_by=speaker.iri, is_reported=speaker is critic)


def _reasons(statements: list[Statement], chance: random.Random) -> Iterator[Justification]:
    for place, target in enumerate(statements):
        if isinstance(target, Recommendation):
            for back in range(1, chance.choice((1, 2, 3, 4)) + 1):
                premise = statements[place - back]
                if not isinstance(premise, Recommendation) and place >= back:
                    disputes = premise.quote.exact.startswith(_OPPOSED)
                    yield _reason(premise, target, Direction.DISPUTES if disputes else Direction.SUPPORTS)
        elif target.role is Role.CLAIM and chance.random() < 0.5:
            yield _reason(statements[place - 1], target, Direction.SUPPORTS)


def _reason(premise: Statement, target: Statement, direction: Direction) -> Justification:
    return Justification(
        premises=(premise.iri,), target=target.iri, direction=direction, confidence=0.6, cue="neighbour"
    )


def _mentions(text: str, iri: str, places: list[tuple[int, int]], words: list[str]) -> Iterator[Mention]:
    for (start, _), said in list(zip(places, words, strict=True))[:12]:
        if said.startswith("Congress"):
            place = Quote.ground(text, document=iri, start=start, end=start + len("Congress"))
            yield Mention(quote=place, actor=factories.CONGRESS.iri)
