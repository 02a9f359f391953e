"""Everything that is scored, as plain counts a document: counts of several documents add up to those of all of them.

A count has a path as its name (`roles/claim/right`). Scores are made of sums of them in `ingest.evaluation.figures`,
which is what lets documents be drawn anew a thousand times for an interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ingest.evaluation.calibration import BINS, DOUBTFUL, bin_of
from ingest.evaluation.comparing import Comparison, Link, names_of, same_speaker, speaker_of
from ingest.evaluation.gold import RELATIONS, ROLES, Json

Counts = Counter[str]
FRAME: Final = ("addressee", "strength", "instrument")
JUSTIFYING: Final = ("supports", "attacks")


def count_all(comparison: Comparison) -> Counts:
    """Count everything in one document."""
    counts: Counts = Counter(documents=1)
    _count_segments(counts, comparison)
    _count_roles(counts, "roles", comparison, comparison.matches)
    _count_roles(counts, "roles_exact", comparison, comparison.exact)
    _count_frames(counts, comparison)
    _count_attribution(counts, comparison)
    _count_links(counts, comparison)
    _count_actors(counts, comparison)
    _count_confidence(counts, comparison)
    counts["quotes/of"] += comparison.quotes
    counts["quotes/right"] += comparison.quotes - len(comparison.wrong_quotes)
    return counts


@dataclass(slots=True)
class Tally:
    """The counts of documents that are given one after the other."""

    counts: Counts = field(default_factory=Counter)

    def report(self) -> Json:
        """The figures, as nested dictionaries of numbers."""
        from ingest.evaluation.figures import figures

        return figures(self.counts)


def count(tally: Tally, gold: Json, found: Json) -> None:
    """Add one document to a tally."""
    tally.counts.update(count_all(Comparison("", gold, found)))


def _count_segments(counts: Counts, comparison: Comparison) -> None:
    counts["segments/of"] += len(comparison.gold["segments"])
    counts["segments/found"] += len(comparison.found["segments"])
    counts["segments/matched"] += len(comparison.matches)
    counts["segments/exact"] += len(comparison.exact)


def _count_roles(counts: Counts, name: str, comparison: Comparison, matches: Mapping[int, int]) -> None:
    gold, found = comparison.gold["segments"], comparison.found["segments"]
    for segment in found:
        counts[f"{name}/{segment['role']}/found"] += 1
    for left, segment in enumerate(gold):
        counts[f"{name}/{segment['role']}/gold"] += 1
        if left in matches and found[matches[left]]["role"] == segment["role"]:
            counts[f"{name}/{segment['role']}/right"] += 1


def matched_asks(comparison: Comparison) -> Iterator[tuple[int, Json, Json]]:
    """Recommendations that both see: the rank of the gold segment, it, and the found one."""
    for left, right in sorted(comparison.matches.items()):
        one, other = comparison.gold["segments"][left], comparison.found["segments"][right]
        if one["role"] == other["role"] == "recommendation":
            yield left, one, other


def frame_verdicts(one: Json, other: Json) -> dict[str, bool]:
    """Whether each field of a recommendation's frame is right."""
    return {
        "addressee": names_of(one.get("addressee", ())) == names_of(other.get("addressee", ())),
        "strength": one.get("strength") == other.get("strength"),
        "instrument": one.get("instrument") == other.get("instrument"),
    }


def _count_frames(counts: Counts, comparison: Comparison) -> None:
    for _, one, other in matched_asks(comparison):
        counts["frames/of"] += 1
        for name, is_right in frame_verdicts(one, other).items():
            counts[f"frames/{name}"] += is_right


def _count_attribution(counts: Counts, comparison: Comparison) -> None:
    for left, right in comparison.matches.items():
        segment = comparison.gold["segments"][left]
        wanted = speaker_of(segment, comparison.gold)
        given = speaker_of(comparison.found["segments"][right], comparison.gold)
        is_right = same_speaker(wanted, given)
        counts["attribution/gold"] += bool(wanted)
        counts["attribution/found"] += bool(given)
        counts["attribution/right"] += bool(wanted) and is_right
        if segment["role"] != "other":
            counts["attribution/of"] += 1
            counts["attribution/agreed"] += is_right


def _count_links(counts: Counts, comparison: Comparison) -> None:
    wanted = comparison.links_wanted()
    places = {f"{gold['start']}-{gold['end']}": rank for rank, gold in enumerate(comparison.gold["segments"])}
    found = comparison.links_found(comparison.matches)
    is_matched = {place for place, rank in places.items() if rank in comparison.matches}
    _count_pairs(counts, "links", wanted, found)
    _count_pairs(counts, "links_exact", wanted, comparison.links_found(comparison.exact))
    _count_pairs(counts, "links_matched", _between(wanted, is_matched), _between(found, is_matched))


def _between(links: Iterable[Link], places: set[str]) -> set[Link]:
    return {link for link in links if link[0] in places and link[1] in places}


def _count_pairs(counts: Counts, name: str, wanted: Iterable[Link], found: Iterable[Link]) -> None:
    wanted, found = set(wanted), set(found)
    for kind, links in (("gold", wanted), ("found", found), ("right", wanted & found)):
        for _, _, relation in links:
            counts[f"{name}/{relation}/{kind}"] += 1


def _count_actors(counts: Counts, comparison: Comparison) -> None:
    meant = comparison.actors_meant()
    gold = comparison.gold["actors"]
    first: dict[int, Json] = {}
    for rank, actor in zip(meant, comparison.found["actors"], strict=True):
        if rank is not None:
            first.setdefault(rank, actor)
    counts["actors/gold"] += len(gold)
    counts["actors/right"] += len(first)
    counts["actors/found"] += len(first) + meant.count(None)
    counts["actors/typed"] += sum(gold[rank]["type"] == actor["type"] for rank, actor in first.items())


def _count_confidence(counts: Counts, comparison: Comparison) -> None:
    for left, right in comparison.matches.items():
        guess = comparison.found["segments"][right]
        if "confidence" in guess:
            is_right = guess["role"] == comparison.gold["segments"][left]["role"]
            _count_bin(counts, "roles", guess["confidence"], is_right)
            if guess["role"] != "other":
                side = "inside" if guess["confidence"] < DOUBTFUL else "outside"
                counts[f"doubtful/{side}/of"] += 1
                counts[f"doubtful/{side}/right"] += is_right
    wanted = comparison.links_wanted()
    for link, item in comparison.links_found(comparison.matches).items():
        is_seen = not any(place.startswith("~") for place in link[:2])
        if is_seen and link[2] in JUSTIFYING and "confidence" in item:
            _count_bin(counts, "links", item["confidence"], link in wanted)


def _count_bin(counts: Counts, name: str, confidence: float, is_right: bool) -> None:
    key = f"bins/{name}/{bin_of(confidence)}"
    counts[f"{key}/of"] += 1
    counts[f"{key}/right"] += is_right
    # In ten thousandths, so that sums are exact and no order of adding bears on them.
    counts[f"{key}/sure"] += round(confidence * 10_000)


def count_names() -> tuple[str, ...]:
    """The name of every count that there can be, sorted."""
    sides = [f"doubtful/{side}/{kind}" for side in ("inside", "outside") for kind in ("of", "right")]
    plain = ["documents", "quotes/of", "quotes/right", "frames/of", *(f"frames/{name}" for name in FRAME), *sides]
    plain += [f"segments/{kind}" for kind in ("of", "found", "matched", "exact")]
    plain += [f"attribution/{kind}" for kind in ("gold", "found", "right", "of", "agreed")]
    plain += [f"actors/{kind}" for kind in ("gold", "found", "right", "typed")]
    for group, labels in (("roles", ROLES), ("links", RELATIONS)):
        names = [group, f"{group}_exact"] + (["links_matched"] if group == "links" else [])
        plain += [f"{name}/{label}/{kind}" for name in names for label in labels for kind in ("gold", "found", "right")]
        plain += [f"bins/{group}/{place}/{kind}" for place in range(BINS) for kind in ("of", "right", "sure")]
    return tuple(sorted(plain))
