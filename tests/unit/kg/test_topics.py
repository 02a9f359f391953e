from collections.abc import Iterator

import pytest

from kg.index import Index
from kg.model import Direction, Role
from kg.reasons import bearings, reasons
from kg.rows import Search
from kg.sides import account, documents_with, said_by, sides
from kg.topics import (
    TopicCount,
    asked_in,
    asked_on,
    disputed_on,
    provisions_of,
    refusals_on,
    required_on,
    said_on,
    sources_on,
    titled,
    topic_concept,
    topic_counts,
    topic_summary,
)
from tests import factories, query_graph

PRESS, REPORT, REVISED, STATUTE, LETTER, BRIEF = query_graph.extractions()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("data") / "index.sqlite") as made:
        for extraction in query_graph.extractions():
            made.replace(extraction)
        yield made


def test_counts_are_those_of_the_list_and_include_narrower_topics(index: Index) -> None:
    counts = topic_counts(index)
    for topic in ("export-controls", "technology-controls", "chip-smuggling"):
        listed = index.statements(Search(facets={"topic": (topic,)})).total
        assert counts[topic].recommendations == listed
    assert counts["technology-controls"].total >= counts["export-controls"].total > counts["chip-smuggling"].total


def test_a_summary_counts_actors_and_documents_once(index: Index) -> None:
    found = topic_summary(index, "export-controls", TopicCount())
    rows = index.statements(Search(facets={"topic": ("export-controls",)}, per_page=99)).rows
    assert found.issuers == len({row.speaker.iri for row in rows if row.speaker})
    assert found.addressees == len({each.iri for row in rows for each in row.addressees})
    assert found.documents == len(sources_on(index, "export-controls", most=99))
    assert (found.first, found.last) == ("2026", "2026")


def test_replaced_versions_are_left_out(index: Index) -> None:
    found = [each.iri for each in sources_on(index, "export-controls", most=9)]
    assert REVISED.document.iri in found
    assert REPORT.document.iri not in found


def test_asks_are_grouped_by_whom_they_address_and_the_unnamed_come_last(index: Index) -> None:
    groups, addressees = asked_on(index, "export-controls", groups=8, each=2)
    names = [group.actor.name if group.actor else None for group in groups]
    assert names[0] == factories.CONGRESS.name
    assert names.index(None) == len(names) - 1
    assert addressees == len(names) - 1
    for group in groups:
        assert len(group.rows) == min(2, group.total)
        wanted = group.actor.iri if group.actor else None
        assert all(wanted in [each.iri for each in row.addressees] or not row.addressees for row in group.rows)


def test_fewer_groups_are_given_on_demand_and_all_are_counted(index: Index) -> None:
    every, addressees = asked_on(index, "export-controls", groups=8, each=1)
    some, same = asked_on(index, "export-controls", groups=1, each=1)
    assert addressees == same > 1
    assert [group.actor for group in some] == [every[0].actor, None]


def test_who_asks_that_something_be_not_done_is_found(index: Index) -> None:
    rows = refusals_on(index, "export-controls", most=9)
    assert {row.polarity for row in rows} == {"against"}
    assert any(row.exact.startswith("Congress should not cut") for row in rows)


def test_what_a_document_gives_a_reason_against_is_found(index: Index) -> None:
    assert all(row.disputes for row in disputed_on(index, "export-controls", most=9))
    assert factories.CLOSE_LOOPHOLES in [row.exact for row in disputed_on(index, "export-controls", most=9)]


def test_evidence_on_a_topic_is_given(index: Index) -> None:
    assert [row.exact[:13] for row in said_on(index, "chip-smuggling", Role.EVIDENCE, most=9)] == ["A 2025 survey"]


def test_laws_come_with_their_provision(index: Index) -> None:
    rows = required_on(index, "export-controls", most=9)
    assert {row.document for row in rows} == {STATUTE.document.iri}
    assert list(provisions_of(index, rows).values()) == [f"{query_graph.BILL}/s2/a"]


def test_further_asks_stand_in_documents_whose_title_names_the_topic(index: Index) -> None:
    concept = topic_concept("chip-smuggling")
    assert concept is not None
    assert titled(index, concept) == ()
    assert asked_in(index, "chip-smuggling", (), most=3) == ((), 0)
    numbers = [row["id"] for row in index.read("SELECT id FROM document WHERE iri = ?", (LETTER.document.iri,))]
    rows, total = asked_in(index, "chip-smuggling", numbers, most=3)
    assert [row.document for row in rows] == [LETTER.document.iri]
    assert total == 1


def test_reasons_come_with_their_direction_and_the_evidence_behind_them(index: Index) -> None:
    close = next(each for each in PRESS.statements if each.quote.exact == factories.CLOSE_LOOPHOLES)
    found = reasons(index, [close.iri, "https://w3id.org/warrant/id/statement/00000000000000000000"])
    assert list(found) == [close.iri]
    by_words = {each.row.exact: each for each in found[close.iri]}
    assert by_words[factories.CRITICS_SAY].direction is Direction.DISPUTES
    assert [row.exact for row in by_words[factories.CHIPS_DECIDE].evidence] == [factories.INSPECTORS_FOUND]
    assert bearings(index, ["https://example.org/> ?s ?p ?o"]) == ()


# --- sides of a comparison ---


def test_an_account_counts_a_document_or_an_actor_with_wider_topics(index: Index) -> None:
    found = account(index, REVISED.document.iri)
    assert found.count.recommendations == sum(each.role is Role.RECOMMENDATION for each in REVISED.statements)
    assert found.topics["technology-controls"].recommendations == found.topics["export-controls"].recommendations
    center = account(index, query_graph.CENTER.iri)
    assert center.count.recommendations == index.statements(Search(facets={"issuer": (center.iri,)})).total


def test_a_dispute_between_two_documents_is_found_from_either(index: Index) -> None:
    survey = next(each for each in REVISED.statements if each.quote.exact.startswith("A 2025 survey"))
    made, disputes = sides(index, [REVISED.document.iri, LETTER.document.iri])
    assert survey.iri in [each.target for each in disputes]
    assert survey.iri in made[0].statements
    assert {each.premise for each in disputes if each.target == survey.iri} <= made[1].statements


def test_the_asks_of_a_side_can_be_limited_to_a_topic(index: Index) -> None:
    (whole, _), _ = sides(index, [REVISED.document.iri, LETTER.document.iri])
    (some, _), _ = sides(index, [REVISED.document.iri, LETTER.document.iri], topic="chip-smuggling")
    assert 0 < len(some.asks) < len(whole.asks)
    assert all("chip-smuggling" in ask.topics for ask in some.asks)


def test_what_a_side_claims_on_a_topic_is_given_with_its_number(index: Index) -> None:
    rows, total = said_by(index, REVISED.document.iri, "export-controls", (Role.CLAIM, Role.EVIDENCE), most=1)
    assert (len(rows), total) == (1, 1)


@pytest.mark.parametrize(
    ("words", "title"), [("counting", "Counting chips"), ("LETTER chamber", "A letter"), ("100%", None), ("_", None)]
)
def test_documents_are_found_by_words_of_title_and_publisher_taken_literally(
    index: Index, words: str, title: str | None
) -> None:
    rows, total = documents_with(index, words, most=5)
    assert [row.title for row in rows] == ([title] if title else [])
    assert total == len(rows)
