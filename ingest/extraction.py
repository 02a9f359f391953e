"""An extraction in the form of the annotated documents, so that the two can be laid side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from kg.model import Actor, Claim, Direction, Extraction, Passage, Recommendation, Role, Statement

Json = dict[str, Any]


def to_gold(extraction: Extraction, text: str) -> Json:
    """Give one document in the schema of the annotated documents, with a `confidence` on each segment and link.

    What decided stands beside it as `cue`: on segments that say something, and on links that are justifications.

    Args:
        extraction: what was read.
        text: the stored text that it was read from.
    """
    document = extraction.document
    actors = {actor.iri: actor for actor in extraction.actors}
    names = {iri: actor.name for iri, actor in actors.items()}
    by_passage: dict[str, list[Statement]] = {}
    for statement in extraction.statements:
        by_passage.setdefault(statement.passage, []).append(statement)
    ids = {passage.iri: f"s{number}" for number, passage in enumerate(extraction.passages, start=1)}
    segments = [
        _segment(ids[passage.iri], passage, by_passage.get(passage.iri, []), names) for passage in extraction.passages
    ]
    return {
        "id": document.sha256[:12],
        "title": document.title,
        "source": document.url or document.title,
        "licence": None,
        "author": ", ".join(document.authors) or None,
        "text": text,
        "segments": segments,
        "links": _links(extraction, ids),
        "actors": _actors(extraction, actors),
    }


def _segment(name: str, passage: Passage, said: Sequence[Statement], names: Mapping[str, str]) -> Json:
    asks = [statement for statement in said if isinstance(statement, Recommendation)]
    addressees = dict.fromkeys(chain.from_iterable(ask.addressees for ask in asks))
    first = asks[0] if asks else None
    speaker = passage.asserted_by
    return {
        "id": name,
        "start": passage.start,
        "end": passage.end,
        "role": passage.role.value,
        "also": [role.value for role in passage.also],
        "addressee": [names[iri] for iri in addressees],
        "action": "; ".join(ask.action for ask in asks if ask.action) or None,
        "strength": first.modality.value if first is not None else None,
        "instrument": _instrument(first),
        "asserted_by": names[speaker] if speaker is not None else None,
        "confidence": passage.confidence,
        "cue": "; ".join(dict.fromkeys(statement.cue for statement in said)) or None,
    }


def _instrument(ask: Recommendation | None) -> str | None:
    if ask is None:
        return None
    return ask.instrument.value if ask.instrument is not None else "other"


def _links(extraction: Extraction, ids: Mapping[str, str]) -> list[Json]:
    passages = {statement.iri: statement.passage for statement in extraction.statements}
    confidence = {passage.iri: passage.confidence for passage in extraction.passages}
    found: dict[tuple[str, str], Json] = {}
    for item in extraction.justifications:
        relation = "supports" if item.direction is Direction.SUPPORTS else "attacks"
        for premise in item.premises:
            ends = (passages[premise], passages[item.target])
            _keep(found, ids, ends, relation, item.confidence, item.cue)
    for statement in extraction.statements:
        if isinstance(statement, Recommendation) and statement.part_of is not None:
            ends = (statement.passage, passages[statement.part_of])
            _keep(found, ids, ends, "part_of", confidence[statement.passage], None)
    return list(found.values())


def _keep(
    found: dict[tuple[str, str], Json],
    ids: Mapping[str, str],
    ends: tuple[str, str],
    relation: str,
    sure: float,
    cue: str | None,
) -> None:
    premise, target = ends
    if premise != target and (ends not in found or found[ends]["confidence"] < sure):
        link = {"premise": ids[premise], "target": ids[target], "relation": relation}
        found[ends] = {**link, "confidence": sure, "cue": cue}


def _actors(extraction: Extraction, actors: Mapping[str, Actor]) -> list[Json]:
    mentions: dict[str, dict[str, None]] = {}
    for mention in extraction.mentions:
        if mention.actor is not None:
            mentions.setdefault(mention.actor, {})[mention.quote.exact] = None
    meant = {*mentions, *_named_in_statements(extraction)}
    return [
        {"name": actor.name, "type": actor.kind.value, "mentions": list(mentions.get(iri, {}))}
        for iri, actor in actors.items()
        if iri in meant
    ]


def _named_in_statements(extraction: Extraction) -> set[str]:
    found: set[str] = set()
    for statement in extraction.statements:
        if isinstance(statement, Recommendation):
            found.update(statement.addressees)
        elif isinstance(statement, Claim) and statement.is_reported and statement.asserted_by is not None:
            found.add(statement.asserted_by)
    return found


def roles_of(extraction: Extraction) -> dict[Role, int]:
    """How many passages have each role."""
    counts = dict.fromkeys(Role, 0)
    for passage in extraction.passages:
        counts[passage.role] += 1
    return counts
