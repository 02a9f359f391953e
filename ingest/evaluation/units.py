"""Scores the encoder on comments whose argument units are given, as the published work on CDCP does.

A record is `id, text, propositions[{start, end, label}], relations[{src, tgt, label}]`: places are half-open ranges of
characters, `src` and `tgt` ranks of propositions, and `src` is given as a reason for `tgt`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np

from kg.errors import SourceError

Json = dict[str, Any]
CDCP: Final = ("policy", "value", "fact", "testimony", "reference")
_DRAWS: Final = 1000
_ADVICE: Final = "mend the line, or take it out"


class Pair(Protocol):
    """A link between two units, by their ranks."""

    @property
    def premise(self) -> int:
        """Rank of the unit that is the reason."""

    @property
    def target(self) -> int:
        """Rank of the unit that it is a reason for."""


class Propositions(Protocol):
    """What is said of the units of one text."""

    @property
    def labels(self) -> Sequence[str]:
        """One label a unit."""

    @property
    def links(self) -> Sequence[Pair]:
        """Which is a reason for which."""


@runtime_checkable
class UnitReader(Protocol):
    """What says it: `ingest.encoder.Encoder`."""

    def propositions(self, text: str, ranges: Sequence[tuple[int, int]]) -> Propositions:
        """Label the units of a text and link them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """One text with its units."""

    name: str
    text: str
    ranges: tuple[tuple[int, int], ...]
    labels: tuple[str, ...]
    links: frozenset[tuple[int, int]]


def read_comments(path: Path) -> tuple[list[Comment], list[SourceError]]:
    """Read a JSONL file of comments.

    Returns:
        The comments, and what is wrong with the lines that are none.

    Raises:
        SourceError: the file can't be read or holds no lines.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SourceError(str(path), f"can't be read ({error})", "give a JSONL file in UTF-8") from error
    comments: list[Comment] = []
    problems: list[SourceError] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                comments.append(_comment(line))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                named = f"no {error}" if isinstance(error, KeyError) else str(error)
                problems.append(SourceError(f"{path}, line {number}", f"isn't a comment ({named})", _ADVICE))
    if not comments and not problems:
        raise SourceError(str(path), "holds no comments", "give a JSONL file with one comment a line")
    return comments, problems


def _comment(line: str) -> Comment:
    record = json.loads(line)
    text, units = record["text"], record["propositions"]
    ranges = tuple((unit["start"], unit["end"]) for unit in units)
    for start, end in ranges:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"{start} to {end} is no range of its text")
    unknown = {unit["label"] for unit in units} - set(CDCP)
    if unknown:
        raise ValueError(f"unknown label {min(unknown)}")
    links = frozenset((link["src"], link["tgt"]) for link in record["relations"])
    if any(not 0 <= end < len(units) for link in links for end in link):
        raise ValueError("a relation names a proposition that there isn't")
    labels = tuple(unit["label"] for unit in units)
    return Comment(name=record["id"], text=text, ranges=ranges, labels=labels, links=links)


def measure_units(
    comments: Sequence[Comment],
    reader: UnitReader,
    *,
    tell: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Json:
    """Label and link the units of all comments, and score that.

    Args:
        comments: with their true labels and links, which the reader doesn't see.
        reader: says what the units are.
        tell: is told after each comment how many are done, how many there are, and which one it was.

    Returns:
        Component macro-F1 over the five classes, F1 of the directed links whatever their kind, and the mean of both.
    """
    each: list[Counter[str]] = []
    for done, comment in enumerate(comments, start=1):
        given = reader.propositions(comment.text, comment.ranges)
        each.append(_counts(comment, given))
        tell(done, len(comments), comment.name)
    total: Counter[str] = sum(each, Counter())
    return {
        "comments": len(comments),
        "units": sum(len(comment.labels) for comment in comments),
        **_scores(total),
        "intervals": _intervals(each),
    }


def _counts(comment: Comment, given: Propositions) -> Counter[str]:
    counts: Counter[str] = Counter()
    for guess, label in zip(given.labels, comment.labels, strict=True):
        counts[f"{label}/gold"] += 1
        counts[f"{guess}/found"] += 1
        counts[f"{label}/right"] += guess == label
    links = {(link.premise, link.target) for link in given.links}
    counts.update({"link/gold": len(comment.links), "link/found": len(links), "link/right": len(links & comment.links)})
    return counts


def _scores(counts: Mapping[str, float]) -> Json:
    components = {label: _row(counts, label) for label in CDCP}
    macro = sum(row["f1"] for row in components.values()) / len(CDCP)
    links = _row(counts, "link")
    return {
        "components": {**components, "macro_f1": round(macro, 4)},
        "links": links,
        "average": round((macro + links["f1"]) / 2, 4),
    }


def _row(counts: Mapping[str, float], name: str) -> dict[str, float]:
    right, found, gold = (counts.get(f"{name}/{kind}", 0) for kind in ("right", "found", "gold"))
    return {
        "precision": round(right / found, 4) if found else 0.0,
        "recall": round(right / gold, 4) if gold else 0.0,
        "f1": round(2 * right / (found + gold), 4) if found + gold else 0.0,
        "hits": int(right),
        "found": int(found),
        "gold": int(gold),
    }


def _intervals(each: Sequence[Counter[str]]) -> dict[str, list[float]]:
    """Where the three headline figures lie in 95 of 100 draws of as many comments with replacement."""
    names = [f"{name}/{kind}" for name in (*CDCP, "link") for kind in ("right", "found", "gold")]
    table = np.array([[counts[name] for name in names] for counts in each], dtype=np.int64)
    chances, size = np.random.default_rng(0), len(each)
    drawn: dict[str, list[float]] = {"components.macro_f1": [], "links.f1": [], "average": []}
    for weights in chances.multinomial(size, [1 / size] * size, size=_DRAWS):
        scores = _scores(dict(zip(names, (weights @ table).tolist(), strict=True)))
        drawn["components.macro_f1"].append(scores["components"]["macro_f1"])
        drawn["links.f1"].append(scores["links"]["f1"])
        drawn["average"].append(scores["average"])
    return {
        name: [round(float(end), 4) for end in np.percentile(values, [2.5, 97.5])] for name, values in drawn.items()
    }


def units_as_text(result: Json) -> str:
    """Give the scores as a table."""
    return "\n".join(_lines(result))


def _lines(result: Json) -> Iterator[str]:
    yield f"{result['comments']} comments, {result['units']:,} given units"
    yield ""
    yield f"{'Components':<26}{'precision':>9}  recall     F1  {'95 % of draws':<14}  right  found   gold"
    rows = [(f"  {label}", result["components"][label]) for label in CDCP] + [("Links, directed", result["links"])]
    for name, row in rows:
        ends = result["intervals"]["links.f1"] if row is result["links"] else None
        between = f"{ends[0]:.2f} to {ends[1]:.2f}" if ends else ""
        yield (
            f"{name:<26}{row['precision']:>9.3f}  {row['recall']:>6.3f}  {row['f1']:>5.3f}  {between:<14}  "
            f"{row['hits']:>5}  {row['found']:>5}  {row['gold']:>5}"
        )
    yield ""
    for label, value, path in (
        ("component macro-F1 over the five classes", result["components"]["macro_f1"], "components.macro_f1"),
        ("link F1, reason and evidence together", result["links"]["f1"], "links.f1"),
        ("average of both", result["average"], "average"),
    ):
        low, high = result["intervals"][path]
        yield f"{label:<42}{value:.3f}  ({low:.2f} to {high:.2f})"
