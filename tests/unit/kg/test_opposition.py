from dataclasses import replace
from pathlib import Path

import pytest

from kg.index import Index
from kg.model import Extraction, Role, Statement
from kg.opposition import opposing_on, opposing_words
from tests import factories


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The essay opposes the plan.", "opposes"),
        ("Lambert warns against hasty laws.", "warns against"),
        ("Critics replied that it is common.", "Critics"),
        ("He urged caution before any rule.", "urged caution"),
        ("It does not support the ban.", "does not support"),
    ],
)
def test_words_of_opposition_are_found_where_they_stand(text: str, words: str) -> None:
    assert [text[start:end] for start, end in opposing_words(text)] == [words]


@pytest.mark.parametrize(
    "text", ["The memorandum does not condemn it.", "They support the plan.", "An object is on the table.", ""]
)
def test_what_opposes_nothing_is_left_alone(text: str) -> None:
    assert opposing_words(text) == ()


def test_statements_are_found_by_topic_or_by_document_with_the_place_of_the_words(tmp_path: Path) -> None:
    against = "The Example Chamber opposes export controls on chips."
    elsewhere = "The Example Chamber opposes higher fees."
    made = factories.extraction_of([(Role.CLAIM, against), (Role.CLAIM, elsewhere), (Role.CLAIM, "Chips matter.")])
    statements = [_on(each, ("export-controls",) if each.quote.exact == against else ()) for each in made.statements]
    with Index.open(tmp_path / "index.sqlite") as index:
        index.replace(_with(made, statements))
        (row,) = opposing_on(index, "technology-controls", (), most=5)
        assert row.exact == against
        assert [row.exact[start:end] for start, end in row.matches] == ["opposes"]
        number = index.read("SELECT id FROM document")[0][0]
        assert {row.exact for row in opposing_on(index, "compute", (number,), most=5)} == {against, elsewhere}


def _on(statement: Statement, topics: tuple[str, ...]) -> Statement:
    return replace(statement, topics=topics)


def _with(extraction: Extraction, statements: list[Statement]) -> Extraction:
    return replace(extraction, statements=tuple(statements))
