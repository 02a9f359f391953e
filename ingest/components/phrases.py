"""The parts of an ask that words alone tell: where its action ends, its object, condition and deadline."""

from __future__ import annotations

import re

from ingest.components.drafts import Place

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
    r"|so long as) [^,;.]{2,160}?)(?=[,;.]|$)"
)
_REASON = re.compile(r",?\s(?:because|since (?:the|it|they|this)|given that|as this would|so that)\b")
_ACTING = re.compile(
    r"(?:(?:not|also|always|first|\w+ly) )*[\w-]+(?: (?:and|or) [a-z]+(?=\s))?"
    r"(?: (?:out|up|down|off|forward|with)\b)?\s+(?:to (?:the )?[A-Z][\w ’]*? (?=(?:a|an|the|its|any|all|such)\b))?"
)


def deadline_of(text: str) -> Place | None:
    """Where a passage says by when."""
    match = _DEADLINE.search(text)
    return match.span() if match is not None else None


def condition_of(text: str) -> Place | None:
    """Where a passage says on what condition."""
    match = _CONDITION.search(text)
    return match.span("front" if match["front"] else "back") if match is not None else None


def action_end(text: str, start: int, end: int) -> int:
    """The place at which an action ends: before its reasons, closing marks and what leads on."""
    reason = _REASON.search(text, start + 1, end)
    if reason is not None:
        end = reason.start()
    piece = re.sub(
        r"(?:\s*\((?:paragraphs?|Recommendation|see|page)[^()]*\)?)?[\s.;,:—–”\"’-]*(?:\s(?:and|or))?$",
        "",
        text[start:end],
    )
    return start + len(re.sub(r"[\s;,.:—–]+(?:and|or)?\s*\Z", "", piece))


def object_of(text: str, action: Place) -> Place | None:
    """What an action is done to: the words after its verb, up to the first preposition of purpose, place or manner."""
    words = text[action[0] : action[1]]
    verb = _ACTING.match(words)
    if verb is None:
        return None
    rest = words[verb.end() :]
    cut = re.search(
        r"[,;:(—]|\s(?:to|through|by|so|when|if|unless|within|before|after|because|while|without|using|via)\s", rest
    )
    length = len((rest[: cut.start()] if cut else rest).rstrip())
    return (action[0] + verb.end(), action[0] + verb.end() + length) if length else None
