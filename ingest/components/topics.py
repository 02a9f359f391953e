"""Gives passages the topics whose indicating phrases they hold, as the concept scheme lists them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from kg.model import Role
from ontology.resources import concepts

if TYPE_CHECKING:
    from spacy.tokens import Doc


class TopicFinder:
    """Looks up the hidden labels of the topic scheme, on word borders and blind to case."""

    @cached_property
    def _labels(self) -> dict[str, tuple[str, ...]]:
        table: dict[str, list[str]] = {}
        for concept in concepts("topic"):
            for label in (*concept.hidden_labels, concept.label):
                table.setdefault(label.casefold(), []).append(concept.notation)
        return {label: tuple(dict.fromkeys(notations)) for label, notations in table.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._labels, key=len, reverse=True)
        body = "|".join(re.escape(label).replace(r"\ ", r"[\s\-]+") for label in longest_first)
        return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)

    def __call__(self, doc: Doc) -> Doc:
        """Write the topics of every passage that says something."""
        text = doc.text
        for passage in doc._.passages:
            if passage.role is not Role.OTHER:
                passage.topics = self.predict(text[passage.start : passage.end])
            for ask in passage.asks:
                ask.topics = self.predict(text[ask.quote[0] : ask.quote[1]])
        return doc

    def predict(self, text: str) -> tuple[str, ...]:
        """Notations of the topics that a text touches, sorted."""
        found: set[str] = set()
        for match in self._pattern.finditer(text):
            label = re.sub(r"[\s\-]+", " ", match[0].casefold())
            found.update(self._labels.get(label) or self._labels.get(match[0].casefold()) or ())
        return tuple(sorted(found))
