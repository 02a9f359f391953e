"""Bill status records (BILLSTATUS XML): title, summaries, actions, sponsors and related bills as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.html import fromstring

from ingest.readers.provisions import bill_label
from ingest.readers.securexml import all_text
from ingest.readers.structure import Assembler, words
from ingest.source import Block, BlockKind, Metadata
from kg.model import SourceKind

_HEADING_LEVEL: Final = 2


def read(root: etree._Element) -> tuple[str, tuple[Block, ...], Metadata]:
    """Read a status record.

    Args:
        root: the `billStatus` element.

    Returns:
        The text, its blocks, and what the record says of the bill.
    """
    bill = root.find("bill")
    bill = root if bill is None else bill
    congress = all_text(bill.find("congress"))
    kind = (all_text(bill.find("billType")) or all_text(bill.find("type"))).lower()
    number = all_text(bill.find("billNumber")) or all_text(bill.find("number"))
    identifier = f"/us/bill/{congress}/{kind}/{number}" if congress and kind and number else None
    title = all_text(bill.find("title"))
    out = Assembler()
    out.add(BlockKind.TITLE, f"{bill_label(identifier)}, {title}" if identifier else title)
    for heading, kind_of_block, lines in _parts(bill):
        shown = list(dict.fromkeys(line for line in lines if line))
        if shown:
            out.add(BlockKind.HEADING, heading, level=_HEADING_LEVEL)
        for line in shown:
            level = 1 if kind_of_block is BlockKind.LIST_ITEM else None
            out.add(kind_of_block, line, level=level, provision=identifier)
    text, blocks = out.finish()
    metadata = Metadata(
        title=f"{bill_label(identifier)}, {title} (status)" if identifier else title or None,
        authors=("Congressional Research Service",),
        publisher="United States Congress",
        issued=all_text(bill.find("updateDate"))[:10] or None,
        kind=SourceKind.UNKNOWN,
        language="en",
        identifiers=(identifier,) if identifier else (),
    )
    return text, blocks, metadata


def _parts(bill: etree._Element) -> Iterator[tuple[str, BlockKind, Iterator[str]]]:
    item = BlockKind.LIST_ITEM
    yield "Status", BlockKind.PARAGRAPH, _status(bill)
    yield "Sponsors", item, (all_text(entry.find("fullName")) for entry in bill.iterfind("sponsors/item"))
    yield "Cosponsors", item, (all_text(entry.find("fullName")) for entry in bill.iterfind("cosponsors/item"))
    yield "Summaries", BlockKind.PARAGRAPH, _summaries(bill)
    yield "Committees", item, (all_text(entry) for entry in bill.iterfind("committees//item/name") if _is_own(entry))
    yield "Actions", item, _actions(bill)
    yield "Laws", item, (
        f"{all_text(law.find('type'))} {all_text(law.find('number'))}" for law in bill.iterfind("laws/item")
    )  # fmt: skip
    yield (
        "Titles",
        item,
        (
            f"{all_text(entry.find('titleType'))}: {all_text(entry.find('title'))}"
            for entry in bill.iterfind("titles/item")
        ),
    )
    yield "Related bills", item, _related(bill)
    yield "Amendments", item, _amendments(bill)
    yield (
        "Subjects",
        item,
        (all_text(entry) for entry in bill.iterfind("subjects//legislativeSubjects/item/name") if _is_own(entry)),
    )


def _is_own(name: etree._Element) -> bool:
    """Whether a name isn't that of an activity of a committee."""
    ancestors = (ancestor.tag for ancestor in name.iterancestors())
    return "activities" not in ancestors


def _status(bill: etree._Element) -> Iterator[str]:
    introduced = all_text(bill.find("introducedDate"))
    if introduced:
        yield f"Introduced in the {all_text(bill.find('originChamber')) or 'Congress'} on {introduced}."
    area = all_text(bill.find("policyArea/name"))
    if area:
        yield f"Policy area: {area}."
    latest = bill.find("latestAction")
    if latest is not None:
        yield f"Latest action: {all_text(latest.find('actionDate'))}: {all_text(latest.find('text'))}"


def _summaries(bill: etree._Element) -> Iterator[str]:
    """Paragraphs of the summaries, which are HTML inside the XML."""
    summaries = bill.find("summaries")
    for summary in summaries.iter("text", "cdata") if summaries is not None else ():
        markup = "".join(str(part) for part in summary.itertext()).strip()
        if markup:
            yield from _paragraphs(markup)


def _paragraphs(markup: str) -> Iterator[str]:
    if "<" not in markup:
        yield words(markup)
        return
    try:
        body = fromstring(f"<div>{markup}</div>")
    except (etree.ParserError, etree.XMLSyntaxError):
        yield words(markup)
        return
    etree.strip_elements(body, "script", "style", with_tail=False)
    pieces = [piece for piece in body.iter("p", "li", "h1", "h2", "h3", "h4") if piece.find(".//p") is None]
    for piece in pieces or [body]:
        yield all_text(piece)
    if pieces:
        yield words(" ".join(part for part in [body.text or "", *(child.tail or "" for child in body)]))


def _actions(bill: etree._Element) -> Iterator[str]:
    for action in bill.iterfind("actions/item"):
        yield f"{all_text(action.find('actionDate'))}: {all_text(action.find('text'))}"


def _related(bill: etree._Element) -> Iterator[str]:
    for related in bill.iterfind("relatedBills/item"):
        congress, kind, number = (all_text(related.find(name)) for name in ("congress", "type", "number"))
        title = all_text(related.find("title")) or all_text(related.find("latestTitle"))
        yield f"{bill_label(f'/us/bill/{congress}/{kind.lower()}/{number}')} ({congress}th Congress), {title}"


def _amendments(bill: etree._Element) -> Iterator[str]:
    for amendment in bill.iterfind("amendments/amendment"):
        label = f"{all_text(amendment.find('type'))} {all_text(amendment.find('number'))}"
        what = all_text(amendment.find("purpose")) or all_text(amendment.find("description"))
        yield f"{label}: {what}" if what else label
