from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from ingest.cleaning import clean
from ingest.components.drafts import Context
from ingest.identity import process_of
from ingest.pipeline import build, parts, read_document
from ingest.readers import read
from ingest.settings import NONE, PipelineSettings
from kg.errors import SettingsError
from kg.model import Extraction, Process, Recommendation, Role

RULES = PipelineSettings(syntax=NONE, encoder=NONE)
PROCESS = Process(software="test", code_digest="0", model_digest="0")
PAPER = """Acme Corp. advocates for closing such loopholes, deterring the attacks, and promoting chip exports.

The Bureau of Industry and Security (BIS) found in 2024 that 40 licences were misused. BIS should act.

Recommendations

- Fund the office that checks end users.
- Congress should pass H.R. 3447 (119th Congress).
"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build(RULES)


def extract(nlp: Language, text: str) -> tuple[Extraction, str]:
    data = text.encode()
    source = read(data, name="paper.txt")
    digest = sha256(data).hexdigest()
    return read_document(nlp, source, data_sha256=digest, process=PROCESS), source.text


def test_every_component_finds_what_it_needs(nlp: Language) -> None:
    problems = nlp.analyze_pipes()["problems"]
    assert {name: missing for name, missing in problems.items() if missing} == {}


def test_the_same_text_gives_the_same_extraction(nlp: Language) -> None:
    assert extract(nlp, PAPER) == extract(nlp, PAPER)


def test_every_quote_is_the_slice_of_the_source_text(nlp: Language) -> None:
    extraction, text = extract(nlp, PAPER)
    quoted = [*extraction.statements, *extraction.mentions, *extraction.citations]
    assert len(quoted) > 10
    assert all(item.quote.is_grounded_in(text) for item in quoted)


def test_a_statement_is_quoted_without_its_list_mark_and_what_leads_on(nlp: Language) -> None:
    extraction, _ = extract(nlp, "Recommendations\n\n(1) Congress should fund the office; and\n\n- BIS should act.\n")
    quotes = [item.quote.exact for item in extraction.statements]
    assert quotes == ["Congress should fund the office", "BIS should act."]


@pytest.mark.parametrize(
    ("authors", "issuer"),
    [
        ("Ann Howe", "Ann Howe"),
        ("Ann Howe; Ben Reed", "Ann Howe and Ben Reed"),
        ("Ann Howe; Ben Reed; Cy Lane", "Ann Howe, Ben Reed and Cy Lane"),
    ],
)
def test_several_authors_ask_together(nlp: Language, authors: str, issuer: str) -> None:
    front = f"---\ntitle: On ports\nauthor: {authors}\n---\n\n"
    extraction, _ = extract(nlp, f"{front}Congress should fund the ports.\n")
    names = {actor.iri: actor.name for actor in extraction.actors}
    assert [names[ask.issuer or ""] for ask in extraction.statements if isinstance(ask, Recommendation)] == [issuer]
    assert extraction.document.authors == tuple(authors.split("; "))


def test_a_document_without_a_title_is_called_by_its_first_words(nlp: Language) -> None:
    extraction, _ = extract(nlp, "the office should count the vessels that call at the three ports, and it should " * 3)
    assert extraction.document.title.startswith("the office should count the vessels")
    assert extraction.document.title.endswith("…")


words = st.lists(
    st.sampled_from(
        ["Congress should", "Acme Corp.", "warns that", "fund", "the Bureau", "in 2024,", "(1)", "H.R. 12", "—", "\n\n",
         ".", "because", "it is essential to", "closing gaps", "and", "😀", "U.S.", "shall:", "- "]
    ),
    min_size=1, max_size=30,
).map(" ".join).filter(lambda text: bool(text.strip(" \n")))  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words)
def test_whatever_the_text_all_is_grounded_and_no_two_records_share_an_iri(text: str) -> None:
    extraction, stored = extract(build_once(), text)
    for item in (*extraction.statements, *extraction.mentions, *extraction.citations):
        assert item.quote.is_grounded_in(stored)
    for group in (extraction.passages, extraction.statements, extraction.justifications, extraction.mentions):
        iris = [item.iri for item in group]
        assert len(iris) == len(set(iris))
    known = {actor.iri for actor in extraction.actors}
    assert {mention.actor for mention in extraction.mentions if mention.actor} <= known


_BUILT: list[Language] = []


def build_once() -> Language:
    if not _BUILT:
        _BUILT.append(build(RULES))
    return _BUILT[0]


def test_only_passages_that_say_something_have_statements(nlp: Language) -> None:
    extraction, _ = extract(nlp, PAPER)
    roles = {passage.iri: passage.role for passage in extraction.passages}
    assert all(roles[statement.passage] is statement.role for statement in extraction.statements)
    assert Role.OTHER not in {statement.role for statement in extraction.statements}


def test_a_long_text_is_cut_at_block_borders_and_nothing_is_lost(nlp: Language) -> None:
    text = "\n\n".join(f"Paragraph number {number} says that chips matter a lot." for number in range(200))
    cleaned = clean(read(text.encode(), name="long.txt"))
    cut = list(parts(cleaned, Context(), 1_000))
    assert [block for part in cut for block in part.blocks] == list(cleaned.blocks)
    assert max(part.end - part.start for part in cut) <= 1_000


def test_a_single_block_that_is_too_long_is_cut_at_white_space(nlp: Language) -> None:
    cleaned = clean(read(("word " * 2_000).encode(), name="long.txt"))
    cut = list(parts(cleaned, Context(), 1_000))
    assert len(cut) > 5
    assert "".join(part.text for part in cut).replace(" ", "") == "word" * 2_000


@pytest.mark.parametrize(
    ("head", "identifier"),
    [
        ("source_url: https://www.congress.gov/bill/118th-congress/house-bill/1", "/us/bill/118/hr/12"),
        ("source_date: 2025-05-15", "/us/bill/119/hr/12"),
        # a new Congress has only begun
        ("source_date: 2025-02-15", None),
        ("language: en", None),
    ],
)
def test_a_bill_is_of_the_congress_that_address_or_date_of_the_document_settle(
    nlp: Language, head: str, identifier: str | None
) -> None:
    text = (
        f"---\ntitle: Brief\nkind: brief\n{head}\n---\n# Paper\n\nThe sponsors of H.R. 12 say that chips are stolen.\n"
    )
    source = read(text.encode(), name="brief.md")
    extraction = read_document(nlp, source, data_sha256="0" * 64, process=PROCESS)
    assert [citation.identifier for citation in extraction.citations if citation.kind == "bill"] == [identifier]


def test_what_reads_a_document_is_told_by_digests_of_code_and_model() -> None:
    process = process_of(RULES)
    assert process == process_of(RULES)
    assert len(process.code_digest) == len(process.model_digest) == 64
    assert process.settings == (("encoder", "none"), ("part_length", "40000"), ("syntax", "none"))


def test_threads_bear_on_speed_alone() -> None:
    many = PipelineSettings(syntax=NONE, encoder=NONE, threads=4)
    assert process_of(many) == process_of(RULES)


def test_a_syntax_model_that_is_missing_is_an_error_that_names_it() -> None:
    with pytest.raises(SettingsError, match="no_such_model"):
        build(PipelineSettings(syntax="no_such_model", encoder=NONE))


@pytest.mark.parametrize("values", [{"part_length": 10}, {"threads": 0}])
def test_settings_that_cannot_work_are_refused(values: dict[str, int]) -> None:
    with pytest.raises(SettingsError):
        PipelineSettings(**values)  # type: ignore[arg-type]


def test_the_code_of_records_and_triples_is_part_of_the_identity(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(
        "ingest.identity._digest", lambda files, root: seen.extend(path.name for path in files) or "0" * 64
    )
    process_of(RULES)
    assert {"mapping.py", "model.py", "concepts.ttl"} <= set(seen)
