"""Wrong extractions, each with what decided."""

from __future__ import annotations

from typing import Any

from ingest.evaluation.errors import as_markdown, mistakes
from ingest.evaluation.mistakes import Mistake
from tests.unit.ingest.evaluation.annotated import ASK, CLAIM, CONGRESS, FACT, GOLD, WATCH, beside, document, link


def wrong(kind: str, found: dict[str, Any]) -> list[Mistake]:
    return mistakes([beside(found)], 10)[kind]


def test_a_perfect_reading_has_no_mistakes() -> None:
    assert not any(mistakes([beside(GOLD)], 10).values())


def test_a_wrong_role_comes_with_its_words_and_what_decided() -> None:
    guess = {**CLAIM, "role": "evidence", "confidence": 0.62, "cue": "encoder evidence 0.62"}
    [item] = wrong("Wrong role", document(ASK, guess, FACT))
    assert (item.text, item.gold, item.found) == ("Ports lie open.", "claim", "evidence")
    assert item.why == "encoder evidence 0.62 (in the end evidence 0.62)"


def test_a_segment_without_a_partner_is_a_wrong_cut() -> None:
    [item] = wrong("Wrong cut", document(ASK, {**CLAIM, "end": 69}))
    assert (item.place, item.found) == ("23-38", "23-69")


def test_frames_and_speakers_are_told_by_field() -> None:
    found = document({**ASK, "addressee": [], "strength": "may"}, CLAIM, {**FACT, "asserted_by": None})
    [addressee], [strength] = wrong("Wrong addressee", found), wrong("Wrong strength", found)
    assert (addressee.gold, addressee.found) == ("The Congress", "nobody")
    assert (strength.gold, strength.found) == ("must", "may")
    [speaker] = wrong("Wrong speaker", found)
    assert (speaker.gold, speaker.found) == ("Port Watch", "the author")
    assert not wrong("Wrong instrument", found)


def test_links_are_missing_or_spurious() -> None:
    found = document(ASK, CLAIM, FACT, links=[link("s2", "s1"), link("s3", "s1", confidence=0.4, cue="because")])
    [missing], [spurious] = wrong("Missing link", found), wrong("Spurious link", found)
    assert missing.gold == "supports 23-38 (Ports lie open.)"
    assert missing.found == "supports 0-22 (Congress must fund it.)"
    assert "evidence and claim" in missing.why
    assert spurious.why == "because (0.40)"


def test_an_actor_under_another_name_is_neither_missing_nor_spurious() -> None:
    other = {"name": "Parliament", "type": "government", "mentions": ["Congress"]}
    found = document(ASK, CLAIM, FACT, actors=[other, {**WATCH, "type": "company"}])
    [renamed] = wrong("Actor under a wrong name", found)
    assert (renamed.gold, renamed.found) == ("United States Congress", "Parliament")
    assert not wrong("Missing actor", found) and not wrong("Spurious actor", found)
    [mistyped] = wrong("Actor of a wrong type", found)
    assert (mistyped.gold, mistyped.found) == ("organization", "company")


def test_actors_are_missing_or_spurious() -> None:
    stranger = {"name": "Ports", "type": "organization", "mentions": ["Ports"]}
    found = document(ASK, CLAIM, FACT, actors=[CONGRESS, stranger])
    assert [item.place for item in wrong("Missing actor", found)] == ["Port Watch"]
    assert [item.place for item in wrong("Spurious actor", found)] == ["Ports"]


def test_mistakes_are_spread_over_documents_and_drawn_the_same_each_time() -> None:
    found = document(*({**each, "role": "other"} for each in (ASK, CLAIM, FACT)))
    several = [beside(found, name=name) for name in "abc"]
    drawn = mistakes(several, 3)["Wrong role"]
    assert sorted(item.document for item in drawn) == ["a", "b", "c"]
    assert drawn == mistakes(several[::-1], 3)["Wrong role"]
    assert len(mistakes(several, 5)["Wrong role"]) == 5


def test_mistakes_are_written_as_markdown_with_signs_made_harmless() -> None:
    item = Mistake(document="d", place="0-5", text="a *b* [c](d)", gold="claim", found="other", why="role other 0.50")
    page = as_markdown({"Wrong role": [item], "Wrong cut": []})
    assert r'1. `d` 0-5: "a \*b\* \[c\](d)"' in page
    assert "### Wrong cut\n\nNone." in page
    assert '"a ..."' in as_markdown({"Wrong role": [item]}, width=6)
