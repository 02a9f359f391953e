import subprocess
import sys

import numpy as np
import pytest

from ingest.encoder import (
    FILES,
    MAX_PIECES,
    MODEL_FOLDER,
    Encoder,
    EncoderModelError,
    contexts_of,
    paragraph_numbers,
    pieces,
    unit_vectors,
)
from ingest.encoder_heads import candidate_pairs, pair_features

TEXTS = [
    "Close the loopholes",
    "Chip exports reached $40 billion in 2025, according to the Census Bureau.",
    "Weak controls will erode the lead of the United States.",
    "Congress should require the Bureau of Industry and Security to license every shipment.",
]
PARAGRAPHS = [0, 1, 1, 2]
CONTEXTS = contexts_of(TEXTS, PARAGRAPHS)


@pytest.fixture(scope="module")
def encoder():
    return Encoder.load()


@pytest.fixture(scope="module")
def vectors(encoder):
    return encoder.encode(TEXTS, CONTEXTS)


def test_a_vector_does_not_depend_on_its_batch(encoder, vectors):
    alone = [encoder.encode([text], [context]) for text, context in zip(TEXTS, CONTEXTS, strict=True)]
    assert np.array_equal(np.concatenate(alone), vectors)


def test_threads_do_not_change_the_vectors(vectors):
    assert np.array_equal(Encoder.load(threads=2).encode(TEXTS, CONTEXTS), vectors)


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
    likeness = encoder.similarity(encoder.encode(texts, [""] * 3))
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


def test_pieces_never_exceed_what_the_network_reads(encoder):
    items = pieces(encoder._tokenizer, ["word " * 500, "word " * 110, "short"], ["before " * 500] * 3)
    assert all(len(ids) <= MAX_PIECES for ids, _ in items)


def test_a_long_passage_is_read_without_its_context(encoder):
    [(ids, start)] = pieces(encoder._tokenizer, ["word " * 500], ["before"])
    assert start == 0 and len(ids) == MAX_PIECES


def test_a_context_holds_the_heading_and_the_end_of_the_passage_before():
    assert CONTEXTS[2].startswith("Close the loopholes | ")
    assert CONTEXTS[2].endswith("Census Bureau.")


def test_a_sentence_is_no_heading():
    assert contexts_of(["We met today.", "It rained.", "We left."], [0, 1, 2])[2] == "| It rained."


def test_a_line_break_starts_a_paragraph():
    assert paragraph_numbers("One. Two.\n\n- Three", [(0, 4), (5, 9), (11, 18)]) == (0, 0, 1)


def test_no_ranges_have_no_paragraphs():
    assert paragraph_numbers("", []) == ()
