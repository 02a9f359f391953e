"""Asks that a verb of asking makes: "urges Congress to act", "recommends that agencies act", "calls for closing"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from ingest.components.ask import Ask
from ingest.components.drafts import Place
from ingest.components.lexicon import AskingVerb, asking_verbs, forms, groups, imperatives
from ingest.components.modals import main_modals
from kg.model import Modality, Polarity

_DUTY = re.compile(r"\b(?:is|are|shall be|will be) responsible for (?P<rest>[a-z]+ing\b)")
_RELATIVE_ASK = re.compile(
    r"\b(?:which|that|to|will|would|shall|should|must)\s(?:would |will |also |further )?"
    r"(?P<verb>directs?|directed|requires?|required|instruct(?:s|ed)?|ordered|orders|authorizes?|authorized|urges?"
    r"|urged|tasks?|tasked|call(?:s|ed)? on|encourages?|encouraged)\s(?P<who>[^.;:]{2,240}?)\sto\s(?P<rest>[a-z])"
)
_NAMED_SUBJECT = re.compile(
    r"(?:the )?(?P<name>[A-Z][\w’&-]*(?: (?:(?:of|and|for|the|on) )*[A-Z][\w’&-]*)*),?\s+"
    r"(?P<rest>(?!(?:and|or|of|for|in|to|on|that|which|who|should|shall|must|may|will|is|are|not|also|together"
    r"|along|as|acting|once)\b)[a-z]+\b)"
)
_SMALL_WORD = re.compile(
    r"(?i)(?:to|by|for|in|under|with|on|at|from|of|and|or|increased|more|that|as"
    r"|an? (?:\w+ )?(?:range|series|number))\b"
)
_NOUN_THAT = re.compile(r"\b(?P<noun>[Rr]ecommendations?)(?:, including(?: one)?)? that\s(?P<rest>\S)")
_RELATIVE = re.compile(r"(?:is|are|was|were|has|have|had|would|will|can|could|may|might|directs?|requires?)\b")
"""What a relative clause goes on with: "actions taken under the order that are inconsistent"."""
_ANNOUNCED: Final = (
    r"(?:(?:the following |these |a |an )?(?:\w+[ -]){0,3}(?:actions?|steps?|measures?|recommendations?"
    r"|reforms?|changes?|policies"
    r"|priorities|proposals?|things|approach(?:es)?)\s*[:—–]\s*)?"
)
_GERUND = (
    r"(?:(?:not )?(?!(?:spring|king|thing|nothing|something|anything|everything|during|including|bring|string)\b)"
    r"[a-z]+ing)\b"
)
_SURE_RELATIVES: Final = ("direct", "instruct", "urge", "call")


def by_verb(text: str, start: int, end: int) -> Ask | None:
    """The first ask that a verb of asking makes, or None."""
    found = []
    present = set(re.findall(r"[a-z]+", text.casefold()))
    for entry in _verb_forms():
        if entry.heads.isdisjoint(present):
            continue
        for form, pattern in entry.forms:
            match = pattern.search(text, start, end)
            if match is not None and _is_verb_here(text, match, form):
                found.append((match.start(), form, match, entry.verb))
                break
    if not found:
        return None
    _, form, match, verb = min(found, key=lambda item: item[0])
    return _verb_ask(text, form, match, verb, end)


def by_noun(text: str, start: int, end: int) -> Ask | None:
    """An ask that the noun announces: "made five recommendations, including that DOE develop a plan"."""
    match = _NOUN_THAT.search(text, start, end)
    if match is None:
        return None
    who, action = clause(text, match.start("rest"), end)
    is_clause = who is not None
    return Ask(
        form="clause", cue=match["noun"], who=who, action=action, modality=Modality.SHOULD, is_sure=True,
        at=match.start(),
    ) if is_clause else None  # fmt: skip


def by_relative(text: str, start: int, end: int) -> Ask | None:
    """What a bill or an order named before does: "the Act, which directs the Secretary to ..."."""
    match = _RELATIVE_ASK.search(text, start, end)
    if match is None:
        return _by_duty(text, start, end)
    verb = next(entry.verb for entry in _verb_forms() if match["verb"].split()[0].casefold() in entry.heads)
    return Ask(
        form="who-to", cue=match["verb"], who=match.span("who"), action=(match.start("rest"), end),
        modality=verb.modality, at=match.start("verb"), is_sure=match["verb"].startswith(_SURE_RELATIVES),
    )  # fmt: skip


def _by_duty(text: str, start: int, end: int) -> Ask | None:
    match = _DUTY.search(text, start, end)
    if match is None:
        return None
    return Ask(
        form="duty", cue="responsible for", who=(start, match.start()), action=(match.start("rest"), end),
        modality=Modality.MUST, at=match.start(),
    )  # fmt: skip


def clause(text: str, start: int, end: int) -> tuple[Place | None, Place]:
    """Subject and verb phrase of the clause that a verb of asking governs: "that agencies review the plan"."""
    who, action = _bare_clause(text, start, end)
    inner = next(main_modals(text, start, end), None)
    if inner is not None and (who is None or inner.start() <= action[0] or "," in text[start : action[0]]):
        return (start, inner.start()), (inner.start("rest"), end)
    return who, action


def _bare_clause(text: str, start: int, end: int) -> tuple[Place | None, Place]:
    # "that DOE involve stakeholders": a name, and what follows it in small letters.
    named = _NAMED_SUBJECT.match(text, start, end)
    if named is not None:
        return (start, named.end("name")), (named.start("rest"), end)
    # "that agencies review the plan": the first base form of a known verb after the subject.
    for match in re.finditer(r"[a-z]+", text[start:end]):
        word = match[0]
        base = word if word in imperatives() else word[:-1]
        if (
            match.start() > 2
            and (base in imperatives() or word == "be")
            and not _after_small_word(text[start : start + match.start()])
        ):
            return (start, start + match.start()), (start + match.start(), end)
    return None, (start, end)


def _after_small_word(before: str) -> bool:
    return (
        re.search(r"\b(?:the|a|an|of|to|for|in|and|or|with|its|their|our|this|that|these|new|more)\s+$", before)
        is not None
    )


@dataclass(frozen=True, slots=True)
class _VerbForms:
    verb: AskingVerb
    heads: frozenset[str]
    forms: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _verb_forms() -> tuple[_VerbForms, ...]:
    return tuple(
        _VerbForms(verb, frozenset(form.split()[0] for form in forms(verb.verb)), tuple(_patterns(verb)))
        for verb in asking_verbs()
    )


def _patterns(verb: AskingVerb) -> Iterator[tuple[str, re.Pattern[str]]]:
    head = rf"\b(?P<verb>{verb.forms})\b"
    if "that" in verb.takes:
        yield "clause", re.compile(rf"{head}(?:,[^,]{{2,60}},)?\s+that,?\s+(?P<rest>\S)", re.IGNORECASE)
        yield "bare", re.compile(rf"{head}\s+(?P<rest>(?-i:(?:the )?[A-Z])\w)", re.IGNORECASE)
    if "gerund" in verb.takes:
        optional_for = r"(?:\s+for)?" if verb.verb == "advocate" else ""
        yield (
            "gerund",
            re.compile(rf"{head}{optional_for}\s+{_ANNOUNCED}(?:\w+ly\s+)?(?P<rest>{_GERUND})", re.IGNORECASE),
        )
    if "who-to" in verb.takes:
        yield (
            "who-to",
            re.compile(rf"{head}\s+(?P<who>(?:[^.;:]|U\.S\.){{2,320}}?)\s+to\s+(?P<rest>[“\"]?[a-z])", re.IGNORECASE),
        )
    if "for-who-to" in verb.takes:
        yield (
            "who-to",
            re.compile(
                rf"{head}\s+(?P<who>(?:all |the )?(?:[a-z’-]+ ){{0,3}}(?:and )?(?:{'|'.join(sorted(groups()))}))\s+to"
                r"\s+(?P<rest>[a-z])",
                re.IGNORECASE,
            ),
        )
        yield (
            "who-to",
            re.compile(
                rf"{head}\s+(?P<who>(?-i:(?:the )?[A-Z])(?:[^.;:]|U\.S\.){{2,320}}?)\s+to\s+(?P<rest>[a-z])",
                re.IGNORECASE,
            ),
        )
    if "noun" in verb.takes:
        optional_for = r"(?:\s+for)?" if verb.verb == "advocate" else ""
        yield "noun", re.compile(rf"{head}{optional_for}\s+{_ANNOUNCED}(?P<rest>(?:the|a|an|[a-z]+)\b)", re.IGNORECASE)


def _verb_ask(text: str, form: str, match: re.Match[str], verb: AskingVerb, end: int) -> Ask:
    who: Place | None = match.span("who") if form == "who-to" else None
    action = (match.start("rest"), end)
    modality, polarity, is_active = verb.modality, verb.polarity, not match["verb"].casefold().endswith("ing")
    if who is not None and (denied := re.search(r",?\s+not\Z", match["who"])) is not None:
        # "urges Congress not to act"
        who = (who[0], who[0] + denied.start())
        polarity = Polarity.FOR if polarity is Polarity.AGAINST else Polarity.AGAINST
    if form in ("clause", "bare"):
        form = "clause"
        who, action = clause(text, match.start("rest"), end)
    return Ask(
        form=form,
        cue=match["verb"].casefold(),
        who=who,
        action=action,
        modality=modality,
        polarity=polarity,
        is_sure=verb.is_sure and is_active and form != "noun" and _has_speaker(text, match.start("verb")),
        at=match.start("verb"),
    )


def _is_verb_here(text: str, match: re.Match[str], form: str) -> bool:
    # Not a participle after its noun ("as recommended by"), not part of a noun phrase ("the proposed rule").
    before = text[max(0, match.start("verb") - 24) : match.start("verb")]
    if form == "who-to" and not _asks_somebody(text, match, before):
        return False
    if form == "bare" and not _has_bare_clause(text, match):
        return False
    if form == "clause" and _RELATIVE.match(text, match.start("rest")):
        return False
    if form == "noun" and _SMALL_WORD.match(match["rest"]):
        return False
    if match["verb"].casefold().endswith("ing") and re.search(r"\b(?:is|are|was|were|been)\s+$", before):
        return True
    if match["verb"].casefold().rstrip("s") in ("order", "request", "demand", "task", "direct") and (
        match["verb"][0].isupper() or not _has_speaker(text, match.start("verb"))
    ):
        return False
    if re.search(
        r"(?i)\b(?:as|the|a|an|of|its|their|this|these|to be|been|being|was|were|is|are|be|no|previously"
        r"|shall|must|should|may|can|could|to|will|not)(?:\s\w+ly)?\s+$",
        before,
    ):
        return False
    if form == "noun":
        return _has_speaker(text, match.start("verb"))
    return True


def _asks_somebody(text: str, match: re.Match[str], before: str) -> bool:
    # Not "those who require access to data", not "a person authorized to act".
    if re.search(r"\b(?:who|which|that|whom)\s+(?:\w+\s+)?$", before) or _SMALL_WORD.match(match["who"]):
        return False
    is_past = match["verb"].split()[0].casefold().endswith("ed")
    return not is_past or before.endswith(" and ") or _has_speaker(text, match.start("verb"))


def _has_bare_clause(text: str, match: re.Match[str]) -> bool:
    # "recommended the Department work with the States"
    named = _NAMED_SUBJECT.match(text, match.start("rest"))
    return named is not None and re.split(r"\W", text[named.start("rest") :], maxsplit=1)[0] in imperatives()


def _has_speaker(text: str, place: int) -> bool:
    before = text[:place].rstrip()
    before = re.sub(
        r"\s(?:also|further|strongly|therefore|again|\w+ly|has|have|had|would|do|does|did|hereby)$", "", before
    )
    before = re.sub(
        r"\s(?:also|further|strongly|therefore|again|\w+ly|has|have|had|would|do|does|did|hereby)$", "", before
    )
    return re.search(r"(?:[A-Z][\w’'.&-]*\)?|\b(?:we|I|they|he|she|it|authors?|report|paper|group|company"
    r"|committee|letter|order|bill"
                     r"|memorandum|act|agency|bureau|panel|members|[a-z]+s))[,”\"]?$", before) is not None  # fmt: skip
