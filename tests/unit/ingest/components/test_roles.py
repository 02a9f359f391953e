from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

from kg.model import Role
from tests.unit.ingest.components.reading import Read, read_text

Reading = Callable[[str], Read]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("This Act may be cited as the “Chip Act”.", Role.OTHER),
        ("The term “covered chip” means a chip that exceeds the limit.", Role.OTHER),
        ("Section 2 is amended by striking “2025” and inserting “2030”.", Role.OTHER),
        ("What should the agencies do about it?", Role.OTHER),
        ("We recommend that Congress fund the Bureau of Industry and Security.", Role.RECOMMENDATION),
        ("It is the policy of the United States to lead in AI.", Role.RECOMMENDATION),
        ("The agency reported that 40 licences were denied in 2024.", Role.EVIDENCE),
    ],
)
def test_form_settles_the_role(reading: Reading, text: str, role: Role) -> None:
    assert [passage.role for passage in reading(text).extraction.passages] == [role]


def test_a_heading_that_names_a_topic_is_other_and_an_imperative_one_asks(nlp: Language) -> None:
    text = "# Chips\n\n## Close the Loopholes\n\nThey are wide open to everybody who wants to pass through them.\n"
    roles = [passage.role for passage in read_text(nlp, text, "test.md").extraction.passages]
    assert roles[:2] == [Role.OTHER, Role.RECOMMENDATION]


def test_every_passage_has_one_role_and_statements_only_where_it_says_something(reading: Reading) -> None:
    extraction = reading("Chips matter a lot to the armed forces. 1. Congress should act. What now?").extraction
    speaking = {passage.iri for passage in extraction.passages if passage.role is not Role.OTHER}
    assert {statement.passage for statement in extraction.statements} == speaking


@pytest.mark.parametrize(
    ("lead", "role"),
    [
        ("The report required by subsection (a) shall include—", Role.RECOMMENDATION),
        ("The Secretary shall assess the following:", Role.RECOMMENDATION),
        # the duty stands by itself, and the items only say what is in it
        ("The Secretary shall submit to Congress a report that includes—", Role.OTHER),
    ],
)
def test_a_noun_completes_a_duty_only_where_the_lead_in_carries_the_duty_alone(
    reading: Reading, lead: str, role: Role
) -> None:
    passages = reading(f"{lead}\n\n(1) the number of chips;\n").extraction.passages
    assert passages[-1].role is role


def test_a_finding_says_something_however_it_looks(reading: Reading) -> None:
    text = (
        "Congress finds the following:\n\n"
        "(1) The Treaty on Strategic Partnership between two foreign states, signed at Moscow on January 17, 2025.\n"
    )
    assert reading(text).extraction.passages[-1].role in (Role.CLAIM, Role.EVIDENCE)
