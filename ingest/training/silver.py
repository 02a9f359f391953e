"""Documents annotated for this project beside the gold ones: places in public texts, and texts of its own.

`silver/public.jsonl` and `silver/reports.jsonl` mark passages of public texts by their places only. The texts of the
first are records of the open data, those of the second what `ingest.readers` makes of real documents. `silver/own`
holds texts written for training, one passage a line: a code, its links, a tab, the words. Their facts are invented.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from ingest.readers import read
from ingest.training.gold import AnnotatedDocument, annotated

SILVER: Final = Path(__file__).with_name("silver")
_ROLES: Final = {"R": "recommendation", "C": "claim", "E": "evidence", "O": "other"}
_RELATIONS: Final = {"": "supports", "!": "attacks", "+": "part_of"}
_LINK = re.compile(r">([!+]?)(\d+)")
_ITEM = re.compile(r"[-•(]|\d+\. ")


class SilverError(ValueError):
    """A silver file doesn't fit its text or its own form."""


def read_silver(data: Path, corpus: Path | None = None) -> list[AnnotatedDocument]:
    """All silver documents.

    Args:
        data: The folder of open data, with `bulk/bills119.jsonl.gz` and `bulk/whitehouse.jsonl.gz`.
        corpus: The folder of real documents; without it the excerpts of reports are left out.

    Raises:
        SilverError: A text is not the one that was annotated, or a line can't be read.
    """
    own = [own_document(path.stem, path.read_text("utf-8")) for path in sorted((SILVER / "own").glob("*.txt"))]
    return [*_public(data), *(_reports(corpus) if corpus is not None else ()), *own]


def _public(data: Path) -> Iterator[AnnotatedDocument]:
    records = _annotations("public.jsonl")
    texts = {name: _records(data / name) for name in sorted({record["file"] for record in records})}
    for record in records:
        yield _excerpt(record, texts[record["file"]][record["record"]][record["field"]])


def _reports(corpus: Path) -> Iterator[AnnotatedDocument]:
    records = _annotations("reports.jsonl")
    names = sorted({record["file"] for record in records})
    texts = {name: read((corpus / name).read_bytes(), name=name).text for name in names}
    for record in records:
        yield _excerpt(record, texts[record["file"]])


def _annotations(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SILVER / name).read_text("utf-8").splitlines()]


def _excerpt(record: Mapping[str, Any], whole: str) -> AnnotatedDocument:
    text = whole[record["start"] : record["end"]]
    if sha256(text.encode()).hexdigest() != record["sha256"]:
        raise SilverError(f"{record['file']} is not the text that {record['id']} was made on.")
    ranges = [(start, end) for start, end, _ in record["passages"]]
    roles, instruments = zip(*(_code(code) for _, _, code in record["passages"]), strict=True)
    links = tuple((premise, target, name) for premise, target, name in record["links"])
    return annotated(record["id"], text, ranges, roles, links, instruments)


def _records(path: Path) -> dict[str, dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {record["id"]: record for record in map(json.loads, lines)}


def _code(code: str) -> tuple[str, str | None]:
    """Role and instrument out of `R:should:regulation+E`."""
    first, *details = code.split("+")[0].split(":")
    if first not in _ROLES or (first == "R") != (len(details) == 2):
        raise SilverError(f"{code} is no code of a passage; write C, E, O or R:strength:instrument.")
    return _ROLES[first], details[1] if details else None


def own_document(name: str, content: str) -> AnnotatedDocument:
    """A document out of its lines; the first line is its title.

    Raises:
        SilverError: A line has no code, no words, or a link to nowhere.
    """
    text = ""
    ranges, roles, instruments, links = [], [], [], []
    for line in content.split("\n")[1:]:
        if not line.strip():
            text += "\n\n" if text.strip() and not text.endswith("\n") else ""
            continue
        marks, _, words = line.partition("\t")
        if not words.strip() or not marks.split():
            raise SilverError(f"{name} has a line without a code or without words: {line!r}.")
        code, *targets = marks.split()
        text += _gap(text, words.strip()) + words.strip()
        ranges.append((len(text) - len(words.strip()), len(text)))
        role, instrument = _code(code)
        roles.append(role)
        instruments.append(instrument)
        links += [(len(ranges) - 1, *_target(name, target)) for target in targets]
    wrong = [link for link in links if link[1] >= len(ranges)]
    if wrong:
        raise SilverError(f"{name} links to passage {wrong[0][1] + 1}, which it has not.")
    return annotated(name, text, ranges, roles, tuple(links), instruments)


def _gap(text: str, words: str) -> str:
    if not text or text.endswith("\n"):
        return ""
    return "\n" if _ITEM.match(words) else " "


def _target(name: str, mark: str) -> tuple[int, str]:
    found = _LINK.fullmatch(mark)
    if found is None:
        raise SilverError(f"{name} has the link {mark}, which is none; write >7, >!7 or >+7.")
    return int(found[2]) - 1, _RELATIONS[found[1]]
