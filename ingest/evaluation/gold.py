"""Annotated documents from a folder, checked, so that one bad file is named and the others still count."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import SourceError
from kg.model import ActorKind

Json = dict[str, Any]
REAL_ROLES: Final = ("recommendation", "claim", "evidence")
ROLES: Final = (*REAL_ROLES, "other")
RELATIONS: Final = ("supports", "attacks", "part_of")

_ADVICE: Final = "mend it, or take it out of the folder"
_KEYS: Final = ("text", "segments", "links", "actors")
_KINDS: Final = frozenset(kind.value for kind in ActorKind)


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated document: its name in the results, and its content."""

    name: str
    content: Json


def read_gold(folder: Path) -> tuple[list[Gold], list[SourceError]]:
    """Read all annotated documents of a folder.

    Args:
        folder: holds one JSON file a document.

    Returns:
        The documents by name, and what is wrong with the files that are none, one error each.

    Raises:
        SourceError: the folder holds no JSON files.
    """
    paths = sorted(Path(folder).glob("*.json"))
    documents, problems = [], []
    for path in paths:
        try:
            documents.append(Gold(path.stem, _content(path)))
        except SourceError as error:
            problems.append(error)
    if not paths:
        raise SourceError(str(folder), "holds no annotated documents", "name a folder of .json files")
    return documents, problems


def _content(path: Path) -> Json:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(str(path), f"can't be read as JSON ({error})", _ADVICE) from error
    reason = next(_faults(content), None)
    if reason is not None:
        raise SourceError(str(path), f"isn't an annotated document, for {reason}", _ADVICE)
    return dict(content)


def _faults(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "it is no object"
        return
    missing = [key for key in _KEYS if key not in content]
    if missing:
        yield f"it has no {', '.join(missing)}"
    elif not isinstance(content["text"], str):
        yield "its text is no string"
    else:
        for key, check in (("segments", _segment_fault), ("links", _link_fault), ("actors", _actor_fault)):
            yield from _faults_in(content, key, check)
        names = [segment["id"] for segment in content["segments"]]
        if len(names) != len(set(names)):
            yield "two segments have the same id"


def _faults_in(content: Json, key: str, check: Callable[[Json, Json], str | None]) -> Iterator[str]:
    if not isinstance(content[key], list):
        yield f"its {key} are no list"
        return
    for number, item in enumerate(content[key], start=1):
        fault = check(content, item) if isinstance(item, dict) else "is no object"
        if fault is not None:
            yield f"{key[:-1]} {number} {fault}"


def _segment_fault(content: Json, item: Json) -> str | None:
    missing = _missing(item, ("id", "start", "end", "role"))
    if missing is not None:
        return missing
    start, end = item["start"], item["end"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(content["text"]):
        return f"has the range {start} to {end}, which isn't one of the text"
    if item["role"] not in ROLES:
        return f"has the role {item['role']!r}, which isn't one of {', '.join(ROLES)}"
    addressee = item.get("addressee", [])
    is_list = isinstance(addressee, list) and all(isinstance(name, str) for name in addressee)
    return None if is_list else "has an addressee that is no list of names"


def _link_fault(content: Json, item: Json) -> str | None:
    missing = _missing(item, ("premise", "target", "relation"))
    if missing is not None:
        return missing
    if item["relation"] not in RELATIONS:
        return f"has the relation {item['relation']!r}, which isn't one of {', '.join(RELATIONS)}"
    known = {segment.get("id") for segment in content["segments"] if isinstance(segment, dict)}
    unknown = next((item[end] for end in ("premise", "target") if item[end] not in known), None)
    return f"names the segment {unknown}, which there isn't" if unknown is not None else None


def _actor_fault(_: Json, item: Json) -> str | None:
    missing = _missing(item, ("name", "type", "mentions"))
    if missing is not None:
        return missing
    if item["type"] not in _KINDS:
        return f"has the type {item['type']!r}, which isn't one of {', '.join(sorted(_KINDS))}"
    names: Sequence[Any] = [item["name"], *item["mentions"]] if isinstance(item["mentions"], list) else [None]
    return None if all(isinstance(name, str) for name in names) else "has a name or mention that is no string"


def _missing(item: Mapping[str, Any], keys: Sequence[str]) -> str | None:
    missing = [key for key in keys if key not in item]
    return f"has no {', '.join(missing)}" if missing else None
