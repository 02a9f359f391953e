"""Word pieces: the shared table and its rows."""

import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pieces import CLS, SEP, TABLE, TOKENIZER, UNKNOWN, Pieces, PiecesError, quantised


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces.load()


def test_offsets_point_at_the_letters_of_each_piece(pieces: Pieces) -> None:
    text = "Agencies shouldn't re-licence “dual-use” 量子 goods."
    (encoding,) = pieces.encode([text])
    assert [text[start:end] for start, end in encoding.offsets][:4] == ["Agencies", "shouldn", "'", "t"]
    assert len(encoding.ids) == len(encoding.offsets)


@given(st.lists(st.text(max_size=30), max_size=5))
def test_a_text_alone_is_cut_as_among_others(pieces: Pieces, texts: list[str]) -> None:
    assert pieces.encode(texts) == [pieces.encode([text])[0] for text in texts]


def test_rows_are_single_precision_vectors_of_one_width(pieces: Pieces) -> None:
    rows = pieces.rows([CLS, UNKNOWN, SEP])
    assert rows.shape == (3, pieces.width)
    assert rows.dtype == np.float32
    assert not np.array_equal(rows[0], rows[2])


def test_no_pieces_give_no_rows(pieces: Pieces) -> None:
    assert pieces.rows([]).shape == (0, pieces.width)


def test_a_quantised_row_is_within_one_step_of_the_old_one() -> None:
    weights = np.random.default_rng(7).normal(size=(5, 8)).astype(np.float32)
    rows, scale = quantised(weights)
    step = scale.astype(np.float32)[:, None]
    assert np.all(np.abs(rows * step - weights) <= step)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PiecesError, match=f"{TABLE} and {TOKENIZER} missing"):
        Pieces.load(tmp_path)


def test_a_broken_table_is_told(tmp_path: Path) -> None:
    (tmp_path / TABLE).write_bytes(b"no archive")
    (tmp_path / TOKENIZER).write_text("{}", "utf-8")
    with pytest.raises(PiecesError, match="holds no table"):
        Pieces.load(tmp_path)


def test_the_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(PiecesError(Path("x"), "why")))  # noqa: S301
    assert str(error) == str(PiecesError(Path("x"), "why"))
