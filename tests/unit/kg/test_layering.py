from collections import deque
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.layering import Box, Layout, Spacing, layered

KEYS = [f"n{number}" for number in range(9)]
graphs = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=24)
drawings = settings(deadline=None, max_examples=60)
heights = st.lists(st.integers(20, 140), min_size=len(KEYS), max_size=len(KEYS))


def sized(tall: list[int]) -> dict[str, tuple[float, float]]:
    return {key: (200.0, float(height)) for key, height in zip(KEYS, tall, strict=True)}


def drawn(*edges: str) -> Layout:
    """Draw edges written as `source>target` around the root `r`."""
    pairs = [(edge.split(">")[0], edge.split(">")[1]) for edge in edges]
    keys = dict.fromkeys(["r", *(key for pair in pairs for key in pair)])
    return layered("r", dict.fromkeys(keys, (100.0, 40.0)), pairs)


def column_of(layout: Layout) -> dict[str, int]:
    return {box.key: box.layer for box in layout.boxes}


def crossings(layout: Layout) -> int:
    ends = [(route.points[0][1], route.points[-1][1]) for route in layout.routes]
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(ends, 2))


def apart(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.y + one.height <= other.y + 1e-6 or other.y + other.height <= one.y + 1e-6


def bearing_on(root: str, edges: list[tuple[str, str]]) -> set[str]:
    found, waiting = {root}, deque([root])
    while waiting:
        here = waiting.popleft()
        fresh = {source for source, target in edges if target == here} - found
        found |= fresh
        waiting.extend(fresh)
    return found


@drawings
@given(graphs, heights)
def test_no_two_boxes_overlap(edges: list[tuple[str, str]], tall: list[int]) -> None:
    layout = layered("n0", sized(tall), edges)
    assert all(apart(one, other) for one, other in combinations(layout.boxes, 2))


@drawings
@given(graphs, heights)
def test_every_edge_goes_between_columns_from_its_source_to_its_target(
    edges: list[tuple[str, str]], tall: list[int]
) -> None:
    layout = layered("n0", sized(tall), edges)
    boxes = {box.key: box for box in layout.boxes}
    for route in layout.routes:
        source, target = boxes[route.source], boxes[route.target]
        assert source.layer != target.layer
        for box, (x, y) in ((source, route.points[0]), (target, route.points[-1])):
            assert x in (box.x, box.x + box.width)
            assert box.y <= y <= box.y + box.height


@drawings
@given(graphs, heights)
def test_no_edge_runs_through_a_box(edges: list[tuple[str, str]], tall: list[int]) -> None:
    layout = layered("n0", sized(tall), edges)
    for route in layout.routes:
        # Between columns nothing stands; through a column an edge goes straight on, at the height of its dummy.
        for x, y in route.points[1:-1]:
            inside = [box for box in layout.boxes if box.x <= x <= box.x + box.width]
            assert all(y < box.y or y > box.y + box.height for box in inside)


@drawings
@given(graphs, heights)
def test_what_bears_on_the_root_is_drawn_once_and_nothing_else(edges: list[tuple[str, str]], tall: list[int]) -> None:
    layout = layered("n0", sized(tall), edges)
    bearing = bearing_on("n0", edges)
    assert sorted(box.key for box in layout.boxes) == sorted(bearing)
    wanted = {(source, target) for source, target in edges if source != target and target in bearing}
    assert sorted((route.source, route.target) for route in layout.routes) == sorted(wanted)


@drawings
@given(graphs, heights)
def test_a_drawing_starts_at_its_corner_and_ends_at_its_size(edges: list[tuple[str, str]], tall: list[int]) -> None:
    layout = layered("n0", sized(tall), edges)
    assert min(box.x for box in layout.boxes) == 0
    assert max(box.x + box.width for box in layout.boxes) <= layout.width + 1e-6
    places = [y for box in layout.boxes for y in (box.y, box.y + box.height)]
    places += [y for route in layout.routes for _, y in route.points]
    assert min(places) >= -1e-6
    assert max(places) <= layout.height + 1e-6


@drawings
@given(graphs, heights)
def test_the_same_input_gives_the_same_drawing(edges: list[tuple[str, str]], tall: list[int]) -> None:
    assert layered("n0", sized(tall), edges) == layered("n0", sized(tall), list(edges))


def test_a_root_alone_is_a_drawing() -> None:
    assert layered("r", {"r": (100.0, 40.0)}, ()) == Layout(
        boxes=(Box(key="r", layer=0, x=0.0, y=0.0, width=100.0, height=40.0),), routes=(), width=100.0, height=40.0
    )


def test_a_root_without_a_size_is_an_error() -> None:
    with pytest.raises(KeyError, match="r"):
        layered("r", {}, ())


def test_columns_follow_the_longest_chain_of_reasons() -> None:
    layout = drawn("a>r", "b>a", "c>b", "c>r")
    assert column_of(layout) == {"r": 0, "a": 1, "b": 2, "c": 3}


def test_circles_end_and_their_closing_edge_keeps_its_direction() -> None:
    layout = drawn("a>r", "b>a", "a>b", "r>b")
    assert column_of(layout) == {"r": 0, "a": 1, "b": 2}
    boxes = {box.key: box for box in layout.boxes}
    closing = next(route for route in layout.routes if (route.source, route.target) == ("a", "b"))
    assert closing.points[0][0] == boxes["a"].x + boxes["a"].width
    assert closing.points[-1][0] == boxes["b"].x


def test_barycentres_take_crossings_away() -> None:
    # As listed, every one of the three edges from the second column crosses the others.
    layout = drawn("a>r", "b>r", "c>r", "x>c", "y>b", "z>a")
    assert crossings(layout) == 0


def test_a_long_chain_is_drawn() -> None:
    keys = [f"k{number}" for number in range(3000)]
    sizes = dict.fromkeys(keys, (10.0, 10.0))
    layout = layered("k0", sizes, [(outer, inner) for inner, outer in pairwise(keys)])
    assert layout.boxes[-1].layer == 2999


def test_one_reason_stands_at_the_height_of_its_target() -> None:
    boxes = {box.key: box for box in drawn("a>r", "b>a").boxes}
    assert boxes["r"].middle == boxes["a"].middle == boxes["b"].middle


def test_distances_are_kept() -> None:
    layout = layered("r", dict.fromkeys("rab", (100.0, 40.0)), [("a", "r"), ("b", "r")], Spacing(across=50.0, down=7.0))
    root, one, other = layout.boxes
    assert one.x == root.width + 50
    assert other.y - one.y - one.height == pytest.approx(7.0)
