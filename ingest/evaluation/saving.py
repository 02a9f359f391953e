"""What was found, kept by place, so that a later run can say which single answers became right or wrong.

Only what was found is kept, never whether it was right: that is judged anew against the labels of the day, so that a
mended label doesn't look like a better reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ingest.evaluation.comparing import Comparison, names_of, place_of, same_speaker, speaker_of
from ingest.evaluation.counting import frame_verdicts
from ingest.evaluation.figures import flat
from ingest.evaluation.gold import Json
from kg.errors import SourceError

_LEAST: Final = 0.00005
_NO_SCORES: Final = ("intervals", "reliability", "by_document", "predictions", "problems", "doubtful")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """One answer: what it is about, what was said, and whether that is right."""

    is_right: bool
    said: str
    wanted: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One answer that became right or wrong.

    Attributes:
        document: name of the document.
        kind: role, speaker, addressee, strength, instrument, link or actor.
        place: range of the segment, the two ranges of the link, or the actor's name.
        wanted: what the annotated document has.
        before: what was said then.
        now: what is said now.
    """

    document: str
    kind: str
    place: str
    wanted: str
    before: str
    now: str


def found_at(comparison: Comparison) -> Json:
    """What was found in a document, compactly: segments by the gold place, links, actors."""
    segments = {}
    for left, right in sorted(comparison.matches.items()):
        found = comparison.found["segments"][right]
        entry = {"role": found["role"], "confidence": found.get("confidence")}
        entry |= {key: found[key] for key in ("asserted_by",) if found.get(key)}
        if found["role"] == "recommendation":
            entry |= {key: found.get(key) for key in ("addressee", "strength", "instrument")}
        segments[place_of(comparison.gold["segments"][left])] = entry
    links = sorted(comparison.links_found(comparison.matches))
    return {
        "segments": segments,
        "links": [f"{premise} {relation} {target}" for premise, target, relation in links],
        "actors": {actor["name"]: actor["type"] for actor in comparison.found["actors"]},
    }


def read_saved(path: Path) -> Json:
    """Read what `warrant evaluate --format json` once printed.

    Raises:
        SourceError: the file isn't that.
    """
    advice = "give a file that `warrant evaluate DIR --format json` wrote"
    try:
        saved = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(str(path), f"can't be read as JSON ({error})", advice) from error
    if not isinstance(saved, dict) or not isinstance(saved.get("predictions"), dict):
        raise SourceError(str(path), "holds no earlier result with `predictions`", advice)
    return saved


def as_json(report: Mapping[str, Any]) -> str:
    """Write a report as JSON, with what was found on one line a document, for it is long."""
    rest = {name: value for name, value in report.items() if name != "predictions"}
    lines = [
        f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(found, ensure_ascii=False)}"
        for name, found in report["predictions"].items()
    ]
    body = ",\n".join(lines)
    head = json.dumps(rest, ensure_ascii=False, indent=1)[:-2]
    return f'{head},\n "predictions": {{\n{body}\n }}\n}}'


def changes(documents: Sequence[Comparison], report: Json, saved: Json) -> Json:
    """The gains and losses against an earlier result.

    Args:
        documents: what was compared now.
        report: what `Evaluation.report` says of it.
        saved: what it said earlier.

    Returns:
        `better` and `worse` figures, answers that `became_right` and `became_wrong`, and the documents that only one of
        both has.
    """
    right: list[Change] = []
    wrong: list[Change] = []
    names = {document.name for document in documents}
    for document in documents:
        if document.name in saved["predictions"]:
            for change, is_right in _changes_in(document, saved["predictions"][document.name]):
                (right if is_right else wrong).append(change)
    better, worse = _figures(report, saved)
    return {
        "better": better,
        "worse": worse,
        "became_right": right,
        "became_wrong": wrong,
        "only_now": sorted(names - set(saved["predictions"])),
        "only_before": sorted(set(saved["predictions"]) - names),
    }


def _figures(report: Json, saved: Json) -> tuple[list[Json], list[Json]]:
    before, now = (
        dict(flat({name: value for name, value in item.items() if name not in _NO_SCORES})) for item in (saved, report)
    )
    better: list[Json] = []
    worse: list[Json] = []
    for path in [path for path in now if path in before]:
        gain = now[path] - before[path]
        # An error is the one figure that is better when it falls.
        is_better = gain < 0 if path.startswith("calibration.") else gain > 0
        if abs(gain) > _LEAST:
            (better if is_better else worse).append({"figure": path, "before": before[path], "now": now[path]})
    return better, worse


def _changes_in(document: Comparison, saved: Json) -> Iterator[tuple[Change, bool]]:
    before, now = _verdicts(document.gold, saved), _verdicts(document.gold, found_at(document))
    silent = Verdict(is_right=True, said="nothing", wanted="nothing")
    for key in sorted({*before, *now}):
        old, new = before.get(key, silent), now.get(key, silent)
        # Fields of a frame are compared only where both runs found the recommendation: its role says the rest.
        is_comparable = (key in before and key in now) or key[0] in ("link", "actor")
        if is_comparable and old.is_right != new.is_right:
            change = Change(
                document=document.name, kind=key[0], place=key[1], before=old.said, now=new.said,
                wanted=new.wanted if key in now else old.wanted,
            )  # fmt: skip
            yield change, new.is_right


def _verdicts(gold: Json, found: Json) -> dict[tuple[str, str], Verdict]:
    verdicts: dict[tuple[str, str], Verdict] = {}
    for segment in gold["segments"]:
        place = place_of(segment)
        guess = found["segments"].get(place)
        said = guess["role"] if guess is not None else "no such segment"
        verdicts["role", place] = _verdict(said == segment["role"], said, segment["role"])
        if guess is not None:
            verdicts |= {(kind, place): verdict for kind, verdict in _of_segment(segment, guess, gold)}
    verdicts |= {("link", link): verdict for link, verdict in _of_links(gold, found)}
    verdicts |= {("actor", name): verdict for name, verdict in _of_actors(gold, found)}
    return verdicts


def _of_segment(segment: Json, guess: Json, gold: Json) -> Iterator[tuple[str, Verdict]]:
    wanted, given = speaker_of(segment, gold), speaker_of(guess, gold)
    yield "speaker", _verdict(same_speaker(wanted, given), given, wanted)
    if segment["role"] == guess["role"] == "recommendation":
        for name, is_right in frame_verdicts(segment, guess).items():
            yield name, _verdict(is_right, guess.get(name), segment.get(name))


def _of_links(gold: Json, found: Json) -> Iterator[tuple[str, Verdict]]:
    places = {segment["id"]: place_of(segment) for segment in gold["segments"]}
    wanted = {f"{places[link['premise']]} {link['relation']} {places[link['target']]}" for link in gold["links"]}
    given = set(found["links"])
    for link in wanted | given:
        yield link, _verdict((link in wanted) == (link in given), _linked(link in given), _linked(link in wanted))


def _linked(is_there: bool) -> str:
    return "link" if is_there else "no link"


def _of_actors(gold: Json, found: Json) -> Iterator[tuple[str, Verdict]]:
    given = {name: names_of([name]) for name in found["actors"]}
    known: set[str] = set()
    for actor in gold["actors"]:
        aliases = names_of([actor["name"], *actor["mentions"]])
        said = [name for name, form in given.items() if form & aliases]
        known.update(said)
        yield actor["name"], _verdict(bool(said), ", ".join(said), actor["name"])
    for name in given:
        if name not in known and name not in {actor["name"] for actor in gold["actors"]}:
            yield name, _verdict(False, name, None)


def _verdict(is_right: bool, said: Any, wanted: Any) -> Verdict:
    return Verdict(is_right=is_right, said=_plain(said), wanted=_plain(wanted))


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nobody"
    return str(value) if value else "nothing"
