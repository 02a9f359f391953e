"""Treebank sentences as the parser's network reads them."""

import spacy
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsing import lemmatised
from ingest.pieces import Pieces
from ingest.training.mentions import MarkedText
from ingest.training.parser_data import IGNORED, NAMES, TASKS, Item, Preparer, batches, labels_of, lemma_rule, windows
from ingest.training.treebanks import Sentence, Word

NLP = spacy.blank("en")
WORDS = [
    ("Congress", "Congress", "PROPN", "NNP", 2, "nsubj", True),
    ("should", "should", "AUX", "MD", 2, "aux", True),
    ("close", "close", "VERB", "VB", 2, "root", True),
    ("loopholes", "loophole", "NOUN", "NNS", 2, "obj", False),
    (".", ".", "PUNCT", ".", 2, "punct", True),
]
SENTENCE = Sentence(
    words=[
        Word(form=form, lemma=lemma, upos=upos, xpos=xpos, feats="_", head=head, deprel=deprel, space=space)
        for form, lemma, upos, xpos, head, deprel, space in WORDS
    ]
)


def item(size: int) -> Item:
    return Item([7] * size, [0] * size, [1] * size, [0] * size, {task: [0] * size for task in TASKS})


@given(st.text(st.characters(categories=["Ll"], max_codepoint=0x24F), min_size=1, max_size=12), st.data())
def test_a_lemma_rule_leads_from_the_word_to_its_lemma(lemma: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from([lemma + "s", lemma[:-1] + "ies", "un", lemma, lemma.title()]))
    if lemma.lower() == lemma and lemma.upper().lower() == lemma:
        assert lemmatised(word, lemma_rule(word, lemma)) == lemma


def test_a_name_keeps_its_capital() -> None:
    assert lemmatised("CONGRESS", lemma_rule("CONGRESS", "Congress")) == "Congress"
    assert lemmatised("U.S.", lemma_rule("U.S.", "U.S.")) == "U.S."


def test_a_sentence_becomes_numbers_word_by_word() -> None:
    preparer = Preparer(NLP, Pieces.load(), {"Congress should close loopholes.": ((0, 8, "ORG"),)})
    words, found = preparer.raw(SENTENCE)
    labels = labels_of([found], dict.fromkeys(TASKS, 1))
    made = preparer.item(words, found, labels.numbers())
    assert words == [form for form, *_ in WORDS]
    assert made.heads == [2, 2, 2, 2, 2]
    assert sum(made.lengths) == len(made.pieces) == len(made.shapes)
    assert [NAMES[number] for number in made.answers["name"]] == ["B-ORG", "O", "O", "O", "O"]
    assert found["spaces"] == [True, True, True, True, False]


def test_names_that_nobody_marked_are_not_known() -> None:
    _, found = Preparer(NLP, Pieces.load(), {}).raw(SENTENCE)
    assert found["name"] == [None] * 5


def test_of_a_text_with_marked_names_nothing_else_is_known() -> None:
    text = MarkedText("Ask Congress\nand the Senate.", ((4, 12, "ORG"), (21, 27, "ORG")))
    (made,) = Preparer(NLP, Pieces.load(), {}).marked(text, 100)
    assert [NAMES[number] for number in made.answers["name"]] == ["O", "B-ORG", "O", "O", "B-ORG", "O"]
    assert set(made.heads) == set(made.answers["tag"]) == {IGNORED}
    assert not made.is_sentence


def test_a_long_marked_text_is_cut() -> None:
    parts = list(Preparer(NLP, Pieces.load(), {}).marked(MarkedText("act now " * 50, ()), 30))
    assert max(len(part.pieces) for part in parts) <= 30
    assert sum(len(part.lengths) for part in parts) == 100


@given(st.lists(st.integers(1, 40), max_size=12))
def test_windows_lose_no_sentence_and_keep_their_order(sizes: list[int]) -> None:
    group = [item(size) for size in sizes]
    cut = list(windows([group], longest=50))
    assert [id(one) for window in cut for one in window] == [id(one) for one in group]
    assert all(len(window) == 1 or sum(len(one.pieces) for one in window) <= 50 for window in cut)


@given(st.lists(st.integers(1, 40), max_size=30))
def test_batches_hold_every_input_once_and_have_room_for_padding(sizes: list[int]) -> None:
    inputs = [[item(size)] for size in sizes]
    made = batches(inputs, 100, 7)
    assert sorted(id(one) for batch in made for one in batch) == sorted(id(one) for one in inputs)
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(len(one[0].pieces) for one in batch) <= 100


def test_the_same_seed_gives_the_same_batches() -> None:
    inputs = [[item(size)] for size in range(1, 30)]
    assert batches(inputs, 90, 7) == batches(inputs, 90, 7)
