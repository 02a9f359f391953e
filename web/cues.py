"""Why the machine drew a link or took a passage for a statement, from its cue, in a reader's words."""

from __future__ import annotations

import re
from typing import Final

_LINKS: Final = {
    "encoder link head": "a trained model found it",
    "under a heading that gives reasons": "under a heading that gives reasons",
    "given for the same ask elsewhere": "given for the same ask elsewhere in the document",
    "speaks of the same things": "both speak of the same things",
    "says what the ask would achieve": "says what the ask would achieve",
}
_RULES: Final = {
    "no words of asking": "it has no words of asking of its own",
    "completes the passage that leads in": "it completes the passage that leads in",
    "rule under an asking heading": "it stands under a heading that asks",
}
_MODEL: Final = re.compile(r"encoder (?:recommendation|claim|evidence|other) \d\.\d+\Z")
_WORD: Final = re.compile(r"(?:rule |[a-z-]+: )?(?P<word>.+)\Z", re.DOTALL)


def why_linked(cue: str) -> str:
    """Give how a link was found: `under a heading that gives reasons`, `a trained model found it`."""
    return "; ".join(_LINKS.get(part) or _word(part) for part in _parts(cue))


def why_read(cue: str) -> str:
    """Give why a passage was taken for a statement: `a trained model`, `the word “should”`."""
    return "; ".join(dict.fromkeys(_read(part) for part in _parts(cue)))


def _parts(cue: str) -> list[str]:
    return [part for part in cue.split("; ") if part.strip()] or [cue]


def _read(part: str) -> str:
    if _MODEL.match(part):
        return "a trained model judged it by its words"
    if part in _RULES:
        return _RULES[part]
    found = _WORD.match(part)
    return _word(found["word"] if found else part)


def _word(word: str) -> str:
    return f"the {'words' if ' ' in word else 'word'} “{word}”"
