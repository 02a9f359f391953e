"""Sets sentence borders where the page has them, before the parser runs, so that no parse crosses a block."""

from __future__ import annotations

from spacy.tokens import Doc

from ingest.components.drafts import Part


class StructureMarker:
    """Marks the first token of every block, and every sentence that the passage rules find, as a sentence start."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the sentence starts; the parser keeps them and may add others."""
        for token_index in self.predict(doc):
            doc[token_index].is_sent_start = True
        return doc

    def predict(self, doc: Doc) -> list[int]:
        """The indexes of the tokens at which a block starts."""
        part: Part | None = doc._.part
        if part is None:
            return [0] if len(doc) else []
        starts = {block.start - part.start for block in part.blocks}
        return [token.i for token in doc if token.idx in starts]
