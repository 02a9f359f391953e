import pytest

from kg.fitting import Fit, fit, named

CONGRESS, COMMERCE = "United States Congress", "Secretary of Commerce"


def fitted(words: str, action: str | None, *asked: str, **fields: object) -> Fit:
    given = {"by": "Alder Institute", "against": False, "sureness": 0.9, "bill": False, **fields}
    return fit(words, action=action, asked=asked, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "action", "asked"),
    [
        ("Congress should close the loopholes.", "close the loopholes", CONGRESS),
        ("America must now widen controls.", "widen controls", "United States"),
        ("the agencies shall draw up a roadmap", "draw up a roadmap", "federal agencies"),
        ("BIS should work with companies.", "work with companies", "Bureau of Industry and Security"),
        ("A person who is dismissed may sue.", "sue", "persons"),
        ("Alder Institute urged Congress to fund it.", "fund it", CONGRESS),
        ("The plan recommends that Congress fund it.", "fund it", CONGRESS),
        ("close the loopholes", "close the loopholes", CONGRESS),
        ("If they do not agree, Congress must act.", "act", CONGRESS),
        # an item of a list, whose addressee stands before the list
        ("to close the loopholes", "close the loopholes", CONGRESS),
        # a deed in other words than the text's can't be placed
        ("Congress should close them.", "close the loopholes", CONGRESS),
    ],
)
def test_a_sentence_is_made_where_whoever_is_asked_is_to_do_it(words: str, action: str, asked: str) -> None:
    assert fitted(words, action, asked) is Fit.SENTENCE


@pytest.mark.parametrize(
    ("words", "action", "asked"),
    [
        ("The proposals must meet the requirements.", "meet the requirements", (COMMERCE,)),
        ("They may also help to detect smuggling.", "help to detect smuggling", (COMMERCE,)),
        ("Enforcement should receive more money.", "receive more money", ()),
        ("Congress reviews sales, and oversight should extend to chips.", "extend to chips", (CONGRESS,)),
        ("be measured by their effect", "be measured by their effect", (CONGRESS,)),
    ],
)
def test_the_words_stand_where_something_else_is_to_do_it(words: str, action: str, asked: tuple[str, ...]) -> None:
    assert fitted(words, action, *asked) is Fit.SUBJECT


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("Nothing in the bill directs Congress to loosen a control.", "loosen a control"),
        ("The essay opposes that Congress should ban it.", "ban it"),
        ("Congress would have to report on it.", "report on it"),
        ("Another Group, for example, has recommended that Congress fund it.", "fund it"),
        ("Research helps: a paper of Another Group recommended that Congress fund it.", "fund it"),
        ("Congress should fund it.", None),
    ],
)
def test_only_the_words_stand_where_they_deny_it_or_it_is_of_others(words: str, action: str | None) -> None:
    assert fitted(words, action, CONGRESS) is Fit.WORDS


def test_an_ask_that_is_little_more_than_a_guess_keeps_its_words() -> None:
    assert fitted("Congress should act.", "act", CONGRESS, sureness=0.49) is Fit.WORDS
    assert fitted("Congress should act.", "act", CONGRESS, sureness=0.5) is Fit.SENTENCE


def test_a_bill_says_what_would_be() -> None:
    words = "The bill would require exporters to report it."
    assert fitted(words, "report it", "Exporters", bill=True) is Fit.SENTENCE
    assert fitted(words, "report it", "Exporters") is Fit.WORDS


def test_an_ask_against_something_may_oppose_it() -> None:
    words = "Alder Institute opposes that Congress bans it."
    assert fitted(words, "bans it", CONGRESS, against=True) is Fit.SENTENCE


def test_nothing_speaks_against_a_sentence_without_the_words() -> None:
    assert fitted("", "act", CONGRESS) is Fit.SENTENCE


@pytest.mark.parametrize(
    ("name", "text", "is_named"),
    [
        ("Office of Science and Technology Policy", "OSTP's memorandum", True),
        ("United States", "the American way", False),
        ("United States Congress", "America", False),
        ("Allies", "its ally", True),
        ("Secretary of Commerce", "of the and", False),
    ],
)
def test_a_name_is_known_by_a_word_or_its_initials(name: str, text: str, is_named: bool) -> None:
    assert named(name, text) is is_named
