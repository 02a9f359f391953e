"""XML from strangers: no entity is ever expanded, nothing is fetched, nothing may be endless."""

from __future__ import annotations

import html
import re
from typing import Final

from lxml import etree

from kg.errors import SourceError

_ENTITY_DECLARATION: Final = re.compile(rb"<!\s*ENTITY|<\x00?!\x00\s*E\x00N\x00T\x00I\x00T\x00Y", re.IGNORECASE)
_ADVICE: Final = "remove the entity declarations and save it again"


def parse(data: bytes, *, name: str) -> etree._Element:
    """Parse XML and give its root.

    A document type that only names a DTD is accepted; the DTD is not read.

    Args:
        data: the file's bytes.
        name: the file's name, for errors.

    Raises:
        SourceError: it isn't well-formed, or it declares entities.
    """
    if _ENTITY_DECLARATION.search(data):
        raise SourceError(name, "it declares XML entities, which can hide or multiply content", _ADVICE)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: etree._Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" at line {line}" if line else ""
        raise SourceError(name, f"it isn't well-formed XML{where}", "check that it was downloaded in full") from error
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None and internal.entities():  # type: ignore[attr-defined]
        raise SourceError(name, "it declares XML entities, which can hide or multiply content", _ADVICE)
    return root


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace, or an empty string for an entity reference."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def entity_text(element: etree._Element) -> str:
    """What a reference to a character of HTML's list, such as `&mdash;`, stands for; others stay as they are."""
    return html.unescape(element.text or "") if element.tag is etree.Entity else ""


def all_text(element: etree._Element | None) -> str:
    """All text inside an element on one line; an empty string for None."""
    return " ".join("".join(str(part) for part in element.itertext()).split()) if element is not None else ""
