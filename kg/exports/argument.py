"""What every export is made from: statements, the justifications among them, and who and what they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from kg.model import Actor, Claim, Document, Extraction, Justification, Statement
from kg.normalising import author_iri
from kg.wording import ask_sentence

if TYPE_CHECKING:
    from kg.trace import Trace


@dataclass(frozen=True, kw_only=True, slots=True)
class Argument:
    """Statements and how they bear on each other.

    Attributes:
        main: IRI of the statement that the rest leads to, or None where there is no single one.
        statements: by IRI, in the order in which they are written.
        justifications: those whose premises and target are all among the statements, by IRI.
        documents: the documents that the statements stand in, by IRI.
        actors: everybody whom statements and documents name, by IRI.
        authors: document IRI to the IRIs of its authors.
    """

    main: str | None
    statements: Mapping[str, Statement]
    justifications: tuple[Justification, ...]
    documents: Mapping[str, Document]
    actors: Mapping[str, Actor]
    authors: Mapping[str, tuple[str, ...]]

    @classmethod
    def of_trace(cls, trace: Trace) -> Self:
        """Take a statement with everything that bears on it; more detailed parts of it are left out."""
        reached = [node.statement for node in trace.nodes]
        statements = {iri: trace.statements[iri] for iri in dict.fromkeys(reached)}
        found = {line.justification.iri: line.justification for node in trace.nodes for line in node.lines}
        return cls(
            main=trace.root.statement,
            statements=statements,
            justifications=_whole(found.values(), statements),
            documents={s.quote.document: trace.documents[s.quote.document] for s in statements.values()},
            actors=trace.actors,
            authors=trace.authors,
        )

    @classmethod
    def of_extraction(cls, extraction: Extraction) -> Self:
        """Take all statements of one document, in the order of its text."""
        document = extraction.document
        ordered = sorted(extraction.statements, key=lambda each: (each.quote.start, each.quote.end))
        statements = {each.iri: each for each in ordered}
        return cls(
            main=None,
            statements=statements,
            justifications=_whole(extraction.justifications, statements),
            documents={document.iri: document},
            actors={actor.iri: actor for actor in extraction.actors},
            authors={document.iri: tuple(author_iri(name) for name in document.authors)},
        )

    @property
    def names(self) -> dict[str, str]:
        """IRI to name of everybody in it."""
        return {iri: actor.name for iri, actor in self.actors.items()}

    def speaker(self, statement: Statement) -> str | None:
        """Give the name of who asks or asserts a statement, or None where nobody can be named."""
        iri = speaker_of(statement)
        return None if iri is None else self.names.get(iri, iri)

    def sentence(self, statement: Statement) -> str:
        """Give a recommendation as a sentence of ours, and a claim in its own words."""
        if isinstance(statement, Claim):
            return statement.quote.exact
        return ask_sentence(statement, self.names, self.documents[statement.quote.document].kind)


def speaker_of(statement: Statement) -> str | None:
    """Give the IRI of who asks or asserts a statement, or None where nobody can be named."""
    return statement.asserted_by if isinstance(statement, Claim) else statement.issuer


def one_line(words: str) -> str:
    """Give words with every run of white space as one space, for formats that are cut into lines."""
    return " ".join(words.split())


def _whole(found: Iterable[Justification], statements: Mapping[str, Statement]) -> tuple[Justification, ...]:
    kept = (line for line in found if {line.target, *line.premises} <= statements.keys())
    return tuple(sorted(kept, key=lambda line: line.iri))
