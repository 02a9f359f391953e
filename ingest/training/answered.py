"""What the teacher answered for texts that nobody annotated, as the encoder's training reads it.

The file holds places, probabilities and possible links, no text; a text that is not the one that was answered for is
refused by its digest.
"""

import gzip
import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np

from ingest.encoder_heads import LINK_LABELS, Floats
from ingest.training.gold import AnnotatedDocument
from ingest.training.silver import SILVER, SilverError
from ingest.training.unlabelled import Stretch

ANSWERS: Final = SILVER / "answers.jsonl.gz"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A document and what the teacher makes of it.

    Attributes:
        document: passages without labels of their own.
        roles: probabilities (n, 4) in the order of `ROLE_LABELS`.
        links: premise, target, relation, probability; what a premise's links lack to 1 is the chance of none.
    """

    document: AnnotatedDocument
    roles: Floats
    links: tuple[tuple[int, int, str, float], ...]


def read_answers(data: Path, path: Path = ANSWERS) -> list[Answered]:
    """All answers of a file, with their texts from the open data.

    Raises:
        SilverError: a text is not the one that was answered for.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = {name: _texts(data / name) for name in sorted({record["file"] for record in records})}
    return [_answered(record, texts[record["file"]][record["record"]]) for record in records]


def _texts(path: Path) -> dict[str, dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


def _answered(record: dict[str, Any], source: dict[str, str]) -> Answered:
    text = source[record["field"]][record["start"] : record["start"] + record["length"]]
    if sha256(text.encode()).hexdigest() != record["sha256"]:
        raise SilverError(f"{record['file']}#{record['record']} is not the text that was answered for.")
    stretch = Stretch(
        file=record["file"],
        record=record["record"],
        field=record["field"],
        start=record["start"],
        text=text,
        ranges=tuple((passage[0], passage[1]) for passage in record["passages"]),
    )
    roles = np.array([passage[2:] for passage in record["passages"]], dtype=np.float32)
    links = tuple((premise, target, LINK_LABELS[kind], share / 255) for premise, target, kind, share in record["links"])
    return Answered(document=stretch.document, roles=roles / roles.sum(axis=1, keepdims=True), links=links)
