from __future__ import annotations

from ingest.extraction import to_gold
from kg.model import (
    Actor,
    ActorKind,
    Claim,
    Direction,
    Document,
    Extraction,
    Instrument,
    Justification,
    Mention,
    Passage,
    PassageKind,
    Process,
    Quote,
    Recommendation,
    Role,
)

TEXT = "Congress should fund it. It is small."
DOCUMENT = Document(sha256="a" * 64, text_sha256="b" * 64, length=len(TEXT), media_type="text/plain", title="Paper")
CONGRESS = Actor(name="United States Congress", kind=ActorKind.GOVERNMENT)


def quote(start: int, end: int) -> Quote:
    return Quote.ground(TEXT, document=DOCUMENT.iri, start=start, end=end)


def passage(order: int, start: int, end: int, role: Role) -> Passage:
    return Passage(
        document=DOCUMENT.iri, order=order, kind=PassageKind.SENTENCE, start=start, end=end, role=role, confidence=0.7
    )


def extraction() -> Extraction:
    first, second = passage(0, 0, 24, Role.RECOMMENDATION), passage(1, 25, 37, Role.CLAIM)
    ask = Recommendation(
        quote=quote(0, 24), passage=first.iri, confidence=0.7, cue="modal", addressees=(CONGRESS.iri,),
        action="fund it", instrument=Instrument.FUNDING,
    )  # fmt: skip
    claim = Claim(quote=quote(25, 37), passage=second.iri, role=Role.CLAIM, confidence=0.7, cue="assertion")
    link = Justification(
        premises=(claim.iri,), target=ask.iri, direction=Direction.SUPPORTS, confidence=0.6, cue="because"
    )
    return Extraction(
        document=DOCUMENT,
        process=Process(software="test", code_digest="0", model_digest="0"),
        passages=(first, second),
        statements=(ask, claim),
        justifications=(link,),
        actors=(CONGRESS,),
        mentions=(Mention(quote=quote(0, 8), actor=CONGRESS.iri),),
    )


def test_it_has_the_fields_of_the_annotated_documents() -> None:
    assert set(to_gold(extraction(), TEXT)) == {
        "id", "title", "source", "licence", "author", "text", "segments", "links", "actors",
    }  # fmt: skip


def test_a_recommendation_carries_its_frame_in_names() -> None:
    [first, second] = to_gold(extraction(), TEXT)["segments"]
    assert first == {
        "id": "s1", "start": 0, "end": 24, "role": "recommendation", "also": [],
        "addressee": ["United States Congress"], "action": "fund it", "strength": "should", "instrument": "funding",
        "asserted_by": None, "confidence": 0.7, "cue": "modal",
    }  # fmt: skip
    assert (second["role"], second["action"], second["strength"]) == ("claim", None, None)


def test_links_join_segments_and_carry_a_confidence() -> None:
    assert to_gold(extraction(), TEXT)["links"] == [
        {"premise": "s2", "target": "s1", "relation": "supports", "confidence": 0.6, "cue": "because"}
    ]


def test_actors_come_with_the_words_that_mention_them() -> None:
    assert to_gold(extraction(), TEXT)["actors"] == [
        {"name": "United States Congress", "type": "government", "mentions": ["Congress"]}
    ]
