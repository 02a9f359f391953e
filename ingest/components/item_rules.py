"""What an item is by the passage that leads in to it: part of a duty, or one of the things that a duty is about.

"The Secretary shall—" is completed by "(1) publish a list"; "shall submit a report that includes—" is complete, and
"(1) the number of licences" asks for nothing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.components.drafts import PassageDraft
from ingest.components.lexicon import imperatives
from kg.model import Role

# "shall assess—" carries the duty alone; "shall submit a report that includes—" stands by itself.
_DUTY_ALONE = re.compile(
    r"\b(?:shall|must|should)(?: also| further|,? at a minimum,?|,? to the (?:maximum )?extent practicable,)*"
    r" (?!be\b|have\b|mean\b|apply\b)[a-z]+(?:,? (?:and|or) [a-z]+)?(?: the following)?\s?[—:–-]+\s*$"
)
_BARE_DUTY = re.compile(
    r"\b(?:shall|must|should|recommends? that \w+|ought to|needs? to|(?:urge|call on|ask)s? \w+"
    r" to)\s?(?:\w+ly\s)?[—:–-]+\s*$"
)
_ASK = re.compile(
    r"\b(?:policy of the United States|recommend(?:s|ed|ations?)?|asks?|calls? for|urges?"
    r"|proposes?)\b[^.]{0,80}(?<!including)[—:–-]+\s*$"
)
_FINDING = re.compile(r"(?i)\b(?:findings|finds|sense of congress|background|whereas|definitions?)\b")
_THINGS = re.compile(
    r"\b(?:on|of|for|from|with|under|to|between|either|both|including|includes?|contains?|containing|namely|means"
    r"|the following(?: [a-z]+){0,3}|following [a-z]+(?: and [a-z]+)?)\s?[—:–-]+\s*$"
)
_MARKED = re.compile(r"\W{0,3}\(\w{1,5}\\?\)\s")
_SUBJECT_TO = re.compile(r"\b(?:shall|must|should|may)\b")
_WITHOUT_NOUN = re.compile(r"[\W_]*(?:within|not|no|by|as|upon|before|after)\b|.*\bwill\b", re.IGNORECASE | re.DOTALL)
_FIRST = re.compile(r"[\W_]*(?P<word>[A-Za-z-]+)")
_GERUND: Final = re.compile(r"(?i)(?!(?:including|during|according|following)\b)[a-z]{3,}ing\Z")

Ruled = tuple[Role, str]


def item_role(passage: PassageDraft, passages: Sequence[PassageDraft], texts: Sequence[str], text: str) -> Ruled | None:
    """The role that what leads in to an item gives to it, with the name of the rule, or None.

    Args:
        passage: the item.
        passages: all passages of the part.
        texts: their words.
        text: the item's own words, with its mark.
    """
    if passage.lead_in is None:
        return None
    lead = texts[passage.lead_in]
    is_finding = _FINDING.search(lead) is not None and re.search(r"\bshould\s?[—:-]+$", lead) is None
    # A first-level item under a lead-in that carries the duty alone completes the duty, even as a noun.
    if not is_finding and (_BARE_DUTY.search(lead) or _DUTY_ALONE.search(lead)):
        return Role.RECOMMENDATION, "rule item completes a duty"
    thing = _one_of_several(passage, passages, texts, text)
    is_asked = thing is None and not is_finding and _ASK.search(lead) is not None
    return (Role.RECOMMENDATION, "rule item under an ask") if is_asked else thing


def _one_of_several(
    passage: PassageDraft, passages: Sequence[PassageDraft], texts: Sequence[str], text: str
) -> Ruled | None:
    """The things that a whole duty is about: "shall submit such standards to— (A) the Committee on Finance"."""
    leads = list(_leads(passage, passages, texts))
    if not _MARKED.match(text) or not _THINGS.search(leads[0]) or any(_FINDING.search(lead) for lead in leads):
        return None
    if not any(_SUBJECT_TO.search(lead) for lead in leads) or _SUBJECT_TO.search(text):
        return None
    bare = _MARKED.sub("", text, count=1)
    first = None if _WITHOUT_NOUN.match(bare) else _FIRST.match(bare)
    if first is None or first["word"].casefold() in imperatives() or _GERUND.match(first["word"]):
        return None
    return Role.OTHER, "rule item of a list"


def _leads(passage: PassageDraft, passages: Sequence[PassageDraft], texts: Sequence[str]) -> Iterator[str]:
    lead = passage.lead_in
    while lead is not None:
        yield texts[lead]
        lead = passages[lead].lead_in
