"""Gives every recommendation its frame: addressee, action, object, condition, deadline, instrument, how firmly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from ingest.components.addressees import Addressees
from ingest.components.ask import Ask
from ingest.components.asks import find_ask, find_lead, opposes
from ingest.components.continuing import Continuing, previous
from ingest.components.coordination import split_action
from ingest.components.drafts import AskDraft, PassageDraft, Place
from ingest.components.instruments import instrument_of
from ingest.components.leads import opens
from ingest.components.phrases import action_end, condition_of, deadline_of, object_of
from ingest.components.subjects import Subjects
from ingest.components.verbs import verb_check
from ingest.passages import mark_length
from kg.model import Modality, PassageKind, Polarity, Role

_PRONOUN_LAST = re.compile(r"(?i)(?:^|\s)(?:they|it|he|she)\Z")
_ENDS_IN_MODAL = re.compile(r"\b(?:shall|must|should|will|may)(?: also| not)?\s?[:—–-]+\s*\Z")
_OWN_ASK = re.compile(r"\b(?:requires?|directs?|directed|required|called for|calls for|mandates?|orders|ordered)\b")
_STARTS_AS_GERUND = re.compile(r"[A-Za-z]{3,}ing\s(?!of\b)")
_FORBIDS = re.compile(r"\b(?:is|are) (?:hereby )?(?:prohibited|forbidden|required|unlawful|banned)\b")
_NEXT_CLAUSE = re.compile(
    r"[,;] (?:and|but) (?P<clause>(?:the |its |all )?[\w’'-]+(?: [\w’'-]+){0,5} (?:should|must|shall|will)\s)"
)


class Framer:
    """Fills in the asks of every passage that recommends."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the asks, and the mentions of groups that are asked to act."""
        passages: list[PassageDraft] = doc._.passages
        frame = _Frame(doc)
        for index, passage in enumerate(passages):
            if passage.role is Role.RECOMMENDATION:
                passage.asks = frame.asks(index, passages)
        doc._.mentions = sorted([*doc._.mentions, *frame.subjects.groups.values()], key=lambda mention: mention.start)
        return doc


class _Frame:
    """What stays the same while the passages of one part are framed."""

    def __init__(self, doc: Doc) -> None:
        self.text = doc.text
        self.subjects = Subjects.of(doc)
        self.named = Addressees(doc.text, self.subjects)
        self.earlier = Continuing(self.named)
        self.is_verb = verb_check(doc)

    def asks(self, index: int, passages: Sequence[PassageDraft]) -> list[AskDraft]:
        passage = passages[index]
        ask = find_ask(self.text[passage.start : passage.end])
        lead = passages[passage.lead_in] if passage.lead_in is not None else None
        if lead is not None and self._completes(passage, ask, lead):
            return self._item_asks(passage, ask, passages)
        if ask is None and opens(self.text[passage.start : passage.end]):
            return [self._lead(passage, passages, index)]
        if ask is None:
            return [self._whole(passage, passages, index)]
        addressees = self.earlier.in_focus(self.named.of(passage, ask), passages, index)
        addressees = addressees or self.earlier.meant(passage, ask, passages, index)
        if not addressees and self.earlier.goes_on(passage, ask, passages[:index]):
            addressees, passage.refers_to = self.earlier.before(passage, ask, passages, index)
        return [*self._drafts(passage, ask, addressees), *self._second_clause(passage, ask, addressees)]

    def _completes(self, passage: PassageDraft, ask: Ask | None, lead: PassageDraft) -> bool:
        """Whether an item takes its subject from what leads in: always after "shall:", else where it has none."""
        words = self.text[lead.start : lead.end]
        if not (lead.asks or lead.lead_in is not None or find_lead(words)):
            return False
        if ask is None or ask.who is None or _ENDS_IN_MODAL.search(words):
            return True
        return ask.form != "modal" and not (ask.form == "may" and self.named.subject_words(passage, ask))

    def _second_clause(self, passage: PassageDraft, ask: Ask, addressees: tuple[Place, ...]) -> list[AskDraft]:
        """The asks of a second main clause: "Congress should act, and the Bureau should help"."""
        place = self._clause_break(passage, ask)
        if place is None:
            return []
        rest = PassageDraft(start=place, end=passage.end, kind=passage.kind, paragraph=passage.paragraph)
        second = find_ask(self.text[place : passage.end])
        if second is None or not _is_duty(second):
            return []
        is_same = _PRONOUN_LAST.search(self.named.subject_words(rest, second)) is not None
        return self._drafts(rest, second, addressees if is_same else self.named.of(rest, second))

    def _clause_break(self, passage: PassageDraft, ask: Ask) -> int | None:
        match = _NEXT_CLAUSE.search(self.text, passage.start + ask.action[0], passage.start + ask.action[1])
        return match.start("clause") if match is not None and _is_duty(ask) else None

    def _item_asks(self, passage: PassageDraft, ask: Ask | None, passages: Sequence[PassageDraft]) -> list[AskDraft]:
        addressees, modality = self._inherited(passage, passages)
        start = passage.start + mark_length(self.text[passage.start : passage.end])
        if ask is not None and ask.form in ("modal", "may") and not self.named.subject_words(passage, ask):
            start, modality = passage.start + ask.action[0], ask.modality
        action = (start, action_end(self.text, start, passage.end))
        draft = AskDraft(
            quote=(passage.start, passage.end),
            action=action if action[0] < action[1] else None,
            addressees=addressees,
            modality=modality,
            cue="completes the passage that leads in",
        )
        return [self._completed(draft, passage)]

    def _inherited(self, passage: PassageDraft, passages: Sequence[PassageDraft]) -> tuple[tuple[Place, ...], Modality]:
        """Addressees and force of what leads in to an item, from as far up as they are said."""
        if passage.lead_in is None:
            return (), Modality.SHOULD
        lead = passages[passage.lead_in]
        if lead.asks and lead.asks[-1].addressees:
            return lead.asks[-1].addressees, lead.asks[-1].modality
        ask = find_lead(self.text[lead.start : lead.end])
        who = self.named.of(lead, ask) if ask is not None else ()
        who = self.earlier.in_focus(who, passages, passage.lead_in)
        above, modality = self._inherited(lead, passages)
        if not who and not above and ask is not None and self.earlier.goes_on(lead, ask, passages[: passage.lead_in]):
            who, lead.refers_to = previous(passages, passage.lead_in)
        if lead.asks:
            return who or above, lead.asks[-1].modality
        return who or above, ask.modality if ask is not None else modality

    def _whole(self, passage: PassageDraft, passages: Sequence[PassageDraft], index: int) -> AskDraft:
        start = passage.start + mark_length(self.text[passage.start : passage.end])
        end = action_end(self.text, start, passage.end)
        draft = AskDraft(quote=(passage.start, passage.end), cue="no words of asking")
        if start < end and _STARTS_AS_GERUND.match(self.text, start):
            draft.action = (start, end)
        draft.addressees = self.named.recommended_to(passage)
        if not draft.addressees:
            draft.addressees = self.named.doer(passage)
        if not draft.addressees and passage.kind is not PassageKind.HEADING and not self._asks_itself(passage):
            draft.addressees, passage.refers_to = previous(passages, index)
        if _FORBIDS.search(self.text, passage.start, passage.end):
            draft.modality = Modality.MUST
        if opposes(self.text[passage.start : passage.end]):
            draft.polarity = Polarity.AGAINST
        return self._completed(draft, passage)

    def _lead(self, passage: PassageDraft, passages: Sequence[PassageDraft], index: int) -> AskDraft:
        """A lead-in that recommends by itself: whose duty it opens, and how firmly."""
        ask = find_lead(self.text[passage.start : passage.end])
        if ask is None:
            return self._whole(passage, passages, index)
        addressees = self.earlier.in_focus(self.named.of(passage, ask), passages, index)
        if not addressees and self.earlier.goes_on(passage, ask, passages[:index]):
            addressees, passage.refers_to = previous(passages, index)
        draft = AskDraft(
            quote=(passage.start, passage.end),
            addressees=addressees,
            modality=ask.modality,
            polarity=ask.polarity,
            cue=f"{ask.form}: {ask.cue}",
        )
        return self._completed(draft, passage)

    def _asks_itself(self, passage: PassageDraft) -> bool:
        return _OWN_ASK.search(self.text, passage.start, passage.end) is not None

    def _drafts(self, passage: PassageDraft, ask: Ask, addressees: tuple[Place, ...]) -> list[AskDraft]:
        start, end = passage.start + ask.action[0], passage.start + ask.action[1]
        clause = self._clause_break(passage, ask)
        end = action_end(self.text, start, end if clause is None else clause)
        pieces = split_action(self.text, (start, end), self.is_verb)
        drafts = []
        for piece in pieces:
            whole = (passage.start, passage.end) if clause is None else (passage.start, end)
            quote = piece if len(pieces) > 1 else whole
            draft = AskDraft(
                quote=quote,
                action=piece,
                addressees=addressees,
                modality=ask.modality,
                polarity=ask.polarity,
                cue=f"{ask.form}: {ask.cue}",
            )
            self._completed(draft, passage)
            if ask.form in ("modal", "may", "clause") and self.named.is_passive(passage, ask):
                draft.object = self.named.patient(passage, ask)
            drafts.append(draft)
        return drafts

    def _completed(self, draft: AskDraft, passage: PassageDraft) -> AskDraft:
        text = self.text[passage.start : passage.end]
        draft.deadline = _shifted(deadline_of(text), passage.start)
        draft.condition = _shifted(condition_of(text), passage.start)
        if draft.action is not None:
            draft.object = object_of(self.text, draft.action)
        action = self.text[slice(*draft.action)] if draft.action is not None else ""
        draft.instrument = instrument_of(action, text, passage.leanings)
        return draft


def _is_duty(ask: Ask) -> bool:
    return ask.form == "modal" or ask.cue == "will"


def _shifted(place: Place | None, by: int) -> Place | None:
    return (place[0] + by, place[1] + by) if place is not None else None
