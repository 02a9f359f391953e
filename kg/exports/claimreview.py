"""Claims and what others say of them, in the words of schema.org, as JSON-LD.

We review no claim: what is checked here is the reading, not the world. So a claim is a `Claim` with its words, its
source and who asserts it, and carries no rating. A `ClaimReview` stands beside it only where *another* actor, in a
document of the graph, gives a reason for or against it. That actor is its author, and the review's body is in that
actor's own words. It has no rating either, because nobody gave one. A recommendation is no claim that anything is so,
and has no place here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from kg.exports.argument import Argument, speaker_of
from kg.model import Actor, ActorKind, Claim, Direction, Document, Justification

MEDIA_TYPE: Final = "application/ld+json"

# Written out, because the context at schema.org would have to be fetched.
_CONTEXT: Final = {"@vocab": "https://schema.org/"}
_ASPECTS: Final = {Direction.SUPPORTS: "gives a reason for it", Direction.DISPUTES: "gives a reason against it"}
_TYPES: Final = {
    ActorKind.PERSON: "Person", ActorKind.COMPANY: "Corporation", ActorKind.GOVERNMENT: "GovernmentOrganization",
    ActorKind.COUNTRY: "Country", ActorKind.ORGANIZATION: "Organization",
}  # fmt: skip


def claim_reviews(argument: Argument) -> str:
    """Give every claim of the argument as `Claim`, and the third-party reviews among them as `ClaimReview`."""
    claims = {iri: each for iri, each in argument.statements.items() if isinstance(each, Claim)}
    nodes = [_claim(argument, each) for each in claims.values()]
    nodes += [
        _review(argument, line, claims[line.target], premise)
        for line in argument.justifications
        if line.target in claims
        for premise in _of_others(argument, line, claims[line.target])
    ]
    return json.dumps({"@context": _CONTEXT, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n"


def _of_others(argument: Argument, line: Justification, target: Claim) -> Iterator[Claim]:
    speaker = speaker_of(target)
    for iri in line.premises:
        premise = argument.statements[iri]
        reviewer = speaker_of(premise)
        # Where it isn't known who speaks, it isn't known either whether it's somebody else.
        if isinstance(premise, Claim) and None not in (speaker, reviewer) and reviewer != speaker:
            yield premise


def _claim(argument: Argument, claim: Claim) -> dict[str, Any]:
    document = argument.documents[claim.quote.document]
    node: dict[str, Any] = {
        "@id": claim.iri,
        "@type": "Claim",
        "text": claim.quote.exact,
        "appearance": _work(document),
        # Ours: the source doesn't say how sure we are.
        "sdPublisher": {"@type": "Project", "name": "Warrant"},
        "disambiguatingDescription": "A claim as a document makes it, found by a program and not checked for truth.",
    }
    author = _actor(argument, claim.asserted_by)
    return {**node, **({"author": author} if author else {})}


def _review(argument: Argument, line: Justification, target: Claim, premise: Claim) -> dict[str, Any]:
    document = argument.documents[premise.quote.document]
    review: dict[str, Any] = {
        "@id": f"{line.iri}#review-{premise.iri.rsplit('/', 1)[-1]}",
        "@type": "ClaimReview",
        "claimReviewed": target.quote.exact,
        "itemReviewed": {"@id": target.iri},
        "reviewAspect": _ASPECTS[line.direction],
        "reviewBody": premise.quote.exact,
        "isBasedOn": {"@id": document.iri},
        "author": _actor(argument, premise.asserted_by),
    }
    return {**review, **({"datePublished": document.issued} if document.issued else {})}


def _work(document: Document) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": document.iri, "@type": "CreativeWork", "name": document.title}
    if document.url and document.is_brief:
        # A brief states in other words what is published there.
        node["isBasedOn"] = {"@id": document.url}
    elif document.url:
        node["url"] = document.url
    return node


def _actor(argument: Argument, iri: str | None) -> dict[str, Any] | None:
    if iri is None:
        return None
    actor: Actor | None = argument.actors.get(iri)
    if actor is None:
        return {"@id": iri}
    node: dict[str, Any] = {"@id": iri, "@type": _TYPES[actor.kind], "name": actor.name}
    return {**node, **({"sameAs": list(actor.same_as)} if actor.same_as else {})}
