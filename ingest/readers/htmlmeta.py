"""What an HTML page says about itself: meta elements, its canonical address, the lines under its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from ingest.readers.frontmatter import kind_from_words
from ingest.readers.provisions import bill_from_name
from ingest.readers.publishers import common_name, publisher_at, with_publisher
from ingest.readers.structure import iso_date, words
from ingest.source import Block, BlockKind, Metadata
from kg.model import SourceKind

_TITLES: Final = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
_AUTHORS: Final = ("citation_author", "author", "dc.creator", "dcterms.creator", "article:author")
_DATES: Final = (
    "citation_publication_date", "article:published_time", "dc.date", "dcterms.issued", "dc.date.issued", "date",
    "publication_date", "datepublished",
)  # fmt: skip
_PUBLISHERS: Final = ("citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name")
_DATED_LINE: Final = re.compile(r"(?i)^(?:published|updated|released|issued|posted)\b.{0,60}$")
_SOURCE_LINK: Final = re.compile(r"(?i)(?:view|read|see)\b.{0,20}\b(?:on|at|original)\b")
_REPORT_NUMBER: Final = re.compile(r"\b(?:GAO-\d{2}-\d{3,6}[A-Z]*|(?:IF|IN|R|RL|RS|LSB)\d{5})\b")
_SITE: Final = re.compile(r"\s+(?:\||—|–|::)\s+")


def text_of(element: etree._Element) -> str:
    """All text inside an element."""
    return "".join(str(part) for part in element.itertext())


def page_metadata(root: etree._Element, blocks: Sequence[Block], text: str) -> Metadata:
    """Collect what the page states about itself."""
    fields = _fields(root)
    shown = next((words(text[block.start : block.end]) for block in blocks if block.kind is BlockKind.TITLE), None)
    page_title = words("".join(element.text or "" for element in root.iter("title"))) or None
    site = _SITE.split(page_title)[-1] if page_title and _SITE.search(page_title) else None
    stated = _first(fields, _TITLES)
    title = stated or shown or (_SITE.split(page_title)[0] if page_title else None)
    url = _address(root, fields)
    head = [words(text[block.start : block.end]) for block in blocks[:12]]
    numbers = [match[0] for line in head if len(line) < 200 for match in [_REPORT_NUMBER.search(line)] if match]
    bill = bill_from_name(_first(fields, ("dc.identifier",)) or "")
    site_name = common_name(site)
    publisher = _first(fields, _PUBLISHERS) or publisher_at(url) or (site_name if site_name != site else None)
    metadata = Metadata(
        title=title,
        authors=("United States Congress",) if bill else _people(fields),
        publisher=publisher or ("United States Congress" if bill else None),
        issued=iso_date(_first(fields, _DATES) or "") or _dated(head),
        url=url,
        kind=_kind(title or "", numbers, bill),
        language=root.get("lang") or root.get("xml:lang") or None,
        identifiers=(bill,) if bill else tuple(numbers[:1]),
    )
    return with_publisher(metadata)


def _fields(root: etree._Element) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        key = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        value = words(element.get("content") or "")
        if key and value:
            fields.setdefault(key, []).append(value)
    return fields


def _first(fields: dict[str, list[str]], keys: Sequence[str]) -> str | None:
    return next((fields[key][0] for key in keys if key in fields), None)


def _people(fields: dict[str, list[str]]) -> tuple[str, ...]:
    named = next((fields[key] for key in _AUTHORS if key in fields), [])
    return tuple(dict.fromkeys(name for name in named if not name.startswith("http")))


def _address(root: etree._Element, fields: dict[str, list[str]]) -> str | None:
    for element in root.iter("link"):
        href = element.get("href") or ""
        if "canonical" in (element.get("rel") or "").lower().split() and href.startswith(("http://", "https://")):
            return href
    stated = _first(fields, ("og:url", "citation_public_url", "dc.source"))
    if stated and stated.startswith(("http://", "https://")):
        return stated
    for element in root.iter("a"):
        href = element.get("href") or ""
        if href.startswith("https://") and _SOURCE_LINK.match(words(text_of(element))):
            return href
    return None


def _dated(head: list[str]) -> str | None:
    """The date in a line near the top that says it's the date, or that is nothing but a date."""
    for line in head:
        date = iso_date(line)
        if date and (_DATED_LINE.match(line) or "Published " in line or len(line) < 25):
            return date
    return None


def _kind(title: str, numbers: list[str], bill: str | None) -> SourceKind:
    if bill:
        return SourceKind.BILL
    return SourceKind.REPORT if numbers else kind_from_words(title)
