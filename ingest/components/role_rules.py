"""The rules of form that settle a passage's role, and a guess by cue words for when there is no encoder."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.components.asks import find_ask, is_imperative
from ingest.components.drafts import PassageDraft
from ingest.components.item_rules import Ruled, item_role
from ingest.components.leads import opens
from ingest.components.lexicon import role_patterns
from ingest.components.subjects import skip_openings
from ingest.passages import mark_length
from kg.model import PassageKind, Role

_ASKING_HEADING = re.compile(
    r"(?i)\b(?:recommendations?|what (?:it|they|we|the \w+(?: \w+)?) (?:asks?|recommends?|wants?|proposes?|requires?"
    r"|orders?|directs?|would do)|proposals?"
    r"|(?:policy|key|our) asks?|what .{1,40}should do|policy options|action items|next steps|priorities for)\b"
)
_ORDERS = re.compile(
    r"\b(?:[Ee]xecutive [Oo]rder|[Tt]h(?:e|is) (?:Presidential )?(?:[Oo]rder|[Mm]emorandum|[Dd]irective)|EO"
    r"|M-\d\d-\d\d)\b"
)
_OFTEN: Final = 2
"""So many times a text names an order that it tells of."""
_BODY: Final = (
    r"(?:(?:Department|Office|Bureau|Secretary|Director|Administrator|Commissioner|Attorney General"
    r"|(?:Assistant|Under) Secretary)\b(?: (?:of|for|and|the|on|to)\b| [A-Z][\w’&-]*){0,9}"
    r"|(?:[A-Z][\w-]+ )+(?:Agency|Bureau|Commission|Council|Board|Institute)|(?!GAO\b)[A-Z]{3,6})"
)
_AGENCIES_WILL = re.compile(
    r"(?:(?:(?:all|federal|other|relevant|covered|these|executive) )*(?:agencies|departments and agencies)"
    r"|(?:the )?heads of [\w ]{0,30}agencies"
    rf"|(?:(?:the|each) )?(?-i:{_BODY})(?:(?:, (?:and )?| and )(?:the )?(?-i:{_BODY}))*)"
    r" will(?: (?:also|further|then|immediately|\w{3,}ly))* (?!(?:be|continue|have|soon|remain|become|now|not|need"
    r"|benefit|receive|see)\b)[a-z]+\b",
    re.IGNORECASE,
)
_LONG_TITLE = re.compile(
    r"(?:A BILL\s+|AN ACT\s+)?To (?:require|amend|direct|establish|provide|prohibit|authorize|impose|codify|repeal"
    r"|designate|extend|clarify|promote|support|improve|prevent|protect)\b[^;]*\.\Z"
)
_MAIN_CLAUSE = re.compile(
    r",[^,]*\b(?:shall|should|must|will|would|can|may|is|are|was|were|has|have|had|recommends?|urges?)\b"
)
_FIRST_PASSAGES: Final = 6
"""A bill's long title stands among so many passages from its start."""
_ASKS_OTHERWISE = re.compile(
    r"(?i)\b(?:recommend\w*|urg(?:es?|ed|ing)|should|must|shall|ought|let us|let’s|need(?:s|ed)? (?:for|to)|prohibit\w*"
    r"|forbid\w*|forbidden|banned|direct(?:s|ed|ing)|instruct\w*|call(?:s|ed|ing)? (?:for|on|upon)|mandat\w+|imperative"
    r"|demand(?:s|ed|ing)?|hereby|requir(?:es|ed|ing)|propos(?:es?|ed|ing)|opportunit\w+ (?:for|to))\b"
)
_STARTS_INSIDE = re.compile(r"[\W_]*(?:[a-z]|\([A-Z]{2,}\))")
_ENDS_A_SENTENCE = re.compile(r"[.!?:;—–][\W_]*\Z")
_RESPONSIBLE = re.compile(r"\bha(?:s|ve) an? (?:\w+ )?(?:responsibility|obligation|duty) to (?=[a-z])")
_FINDINGS = re.compile(r"(?i)\bfindings\b")
_FINDS = re.compile(r"\b(?:Congress|House of Representatives|Senate) (?:finds|makes the following findings)\b")
_FIGURE = re.compile(r"(?<!\S)[$£€]?\d[\d.,]*%?(?!\S)")
_WORDS_OF_A_CLAIM: Final = 8
_FIGURES_OF_A_ROW: Final = 2
_NUMBER = re.compile(r"\d")
_EVIDENCE: Final = re.compile(
    r"(?i)\b(?:according to|reported|found that|in (?:19|20)\d\d|percent|billion|million|study|data show|announced|"
    r"(?:jan|febr)uary|march|april|june|july|august|september|october|november|december|cited|testified"
    r"|survey)\b|\d%|[$£€]\d"
)
_CLAIM: Final = re.compile(
    r"(?i)\b(?:because|leads? to|will|would|could|is likely|essential|critical|threatens?|narrow\w*|therefore"
    r"|means|risks?"
    r"|enables?|allows?|undermines?|would|is|are|has|have)\b"
)


@dataclass(frozen=True, slots=True)
class Guess:
    """A role proposed for a passage, with how sure and why."""

    role: Role
    confidence: float
    cue: str
    also: tuple[Role, ...] = ()


class RoleRules:
    """The rules for the passages of one part.

    Args:
        passages: in order, each with what leads in to it.
        texts: their words.
        is_verb: says of a place of the part whether a verb in its base form starts there; None without a parse.
    """

    def __init__(
        self,
        passages: Sequence[PassageDraft],
        texts: Sequence[str],
        is_verb: Callable[[int], bool] | None = None,
    ) -> None:
        self._passages, self._texts = passages, texts
        self._is_verb = is_verb
        self._tells_of_an_order = sum(len(_ORDERS.findall(text)) for text in texts) >= _OFTEN

    def settle(self, index: int, guessed: Role) -> Ruled | None:
        """The role that form settles, with the name of the rule, or None where it settles nothing."""
        passage, text = self._passages[index], self._texts[index]
        if passage.kind is PassageKind.BOILERPLATE:
            return Role.OTHER, "rule boilerplate"
        if passage.kind in (PassageKind.HEADING, PassageKind.TITLE):
            return _heading(text, guessed)
        bare = text[mark_length(text) :]
        for pattern in role_patterns():
            if pattern.pattern.search(bare):
                return pattern.role, f"rule {pattern.name}"
        if index < _FIRST_PASSAGES and _LONG_TITLE.match(bare) and not _MAIN_CLAUSE.search(bare):
            return Role.OTHER, "rule long-title"
        return (
            item_role(passage, self._passages, self._texts, text)
            or self._under_heading(passage, bare, guessed)
            or _asking(bare, guessed)
            or self._laid_on_agencies(index)
        )

    def _under_heading(self, passage: PassageDraft, bare: str, guessed: Role) -> Ruled | None:
        """Read what stands under "What it recommends" as an ask, where its form is one."""
        if not passage.section or not _ASKING_HEADING.search(passage.section[-1]) or opens(bare):
            return None
        ask = find_ask(bare)
        starts_with_verb = (
            guessed is Role.RECOMMENDATION or self._is_verb is None or self._is_verb(passage.end - len(bare))
        )
        if is_imperative(bare) and (starts_with_verb or (ask is not None and ask.form != "imperative")):
            return Role.RECOMMENDATION, "rule under an asking heading"
        is_item = passage.kind is PassageKind.LIST_ITEM and ask is not None and ask.form != "imperative"
        # "can be used" and "may qualify" tell of what is possible more often than they ask: the encoder has to agree.
        is_asked = is_item and ask is not None and (ask.form != "may" or guessed is Role.RECOMMENDATION)
        return (Role.RECOMMENDATION, "rule under an asking heading") if is_asked else None

    def _laid_on_agencies(self, index: int) -> Ruled | None:
        """Read "Agencies will ..." as a duty where an order is told of; a body's own promise is a claim."""
        if not self._tells_of_an_order:
            return None
        text = self._texts[index]
        is_duty = _AGENCIES_WILL.match(text, skip_openings(text, 0, len(text))) is not None
        return (Role.RECOMMENDATION, "rule agencies will") if is_duty and not opens(text) else None

    def is_finding(self, index: int) -> bool:
        """Whether a passage is one of the findings of a bill: those are claims or evidence, however they look."""
        passage = self._passages[index]
        if passage.kind in (PassageKind.HEADING, PassageKind.TITLE):
            return False
        if len(self._texts[index].split()) < _WORDS_OF_A_CLAIM:
            return False
        if any(_FINDINGS.search(heading) for heading in passage.section):
            return True
        lead = passage.lead_in
        while lead is not None:
            if _FINDS.search(self._texts[lead]):
                return True
            lead = self._passages[lead].lead_in
        return False

    def may_ask(self, index: int) -> bool:
        """Whether a passage has words of asking, completes something, or is a piece of a broken sentence."""
        passage, text = self._passages[index], self._texts[index]
        if passage.lead_in is not None or opens(text):
            return True
        if find_ask(text) is not None or _ASKS_OTHERWISE.search(text) is not None:
            return True
        before = self._texts[index - 1] if index else "."
        return _STARTS_INSIDE.match(text) is not None or _ENDS_A_SENTENCE.search(before) is None


def _heading(text: str, guessed: Role) -> Ruled | None:
    ask = find_ask(text)
    if ask is not None and ask.form in ("modal", "clause", "imperative", "who-to", "need"):
        return Role.RECOMMENDATION, f"rule heading {ask.form}"
    says_something = len(text.split()) >= _WORDS_OF_A_CLAIM or len(_FIGURE.findall(text)) >= _FIGURES_OF_A_ROW
    if says_something and guessed in (Role.CLAIM, Role.EVIDENCE):
        # A heading may state a finding, and the row of a table may look like a heading: the encoder tells.
        return None
    return Role.OTHER, "rule heading"


def _asking(bare: str, guessed: Role) -> Ruled | None:
    ask = find_ask(bare)
    if ask is not None and ask.is_sure:
        return Role.RECOMMENDATION, f"rule {ask.cue}"
    if _RESPONSIBLE.search(bare):
        return Role.RECOMMENDATION, "rule responsibility"
    is_duty = ask is not None and ask.form == "modal" and ask.cue == "shall" and "…" not in bare and not opens(bare)
    # A law that is quoted says "shall" too: what looks like evidence or leaves words out stays what it was.
    return (Role.RECOMMENDATION, "rule shall") if is_duty and guessed is not Role.EVIDENCE else None


def guess(text: str) -> Guess:
    """A role by cue words alone: for pipelines without an encoder, and honest about its low confidence."""
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < 4:
        return Guess(Role.OTHER, 0.6, "cue too short")
    ask = find_ask(text)
    if ask is not None and ask.form != "may":
        return Guess(Role.RECOMMENDATION, 0.6, f"cue {ask.cue}")
    if _EVIDENCE.search(text) or len(_NUMBER.findall(text)) >= 4:
        return Guess(Role.EVIDENCE, 0.5, "cue figure, date or citation")
    if _CLAIM.search(text) or len(words) >= 10:
        return Guess(Role.CLAIM, 0.5, "cue assertion")
    return Guess(Role.OTHER, 0.5, "no cue")
