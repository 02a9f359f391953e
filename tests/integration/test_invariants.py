"""What holds of every document, whatever it says: from its bytes through the real readers and pipeline to the dump.

The pipeline goes by rules alone here (no syntax model, no encoder), so that many papers can be drawn; everything that
places words, names things and loads the graph is the same with models.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from rdflib.term import Node
from spacy.language import Language

from ingest.cleaning import clean
from ingest.identity import process_of
from ingest.loading import Loader
from ingest.pipeline import build, read_document
from ingest.readers import read
from ingest.reading import Reading
from ingest.settings import NONE, PipelineSettings
from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.errors import ShapeError
from kg.identifiers import BASE, kind_of
from kg.index import Index
from kg.mapping import extraction_from, normalised, triples
from kg.model import Extraction, Modality, Process, Quote, Recommendation, Role, Statement
from kg.provenance import IngestRunRecord, run_triples
from kg.store import Store
from kg.validation import check
from kg.versions import vanished
from ontology.namespaces import PREFIXES
from tests.integration.texts import File, papers, revisions

RULES = PipelineSettings(syntax=NONE, encoder=NONE)
CONFIDENCE = PREFIXES["w"] + "confidence"
MODALITY = PREFIXES["w"] + "modality"
MORNING = datetime(2026, 5, 14, 9, tzinfo=UTC)

some = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def pipeline() -> Language:
    return build(RULES)


@cache
def process() -> Process:
    return process_of(RULES)


def reading_of(file: File, by: Process | None = None) -> Reading:
    source = read(file.data, name=file.name)
    digest = sha256(file.data).hexdigest()
    extraction = read_document(pipeline(), source, data_sha256=digest, process=by if by is not None else process())
    return Reading(extraction=extraction, text=source.text, warnings=source.warnings, seconds=1.0, pipeline_seconds=1.0)


def quotes(extraction: Extraction) -> list[Quote]:
    return [item.quote for item in (*extraction.statements, *extraction.mentions, *extraction.citations)]


def dump_of(extractions: Iterable[Extraction]) -> bytes:
    with EmbeddedStore() as store:
        for extraction in extractions:
            store.replace_graph(extraction.document.graph_iri, triples(extraction))
        return b"".join(store.dump())


class Shelf:
    """A data directory with a loader, and the store in memory."""

    def __init__(self, folder: Path, store: Store, index: Index) -> None:
        self.store = store
        self.data = DataDirectory(folder)
        self._loader = Loader(data=self.data, store=store, index=index)
        self._runs = 0

    def load(self, file: File, reading: Reading | None = None) -> Extraction:
        """Load a file as a run does: its document, then the record of where it was."""
        found = self._loader.load(reading or reading_of(file), file.data, place=f"/papers/{file.name}")
        self._runs += 1
        moment = MORNING + timedelta(seconds=self._runs)
        place = (found.document.iri, f"/papers/{file.name}")
        run = IngestRunRecord(started=moment, ended=moment, host="here", extractions=(found.iri,), documents=(place,))
        self.store.replace_graph(run.graph_iri, run_triples(run))
        return found

    def dump(self, *, runs: bool = False) -> bytes:
        return b"".join(self.store.dump(runs=runs))


@contextmanager
def shelf() -> Iterator[Shelf]:
    with TemporaryDirectory() as folder, EmbeddedStore() as store, Index.open(Path(folder) / "index.sqlite") as index:
        yield Shelf(Path(folder), store, index)


# --- every quote is cut from the stored text ---


@some
@given(papers())
def test_every_quote_is_the_slice_of_the_stored_text_in_code_points(paper: File) -> None:
    reading = reading_of(paper)
    for quote in quotes(reading.extraction):
        assert reading.text[quote.start : quote.end] == quote.exact


@some
@given(papers())
def test_passages_in_order_hold_all_of_the_text_but_white_space_and_markup(paper: File) -> None:
    source, extraction = read(paper.data, name=paper.name), reading_of(paper).extraction
    cleaned = clean(source)
    in_clean = {cleaned.to_source(at, at + 1)[0] for at, character in enumerate(cleaned.text) if character.strip()}
    last = 0
    for order, passage in enumerate(extraction.passages):
        assert passage.order == order
        assert passage.start >= last, "passages overlap"
        assert not in_clean.intersection(range(last, passage.start)), "words between two passages"
        last = passage.end
    assert not in_clean.intersection(range(last, len(source.text)))


@some
@given(papers())
def test_passages_of_plain_text_hold_every_visible_character(paper: File) -> None:
    reading = reading_of(paper)
    assume(reading.extraction.document.media_type == "text/plain")
    held = bytearray(len(reading.text))
    for passage in reading.extraction.passages:
        held[passage.start : passage.end] = b"x" * (passage.end - passage.start)
    left = [character for character, is_held in zip(reading.text, held, strict=True) if not is_held]
    assert {unicodedata.category(character) for character in left if not character.isspace()} <= {"Cf"}


@some
@given(papers())
def test_a_statement_lies_within_its_passage(paper: File) -> None:
    extraction = reading_of(paper).extraction
    places = {passage.iri: (passage.start, passage.end) for passage in extraction.passages}
    for statement in extraction.statements:
        start, end = places[statement.passage]
        assert start <= statement.quote.start < statement.quote.end <= end


# Headings of marks alone, one after another, once broke the joining of torn headings.
@example(File(name="marks.html", data=b"<!doctype html><p>Congress should act.</p><h2>0</h2><h2>_</h2><h2>a</h2>"))
@some
@given(papers())
def test_what_is_read_keeps_every_rule_of_the_shapes(paper: File) -> None:
    reading = reading_of(paper)
    assert check(reading.extraction, reading.text) == ()


@some
@given(papers())
def test_an_ask_in_plain_words_is_found_in_every_format(paper: File) -> None:
    # Every drawn paper begins with one; without this test all others could hold of empty extractions.
    assert any(isinstance(statement, Recommendation) for statement in reading_of(paper).extraction.statements)


@few
@given(papers())
def test_the_stored_text_comes_back_from_the_archive_code_point_by_code_point(paper: File) -> None:
    reading = reading_of(paper)
    with shelf() as it:
        document = it.load(paper, reading).document
        assert it.data.archive.text(document.text_sha256) == reading.text
        assert it.data.archive.original(document.sha256) == paper.data


@few
@given(papers())
def test_the_words_in_the_graph_are_the_words_in_the_archive(paper: File) -> None:
    query = (
        f"PREFIX oa: <{PREFIXES['oa']}> SELECT ?exact ?start ?end WHERE {{ ?quote oa:hasSelector ?words, ?place . "
        "?words oa:exact ?exact . ?place oa:start ?start ; oa:end ?end }"
    )
    with shelf() as it:
        document = it.load(paper).document
        text = it.data.archive.text(document.text_sha256)
        rows = it.store.select(query).rows
    assert rows
    for row in rows:
        assert text[int(str(row["start"])) : int(str(row["end"]))] == str(row["exact"])


# --- what can't be grounded isn't published ---


def moved(quote: Quote, text: str, by: int) -> Quote:
    """Move a quote's words to another place, as a reader that counts wrongly would."""
    start = quote.start + by
    assume(start >= 0 and text[start : start + len(quote.exact)] != quote.exact)
    return replace(quote, start=start, end=start + len(quote.exact))


def reworded(quote: Quote) -> Quote:
    return replace(quote, exact=("x" if quote.exact[0] != "x" else "y") + quote.exact[1:])


@few
@given(papers(), st.integers(-3, 3), st.integers(0, 99))
def test_a_statement_that_lost_its_words_is_refused_and_the_graph_stays(paper: File, by: int, which: int) -> None:
    reading = reading_of(paper)
    statements = reading.extraction.statements
    wrong = statements[which % len(statements)]
    quote = moved(wrong.quote, reading.text, by) if by else reworded(wrong.quote)
    # What refers to the statement follows it, so that grounding alone can be what is wrong.
    spoilt = replace(
        reading.extraction,
        statements=tuple(replace(s, quote=quote) if s is wrong else _without_whole(s) for s in statements),
        justifications=(),
    )
    assert any("isn't what the text has there" in finding for finding in check(spoilt, reading.text))
    with shelf() as it:
        it.load(File(name="other.txt", data=b"The Senate should hold a hearing on ports.\n"))
        before = it.dump(runs=True)
        with pytest.raises(ShapeError, match=r"paper\."):
            it.load(paper, replace(reading, extraction=spoilt))
        assert it.dump(runs=True) == before


def _without_whole(statement: Statement) -> Statement:
    return replace(statement, part_of=None) if isinstance(statement, Recommendation) else statement


@few
@given(papers())
def test_words_from_another_text_are_refused(paper: File) -> None:
    reading = reading_of(paper)
    with shelf() as it:
        with pytest.raises(ShapeError):
            it.load(paper, replace(reading, text="\U0001f469" + reading.text))
        assert it.dump(runs=True) == b""


# --- equal bytes and model, equal dump ---


@few
@given(papers())
def test_the_same_bytes_read_twice_give_the_same_dump(paper: File) -> None:
    assert dump_of([reading_of(paper).extraction]) == dump_of([reading_of(paper).extraction])


@few
@given(papers())
def test_loading_the_same_bytes_again_changes_nothing_but_the_runs(paper: File) -> None:
    with shelf() as it:
        it.load(paper)
        first, with_runs = it.dump(), it.dump(runs=True)
        it.load(paper)
        assert it.dump() == first
        assert it.dump(runs=True) != with_runs


@few
@given(papers(), papers())
def test_the_order_in_which_two_documents_are_loaded_leaves_no_trace(one: File, other: File) -> None:
    first, second = replace(one, name=f"a-{one.name}"), replace(other, name=f"b-{other.name}")
    assume(first.data != second.data)
    dumps = []
    for order in ((first, second), (second, first)):
        with shelf() as it:
            for file in order:
                it.load(file)
            dumps.append(it.dump())
    assert dumps[0] == dumps[1]


@few
@given(papers())
def test_a_dump_leaves_runs_out_unless_asked(paper: File) -> None:
    with shelf() as it:
        it.load(paper)
        assert b"startedAtTime" not in it.dump()
        assert b"/papers/" not in it.dump()
        assert b"startedAtTime" in it.dump(runs=True)


@few
@given(papers())
def test_the_order_of_the_records_leaves_no_trace_in_the_dump(paper: File) -> None:
    extraction = reading_of(paper).extraction
    turned: dict[str, Any] = {
        name: tuple(reversed(getattr(extraction, name)))
        for name in ("passages", "statements", "justifications", "actors", "mentions", "citations")
    }
    assert dump_of([replace(extraction, **turned)]) == dump_of([extraction])


# --- names depend on content and place ---

digests = st.binary(max_size=4).map(lambda data: sha256(data).hexdigest())
processes = st.builds(
    Process,
    software=st.sampled_from(("warrant 0.1.0", "warrant 9.0")),
    code_digest=digests,
    model_digest=digests,
    settings=st.sampled_from(((), (("encoder", "other"),))),
)


def names_of(extraction: Extraction) -> dict[str, list[str]]:
    groups: dict[str, Iterable[Any]] = {
        "document": (extraction.document,),
        "passage": extraction.passages,
        "statement": extraction.statements,
        "justification": extraction.justifications,
        "actor": extraction.actors,
        "mention": extraction.mentions,
        "citation": extraction.citations,
        "quote": quotes(extraction),
    }
    return {kind: [item.iri for item in items] for kind, items in groups.items()}


@some
@given(papers(), processes)
def test_another_model_code_or_setting_leaves_every_name_but_the_extractions(paper: File, other: Process) -> None:
    assume(other != process())
    mine, theirs = reading_of(paper).extraction, reading_of(paper, other).extraction
    assert names_of(mine) == names_of(theirs)
    assert mine.iri != theirs.iri


@few
@given(papers(), st.sampled_from((Role.CLAIM, Role.EVIDENCE)), st.floats(0, 1))
def test_another_role_and_confidence_leave_a_statement_its_name(paper: File, role: Role, sure: float) -> None:
    for statement in reading_of(paper).extraction.statements:
        changed = replace(statement, confidence=sure, cue="another")
        assert changed.iri == statement.iri
        if not isinstance(changed, Recommendation):
            assert replace(changed, role=role).iri == statement.iri


@some
@given(papers())
def test_every_name_is_under_the_base_and_says_what_it_names(paper: File) -> None:
    extraction = reading_of(paper).extraction
    for kind, names in names_of(extraction).items():
        assert {kind_of(name) for name in names} <= {kind}
    assert kind_of(extraction.iri) == "extraction"
    assert extraction.document.graph_iri.startswith(f"{BASE}id/graph/")


@some
@given(papers())
def test_nothing_in_the_graph_is_without_a_name(paper: File) -> None:
    for subject, _, value in triples(reading_of(paper).extraction):
        assert str(subject).startswith(BASE), subject
        assert type(value).__name__ != "BNode"


# --- versions ---


@few
@given(revisions())
def test_exactly_the_statements_whose_words_are_gone_are_flagged(versions: tuple[str, str]) -> None:
    old, new = (File(name="paper.txt", data=text.encode()) for text in versions)
    with shelf() as it:
        first = it.load(old)
        second = it.load(new)
    assert second.document.revises == first.document.iri
    gone = {statement.iri for statement in first.statements if statement.quote.exact not in versions[1]}
    assert set(second.vanished) == gone


@few
@given(revisions())
def test_no_statement_of_the_older_version_moves_or_changes(versions: tuple[str, str]) -> None:
    old, new = (File(name="paper.txt", data=text.encode()) for text in versions)
    with shelf() as it:
        graph = it.load(old).document.graph_iri
        before = [line for line in it.dump().splitlines() if f"<{graph}>".encode() in line]
        it.load(new)
        assert [line for line in it.dump().splitlines() if f"<{graph}>".encode() in line] == before


@few
@given(revisions())
def test_the_versions_share_no_statement(versions: tuple[str, str]) -> None:
    first, second = (reading_of(File(name="paper.txt", data=text.encode())).extraction for text in versions)
    assert first.document.iri != second.document.iri
    for kind in ("passage", "statement", "quote"):
        assert not set(names_of(first)[kind]) & set(names_of(second)[kind])


@few
@given(revisions())
def test_reading_both_versions_again_leaves_the_link_between_them(versions: tuple[str, str]) -> None:
    old, new = (File(name="paper.txt", data=text.encode()) for text in versions)
    with shelf() as it:
        it.load(old)
        it.load(new)
        once = it.dump()
        it.load(new)
        it.load(old)
        assert it.dump() == once


def test_words_that_were_moved_within_the_text_have_not_vanished() -> None:
    ask, rest = "Congress should fund 200 port inspectors.", "More inspectors would make smuggling harder."
    with shelf() as it:
        first = it.load(File(name="paper.txt", data=f"{ask}\n\n{rest}\n".encode()))
        assert first.statements
        assert vanished(it.store, first.document.iri, f"{rest}\n\n{ask}\n") == ()


# --- three things that are never mixed ---


def _about(extraction: Extraction, *, leaving_out: str) -> set[tuple[Node, Node, Node]]:
    return {triple for triple in triples(extraction) if str(triple[1]) != leaving_out}


def _values(extraction: Extraction, term: str) -> set[tuple[Node, Node, Node]]:
    return {triple for triple in triples(extraction) if str(triple[1]) == term}


@few
@given(papers(), st.sampled_from((0.0, 0.1234, 1.0)))
def test_another_confidence_of_the_extractor_changes_confidences_alone(paper: File, sure: float) -> None:
    extraction = reading_of(paper).extraction
    assume(all(statement.confidence != sure for statement in extraction.statements))
    changed = replace(extraction, statements=tuple(replace(s, confidence=sure) for s in extraction.statements))
    assert _values(changed, CONFIDENCE) != _values(extraction, CONFIDENCE)
    assert _about(changed, leaving_out=CONFIDENCE) == _about(extraction, leaving_out=CONFIDENCE)


@few
@given(papers(), st.sampled_from(Modality))
def test_another_firmness_of_an_ask_changes_modalities_alone(paper: File, modality: Modality) -> None:
    extraction = reading_of(paper).extraction
    asks = [s for s in extraction.statements if isinstance(s, Recommendation)]
    assume(any(ask.modality is not modality for ask in asks))
    firm = tuple(replace(s, modality=modality) if isinstance(s, Recommendation) else s for s in extraction.statements)
    changed = replace(extraction, statements=firm)
    assert _values(changed, MODALITY) != _values(extraction, MODALITY)
    assert _about(changed, leaving_out=MODALITY) == _about(extraction, leaving_out=MODALITY)


@some
@given(papers())
def test_no_strength_of_evidence_is_stored_with_what_was_read(paper: File) -> None:
    # It is computed from the graph; stored, it would be taken for a finding of the extractor.
    assert not {triple for triple in triples(reading_of(paper).extraction) if "strength" in str(triple[1]).lower()}


@few
@given(papers())
def test_the_graph_gives_the_records_back(paper: File) -> None:
    extraction = reading_of(paper).extraction
    assert extraction_from(triples(extraction)) == normalised(extraction)
