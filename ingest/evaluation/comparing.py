"""One annotated document beside what was found in it: which segments, links and actors are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ingest.evaluation.gold import Json
from kg.identifiers import normalised_name

LEAST_OVERLAP: Final = 0.5
Link = tuple[str, str, str]
"""Premise, target, relation; the ends as places, see `Comparison.links_wanted`."""


@dataclass(frozen=True)
class Comparison:
    """One annotated document beside what was found in it.

    Attributes:
        name: of the document.
        gold: the annotated document.
        found: the same layout, from the pipeline.
        quotes: how many quotes were checked against the stored text.
        wrong_quotes: places of those that aren't the slice that they claim to be.
    """

    name: str
    gold: Json
    found: Json
    quotes: int = 0
    wrong_quotes: tuple[tuple[int, int], ...] = ()

    @cached_property
    def matches(self) -> dict[int, int]:
        """Ranks of found segments by ranks of the gold ones that they overlap enough with."""
        return match(self.gold["segments"], self.found["segments"])

    @cached_property
    def exact(self) -> dict[int, int]:
        """The part of `matches` where both ranges are equal."""
        gold, found = self.gold["segments"], self.found["segments"]
        return {left: right for left, right in self.matches.items() if _range(gold[left]) == _range(found[right])}

    def links_wanted(self) -> set[Link]:
        """The annotated links, by the places of their ends."""
        places = {segment["id"]: place_of(segment) for segment in self.gold["segments"]}
        return _links(self.gold, places)

    def links_found(self, matches: Mapping[int, int]) -> dict[Link, Json]:
        """The found links, each end by the place of the gold segment that it is matched with.

        An end that isn't matched has its own place with a `~` before it, so that it equals no gold one.
        """
        gold, found = self.gold["segments"], self.found["segments"]
        places = {segment["id"]: f"~{place_of(segment)}" for segment in found}
        places |= {found[right]["id"]: place_of(gold[left]) for left, right in matches.items()}
        return {
            (places[link["premise"]], places[link["target"]], link["relation"]): link for link in self.found["links"]
        }

    def actors_meant(self) -> list[int | None]:
        """For each found actor the rank of the gold actor that it is, by name or by an alias that gold mentions."""
        ranks: dict[str, int] = {}
        for rank, actor in enumerate(self.gold["actors"]):
            ranks.update((normalised_name(name), rank) for name in actor["mentions"])
        # A name outweighs another actor's mention that reads the same.
        ranks.update((normalised_name(actor["name"]), rank) for rank, actor in enumerate(self.gold["actors"]))
        return [ranks.get(normalised_name(actor["name"])) for actor in self.found["actors"]]

    def words(self, segment: Json) -> str:
        """The words of a segment, on one line."""
        return " ".join(self.gold["text"][segment["start"] : segment["end"]].split())


def place_of(segment: Json) -> str:
    """Name a segment by its range, which no run changes."""
    return f"{segment['start']}-{segment['end']}"


def names_of(names: Iterable[str]) -> set[str]:
    """Names in the form in which they are compared."""
    return {normalised_name(name) for name in names}


def speaker_of(segment: Json, gold: Json) -> str | None:
    """Who says a segment, found or annotated, where that isn't the document's author.

    A plain text doesn't say who its author is, so that reading it may well name the author as the speaker.
    """
    speaker, author = segment.get("asserted_by"), gold.get("author")
    is_author = bool(speaker and author) and same_speaker(speaker, author)
    return speaker if speaker and not is_author else None


def same_speaker(one: str | None, other: str | None) -> bool:
    """Whether both name the same speaker, or both none."""
    return names_of([one] if one else []) == names_of([other] if other else [])


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
    in_order = sorted(range(len(gold)), key=lambda rank: _range(gold[rank]))
    first = 0
    for left in in_order:
        one = gold[left]
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


def _range(segment: Json) -> tuple[int, int]:
    return (segment["start"], segment["end"])


def _links(document: Json, places: Mapping[str, str]) -> set[Link]:
    return {(places[link["premise"]], places[link["target"]], link["relation"]) for link in document["links"]}
