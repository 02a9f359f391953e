"""Finds which statement of a part supports or disputes which, and which ask is part of which.

The encoder's link head proposes where there is one; cue words, lists and restated asks add what form makes plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from spacy.tokens import Doc

from ingest.components import models
from ingest.components.drafts import LinkDraft, PassageDraft
from ingest.components.lexicon import word_list
from kg.model import Role

if TYPE_CHECKING:
    from ingest.encoder import Encoder
    from ingest.encoder_heads import Floats

_OUTCOME = re.compile(
    r"(?i)^\W*(?:these|such|this|those|the(?:se)?|taken together,? (?:these|the)|together,? (?:these"
    r"|the))\s?(?:\w+\s){0,2}"
    r"(?:steps?|actions?|measures?|changes?|reforms?|recommendations?|policies|policy|controls?|proposals?"
    r"|approach|investments?|provisions?)\s"
    r"(?:\w+ly )?(?:would|will|could|can|aims? to|seeks? to|are (?:designed|meant|intended) to|help|ensure"
    r"|allow|enable|preserve|make|give)"
)
_SIGNAL = re.compile(
    r"(?i)^\W*(?:doing so|this|that|it) (?:\w+ly )?(?:would|will|could|can|signals?|helps?|ensures?|allows?"
    r"|enables?|gives?|makes?)\b"
)
_THEREFORE = re.compile(
    r"(?i)^\W*(?:therefore|thus|hence|accordingly|for (?:this|these|that) reasons?|as a result|consequently"
    r"|that is why|in light of)\b"
)
_BECAUSE = re.compile(r"(?i)^\W*(?:because|this is because|the reason is|after all|since)\b")
_FOR_EXAMPLE = re.compile(r"(?i)^\W*(?:for (?:example|instance)|in particular|specifically|indeed|in fact)\b")
_HOWEVER = re.compile(r"(?i)^\W*(?:however|but|yet|critics|opponents|on the other hand|conversely)\b")
_REASONS = re.compile(
    r"(?i)^(?:why\b|reasons?\b(?: for)?|rationale\b(?: for)?|the (?:evidence|case for|reasons?)\b)\s*"
)
_AGAINST = re.compile(r"(?i)\b(?:oppos\w+|object\w*|against|skeptic\w*|cited|matters?|rescind\w*)\b")
_WORD = re.compile(r"[a-z][a-z-]{3,}")
_NEAR: Final = 8
_RESTATED: Final = 0.4
_WEAK_PART: Final = 0.7
_RELATED: Final = 0.3


class Justifier:
    """Finds links between the statements of a part.

    Args:
        encoder: name of the encoder, see `PipelineSettings.encoder`.
        threads: threads that it may use.
    """

    def __init__(self, encoder: str = "committed", threads: int = 1) -> None:
        self._encoder = encoder
        self._threads = threads

    def __call__(self, doc: Doc) -> Doc:
        """Write the links."""
        doc._.links = self.predict(doc)
        return doc

    def predict(self, doc: Doc) -> list[LinkDraft]:
        """The links between passages, by premise and target; at most one between two passages."""
        passages: list[PassageDraft] = doc._.passages
        whole = doc.text
        texts = [whole[passage.start : passage.end] for passage in passages]
        model = models.encoder(self._encoder, self._threads)
        proposed = list(_by_model(model, doc._.vectors, passages)) if model and doc._.vectors is not None else []
        ruled = [
            *_parts(passages),
            *_by_cue(passages, texts),
            *_by_heading(passages, texts),
            *_by_words(passages, texts),
        ]
        return _merged(proposed, ruled)


def _by_model(model: Encoder, vectors: Floats, passages: Sequence[PassageDraft]) -> Iterator[LinkDraft]:
    import numpy as np

    from ingest.encoder_heads import candidate_pairs, pair_features

    speaking = [index for index, passage in enumerate(passages) if passage.role is not Role.OTHER]
    pairs = candidate_pairs(speaking)
    if len(pairs) == 0:
        return
    roles = [passage.role.value for passage in passages]
    known = np.zeros((len(passages), len(model.role_labels)), dtype=np.float32)
    for index, role in enumerate(roles):
        known[index, model.role_labels.index(role)] = 1.0
    features = pair_features(pairs, [passage.paragraph for passage in passages])
    probabilities = model.links(vectors, pairs, features, known)
    for link in model.decode(probabilities, pairs, roles):
        yield _link(link.premise, link.target, link.relation, round(link.confidence, 3), "encoder link head")


def _link(premise: int, target: int, relation: str, confidence: float, cue: str) -> LinkDraft:
    return LinkDraft(premise=premise, target=target, relation=relation, confidence=confidence, cue=cue)


def _parts(passages: Sequence[PassageDraft]) -> Iterator[LinkDraft]:
    for index, passage in enumerate(passages):
        if passage.role is not Role.RECOMMENDATION:
            continue
        lead = passages[passage.lead_in] if passage.lead_in is not None else None
        if lead is not None and lead.role is Role.RECOMMENDATION:
            yield _link(index, passage.lead_in or 0, "part_of", 0.85, "item under an ask")
        elif lead is not None and lead.refers_to is not None:
            yield _link(index, lead.refers_to, "part_of", _WEAK_PART, "item of what the ask asks for")
        elif passage.refers_to is not None:
            yield _link(index, passage.refers_to, "part_of", _WEAK_PART, "says more of what the ask asks for")


def _by_cue(passages: Sequence[PassageDraft], texts: Sequence[str]) -> Iterator[LinkDraft]:
    for index, passage in enumerate(passages):
        if passage.role is Role.OTHER:
            continue
        before = _nearest(passages, index, -1)
        if before is None:
            continue
        text, target = texts[index], passages[before]
        is_reason = passage.role in (Role.CLAIM, Role.EVIDENCE)
        if is_reason and (_OUTCOME.search(text) or _SIGNAL.search(text)) and target.role is Role.RECOMMENDATION:
            for ask in _block_of_asks(passages, before):
                yield _link(index, ask, "supports", 0.8, "says what the ask would achieve")
        elif is_reason and _BECAUSE.search(text) and target.role in (Role.RECOMMENDATION, Role.CLAIM):
            yield _link(index, before, "supports", 0.75, "because")
        elif passage.role is Role.EVIDENCE and _FOR_EXAMPLE.search(text) and target.role is Role.CLAIM:
            yield _link(index, before, "supports", 0.7, "for example")
        elif _THEREFORE.search(text) and target.role in (Role.CLAIM, Role.EVIDENCE):
            yield _link(before, index, "supports", 0.7, "therefore")


def _block_of_asks(passages: Sequence[PassageDraft], last: int) -> list[int]:
    # "These steps would ..." after a list of asks speaks of them all.
    found = [last]
    for index in range(last - 1, -1, -1):
        if passages[index].role is not Role.RECOMMENDATION or passages[index].lead_in is None:
            break
        found.append(index)
    return found


def _nearest(passages: Sequence[PassageDraft], index: int, step: int) -> int | None:
    place = index + step
    while 0 <= place < len(passages) and abs(place - index) <= _NEAR:
        if passages[place].role is not Role.OTHER:
            return place
        place += step
    return None


def _by_words(passages: Sequence[PassageDraft], texts: Sequence[str]) -> Iterator[LinkDraft]:
    """Links a recommendation that has no reason yet to the claim near it that shares most of its words."""
    bags = [
        _bag(text) if passage.role is not Role.OTHER else frozenset()
        for passage, text in zip(passages, texts, strict=True)
    ]
    for target, passage in enumerate(passages):
        if passage.role is not Role.RECOMMENDATION or len(bags[target]) < 3 or passage.lead_in is not None:
            continue
        best, score = None, 0.0
        for premise in range(max(0, target - 2 * _NEAR), min(len(passages), target + 2 * _NEAR)):
            if passages[premise].role not in (Role.CLAIM, Role.EVIDENCE):
                continue
            shared = len(bags[premise] & bags[target]) / min(len(bags[target]), max(6, len(bags[premise])))
            shared -= 0.01 * abs(premise - target)
            if shared > score:
                best, score = premise, shared
        if best is not None and score >= _RELATED:
            yield _link(best, target, "supports", round(min(0.6, 0.2 + score / 2), 3), "speaks of the same things")


def _by_heading(passages: Sequence[PassageDraft], texts: Sequence[str]) -> Iterator[LinkDraft]:
    """Links what stands under a heading that gives reasons ("Why close the gap") to the ask that it gives them for."""
    asks = {index: _bag(texts[index]) for index, passage in enumerate(passages) if passage.role is Role.RECOMMENDATION}
    for index, passage in enumerate(passages):
        if passage.role not in (Role.CLAIM, Role.EVIDENCE) or not passage.section:
            continue
        heading = passage.section[-1]
        if _REASONS.search(heading) is None or _AGAINST.search(heading) is not None:
            continue
        named, own = _bag(_REASONS.sub("", heading)), _bag(texts[index])
        others = [ask for ask in asks if passages[ask].section != passage.section]
        best = max(others, key=lambda ask: (2 * len(asks[ask] & named) + len(asks[ask] & own), -ask), default=None)
        if best is not None and (asks[best] & (named or own)):
            yield _link(index, best, "supports", 0.55 if named else 0.45, "under a heading that gives reasons")


def _bag(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in word_list("says little"))


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s|ion|ions)$", "", word)


def _merged(proposed: Sequence[LinkDraft], ruled: Sequence[LinkDraft]) -> list[LinkDraft]:
    # The surest of several links between two passages stays; a premise of a part_of is no reason for the same target.
    best: dict[frozenset[int], LinkDraft] = {}
    supported = {link.target for link in proposed if link.relation == "supports"}
    placed = {link.premise for link in proposed if link.relation == "part_of"}
    for link in [*ruled, *proposed]:
        if link.cue == "speaks of the same things" and link.target in supported:
            continue
        if link.relation == "part_of" and link.confidence == _WEAK_PART and link.premise in placed:
            continue
        key = frozenset((link.premise, link.target))
        if key not in best or link.confidence > best[key].confidence:
            best[key] = link
    return sorted(best.values(), key=lambda link: (link.premise, link.target, link.relation))


def restated(left: str, right: str) -> bool:
    """Whether two asks say the same in other words: they share most of their words that carry meaning."""
    one, other = _bag(left), _bag(right)
    smaller = min(len(one), len(other))
    return smaller >= 2 and len(one & other) / smaller >= _RESTATED
