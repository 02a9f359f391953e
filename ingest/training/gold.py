"""Annotated documents as the encoder's training reads them.

Three sets come into one form: the project's own gold documents, the CDCP comments and the ArgUNSC
speeches. This module only reads; it neither downloads nor keeps anything.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.encoder_heads import PROPOSITION_LABELS
from ingest.windows import paragraph_numbers

ROLES = ("recommendation", "evidence", "claim", "other")
RELATIONS = ("supports", "attacks", "part_of")
CDCP_LABELS = PROPOSITION_LABELS
ARGUNSC_LABELS = ("claim", "premise", "none")
CDCP_AS_ROLE = {
    "policy": "recommendation",
    "value": "claim",
    "fact": "evidence",
    "testimony": "evidence",
    "reference": "evidence",
}
"""The nearest role of each CDCP label, for reporting how the role head carries over."""


@dataclass(frozen=True)
class AnnotatedDocument:
    """Passages of one document in reading order, each with a label, and the links between them.

    Attributes:
        id: The document's id in its set.
        family: `gold`, `cdcp` or `argunsc`; says which labels `labels` holds.
        texts: The passages.
        paragraphs: For each passage the number of its paragraph, counted from 0.
        labels: One label a passage, out of the family's label set.
        links: `(premise, target, relation)` with positions in `texts`.
        instruments: For each passage the instrument of what it asks for, None where it asks for nothing.
    """

    id: str
    family: str
    texts: tuple[str, ...]
    paragraphs: tuple[int, ...]
    labels: tuple[str, ...]
    links: tuple[tuple[int, int, str], ...]
    instruments: tuple[str | None, ...] = ()


def read_gold(folder: Path) -> list[AnnotatedDocument]:
    """The gold documents of one folder, in the order of their file names."""
    return [_gold_document(json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))]


def read_cdcp(path: Path) -> list[AnnotatedDocument]:
    """The CDCP comments; both of its link kinds count as `supports`."""
    return [_cdcp_document(record) for record in _records(path)]


def read_argunsc(path: Path) -> list[AnnotatedDocument]:
    """The ArgUNSC speeches; sentences that hold no component become passages labelled `none`."""
    return [_argunsc_document(record) for record in _records(path)]


def held_out(documents: Sequence[AnnotatedDocument], fold: int, folds: int) -> list[AnnotatedDocument]:
    """The documents of one fold: every `folds`-th, so that kinds of source spread evenly."""
    return [document for number, document in enumerate(documents) if number % folds == fold]


def kept(documents: Sequence[AnnotatedDocument], fold: int, folds: int) -> list[AnnotatedDocument]:
    """The documents outside one fold."""
    return [document for number, document in enumerate(documents) if number % folds != fold]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _gold_document(record: dict[str, Any]) -> AnnotatedDocument:
    segments = record["segments"]
    place = {segment["id"]: number for number, segment in enumerate(segments)}
    links = tuple((place[link["premise"]], place[link["target"]], link["relation"]) for link in record["links"])
    ranges = [(segment["start"], segment["end"]) for segment in segments]
    labels = [segment["role"] for segment in segments]
    instruments = [segment["instrument"] for segment in segments]
    return annotated(record["id"], record["text"], ranges, labels, links, instruments)


def annotated(
    name: str,
    text: str,
    ranges: Sequence[tuple[int, int]],
    roles: Sequence[str],
    links: tuple[tuple[int, int, str], ...],
    instruments: Sequence[str | None],
) -> AnnotatedDocument:
    """A document of the gold family out of its text and the places of its passages."""
    return replace(_document(name, "gold", text, ranges, roles, links), instruments=tuple(instruments))


def _cdcp_document(record: dict[str, Any]) -> AnnotatedDocument:
    parts = record["propositions"]
    links = tuple((link["src"], link["tgt"], "supports") for link in record["relations"])
    ranges = [(part["start"], part["end"]) for part in parts]
    return _document(record["id"], "cdcp", record["text"], ranges, [part["label"] for part in parts], links)


def _argunsc_document(record: dict[str, Any]) -> AnnotatedDocument:
    components = record["components"]
    parts = [(part["start"], part["end"], part["label"], number) for number, part in enumerate(components)]
    for sentence in record["sentences"]:
        start, end = sentence["start"], sentence["end"]
        if not any(part["start"] < end and start < part["end"] for part in components):
            parts.append((start, end, "none", -1))
    parts.sort()
    place = {number: position for position, (_, _, _, number) in enumerate(parts)}
    relation = {"support": "supports", "attack": "attacks"}
    links = tuple((place[link["src"]], place[link["tgt"]], relation[link["label"]]) for link in record["relations"])
    ranges = [(start, end) for start, end, _, _ in parts]
    return _document(record["id"], "argunsc", record["text"], ranges, [part[2] for part in parts], links)


def _document(
    name: str,
    family: str,
    text: str,
    ranges: Sequence[tuple[int, int]],
    labels: Sequence[str],
    links: tuple[tuple[int, int, str], ...],
) -> AnnotatedDocument:
    texts = tuple(text[start:end] for start, end in ranges)
    return AnnotatedDocument(name, family, texts, paragraph_numbers(text, ranges), tuple(labels), links)
