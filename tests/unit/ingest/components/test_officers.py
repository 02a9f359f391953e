from __future__ import annotations

import pytest

from ingest.components.lexicon import officers
from ingest.components.officers import amended_officers
from ingest.gazetteer import gazetteer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("To amend the Export Control Reform Act of 2018 to ...", {"Secretary": "Secretary of Commerce"}),
        (
            "Section 4 of the Clean Air Act (42 U.S.C. 7401) is amended by",
            {"Administrator": "Administrator of the Environmental Protection Agency"},
        ),
        # an Act that is only cited says nothing of who is meant here
        ("as defined in the Clean Air Act (42 U.S.C. 7401).", {}),
        # two Acts with two Secretaries
        ("To amend the Social Security Act and to amend the Higher Education Act of 1965", {}),
    ],
)
def test_an_amended_act_says_who_the_bare_office_is(text: str, expected: dict[str, str]) -> None:
    assert amended_officers(text) == expected


def test_every_officer_is_named_as_the_gazetteer_or_his_body_is() -> None:
    known = gazetteer()
    for act, word, office in officers():
        body = office.removeprefix(f"{word} of the ")
        assert office.startswith(word) or office.endswith(word), act
        assert known.named(office) or known.named(body), office
