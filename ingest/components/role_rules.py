"""The rules of form that settle a passage's role, and a guess by cue words for when there is no encoder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.components.asks import find_ask, is_imperative
from ingest.components.drafts import PassageDraft
from ingest.components.leads import opens
from ingest.components.lexicon import role_patterns
from ingest.passages import mark_length
from kg.model import PassageKind, Role

_ASKING_HEADING = re.compile(
    r"(?i)\b(?:recommendations?|what (?:it|they|we|the \w+(?: \w+)?) (?:asks?|recommends?|wants?|proposes?|requires?"
    r"|orders?|directs?|would do)|proposals?"
    r"|(?:policy|key|our) asks?|what .{1,40}should do|policy options|action items|next steps|priorities for)\b"
)
# "shall assess—" carries the duty alone; "shall submit a report that includes—" stands by itself.
_DUTY_ALONE = re.compile(
    r"\b(?:shall|must|should)(?: also| further|,? at a minimum,?|,? to the (?:maximum )?extent practicable,)*"
    r" (?!be\b|have\b|mean\b|apply\b)[a-z]+(?:,? (?:and|or) [a-z]+)?(?: the following)?\s?[—:–-]+\s*$"
)
_FINDING = re.compile(r"(?i)\b(?:findings|finds|sense of congress|background|whereas|definitions?)\b")
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


def rule(index: int, passages: Sequence[PassageDraft], texts: Sequence[str], guessed: Role) -> tuple[Role, str] | None:
    """The role that form settles, with the name of the rule, or None where it settles nothing."""
    passage, text = passages[index], texts[index]
    if passage.kind is PassageKind.BOILERPLATE:
        return Role.OTHER, "rule boilerplate"
    if passage.kind in (PassageKind.HEADING, PassageKind.TITLE):
        return _heading(text, guessed)
    bare = text[mark_length(text) :]
    for pattern in role_patterns():
        if pattern.pattern.search(bare):
            return pattern.role, f"rule {pattern.name}"
    return _completing(passage, texts) or _under_heading(passage, bare) or _asking(bare, guessed)


def _heading(text: str, guessed: Role) -> tuple[Role, str] | None:
    ask = find_ask(text)
    if ask is not None and ask.form in ("modal", "clause", "imperative", "who-to", "need"):
        return Role.RECOMMENDATION, f"rule heading {ask.form}"
    says_something = len(text.split()) >= _WORDS_OF_A_CLAIM or len(_FIGURE.findall(text)) >= _FIGURES_OF_A_ROW
    if says_something and guessed in (Role.CLAIM, Role.EVIDENCE):
        # A heading may state a finding, and the row of a table may look like a heading: the encoder tells.
        return None
    return Role.OTHER, "rule heading"


def is_finding(index: int, passages: Sequence[PassageDraft], texts: Sequence[str]) -> bool:
    """Whether a passage is one of the findings of a bill: those are claims or evidence, however they look."""
    passage = passages[index]
    if passage.kind in (PassageKind.HEADING, PassageKind.TITLE) or len(texts[index].split()) < _WORDS_OF_A_CLAIM:
        return False
    if any(_FINDINGS.search(heading) for heading in passage.section):
        return True
    lead = passage.lead_in
    while lead is not None:
        if _FINDS.search(texts[lead]):
            return True
        lead = passages[lead].lead_in
    return False


def _completing(passage: PassageDraft, texts: Sequence[str]) -> tuple[Role, str] | None:
    # A first-level item under a lead-in that carries the duty alone completes the duty, even as a noun.
    if passage.lead_in is None:
        return None
    lead_text = texts[passage.lead_in]
    if _FINDING.search(lead_text) and not re.search(r"\bshould\s?[—:-]+$", lead_text):
        return None
    if re.search(
        r"\b(?:shall|must|should|recommends? that \w+|ought to|needs? to|(?:urge|call on|ask)s? \w+"
        r" to)\s?(?:\w+ly\s)?[—:–-]+\s*$",
        lead_text,
    ):
        return Role.RECOMMENDATION, "rule item completes a duty"
    if _DUTY_ALONE.search(lead_text):
        return Role.RECOMMENDATION, "rule item completes a duty"
    if re.search(
        r"\b(?:policy of the United States|recommend(?:s|ed|ations?)?|asks?|calls? for|urges?"
        r"|proposes?)\b[^.]{0,80}(?<!including)[—:–-]+\s*$",
        lead_text,
    ):
        return Role.RECOMMENDATION, "rule item under an ask"
    return None


def _under_heading(passage: PassageDraft, bare: str) -> tuple[Role, str] | None:
    if not passage.section or not _ASKING_HEADING.search(passage.section[-1]) or opens(bare):
        return None
    is_item = passage.kind is PassageKind.LIST_ITEM
    if is_imperative(bare) or (is_item and find_ask(bare) is not None):
        return Role.RECOMMENDATION, "rule under an asking heading"
    return None


def _asking(bare: str, guessed: Role) -> tuple[Role, str] | None:
    ask = find_ask(bare)
    if ask is not None and ask.is_sure:
        return Role.RECOMMENDATION, f"rule {ask.cue}"
    return None


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
