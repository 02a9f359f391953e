"""Compares what the pipeline finds with annotated documents, as the annotation guidelines say under "Scoring".

Every annotated text is read as a plain text file through the real reader, so that segmentation counts too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingest.extraction import to_gold
from kg.errors import SourceError
from kg.identifiers import normalised_name
from kg.model import Process

if TYPE_CHECKING:
    from spacy.language import Language

Json = dict[str, Any]
REAL_ROLES: Final = ("recommendation", "claim", "evidence")
ROLES: Final = (*REAL_ROLES, "other")
RELATIONS: Final = ("supports", "attacks", "part_of")
LEAST_OVERLAP: Final = 0.5
_UNNAMED: Final = Process(software="evaluation", code_digest="", model_digest="")


@dataclass(slots=True)
class Counts:
    """True positives, false positives and false negatives."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    def scores(self) -> dict[str, float]:
        """Precision, recall and F1; 0 where nothing can be divided."""
        precision = _ratio(self.hit, self.hit + self.extra)
        recall = _ratio(self.hit, self.hit + self.missed)
        f1 = _ratio(2 * precision * recall, precision + recall)
        return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


@dataclass(slots=True)
class Tally:
    """Everything that is counted over a set of documents."""

    roles: dict[str, Counts] = field(default_factory=lambda: {role: Counts() for role in ROLES})
    links: dict[str, Counts] = field(default_factory=lambda: {name: Counts() for name in RELATIONS})
    actors: Counts = field(default_factory=Counts)
    frames: dict[str, list[bool]] = field(default_factory=lambda: {"addressee": [], "strength": [], "instrument": []})
    types: list[bool] = field(default_factory=list)
    segments: list[bool] = field(default_factory=list)
    documents: int = 0

    def report(self) -> Json:
        """The figures, as nested dictionaries of numbers."""
        roles = {role: counts.scores() for role, counts in self.roles.items()}
        both = Counts()
        for name in ("supports", "attacks"):
            part = self.links[name]
            both.hit, both.extra, both.missed = both.hit + part.hit, both.extra + part.extra, both.missed + part.missed
        return {
            "documents": self.documents,
            "segments_matched": _share(self.segments),
            "roles": {**roles, "macro_f1": round(sum(roles[role]["f1"] for role in REAL_ROLES) / len(REAL_ROLES), 4)},
            "frames": {name: _share(values) for name, values in self.frames.items()},
            "frames_compared": len(self.frames["addressee"]),
            "links": {**both.scores(), **{name: counts.scores() for name, counts in self.links.items()}},
            "actors": {**self.actors.scores(), "type_accuracy": _share(self.types)},
        }


def evaluate(gold_dir: Path, nlp: Language) -> Json:
    """Read every annotated document of a folder and compare.

    Args:
        gold_dir: folder of annotated documents, one JSON file each.
        nlp: the pipeline.

    Raises:
        SourceError: the folder holds none, or a file in it isn't one.
    """
    paths = sorted(Path(gold_dir).glob("*.json"))
    if not paths:
        raise SourceError(str(gold_dir), "holds no annotated documents", "name a folder of .json files")
    tally = Tally()
    for path in paths:
        gold = _gold(path)
        count(tally, gold, predict(nlp, gold["text"], path.stem))
    return tally.report()


def _gold(path: Path) -> Json:
    try:
        gold = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(
            str(path), f"can't be read as JSON ({error})", "mend it, or take it out of the folder"
        ) from error
    missing = [key for key in ("text", "segments", "links", "actors") if not isinstance(gold, dict) or key not in gold]
    if missing:
        reason = f"isn't an annotated document, for it has no {', '.join(missing)}"
        raise SourceError(str(path), reason, "mend it, or take it out of the folder")
    return dict(gold)


def predict(nlp: Language, text: str, name: str) -> Json:
    """What the pipeline finds in a text that comes as a plain text file."""
    from ingest.pipeline import read_document
    from ingest.readers import read

    data = text.encode("utf-8")
    source = read(data, name=f"{name}.txt")
    digest = sha256(data).hexdigest()
    extraction = read_document(nlp, source, data_sha256=digest, process=_UNNAMED)
    return to_gold(extraction, source.text)


def count(tally: Tally, gold: Json, found: Json) -> None:
    """Add one document to a tally."""
    tally.documents += 1
    matches = match(gold["segments"], found["segments"])
    _count_roles(tally, gold["segments"], found["segments"], matches)
    _count_frames(tally, gold["segments"], found["segments"], matches)
    _count_links(tally, gold, found, matches)
    _count_actors(tally, gold["actors"], found["actors"])


def match(gold: Sequence[Json], found: Sequence[Json]) -> dict[int, int]:
    """Pair gold segments with found ones whose ranges overlap with an intersection over union of at least 0.5.

    Returns:
        Ranks of found segments by ranks of gold ones; each takes part once, the best overlaps first.
    """
    pairs = sorted(_overlaps(gold, found), key=lambda pair: (-pair[0], pair[1], pair[2]))
    result: dict[int, int] = {}
    taken: set[int] = set()
    for overlap, left, right in pairs:
        if overlap >= LEAST_OVERLAP and left not in result and right not in taken:
            result[left] = right
            taken.add(right)
    return result


def _overlaps(gold: Sequence[Json], found: Sequence[Json]) -> Iterator[tuple[float, int, int]]:
    first = 0
    for left, one in enumerate(gold):
        while first < len(found) and found[first]["end"] <= one["start"]:
            first += 1
        for right in range(first, len(found)):
            other = found[right]
            if other["start"] >= one["end"]:
                break
            shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
            union = max(one["end"], other["end"]) - min(one["start"], other["start"])
            if shared > 0:
                yield shared / union, left, right


def _count_roles(tally: Tally, gold: Sequence[Json], found: Sequence[Json], matches: Mapping[int, int]) -> None:
    for left, segment in enumerate(gold):
        tally.segments.append(left in matches)
        guess = found[matches[left]]["role"] if left in matches else None
        if guess == segment["role"]:
            tally.roles[segment["role"]].hit += 1
            continue
        tally.roles[segment["role"]].missed += 1
        if guess is not None:
            tally.roles[guess].extra += 1
    matched = set(matches.values())
    for right, segment in enumerate(found):
        if right not in matched:
            tally.roles[segment["role"]].extra += 1


def _count_frames(tally: Tally, gold: Sequence[Json], found: Sequence[Json], matches: Mapping[int, int]) -> None:
    for left, right in matches.items():
        one, other = gold[left], found[right]
        if one["role"] == other["role"] == "recommendation":
            tally.frames["addressee"].append(_names(one["addressee"]) == _names(other["addressee"]))
            tally.frames["strength"].append(one["strength"] == other["strength"])
            tally.frames["instrument"].append(one["instrument"] == other["instrument"])


def _names(names: Iterable[str]) -> set[str]:
    return {normalised_name(name) for name in names}


def _count_links(tally: Tally, gold: Json, found: Json, matches: Mapping[int, int]) -> None:
    gold_rank = {segment["id"]: rank for rank, segment in enumerate(gold["segments"])}
    found_rank = {segment["id"]: rank for rank, segment in enumerate(found["segments"])}
    wanted = {
        (matches.get(gold_rank[link["premise"]], -1), matches.get(gold_rank[link["target"]], -1), link["relation"])
        if gold_rank[link["premise"]] in matches and gold_rank[link["target"]] in matches
        else (f"unmatched {link['premise']}", link["target"], link["relation"])
        for link in gold["links"]
    }
    given = {(found_rank[link["premise"]], found_rank[link["target"]], link["relation"]) for link in found["links"]}
    for relation in RELATIONS:
        one = {link for link in wanted if link[2] == relation}
        other = {link for link in given if link[2] == relation}
        counts = tally.links[relation]
        counts.hit += len(one & other)
        counts.extra += len(other - one)
        counts.missed += len(one - other)


def _count_actors(tally: Tally, gold: Sequence[Json], found: Sequence[Json]) -> None:
    by_name: dict[str, int] = {}
    for rank, actor in enumerate(gold):
        for name in (*actor["mentions"], actor["name"]):
            by_name[normalised_name(name)] = rank
    hit: set[int] = set()
    for actor in found:
        meant = by_name.get(normalised_name(actor["name"]))
        if meant is None:
            tally.actors.extra += 1
        elif meant not in hit:
            hit.add(meant)
            tally.types.append(gold[meant]["type"] == actor["type"])
    tally.actors.hit += len(hit)
    tally.actors.missed += len(gold) - len(hit)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _share(values: Sequence[bool]) -> float:
    return round(_ratio(sum(values), len(values)), 4)
