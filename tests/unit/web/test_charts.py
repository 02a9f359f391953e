from hypothesis import given
from hypothesis import strategies as st

from kg.conditions import NOBODY
from kg.overview import Spread, Tally
from kg.periods import Period
from web.charts import NARROW, SHADES, WIDE, Matrix, broken, matrix, shade_of, timeline, width_of

WORDS = st.lists(st.text(st.characters(blacklist_categories=("Z", "C")), min_size=1, max_size=40), max_size=8)


def tally(value: str, count: int) -> Tally:
    return Tally(value=value, name=value, count=count)


def drawn(counts: dict[tuple[str, str], int], layout: object = WIDE) -> Matrix:
    topics = list(dict.fromkeys(topic for topic, _ in counts))
    addressees = list(dict.fromkeys(addressee for _, addressee in counts))
    spread = Spread(
        topics=tuple(tally(topic, sum(n for pair, n in counts.items() if pair[0] == topic)) for topic in topics),
        addressees=tuple(tally(each, sum(n for pair, n in counts.items() if pair[1] == each)) for each in addressees),
        cells={pair: number for pair, number in counts.items() if number},
        more_topics=0,
        more_addressees=0,
    )
    chosen = NARROW if layout is NARROW else WIDE
    return matrix(spread, chosen, topic_name=lambda each: each.name, addressee_name=lambda each: each.name)


def test_each_count_has_a_cell_of_its_own_inside_the_picture_and_nothing_has_none() -> None:
    counts = {("chips", "Congress"): 4, ("chips", NOBODY): 9, ("trade", "Congress"): 0, (NOBODY, "Congress"): 30}
    for layout in (WIDE, NARROW):
        found = drawn(counts, layout)
        assert {(cell.topic.value, cell.addressee.value): cell.count for cell in found.cells} == {
            pair: number for pair, number in counts.items() if number
        }
        places = {(cell.x, cell.y) for cell in found.cells}
        assert len(places) == len(found.cells)
        for cell in found.cells:
            assert found.side <= cell.x <= found.width - found.cell_width + 0.01
            assert found.head <= cell.y <= found.height - found.cell_height


def test_what_lacks_topic_or_addressee_neither_has_a_shade_nor_takes_it_from_others() -> None:
    found = drawn({("chips", "Congress"): 4, ("chips", NOBODY): 900, (NOBODY, "Congress"): 30})
    assert {cell.count: cell.shade for cell in found.cells} == {4: SHADES, 900: 0, 30: 0}


def test_bars_are_as_long_as_their_counts_and_what_lacks_a_topic_has_none() -> None:
    found = drawn({("chips", "Congress"): 8, ("trade", "Congress"): 2, (NOBODY, "Congress"): 100})
    assert [row.share for row in found.rows] == [1.0, 0.25, 0.0]


def test_nothing_to_draw_is_drawn_without_fault() -> None:
    assert drawn({}).cells == ()
    assert timeline((), width=100).bars == ()


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_more_is_never_shaded_less(one: int, other: int) -> None:
    most = max(one, other)
    assert 1 <= shade_of(min(one, other), most) <= shade_of(most, most) == SHADES


@given(WORDS, st.integers(4, 30), st.integers(1, 4))
def test_a_label_keeps_to_its_room_and_is_whole_or_says_that_it_is_cut(
    words: list[str], letters: int, most: int
) -> None:
    text = " ".join(words)
    found = broken(text, letters, most)
    assert len(found.lines) <= most
    assert all(width_of(line) <= letters for line in found.lines)
    assert found.text == text
    is_whole = "".join(found.lines).replace(" ", "") == "".join(words)
    assert is_whole or found.lines[-1].endswith("…")


def test_labels_break_between_words_and_wide_letters_take_double_room() -> None:
    assert broken("Bureau of Industry and Security", 14, 3).lines == ("Bureau of", "Industry and", "Security")
    assert broken("中華人民共和國商務部", 8, 3).lines == ("中華人民", "共和國商", "務部")
    assert broken("one two three four", 7, 2).lines == ("one two", "three…")


def period(year: int, count: int) -> Period:
    return Period(unit="year", since=str(year), until=str(year), count=count)


@given(st.lists(st.integers(0, 10**5), min_size=1, max_size=60))
def test_bars_stand_in_the_picture_one_beside_the_other_in_proportion(counts: list[int]) -> None:
    found = timeline([period(1960 + index, count) for index, count in enumerate(counts)], width=320)
    most = max(counts)
    for bar, after in zip(found.bars, found.bars[1:], strict=False):
        assert bar.x + found.step <= after.x + 0.01
    for bar in found.bars:
        assert bar.height <= found.base
        assert (bar.height == 0) == (bar.period.count == 0)
        if bar.period.count == most and most:
            assert bar.has_number
    assert found.width <= 320.01
    assert found.bars[-1].has_tick


def test_labels_of_many_bars_thin_out() -> None:
    found = timeline([period(1990 + index, 1) for index in range(36)], width=320)
    ticks = [index for index, bar in enumerate(found.bars) if bar.has_tick]
    assert 2 < len(ticks) < 36
    assert (ticks[1] - ticks[0]) * found.step >= 4 * 8
