"""What a chain of reasons lacks, each with what it means for somebody who is about to repeat the statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.gaps import Gap, GapKind
from kg.wording import counted

_ADVICE: Final = {
    GapKind.NO_ISSUER: "Give the document's name when you quote it, not a person's or a body's.",
    GapKind.NO_ADDRESSEE: "Don't say that it is asked of anybody in particular.",
    GapKind.NO_ASSERTER: "Give the document's name when you quote it, not a person's or a body's.",
    GapKind.NO_SUPPORT: "If you are asked why, the answer has to come from elsewhere.",
    GapKind.NO_EVIDENCE: "If you are asked for a number or an example, this page has none.",
    GapKind.ONE_SOURCE: "If you are asked who else says so, this page names nobody.",
    GapKind.OWN_WORD: "Say whose word it is when you repeat it.",
    GapKind.CIRCLE: "Don't count them as separate reasons.",
    GapKind.NEWER_VERSION: "Look into the newer version before you quote this one.",
    GapKind.NOT_REVIEWED: "Read the marked words in the source before you repeat them.",
}
_TALLIED: Final = {
    GapKind.UNSUPPORTED_CLAIM: (
        "reason has nothing of its own to back it", "reasons have nothing of their own to back them",
        "They are marked in the list of reasons.",
    ),
    GapKind.LOW_CONFIDENCE: (
        "link between a reason and what it is for is unsure", "links between a reason and what it is for are unsure",
        "They are marked in the list of reasons.",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """One thing that is missing, in a sentence, and what follows from it for whoever repeats the statement."""

    sentence: str
    advice: str


def missing(gaps: Sequence[Gap]) -> tuple[Missing, ...]:
    """Put gaps into words: those of the whole chain one by one, those of single reasons and links counted."""
    whole = dict.fromkeys((gap.sentence, _ADVICE[gap.kind]) for gap in gaps if gap.kind in _ADVICE)
    found = [Missing(sentence=sentence, advice=advice) for sentence, advice in whole]
    for kind, (one, several, advice) in _TALLIED.items():
        number = sum(gap.kind is kind for gap in gaps)
        if number:
            said = advice.replace("They are", "It is") if number == 1 else advice
            found.append(Missing(sentence=f"{counted(number, one, several)}.", advice=said))
    return tuple(found)
