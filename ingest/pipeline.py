"""One spaCy pipeline, built from `pipeline.cfg`, and the one function that reads a document with it.

A document is read in parts cut at block borders, so that memory stays bounded however long it is; what concerns the
whole document (abbreviations, actors, repeated asks) is put together afterwards from plain records. Equal bytes, code,
models and settings give an equal `Extraction`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from textwrap import shorten
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.util import load_config
from thinc.api import NumpyOps, set_current_ops

from ingest.cleaning import CleanText, clean
from ingest.components.citations.acts import defined_acts
from ingest.components.definitions import definitions
from ingest.components.drafts import Context, Part
from ingest.components.records import ReadPart, assemble
from ingest.gazetteer import gazetteer
from ingest.outline import Outline
from ingest.registry import register_components
from ingest.resolution import canonical_author
from ingest.settings import COMMITTED, NONE, SYNTAX_FOLDER, PipelineSettings
from ingest.source import Block, BlockKind, Metadata, SourceText
from kg.errors import SettingsError
from kg.model import Document, Extraction, PassageKind, Process

ROOM: Final = Path(__file__).parent
CONFIG: Final = ROOM / "pipeline.cfg"
_TITLE_LENGTH: Final = 100
_ORDER = re.compile(
    r"\b(?:date of this order|this order shall|authority vested in me|this memorandum shall|I hereby (?:order"
    r"|direct))\b"
)
_WITH_MODEL: Final = frozenset({"roles", "justifications"})


def build(settings: PipelineSettings | None = None) -> Language:
    """Build the pipeline.

    Args:
        settings: what to build it from; the committed models by default.

    Raises:
        SettingsError: a model that the settings name can't be loaded.
    """
    settings = settings if settings is not None else PipelineSettings()
    # thinc's own matrix product takes 1.6 times as long for the small matrices of these models as numpy's.
    set_current_ops(NumpyOps(use_blis=False))
    register_components()
    order = load_config(CONFIG)["reading"]
    nlp = _syntax(settings.syntax, order["unused"])
    model = {"encoder": settings.encoder, "threads": settings.threads}
    for name in reversed(order["first"]):
        nlp.add_pipe(name, first=True)
    for name in order["then"]:
        nlp.add_pipe(name, config=model if name in _WITH_MODEL else {})
    nlp.max_length = max(nlp.max_length, 10 * settings.part_length)
    nlp.meta["part_length"] = settings.part_length
    return nlp


def _syntax(name: str, unused: Iterable[str]) -> Language:
    if name == NONE:
        return spacy.blank("en")
    try:
        return spacy.load(SYNTAX_FOLDER if name == COMMITTED else name, exclude=list(unused))
    except OSError as error:
        raise SettingsError(
            f"The syntax model {name} can't be loaded; install it, or leave the setting at `{COMMITTED}`."
        ) from error


def read_document(nlp: Language, source: SourceText, *, data_sha256: str, process: Process) -> Extraction:
    """Read everything out of one document.

    Args:
        nlp: the pipeline that `build` made.
        source: what a reader made of the document's bytes.
        data_sha256: SHA-256 of those bytes.
        process: what `ingest.identity.process_of` says of the pipeline's settings.

    Returns:
        Passages, statements, justifications, actors, mentions and citations, all grounded in `source.text`.
    """
    cleaned = clean(source)
    context = _context(source, cleaned)
    document = _document(source, data_sha256)
    read = [_read_part(nlp, part) for part in parts(cleaned, context, int(nlp.meta.get("part_length", 40_000)))]
    records = assemble(document, source, cleaned, read, context)
    return Extraction(
        document=document,
        process=process,
        passages=records.passages,
        statements=records.statements,
        justifications=records.justifications,
        actors=records.actors,
        mentions=records.mentions,
        citations=records.citations,
    )


def _read_part(nlp: Language, part: Part) -> ReadPart:
    doc: Any = nlp.make_doc(part.text)
    doc._.part = part
    doc = nlp(doc)
    silent = [(item.start, item.end) for item in doc._.passages if item.kind is PassageKind.BOILERPLATE]
    return ReadPart(
        start=part.start,
        passages=doc._.passages,
        mentions=[item for item in doc._.mentions if not _is_inside(item.start, silent)],
        citations=[item for item in doc._.citations if not _is_inside(item.start, silent)],
        links=doc._.links,
    )


def _is_inside(place: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in ranges)


def _congress(metadata: Metadata) -> int | None:
    """The Congress in which a document was written, by its identifiers, its address or its date."""
    for text in (*metadata.identifiers, metadata.url or ""):
        match = re.search(r"/us/bill/(\d+)/|/(\d+)(?:st|nd|rd|th)-congress", text)
        if match is not None:
            return int(match[1] or match[2])
    date = re.match(r"(\d{4})-(\d\d)", metadata.issued or "")
    if date is None or int(date[1]) < 1973:
        return None
    year, month = int(date[1]), int(date[2])
    # In the first months of a Congress texts still speak of the bills of the last one.
    return None if year % 2 and month < 4 else (year - 1789) // 2 + 1


def _context(source: SourceText, cleaned: CleanText) -> Context:
    metadata = source.metadata
    is_order = _ORDER.search(cleaned.text) is not None
    return Context(
        abbreviations=definitions(cleaned.text),
        authors=metadata.authors,
        kind=metadata.kind,
        congress=_congress(metadata),
        is_order=is_order,
        is_brief=metadata.is_brief,
        outline=Outline.of(cleaned.text, cleaned.blocks, is_order=is_order),
        acts=defined_acts(cleaned.text),
    )


def _document(source: SourceText, data_sha256: str) -> Document:
    metadata = source.metadata
    return Document(
        sha256=data_sha256,
        text_sha256=sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest(),
        length=len(source.text),
        media_type=source.media_type,
        title=metadata.title or _first_words(source),
        authors=tuple(canonical_author(author, gazetteer()) for author in metadata.authors),
        publisher=metadata.publisher,
        issued=metadata.issued,
        url=metadata.url,
        kind=metadata.kind,
        language=metadata.language or "en",
        identifiers=metadata.identifiers,
        pages=source.pages,
        is_brief=metadata.is_brief,
    )


def _first_words(source: SourceText) -> str:
    """Stand in for a title that the source doesn't state; the file's name isn't part of the document, so it can't."""
    first = next((block for block in source.blocks if block.kind is not BlockKind.BOILERPLATE), None)
    words = " ".join(source.text[first.start : first.end].split()) if first is not None else ""
    return shorten(words, _TITLE_LENGTH, placeholder=" …") if words else "Untitled document"


def parts(cleaned: CleanText, context: Context, length: int) -> Iterator[Part]:
    """Cut a cleaned text into parts of at most `length` characters at block borders, before a heading if one is near.

    Args:
        cleaned: the cleaned text.
        context: what is known of the whole document.
        length: longest part; a block that is longer by itself is cut at white space.
    """
    blocks: list[Block] = []
    for block in _bounded(cleaned, length):
        is_full = blocks and block.end - blocks[0].start > length
        is_good_place = block.kind is BlockKind.HEADING and blocks and block.start - blocks[0].start > length * 0.7
        if is_full or is_good_place:
            yield _part(cleaned, blocks, context)
            blocks = []
        blocks.append(block)
    if blocks:
        yield _part(cleaned, blocks, context)


def _part(cleaned: CleanText, blocks: list[Block], context: Context) -> Part:
    return Part(clean=cleaned, start=blocks[0].start, end=blocks[-1].end, blocks=tuple(blocks), context=context)


def _bounded(cleaned: CleanText, length: int) -> Iterator[Block]:
    for block in cleaned.blocks:
        start = block.start
        while block.end - start > length:
            cut = cleaned.text.rfind(" ", start + length // 2, start + length)
            cut = cut if cut > start else start + length
            yield replace(block, start=start, end=cut)
            start = cut + (cleaned.text[cut] == " ")
        if start < block.end:
            yield replace(block, start=start, end=block.end)
