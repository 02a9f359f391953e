"""Bytes to source text with structure: one reader a format, chosen by what the bytes are.

Every reader is a function `read(data, *, name)`; it is imported when it is first needed.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Final

from ingest.readers import sniffing
from ingest.readers.sniffing import MAX_BYTES, sniff
from ingest.source import SourceText
from kg.errors import SourceError

__all__ = ["MAX_BYTES", "read", "sniff"]

_READERS: Final = {
    sniffing.TEXT: "text",
    sniffing.MARKDOWN: "markdown",
    sniffing.HTML: "html",
    sniffing.PDF: "pdf",
    sniffing.DOCX: "docx",
    sniffing.XML: "bill_xml",
}


def read(data: bytes, *, name: str) -> SourceText:
    """Read the bytes of one source.

    Args:
        data: all bytes of the file.
        name: its name, for the error messages; a wrong ending is told in the warnings.

    Returns:
        The source text with its blocks and metadata.

    Raises:
        SourceError: it can't be read; the message names the file and says what to do.
    """
    media_type = sniff(data, name)
    source: SourceText = import_module(f"ingest.readers.{_READERS[media_type]}").read(data, name=name)
    if not source.blocks:
        raise SourceError(name, "it holds no text", "check that it is the right file")
    promised = sniffing.expected(name)
    if promised is None or promised == media_type:
        return source
    warning = f"{name} is named as {promised} but was read as {media_type}, which it holds."
    return replace(source, warnings=(*source.warnings, warning))
