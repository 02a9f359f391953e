"""Reads a text given in a test, and says in names and words what was found."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from spacy.language import Language

from ingest.pipeline import read_document
from ingest.readers import read
from kg.model import Claim, Extraction, Process, Recommendation

PROCESS = Process(software="test", code_digest="0", model_digest="0")


@dataclass(frozen=True)
class Read:
    text: str
    extraction: Extraction

    @property
    def asks(self) -> list[Recommendation]:
        return [item for item in self.extraction.statements if isinstance(item, Recommendation)]

    @property
    def claims(self) -> list[Claim]:
        return [item for item in self.extraction.statements if isinstance(item, Claim)]

    def name(self, iri: str | None) -> str | None:
        return next((actor.name for actor in self.extraction.actors if actor.iri == iri), None)

    def addressees(self, ask: Recommendation) -> list[str | None]:
        return [self.name(iri) for iri in ask.addressees]

    @property
    def names(self) -> list[str]:
        return [actor.name for actor in self.extraction.actors]

    def reasons(self, ask: Recommendation) -> list[str]:
        words = {item.iri: item.quote.exact for item in self.extraction.statements}
        return [
            words[premise]
            for item in self.extraction.justifications
            if item.target == ask.iri
            for premise in item.premises
        ]


def read_text(nlp: Language, text: str, name: str = "test.txt") -> Read:
    data = text.encode()
    source = read(data, name=name)
    digest = sha256(data).hexdigest()
    return Read(source.text, read_document(nlp, source, data_sha256=digest, process=PROCESS))
