"""What the parser writes into a spaCy document; the network behind it is made up."""

from collections.abc import Sequence

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.training import Example

from ingest.components import parser as module
from ingest.components.parser import WordParser
from ingest.parsing import ParsedWord

NLP = spacy.blank("en")


class Chain:
    """Hangs every word on the one before it, and starts a sentence where it is told to."""

    def __init__(self) -> None:
        self.given: list[tuple[str, bool, bool]] = []

    def parse(self, words: Sequence[str], spaces: Sequence[bool], starts: Sequence[bool]) -> list[ParsedWord]:
        self.given = list(zip(words, spaces, starts, strict=True))
        return [
            ParsedWord(
                head=place if is_first else place - 1,
                label="ROOT" if is_first else "obj",
                tag="NN",
                morph="NOUN|Number=Sing",
                lemma_rule="0>:l",
                starts=is_first,
            )
            for place, is_first in enumerate(start or place == 0 for place, start in enumerate(starts))
        ]


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> Chain:
    made = Chain()
    monkeypatch.setattr(module, "loaded_parser", lambda model: made)
    return made


def parsed(text: str, starts: Sequence[int] = ()) -> Doc:
    doc = NLP.make_doc(text)
    for place in starts:
        doc[place].is_sent_start = True
    return WordParser()(doc)


def test_words_get_heads_relations_tags_features_and_lemmas(chain: Chain) -> None:
    doc = parsed("Close loopholes")
    assert [(t.head.i, t.dep_, t.tag_, t.pos_, str(t.morph), t.lemma_) for t in doc] == [
        (0, "ROOT", "NN", "NOUN", "Number=Sing", "close"),
        (0, "obj", "NN", "NOUN", "Number=Sing", "loopholes"),
    ]


def test_white_space_is_kept_from_the_parser_and_hangs_on_the_word_before(chain: Chain) -> None:
    doc = parsed("Close \n loopholes now-ish.")
    assert [word for word, _, _ in chain.given] == ["Close", "loopholes", "now", "-", "ish", "."]
    assert [space for _, space, _ in chain.given] == [True, True, True, False, False, False]
    assert (doc[1].is_space, doc[1].head.i, doc[1].dep_, doc[1].pos_) == (True, 0, "dep", "SPACE")
    assert str(doc[1].morph) == ""


def test_a_sentence_start_that_is_set_stays(chain: Chain) -> None:
    doc = parsed("Close loopholes Act now", starts=[2])
    assert [sentence.text for sentence in doc.sents] == ["Close loopholes", "Act now"]


def test_a_start_on_white_space_moves_to_the_word_after(chain: Chain) -> None:
    parsed("Close loopholes \n Act now", starts=[2])
    assert [word for word, _, start in chain.given if start] == ["Close", "Act"]


def test_a_blank_line_ends_a_sentence_and_a_line_break_does_not(chain: Chain) -> None:
    parsed("Findings\n\nExports rose\nin May")
    assert [word for word, _, start in chain.given if start] == ["Findings", "Exports"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \n Act"])
def test_text_with_few_words_or_none_is_borne(chain: Chain, text: str) -> None:
    assert parsed(text).text == text


@given(st.text(alphabet="ab. \n", max_size=30))
@settings(deadline=None)
def test_sentences_hold_every_token_once(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "loaded_parser", lambda model: Chain())
        doc = parsed(text)
    assert [token.i for sentence in doc.sents for token in sentence] == list(range(len(doc)))


def test_it_is_scored_as_spacy_scores_its_own_components(chain: Chain) -> None:
    doc = parsed("Close loopholes now")
    reference = Doc(NLP.vocab, words=["Close", "loopholes", "now"], heads=[0, 0, 0], deps=["ROOT", "obj", "advmod"])
    scores = WordParser().score([Example(doc, reference)])
    assert (scores["dep_uas"], scores["dep_las"]) == (2 / 3, 2 / 3)
    assert scores["sents_f"] == 1.0
    assert {"tag_acc", "pos_acc", "morph_acc", "lemma_acc"} <= set(scores)
