"""What counts as right, and what it counts for."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.evaluation.comparing import match
from ingest.evaluation.counting import Tally, count, count_all, count_names
from ingest.evaluation.figures import figures
from tests.unit.ingest.evaluation.annotated import (
    ASK,
    CLAIM,
    CONGRESS,
    FACT,
    GOLD,
    WATCH,
    beside,
    document,
    link,
    segment,
    sure,
)


def report(found: dict[str, Any], gold: dict[str, Any] = GOLD) -> dict[str, Any]:
    return figures(count_all(beside(found, gold)))


def test_a_document_against_itself_is_perfect() -> None:
    found = report(GOLD)
    assert found["roles"]["macro_f1"] == found["roles_exact"]["macro_f1"] == found["links"]["f1"] == 1.0
    assert found["actors"]["f1"] == found["attribution"]["f1"] == found["quotes"]["right"] == 1.0
    assert found["frames"] == {"addressee": 1.0, "strength": 1.0, "instrument": 1.0, "compared": 1}


def test_nothing_found_scores_nothing() -> None:
    found = report(document())
    assert found["segments_matched"] == found["roles"]["macro_f1"] == found["links"]["f1"] == found["actors"]["f1"] == 0


@pytest.mark.parametrize(("end", "matched"), [(22, 1), (11, 1), (10, 0), (44, 1), (45, 0)])
def test_segments_match_from_half_an_overlap_on(end: int, matched: int) -> None:
    assert len(match([ASK], [segment("x", 0, end, "other")])) == matched


def test_a_segment_matches_once_and_the_best_overlap_wins() -> None:
    found = [segment("x", 0, 12, "other"), segment("y", 0, 22, "claim")]
    assert match([ASK], found) == {0: 1}


RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8)


@given(RANGES, RANGES)
def test_matching_is_one_to_one_and_each_pair_overlaps_by_half(left: Any, right: Any) -> None:
    # Predicted segments come in order and apart; annotated ones may be anyhow.
    gold = [segment(f"g{at}", at, at + size, "claim") for at, size in left]
    starts = sorted({at for at, _ in right})
    found = [segment(f"f{at}", at, end, "claim") for at, end in zip(starts, [*starts[1:], 90], strict=False)]
    pairs = match(gold, found)
    assert len(set(pairs.values())) == len(pairs)
    for one, other in pairs.items():
        ends = [gold[one]["start"], gold[one]["end"], found[other]["start"], found[other]["end"]]
        shared = min(ends[1], ends[3]) - max(ends[0], ends[2])
        assert 2 * shared >= max(ends[1], ends[3]) - min(ends[0], ends[2])


def test_a_shifted_range_counts_by_overlap_but_not_as_exact() -> None:
    found = report(document({**ASK, "end": 21}, CLAIM, FACT))
    assert found["roles"]["recommendation"]["f1"] == 1.0
    assert found["roles_exact"]["recommendation"]["f1"] == 0.0
    assert (found["segments_matched"], found["segments_exact"]) == (1.0, 0.6667)


def test_a_link_with_a_shifted_end_is_right_by_overlap_but_not_as_exact() -> None:
    found = report(document({**ASK, "end": 21}, CLAIM, FACT, links=GOLD["links"]))
    assert found["links"]["hits"] == 2
    assert found["links_exact"]["hits"] == 1


def test_addressees_are_compared_as_sets_without_case_and_article() -> None:
    same, other = {**ASK, "addressee": ["congress"]}, {**ASK, "addressee": []}
    assert report(document(same, CLAIM, FACT))["frames"]["addressee"] == 1.0
    assert report(document(other, CLAIM, FACT))["frames"]["addressee"] == 0.0


def test_a_frame_counts_only_where_both_see_a_recommendation() -> None:
    assert report(document({**ASK, "role": "claim"}, CLAIM, FACT))["frames"]["compared"] == 0


def test_a_wrong_role_costs_precision_of_one_and_recall_of_the_other() -> None:
    roles = report(document(ASK, {**CLAIM, "role": "evidence"}, FACT))["roles"]
    assert roles["claim"]["recall"] == 0.0
    assert roles["evidence"]["precision"] == 0.5


def test_a_segment_that_gold_does_not_have_costs_precision() -> None:
    roles = report(document(ASK, CLAIM, FACT, segment("x", 0, 4, "claim")))["roles"]
    assert roles["claim"]["precision"] == 0.5


def test_an_extra_link_and_a_missing_one_both_count() -> None:
    found = report(document(ASK, CLAIM, FACT, links=[link("s1", "s2"), link("s3", "s2")]))["links"]
    assert (found["precision"], found["recall"]) == (0.5, 0.5)


def test_a_link_of_another_relation_is_wrong() -> None:
    found = report(document(ASK, CLAIM, FACT, links=[link("s2", "s1", "attacks"), link("s3", "s2")]))["links"]
    assert found["hits"] == 1
    assert (found["attacks"]["found"], found["supports"]["found"]) == (1, 1)


def test_parts_of_asks_are_counted_apart_from_justifications() -> None:
    gold = document(ASK, CLAIM, FACT, links=[link("s2", "s1", "part_of")])
    found = report(gold, gold)["links"]
    assert (found["gold"], found["part_of"]["f1"]) == (0, 1.0)


def test_links_from_what_is_not_found_count_in_all_but_not_between_found() -> None:
    found = report(document(ASK, CLAIM, links=[link("s2", "s1")]))
    assert (found["links"]["recall"], found["links_matched"]["recall"]) == (0.5, 1.0)


def test_an_alias_counts_as_its_name() -> None:
    alias = {"name": "Congress", "type": "organization", "mentions": []}
    actors = report(document(ASK, CLAIM, FACT, actors=[alias, WATCH]))["actors"]
    assert (actors["f1"], actors["type_accuracy"]) == (1.0, 0.5)


def test_two_names_of_one_actor_count_once() -> None:
    alias = {"name": "Congress", "type": "government", "mentions": []}
    actors = report(document(ASK, CLAIM, FACT, actors=[alias, CONGRESS, WATCH]))["actors"]
    assert (actors["hits"], actors["found"], actors["gold"]) == (2, 2, 2)


def test_a_name_outweighs_the_same_words_as_another_actors_mention() -> None:
    other = {"name": "Harbour Board", "type": "organization", "mentions": ["Port Watch"]}
    gold = document(ASK, actors=[WATCH, other])
    assert report(document(ASK, actors=[WATCH, other]), gold)["actors"]["hits"] == 2


def test_a_speaker_that_is_missed_costs_recall_and_a_false_one_precision() -> None:
    found = report(document(ASK, {**CLAIM, "asserted_by": "Port Watch"}, {**FACT, "asserted_by": None}))["attribution"]
    assert (found["precision"], found["recall"], found["accuracy"]) == (0.0, 0.0, 0.3333)


def test_naming_the_author_as_speaker_is_naming_nobody() -> None:
    gold = {**GOLD, "author": "The Tern Institute"}
    found = report(document(ASK, {**CLAIM, "asserted_by": "Tern Institute"}, FACT), gold)["attribution"]
    assert (found["precision"], found["accuracy"]) == (1.0, 1.0)


def test_confidence_is_compared_with_how_often_it_is_right() -> None:
    found = document(*sure(0.9, ASK, CLAIM, {**FACT, "role": "claim"}))
    assert report(found)["calibration"]["role_error"] == pytest.approx(0.9 - 2 / 3, abs=1e-4)


def test_the_error_of_links_is_that_of_links_between_matched_segments() -> None:
    links = [link("s2", "s1", confidence=0.7), link("s1", "s3", confidence=0.7)]
    assert report(document(ASK, CLAIM, FACT, links=links))["calibration"]["link_error"] == pytest.approx(0.2)


def test_doubtful_statements_are_told_apart_from_the_others() -> None:
    found = report(document(*sure(0.59, ASK, {**CLAIM, "role": "evidence"}), *sure(0.6, FACT)))["doubtful"]
    assert (found["inside"], found["outside"]) == (2, 1)
    assert (found["accuracy_inside"], found["accuracy_outside"]) == (0.5, 1.0)


def test_a_tally_adds_documents_up() -> None:
    tally = Tally()
    count(tally, GOLD, GOLD)
    count(tally, GOLD, document())
    assert tally.report()["roles"]["claim"]["recall"] == 0.5
    assert tally.report()["documents"] == 2


def test_every_count_is_in_the_list_of_counts() -> None:
    found = document(*sure(0.4, ASK, CLAIM, {**FACT, "role": "other"}), links=[link("s2", "s1", confidence=1.0)])
    assert set(count_all(beside(found)) | Counter(count_all(beside(GOLD)))) <= set(count_names())
