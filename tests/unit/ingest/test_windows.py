from hypothesis import given
from hypothesis import strategies as st

from ingest.pieces import CLS, SEP
from ingest.windows import AFTER, BEFORE, CORE, HEADING, MAX_PIECES, headings_above, paragraph_numbers, windows

passages = st.lists(st.lists(st.integers(1000, 30000), max_size=200), max_size=60)


def flat(document):
    return windows(document, [0] * len(document), [None] * len(document))


@given(passages)
def test_every_passage_is_in_one_window_with_its_own_pieces(document):
    found = [(window, place) for window in flat(document) for place in window.places]
    assert len(found) == len(document)
    for passage, (window, (start, end)) in zip(document, found, strict=True):
        assert list(window.ids[start:end]) == (passage[:MAX_PIECES] or [100])


@given(passages)
def test_no_window_is_longer_than_its_parts_allow(document):
    longest = max(CORE + 2 * len(document), MAX_PIECES) + BEFORE + AFTER + HEADING + 6
    assert all(len(window.ids) <= min(longest, 512) for window in flat(document))


@given(passages)
def test_a_separator_stands_at_the_end_of_every_passage(document):
    assert all(window.ids[end] == SEP for window in flat(document) for _, end in window.places)


@given(passages)
def test_kinds_mark_the_windows_own_passages_alone(document):
    for window in flat(document):
        assert sum(window.kinds()) == sum(end - start for start, end in window.places)


def test_margins_hold_the_neighbours_of_a_window():
    [first, second] = windows([[1] * 120, [2] * 120, [3] * 120], [0, 0, 0], [None] * 3)[:2]
    assert first.ids[0] == CLS and list(first.ids[-3:]) == [2, 2, SEP]
    assert list(second.ids[2:4]) == [1, 1]
    assert second.ids.count(3) == AFTER


def test_a_window_begins_with_the_heading_above():
    document = [[7, 7], *[[number] * 100 for number in (11, 12, 13)]]
    last = windows(document, [0, 1, 1, 1], [None, 0, 0, 0])[-1]
    assert list(last.ids[:4]) == [CLS, 7, 7, SEP]


def test_no_passages_have_no_windows():
    assert windows([], [], []) == []


def test_a_short_line_of_its_own_is_a_heading_for_what_follows():
    assert headings_above(["Close the loopholes", "It rained.", "We left."], [0, 1, 1]) == [None, 0, 0]


def test_a_sentence_is_no_heading():
    assert headings_above(["We met today.", "It rained."], [0, 1]) == [None, None]


def test_a_line_break_starts_a_paragraph():
    assert paragraph_numbers("One. Two.\n\n- Three", [(0, 4), (5, 9), (11, 18)]) == (0, 0, 1)


def test_no_ranges_have_no_paragraphs():
    assert paragraph_numbers("", []) == ()
