"""Gives every recommendation its frame: addressee, action, object, condition, deadline, instrument, how firmly."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from spacy.tokens import Doc, Token

from ingest.components.asks import Ask, find_ask, find_lead
from ingest.components.coordination import split_action
from ingest.components.drafts import AskDraft, MentionDraft, PassageDraft, Place
from ingest.components.lexicon import groups, instrument_patterns
from ingest.passages import mark_length
from kg.model import Instrument, Modality, Role

_CONSULTS = re.compile(
    r",?\s\(?(?:in (?:close )?(?:consultation|coordination|collaboration|cooperation|conjunction|partnership"
    r"|concert|concurrence) with"
    r"|with the concurrence of|acting through|after consult\w+|in accordance with|consistent with|as"
    r" (?:appropriate|applicable|necessary)"
    r"|subject to|pursuant to|through the|on behalf of|working with|whether or not|to the (?:maximum )?extent|based on"
    r"|using|where|when|if|by|that|which|who|whose|responsible for|as part of|in this section)\b"
)
_LIST = re.compile(
    r"(?:[’']s)?(?:\s\([^()]{1,80}\))?(?:,?\s(?:and|or|along with|together with|as well as)(?:\s(?:the|all|each"
    r"|any))?\s|,\s(?:the\s)?|\sand the\s)\Z"
)
_DETERMINERS = re.compile(r"(?i)\W{0,3}(?:(?:the|all|each|any|every|such|both|heads? of|leadership of|that)\s)*")
_ARTICLES = re.compile(
    r"(?i)^(?:(?:the|all|each|any|every|such|other|a|an|no|and|or|of|for|to|in|by|that|when|act|relevant"
    r"|appropriate|said)\s)+"
)
_OPENING = re.compile(
    r"\W*(?:\\?\(?\w{1,5}\\?[.)]\s+)*(?:(?:[A-Z][\w ,’'&-]{2,70}\.\s?[—–-]+"
    r"|[A-Z][\w’'&-]+(?: [\w’'&-]+){0,6}\. (?:\\?\(\w\\?\) )?"
    r"|[A-Z][a-z]+(?: [a-z]+){0,6} (?=(?:The|A|An|Each|Any|No|Not|In|If|Except) )))?"
)
_ADVERBIAL = re.compile(
    r"(?i)\W*(?:(?:and|or|but) )?(?:(?:not|no) later|within|to|in|for|if|when|where|upon|after|before|prior|by"
    r"|on|as|under|subject"
    r"|pursuant|notwithstanding|except|additionally|further(?:more)?|moreover|therefore|accordingly|consistent"
    r"|during|with|through"
    r"|beginning|at|until|unless|because|since|while|although|given|recognizing|specifically|finally|first"
    r"|second|third|lastly"
    r"|similarly|consequently|thus|however|also|instead|where|once|based|using|from|at|specifically|meanwhile"
    r"|now)\b[^,;]*[,;]\s*"
)
_OFFICES: Final = frozenset({"President of the United States", "Vice President of the United States"})
_BY_AGENT = re.compile(r"\bby (?:the |all |each )?")
_ANAPHOR = re.compile(
    r"(?i)^\W*(?:it|they|he|she|we|this|these|those|such|each|the)?\s?(?:(?:\w+\s){0,2}(?:report|assessment"
    r"|plan|strategy|guidance|review|framework|study"
    r"|guidelines?|list|briefing|program|notification|analysis|evaluation|inventory|regulations?|awards?|consideration"
    r"|elements?|types)s?\b|it$|they$|he$|she$|this$)"
)
_DEADLINE = re.compile(
    r"(?i)\b(?:not later than|no later than|within|by|before|on or before|prior to|until)\s(?:(?:the )?(?:end of )?"
    r"(?:\d{1,4}|one|two|three|six|twelve|ninety|thirty) (?:calendar |business )?(?:days?|weeks?|months?|years?)"
    r"(?: (?:after|of|from|before|following) [^,;.]{3,70}?(?=[,;.]|$))?|(?:January|February|March|April|May"
    r"|June|July|August|September|October"
    r"|November|December)(?: \d{1,2})?,? (?:19|20)\d\d|(?:fiscal year |FY ?)?(?:19|20)\d\d\b|the end of (?:the"
    r" year|(?:19|20)\d\d))"
)
_CONDITION = re.compile(
    r"(?:^|(?<=[,;] ))(?P<front>(?:If|When|Unless|Where|Once|Provided that|In the event (?:of|that)|Should|To"
    r" the extent)\b[^;]{4,160}?)(?=,)"
    r"|\b(?P<back>(?:if|unless|provided that|only (?:if|when|after|where)|in the event (?:of|that)|as long as"
    r"|so long as) [^;.]{4,160}?)(?=[;.]|$)"
)
_REASON = re.compile(r",?\s(?:because|since (?:the|it|they|this)|given that|as this would|so that)\b")
_NEXT_CLAUSE = re.compile(
    r"[,;] (?:and|but) (?P<clause>(?:the |its |all )?[\w’'-]+(?: [\w’'-]+){0,5} (?:should|must|shall)\s)"
)
_NEAR: Final = 40
"""Characters at the start of an action that say most about its means."""


class Framer:
    """Fills in the asks of every passage that recommends."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the asks, and the mentions of groups that are asked to act."""
        passages: list[PassageDraft] = doc._.passages
        frame = _Frame(doc)
        for index, passage in enumerate(passages):
            if passage.role is Role.RECOMMENDATION:
                passage.asks = frame.asks(index, passages)
        doc._.mentions = sorted([*doc._.mentions, *frame.groups.values()], key=lambda mention: mention.start)
        return doc


class _Frame:
    """What stays the same while the passages of one part are framed."""

    def __init__(self, doc: Doc) -> None:
        self.text = doc.text
        self.mentions: list[MentionDraft] = doc._.mentions
        self.starts = [mention.start for mention in self.mentions]
        self.groups: dict[int, MentionDraft] = {}
        self.is_verb = _verb_check(doc)

    def asks(self, index: int, passages: Sequence[PassageDraft]) -> list[AskDraft]:
        passage = passages[index]
        text = self.text[passage.start : passage.end]
        ask = find_ask(text)
        lead = passages[passage.lead_in] if passage.lead_in is not None else None
        lead_ask = find_lead(self.text[lead.start : lead.end]) if lead is not None else None
        if lead is not None and (ask is None or ask.form != "modal") and self._carries(lead, lead_ask):
            return self._item_asks(passage, lead, lead_ask, passages)
        if ask is None:
            return [self._whole(passage, passages, index)]
        addressees = self._addressees(passage, ask)
        if not addressees and self._is_anaphoric(passage, ask):
            addressees, passage.refers_to = _previous(passages, index)
        return [*self._drafts(passage, ask, addressees), *self._second_clause(passage, ask)]

    def _second_clause(self, passage: PassageDraft, ask: Ask) -> list[AskDraft]:
        """The asks of a second main clause: "Congress should act, and the Bureau should help"."""
        place = self._clause_break(passage, ask)
        if place is None:
            return []
        rest = PassageDraft(start=place, end=passage.end, kind=passage.kind, paragraph=passage.paragraph)
        second = find_ask(self.text[place : passage.end])
        if second is None or second.form != "modal":
            return []
        return self._drafts(rest, second, self._addressees(rest, second))

    def _clause_break(self, passage: PassageDraft, ask: Ask) -> int | None:
        match = _NEXT_CLAUSE.search(self.text, passage.start + ask.action[0], passage.start + ask.action[1])
        return match.start("clause") if match is not None and ask.form == "modal" else None

    def _carries(self, lead: PassageDraft, lead_ask: Ask | None) -> bool:
        return lead_ask is not None or bool(lead.asks) or lead.lead_in is not None

    def _item_asks(
        self, passage: PassageDraft, lead: PassageDraft, lead_ask: Ask | None, passages: Sequence[PassageDraft]
    ) -> list[AskDraft]:
        addressees, modality = self._inherited(lead, lead_ask, passages)
        start = passage.start + mark_length(self.text[passage.start : passage.end])
        action = (start, _action_end(self.text, start, passage.end))
        draft = AskDraft(
            quote=(passage.start, passage.end),
            action=action if action[0] < action[1] else None,
            addressees=addressees,
            modality=modality,
            cue="completes the passage that leads in",
        )
        return [self._completed(draft, passage)]

    def _inherited(
        self, lead: PassageDraft, lead_ask: Ask | None, passages: Sequence[PassageDraft]
    ) -> tuple[tuple[Place, ...], Modality]:
        if lead.asks:
            return lead.asks[-1].addressees, lead.asks[-1].modality
        if lead_ask is not None:
            who = self._addressees(lead, lead_ask)
            above = passages[lead.lead_in] if lead.lead_in is not None else None
            if not who and above is not None and above.asks:
                who = above.asks[-1].addressees
            if not who and self._is_anaphoric(lead, lead_ask):
                who, lead.refers_to = _previous(passages, passages.index(lead))
            return who, lead_ask.modality
        if lead.lead_in is not None:
            above = passages[lead.lead_in]
            return self._inherited(above, find_lead(self.text[above.start : above.end]), passages)
        return (), Modality.SHOULD

    def _whole(self, passage: PassageDraft, passages: Sequence[PassageDraft], index: int) -> AskDraft:
        start = passage.start + mark_length(self.text[passage.start : passage.end])
        end = _action_end(self.text, start, passage.end)
        draft = AskDraft(
            quote=(passage.start, passage.end),
            action=(start, end) if start < end else None,
            cue="no words of asking",
        )
        return self._completed(draft, passage)

    def _drafts(self, passage: PassageDraft, ask: Ask, addressees: tuple[Place, ...]) -> list[AskDraft]:
        start, end = passage.start + ask.action[0], passage.start + ask.action[1]
        clause = self._clause_break(passage, ask)
        end = _action_end(self.text, start, end if clause is None else clause)
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
            drafts.append(self._completed(draft, passage))
        return drafts

    def _completed(self, draft: AskDraft, passage: PassageDraft) -> AskDraft:
        text = self.text[passage.start : passage.end]
        draft.deadline = _shifted(_DEADLINE.search(text), passage.start)
        condition = _CONDITION.search(text)
        if condition is not None:
            group = "front" if condition["front"] else "back"
            draft.condition = (passage.start + condition.start(group), passage.start + condition.end(group))
        if draft.action is not None:
            draft.object = object_of(self.text, draft.action)
            whole = f"{self.text[draft.action[0] : draft.action[1]]}"
            draft.instrument = instrument_of(whole) or instrument_of(text)
        return draft

    def _is_anaphoric(self, passage: PassageDraft, ask: Ask) -> bool:
        if ask.who is None:
            return False
        words = self.text[passage.start + ask.who[0] : passage.start + ask.who[1]]
        words = re.sub(r"^\W*(?:\(\w+\)\s*)?(?:[A-Z][\w ,’'-]{2,60}\.\s?[—–-]+)?", "", words)
        return _ANAPHOR.search(words.strip()) is not None

    def _addressees(self, passage: PassageDraft, ask: Ask) -> tuple[Place, ...]:
        """The words that name who should act; nothing where a thing is the subject."""
        if ask.who is None:
            return self._agents(passage, ask)
        start, end = passage.start + ask.who[0], passage.start + ask.who[1]
        is_passive = re.match(
            r"(?:not )?be (?:\w+ly )?\w+(?:ed|en|wn|de|lt|ut|ld|nt)\b(?! to\b)",
            self.text[passage.start + ask.action[0] :],
        )
        if ask.form in ("modal", "clause", "may", "need") and is_passive:
            return self._agents(passage, ask)
        return self._subject(start, end, is_object=ask.form == "who-to")

    def _agents(self, passage: PassageDraft, ask: Ask) -> tuple[Place, ...]:
        start, end = passage.start + ask.action[0], passage.start + ask.action[1]
        match = _BY_AGENT.search(self.text, start, end)
        if match is None or ask.form == "imperative":
            return ()
        mention = next((mention for mention in self._between(match.end(), end) if mention.start == match.end()), None)
        return ((mention.start, mention.end),) if mention is not None and mention.source != "description" else ()

    def _subject(self, start: int, end: int, *, is_object: bool) -> tuple[Place, ...]:
        start = _skip_openings(self.text, start, end)
        found = self._listed(start, end)
        if found:
            return found
        consult = _CONSULTS.search(self.text, start + 1, end)
        group = self._group(start, consult.start() if consult is not None else end)
        return (group,) if group is not None else ()

    def _listed(self, start: int, end: int) -> tuple[Place, ...]:
        # Actors from the start of the subject on that nothing but list words separate.
        chosen: list[Place] = []
        edge = start
        for mention in self._between(start, end):
            if mention.is_weak and mention.source == "gazetteer" and mention.names[0] not in _OFFICES:
                continue
            between = self.text[edge : mention.start]
            if not (_DETERMINERS if not chosen else _LIST).fullmatch(between):
                break
            chosen.append((mention.start, mention.end))
            edge = mention.end
        if (
            chosen
            and re.match(r"(?:[’']s?)? (?:[a-z]+)(?<!also)(?<!each)(?<!jointly)\b", self.text[edge:end])
            and not (
                re.match(
                    r"(?:[’']s?)? (?:and|or|in|acting|with|officials?|shall|leadership|senior|to|\w+ly|who|that"
                    r"|should|must|employees)\b",
                    self.text[edge:end],
                )
            )
        ):
            return ()
        return tuple(chosen)

    def _group(self, start: int, end: int) -> Place | None:
        words = self.text[start:end].rstrip(" ,")
        words = re.sub(r"\s?\([^()]*\)$", "", words)
        words = re.split(
            r"\s(?:of|to|for|in|on|that|who|which|with|by|at|under|whose|from|participating|receiving|developing)\s",
            words,
        )[0]
        match = re.search(r"(?P<name>(?:[\w’'-]+ ){0,3}(?P<head>[\w’'-]+))$", words)
        if match is None or match["head"].casefold() not in groups():
            return None
        name = _ARTICLES.sub(
            "", re.split(r"(?i)\b(?:the|all|each|any|every|our|its|their|and|or)\s", match["name"])[-1]
        )
        if not name or re.match(r"(?i)(?:these|this|those|they)\b", name):
            return None
        place = (start + match.end("name") - len(name), start + match.end("name"))
        kind = groups()[match["head"].casefold()]
        self.groups[place[0]] = MentionDraft(start=place[0], end=place[1], surface=name, kind=kind, source="group")
        return place

    def _between(self, start: int, end: int) -> list[MentionDraft]:
        first = bisect_left(self.starts, start)
        found = []
        for mention in self.mentions[first:]:
            if mention.start >= end:
                break
            if mention.end <= end:
                found.append(mention)
        return found


def _skip_openings(text: str, start: int, end: int) -> int:
    """The place at which the subject starts, after a caption and opening adverbials."""
    place = start
    caption = _OPENING.match(text, place, end)
    place = caption.end() if caption is not None else place
    while (adverbial := _ADVERBIAL.match(text, place, end)) is not None:
        place = adverbial.end()
    return place


def _previous(passages: Sequence[PassageDraft], index: int) -> tuple[tuple[Place, ...], int | None]:
    """The addressees of the ask before a passage, and that ask's rank."""
    for place in range(index - 1, max(-1, index - 13), -1):
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


def _action_end(text: str, start: int, end: int) -> int:
    reason = _REASON.search(text, start + 1, end)
    if reason is not None:
        end = reason.start()
    piece = re.sub(
        r"(?:\s*\((?:paragraphs?|Recommendation|see|page)[^()]*\)?)?[\s.;,:—–”\"’-]*(?:\s(?:and|or))?$",
        "",
        text[start:end],
    )
    return start + len(piece.rstrip(" ;,.:—–"))


def _shifted(match: re.Match[str] | None, offset: int) -> Place | None:
    return (offset + match.start(), offset + match.end()) if match is not None else None


def object_of(text: str, action: Place) -> Place | None:
    """What an action is done to: the words after its verb, up to the first preposition of purpose, place or manner."""
    words = text[action[0] : action[1]]
    verb = re.match(r"(?:not |also |\w+ly )*[\w-]+(?: (?:and|or) [a-z]+(?=\s))?\s+", words)
    if verb is None:
        return None
    rest = words[verb.end() :]
    cut = re.search(
        r"[,;:(—]|\s(?:to|through|by|so|when|if|unless|within|before|after|because|while|without|using|via)\s", rest
    )
    length = len((rest[: cut.start()] if cut else rest).rstrip())
    return (action[0] + verb.end(), action[0] + verb.end() + length) if length else None


def instrument_of(text: str) -> Instrument | None:
    """The instrument that most of a text's words speak for, or None where none does; the first words count double."""
    scores: Counter[Instrument] = Counter()
    for entry in instrument_patterns():
        places = [match.start() for match in entry.pattern.finditer(text)]
        if places:
            near = entry.weight if places[0] < _NEAR else 0
            scores[entry.instrument] += entry.weight + near + min(len(places) - 1, 2)
    if not scores:
        return None
    order = {entry.instrument: rank for rank, entry in enumerate(instrument_patterns())}
    return max(scores, key=lambda instrument: (scores[instrument], -order[instrument]))
