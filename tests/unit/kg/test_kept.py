from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.index import Index
from kg.kept import Kept
from kg.rows import Search
from kg.topics import asked_on, topic_counts, topic_summary
from tests import factories, query_graph

PRESS, REPORT, REVISED, STATUTE, LETTER, BRIEF = query_graph.extractions()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as made:
        made.replace(PRESS)
        yield made


def test_a_result_is_made_once_for_a_state_and_anew_for_the_next(index: Index) -> None:
    kept = Kept[int](2)
    made = iter(range(9))
    assert [kept.get(index, "a", lambda: next(made)) for _ in range(3)] == [0, 0, 0]
    index.replace(LETTER)
    assert kept.get(index, "a", lambda: next(made)) == 1
    index.drop(LETTER.document.iri)
    assert kept.get(index, "a", lambda: next(made)) == 2


def test_only_the_results_asked_for_last_are_kept(index: Index) -> None:
    kept = Kept[str](2)
    asked: list[str] = []

    def ask(key: str) -> str:
        return kept.get(index, key, lambda: asked.append(key) or key)

    assert [ask(key) for key in "abaca"] == list("abaca")
    assert asked == ["a", "b", "c"]
    ask("b")
    assert asked == ["a", "b", "c", "b"]


def test_what_was_found_before_a_change_is_not_given_after_it(index: Index) -> None:
    kept = Kept[int](2)

    def slow() -> int:
        found = index.statements(Search()).total
        index.replace(LETTER)
        return found

    before = kept.get(index, "all", slow)
    after = kept.get(index, "all", lambda: index.statements(Search()).total)
    assert after == index.statements(Search()).total > before


def test_each_index_has_results_of_its_own(index: Index, tmp_path: Path) -> None:
    kept = Kept[int](2)
    with Index.open(tmp_path / "other.sqlite") as other:
        other.replace(LETTER)
        assert kept.get(index, "all", lambda: 1) == 1
        assert kept.get(other, "all", lambda: 2) == 2


def test_many_readers_and_a_writer_never_see_an_old_count(index: Index) -> None:
    extractions = [REVISED, STATUTE, LETTER, BRIEF]
    seen = []

    def read(_: int) -> None:
        least = index.statements(Search(facets={"topic": ("export-controls",)})).total
        found = topic_counts(index)
        seen.append(found["export-controls"].recommendations >= least)

    with ThreadPoolExecutor(4) as readers:
        for extraction in extractions:
            answers = [readers.submit(read, number) for number in range(6)]
            index.replace(extraction)
            for answer in answers:
                answer.result()
    assert all(seen)


def test_pages_of_topics_follow_what_comes_and_goes(index: Index) -> None:
    def state() -> tuple[int, int, int]:
        count = topic_counts(index)["export-controls"]
        groups, _ = asked_on(index, "export-controls", groups=9, each=9)
        return count.recommendations, topic_summary(index, "export-controls", count).documents, len(groups)

    alone = state()
    for extraction in (REVISED, LETTER):
        index.replace(extraction)
    together = state()
    assert together > alone
    for extraction in (REVISED, LETTER):
        index.drop(extraction.document.iri)
    assert state() == alone
    assert factories.CONGRESS.iri in {
        each.actor.iri for each in asked_on(index, "export-controls", groups=9, each=9)[0] if each.actor
    }
