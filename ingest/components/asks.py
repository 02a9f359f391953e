"""Reads one passage for an ask: by which words, to whom, what to do, how firmly.

Places are relative to the passage. Nothing here needs a parse, so that rules work with any model; who the addressees
are is for `ingest.components.addressees`, which knows the mentions.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from ingest.components.ask import Ask
from ingest.components.ask_forms import by_imperative, by_modal, by_need, by_passive, by_policy
from ingest.components.ask_verbs import by_noun, by_relative, by_verb
from ingest.passages import mark_length
from kg.model import Polarity

_OF_A_PAPER = re.compile(
    r"\b(?i:order|act|bill|memorandum|legislation|rule|directive|proclamation|law|resolution|amendment|this)\s*\Z"
)

_NOTHING = re.compile(r"(?:Nothing|Neither|None of) \b")
"""How a sentence starts that says what nobody is asked: "Nothing in the bill directs the Secretary to ..."."""

_OPPOSES = re.compile(
    r"[^,;:.]{0,90}?\b(?:(?:opposes?|contradicts?|rejects|argues? against)\b"
    r"|(?:opposed|contradicted|rejected|argued against) (?:the|this|that|any|an?|his|her|its|their)\b)"
)


@lru_cache(maxsize=8192)
def find_ask(text: str) -> Ask | None:
    """The ask that a passage makes, or None; where it makes several by one verb, their whole stretch."""
    start = mark_length(text)
    end = _end(text)
    if start >= end or _NOTHING.match(text, start):
        return None
    for finder in (by_policy, by_passive, _by_verb_or_modal, by_need, by_imperative, _by_modal_or_relative, by_noun):
        ask = finder(text, start, end)
        if ask is not None and ask.action[0] < ask.action[1]:
            return _negated(text, ask)
    return None


def find_lead(text: str) -> Ask | None:
    """The ask that a lead-in opens and its items complete: "The Secretary shall—"; its action means nothing."""
    opened = re.sub(r"[\s:—–-]+$", "", text)
    opened = re.sub(r",? (?:as follows|the following|that)$", "", opened)
    return find_ask(f"{opened} do so") or find_ask(opened)


def opposes(text: str) -> bool:
    """Whether a passage says that somebody is against something, such as what others ask for."""
    return _OPPOSES.match(text, mark_length(text)) is not None


def is_imperative(text: str) -> bool:
    """Whether a passage starts with a verb that tells somebody to do something."""
    return by_imperative(text, mark_length(text), len(text)) is not None


def _by_verb_or_modal(text: str, start: int, end: int) -> Ask | None:
    """The verb of asking, unless a firm modal of the main clause stands before it."""
    verb = by_verb(text, start, end)
    if verb is None:
        return None
    modal = by_modal(text, start, end)
    is_first = modal is not None and modal.form == "modal" and modal.action[0] <= verb.at
    return modal if is_first else verb


def _by_modal_or_relative(text: str, start: int, end: int) -> Ask | None:
    modal, relative = by_modal(text, start, end), by_relative(text, start, end)
    if modal is None or relative is None:
        return modal or relative
    if _OF_A_PAPER.search(text, *(modal.who or (start, start))) and modal.action[0] == relative.at:
        # "The order will direct the Department to lease sites" asks the Department.
        return relative
    return relative if modal.form != "modal" and relative.at < modal.at else modal


def _end(text: str) -> int:
    stripped = re.sub(r"(?:\s*\([^()]{1,40}\))?[\s.;,:—–”\"’]*(?:(?:and|or)\s*)?$", "", text)
    return len(re.sub(r"[\s.;,:—–-]+(?:and|or)?$", "", stripped))


def _negated(text: str, ask: Ask) -> Ask:
    against_it = _OPPOSES.match(text, mark_length(text))
    if against_it is not None and against_it.end() < ask.at and ask.polarity is Polarity.FOR:
        # "The experts contradict those who recommend exploring ...": it is others who ask for it.
        ask = replace(ask, polarity=Polarity.AGAINST, is_sure=False)
    match = re.match(r"(?:not|never)\s+", text[ask.action[0] : ask.action[1]])
    if match is None:
        return ask
    against = Polarity.FOR if ask.polarity is Polarity.AGAINST else Polarity.AGAINST
    return replace(ask, polarity=against, action=(ask.action[0] + match.end(), ask.action[1]))
