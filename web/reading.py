"""One part of a document's text, laid out for reading: which part is asked for, its rows, and the contents of all."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from werkzeug.exceptions import BadRequest, NotFound

from kg.apparatus import extraction_of, lines_about, place_of_statements
from kg.lookup import Lookup
from kg.rows import DocumentRow, StatementRow
from kg.store import Store
from kg.wording import counted
from web.highlights import Mark
from web.labels import label
from web.layout import Block, ShownBlock, blocks, show
from web.margin import Note, notes
from web.parts import Part, bounded, part_at, part_of_page, parts, title_of
from web.remembered import Remembered
from web.urls import iri_of, key_of, path_of, quote_anchor

_KEPT: Final = 24
_FEW_HEADINGS: Final = 80
_FEW_PARTS: Final = 40
_NEAR: Final = 6
_DEEPEST: Final = 5
_NUMBERED: Final = re.compile(r"\(\w{1,5}\)|\w{1,4}[.)]\s")


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A heading of the text: where it stands, how deep, its words and its anchor."""

    start: int
    level: int
    words: str
    anchor: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How a whole text is laid out; the same for everybody who reads it.

    Attributes:
        parts: the parts; none where the text is empty.
        places: start, end and IRI of each statement, in the order of the text.
        headings: the headings in order.
        provisions: first code point of a block to the anchor of the provision that begins with it.
        missing: first code point of a block to the pages right before it on which no text was read.
    """

    parts: tuple[Part, ...]
    places: tuple[tuple[int, int, str], ...]
    headings: tuple[Heading, ...]
    provisions: Mapping[int, str]
    missing: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the address asks for; at most one of these decides, in this order."""

    statement: str | None = None
    place: tuple[int, int] | None = None
    provision: str | None = None
    page: int | None = None
    part: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A block beside the notes of the statements that begin in it.

    Attributes:
        shown: the block with its marks.
        anchor: its id as a heading, or None.
        provision: its id as the beginning of a provision, or None.
        missing: first and last of the pages right before it on which no text was read, or None.
        has_bullet: it is a list item that has no number of its own.
        indent: how deep it stands in the provisions of a section, from 0 to 5.
        notes: the notes.
    """

    shown: ShownBlock
    anchor: str | None
    provision: str | None
    missing: tuple[int, int] | None
    has_bullet: bool
    indent: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A part in the contents; a `gap` stands for parts that aren't listed one by one, as first and last number."""

    part: Part | None
    headings: tuple[Heading, ...] = ()
    gap: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One part as the page shows it.

    Attributes:
        part: which one; None where the text is empty.
        number_of_parts: how many there are.
        rows: its blocks with their notes.
        contents: all parts, or those near with gaps between.
        number_of_headings: how many headings the whole text has.
        notice: one sentence where what was asked for isn't there, else empty.
    """

    part: Part | None
    number_of_parts: int
    rows: tuple[Row, ...]
    contents: tuple[Entry, ...]
    number_of_headings: int
    notice: str = ""
    number_of_notes: int = field(default=0)


_plans: Remembered[Plan] = Remembered(_KEPT)


def plan_of(lookup: Lookup, row: DocumentRow, text: str) -> Plan:
    """Lay a text out; what was laid out lately is at hand as long as the document isn't read anew."""
    key = (row.iri, row.text_sha256, extraction_of(lookup, row.iri))
    return _plans.get(lookup, key, lambda: _plan(lookup, row, text))


def _plan(lookup: Lookup, row: DocumentRow, text: str) -> Plan:
    places = place_of_statements(lookup, row.iri)
    starts = [start for start, _, _ in places]
    found = bounded(text, blocks(text, lookup.passages_of(row.iri)), starts)
    return Plan(
        parts=parts(text, found, starts),
        places=places,
        headings=tuple(
            Heading(start=each.start, level=each.level, words=title_of(text, each), anchor=f"h-{each.start}")
            for each in found
            if each.kind == "heading"
        ),
        provisions=_provisions(found, row.identifiers),
        missing=_missing(found),
    )


def _provisions(found: Sequence[Block], identifiers: Sequence[str]) -> dict[int, str]:
    anchors: dict[int, str] = {}
    known: set[str] = set()
    for block in found:
        if block.provision and block.provision not in known:
            known.add(block.provision)
            anchors[block.start] = provision_anchor(block.provision, identifiers)
    return anchors


def provision_anchor(provision: str, identifiers: Sequence[str]) -> str:
    """Give the id of a provision in its document: `p-s2-a-1` for `/us/bill/119/hr/3447/s2/a/1`."""
    own = next((each for each in identifiers if provision.startswith(f"{each}/")), "")
    steps = provision.removeprefix(own).strip("/").split("/")
    return "-".join(["p", *("".join(c if c.isalnum() else "_" for c in step) for step in steps)])


def _missing(found: Sequence[Block]) -> dict[int, tuple[int, int]]:
    gaps: dict[int, tuple[int, int]] = {}
    page = 0
    for block in found:
        if block.new_page is not None:
            if block.new_page > page + 1:
                gaps[block.start] = (page + 1, block.new_page - 1)
            page = max(page, block.new_page)
    return gaps


def read_part(store: Store, lookup: Lookup, row: DocumentRow, text: str, asked: Asked) -> Reading:
    """Lay out the part of a text that an address asks for.

    Args:
        store: where it is said what speaks for what.
        lookup: where the statements are.
        row: the document.
        text: its stored text.
        asked: what decides the part.

    Raises:
        BadRequest: the place lies outside the text.
        NotFound: there is no part of this number.
    """
    plan = plan_of(lookup, row, text)
    if not plan.parts:
        return Reading(part=None, number_of_parts=0, rows=(), contents=(), number_of_headings=0)
    part, notice = _chosen(plan, row, asked)
    here = _statements(lookup, plan, part)
    beside = _notes(store, lookup, here, part)
    return Reading(
        part=part,
        number_of_parts=len(plan.parts),
        rows=_rows(plan, part, text, _marks(here, asked), beside),
        contents=_contents(plan, part),
        number_of_headings=len(plan.headings),
        notice=notice,
        number_of_notes=len(beside),
    )


def _chosen(plan: Plan, row: DocumentRow, asked: Asked) -> tuple[Part, str]:
    if asked.statement is not None:
        iri = iri_of("statement", asked.statement)
        start = next((start for start, _, each in plan.places if each == iri), None)
        if start is None:
            return plan.parts[0], "The statement that the link names is not in this document, or not any more."
        return part_at(plan.parts, start), ""
    if asked.place is not None:
        return part_at(plan.parts, _checked(asked.place, row.length)), ""
    if asked.provision is not None:
        start = next((start for start, anchor in plan.provisions.items() if anchor == asked.provision), None)
        if start is None:
            return plan.parts[0], "The provision that the link names was not found in this document."
        return part_at(plan.parts, start), ""
    if asked.page is not None:
        return _of_page(plan, row, asked.page)
    number = 1 if asked.part is None else asked.part
    if not 1 <= number <= len(plan.parts):
        raise NotFound(f"This document has {counted(len(plan.parts), 'part')}; there is no part {number}.")
    return plan.parts[number - 1], ""


def _checked(place: tuple[int, int], length: int) -> int:
    start, end = place
    if not 0 <= start < end <= length:
        raise BadRequest(
            f"This document has {counted(length, 'character')}; no place reaches from {start} to {end}. "
            "Open the document without `start` and `end`."
        )
    return start


def _of_page(plan: Plan, row: DocumentRow, page: int) -> tuple[Part, str]:
    if row.pages is None:
        return plan.parts[0], "The source of this document has no pages."
    if not 1 <= page <= row.pages:
        return plan.parts[0], f"This document has {counted(row.pages, 'page')}; there is no page {page}."
    return part_of_page(plan.parts, page), ""


def _statements(lookup: Lookup, plan: Plan, part: Part) -> tuple[StatementRow, ...]:
    # Words that begin in an earlier part may reach into this one.
    last = bisect_left(plan.places, (part.end, 0, ""))
    return lookup.statements_by([iri for start, end, iri in plan.places[:last] if end > part.start])


def _notes(store: Store, lookup: Lookup, here: Sequence[StatementRow], part: Part) -> tuple[Note, ...]:
    begun = [row for row in here if row.start >= part.start]
    lines = lines_about(store, [row.iri for row in begun])
    known = {row.iri: row for row in here}
    ends = {iri for line in lines for iri in (line.premise, line.target)}
    known |= {row.iri: row for row in lookup.statements_by(sorted(ends - set(known)))}
    return notes(begun, lines, known, lambda place: part.start <= place < part.end)


def _marks(here: Sequence[StatementRow], asked: Asked) -> list[Mark]:
    marks = [
        Mark(
            start=each.start,
            end=each.end,
            role=each.role,
            key=key_of(each.iri),
            anchor=quote_anchor(each.iri),
            href=path_of(each.iri),
            label=f"{label('role', each.role)}: open it with its reasons",
            chosen=key_of(each.iri) == asked.statement,
        )
        for each in here
    ]
    if asked.place is not None:
        start, end = asked.place
        marks.append(Mark(start=start, end=end, role="place", key="place", anchor="place", chosen=True))
    return marks


def _rows(plan: Plan, part: Part, text: str, marks: Sequence[Mark], beside: Sequence[Note]) -> tuple[Row, ...]:
    starts = [note.row.start for note in beside]
    rows = []
    for shown in show(text, part.blocks, marks):
        block = shown.block
        rows.append(
            Row(
                shown=shown,
                anchor=f"h-{block.start}" if block.kind == "heading" else None,
                provision=plan.provisions.get(block.start),
                missing=plan.missing.get(block.start),
                has_bullet=bool(shown.markup) and not _NUMBERED.match(text, block.start + len(shown.markup)),
                indent=_indent(block),
                notes=tuple(beside[bisect_left(starts, block.start) : bisect_left(starts, block.end)]),
            )
        )
    return tuple(rows)


def _indent(block: Block) -> int:
    steps = (block.provision or "").rpartition("/s")[2].count("/")
    return min(max(steps - 1, 0), _DEEPEST) if block.kind == "list_item" else 0


def _contents(plan: Plan, here: Part) -> tuple[Entry, ...]:
    last = len(plan.parts)
    near = {1, 2, last, *range(here.number - _NEAR, here.number + _NEAR + 1)}
    shown = [part for part in plan.parts if last <= _FEW_PARTS or part.number in near]
    entries: list[Entry] = []
    before = 0
    for part in shown:
        if part.number > before + 1:
            entries.append(Entry(part=None, gap=(before + 1, part.number - 1)))
        is_full = len(plan.headings) <= _FEW_HEADINGS or part is here
        entries.append(Entry(part=part, headings=_headings(plan, part) if is_full else ()))
        before = part.number
    return tuple(entries)


def _headings(plan: Plan, part: Part) -> tuple[Heading, ...]:
    starts = [heading.start for heading in plan.headings]
    return plan.headings[bisect_left(starts, part.start) : bisect_right(starts, part.end - 1)]
