from collections.abc import Sequence
from typing import Any

from kg.apparatus import Line
from kg.model import Direction
from kg.rows import Named, StatementRow
from web.margin import MOST, Note, notes
from web.urls import words_path

BASE = "https://w3id.org/warrant/id"
DOCUMENT = f"{BASE}/document/d"


def row(key: str, start: int, role: str = "claim", **fields: Any) -> StatementRow:
    usual: dict[str, Any] = {
        "document": DOCUMENT,
        "document_title": "One",
        "source_kind": "report",
        "passage": "p",
        "exact": f"words of {key}",
        "confidence": 0.9,
        "cue": "c",
        "review": "machine",
        "speaker": Named(iri=f"{BASE}/actor/a", name="Institute"),
        "action": "act",
        "modality": "should" if role == "recommendation" else None,
        "polarity": "for",
    }
    usual |= dict.fromkeys(("publisher", "issued", "page", "object", "condition", "deadline", "instrument", "part_of"))
    usual |= dict.fromkeys(("is_brief", "is_reported", "superseded"), False)
    usual |= {"addressees": (), "topics": (), "supports": 0, "disputes": 0}
    given = {**usual, **fields}
    return StatementRow(iri=f"{BASE}/statement/{key}", role=role, start=start, end=start + 5, **given)


def line(premise: StatementRow, target: StatementRow, direction: Direction = Direction.SUPPORTS) -> Line:
    return Line(premise=premise.iri, target=target.iri, direction=direction)


def written(rows: Sequence[StatementRow], lines: Sequence[Line], others: Sequence[StatementRow] = ()) -> list[Note]:
    known = {each.iri: each for each in (*rows, *others)}
    return list(notes(rows, lines, known, lambda place: place < 100))


def test_a_note_of_an_ask_has_its_sentence_and_that_of_a_claim_its_words() -> None:
    ask, claim = written([row("a", 0, "recommendation"), row("b", 10)], [])
    assert "".join(part.text for part in ask.sentence).startswith("The Institute asks")
    assert (claim.sentence, claim.words) == ((), "words of b")


def test_both_ends_of_a_line_name_each_other() -> None:
    ask, claim = row("a", 0, "recommendation"), row("b", 10)
    of_ask, of_claim = written([ask, claim], [line(claim, ask)])
    assert [(tie.name, tie.keys) for tie in of_ask.relations] == [("for", ("b",))]
    assert [(tie.name, tie.keys) for tie in of_claim.relations] == [("supports", ("a",))]


def test_reasons_against_are_kept_apart() -> None:
    ask, claim, critic = row("a", 0, "recommendation"), row("b", 10), row("c", 20)
    found = written([ask, claim, critic], [line(claim, ask), line(critic, ask, Direction.DISPUTES)])
    assert [(tie.name, tie.keys) for tie in found[0].relations] == [("for", ("b",)), ("against", ("c",))]
    assert [tie.name for tie in found[2].relations] == ["disputes"]


def test_a_link_stays_on_the_page_where_it_can() -> None:
    ask, near, far = row("a", 0, "recommendation"), row("b", 10), row("c", 500)
    (tie,) = written([ask], [line(near, ask), line(far, ask)], [near, far])[0].relations
    assert [each.href for each in tie.related] == ["#q-b", words_path(DOCUMENT, far.iri)]


def test_a_reason_from_another_document_names_it() -> None:
    ask = row("a", 0, "recommendation")
    other = row("b", 3, document=f"{BASE}/document/e", document_title="Another")
    (tie,) = written([ask], [line(other, ask)], [other])[0].relations
    assert (tie.related[0].document, tie.related[0].href) == ("Another", words_path(other.document, other.iri))


def test_many_reasons_are_counted_and_all_their_keys_kept() -> None:
    ask = row("a", 0, "recommendation")
    reasons = [row(f"r{number:02}", number) for number in range(60)]
    (tie,) = written([ask], [line(each, ask) for each in reasons], reasons)[0].relations
    assert (len(tie.related), tie.more, len(tie.keys)) == (MOST, 60 - MOST, 60)


def test_a_line_to_a_statement_that_nobody_knows_is_left_out() -> None:
    ask = row("a", 0, "recommendation")
    (note,) = written([ask], [line(row("gone", 9), ask)])
    assert note.relations == ()
