"""Who "the Secretary" is in a bill that amends an Act and leaves it to that Act to say."""

from __future__ import annotations

import re
from typing import Final

from ingest.components.lexicon import officers

_AMENDED: Final = (
    re.compile(r"\b[Aa]mend(?:s|ed|ing)? (?:the |section [^,;.]{1,60}? of the )(?P<act>[A-Z][^;.()]{6,90})"),
    re.compile(r"\b[Tt]he (?P<act>[A-Z][^;.()]{6,90}?) \([^()]*U\.\s?S\.\s?C\.[^()]*\) is (?:further )?amended"),
    re.compile(r"\bof the (?P<act>[A-Z][^;.()]{6,90}?) \([^()]*U\.\s?S\.\s?C\.[^()]*\) is (?:further )?amended"),
)


def amended_officers(text: str) -> dict[str, str]:
    """Bare offices with the officer whom the one Act that a bill amends means by them.

    Returns:
        "Secretary" with "Secretary of Commerce" and the like; nothing for an office that two amended Acts give to
        different officers.
    """
    found: dict[str, set[str]] = {}
    amended = " ".join(match["act"] for pattern in _AMENDED for match in pattern.finditer(text))
    for act, word, office in officers():
        if re.search(rf"\b{re.escape(act)}\b", amended):
            found.setdefault(word, set()).add(office)
    return {word: next(iter(offices)) for word, offices in found.items() if len(offices) == 1}
