"""Modal verbs: which one is the main clause's, and where the verb stands that it governs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.components.lexicon import imperatives, saying_pattern

MODAL = re.compile(
    r"(?P<modal>\b(?:shall|must|should|ought to|needs? to|ha(?:s|ve)"
    r" (?:an? (?:\w+ )?(?:responsibility|obligation|duty) )?to"
    r"|may|could|can"
    r"|(?:is|are) (?:to|required to|expected to)|will)\b)(?P<adverbs>(?:\s+(?:not|also|further|therefore"
    r"|(?!(?:comply|apply|supply|rely|reply|multiply|imply)\b)\w+ly|now|only|first|next|instead|then))*)"
    r"(?P<aside>,)?\s+(?P<rest>\S)",
)
PROHIBITS = re.compile(r"(?:\W*(?:\(\w{1,4}\)\s*)?(?:[A-Z][\w ,’'-]{2,70}(?:\.\s?[—–-]+|:\s))?)No\b")
_RELATIVE = re.compile(
    r"(?:\b(?P<word>that|which|who|whom|whose|what|how|where|if|when|whenever|unless|because|whether"
    r"|(?<!such )as|than|until|while|so|it)"
    r"(?P<rest>(?:\s+[\w’'-]+){0,6})|\bas (?:it|he|she|they|the \w+))\s*$"
)
_RIGHT_BEFORE = re.compile(
    r"(?:\b(?!that )[\w’'-]+ (?:that|which|who)|\b(?:in|by|to|for|from|under|with|on) which(?: [\w’'-]+){1,6})\s*\Z"
)
"""A relative clause that has just begun, however far from the start: "the state of mind that must be proven"."""
_FINITE = re.compile(r"\s+(?:(?:is|are|was|were|has|have|had|do|does)|(?P<verb>[a-z]+))\s+[\w’'-]")


def main_modals(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The modal verbs that no subordinate clause holds, in order.

    Each match has the groups `modal`, `adverbs`, `aside` (a comma before something set in) and `rest`.
    """
    return (match for match in MODAL.finditer(text, start, end) if not _is_subordinate(text, start, match))


def past_aside(text: str, place: int, end: int) -> int:
    """Where the verb stands after "shall, in consultation with A and B, "; the place itself where there is none."""
    for comma in re.finditer(r",\s+(?:also\s+)?(?P<verb>[a-z]+)\b", text[place:end]):
        if comma["verb"] in imperatives():
            return place + comma.start("verb")
    return place


def _is_subordinate(text: str, start: int, match: re.Match[str]) -> bool:
    before = text[start : match.start()]
    clause = re.split(r"[,;:—–]\s*", before)[-1]
    if _RIGHT_BEFORE.search(before):
        return True
    relative = _RELATIVE.search(clause)
    if relative is None or len(clause.split()) > 9 or clause.strip() == "it":
        return False
    return not (_has_own_verb(relative) or _is_reported(clause[: relative.start()], relative["word"]))


def _has_own_verb(relative: re.Match[str]) -> bool:
    # "Companies that develop such models should": the relative clause has its verb, so the modal is the main clause's.
    finite = _FINITE.match(relative["rest"] or "") if relative["word"] in ("that", "which", "who") else None
    if finite is None:
        return False
    verb = finite["verb"]
    return verb is None or verb in imperatives() or (relative["word"] == "who" and verb.rstrip("s") in imperatives())


def _is_reported(before: str, word: str | None) -> bool:
    # "Officials said that agencies should": what is said is an ask of its own.
    if word != "that":
        return False
    return re.search(rf"(?:{saying_pattern().pattern}|\bmeans)\s\Z", before, re.IGNORECASE) is not None
