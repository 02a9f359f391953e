"""The rule data of `ingest/patterns`, read once and made ready: verbs with their forms, patterns, word lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from kg.model import ActorKind, Instrument, Modality, Polarity, Role

PATTERNS: Final = Path(__file__).resolve().parents[1] / "patterns"

_IRREGULAR: Final = {
    "say": ("says", "said", "saying"),
    "find": ("finds", "found", "finding"),
    "write": ("writes", "wrote", "written", "writing"),
    "tell": ("tells", "told", "telling"),
    "see": ("sees", "saw", "seen", "seeing"),
    "think": ("thinks", "thought", "thinking"),
    "show": ("shows", "showed", "shown", "showing"),
    "favor": ("favors", "favored", "favoring", "favour", "favours", "favoured", "favouring"),
    "emphasize": ("emphasizes", "emphasized", "emphasizing", "emphasise", "emphasises", "emphasised", "emphasising"),
    "authorize": ("authorizes", "authorized", "authorizing", "authorise", "authorises", "authorised", "authorising"),
}


@dataclass(frozen=True, slots=True)
class AskingVerb:
    """A verb by which something is asked for.

    Attributes:
        forms: its forms, longest first, as a regular expression.
        takes: what may follow it: `that` a clause, `gerund`, `noun`, or `who-to` ("urges Congress to act").
        is_sure: it asks whenever somebody says it; "requires", by contrast, also reports what the law is.
    """

    verb: str
    forms: str
    takes: frozenset[str]
    modality: Modality
    polarity: Polarity
    is_sure: bool


@dataclass(frozen=True, slots=True)
class RolePattern:
    """A pattern that settles the role of the passages that it fits."""

    name: str
    role: Role
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class InstrumentPattern:
    """Words that speak for an instrument, and how much."""

    instrument: Instrument
    weight: int
    pattern: re.Pattern[str]


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in (PATTERNS / f"{name}.jsonl").read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def forms(verb: str) -> tuple[str, ...]:
    """All forms of a verb; of a verb with a particle ("call for"), each with the particle."""
    head, _, particle = verb.partition(" ")
    made = (head, *_IRREGULAR.get(head, _regular(head)))
    return tuple(f"{form} {particle}" if particle else form for form in made)


def _regular(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    ending = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return f"{verb}{ending}", f"{verb}ed", f"{verb}ing"


def _alternatives(verb: str) -> str:
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms(verb), key=len, reverse=True))


@cache
def asking_verbs() -> tuple[AskingVerb, ...]:
    """The verbs of `asking.jsonl`."""
    return tuple(
        AskingVerb(
            record["verb"],
            _alternatives(record["verb"]),
            frozenset(record["takes"].split()),
            Modality(record["modality"]),
            Polarity(record.get("polarity", "for")),
            "also" not in record,
        )
        for record in _lines("asking")
    )


@cache
def saying_pattern() -> re.Pattern[str]:
    """Fits a form of any verb of saying or asking that a speaker may stand before."""
    freely: list[str] = []
    with_that: list[str] = []
    for record in _lines("reporting"):
        (with_that if record.get("that") else freely).append(_alternatives(record["verb"]))
    asking = [_alternatives(record["verb"]) for record in _lines("asking")]
    any_way = "|".join([*freely, *asking])
    return re.compile(rf"\b(?:{any_way}|(?:{'|'.join(with_that)})(?=\s+(?:\w+\s+)?that\b))\b", re.IGNORECASE)


@cache
def imperatives() -> frozenset[str]:
    """Base forms of verbs that an ask may start with."""
    return frozenset(verb for record in _lines("imperatives") for verb in record["verbs"].split())


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of `words.jsonl`."""
    return frozenset(word for record in _lines("words") if record["list"] == name for word in record["words"].split())


@cache
def groups() -> dict[str, ActorKind]:
    """Head nouns of groups that can be asked to act."""
    return {word: ActorKind(record["kind"]) for record in _lines("groups") for word in record["words"].split()}


@cache
def officers() -> tuple[tuple[str, str, str], ...]:
    """Acts with a bare office in them and the officer whom they mean by it, of `officers.jsonl`."""
    return tuple((record["act"], record["word"], record["office"]) for record in _lines("officers"))


@cache
def role_patterns() -> tuple[RolePattern, ...]:
    """The patterns of `roles.jsonl`, in order; the first that fits counts."""
    return tuple(
        RolePattern(record["name"], Role(record["role"]), re.compile(record["pattern"])) for record in _lines("roles")
    )


@cache
def instrument_patterns() -> tuple[InstrumentPattern, ...]:
    """The patterns of `instruments.jsonl`."""
    return tuple(
        InstrumentPattern(
            Instrument(record["instrument"]), record["weight"], re.compile(record["pattern"], re.IGNORECASE)
        )
        for record in _lines("instruments")
    )
