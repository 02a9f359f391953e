import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.phrases import Term, match_expression, narrower, normal, terms_of, topic_words, wider
from ontology.resources import concepts


def words(text: str) -> list[str]:
    return [term.words for term in terms_of(text)]


def test_words_that_name_a_topic_stay_together_and_bring_its_other_names() -> None:
    (term,) = terms_of("Model  distillation")
    assert term.topics == ("distillation-attacks",)
    assert "distillation attacks" in term.names
    assert "model distillation" not in term.names


def test_the_longest_name_wins() -> None:
    assert words("economic effects of controls now") == ["economic effects of controls", "now"]


def test_a_name_is_known_in_singular_and_plural() -> None:
    assert terms_of("export control")[0].topics == terms_of("export controls")[0].topics == ("export-controls",)


@pytest.mark.parametrize("text", ['"model distillation"', 'a "model distillation" b'])
def test_words_in_quotes_are_taken_as_they_stand(text: str) -> None:
    quoted = next(term for term in terms_of(text) if term.is_quoted)
    assert (quoted.words, quoted.topics) == ("model distillation", ())


def test_a_name_does_not_reach_over_a_quoted_phrase() -> None:
    assert words('model "x y" distillation') == ["model", "x y", "distillation"]


def test_topics_can_be_left_aside() -> None:
    assert all(not term.topics for term in terms_of("model distillation", only_words=True))


@pytest.mark.parametrize("text", ["", "---", '"', "*", "( )", '"-"'])
def test_text_without_any_word_has_no_terms_and_no_expression(text: str) -> None:
    assert terms_of(text) == ()
    assert match_expression(terms_of(text)) is None


@given(st.text(st.characters(exclude_categories=())))
def test_every_word_of_a_reader_stands_in_quotes(text: str) -> None:
    expression = match_expression(terms_of(text)) or ""
    outside = "".join(expression.split('"')[::2])
    assert re.fullmatch(r"(?:[(){}: ]|AND|OR|words names title|topics)*", outside)


def test_topics_above_and_below_are_known() -> None:
    assert wider("distillation-attacks") == ("distillation-attacks", "ip-theft", "technology-controls")
    assert "distillation-attacks" in narrower("technology-controls")
    assert narrower("no-such-topic") == wider("no-such-topic") == ("no-such-topic",)


def test_no_two_topics_share_a_word_in_the_full_text_table() -> None:
    roots = [concept.notation for concept in concepts("topic") if concept.broader is None]
    assert len({topic_words([each]) for each in roots}) == len(roots)


@given(st.text())
def test_the_form_for_comparing_is_settled(text: str) -> None:
    assert normal(normal(text)) in (normal(text), normal(normal(normal(text))))


def test_an_expression_joins_all_terms() -> None:
    expression = match_expression([Term(words="one"), Term(words="two three", is_quoted=True)])
    assert expression == '({words names title} : ("one")) AND ({words names title} : ("two three"))'
