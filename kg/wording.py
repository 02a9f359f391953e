"""Numbers and frames in plain words: one ask as one sentence, a confidence as a phrase.

Pages, the command line and JSON all use these words, so that the same thing reads the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from kg.fitting import Fit, fit
from kg.model import Modality, Polarity, Recommendation, ReviewState, SourceKind
from kg.rows import StatementRow

_DEGREES: Final = ((0.9, "very sure"), (0.75, "fairly sure"), (0.5, "not very sure"), (0.0, "little more than a guess"))


def counted(number: int, one: str, several: str | None = None) -> str:
    """Give a number with its noun: `1 reason`, `1,200 reasons`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def confidence_words(confidence: float) -> str:
    """Give an extractor's confidence in words: how sure it is, never how strong the evidence or the ask is."""
    return next(words for least, words in _DEGREES if confidence >= least)


class PartKind(StrEnum):
    """What a part of an ask's sentence is."""

    TEXT = "text"
    ACTOR = "actor"
    ACTION = "action"
    GAP = "gap"
    QUOTE = "quote"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A piece of the sentence that states an ask.

    Attributes:
        kind: what it is; a GAP stands where the source names nobody or nothing, a QUOTE where the ask's own words
            stand for a sentence that they would not bear out.
        text: its words, with the spaces that belong to it.
        iri: the actor's IRI for an ACTOR, else None.
    """

    kind: PartKind
    text: str
    iri: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What an ask's sentence is made of; a `Recommendation` has the same attributes, its words in its quote.

    Attributes:
        words: the ask's own words; empty where they are not at hand.
        confidence: how sure the extractor is that it is an ask.
        review: what a person has said of it.
    """

    issuer: str | None
    addressees: tuple[str, ...]
    action: str | None
    condition: str | None
    deadline: str | None
    modality: Modality
    polarity: Polarity
    words: str = ""
    confidence: float = 1.0
    review: ReviewState = ReviewState.MACHINE

    @classmethod
    def of(cls, row: StatementRow) -> Frame:
        """Take the frame of a recommendation's row in the index."""
        return cls(
            issuer=row.speaker.iri if row.speaker else None,
            addressees=tuple(named.iri for named in row.addressees),
            action=row.action,
            condition=row.condition,
            deadline=row.deadline,
            modality=Modality(row.modality or Modality.SHOULD),
            polarity=Polarity(row.polarity),
            words=row.exact,
            confidence=row.confidence,
            review=ReviewState(row.review),
        )


_ASKS: Final = {Modality.MUST: "calls on", Modality.SHOULD: "asks", Modality.MAY: "invites"}
_ASKS_NOBODY: Final = {Modality.MUST: "demands", Modality.SHOULD: "asks", Modality.MAY: "suggests"}
_BINDS: Final = frozenset({SourceKind.BILL, SourceKind.LAW, SourceKind.RULE, SourceKind.EXECUTIVE_ORDER})
_PLURAL: Final = {
    "calls on": "call on", "asks": "ask", "invites": "invite", "demands": "demand", "suggests": "suggest",
}  # fmt: skip
_SEVERAL: Final = re.compile(r"^(?:[A-ZÀ-Þ][\w.'’-]*,? ){2,}and (?:[A-ZÀ-Þ][\w.'’-]* ?){2,}$")
"""Full names joined by "and", with no word between them as an office or an institute has in its name."""
_COMMON_NOUNS: Final = frozenset(
    (
        "agencies", "allies", "applicant", "applicants", "companies", "employers", "exporters", "firms", "government",
        "governments", "importers", "laboratories", "labs", "lawmakers", "manufacturers", "persons", "policymakers",
        "regulators", "researchers", "states",
    )
)  # fmt: skip
_ONE_OF_A_KIND: Final = frozenset({"government", "applicant"})
_IN_PARLIAMENT: Final = re.compile(
    r"\b(?:Congress|Senate|House|Parliament|Assembly|Legislature|Council|Bundestag|Committee)\b"
)
_SECOND_VERB: Final = re.compile(r"\band (?:shall|must|should) (?!not\b|be\b)")
_LONGEST_QUOTE: Final = 300
_SHORT_DEED: Final = 60
_CLAUSE: Final = re.compile(r"\b(?:that|which|who|whose|whether|how|what|where)\b")
_PLAIN_ING: Final = frozenset({"bring", "ring", "sing", "spring", "string", "swing", "cling", "fling", "sting", "king"})
_WITH_ARTICLE: Final = re.compile(
    r"^(?:United States|United Kingdom|European Union|Netherlands|Department|Bureau|(?:Under )?Secretary|Office|House"
    r"|Senate|President|Ministry|Federal|National|White House|Government|Committee|Council|Director|Attorney General"
    r"|Cent(?:er|re) for)\b"
    r"|\b(?:Agency|Commission|Committee|Council|Court|Administration|Office|Department|Bureau|Institute|Group|Union|Association|Alliance|Foundation|Coalition|Federation)$"
)
_TIME_WORDS: Final = re.compile(
    r"(?:by|within|before|after|until|till|in|on|at|during|over|from|no later|not later|every|each|as soon|once|upon"
    r"|immediately|annually|now|today|when|for|prior|through|between|this|next|starting|beginning)\b",
    re.IGNORECASE,
)
_CONDITION_WORDS: Final = re.compile(
    r"(?:if|unless|when|where|while|once|until|after|before|provided|providing|as long|so long|only|except|in case"
    r"|in the event|to the extent|subject|under|upon|on condition|should|whenever|for|as|with|without|in)\b",
    re.IGNORECASE,
)


def ask(
    recommendation: Recommendation | Frame, names: Mapping[str, str], kind: SourceKind = SourceKind.UNKNOWN
) -> tuple[Part, ...]:
    """State a recommendation in one sentence: who asks whom to do what, by when, on which condition.

    Args:
        recommendation: the ask.
        names: IRI to name for its actors; one without a name shows as its IRI.
        kind: what it stands in; the "must" of a law, rule or order requires, that of a bill would require, and that of
            a paper calls on somebody.

    Returns:
        The parts of the sentence, to be joined without anything between; what the source doesn't say is a GAP. Where
        the words don't bear such a sentence out, as far as `kg.fitting` can tell, they stand there as a QUOTE.
    """
    fitting = _fit(recommendation, names, kind)
    if fitting is Fit.WORDS:
        return (_quote(_words(recommendation)),)
    issuer = _issuer(recommendation, names, kind)
    if fitting is Fit.SUBJECT:
        return _begun([*issuer, _text(": "), _quote(_words(recommendation))])
    if not recommendation.addressees and _is_gerund(recommendation.action):
        parts = [*issuer, *_wish(recommendation, is_plural=_are_several(recommendation, names, kind))]
    else:
        parts = [*issuer, _text(f" {_verb(recommendation, names, kind)}")]
        parts += _addressees(recommendation, names)
        early = _early_deadline(recommendation)
        parts += [_text(f", {early},")] if early else []
        parts += _deed(recommendation)
    parts += _limits(recommendation)
    return (*_begun(parts), _text("."))


def quotes(parts: tuple[Part, ...], words: str) -> bool:
    """Whether a sentence of `ask` shows all the ask's words, so that they need not be shown beside it."""
    return any(part.kind is PartKind.QUOTE and part.text == f"“{_plain(words)}”" for part in parts)


def fits(recommendation: Recommendation | Frame, names: Mapping[str, str], kind: SourceKind) -> bool:
    """Whether an ask's words bear out a sentence made of its parts."""
    return _fit(recommendation, names, kind) is Fit.SENTENCE


def row_fits(row: StatementRow) -> bool:
    """Give `fits` for a recommendation's row in the index."""
    return fits(Frame.of(row), _row_names(row), SourceKind(row.source_kind))


def _fit(recommendation: Recommendation | Frame, names: Mapping[str, str], kind: SourceKind) -> Fit:
    is_checked = recommendation.review in (ReviewState.CONFIRMED, ReviewState.CORRECTED)
    if is_checked and recommendation.action:
        return Fit.SENTENCE
    return fit(
        _words(recommendation),
        action=recommendation.action,
        asked=tuple(names.get(iri, iri) for iri in recommendation.addressees),
        by=names.get(recommendation.issuer or ""),
        against=recommendation.polarity is Polarity.AGAINST,
        sureness=1.0 if is_checked else recommendation.confidence,
        bill=kind is SourceKind.BILL,
    )


def _words(recommendation: Recommendation | Frame) -> str:
    return recommendation.words if isinstance(recommendation, Frame) else recommendation.quote.exact


def _plain(words: str) -> str:
    return " ".join(words.split())


def _quote(words: str) -> Part:
    plain = _plain(words)
    if len(plain) > _LONGEST_QUOTE:
        plain = f"{plain[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} […]"
    return Part(kind=PartKind.QUOTE, text=f"“{plain}”")


def _begun(parts: list[Part]) -> tuple[Part, ...]:
    first = parts[0]
    return (replace(first, text=first.text[0].upper() + first.text[1:]), *parts[1:])


def _verb(recommendation: Recommendation | Frame, names: Mapping[str, str], kind: SourceKind) -> str:
    if kind in _BINDS and recommendation.modality is not Modality.SHOULD:
        binds = {Modality.MUST: "require", Modality.MAY: "allow"}[recommendation.modality]
        return f"would {binds}" if kind is SourceKind.BILL else f"{binds}s"
    verb = (_ASKS if recommendation.addressees else _ASKS_NOBODY)[recommendation.modality]
    return _PLURAL[verb] if _are_several(recommendation, names, kind) else verb


def _are_several(recommendation: Recommendation | Frame, names: Mapping[str, str], kind: SourceKind) -> bool:
    name = names.get(recommendation.issuer or "", "")
    return kind is not SourceKind.BILL and bool(_SEVERAL.search(name)) and not _WITH_ARTICLE.search(name)


def ask_sentence(
    recommendation: Recommendation | Frame, names: Mapping[str, str], kind: SourceKind = SourceKind.UNKNOWN
) -> str:
    """Give `ask` as one string."""
    return "".join(part.text for part in ask(recommendation, names, kind))


def row_ask(row: StatementRow) -> tuple[Part, ...]:
    """Give `ask` for a recommendation's row in the index."""
    return ask(Frame.of(row), _row_names(row), SourceKind(row.source_kind))


def _row_names(row: StatementRow) -> dict[str, str]:
    return {each.iri: each.name for each in (*row.addressees, *((row.speaker,) if row.speaker else ()))}


def _text(text: str) -> Part:
    return Part(kind=PartKind.TEXT, text=text)


def _gap(text: str) -> Part:
    return Part(kind=PartKind.GAP, text=text)


def in_a_sentence(name: str) -> str:
    """Give an actor's name with the article that it has inside a sentence, if any."""
    return f"the {name}" if _WITH_ARTICLE.search(name) else name


def _actor(iri: str, names: Mapping[str, str]) -> list[Part]:
    given = names.get(iri, iri)
    name = Part(kind=PartKind.ACTOR, text=given.lower() if given.casefold() in _COMMON_NOUNS else given, iri=iri)
    return [_text("the "), name] if _WITH_ARTICLE.search(name.text) or name.text in _ONE_OF_A_KIND else [name]


def _issuer(recommendation: Recommendation | Frame, names: Mapping[str, str], kind: SourceKind) -> list[Part]:
    # What a bill would do isn't what its parliament does until it is passed.
    is_bill = kind is SourceKind.BILL
    if recommendation.issuer is None:
        return [_text("a bill")] if is_bill else [_gap("somebody whom the text does not name")]
    actor = _actor(recommendation.issuer, names)
    if not is_bill:
        return actor
    return [_text("a bill in " if _IN_PARLIAMENT.search(actor[-1].text) else "a bill by "), *actor]


def _addressees(recommendation: Recommendation | Frame, names: Mapping[str, str]) -> list[Part]:
    if not recommendation.addressees:
        return [_text(", "), _gap("without naming who should act"), _text(":")]
    parts = [_text(" ")]
    ordered = sorted(recommendation.addressees, key=lambda iri: names.get(iri, iri))
    for index, iri in enumerate(ordered):
        if index:
            parts.append(_text(" and " if index == len(ordered) - 1 else ", "))
        parts += _actor(iri, names)
    return parts


def _deed(recommendation: Recommendation | Frame) -> list[Part]:
    action = _action(recommendation.action)
    refusal = "not " if recommendation.polarity is Polarity.AGAINST and not action.startswith("not ") else ""
    if not action:
        return [_text(f" {refusal}to do something "), _gap("that was not made out")]
    deed = Part(kind=PartKind.ACTION, text=action)
    if not recommendation.addressees:
        return [_text(f" {refusal}"), deed]
    if _is_gerund(action):
        return [_text(" to refrain from " if refusal else " to act by "), deed]
    return [_text(f" {refusal}to "), deed]


def _wish(recommendation: Recommendation | Frame, *, is_plural: bool) -> list[Part]:
    """Say what is wished where nobody is asked and the action is a gerund: `calls for closing the loopholes`."""
    verb = "speak against" if recommendation.polarity is Polarity.AGAINST else "call for"
    verb = f" {verb} " if is_plural else f" {verb.replace(' ', 's ', 1)} "
    deed = Part(kind=PartKind.ACTION, text=_action(recommendation.action))
    return [_text(verb), deed, _text(", "), _gap("without naming who should act")]


def _action(action: str | None) -> str:
    plain = " ".join((action or "").split()).rstrip(".;,:")
    # "assess them, and shall report": after "to", its second verb is an infinitive like the first.
    return _SECOND_VERB.sub("and to ", _lower_first(plain).removeprefix("to ")) if plain else ""


def _is_gerund(action: str | None) -> bool:
    first = (action or "").split(" ", 1)[0].casefold()
    return first.endswith("ing") and first not in _PLAIN_ING


def _lower_first(words: str) -> str:
    # "Close the loopholes" of a heading becomes "close ..."; "AI ...", "U.S. ..." and "Export Administration
    # Regulations ..." stay as they are.
    following = words.split(" ", 2)[1:2]
    is_name = bool(following) and following[0][:1].isupper()
    return words[0].lower() + words[1:] if words[1:2].islower() and not is_name else words


def _limit(words: str | None) -> str | None:
    plain = " ".join((words or "").split()).strip(" ,;.")
    return _lower_first(plain) if plain else None


def _early_deadline(recommendation: Recommendation | Frame) -> str | None:
    """Give a deadline that would seem to belong to the last words of a long deed if it stood after them."""
    deadline, deed = _said_deadline(recommendation), _action(recommendation.action)
    is_long = len(deed) > _SHORT_DEED or _CLAUSE.search(deed) is not None
    return deadline if deadline and recommendation.addressees and is_long else None


def _said_deadline(recommendation: Recommendation | Frame) -> str | None:
    deadline = _limit(recommendation.deadline)
    if not deadline or deadline.casefold() in " ".join((recommendation.action or "").split()).casefold():
        return None
    return deadline if _TIME_WORDS.match(deadline) else f"by {deadline}"


def _limits(recommendation: Recommendation | Frame) -> list[Part]:
    said = " ".join((recommendation.action or "").split()).casefold()
    parts: list[Part] = []
    deadline, condition = _said_deadline(recommendation), _limit(recommendation.condition)
    if deadline and not _early_deadline(recommendation):
        parts.append(_text(f" {deadline}"))
    if condition and condition.casefold() not in said:
        parts.append(_text(f", {condition}" if _CONDITION_WORDS.match(condition) else f", on condition: {condition}"))
    return parts
