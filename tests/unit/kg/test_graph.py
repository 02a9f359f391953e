from hypothesis import given
from hypothesis import strategies as st

from kg.graph import argument_graph, circles, layers
from kg.model import Direction, Justification


def line(premise: str, target: str, *, confidence: float = 0.6) -> Justification:
    return Justification(
        premises=(premise,), target=target, direction=Direction.SUPPORTS, confidence=confidence, cue="example"
    )


def test_an_edge_leads_from_premise_to_target() -> None:
    graph = argument_graph([line("a", "b")])
    assert list(graph.edges) == [("a", "b")]
    assert graph.edges["a", "b"]["direction"] == "supports"


def test_of_two_lines_between_the_same_pair_the_surer_one_stays() -> None:
    graph = argument_graph([line("a", "b", confidence=0.9), line("a", "b", confidence=0.2)])
    assert graph.edges["a", "b"]["confidence"] == 0.9


def test_a_circle_is_found_and_a_chain_is_none() -> None:
    assert circles(argument_graph([line("a", "b"), line("b", "c"), line("c", "a"), line("d", "a")])) == (
        ("a", "b", "c"),
    )
    assert circles(argument_graph([line("a", "b"), line("b", "c")])) == ()


def test_layers_tell_how_far_each_statement_lies_from_the_root() -> None:
    graph = argument_graph([line("a", "root"), line("b", "root"), line("c", "a"), line("root", "elsewhere")])
    assert layers(graph, "root") == (("root",), ("a", "b"), ("c",))


def test_a_root_without_lines_is_alone() -> None:
    assert layers(argument_graph([]), "root") == (("root",),)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] != pair[1]), max_size=20))
def test_no_statement_is_in_two_layers(pairs: list[tuple[int, int]]) -> None:
    found = layers(argument_graph(line(str(a), str(b)) for a, b in pairs), "0")
    listed = [statement for layer in found for statement in layer]
    assert len(listed) == len(set(listed))
    assert found[0] == ("0",)
