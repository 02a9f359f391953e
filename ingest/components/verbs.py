"""Which words of a part the parser takes for verbs in their base form, as imperatives and what modals govern are."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Doc, Token


def verb_check(doc: Doc) -> Callable[[int], bool] | None:
    """Give what says of a place whether a verb in its base form starts there, or None where nothing was tagged."""
    if not doc.has_annotation("TAG"):
        return None
    by_start: dict[int, Token] = {token.idx: token for token in doc}

    def is_verb(place: int) -> bool:
        token = by_start.get(place)
        return token is not None and token.tag_ in ("VB", "VBP")

    return is_verb
