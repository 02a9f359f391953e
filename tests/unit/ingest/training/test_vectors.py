import numpy as np

from ingest.training.vectors import reduce


def test_reduction_keeps_the_distances_that_the_first_components_carry() -> None:
    chance = np.random.default_rng(1)
    plane = chance.normal(size=(200, 2)).astype(np.float32)
    matrix = plane @ chance.normal(size=(2, 10)).astype(np.float32)
    reduced = reduce(matrix, 2)
    before = np.linalg.norm(matrix[0] - matrix[1]) / np.linalg.norm(matrix[2] - matrix[3])
    after = np.linalg.norm(reduced[0] - reduced[1]) / np.linalg.norm(reduced[2] - reduced[3])
    assert np.isclose(before, after, rtol=1e-3)


def test_reduced_rows_have_a_mean_length_of_one() -> None:
    matrix = np.random.default_rng(2).normal(size=(50, 8)).astype(np.float32)
    assert np.isclose(np.linalg.norm(reduce(matrix, 4), axis=1).mean(), 1.0)
