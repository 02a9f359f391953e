from collections.abc import Sequence

import pytest

from ingest.training.augment import curl_quotes, imperative, imperatives, recase, recased_copies
from ingest.training.treebanks import Sentence, Word


def _sentence(*forms: str, upos: Sequence[str] = ()) -> Sentence:
    tags = upos or ["NOUN"] * len(forms)
    return Sentence(
        words=[Word(form, form.lower(), tag, "NN", "_", 0, "dep", True) for form, tag in zip(forms, tags, strict=True)]
    )


def _forms(sentence: Sentence) -> list[str]:
    return [word.form for word in sentence.words]


def test_a_title_keeps_small_words_small() -> None:
    sentence = _sentence("close", "the", "gaps", upos=["VERB", "DET", "NOUN"])
    assert _forms(recase(sentence, "title")) == ["Close", "the", "Gaps"]


@pytest.mark.parametrize("case", ["upper", "lower", "title"])
def test_no_case_moves_an_offset(case: str) -> None:
    sentence = _sentence("straße", "İstanbul", "ﬁne")
    changed = recase(sentence, case)
    assert [len(form) for form in _forms(changed)] == [len(form) for form in _forms(sentence)]


def test_annotation_survives_a_change_of_case() -> None:
    sentence = _sentence("Close", "gaps")
    assert [word.lemma for word in recase(sentence, "upper").words] == ["close", "gaps"]


def test_quotes_open_after_a_space_and_close_after_a_word() -> None:
    words = [
        Word('"', '"', "PUNCT", "``", "_", 0, "punct", False),
        Word("Agency", "agency", "NOUN", "NN", "_", 0, "dep", False),
        Word("'s", "'s", "PART", "POS", "_", 0, "case", False),
        Word('"', '"', "PUNCT", "''", "_", 0, "punct", True),
    ]
    assert _forms(curl_quotes(Sentence(words=words))) == ["\u201c", "Agency", "\u2019s", "\u201d"]


def test_copies_are_made_for_the_asked_share_only() -> None:
    sentences = [_sentence("a", "b")] * 1000
    assert 250 < len(list(recased_copies(sentences, 1, {"upper": 0.3}))) < 350
    assert list(recased_copies(sentences, 1, {"upper": 0.0})) == []


def _clause(modal_tag: str = "MD") -> Sentence:
    rows = [
        ("Congress", "NOUN", "NN", 2, "nsubj"),
        ("should", "AUX", modal_tag, 2, "aux"),
        ("close", "VERB", "VB", 2, "root"),
        ("the", "DET", "DT", 4, "det"),
        ("gaps", "NOUN", "NNS", 2, "obj"),
        (".", "PUNCT", ".", 2, "punct"),
    ]
    words = [Word(form, form, upos, xpos, "_", head, deprel, True) for form, upos, xpos, head, deprel in rows]
    return Sentence(words=words)


def test_an_imperative_drops_subject_and_modal_and_keeps_the_tree() -> None:
    clause = imperative(_clause(), 2)
    assert clause is not None
    assert [(word.form, word.head, word.deprel) for word in clause.words] == [
        ("Close", 0, "root"),
        ("the", 2, "det"),
        ("gaps", 0, "obj"),
    ]


@pytest.mark.parametrize("index", [0, 1, 4])
def test_only_an_infinitive_makes_an_imperative(index: int) -> None:
    assert imperative(_clause(), index) is None


def test_a_verb_without_modal_or_to_makes_no_imperative() -> None:
    assert imperative(_clause(modal_tag="RB"), 2) is None


def test_some_imperatives_come_as_headings() -> None:
    forms = {" ".join(_forms(clause)) for clause in imperatives([_clause()] * 100, 1, 1.0)}
    assert forms == {"Close the gaps", "Close the Gaps"}
