"""Finds citations of bills, laws, rules and orders, and of the document's own provisions; gives them identifiers.

What the words don't settle keeps its words and has no identifier: a bill number without a Congress, a "paragraph (1)"
in the text of an amendment, a section of an act whose place nobody says.
"""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc

from ingest.components.citations.acts import defined_acts, find_acts, known_acts
from ingest.components.citations.forms import stand_alone
from ingest.components.citations.placing import Places
from ingest.components.citations.references import References
from ingest.components.drafts import CitationDraft, Context, Part, context_of

__all__: Final = ["CitationFinder", "find"]


class CitationFinder:
    """Finds citations by their form, and looks up those of the document's own provisions."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the citations."""
        doc._.citations = self.predict(doc)
        return doc

    def predict(self, doc: Doc) -> list[CitationDraft]:
        """The citations in order; where two overlap, the one that begins first, and of those the longest."""
        return find(doc.text, context_of(doc), doc._.part)


def find(text: str, context: Context, part: Part | None = None) -> list[CitationDraft]:
    """The citations of a text in order, none overlapping another.

    Args:
        text: the text.
        context: what is known of the whole document.
        part: the part of the document that the text is, with its blocks.
    """
    start, blocks = (part.start, part.blocks) if part is not None else (0, ())
    places = Places(text, start, blocks, context.outline)
    acts = find_acts(text, {**context.acts, **known_acts()} if context.acts else {**defined_acts(text), **known_acts()})
    found = [*stand_alone(text, context), *References(text, places, context.outline, acts).find()]
    kept: list[CitationDraft] = []
    for draft in sorted(found, key=lambda draft: (draft.start, -draft.end)):
        if not kept or draft.start >= kept[-1].end:
            kept.append(draft)
    return kept
