import pytest

from ingest.training.gum import entity_spans, named_entities, read_gum
from ingest.training.treebanks import Sentence, Word


def _sentence(*rows: tuple[str, str, int, str]) -> Sentence:
    words = [Word(form, form, upos, "X", "_", head, "dep", True, misc) for form, upos, head, misc in rows]
    return Sentence(words=words)


SENTENCE = _sentence(
    ("The", "DET", 1, "Entity=(1-organization-new-cf1-2-coref-Bank_of_England"),
    ("Bank", "PROPN", 5, "_"),
    ("of", "ADP", 3, "_"),
    ("England", "PROPN", 1, "Entity=(2-place-new-cf2-1-sgl-England)1)"),
    ("recently", "ADV", 5, "_"),
    ("hired", "VERB", 5, "_"),
    ("a", "DET", 7, "Entity=(3-person-new-cf3-2-sgl"),
    ("lawyer", "NOUN", 5, "Entity=3)"),
)


def test_nested_entities_open_and_close_at_their_own_words() -> None:
    assert entity_spans(SENTENCE) == [(3, 3, "place"), (0, 3, "organization"), (6, 7, "person")]


def test_only_entities_headed_by_a_proper_noun_are_names() -> None:
    assert named_entities(SENTENCE) == [(3, 3, "LOC"), (1, 3, "ORG")]


def test_the_longest_of_nested_names_is_kept_without_its_article() -> None:
    (text,) = read_gum([SENTENCE])
    assert [(text.text[start:end], label) for start, end, label in text.marks] == [("Bank of England", "ORG")]


@pytest.mark.parametrize("misc", ["_", "SpaceAfter=No", "Entity=4)", "Entity=(5-person-new"])
def test_unmatched_brackets_mark_nothing(misc: str) -> None:
    assert entity_spans(_sentence(("Ann", "PROPN", 0, misc))) == []
