"""Small grounded extractions for tests, over an invented text.

`extraction()` is one press item with two recommendations; `extraction_of(...)` builds a document from sentences with
roles. Every quote is cut from the text that goes with it: `TEXT`, or `text_of(...)` with the same arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

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
    Role,
    SourceKind,
    Statement,
)

TITLE = "Example item: Keeping count of chips 🔬"
CHIPS_DECIDE = "Advanced chips decide who can train the strongest models."
INSPECTORS_FOUND = "In 2025, inspectors of an invented customs office found 1,200 smuggled accelerators."
CLOSE_LOOPHOLES = "Congress should close the loopholes in chip export controls before 2027."
CRITICS_SAY = "The Example Trade Group says that tighter rules may hurt exporters."
FUND_INSPECTORS = "The Bureau of Industry and Security must fund more inspectors under H.R. 3447."
SENTENCES = (CHIPS_DECIDE, INSPECTORS_FOUND, CLOSE_LOOPHOLES, CRITICS_SAY, FUND_INSPECTORS)
TEXT = f"{TITLE}\n\n{' '.join(SENTENCES[:3])}\n\n{' '.join(SENTENCES[3:])}\n"
"""The text of `extraction()`; the character beyond U+FFFF in its title makes code points differ from UTF-16 units."""

ISSUER = Actor(name="Example Institute", kind=ActorKind.ORGANIZATION, aliases=("the Institute",))
CONGRESS = Actor(
    name="United States Congress",
    kind=ActorKind.GOVERNMENT,
    aliases=("Congress",),
    same_as=("http://www.wikidata.org/entity/Q11268",),
)
BUREAU = Actor(name="Bureau of Industry and Security", kind=ActorKind.GOVERNMENT, aliases=("BIS",))
CRITIC = Actor(name="Example Trade Group", kind=ActorKind.ORGANIZATION)
PROCESS = Process(
    software="warrant 0.1.0",
    code_digest="c" * 64,
    model_digest="d" * 64,
    settings=(("pipeline", "default"), ("threshold", "0.5")),
)


def document(text: str = TEXT, **fields: Any) -> Document:
    """Build the record of a document whose stored text is `text`; its bytes are the text in UTF-8."""
    digest = sha256(text.encode()).hexdigest()
    given: dict[str, Any] = {
        "sha256": digest,
        "text_sha256": digest,
        "length": len(text),
        "media_type": "text/plain",
        "title": TITLE,
        "authors": (ISSUER.name,),
        "publisher": "Example Press",
        "issued": "2026-05-14",
        "url": "https://example.org/items/1",
        "kind": SourceKind.PRESS,
        "pages": None,
    }
    return Document(**{**given, **fields})


def quote(words: str, text: str = TEXT) -> Quote:
    """Ground the first occurrence of `words` in `text`."""
    start = text.index(words)
    return Quote.ground(text, document=document(text).iri, start=start, end=start + len(words))


def passage(words: str, order: int, role: Role, text: str = TEXT, **fields: Any) -> Passage:
    """Build the passage at the first occurrence of `words` in `text`."""
    start = text.index(words)
    given: dict[str, Any] = {
        "document": document(text).iri,
        "order": order,
        "kind": PassageKind.SENTENCE,
        "start": start,
        "end": start + len(words),
        "role": role,
        "confidence": 0.8,
        "section": (TITLE,),
    }
    return Passage(**{**given, **fields})


def claim(words: str, role: Role = Role.CLAIM, text: str = TEXT, **fields: Any) -> Claim:
    """Build the claim whose words are the first occurrence of `words`, which is also its passage."""
    place = quote(words, text)
    given: dict[str, Any] = {
        "quote": place,
        "passage": passage(words, 0, role, text).iri,
        "role": role,
        "confidence": 0.8,
        "cue": "example",
        "asserted_by": ISSUER.iri,
    }
    return Claim(**{**given, **fields})


def recommendation(words: str, text: str = TEXT, **fields: Any) -> Recommendation:
    """Build the recommendation whose words are the first occurrence of `words`, which is also its passage."""
    given: dict[str, Any] = {
        "quote": quote(words, text),
        "passage": passage(words, 0, Role.RECOMMENDATION, text).iri,
        "confidence": 0.9,
        "cue": "should",
        "issuer": ISSUER.iri,
    }
    return Recommendation(**{**given, **fields})


def justification(premise: Statement, target: Statement, direction: Direction = Direction.SUPPORTS) -> Justification:
    """Join one premise to a target."""
    return Justification(
        premises=(premise.iri,), target=target.iri, direction=direction, confidence=0.6, cue="neighbour"
    )


def extraction(**document_fields: Any) -> Extraction:
    """Build the extraction of `TEXT`: two recommendations, three claims, four justifications, all grounded.

    The evidence supports the claim and the second recommendation, the claim supports the first recommendation, and the
    critic's claim disputes it.
    """
    chips, found = claim(CHIPS_DECIDE, topics=("compute",)), claim(INSPECTORS_FOUND, Role.EVIDENCE)
    critics = claim(CRITICS_SAY, asserted_by=CRITIC.iri, is_reported=True, hedges=("may",))
    close = recommendation(
        CLOSE_LOOPHOLES,
        addressees=(CONGRESS.iri,),
        action="close the loopholes in chip export controls",
        object="the loopholes in chip export controls",
        deadline="before 2027",
        instrument=Instrument.LEGISLATION,
        topics=("chip-smuggling", "export-controls"),
    )
    fund = recommendation(
        FUND_INSPECTORS,
        addressees=(BUREAU.iri,),
        action="fund more inspectors",
        object="more inspectors",
        condition="under H.R. 3447",
        instrument=Instrument.FUNDING,
        modality=Modality.MUST,
        polarity=Polarity.FOR,
        part_of=close.iri,
    )
    return Extraction(
        document=document(**document_fields),
        process=PROCESS,
        passages=(
            passage(TITLE, 0, Role.OTHER, kind=PassageKind.TITLE, section=()),
            passage(CHIPS_DECIDE, 1, Role.CLAIM),
            passage(INSPECTORS_FOUND, 2, Role.EVIDENCE, also=(Role.CLAIM,)),
            passage(CLOSE_LOOPHOLES, 3, Role.RECOMMENDATION),
            passage(CRITICS_SAY, 4, Role.CLAIM, asserted_by=CRITIC.iri),
            passage(FUND_INSPECTORS, 5, Role.RECOMMENDATION),
        ),
        statements=(chips, found, close, critics, fund),
        justifications=(
            justification(found, chips),
            justification(chips, close),
            justification(critics, close, Direction.DISPUTES),
            justification(found, fund),
        ),
        actors=(ISSUER, CONGRESS, BUREAU, CRITIC),
        mentions=(
            Mention(quote=quote("Congress"), actor=CONGRESS.iri),
            Mention(quote=quote("Example Trade Group"), actor=CRITIC.iri),
            Mention(quote=quote("Bureau of Industry and Security"), actor=BUREAU.iri),
            Mention(quote=quote("customs office"), actor=None, candidates=(BUREAU.iri, CRITIC.iri)),
        ),
        citations=(Citation(quote=quote("H.R. 3447"), kind=CitationKind.BILL, identifier="/us/bill/119/hr/3447"),),
    )


def text_of(sentences: Sequence[tuple[Role, str]], *, title: str = TITLE) -> str:
    """Give the stored text of `extraction_of` for the same sentences and title."""
    return f"{title}\n\n{' '.join(words for _, words in sentences)}\n"


def extraction_of(
    sentences: Sequence[tuple[Role, str]],
    *,
    title: str = TITLE,
    issuer: Actor = ISSUER,
    addressee: Actor = CONGRESS,
    links: Sequence[tuple[int, int, Direction]] = (),
    **document_fields: Any,
) -> Extraction:
    """Build the extraction of a title and sentences, one statement for each whose role isn't OTHER.

    Args:
        sentences: role and words of each; the words must all differ.
        title: the title, which is the first passage.
        issuer: author of the document, issuer and asserter of all its statements.
        addressee: whom every recommendation addresses.
        links: justifications as (index of the premise, index of the target, direction), indices into `sentences`.
        document_fields: further fields of the document.
    """
    text = text_of(sentences, title=title)
    statements: dict[int, Statement] = {}
    passages = [passage(title, 0, Role.OTHER, text, kind=PassageKind.TITLE, section=())]
    for index, (role, words) in enumerate(sentences):
        passages.append(passage(words, index + 1, role, text, section=(title,)))
        if role is Role.RECOMMENDATION:
            frame: dict[str, Any] = {"issuer": issuer.iri, "addressees": (addressee.iri,), "action": words}
            statements[index] = recommendation(words, text, **frame)
        elif role is not Role.OTHER:
            statements[index] = claim(words, role, text, asserted_by=issuer.iri)
    fields: dict[str, Any] = {"title": title, "authors": (issuer.name,), **document_fields}
    return Extraction(
        document=document(text, **fields),
        process=PROCESS,
        passages=tuple(passages),
        statements=tuple(statements.values()),
        justifications=tuple(
            justification(statements[premise], statements[target], direction) for premise, target, direction in links
        ),
        actors=(issuer, addressee),
    )
