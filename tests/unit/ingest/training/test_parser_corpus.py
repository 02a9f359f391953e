"""What the parser learns from."""

from pathlib import Path

import pytest
import spacy

from ingest.pieces import Pieces
from ingest.training.parser_corpus import Corpus, read_corpus
from ingest.training.parser_data import Item, Preparer

ROWS = [
    ("Congress", "NOUN", "NN", 3, "nsubj"),
    ("should", "AUX", "MD", 3, "aux"),
    ("close", "VERB", "VB", 0, "root"),
    ("Bob's", "NOUN", "NN", 5, "nmod"),
    ("gaps", "NOUN", "NNS", 3, "obj"),
]
SENTENCES = 40


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    block = "".join(
        f"{number}\t{form}\t{form}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t_\n"
        for number, (form, upos, xpos, head, deprel) in enumerate(ROWS, start=1)
    )
    path: Path = tmp_path_factory.mktemp("data") / "t.conllu"
    path.write_text("# newdoc id = one\n" + "\n".join([block] * SENTENCES), "utf-8")
    return read_corpus([path], Preparer(spacy.blank("en"), Pieces.load(), {}), None, None)


def sizes(inputs: list[list[Item]]) -> int:
    return sum(len(group) for group in inputs)


def test_every_sentence_is_read_in_every_epoch(corpus: Corpus) -> None:
    for epoch in range(5):
        assert sizes(list(corpus.inputs(epoch))) == SENTENCES + len(corpus.extra)


def test_copies_and_made_imperatives_stand_alone(corpus: Corpus) -> None:
    first_words = {sentence.words[0].form.lower() for sentence in corpus.extra}
    assert first_words == {"congress", "close"}
    assert all(len(group) == 1 for group in list(corpus.inputs(1))[-len(corpus.extra) :])


def test_an_epoch_is_always_the_same_and_another_one_differs(corpus: Corpus) -> None:
    assert list(corpus.inputs(1)) == list(corpus.inputs(1))
    assert [len(group) for group in corpus.inputs(0)] != [len(group) for group in corpus.inputs(1)]


def test_some_texts_get_typographic_quotes(corpus: Corpus) -> None:
    curly = {id(item) for item in corpus.curly.values()}
    inside = [id(item) in curly for group in corpus.inputs(0) for item in group]
    assert 0 < sum(inside) < len(inside)


def test_of_dev_files_nothing_is_copied(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "dev.conllu"
    path.write_text("1\tAct\tact\tVERB\tVB\t_\t0\troot\t_\t_\n", "utf-8")
    dev = read_corpus([path], Preparer(spacy.blank("en"), Pieces.load(), {}), corpus.labels, None)
    assert dev.extra == []
    assert dev.labels is corpus.labels
