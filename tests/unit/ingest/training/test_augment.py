from collections.abc import Sequence

import pytest

from ingest.training.augment import curl_quotes, recase, recased_copies
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
