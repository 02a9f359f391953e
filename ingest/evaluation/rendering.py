"""Scores and changes as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Final

from ingest.evaluation.comparing import Comparison
from ingest.evaluation.gold import RELATIONS, ROLES, Json
from ingest.evaluation.saving import Change
from kg.wording import counted

_NAME: Final = 26
_HEAD: Final = f"{'precision':>9}  recall     F1  {'95 % of draws':<14}  right  found   gold"


def report_as_text(report: Json) -> str:
    """Give a report as tables."""
    segments = report["segments"]
    lines = [
        f"{counted(report['documents'], 'annotated document')}, {counted(segments['gold'], 'segment')}; "
        f"{report['segments_matched']:.3f} of them found (overlap of at least half), "
        f"{report['segments_exact']:.3f} with exactly their range.",
    ]
    lines += _table(report, "Roles", "roles", ROLES)
    lines.append(_line("mean of the first three", report, "roles.macro_f1"))
    lines.append(_line("accuracy", report, "roles.accuracy"))
    lines += _table(report, "Roles, exact range", "roles_exact", ROLES)
    lines.append(_line("mean of the first three", report, "roles_exact.macro_f1"))
    lines += ["", f"Frames of {report['frames']['compared']} recommendations that both see"]
    lines += [_line(name, report, f"frames.{name}") for name in ("addressee", "strength", "instrument")]
    lines += _table(report, "Speakers", "attribution", ())
    lines.append(_line("right on statements", report, "attribution.accuracy"))
    for title, name in (
        ("Links (supports, attacks)", "links"),
        ("Links between found", "links_matched"),
        ("Links, exact ranges", "links_exact"),
    ):
        lines += _table(report, title, name, RELATIONS)
    lines += _table(report, "Actors", "actors", ())
    lines.append(_line("type", report, "actors.type_accuracy"))
    return "\n".join([*lines, *_confidence(report)])


def _confidence(report: Json) -> Iterator[str]:
    quotes, doubtful = report["quotes"], report["doubtful"]
    yield ""
    yield f"Quotes: {quotes['compared']:,} compared with their slice of the text, {quotes['wrong']:,} wrong"
    yield "Confidence (expected calibration error, 15 bins)"
    yield _line("of roles", report, "calibration.role_error")
    yield _line("of links", report, "calibration.link_error")
    yield (
        f"Statements with a confidence below {doubtful['below']}: {doubtful['inside']}, "
        f"right in {doubtful['accuracy_inside']:.3f}; the other {doubtful['outside']} "
        f"in {doubtful['accuracy_outside']:.3f}"
    )


def _table(report: Json, title: str, name: str, labels: Sequence[str]) -> Iterator[str]:
    yield ""
    yield f"{title:<{_NAME}}{_HEAD}"
    if "f1" in report[name]:
        yield _row("all" if labels else "", report, name, report[name])
    for label in labels:
        yield _row(label, report, f"{name}.{label}", report[name][label])


def _row(label: str, report: Json, path: str, scores: Mapping[str, float]) -> str:
    between = _between(report, f"{path}.f1")
    return (
        f"  {label:<{_NAME - 2}}{scores['precision']:>9.3f}  {scores['recall']:>6.3f}  {scores['f1']:>5.3f}  "
        f"{between:<14}  {scores['hits']:>5}  {scores['found']:>5}  {scores['gold']:>5}"
    )


def _line(label: str, report: Json, path: str) -> str:
    group, _, name = path.rpartition(".")
    return f"  {label:<{_NAME + 15}}{report[group][name]:>9.3f}  {_between(report, path)}"


def _between(report: Json, path: str) -> str:
    ends = report["intervals"].get(path)
    return f"{ends[0]:.2f} to {ends[1]:.2f}" if ends else ""


def changes_as_text(found: Json, documents: Sequence[Comparison]) -> str:
    """Give gains and losses against an earlier result."""
    lines: list[str] = []
    for title, name in (("Better", "better"), ("Worse", "worse")):
        lines += ["", f"{title}: {counted(len(found[name]), 'figure')}"]
        lines += [
            f"  {item['figure']:<36}{item['before']:.4f} -> {item['now']:.4f}  ({item['now'] - item['before']:+.4f})"
            for item in found[name]
        ]
    texts = {document.name: str(document.gold["text"]) for document in documents}
    for title, name in (("Became right", "became_right"), ("Became wrong", "became_wrong")):
        lines += ["", f"{title}: {counted(len(found[name]), 'answer')}"]
        lines += [_change(change, texts[change.document]) for change in found[name]]
    for title, name in (("Only in this run", "only_now"), ("Only in the earlier run", "only_before")):
        if found[name]:
            lines += ["", f"{title}: {', '.join(found[name])}"]
    return "\n".join(lines)


def _change(change: Change, text: str) -> str:
    was = f"was {change.before}, is {change.now}, should be {change.wanted}"
    return f"  {change.document} {change.kind} {change.place}: {was}{_words(change, text)}"


def _words(change: Change, text: str) -> str:
    if change.kind == "actor":
        return ""
    start, _, end = change.place.split(" ")[0].strip("~").partition("-")
    words = " ".join(text[int(start) : int(end)].split())
    return f'  "{shorten(words, 70, placeholder=" ...")}"'
