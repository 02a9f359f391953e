"""Whether a sentence may be made from the parts read out of an ask, or only its own words may be shown.

A reader repeats the sentence, so it must not say what the words don't: whoever is asked must be the subject of what is
to be done, and the words must neither deny it, nor oppose it, nor tell what somebody else asks for.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

_LEAST: Final = 0.5
"""An ask that is little more than a guess isn't put into other words."""

_NOTHING: Final = re.compile(r"(?:^|[,;:] )(?:nothing|no|none|neither|nobody|never|hardly)\b", re.IGNORECASE)
_OPPOSES: Final = re.compile(
    r"\b(?:oppos(?:es?|ed|ing)|object(?:s|ed)? to|reject(?:s|ed)?|disagree[sd]?|contradict(?:s|ed)?|criti[cs]\w*"
    r"|condemn(?:s|ed)?|denounce[sd]?|dispute[sd]?|(?:do|does|did)(?: not|n't) (?:support|defend|endorse|want))\b",
    re.IGNORECASE,
)
_WOULD: Final = re.compile(r"\bwould\b", re.IGNORECASE)
_TELLS: Final = re.compile(
    r"\b(?:recommend(?:s|ed|ing)?|propose[sd]|urge[sd]?|call(?:s|ed) (?:on|for)|ask(?:s|ed)|want(?:s|ed)(?! to)"
    r"|demand(?:s|ed)|suggest(?:s|ed)|report(?:s|ed) that|instruct(?:s|ed)|advise[sd]?)\b",
    re.IGNORECASE,
)
_ITSELF: Final = re.compile(
    r"^(?:\w+, )?(?:I|we|he|she|they|it|(?:the|this|its|his|her|their|our) (?:\w+ )?(?:paper|report"
    r"|memo(?:randum)?|essay|plan|statement|authors?|commission|article|company|letter|study|brief|bill|act|order|rule|testimony|committee"
    r"|recommendations?|group|institute|association))\b",
    re.IGNORECASE,
)
_MODAL: Final = re.compile(
    r"(?:^|\s)(?:should|must|shall|may|might|can|could|will|ought to|ne?eds? to|ha(?:s|ve) to|(?:is|are) to)"
    r"(?: (?:not|also|then|therefore|thus|instead|both|first|only|\w+ly))*$",
    re.IGNORECASE,
)
_EARLIER: Final = re.compile(r"^.*[.;:!?]\s+", re.DOTALL)
_WORD: Final = re.compile(r"\w+")
_EMPTY: Final = frozenset({"the", "of", "and", "for", "in", "on", "to", "a", "an"})
_AMERICA: Final = re.compile(r"\b(?:America|U\.S\.|US|Washington)(?!\w)")
_NAMES_AMERICA: Final = frozenset({"united states", "united states government"})


class Fit(StrEnum):
    """What may be made of the parts.

    SENTENCE: one that says who asks whom to do what.
    SUBJECT: the words with who asks, since what is to be done has a subject that isn't among the parts.
    WORDS: nothing but the words.
    """

    SENTENCE = "sentence"
    SUBJECT = "subject"
    WORDS = "words"


def fit(
    words: str,
    *,
    action: str | None,
    asked: tuple[str, ...],
    by: str | None,
    against: bool,
    sureness: float,
    bill: bool,
) -> Fit:
    """Tell what may be made of the parts that were read out of an ask.

    Args:
        words: its own words; where they are empty nothing can be told against a sentence.
        action: what is to be done.
        asked: names of those who should do it.
        by: the name of who asks.
        against: it is asked not to do it.
        sureness: how sure the machine is that this is an ask.
        bill: the document is a bill, which says what would be.
    """
    plain = " ".join(words.split())
    deed = " ".join((action or "").split()).rstrip(".;,:")
    if not plain:
        return Fit.SENTENCE
    if not deed or sureness < _LEAST:
        return Fit.WORDS
    place = plain.casefold().find(deed.casefold())
    before = plain[:place].strip() if place >= 0 else ""
    if not _WORD.search(before) or before.casefold() == "to":
        is_passive = deed.casefold().startswith("be ")
        return Fit.SUBJECT if is_passive else Fit.SENTENCE
    if _is_of_others(before, by, against=against, bill=bill):
        return Fit.WORDS
    return _by_subject(before, deed, asked)


def _is_of_others(before: str, by: str | None, *, against: bool, bill: bool) -> bool:
    """Whether what stands before the deed denies or opposes it, or tells who else wants it."""
    if not against and (_NOTHING.search(before) or _OPPOSES.search(before)):
        return True
    if not bill and _WOULD.search(before):
        return True
    tells = _TELLS.search(before)
    if tells is None:
        return False
    teller = _EARLIER.sub("", before[: tells.start()])
    return not (_ITSELF.search(teller) or (by is not None and named(by, teller)) or not _WORD.search(teller))


def _by_subject(before: str, deed: str, asked: tuple[str, ...]) -> Fit:
    if not asked:
        is_gerund = deed.split(" ", 1)[0].endswith("ing")
        return Fit.SENTENCE if is_gerund and not _MODAL.search(before) else Fit.SUBJECT
    subject = before.rsplit(", and ", 1)[-1]
    if _MODAL.search(before) and not any(named(name, subject) for name in asked):
        return Fit.SUBJECT
    return Fit.SENTENCE


def named(name: str, text: str) -> bool:
    """Whether a text names somebody: by a word of the name, in one or several, or by its initials."""
    words = [word for word in _WORD.findall(name) if word.casefold() not in _EMPTY]
    given = _WORD.findall(text)
    stems = {_stem(word) for word in given}
    if any(len(word) > 2 and _stem(word) in stems for word in words):
        return True
    initials = {"".join(word[0] for word in words), "".join(word[0] for word in _WORD.findall(name))}
    if any(len(word) > 1 and word in {each.upper() for each in initials} for word in given):
        return True
    return name.casefold() in _NAMES_AMERICA and _AMERICA.search(text) is not None


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|y)$", "", word.casefold())
