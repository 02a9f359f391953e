from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import Polarity
from tests.unit.ingest.components.reading import Read

Reading = Callable[[str], Read]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Nvidia warns that the rule will hurt its sales in many markets.", "Nvidia"),
        ("According to the Department of Energy, sales fell by half in 2024.", "Department of Energy"),
        ("“The rule will hurt many,” said Nvidia, which sells such chips to all.", "Nvidia"),
        # spoken of, not speaking
        ("A report by others on Nvidia found that the rule will hurt sales a lot.", None),
        ("The rule will hurt Nvidia and its sales in many markets of the world.", None),
    ],
)  # fmt: skip
def test_the_speaker_is_who_says_it(reading: Reading, text: str, speaker: str | None) -> None:
    read = reading(text)
    [claim] = read.claims
    assert read.name(claim.asserted_by) == speaker
    assert claim.is_reported is (speaker is not None)


def test_the_company_is_the_one_that_was_named(reading: Reading) -> None:
    read = reading("Nvidia sells the chips to many firms. The company warns that the rule will hurt its sales.")
    assert read.name(read.claims[-1].asserted_by) == "Nvidia"


def test_the_company_is_nobody_where_two_were_named(reading: Reading) -> None:
    read = reading("Nvidia and AMD sell the chips to many firms. The company warns that the rule will hurt sales.")
    assert read.claims[-1].asserted_by is None


def test_hedges_and_denials_are_kept(reading: Reading) -> None:
    [claim] = reading("The rule may not stop the smuggling of chips that is likely to go on.").claims
    assert claim.hedges == ("may", "likely")
    [denied] = reading("There is no evidence that chips have hidden switches in them at all.").claims
    assert denied.polarity is Polarity.AGAINST
