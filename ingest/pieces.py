"""Word pieces and their vectors, which the sentence encoder and the parser share.

Both networks begin with the same table of word-piece vectors, kept apart from them in 8 bits, and were trained with the
very rows that `Pieces.rows` gives. `tokenizers` is imported only when the files are loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kg.errors import SettingsError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

PIECES_FOLDER: Final = Path(__file__).parent / "model" / "pieces"
TABLE: Final = "embeddings.npz"
TOKENIZER: Final = "tokenizer.json"
CLS: Final = 101
"""Opens every input of a network."""
SEP: Final = 102
"""Closes every input of a network, and parts what stands side by side in it."""
UNKNOWN: Final = 100


class PiecesError(SettingsError):
    """The files of the word pieces are missing or not what they should be.

    Attributes:
        path: the folder that was to hold them.
        reason: what is wrong with them.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Cannot load the word pieces from {path}: {reason}. Reinstall warrant.")
        self.path, self.reason = path, reason

    def __reduce__(self) -> tuple[type[PiecesError], tuple[Path, str]]:
        return (type(self), (self.path, self.reason))


@dataclass(frozen=True)
class Encoding:
    """The word pieces of one text.

    Attributes:
        ids: their numbers in the table, without the pieces that open and close an input.
        offsets: for each the half-open range of the text that it stands for, in code points.
    """

    ids: list[int]
    offsets: list[tuple[int, int]]


class Pieces:
    """Cuts texts into word pieces and gives the vectors of those; build it with `Pieces.load`.

    Attributes:
        width: length of a vector.
    """

    def __init__(self, tokenizer: Tokenizer, table: NDArray[np.int8], scale: NDArray[np.float16]) -> None:
        self._tokenizer = tokenizer
        self._table = table
        self._scale = scale
        self.width = int(table.shape[1])

    @classmethod
    def load(cls, folder: Path | None = None) -> Pieces:
        """The pieces in a folder, by default those that come with warrant; a folder is read once and shared.

        Args:
            folder: a folder with `embeddings.npz` and `tokenizer.json`.

        Raises:
            PiecesError: when a file is missing or is not what it should be.
        """
        return _loaded(PIECES_FOLDER if folder is None else folder)

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """The word pieces of each text; a text alone gives the same as among others."""
        found = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [Encoding(ids=list(item.ids), offsets=list(item.offsets)) for item in found]

    def rows(self, ids: Sequence[int] | NDArray[Any]) -> Floats:
        """The vectors of pieces, one row a piece."""
        chosen = np.asarray(ids, dtype=np.int64)
        return self._table[chosen].astype(np.float32) * self._scale[chosen].astype(np.float32)[:, None]


@cache
def _loaded(path: Path) -> Pieces:
    missing = [name for name in (TABLE, TOKENIZER) if not (path / name).is_file()]
    if missing:
        raise PiecesError(path, f"{' and '.join(missing)} missing")
    try:
        with np.load(path / TABLE, allow_pickle=False) as stored:
            table, scale = stored["rows"], stored["scale"]
    except (BadZipFile, KeyError, ValueError) as error:
        raise PiecesError(path, f"{TABLE} holds no table ({error})") from error
    return Pieces(_tokenizer(path / TOKENIZER), table, scale)


def quantised(weights: Floats) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """A table in 8 bits: rows, and by what each must be multiplied to be near the old one."""
    scale = np.maximum(np.abs(weights).max(axis=1) / 127, 1e-6).astype(np.float16)
    rows = np.rint(weights / scale.astype(np.float32)[:, None])
    return np.clip(rows, -127, 127).astype(np.int8), scale


def _tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
