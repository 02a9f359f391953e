import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.embedded import EmbeddedStore
from kg.errors import StoreError
from kg.index import Index
from kg.mapping import triples
from kg.matching import match_ranges
from kg.model import Extraction, Role
from kg.rows import Search, Sort
from tests import factories


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as opened:
        yield opened


@pytest.fixture
def filled(index: Index) -> Index:
    index.replace(factories.extraction())
    return index


def revision() -> Extraction:
    old = factories.extraction().document.iri
    return factories.extraction_of([(Role.RECOMMENDATION, "Congress should count again.")], revises=old)


def store_of(*extractions: Extraction) -> EmbeddedStore:
    store = EmbeddedStore()
    for extraction in extractions:
        store.replace_graph(extraction.document.graph_iri, triples(extraction))
    return store


def found(index: Index, text: str = "", **fields: object) -> list[str]:
    return [row.exact for row in index.recommendations(Search(text=text, **fields)).rows]  # type: ignore[arg-type]


def test_an_empty_index_answers_with_nothing(index: Index) -> None:
    assert index.recommendations(Search()).total == 0
    assert index.counts().documents == 0
    assert not index.documents()
    assert not index.actors()


def test_recommendations_are_listed_with_their_frames(filled: Index) -> None:
    row = next(row for row in filled.recommendations(Search()).rows if row.exact == factories.CLOSE_LOOPHOLES)
    assert row.speaker is not None
    assert row.speaker.name == factories.ISSUER.name
    assert [named.name for named in row.addressees] == [factories.CONGRESS.name]
    assert row.topics == ("chip-smuggling", "export-controls")
    assert (row.supports, row.disputes) == (1, 1)


def test_replacing_twice_equals_once(filled: Index) -> None:
    before = filled.recommendations(Search()), filled.facets(Search()), filled.counts()
    filled.replace(factories.extraction())
    after = filled.recommendations(Search()), filled.facets(Search()), filled.counts()
    assert before == after


def test_a_dropped_document_leaves_nothing_behind(filled: Index) -> None:
    filled.drop(factories.document().iri)
    assert found(filled, "loopholes") == []
    assert filled.actors() == ()
    assert filled.counts().documents == 0


def test_a_failing_replacement_leaves_the_index_as_it_was(filled: Index) -> None:
    extraction = factories.extraction()
    twice = replace(extraction, statements=(*extraction.statements, extraction.statements[0]))
    with pytest.raises(StoreError):
        filled.replace(twice)
    assert len(found(filled)) == 2


def test_text_search_finds_inflected_words_and_says_where(filled: Index) -> None:
    row = filled.recommendations(Search(text="loophole")).rows[0]
    assert [row.exact[start:end] for start, end in row.matches] == ["loopholes"]


def test_text_search_looks_into_names_too(filled: Index) -> None:
    assert found(filled, "BIS") == [factories.FUND_INSPECTORS]


def test_all_words_must_occur_and_a_phrase_in_its_order(filled: Index) -> None:
    assert found(filled, "loopholes inspectors") == []
    assert found(filled, '"export controls"') == [factories.CLOSE_LOOPHOLES]
    assert found(filled, '"controls export"') == []


@pytest.mark.parametrize("text", ["---", '"', "*", "( )"])
def test_text_without_any_word_finds_nothing_instead_of_everything(filled: Index, text: str) -> None:
    assert found(filled, text) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(st.characters(exclude_categories=())))
def test_no_text_breaks_a_search(filled: Index, text: str) -> None:
    assert filled.statements(Search(text=text)).total >= 0


@given(st.text(), st.text(), st.text())
def test_marks_become_ranges_of_the_unmarked_text(before: str, hit: str, after: str) -> None:
    before, hit, after = (part.replace("\x01", "").replace("\x02", "") for part in (before, hit, after))
    ((start, end),) = match_ranges(f"{before}\x01{hit}\x02{after}")
    assert (before + hit + after)[start:end] == hit


def test_marks_in_the_source_itself_do_not_shift_ranges(index: Index) -> None:
    words = "Congress \x01should\x02 count chips."
    index.replace(factories.extraction_of([(Role.RECOMMENDATION, words)]))
    row = index.recommendations(Search(text="chips")).rows[0]
    assert [row.exact[start:end] for start, end in row.matches] == ["chips"]


def test_a_facet_counts_under_all_other_conditions_but_its_own(filled: Index) -> None:
    facets = filled.facets(Search(facets={"instrument": ("funding",)}))
    assert {value.value: value.count for value in facets["instrument"]} == {"funding": 1, "legislation": 1}
    assert [value.label for value in facets["addressee"]] == [factories.BUREAU.name]


def test_a_chosen_value_narrows_the_list(filled: Index) -> None:
    assert found(filled, facets={"topic": ("chip-smuggling",)}) == [factories.CLOSE_LOOPHOLES]
    assert found(filled, facets={"addressee": (factories.BUREAU.iri,)}) == [factories.FUND_INSPECTORS]
    assert found(filled, facets={"support": ("no",)}) == []


def test_statements_without_a_value_can_be_asked_for(filled: Index) -> None:
    assert found(filled, facets={"topic": ("none",)}) == [factories.FUND_INSPECTORS]


def test_a_chosen_value_that_nothing_has_is_shown_with_zero(filled: Index) -> None:
    values = filled.facets(Search(facets={"topic": ("quantum",)}))["topic"]
    assert [(value.count, value.chosen) for value in values if value.value == "quantum"] == [(0, True)]


def test_facet_counts_agree_with_the_list(filled: Index) -> None:
    for name, values in filled.facets(Search()).items():
        for value in values:
            assert len(found(filled, facets={name: (value.value,)})) == value.count, (name, value)


def test_pages_cut_the_list_without_losing_a_row(filled: Index) -> None:
    pages = [filled.recommendations(Search(page=page, per_page=1, sort=Sort.DOCUMENT)) for page in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [1, 1, 0]
    assert pages[0].pages == pages[0].total == 2
    assert pages[0].rows != pages[1].rows


def test_a_replaced_version_is_left_out_and_flagged_on_demand(filled: Index) -> None:
    filled.replace(revision())
    assert found(filled) == ["Congress should count again."]
    rows = filled.recommendations(Search(include_superseded=True)).rows
    assert {row.exact: row.superseded for row in rows}[factories.CLOSE_LOOPHOLES] is True
    assert filled.counts().superseded == 1
    old = filled.document(factories.document().iri)
    assert old is not None
    assert old.superseded_by == revision().document.iri


def test_an_actor_has_its_asks_and_claims(filled: Index) -> None:
    assert {row.exact for row in filled.asks_made(factories.ISSUER.iri)} == {
        factories.CLOSE_LOOPHOLES,
        factories.FUND_INSPECTORS,
    }
    assert [row.exact for row in filled.asks_received(factories.BUREAU.iri)] == [factories.FUND_INSPECTORS]
    assert [row.exact for row in filled.claims_of(factories.CRITIC.iri)] == [factories.CRITICS_SAY]
    actor = filled.actor(factories.CONGRESS.iri)
    assert actor is not None
    assert (actor.aliases, actor.same_as) == (factories.CONGRESS.aliases, factories.CONGRESS.same_as)


def test_a_document_has_its_statements_and_passages_in_order(filled: Index) -> None:
    document = factories.document().iri
    assert [row.exact for row in filled.statements_of(document)] == list(factories.SENTENCES)
    assert [row.kind for row in filled.passages_of(document)] == ["title", *["sentence"] * 5]


def test_the_place_of_a_mention_is_known(filled: Index) -> None:
    mention = factories.extraction().mentions[0]
    place = filled.place(mention.iri)
    assert place is not None
    assert (place.start, place.end, place.actor) == (mention.quote.start, mention.quote.end, mention.actor)
    assert filled.place("https://w3id.org/warrant/id/mention/00000000000000000000") is None


def test_synchronising_reads_what_differs_and_drops_what_is_gone(index: Index) -> None:
    both = store_of(factories.extraction(), revision())
    assert index.synchronise(both).read == 2
    assert (index.synchronise(both).read, index.synchronise(both).kept) == (0, 2)
    assert index.synchronise(store_of(revision())).dropped == 1
    assert index.documents() == (index.document(revision().document.iri),)


def test_a_synchronised_index_equals_one_that_was_fed_directly(index: Index, tmp_path: Path) -> None:
    index.synchronise(store_of(factories.extraction()))
    with Index.open(tmp_path / "other.sqlite") as other:
        other.replace(factories.extraction())
        assert index.facets(Search()) == other.facets(Search())
        assert [row.iri for row in index.statements(Search()).rows] == [
            row.iri for row in other.statements(Search()).rows
        ]


def test_a_reader_sees_the_old_state_until_a_writer_is_done(filled: Index, tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as second:
        second.clear()
        assert found(filled) == []


def test_a_file_that_is_no_index_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="warrant reindex"):
        Index.open(path)


def test_a_damaged_index_is_told_with_what_to_do(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:
        with sqlite3.connect(tmp_path / "index.sqlite") as other:
            other.execute("DROP TABLE statement")
        other.close()
        with pytest.raises(StoreError, match="warrant reindex"):
            index.statements(Search())
