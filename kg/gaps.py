"""What a chain of reasons lacks, as data with a plain sentence each, so that nobody takes a gap for a proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kg.graph import argument_graph, circles
from kg.model import Claim, Direction, Justification, Recommendation, ReviewState, Role, Statement
from kg.wording import confidence_words

LOW_CONFIDENCE: Final = 0.5
"""A link below this is named as a gap."""


class GapKind(StrEnum):
    """What is missing."""

    NO_SUPPORT = "no_support"
    NO_EVIDENCE = "no_evidence"
    UNSUPPORTED_CLAIM = "unsupported_claim"
    ONE_SOURCE = "one_source"
    OWN_WORD = "own_word"
    NO_ISSUER = "no_issuer"
    NO_ADDRESSEE = "no_addressee"
    NO_ASSERTER = "no_asserter"
    LOW_CONFIDENCE = "low_confidence"
    CIRCLE = "circle"
    NEWER_VERSION = "newer_version"
    NOT_REVIEWED = "not_reviewed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """One thing that is missing.

    Attributes:
        kind: what is missing.
        subject: IRI of the statement, justification or document that lacks it.
        sentence: the same in a plain sentence.
    """

    kind: GapKind
    subject: str
    sentence: str

    def to_dict(self) -> dict[str, str]:
        """Give the gap as JSON-ready data."""
        return {"kind": self.kind.value, "subject": self.subject, "sentence": self.sentence}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Evidence:
    root: str
    statements: Mapping[str, Statement]
    lines: Sequence[Justification]
    authors: Mapping[str, tuple[str, ...]]
    newer: Mapping[str, tuple[str, ...]]

    def premises_for(self, target: str) -> list[str]:
        found = (line for line in self.lines if line.target == target and line.direction is Direction.SUPPORTS)
        return [premise for line in found for premise in line.premises if premise in self.statements]

    @property
    def supporting(self) -> set[str]:
        """Every statement that a chain of supporting lines joins to the root, and not the root."""
        found, waiting = set[str](), [self.root]
        while waiting:
            fresh = [premise for premise in self.premises_for(waiting.pop()) if premise not in found]
            found.update(fresh)
            waiting.extend(fresh)
        return found - {self.root}

    @property
    def in_tree(self) -> list[str]:
        """The root and every premise, in the order of the lines."""
        return list(dict.fromkeys([self.root, *(premise for line in self.lines for premise in line.premises)]))

    def speakers(self, iri: str) -> tuple[str, ...]:
        statement = self.statements[iri]
        said_by = statement.asserted_by if isinstance(statement, Claim) else statement.issuer
        return self.authors.get(statement.quote.document, ()) if said_by is None else (said_by,)


def find_gaps(
    root: str,
    statements: Mapping[str, Statement],
    lines: Iterable[Justification],
    authors: Mapping[str, tuple[str, ...]],
    newer: Mapping[str, tuple[str, ...]],
) -> tuple[Gap, ...]:
    """Name what is missing between a statement and its sources.

    Args:
        root: IRI of the statement.
        statements: it and its premises, by IRI.
        lines: the justifications between them.
        authors: document IRI to the IRIs of its authors.
        newer: document IRI to the IRIs of the versions that replaced it.

    Returns:
        The gaps, those of the whole chain first, then those of single links and premises.
    """
    evidence = _Evidence(root=root, statements=statements, lines=list(lines), authors=authors, newer=newer)
    return tuple(gap for find in _FINDERS for gap in find(evidence))


def _unnamed(evidence: _Evidence) -> Iterable[Gap]:
    root = evidence.statements[evidence.root]
    if isinstance(root, Claim):
        if root.asserted_by is None and not evidence.speakers(evidence.root):
            yield Gap(
                kind=GapKind.NO_ASSERTER, subject=evidence.root, sentence="The text doesn't say who asserts this."
            )
        return
    if root.issuer is None:
        yield Gap(kind=GapKind.NO_ISSUER, subject=evidence.root, sentence="The text doesn't name who asks for this.")
    if not root.addressees:
        yield Gap(
            kind=GapKind.NO_ADDRESSEE, subject=evidence.root, sentence="The text doesn't name who should act on this."
        )


def _unsupported_root(evidence: _Evidence) -> Iterable[Gap]:
    if evidence.premises_for(evidence.root):
        return
    root = evidence.statements[evidence.root]
    if root.role is Role.RECOMMENDATION:
        sentence = "No reason for this recommendation was found in the documents read so far."
    elif root.role is Role.CLAIM:
        sentence = "Nothing that backs this claim was found in the documents read so far."
    else:
        return
    yield Gap(kind=GapKind.NO_SUPPORT, subject=evidence.root, sentence=sentence)


def _no_evidence(evidence: _Evidence) -> Iterable[Gap]:
    roles = {evidence.statements[iri].role for iri in evidence.supporting}
    if roles and Role.EVIDENCE not in roles:
        sentence = "None of the reasons is evidence: none reports a figure, a case or a finding."
        yield Gap(kind=GapKind.NO_EVIDENCE, subject=evidence.root, sentence=sentence)


def _one_source(evidence: _Evidence) -> Iterable[Gap]:
    documents = {evidence.statements[iri].quote.document for iri in evidence.supporting}
    if len(documents) != 1:
        return
    own = documents == {evidence.statements[evidence.root].quote.document}
    where = "the same document that makes the statement" if own else "one single document"
    yield Gap(kind=GapKind.ONE_SOURCE, subject=evidence.root, sentence=f"All support comes from {where}.")


def _own_word(evidence: _Evidence) -> Iterable[Gap]:
    issuer = set(evidence.speakers(evidence.root))
    speakers = [set(evidence.speakers(iri)) for iri in evidence.supporting]
    if not issuer or not speakers or not all(several and several <= issuer for several in speakers):
        return
    who = "the issuer" if isinstance(evidence.statements[evidence.root], Recommendation) else "whoever asserts it"
    yield Gap(kind=GapKind.OWN_WORD, subject=evidence.root, sentence=f"Every reason given is the word of {who} alone.")


def _in_circles(evidence: _Evidence) -> Iterable[Gap]:
    for circle in circles(argument_graph(evidence.lines)):
        sentence = f"{len(circle)} statements here justify each other in a circle."
        yield Gap(kind=GapKind.CIRCLE, subject=circle[0], sentence=sentence)


def _superseded(evidence: _Evidence) -> Iterable[Gap]:
    documents = dict.fromkeys(
        evidence.statements[iri].quote.document for iri in evidence.in_tree if iri in evidence.statements
    )
    for document in documents:
        if evidence.newer.get(document):
            sentence = "A source of this is an earlier version of a document that has a newer one."
            yield Gap(kind=GapKind.NEWER_VERSION, subject=document, sentence=sentence)


def _not_reviewed(evidence: _Evidence) -> Iterable[Gap]:
    reviews = [evidence.statements[iri].review for iri in evidence.in_tree if iri in evidence.statements]
    reviews += [line.review for line in evidence.lines]
    unread = sum(review is ReviewState.MACHINE for review in reviews)
    if not unread:
        return
    much = "Nothing here" if unread == len(reviews) else f"Only {len(reviews) - unread} of {len(reviews)} items here"
    verb = "has been" if unread == len(reviews) or len(reviews) - unread == 1 else "have been"
    sentence = f"{much} {verb} reviewed by a person: a machine read the statements and drew the links."
    yield Gap(kind=GapKind.NOT_REVIEWED, subject=evidence.root, sentence=sentence)


def _unsure_links(evidence: _Evidence) -> Iterable[Gap]:
    for line in evidence.lines:
        if line.confidence < LOW_CONFIDENCE:
            words = confidence_words(line.confidence)
            sentence = f"Whether this {line.direction} it is {words} ({line.confidence:.2f})."
            yield Gap(kind=GapKind.LOW_CONFIDENCE, subject=line.iri, sentence=sentence)


def _unsupported_premises(evidence: _Evidence) -> Iterable[Gap]:
    for iri in evidence.in_tree:
        statement = evidence.statements.get(iri)
        if iri == evidence.root or statement is None or statement.role is not Role.CLAIM:
            continue
        if not evidence.premises_for(iri):
            sentence = "Nothing that backs this reason was found: no figure, no case, no source."
            yield Gap(kind=GapKind.UNSUPPORTED_CLAIM, subject=iri, sentence=sentence)


_FINDERS: Final[tuple[Callable[[_Evidence], Iterable[Gap]], ...]] = (
    _unnamed, _unsupported_root, _no_evidence, _one_source, _own_word, _in_circles, _superseded, _not_reviewed,
    _unsure_links, _unsupported_premises,
)  # fmt: skip
