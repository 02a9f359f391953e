"""Argdown: an argument as text that people can read, and that the tools of argdown.org draw.

A justification with one premise is a relation between two statements (`+` for it, `-` against it). One with several
premises is an argument with a name, whose premises are numbered, because together they say what none says alone.
Confidence, document and IRI stand in the data behind each statement.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from kg.exports.argument import Argument, one_line
from kg.model import Direction, Justification, Role, Statement

MEDIA_TYPE: Final = "text/plain"

_SIGNS: Final = {Direction.SUPPORTS: "+", Direction.DISPUTES: "-"}
_LETTERS: Final = {Role.RECOMMENDATION: "Ask", Role.CLAIM: "Claim", Role.EVIDENCE: "Evidence"}
# Whatever could begin a mention, tag, range, link, comment, set of data or a statement's title.
_SPECIAL: Final = re.compile(r"[\\\[\]<>#@{}*_|`:]|/(?=[/*])")
_AT_START: Final = re.compile(r"^[-+=~>(.\d]")


def argdown(argument: Argument, *, title: str) -> str:
    """Give the argument as Argdown.

    Args:
        argument: what is written.
        title: stands in the front matter.
    """
    labels = _labels(argument)
    pieces = [f"===\ntitle: {json.dumps(_plain(title), ensure_ascii=False)}\n==="]
    pieces += [_statement(argument, labels, iri) for iri in argument.statements]
    pieces += [_reconstruction(labels, line) for line in argument.justifications if len(line.premises) > 1]
    return "\n\n".join(pieces) + "\n"


def _labels(argument: Argument) -> dict[str, str]:
    counts: dict[str, int] = {}
    labels = {}
    for iri, statement in argument.statements.items():
        kind = _LETTERS[statement.role]
        counts[kind] = counts.get(kind, 0) + 1
        labels[iri] = f"{kind} {counts[kind]}"
    return labels


def _statement(argument: Argument, labels: dict[str, str], iri: str) -> str:
    statement = argument.statements[iri]
    lines = [f"[{labels[iri]}]: {escaped(statement.quote.exact)} #{statement.role.value} {_data(argument, statement)}"]
    lines += [f"  {relation}" for relation in _relations(argument, labels, iri)]
    return "\n".join(lines)


def _relations(argument: Argument, labels: dict[str, str], iri: str) -> Iterator[str]:
    for line in argument.justifications:
        if line.target == iri:
            sign = _SIGNS[line.direction]
            several = len(line.premises) > 1
            yield f"{sign} <{_name(line)}>" if several else f"{sign} [{labels[line.premises[0]]}]"


def _reconstruction(labels: dict[str, str], line: Justification) -> str:
    premises = [f"({number}) [{labels[premise]}]" for number, premise in enumerate(line.premises, start=1)]
    conclusion = f"[{labels[line.target]}]"
    if line.direction is Direction.DISPUTES:
        conclusion = f"[Not {labels[line.target]}]: These reasons speak against {labels[line.target]}."
    return "\n".join([f"<{_name(line)}>", "", *premises, "----", f"({len(premises) + 1}) {conclusion}"])


def _name(line: Justification) -> str:
    return f"Reasons {line.iri.rsplit('/', 1)[-1]}"


def _data(argument: Argument, statement: Statement) -> str:
    document = argument.documents[statement.quote.document]
    said = {
        "iri": statement.iri,
        "speaker": argument.speaker(statement),
        "document": _plain(document.title),
        "page": statement.quote.page,
        "confidence": statement.confidence,
        "review": statement.review.value,
    }
    known = {name: value for name, value in said.items() if value is not None}
    return "{" + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in known.items()) + "}"


def _plain(text: str) -> str:
    # Data and front matter end at these, quoted or not.
    return one_line(text).translate({ord("{"): "(", ord("}"): ")", ord("="): "-"})


def escaped(words: str) -> str:
    """Give words on one line so that Argdown takes none of them for its own signs."""
    line = _SPECIAL.sub(r"\\\g<0>", one_line(words))
    return _AT_START.sub(r"\\\g<0>", line)
