"""Trains tagger, morphologizer, parser and lemmatizer on open Universal Dependencies treebanks.

Usage: python -m ingest.training.syntax --data DIR --out DIR
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from spacy.language import Language
from spacy.pipeline import EditTreeLemmatizer
from spacy.tokens import DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_nlp
from spacy.util import load_config, load_model_from_path
from spacy.vocab import Vocab
from thinc.api import NumpyOps, set_current_ops
from thinc.util import fix_random_seed

from ingest.training.augment import curl_some, imperatives, recased_copies
from ingest.training.treebanks import Sentence, group_sentences, open_text, read_sentences, to_doc
from ingest.training.vectors import build_vectors, count_words

logger = logging.getLogger(__name__)

CONFIG = Path(__file__).with_name("syntax.cfg")
TRAIN = ("ud/UD_English-EWT/en_ewt-ud-train.conllu.gz", "ud/UD_English-GUM-open/en_gum-open-train.conllu.gz")
DEV = {
    "EWT": "ud/UD_English-EWT/en_ewt-ud-dev.conllu",
    "GUM": "ud/UD_English-GUM-open/en_gum-open-dev.conllu.gz",
}
SEED = 7
CASE_SHARES = {"lower": 0.03, "upper": 0.03, "title": 0.04}
CURLED = 0.3
IMPERATIVES = 0.3
VECTOR_COUNT, VECTOR_WIDTH = 14_000, 96


def training_groups(path: Path, seed: int, share: float) -> Iterator[list[Sentence]]:
    """Yields the groups of sentences to train on: a treebank as it is, then recased copies and imperatives.

    Args:
        path: A CoNLL-U file.
        seed: Seed of groups and copies.
        share: The share of the possible imperatives to add.

    Yields:
        Groups of neighbouring sentences; a copy or an imperative always stands alone.
    """
    sentences = list(read_sentences(open_text(path)))
    groups = group_sentences(sentences, seed)
    yield from curl_some(groups, seed, CURLED)
    for copy in recased_copies(sentences, seed, CASE_SHARES):
        yield [copy]
    for clause in imperatives(sentences, seed, share):
        yield [clause]


def write_corpora(data: Path, out: Path, share: float) -> None:
    """Writes `train.spacy` and `dev.spacy`.

    Args:
        data: The folder of open data.
        out: The folder to write to.
        share: The share of the possible imperatives to add to the training set.
    """
    vocab = Vocab()
    train = DocBin(store_user_data=False)
    for number, name in enumerate(TRAIN):
        for group in training_groups(data / name, SEED + number, share):
            train.add(to_doc(vocab, group))
    dev = DocBin(store_user_data=False)
    for name in DEV.values():
        for group in group_sentences(read_sentences(open_text(data / name)), SEED):
            dev.add(to_doc(vocab, group))
    train.to_disk(out / "train.spacy")
    dev.to_disk(out / "dev.spacy")


def train_pipeline(config_path: Path, out: Path, overrides: dict[str, Any], start: Path | None = None) -> None:
    """Trains the pipeline of a spaCy config; the best model lies in `out/model-best` afterwards.

    Args:
        config_path: The config file.
        out: The folder to write to.
        overrides: Dotted config values to replace.
        start: A trained pipeline of the same config to go on from, with its labels.
    """
    # numpy's matrix product is three times as fast here as the one that thinc takes by default.
    set_current_ops(NumpyOps(use_blis=False))
    if start is None:
        nlp = init_nlp(load_config(config_path, overrides=overrides, interpolate=False))
    else:
        nlp = load_model_from_path(start, config=overrides)
        restore_lemma_labels(nlp)
    train_nlp(nlp, out)


def restore_lemma_labels(nlp: Language) -> None:
    """Numbers the lemmatizer's edit trees again after loading.

    spaCy 3.8 saves the trees but not their numbers, and trains a loaded lemmatizer towards tree 0 throughout.
    """
    lemmatizer = dict(nlp.pipeline).get("trainable_lemmatizer")
    if isinstance(lemmatizer, EditTreeLemmatizer):
        lemmatizer.tree2label = {tree: label for label, tree in enumerate(lemmatizer.cfg["labels"])}


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
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--steps", type=int, default=None, help="Train for fewer steps than the config says.")
@click.option("--rate", type=float, default=None, help="Begin at another learning rate than the config says.")
@click.option("--start", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None)
@click.option("--imperatives", "share", type=float, default=IMPERATIVES, help="How many imperatives to make.")
@click.option("--vectors/--no-vectors", "with_vectors", default=True, help="Leave the word vectors out to compare.")
def main(
    data: Path, out: Path, steps: int | None, rate: float | None, start: Path | None, share: float, with_vectors: bool
) -> None:
    """Trains the syntax pipeline from the open data in DATA and writes it to OUT, going on from START if given."""
    logging.basicConfig(level=logging.INFO)
    out.mkdir(parents=True, exist_ok=True)
    write_corpora(data, out, share)
    overrides: dict[str, Any] = {"paths.train": str(out / "train.spacy"), "paths.dev": str(out / "dev.spacy")}
    if with_vectors:
        overrides["paths.vectors"] = str(prepare_vectors(data, out))
    else:
        overrides["components.tok2vec.model.embed.include_static_vectors"] = False
    if steps is not None:
        overrides["training.max_steps"] = steps
    if rate is not None:
        overrides["training.optimizer.learn_rate.initial_rate"] = rate
    fix_random_seed(SEED)
    train_pipeline(CONFIG, out, overrides, start)


if __name__ == "__main__":
    main()
