from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.training import Example

from ingest.training.assemble import forget_paths
from ingest.training.syntax import restore_lemma_labels, training_groups

ROWS = [
    ("Congress", "NOUN", "NN", 3, "nsubj"),
    ("should", "AUX", "MD", 3, "aux"),
    ("close", "VERB", "VB", 0, "root"),
    ("gaps", "NOUN", "NNS", 3, "obj"),
    ("now", "ADV", "RB", 3, "advmod"),
]


def _treebank(path: Path, sentences: int) -> Path:
    block = "".join(
        f"{number}\t{form}\t{form}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t_\n"
        for number, (form, upos, xpos, head, deprel) in enumerate(ROWS, start=1)
    )
    path.write_text("\n".join([block] * sentences), "utf-8")
    return path


def test_imperatives_join_the_training_set_only_when_asked_for(tmp_path: Path) -> None:
    path = _treebank(tmp_path / "t.conllu", 40)
    without = list(training_groups(path, 1, 0.0))
    everything = list(training_groups(path, 1, 1.0))
    added = everything[len(without) :]
    assert len(added) == 40
    assert {group[0].words[0].form for group in added} == {"Close"}


def test_a_loaded_lemmatizer_numbers_its_trees_as_before(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    lemmatizer: Any = nlp.add_pipe("trainable_lemmatizer", config={"min_tree_freq": 1})
    words, lemmas = ["gaps", "closed", "rising"], ["gap", "close", "rise"]
    reference = Doc(nlp.vocab, words=words, lemmas=lemmas)
    nlp.initialize(lambda: [Example(nlp.make_doc(reference.text), reference)])
    nlp.to_disk(tmp_path / "model")
    loaded = spacy.load(tmp_path / "model")
    restore_lemma_labels(loaded)
    again: Any = loaded.get_pipe("trainable_lemmatizer")
    assert again.tree2label == lemmatizer.tree2label != {}


def test_paths_of_the_training_machine_are_forgotten_and_references_kept() -> None:
    config = {"paths": {"train": "/somewhere/train.spacy"}, "corpora": {"path": "${paths.train}"}, "seed": 7}
    forget_paths(config)
    assert config == {"paths": {"train": None}, "corpora": {"path": "${paths.train}"}, "seed": 7}
