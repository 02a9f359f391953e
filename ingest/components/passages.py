"""Cuts a part into passages: structure first, then the sentences that rules and parser agree on."""

from __future__ import annotations

from spacy.tokens import Doc

from ingest.components.drafts import Part, PassageDraft
from ingest.passages import kind_of, split
from kg.model import PassageKind


class PassageFinder:
    """Finds the passages of every block."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the passages."""
        doc._.passages = self.predict(doc)
        return doc

    def predict(self, doc: Doc) -> list[PassageDraft]:
        """The passages in order; of a text given to `nlp` as it is, its sentences."""
        part: Part | None = doc._.part
        if part is None:
            return [
                PassageDraft(start=sent.start_char, end=sent.end_char, kind=PassageKind.SENTENCE, paragraph=0)
                for sent in doc.sents
                if sent.text.strip()
            ]
        # A text of one sentence has no sentence border to know of.
        sentences = doc.sents if doc.has_annotation("SENT_START") else ()
        starts = [sentence.start_char + part.start for sentence in sentences]
        passages = []
        for paragraph, block in enumerate(part.blocks):
            inside = [start for start in starts if block.start < start < block.end]
            for start, end in split(part.clean, block, inside):
                draft = PassageDraft(
                    start=start - part.start,
                    end=end - part.start,
                    kind=kind_of(block),
                    paragraph=paragraph,
                    block=block,
                )
                passages.append(draft)
        return passages
