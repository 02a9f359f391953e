"""Gives every passage its role: the encoder proposes, and rules win where form settles the matter.

A modal verb alone settles nothing. What does: definitions, lead-ins, amending instructions, headings, questions, list
items that complete an ask, and imperatives under a heading that announces asks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
from spacy.tokens import Doc

from ingest.components import models, role_rules
from ingest.components.drafts import PassageDraft
from ingest.components.leads import lead_ins
from ingest.components.verbs import verb_check
from kg.model import Instrument, PassageKind, Role

if TYPE_CHECKING:
    from ingest.encoder_heads import Floats

RULE_CONFIDENCE: Final = 0.95
_ALSO: Final = 0.3
_LEAST: Final = 1e-6
_SILENT: Final = frozenset({PassageKind.BOILERPLATE})


class RoleFinder:
    """Gives roles.

    Args:
        encoder: name of the encoder, see `PipelineSettings.encoder`.
        threads: threads that it may use.
    """

    def __init__(self, encoder: str = "committed", threads: int = 1) -> None:
        self._encoder = encoder
        self._threads = threads

    def __call__(self, doc: Doc) -> Doc:
        """Write the roles, and the encoder's vectors for the components that follow."""
        passages: list[PassageDraft] = doc._.passages
        text = doc.text
        texts = [text[passage.start : passage.end] for passage in passages]
        for passage, lead in zip(passages, lead_ins(passages, texts), strict=True):
            passage.lead_in = lead
        proposed = self._proposed(doc, passages, texts)
        rules = role_rules.RoleRules(passages, texts, verb_check(doc))
        for index, passage in enumerate(passages):
            guess = role_rules.guess(texts[index]) if proposed is None else _guessed(proposed[index], index, rules)
            _decide(passage, guess, rules.settle(index, guess.role))
            passage.confidence = round(passage.confidence, 3)
        self._lean(doc, passages)
        return doc

    def _lean(self, doc: Doc, passages: list[PassageDraft]) -> None:
        """Tell by which instrument each ask would be carried out, as far as the encoder can."""
        model = models.encoder(self._encoder, self._threads)
        if model is None or not passages:
            return
        rows = np.log(np.maximum(model.heads.instruments(doc._.vectors), _LEAST)).tolist()
        for passage, row in zip(passages, rows, strict=True):
            if passage.role is Role.RECOMMENDATION:
                passage.leanings = dict(zip(Instrument, row, strict=True))

    def _proposed(self, doc: Doc, passages: list[PassageDraft], texts: list[str]) -> Floats | None:
        model = models.encoder(self._encoder, self._threads)
        if model is None or not passages:
            return None
        doc._.vectors = model.encode(texts, [passage.paragraph for passage in passages])
        return model.roles(doc._.vectors)


def _decide(passage: PassageDraft, guess: role_rules.Guess, ruled: tuple[Role, str] | None) -> None:
    if ruled is None:
        passage.role, passage.confidence, passage.cue = guess.role, guess.confidence, guess.cue
        passage.also = guess.also
    else:
        is_agreed = ruled[0] is guess.role
        passage.role, passage.cue = ruled
        passage.confidence = max(RULE_CONFIDENCE, guess.confidence) if is_agreed else RULE_CONFIDENCE
    if passage.kind in _SILENT:
        passage.role, passage.also = Role.OTHER, ()


def _guessed(row: Floats, index: int, rules: role_rules.RoleRules) -> role_rules.Guess:
    """What the encoder says, but for what can't be: a finding says something, and what asks has words of asking."""
    guess = _by_model(row)
    if guess.role is Role.OTHER and rules.is_finding(index):
        return _by_model(row, without=Role.OTHER)
    if guess.role is Role.RECOMMENDATION and not rules.may_ask(index):
        return _by_model(row, without=Role.RECOMMENDATION)
    return guess


def _by_model(row: Floats, without: Role | None = None) -> role_rules.Guess:
    from ingest.encoder import Encoder

    columns = [column for column in range(len(row)) if Role(Encoder.role_labels[column]) is not without]
    whole = sum(float(row[column]) for column in columns)
    ranked = sorted(columns, key=lambda column: -float(row[column]))
    best, second = ranked[0], ranked[1]
    role = Role(Encoder.role_labels[best])
    other = Role(Encoder.role_labels[second])
    may_have = role is not Role.OTHER and other is not Role.OTHER and float(row[second]) >= _ALSO
    confidence = min(1.0, float(row[best]) / whole)
    return role_rules.Guess(role, confidence, f"encoder {role} {confidence:.2f}", (other,) if may_have else ())


def has_words(text: str) -> bool:
    """Whether a passage has anything that could say something."""
    return len(re.findall(r"[^\W\d_]{2,}", text)) >= 2
