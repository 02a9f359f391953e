"""Trains the recogniser of persons, organisations and places on open sets of marked names.

Usage: python -m ingest.training.names --data DIR --gold DIR --out DIR
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_nlp
from spacy.util import load_config
from thinc.api import NumpyOps, set_current_ops
from thinc.util import fix_random_seed

from ingest.training.augment import CLOSE_SINGLE
from ingest.training.gum import read_gum
from ingest.training.mentions import (
    MarkedText,
    read_annotated,
    read_conll,
    read_re3d,
    read_universal_ner,
)
from ingest.training.treebanks import TRAIN, open_text, read_sentences
from ingest.training.vectors import build_vectors, count_words

logger = logging.getLogger(__name__)

CONFIG = Path(__file__).with_name("names.cfg")
UNER = "ud/UNER_English-EWT/"
PAPERS = "policy documents"
UPPER, LOWER, CURLED = 0.04, 0.02, 0.3
SEED = 7
VECTOR_COUNT, VECTOR_WIDTH = 14_000, 96


def read_training(data: Path, gold: Path | None) -> dict[str, list[MarkedText]]:
    """Reads all sets to train on.

    Args:
        data: The folder of open data.
        gold: The folder of annotated policy documents to train on, if any.

    Returns:
        Marked texts by the name of their set.
    """
    re3d = sorted(path for path in (data / "ner/re3d").iterdir() if path.is_dir())
    sets = {
        "UNER EWT": list(read_universal_ner(data / UNER / "en_ewt-ud-train.v0-2022-12.iob2.gz")),
        "GUM": list(read_gum(read_sentences(open_text(data / TRAIN[1])))),
        "wikigold": list(read_conll(data / "ner/wikigold/train.conll")),
        "WNUT-17": list(read_conll(data / "ner/wnut17/train.conll")),
        "re3d": [text for folder in re3d for text in read_re3d(folder)],
    }
    if gold is not None:
        sets[PAPERS] = [text for path in sorted(gold.glob("*.json")) for text in read_annotated(path)]
    return sets


def vary(texts: Iterable[MarkedText], seed: int) -> Iterator[MarkedText]:
    """Yields texts, some with typographic apostrophes, and copies of some in capitals or lower case.

    Args:
        texts: The texts.
        seed: Seed of the choice.

    Yields:
        Each text once, then perhaps copies with the same marks.
    """
    choose = random.Random(seed)  # noqa: S311
    for text in texts:
        curled = text.text.replace("'", CLOSE_SINGLE) if choose.random() < CURLED else text.text
        yield MarkedText(curled, text.marks)
        for share, changed in ((UPPER, text.text.upper()), (LOWER, text.text.lower())):
            if choose.random() < share and len(changed) == len(text.text):
                yield MarkedText(changed, text.marks)


def to_doc(nlp: Language, text: MarkedText) -> Doc:
    """Tokenizes a marked text; a mark inside a token widens to the token.

    Args:
        nlp: The pipeline whose tokenizer is used.
        text: The marked text.

    Returns:
        A document with entities.
    """
    doc = nlp.make_doc(text.text)
    spans = (doc.char_span(start, end, label, alignment_mode="expand") for start, end, label in text.marks)
    doc.set_ents(spacy.util.filter_spans([span for span in spans if span is not None]))
    return doc


def write_corpus(texts: Iterable[MarkedText], path: Path) -> None:
    """Writes marked texts as a spaCy corpus, without empty ones."""
    nlp = spacy.blank("en")
    DocBin(docs=[to_doc(nlp, text) for text in texts if text.text.strip()]).to_disk(path)


def prepare_vectors(data: Path, out: Path) -> Path:
    """Builds the word vectors once and returns their folder."""
    folder = out / "vectors"
    if not folder.exists():
        counts = count_words(data, [data / name for name in TRAIN])
        size = build_vectors(counts, VECTOR_COUNT, VECTOR_WIDTH, folder)
        logger.info("wrote %d word vectors", size)
    return folder


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--gold", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--steps", type=int, default=None, help="Train for fewer steps than the config says.")
def main(data: Path, gold: Path | None, out: Path, steps: int | None) -> None:
    """Trains the name recogniser on DATA and GOLD and writes it to OUT."""
    logging.basicConfig(level=logging.INFO)
    out.mkdir(parents=True, exist_ok=True)
    sets = read_training(data, gold)
    for name, texts in sets.items():
        logger.info("%s: %d texts, %d names", name, len(texts), sum(len(text.marks) for text in texts))
    everything = [text for texts in sets.values() for text in texts]
    write_corpus(vary(everything, SEED), out / "train.spacy")
    write_corpus(read_universal_ner(data / UNER / "en_ewt-ud-dev.iob2"), out / "dev.spacy")
    overrides: dict[str, object] = {
        "paths.train": str(out / "train.spacy"),
        "paths.dev": str(out / "dev.spacy"),
        "paths.vectors": str(prepare_vectors(data, out)),
    }
    if steps is not None:
        overrides["training.max_steps"] = steps
    fix_random_seed(SEED)
    # numpy's matrix product is three times as fast here as the one that thinc takes by default.
    set_current_ops(NumpyOps(use_blis=False))
    train_nlp(init_nlp(load_config(CONFIG, overrides=overrides, interpolate=False)), out)


if __name__ == "__main__":
    main()
