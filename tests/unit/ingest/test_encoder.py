import subprocess
import sys

import numpy as np
import pytest

from ingest.encoder import FILES, MODEL_FOLDER, Encoder, EncoderModelError, unit_vectors
from ingest.encoder_heads import candidate_pairs, pair_features

TEXTS = [
    "Close the loopholes",
    "Chip exports reached $40 billion in 2025, according to the Census Bureau.",
    "Weak controls will erode the lead of the United States.",
    "Congress should require the Bureau of Industry and Security to license every shipment.",
]
PARAGRAPHS = [0, 1, 1, 2]


@pytest.fixture(scope="module")
def encoder():
    return Encoder.load()


@pytest.fixture(scope="module")
def vectors(encoder):
    return encoder.encode(TEXTS, PARAGRAPHS)


def test_the_same_document_gets_the_same_vectors(encoder, vectors):
    assert np.array_equal(encoder.encode(TEXTS, PARAGRAPHS), vectors)


def test_a_passage_is_read_with_its_neighbours(encoder, vectors):
    alone = encoder.encode([TEXTS[2]], [0])
    assert not np.allclose(alone[0], vectors[2], atol=1e-2)


def test_threads_do_not_change_the_vectors(vectors):
    assert np.array_equal(Encoder.load(threads=2).encode(TEXTS, PARAGRAPHS), vectors)


def test_no_passages_give_no_vectors(encoder, vectors):
    assert encoder.encode([], []).shape == (0, vectors.shape[1])


def test_roles_are_probabilities_in_the_order_of_the_labels(encoder, vectors):
    roles = encoder.roles(vectors)
    assert roles.shape == (4, len(encoder.role_labels))
    assert np.allclose(roles.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(("place", "role"), [(1, "evidence"), (2, "claim"), (3, "recommendation")])
def test_plain_sentences_get_their_role(encoder, vectors, place, role):
    assert encoder.role_labels[encoder.roles(vectors)[place].argmax()] == role


def test_links_are_probabilities_in_the_order_of_the_labels(encoder, vectors):
    pairs = candidate_pairs(range(4))
    links = encoder.links(vectors, pairs, pair_features(pairs, PARAGRAPHS))
    assert links.shape == (len(pairs), len(encoder.link_labels))
    assert np.allclose(links.sum(axis=1), 1, atol=1e-5)


def test_given_roles_take_the_place_of_the_guessed(encoder, vectors):
    pairs = candidate_pairs(range(4))
    features = pair_features(pairs, PARAGRAPHS)
    given = np.eye(4, dtype=np.float32)[[3, 3, 3, 3]]
    assert not np.array_equal(encoder.links(vectors, pairs, features), encoder.links(vectors, pairs, features, given))


def test_a_passage_is_like_itself(encoder, vectors):
    assert np.allclose(np.diag(encoder.similarity(vectors)), 1, atol=1e-5)


def test_a_paraphrase_is_more_alike_than_another_subject(encoder):
    texts = [
        "Congress should tighten export controls on chips.",
        "Lawmakers ought to restrict semiconductor exports more strictly.",
        "School lunches should contain more vegetables.",
    ]
    likeness = encoder.similarity(np.concatenate([encoder.encode([text], [0]) for text in texts]))
    assert likeness[0, 1] > likeness[0, 2] + 0.2


def test_unit_vectors_have_length_one(vectors):
    assert np.allclose(np.linalg.norm(unit_vectors(vectors), axis=1), 1, atol=1e-5)


def test_the_digest_is_that_of_the_files(encoder):
    assert len(encoder.digest) == 64
    assert encoder.digest == Encoder.load(MODEL_FOLDER).digest


def test_a_folder_without_a_model_is_named_in_the_error(tmp_path):
    with pytest.raises(EncoderModelError, match=r"heads\.npz") as caught:
        Encoder.load(tmp_path)
    assert caught.value.path == tmp_path


def test_the_committed_files_stay_small():
    assert sum((MODEL_FOLDER / name).stat().st_size for name in FILES) <= 30_000_000


def test_importing_loads_neither_runtime_nor_tokenizer():
    code = "import sys, ingest.encoder; sys.exit(bool({'onnxruntime', 'tokenizers', 'torch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


COMMENT = "Debt collectors should not call at work. My sister lost her job over such a call."
UNITS = [(0, 40), (41, 82)]


def test_units_of_a_comment_get_a_type_and_links(encoder):
    found = encoder.propositions(COMMENT, UNITS)
    assert found.labels == ("policy", "testimony")
    assert np.allclose(found.probabilities.sum(axis=1), 1, atol=1e-5)
    assert {(link.premise, link.target) for link in found.links} <= {(0, 1), (1, 0)}


def test_units_may_come_in_any_order(encoder):
    assert encoder.propositions(COMMENT, UNITS[::-1]).labels == ("testimony", "policy")


def test_a_comment_without_units_has_no_types(encoder):
    assert encoder.propositions("Hello.", []).labels == ()
