import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encoder_heads import (
    DISTANCE_BUCKETS,
    FAMILIES,
    LINK_LABELS,
    MEANING,
    PARAGRAPH_BUCKETS,
    SURFACE_FEATURES,
    Heads,
    Link,
    best_targets,
    buckets,
    candidate_pairs,
    decode,
    pair_features,
    pair_inputs,
    roles_of_propositions,
    surface_features,
)

WIDTH, HIDDEN, PAIRED = MEANING + 20, 8, 4
READ = WIDTH - MEANING
INPUTS = 4 + 4 + 4 + 4 + 4 + 16 + DISTANCE_BUCKETS + PARAGRAPH_BUCKETS + 2 + 4 + 2 * SURFACE_FEATURES
SHAPES = {
    "inner": (HIDDEN, READ),
    "near": (HIDDEN, HIDDEN, 5),
    "far": (HIDDEN, HIDDEN, 5),
    "label.gold": (4, HIDDEN),
    "direct.gold": (4, READ),
    "label.cdcp": (5, HIDDEN),
    "direct.cdcp": (5, READ),
    "instrument": (14, READ),
    "link0.premise": (PAIRED, MEANING + HIDDEN),
    "link0.target": (PAIRED, MEANING + HIDDEN),
    "link0.inner": (6, 3 * PAIRED + INPUTS + 3),
    "link0.relation": (3, 6),
    "link0.direct": (3, INPUTS + 3),
    "link0.nothing": (1, MEANING + HIDDEN + 4 + 3),
}
THRESHOLDS = {"supports": 0.3, "attacks": 0.3, "part_of": 0.3}


def random_heads(role_temperature=1.0, link_temperature=1.0):
    random = np.random.default_rng(7)
    weights = {}
    for name, shape in SHAPES.items():
        weights[f"{name}.weight"] = random.normal(scale=0.05, size=shape)
        weights[f"{name}.bias"] = random.normal(scale=0.05, size=shape[0])
    return Heads(weights, role_temperature, link_temperature)


def random_vectors(count):
    return np.random.default_rng(count).normal(size=(count, WIDTH)).astype(np.float32)


def scored_pairs(heads, count):
    pairs = candidate_pairs(range(count))
    return heads.links(random_vectors(count), pairs, pair_features(pairs, range(count)))


def row(**chances):
    related = [chances.get(name, 0.0) for name in LINK_LABELS[1:]]
    return [1 - sum(related), *related]


def test_role_probabilities_sum_to_one():
    assert np.allclose(random_heads().roles(random_vectors(9)).sum(axis=1), 1, atol=1e-5)


def test_a_higher_temperature_makes_roles_less_certain():
    vectors = random_vectors(9)
    sure, unsure = random_heads(1.0).roles(vectors), random_heads(3.0).roles(vectors)
    assert unsure.max(axis=1).mean() < sure.max(axis=1).mean()


def test_a_temperature_does_not_change_the_likeliest_role():
    vectors = random_vectors(9)
    assert (random_heads(1.0).roles(vectors).argmax(1) == random_heads(2.0).roles(vectors).argmax(1)).all()


def test_each_pair_has_probabilities_that_sum_to_one():
    assert np.allclose(scored_pairs(random_heads(), 6).sum(axis=1), 1, atol=1e-5)


def test_the_targets_of_a_premise_share_one_whole():
    pairs = candidate_pairs(range(6))
    related = scored_pairs(random_heads(), 6)[:, 1:].sum(axis=1)
    shares = np.bincount(pairs[:, 0], weights=related)
    assert (shares > 0).all() and (shares < 1).all()


def test_a_higher_temperature_makes_links_less_certain():
    assert scored_pairs(random_heads(1.0, 3.0), 6)[:, 1:].std() < scored_pairs(random_heads(), 6)[:, 1:].std()


def test_pair_features_tell_where_both_passages_stand():
    pairs = np.array([[3, 1], [0, 2]])
    assert pair_features(pairs, [0, 1, 1, 2]).tolist() == [[-2, -1, 0, 0, 1, 2], [2, 1, 0, 1, 1, 2]]


def test_pair_inputs_are_finite_and_as_wide_as_the_head_expects():
    pairs = candidate_pairs(range(7))
    roles = np.full((7, 4), 0.25, dtype=np.float32)
    inputs = pair_inputs(random_vectors(7), pairs, pair_features(pairs, [0, 0, 1, 2, 2, 2, 3]), roles)
    assert inputs.shape == (len(pairs), INPUTS) and np.isfinite(inputs).all()


def test_links_do_not_depend_on_the_order_of_the_pairs():
    heads, vectors, pairs = random_heads(), random_vectors(6), candidate_pairs(range(6))
    forth = heads.links(vectors, pairs, pair_features(pairs, range(6)))
    back = heads.links(vectors, pairs[::-1], pair_features(pairs[::-1], range(6)))
    assert np.allclose(forth, back[::-1], atol=1e-5)


def test_links_of_no_pairs_are_an_empty_table():
    pairs = candidate_pairs([])
    assert random_heads().links(random_vectors(3), pairs, pair_features(pairs, [0, 0, 0])).shape == (0, 4)


def test_a_distant_passage_does_not_change_a_role():
    vectors = random_vectors(20)
    changed = vectors.copy()
    changed[19] = 0
    heads = random_heads()
    assert np.allclose(heads.roles(vectors)[:15], heads.roles(changed)[:15], atol=1e-6)


def test_a_neighbour_changes_a_role():
    vectors = random_vectors(20)
    changed = vectors.copy()
    changed[1] = 0
    heads = random_heads()
    assert not np.allclose(heads.roles(vectors)[0], heads.roles(changed)[0])


@given(st.lists(st.integers(0, 200), unique=True, max_size=30), st.integers(1, 50))
def test_candidate_pairs_are_different_positions_within_the_window(positions, window):
    for premise, target in candidate_pairs(positions, window):
        assert premise != target and abs(premise - target) <= window


@given(st.lists(st.integers(-3000, 3000), min_size=1, max_size=20))
def test_every_distance_has_its_place_in_the_tables(distances):
    places = buckets(np.array([[value, value] for value in distances]))
    assert (places >= 0).all()
    assert (places[:, 0] < DISTANCE_BUCKETS).all() and (places[:, 1] < PARAGRAPH_BUCKETS).all()


def test_before_and_after_are_told_apart():
    places = buckets(np.array([[1, 1], [-1, -1]]))
    assert (places[0] != places[1]).all()


@given(st.lists(st.text(max_size=40), max_size=5))
def test_surface_features_are_finite_for_any_text(texts):
    features = surface_features(texts)
    assert features.shape == (len(texts), SURFACE_FEATURES) and np.isfinite(features).all()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Short title.", "SHORT TITLE."),  # the tokenizer lower-cases
        ("(1) assess the risk", "assess the risk"),  # numbering of a bill
        ("The Secretary shall—", "The Secretary shall"),  # a lead-in
    ],
)
def test_surface_features_tell_apart(first, second):
    one, other = surface_features([first, second])
    assert (one != other).any()


def test_decoding_keeps_the_best_target_of_a_premise():
    pairs, chances = np.array([[0, 1], [0, 2]]), np.array([row(supports=0.4), row(supports=0.5)])
    kept = decode(chances, pairs, ["claim"] * 3, THRESHOLDS)
    assert kept == [Link(0, 2, "supports", 0.5)]


def test_decoding_drops_what_stays_below_the_threshold():
    assert decode(np.array([row(supports=0.2)]), np.array([[0, 1]]), ["claim"] * 2, THRESHOLDS) == []


@pytest.mark.parametrize("roles", [["other", "claim"], ["claim", "other"]])
def test_decoding_leaves_out_passages_without_a_role(roles):
    assert decode(np.array([row(supports=0.9)]), np.array([[0, 1]]), roles, THRESHOLDS) == []


def test_only_a_recommendation_is_part_of_a_recommendation():
    chances, pairs = np.array([row(part_of=0.6, supports=0.35)]), np.array([[0, 1]])
    asks = decode(chances, pairs, ["recommendation"] * 2, THRESHOLDS)
    claims = decode(chances, pairs, ["claim", "recommendation"], THRESHOLDS)
    assert [asks[0].relation, claims[0].relation] == ["part_of", "supports"]


def test_types_of_propositions_and_instruments_are_probabilities():
    heads, vectors = random_heads(), random_vectors(6)
    for found in (heads.propositions(vectors), heads.instruments(vectors)):
        assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


def test_families_link_by_their_own_habits():
    heads, vectors, pairs = random_heads(), random_vectors(5), candidate_pairs(range(5))
    features = pair_features(pairs, range(5))
    habits = [heads.links(vectors, pairs, features, family=family) for family in FAMILIES]
    assert not np.array_equal(habits[0], habits[1])


def test_types_of_propositions_become_the_nearest_roles():
    assert roles_of_propositions(np.eye(5, dtype=np.float32)).argmax(axis=1).tolist() == [0, 2, 1, 1, 1]


def test_the_best_target_of_a_premise_is_kept_where_it_is_likely_enough():
    pairs = np.array([[0, 1], [0, 2], [1, 0]])
    kept = best_targets(np.array([0.3, 0.4, 0.1], dtype=np.float32), pairs, 0.2)
    assert [(link.premise, link.target) for link in kept] == [(0, 2)]
