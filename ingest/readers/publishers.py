"""What an address or a publisher's name tells about a publication: facts, as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from ingest.source import Metadata

_BY_HOST: Final = {
    "whitehouse.gov": "The White House",
    "bidenwhitehouse.archives.gov": "The White House",
    "trumpwhitehouse.archives.gov": "The White House",
    "gao.gov": "Government Accountability Office",
    "congress.gov": "United States Congress",
    "crsreports.congress.gov": "Congressional Research Service",
    "federalregister.gov": "Office of the Federal Register",
    "anthropic.com": "Anthropic",
    "openai.com": "OpenAI",
    "commerce.gov": "Department of Commerce",
    "bis.gov": "Bureau of Industry and Security",
    "bis.doc.gov": "Bureau of Industry and Security",
    "nist.gov": "National Institute of Standards and Technology",
    "state.gov": "Department of State",
    "justice.gov": "Department of Justice",
    "epa.gov": "Environmental Protection Agency",
}
_BY_NAME: Final = {
    "u.s. government accountability office": "Government Accountability Office",
    "united states government accountability office": "Government Accountability Office",
    "gao": "Government Accountability Office",
    "gao reports": "Government Accountability Office",
    "crs": "Congressional Research Service",
    "omb": "Office of Management and Budget",
}


def publisher_at(url: str | None) -> str | None:
    """Give the publisher who owns an address, or None where the table has none."""
    host = (urlsplit(url).hostname or "") if url else ""
    parts = host.split(".")
    return next((name for cut in range(len(parts)) if (name := _BY_HOST.get(".".join(parts[cut:])))), None)


def common_name(publisher: str | None) -> str | None:
    """Give the common full name of a publisher that signs with another one."""
    return _BY_NAME.get(publisher.strip().lower(), publisher.strip()) if publisher else None


def with_publisher(metadata: Metadata) -> Metadata:
    """Fill in the publisher from the address, and the publisher as author where nobody else signs."""
    publisher = common_name(metadata.publisher) or publisher_at(metadata.url)
    authors = metadata.authors or ((publisher,) if publisher else ())
    return replace(metadata, publisher=publisher, authors=authors)
