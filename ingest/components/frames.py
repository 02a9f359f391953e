"""Gives every recommendation its frame: addressee, action, object, condition, deadline, instrument, how firmly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from spacy.tokens import Doc, Token

from ingest.components.asks import Ask, find_ask, find_lead
from ingest.components.coordination import split_action
from ingest.components.drafts import AskDraft, MentionDraft, PassageDraft, Place
from ingest.components.instruments import instrument_of
from ingest.components.leads import opens
from ingest.components.lexicon import saying_pattern
from ingest.components.phrases import action_end, condition_of, deadline_of, object_of
from ingest.components.subjects import Subjects, skip_openings
from ingest.passages import mark_length
from kg.model import Modality, PassageKind, Role

_BY_AGENT = re.compile(r"\bby (?=\S)")
_POINTS_BACK = re.compile(
    r"(?i)(?:it|they|he|she|this|that|these|those|such|said|each such|any such|its|their|his|her)\b"
)
_DEFINITE = re.compile(
    r"(?i)(?:the (?:\w+ )?(?:version|form|copy|part|portion|summary|contents?) of )?(?:the|such|each)"
    r" (?:[\w’'-]+ ){0,3}?(?P<noun>[\w’'-]+)(?=\s*\Z|,|\s(?:required|described|established|developed|submitted"
    r"|issued|published|made|created|under|referred|identified|so|of the (?:report|plan|strategy|assessment)|and)\b)"
)
_MATTER = re.compile(
    r"(?i)(?:the|such|this|that|said) (?P<noun>[a-z][\w’'-]{3,})(?=\s*\Z|,|\s(?:required|described|under|so)\b)"
)
_PAPER = re.compile(
    r"(?i)(?:report|assessment|plan|strategy|guidance|review|framework|study|guidelines?|list|briefing|notification"
    r"|analysis|evaluation|inventory|regulations?|focus|purposes?|goals?|objectives?)s?\Z"
)
_BODY = re.compile(
    r"(?:Secretary|Director|Administrator|Commissioner|Chair\w*|President|General|Minister|Commission|Committee|Board"
    r"|Council|Agency|Bureau|Department|Office|Congress|Court|Force|Group|Senate|House|Officer|Government)s?\Z"
)
_PRONOUN_LAST = re.compile(r"(?i)(?:^|\s)(?:they|it|he|she)\Z")
_OFFICE_ALONE = re.compile(r"[Tt]he (?P<office>[A-Z][\w’-]+(?: [A-Z][\w’-]+){0,3})\Z")
_IF_SOMEBODY = re.compile(r"(?i)\W*(?:if|when|while|as|because|although|since|once|unless) (?=\S)")
_SOMEBODY = re.compile(
    r"\b(?!(?:letter|number|matter|register|chapter|center)s?\Z)(?:\w{4,}(?:er|or|ee|ist|ian)|clerk|people|president)s?\Z",
    re.IGNORECASE,
)
_NOBODYS = re.compile(
    r"(?:not |also |only |cease to )*(?:apply|take effect|become effective|expire|terminate|mean|be construed"
    r"|be (?:subject|liable|deemed|known|cited|effective|considered|treated)|remain in (?:force|effect)"
    r"|have the meaning)\b"
)
_ENDS_IN_MODAL = re.compile(r"\b(?:shall|must|should|will|may)(?: also| not)?\s?[:—–-]+\s*\Z")
_RECOMMENDED_TO = re.compile(
    r"\b(?:recommendations?|opportunit(?:y|ies))(?: (?:we|it|they|GAO) (?:have |has |had )?made)? (?:to|for) (?=\S)"
)
_TO_BE_DONE_BY = re.compile(
    r"\b(?:(?:shall|must|should|will|to) be (?:\w+ly )?\w+ed"
    r"|,? (?:to be )?(?:led|conducted|administered|carried out|overseen)) by (?=\S)"
)
_OWN_ASK = re.compile(r"\b(?:requires?|directs?|directed|required|called for|calls for|mandates?|orders|ordered)\b")
_SAYS = re.compile(rf"[^,;.]{{0,40}}?{saying_pattern().pattern}", re.IGNORECASE)
_VERB_AFTER = re.compile(r"\s(?:\([^()]{1,60}\) )?(?:[A-Z]?[a-z]+(?:s|e|m|t|y|d|n|w|k|p|r|h)) (?!of\b)\S")
_ACTING = re.compile(
    r"(?:(?:not|also|always|first|\w+ly) )*[\w-]+(?: (?:and|or) [a-z]+(?=\s))?"
    r"(?: (?:out|up|down|off|forward|with)\b)?\s+(?:to (?:the )?[A-Z][\w ’]*? (?=(?:a|an|the|its|any|all|such)\b))?"
)
_STARTS_AS_GERUND = re.compile(r"[A-Za-z]{3,}ing\s(?!of\b)")
_FORBIDS = re.compile(r"\b(?:is|are) (?:hereby )?(?:prohibited|forbidden|required|unlawful|banned)\b")
_PASSIVE = re.compile(
    r"(?:not |neither |always )?be (?:\w+ly )?(?:(?:\w+ed|given|taken|written|driven|chosen|seen|shown|known|drawn"
    r"|withdrawn|made|built|sent|spent|held|sold|put|set|cut|led|met|paid|kept|left|brought|sought|found|bound|done|undertaken"
    r"|overseen)\b(?! to\b)|(?:allowed|permitted|reported|submitted|limited|added|subjected|reduced|applied|referred"
    r"|extended|provided|delivered|transferred|disclosed|returned|left|made|given|sent|held) to\b)"
)
_NEXT_CLAUSE = re.compile(
    r"[,;] (?:and|but) (?P<clause>(?:the |its |all )?[\w’'-]+(?: [\w’'-]+){0,5} (?:should|must|shall)\s)"
)
_REACH: Final = 40
"""Passages back in which the ask is looked for with which another one goes on."""

_LONG_SUBJECT: Final = 15
"""Words of a subject from which on it isn't shown as an object."""

_MATTERS: Final = 4
"""Asks back whose matter "the list" may be."""

_FOCUS: Final = 60
"""Passages back in which the bearer of the last duty is looked for."""


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
        self.is_verb = _verb_check(doc)

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
        addressees = self._in_focus(self._addressees(passage, ask), passages, index)
        addressees = addressees or self._meant(passage, ask, passages, index)
        if not addressees and self._goes_on(passage, ask, passages[:index]):
            addressees, passage.refers_to = self._before(passage, ask, passages, index)
        return [*self._drafts(passage, ask, addressees), *self._second_clause(passage, ask, addressees)]

    def _meant(
        self, passage: PassageDraft, ask: Ask, passages: Sequence[PassageDraft], index: int
    ) -> tuple[Place, ...]:
        """Whom "it" means in "If Congress waits, it should ...", and "the Under Secretary" whose title came before."""
        words = self._subject_words(passage, ask)
        if ask.who is not None and _PRONOUN_LAST.fullmatch(words):
            condition = _IF_SOMEBODY.match(self.text, passage.start + ask.who[0])
            found = self.subjects.listed(condition.end(), passage.end, is_subject=False) if condition else ()
            return found[:1]
        office = _OFFICE_ALONE.fullmatch(words)
        if office is None or self._is_passive(passage, ask):
            return ()
        for earlier in reversed(passages[max(0, index - _FOCUS) : index]):
            for place in (place for other in reversed(earlier.asks) for place in other.addressees):
                named = self.subjects.at(place)
                if named is not None and _is_called(named, office["office"]):
                    return (place,)
        return ()

    def _completes(self, passage: PassageDraft, ask: Ask | None, lead: PassageDraft) -> bool:
        """Whether an item takes its subject from what leads in: always after "shall:", else where it has none."""
        words = self.text[lead.start : lead.end]
        if not (lead.asks or lead.lead_in is not None or find_lead(words)):
            return False
        if ask is None or ask.who is None or _ENDS_IN_MODAL.search(words):
            return True
        return ask.form != "modal" and not (ask.form == "may" and self._subject_words(passage, ask))

    def _subject_words(self, passage: PassageDraft, ask: Ask) -> str:
        if ask.who is None:
            return ""
        start, end = passage.start + ask.who[0], passage.start + ask.who[1]
        return self.text[skip_openings(self.text, start, end) : end].strip(" *,")

    def _second_clause(self, passage: PassageDraft, ask: Ask, addressees: tuple[Place, ...]) -> list[AskDraft]:
        """The asks of a second main clause: "Congress should act, and the Bureau should help"."""
        place = self._clause_break(passage, ask)
        if place is None:
            return []
        rest = PassageDraft(start=place, end=passage.end, kind=passage.kind, paragraph=passage.paragraph)
        second = find_ask(self.text[place : passage.end])
        if second is None or second.form != "modal":
            return []
        is_same = _PRONOUN_LAST.search(self._subject_words(rest, second)) is not None
        return self._drafts(rest, second, addressees if is_same else self._addressees(rest, second))

    def _clause_break(self, passage: PassageDraft, ask: Ask) -> int | None:
        match = _NEXT_CLAUSE.search(self.text, passage.start + ask.action[0], passage.start + ask.action[1])
        return match.start("clause") if match is not None and ask.form == "modal" else None

    def _item_asks(self, passage: PassageDraft, ask: Ask | None, passages: Sequence[PassageDraft]) -> list[AskDraft]:
        addressees, modality = self._inherited(passage, passages)
        start = passage.start + mark_length(self.text[passage.start : passage.end])
        if ask is not None and ask.form in ("modal", "may") and not self._subject_words(passage, ask):
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
        who = self._addressees(lead, ask) if ask is not None else ()
        who = self._in_focus(who, passages, passage.lead_in)
        above, modality = self._inherited(lead, passages)
        if not who and not above and ask is not None and self._goes_on(lead, ask, passages[: passage.lead_in]):
            who, lead.refers_to = _previous(passages, passage.lead_in)
        if lead.asks:
            return who or above, lead.asks[-1].modality
        return who or above, ask.modality if ask is not None else modality

    def _whole(self, passage: PassageDraft, passages: Sequence[PassageDraft], index: int) -> AskDraft:
        start = passage.start + mark_length(self.text[passage.start : passage.end])
        end = action_end(self.text, start, passage.end)
        draft = AskDraft(quote=(passage.start, passage.end), cue="no words of asking")
        if start < end and _STARTS_AS_GERUND.match(self.text, start):
            draft.action = (start, end)
        draft.addressees = self._recommended_to(passage)
        if not draft.addressees:
            draft.addressees = self._doer(passage)
        if not draft.addressees and passage.kind is not PassageKind.HEADING and not self._asks_itself(passage):
            draft.addressees, passage.refers_to = _previous(passages, index)
        if _FORBIDS.search(self.text, passage.start, passage.end):
            draft.modality = Modality.MUST
        return self._completed(draft, passage)

    def _lead(self, passage: PassageDraft, passages: Sequence[PassageDraft], index: int) -> AskDraft:
        """A lead-in that recommends by itself: whose duty it opens, and how firmly."""
        ask = find_lead(self.text[passage.start : passage.end])
        if ask is None:
            return self._whole(passage, passages, index)
        addressees = self._in_focus(self._addressees(passage, ask), passages, index)
        if not addressees and self._goes_on(passage, ask, passages[:index]):
            addressees, passage.refers_to = _previous(passages, index)
        draft = AskDraft(
            quote=(passage.start, passage.end),
            addressees=addressees,
            modality=ask.modality,
            polarity=ask.polarity,
            cue=f"{ask.form}: {ask.cue}",
        )
        return self._completed(draft, passage)

    def _recommended_to(self, passage: PassageDraft) -> tuple[Place, ...]:
        for pattern in (_RECOMMENDED_TO, _TO_BE_DONE_BY):
            match = pattern.search(self.text, passage.start, passage.end)
            found = self.subjects.listed(match.end(), passage.end, is_subject=False) if match is not None else ()
            if found:
                return found
        return ()

    def _doer(self, passage: PassageDraft) -> tuple[Place, ...]:
        """The subject of a sentence that has no words of asking, unless it only says something."""
        start = skip_openings(self.text, passage.start, passage.end)
        found = self.subjects.listed(start, passage.end, is_subject=False)
        if not found or _SAYS.match(self.text, found[-1][1], passage.end) is not None:
            return ()
        return found if _VERB_AFTER.match(self.text, found[-1][1], passage.end) else ()

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
            if ask.form in ("modal", "may", "clause") and self._is_passive(passage, ask):
                draft.object = self._patient(passage, ask)
            drafts.append(draft)
        return drafts

    def _patient(self, passage: PassageDraft, ask: Ask) -> Place | None:
        """The subject of a passive: what is to be replaced in "The rule should be replaced"."""
        if ask.who is None:
            return None
        end = passage.start + ask.who[1]
        start = skip_openings(self.text, passage.start + ask.who[0], end)
        words = self.text[start:end].rstrip(" ,")
        if _POINTS_BACK.fullmatch(words) or len(words.split()) > _LONG_SUBJECT:
            return None
        return (start, start + len(words)) if words else None

    def _completed(self, draft: AskDraft, passage: PassageDraft) -> AskDraft:
        text = self.text[passage.start : passage.end]
        draft.deadline = _shifted(deadline_of(text), passage.start)
        draft.condition = _shifted(condition_of(text), passage.start)
        if draft.action is not None:
            draft.object = object_of(self.text, draft.action)
        action = self.text[slice(*draft.action)] if draft.action is not None else ""
        draft.instrument = instrument_of(action, text, passage.leanings)
        return draft

    def _goes_on(self, passage: PassageDraft, ask: Ask, before: Sequence[PassageDraft]) -> bool:
        """Whether an ask that names nobody goes on with the one before: it has no subject, or speaks of its matter."""
        if ask.who is None:
            return ask.form == "imperative"
        if ask.form not in ("modal", "may") or _NOBODYS.match(self.text, passage.start + ask.action[0]):
            return False
        words = self._subject_words(passage, ask)
        if _PRONOUN_LAST.search(words):
            return True
        if _SOMEBODY.search(words):
            return False
        return _POINTS_BACK.match(words) is not None or self._was_named(words, before)

    def _before(
        self, passage: PassageDraft, ask: Ask, passages: Sequence[PassageDraft], index: int
    ) -> tuple[tuple[Place, ...], int | None]:
        """Whom the ask before was asked of, of those that speak of the same matter if there are any."""
        noun = _MATTER.match(self._subject_words(passage, ask))
        if noun is not None:
            for place in range(index - 1, max(-1, index - _REACH), -1):
                earlier = passages[place]
                named = earlier.asks and earlier.asks[-1].addressees
                if named and noun["noun"].casefold() in self.text[earlier.start : earlier.end].casefold():
                    return earlier.asks[-1].addressees, earlier.refers_to if earlier.refers_to is not None else place
        return _previous(passages, index)

    def _was_named(self, words: str, before: Sequence[PassageDraft]) -> bool:
        # "The list shall ..." after "shall publish a list": what one has a duty about is his matter further on.
        definite = _DEFINITE.match(words)
        if definite is None:
            return False
        if _BODY.match(definite["noun"]):
            return False
        noun = definite["noun"].casefold()[:-1]
        if _PAPER.match(definite["noun"]):
            return True
        asked = [passage for passage in before[-_REACH:] if passage.asks][-_MATTERS:]
        return any(noun in self.text[passage.start : passage.end].casefold() for passage in asked)

    def _addressees(self, passage: PassageDraft, ask: Ask) -> tuple[Place, ...]:
        """The words that name who should act; nothing where a thing is the subject."""
        if ask.who is None:
            return ()
        start, end = passage.start + ask.who[0], passage.start + ask.who[1]
        if ask.form in ("modal", "clause", "may", "need") and self._is_passive(passage, ask):
            return self._agents(passage, ask)
        return self.subjects.named(start, end)

    def _in_focus(
        self, addressees: tuple[Place, ...], passages: Sequence[PassageDraft], index: int
    ) -> tuple[Place, ...]:
        """Read "the Director" as the one who had the last duty, where one who is called so had one."""
        return tuple(self._focused(place, passages, index) for place in addressees)

    def _focused(self, place: Place, passages: Sequence[PassageDraft], index: int) -> Place:
        mention = self.subjects.at(place)
        if mention is None or mention.source != "description" or not mention.surface[0].isupper():
            return place
        for earlier in reversed(passages[max(0, index - _FOCUS) : index]):
            for other in (place for ask in reversed(earlier.asks) for place in ask.addressees):
                named = self.subjects.at(other)
                if named is not None and named.source != "description" and _is_called(named, mention.surface):
                    return other
        return place

    def _is_passive(self, passage: PassageDraft, ask: Ask) -> bool:
        return _PASSIVE.match(self.text, passage.start + ask.action[0]) is not None

    def _agents(self, passage: PassageDraft, ask: Ask) -> tuple[Place, ...]:
        start, end = passage.start + ask.action[0], passage.start + ask.action[1]
        match = _BY_AGENT.search(self.text, start, end)
        if match is None:
            return ()
        return self.subjects.listed(match.end(), end, is_subject=False)


def _is_called(mention: MentionDraft, noun: str) -> bool:
    name = mention.names[0] if len(mention.names) == 1 else mention.surface
    return name.startswith(f"{noun} ") or name.endswith(f" {noun}")


def _previous(passages: Sequence[PassageDraft], index: int) -> tuple[tuple[Place, ...], int | None]:
    """The addressees of the ask before a passage, and that ask's rank."""
    for place in range(index - 1, max(-1, index - _REACH), -1):
        asks = passages[place].asks
        if asks and asks[-1].addressees:
            refers_to = passages[place].refers_to
            return asks[-1].addressees, place if refers_to is None else refers_to
    return (), None


def _verb_check(doc: Doc) -> Callable[[int], bool] | None:
    if not doc.has_annotation("TAG"):
        return None
    by_start: dict[int, Token] = {token.idx: token for token in doc}

    def is_verb(place: int) -> bool:
        token = by_start.get(place)
        return token is not None and token.tag_ in ("VB", "VBP")

    return is_verb


def _shifted(place: Place | None, by: int) -> Place | None:
    return (place[0] + by, place[1] + by) if place is not None else None
