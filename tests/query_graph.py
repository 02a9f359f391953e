"""A small graph made by hand, in which every named query finds something: five documents and two runs.

No reader and no model has a part in it, so the rows that the queries give on it are exact: `expected_rows` has them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from kg.mapping import triples
from kg.model import (
    Actor,
    ActorKind,
    Citation,
    CitationKind,
    Direction,
    Extraction,
    Instrument,
    Justification,
    Mention,
    Modality,
    Passage,
    Polarity,
    Quote,
    Recommendation,
    ReviewState,
    Role,
    SourceKind,
    Statement,
)
from kg.provenance import IngestRunRecord, run_triples
from kg.store import Store
from tests import factories

CENTER: Final = Actor(name="Example Center", kind=ActorKind.ORGANIZATION)
CHAMBER: Final = Actor(name="Example Chamber of Exporters", kind=ActorKind.ORGANIZATION)
COMMERCE: Final = Actor(name="Department of Commerce", kind=ActorKind.GOVERNMENT, aliases=("Commerce",))
BILL: Final = "/us/bill/119/hr/3447"

REPORT: Final = (
    "Counting chips\n\n"
    "A 2025 survey counted 1,200 smuggled chips. The count shows that controls leak. "
    "Leaking controls may waste years of lead. Congress should fund more inspectors by 2027. "
    "It should pay them from licence fees. The Department of Commerce must publish what H.R. 3447 asks for, "
    "if the bill passes. Congress should not cut the Bureau. The Bureau of Industry and Security should hire."
)
REVISED: Final = REPORT.replace("Leaking controls may waste years of lead. ", "")
STATUTE: Final = (
    "A bill\n\nThe Secretary shall report on smuggling each year. The Department of Commerce may issue a rule on chips."
)
LETTER: Final = (
    "A letter\n\n"
    "The Example Chamber of Exporters asks Congress to drop new rules. Rules that leak can be mended. "
    "The survey counted only 40 chips."
)
BRIEF: Final = (
    "A brief\n\n"
    "The Example Center urges the Department of Commerce to publish figures under H.R. 3447. Nobody knows them."
)  # fmt: skip


def extractions() -> tuple[Extraction, ...]:
    """Give the documents: a press item, a report and its revision, a bill, a letter against it, and a brief."""
    report = _report(REPORT, issued="2026-03-01")
    revised = replace(_report(REVISED, issued="2026-06-01"), vanished=(_named(report, "Leaking").iri,))
    revised = replace(revised, document=replace(revised.document, revises=report.document.iri))
    return factories.extraction(), report, revised, _statute(), _letter(), _brief()


def texts() -> tuple[str, ...]:
    """Give the stored texts of the documents, in the same order."""
    return factories.TEXT, REPORT, REVISED, STATUTE, LETTER, BRIEF


def runs() -> tuple[IngestRunRecord, ...]:
    """Give two runs; the second read the revision and left the report alone."""
    press, report, revised, statute, letter, brief = extractions()
    first, second = (press, report, statute), (press, statute, revised, letter, brief)
    return _run(1, first, ()), _run(2, second, ("torn.pdf: it is cut short; fetch it again.",))


def fill(store: Store) -> None:
    """Put documents and runs into a store."""
    for extraction in extractions():
        store.replace_graph(extraction.document.graph_iri, triples(extraction))
    for run in runs():
        store.replace_graph(run.graph_iri, run_triples(run))


def values() -> dict[str, dict[str, str]]:
    """Give values for the parameters of the queries that the graph can't be asked about by default."""
    press, _, revised, *_ = extractions()
    earlier, later = (run.iri for run in runs())
    document = {"document": revised.document.iri}
    return {
        "asks-by-issuer": {"actor": CENTER.name},
        "claims-of-actor": {"actor": CENTER.name},
        "documents-of-publisher": {"publisher": "Example Press"},
        "longest-chains": document,
        "not-reviewed": {**document, "below": "0.85"},
        "parts": document,
        "quotes-of-document": document,
        "reasons": {"statement": _named(press, factories.CLOSE_LOOPHOLES).iri},
        "reused-reasons": document,
        "run-changes": {"earlier": earlier, "later": later},
        "unsupported": {"topic": "topic:transparency"},
        "context": {"statement": _named(press, factories.CLOSE_LOOPHOLES).iri},
        "trace": {"statement": _named(press, factories.CLOSE_LOOPHOLES).iri},
        "newer": {"document": extractions()[1].document.iri},
    }


def _run(number: int, read: tuple[Extraction, ...], failures: tuple[str, ...]) -> IngestRunRecord:
    return IngestRunRecord(
        started=datetime(2026, 7, number, 9, 0, tzinfo=UTC),
        ended=datetime(2026, 7, number, 9, 5, tzinfo=UTC),
        host="example-host",
        extractions=tuple(each.iri for each in read),
        documents=tuple((each.document.iri, f"papers/{each.document.title}.txt") for each in read),
        failures=failures,
    )


def _named(extraction: Extraction, beginning: str) -> Statement:
    return next(each for each in extraction.statements if each.quote.exact.startswith(beginning))


class _Pen:
    """Writes the records of one text; each statement is named by the words that it begins with."""

    def __init__(self, text: str, issuer: Actor | None) -> None:
        self._text = text
        self._issuer = issuer
        self.statements: dict[str, Statement] = {}
        self.passages: list[Passage] = []

    def _words(self, beginning: str) -> str:
        start = self._text.index(beginning)
        stop = re.compile(r"(?<!R)\.(?= |\Z)").search(self._text, start)
        return self._text[start : len(self._text) if stop is None else stop.end()]

    def _passage(self, words: str, role: Role, provision: str | None) -> str:
        passage = factories.passage(words, len(self.passages), role, self._text, provision=provision)
        self.passages.append(passage)
        return passage.iri

    def ask(self, beginning: str, *, provision: str | None = None, **fields: Any) -> Recommendation:
        words = self._words(beginning)
        self._passage(words, Role.RECOMMENDATION, provision)
        issuer = None if self._issuer is None else self._issuer.iri
        made = factories.recommendation(words, self._text, **{"issuer": issuer, "action": words, **fields})
        self.statements[beginning] = made
        return made

    def claim(self, beginning: str, role: Role = Role.CLAIM, **fields: Any) -> Statement:
        words = self._words(beginning)
        self._passage(words, role, None)
        by = None if self._issuer is None else self._issuer.iri
        made = factories.claim(words, role, self._text, **{"asserted_by": by, **fields})
        self.statements[beginning] = made
        return made

    def quote(self, words: str) -> Quote:
        return factories.quote(words, self._text)

    def finish(self, *actors: Actor, **fields: Any) -> Extraction:
        document = factories.document(self._text, title=self._text.split("\n")[0], **fields.pop("document"))
        return Extraction(
            document=document,
            process=factories.PROCESS,
            passages=tuple(self.passages),
            statements=tuple(self.statements.values()),
            actors=actors,
            **fields,
        )


def _report(text: str, *, issued: str) -> Extraction:
    pen = _Pen(text, CENTER)
    survey = pen.claim("A 2025 survey", Role.EVIDENCE, confidence=0.95, topics=("chip-smuggling",))
    count = pen.claim("The count shows", confidence=0.55)
    lead = pen.claim("Leaking controls", hedges=("may",), confidence=0.7) if "Leaking controls" in text else None
    topics = {"topics": ("chip-smuggling", "export-controls")}
    congress = {"addressees": (factories.CONGRESS.iri,), "instrument": Instrument.FUNDING, **topics}
    fund = pen.ask("Congress should fund", deadline="by 2027", **congress)
    pay = pen.ask("It should pay", part_of=fund.iri, confidence=0.8, topics=("export-controls",))
    pen.ask(
        "The Department of Commerce must",
        addressees=(COMMERCE.iri,),
        modality=Modality.MUST,
        condition="if the bill passes",
        topics=("export-controls", "transparency"),
        instrument=Instrument.INFORMATION_SHARING,
    )
    pen.ask(
        "Congress should not cut",
        addressees=(factories.CONGRESS.iri,),
        polarity=Polarity.AGAINST,
        topics=("export-controls",),
        instrument=Instrument.LEGISLATION,
        review=ReviewState.CONFIRMED,
    )
    pen.ask("The Bureau of Industry", addressees=(factories.BUREAU.iri,), issuer=None)
    links = [(survey, count, 0.9), (count, fund, 0.6), (survey, pay, 0.5)]
    return pen.finish(
        CENTER,
        factories.CONGRESS,
        factories.BUREAU,
        COMMERCE,
        document={
            "authors": (CENTER.name,), "publisher": CENTER.name, "issued": issued, "kind": SourceKind.POLICY_PAPER,
            "url": "https://example.org/counting", "pages": 4,
        },
        justifications=tuple(_line(*link) for link in [*links, *([(lead, fund, 0.4)] if lead else [])]),
        citations=(Citation(quote=pen.quote("H.R. 3447"), kind=CitationKind.BILL, identifier=BILL),),
        mentions=(
            Mention(quote=pen.quote("the Bureau"), actor=None, candidates=(factories.BUREAU.iri, COMMERCE.iri)),
            Mention(quote=pen.quote("Department of Commerce"), actor=COMMERCE.iri),
        ),
    )  # fmt: skip


def _line(premise: Statement, target: Statement, confidence: float) -> Justification:
    return replace(factories.justification(premise, target), confidence=confidence)


def _statute() -> Extraction:
    pen = _Pen(STATUTE, factories.CONGRESS)
    pen.ask(
        "The Secretary shall",
        provision=f"{BILL}/s2/a",
        modality=Modality.MUST,
        topics=("chip-smuggling", "export-controls"),
        deadline="each year",
        instrument=Instrument.OVERSIGHT,
    )
    pen.ask(
        "The Department of Commerce may",
        provision=f"{BILL}/s3",
        addressees=(COMMERCE.iri,),
        modality=Modality.MAY,
        instrument=Instrument.REGULATION,
        topics=("compute",),
    )
    return pen.finish(
        factories.CONGRESS,
        COMMERCE,
        document={
            "authors": (factories.CONGRESS.name,), "publisher": None, "issued": "2026", "kind": SourceKind.BILL,
            "url": None, "identifiers": (BILL,),
        },
    )  # fmt: skip


def _letter() -> Extraction:
    pen = _Pen(LETTER, CHAMBER)
    drop = pen.ask(
        "The Example Chamber",
        addressees=(factories.CONGRESS.iri,),
        polarity=Polarity.AGAINST,
        instrument=Instrument.LEGISLATION,
        topics=("export-controls",),
    )
    mended = pen.claim("Rules that leak")
    only = pen.claim("The survey counted", Role.EVIDENCE)
    survey = _named(_report(REVISED, issued="2026-06-01"), "A 2025 survey")
    return pen.finish(
        CHAMBER,
        factories.CONGRESS,
        document={
            "authors": (CHAMBER.name,), "publisher": CHAMBER.name, "issued": "2026-06-20",
            "kind": SourceKind.STATEMENT, "url": "https://example.org/letter",
        },
        justifications=(
            factories.justification(mended, drop, Direction.DISPUTES),
            factories.justification(only, survey, Direction.DISPUTES),
        ),
    )  # fmt: skip


def _brief() -> Extraction:
    pen = _Pen(BRIEF, None)
    pen.ask(
        "The Example Center urges",
        issuer=CENTER.iri,
        is_reported=True,
        addressees=(COMMERCE.iri,),
        topics=("transparency",),
    )
    pen.claim("Nobody knows")
    return pen.finish(
        CENTER,
        COMMERCE,
        document={
            "authors": (), "publisher": "Example Press", "issued": "2026-06", "is_brief": True,
            "kind": SourceKind.POLICY_PAPER, "url": "https://example.org/figures",
        },
        citations=(Citation(quote=pen.quote("H.R. 3447"), kind=CitationKind.BILL, identifier=BILL),),
    )  # fmt: skip
