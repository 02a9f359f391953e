"""Bills, laws and the Federal Register in XML; any other XML is read as running text, with a warning."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from lxml import etree

from ingest.readers import bill_status
from ingest.readers.lawtext import LawText
from ingest.readers.provisions import bill_from_name, bill_identifier, bill_label
from ingest.readers.securexml import all_text, local_name, parse
from ingest.readers.structure import iso_date, words_in
from ingest.source import Block, BlockKind, Metadata, SourceText
from kg.model import SourceKind

MEDIA_TYPE: Final = "application/xml"
_BILLS: Final = words_in("bill resolution amendment-doc engrossedAmendment lawDoc bill-dms")
_LAWS: Final = words_in("pLaw statuteCompilation statutesAtLarge uscDoc")
_RULES: Final = words_in("frDoc rule proposedRule cfrDoc RULE PRORULE FEDREG")
_LAW_NUMBER: Final = re.compile(r"Public Law (?P<congress>\d{2,3})[\u2013-](?P<number>\d+)")
_STAGE: Final = re.compile(r"^\d{2,3} [A-Z]+ \d+ [A-Z]{2,4}:\s*")


def read(data: bytes, *, name: str) -> SourceText:
    """Read a bill, law, rule, bill status record or other XML.

    Args:
        data: the file's bytes.
        name: the file's name, for errors and warnings.

    Returns:
        The source text, with the provision that each block belongs to.

    Raises:
        SourceError: it isn't well-formed, or it declares entities.
    """
    root = parse(data, name=name)
    kind = local_name(root)
    if kind == "billStatus":
        text, blocks, metadata = bill_status.read(root)
        return SourceText(text=text, blocks=blocks, metadata=metadata, media_type=MEDIA_TYPE)
    identifier = _identifier(root, kind, name)
    walk = LawText(identifier)
    text, blocks = walk.read(root)
    blocks, shown = _titled(blocks, text)
    warnings: tuple[str, ...] = ()
    if walk.left_out:
        warnings = (f"{name}: {walk.left_out} parts that are struck out were left out.",)
    if kind not in _BILLS | _LAWS | _RULES:
        warnings += (f"{name} is XML of an unknown kind ({kind}) and was read as running text.",)
    metadata = _metadata(root, kind, identifier, shown)
    return SourceText(text=text, blocks=blocks, metadata=metadata, media_type=MEDIA_TYPE, warnings=warnings)


def _find(root: etree._Element, *names: str) -> etree._Element | None:
    """The first element with one of the names, in the order of the names."""
    return next((found for name in names if (found := next(root.iter(f"{{*}}{name}", name), None)) is not None), None)


def _identifier(root: etree._Element, kind: str, name: str) -> str | None:
    if kind in _LAWS:
        return _law_identifier(root)
    if kind in _RULES:
        return root.get("identifier")
    stated = (all_text(element) for element in root.iter("{*}citableAs"))
    cited = next((bill for text in stated if (bill := bill_from_name(text))), None)
    if cited:
        return cited
    head = f"{all_text(_find(root, 'congress'))}\n{all_text(_find(root, 'legis-num', 'docNumber'))}"
    return bill_identifier(head) or (bill_from_name(name) if kind in _BILLS else None)


def _law_identifier(root: etree._Element) -> str | None:
    section = next((element.get("identifier") for element in root.iter() if element.get("identifier")), None)
    if section:
        return "/".join(section.split("/")[:5])
    found = _LAW_NUMBER.search(" ".join(all_text(element) for element in root.iter("{*}citableAs")))
    return f"/us/pl/{found['congress']}/{found['number']}" if found else None


def _titled(blocks: tuple[Block, ...], text: str) -> tuple[tuple[Block, ...], str | None]:
    """Make the official title the title, where the document shows one near its start."""
    for index, block in enumerate(blocks[:40]):
        words = text[block.start : block.end]
        is_title = re.match(
            r"(?:To|An Act [Tt]o|Expressing|Recognizing|Reaffirming|Supporting|Making|Providing) ", words
        )
        if block.kind is BlockKind.PARAGRAPH and is_title:
            return (*blocks[:index], replace(block, kind=BlockKind.TITLE), *blocks[index + 1 :]), words
    return blocks, None


def _metadata(root: etree._Element, kind: str, identifier: str | None, shown: str | None) -> Metadata:
    stated = _STAGE.sub("", all_text(_find(root, "{http://purl.org/dc/elements/1.1/}title", "title")))
    language = all_text(_find(root, "language")).lower() or "en"
    if kind in _RULES:
        return Metadata(
            title=stated or None,
            authors=tuple(_agencies(root)),
            publisher=all_text(_find(root, "publisher")) or "Office of the Federal Register",
            issued=iso_date(all_text(_find(root, "{http://purl.org/dc/elements/1.1/}date", "created", "date"))),
            kind=SourceKind.RULE,
            language=language,
            identifiers=(identifier,) if identifier else (),
        )
    is_official = kind in _BILLS or kind in _LAWS
    return Metadata(
        title=_title(root, kind, identifier, stated or shown or ""),
        authors=("United States Congress",) if is_official else (),
        publisher="United States Congress" if is_official else all_text(_find(root, "publisher")) or None,
        issued=_issued(root),
        kind=SourceKind.LAW if kind in _LAWS else SourceKind.BILL if kind in _BILLS else SourceKind.UNKNOWN,
        language=language if len(language) <= 3 else "en",
        identifiers=(identifier,) if identifier else (),
    )


def _title(root: etree._Element, kind: str, identifier: str | None, stated: str) -> str | None:
    if kind not in _BILLS or not identifier:
        return stated or None
    short = all_text(_find(root, "shortTitle", "short-title"))
    cited = re.search(r"cited as (?:the )?[“\"](.+?)[”\"]", all_text(_find(root, "section")))
    label = bill_label(identifier)
    return f"{label}, {short or (cited[1] if cited else '') or stated.rstrip('.')}".rstrip(", ")


def _issued(root: etree._Element) -> str | None:
    """The date of the last action stated at the top, or the day on which a law was approved."""
    approved = all_text(_find(root, "approvedDate"))
    actions = [date for action in root.iter("{*}action", "action") if (date := _date_in(action))]
    return iso_date(approved) or (max(actions) if actions else None)


def _date_in(action: etree._Element) -> str | None:
    for element in action.iter("{*}date", "date", "action-date"):
        raw = element.get("date") or ""
        stated = iso_date(f"{raw[:4]}-{raw[4:6]}-{raw[6:8]}" if re.fullmatch(r"\d{8}", raw) else raw)
        if found := stated or iso_date(all_text(element)):
            return found
    return None


def _agencies(root: etree._Element) -> list[str]:
    """The agencies that sign, where the file holds one document; an issue of the Federal Register holds many."""
    if local_name(root) == "frDoc":
        return []
    names = (all_text(element) for element in root.iter("{*}organization", "AGENCY"))
    return list(dict.fromkeys(name.title() if name.isupper() else name for name in names if ":" not in name))[:3]
