"""Reads one passage for an ask: by which words, to whom, what to do, how firmly.

Places are relative to the passage. Nothing here needs a parse, so that rules work with any model; who the addressees
are is for `ingest.components.frames`, which knows the mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from ingest.components.drafts import Place
from ingest.components.lexicon import AskingVerb, asking_verbs, forms, imperatives, word_list
from ingest.components.modals import PROHIBITS, main_modals, past_aside
from ingest.passages import mark_length
from kg.model import Modality, Polarity


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """An ask found in a passage.

    Attributes:
        form: `who-to` ("urges X to act"), `clause` ("recommends that"
        " X act"), `gerund`, `noun`, `need` ("it is essential
            to act"), `modal` ("X should act"), `may`, `imperative`.
        cue: the words that gave it away.
        who: where the addressee is named, as a stretch of words.
        action: the verb phrase.
        is_sure: the form alone makes the passage a recommendation.
        at: where the cue stands.
    """

    form: str
    cue: str
    who: Place | None
    action: Place
    modality: Modality
    polarity: Polarity = Polarity.FOR
    is_sure: bool = False
    at: int = 0


_DUTY = re.compile(r"\b(?:is|are|shall be|will be) responsible for (?P<rest>[a-z]+ing\b)")
_NEED = re.compile(
    r"(?i)\b(?:it(?:’s|'s| is| will be| would be| remains)|the) (?P<adverb>\w+ly )?(?P<word>time(?: has come)?"
    r"|necessary(?: and appropriate)?|essential|important|critical|imperative|vital|crucial|urgent|incumbent upon \w+"
    r"|our (?:shared |collective )?(?:responsibility|duty|obligation))"
    r"(?: for (?P<who>[^,;.]{3,60}?))? (?:to |(?P<that>that )|(?P<we>(?=we )))"
    r"(?P<rest>(?!(?:note|underline|recall|remember|say|see|recogni[sz]e)\b)\S)"
)
_POLICY = re.compile(
    r"\b[Ii]t (?:is|shall be) (?:the policy|in the (?:\w+ )?interests?|the (?:duty|responsibility)) of"
    r" (?P<who>(?:the |my )?[A-Za-z][\w’' ]{2,60}?)(?: to|,? that)\s(?P<rest>\S)"
)
_PASSIVE_ASK = re.compile(
    r"(?P<who>[^;:.]{2,240}?),? (?P<be>is|are|be|was|were)(?: \w+ly| also| hereby| further)? (?P<verb>encouraged"
    r"|urged|required|directed"
    r"|asked|authorized|advised|invited|expected|instructed|ordered|tasked|called (?:on|upon)) (?:to|with) (?P<rest>\S)"
)
_RELATIVE_ASK = re.compile(
    r"\b(?:which|that|to|will|would|shall|should|must)\s(?:would |will |also |further )?"
    r"(?P<verb>directs?|directed|requires?|required|instruct(?:s|ed)?|ordered|orders|authorizes?|authorized|urges?"
    r"|urged|tasks?|tasked|call(?:s|ed)? on|encourages?|encouraged)\s(?P<who>[^.;:]{2,240}?)\sto\s(?P<rest>[a-z])"
)
_OF_A_PAPER = re.compile(
    r"\b(?i:order|act|bill|memorandum|legislation|rule|directive|proclamation|law|resolution|amendment|this)\s*\Z"
)
_NAMED_SUBJECT = re.compile(
    r"(?:the )?(?P<name>[A-Z][\w’&-]*(?: (?:(?:of|and|for|the|on) )*[A-Z][\w’&-]*)*),?\s+"
    r"(?P<rest>(?!(?:and|or|of|for|in|to|on|that|which|who|should|shall|must|may|will|is|are|not|also|together"
    r"|along|as|acting|once)\b)[a-z]+\b)"
)
_SHORT_TITLE = re.compile(r"(?:[A-Z][\w’'-]+ |(?:our|the|of|and|for|in|to|from|on) )+Act\b")
_SMALL_WORD = re.compile(
    r"(?i)(?:to|by|for|in|under|with|on|at|from|of|and|or|increased|more|that|as"
    r"|an? (?:\w+ )?(?:range|series|number))\b"
)
_ANNOUNCED: Final = (
    r"(?:(?:the following |these |a |an )?(?:\w+[ -]){0,3}(?:actions?|steps?|measures?|recommendations?"
    r"|reforms?|changes?|policies"
    r"|priorities|proposals?|things|approach(?:es)?)\s*[:—–]\s*)?"
)
_GERUND = (
    r"(?:(?:not )?(?!(?:spring|king|thing|nothing|something|anything|everything|during|including|bring|string)\b)"
    r"[a-z]+ing)\b"
)
_MODALITIES: Final = {
    "shall": Modality.MUST, "must": Modality.MUST, "need": Modality.MUST, "have": Modality.MUST, "has": Modality.MUST,
    "is": Modality.MUST, "are": Modality.MUST, "will": Modality.MUST, "should": Modality.SHOULD,
    "ought": Modality.SHOULD, "may": Modality.MAY, "could": Modality.MAY, "can": Modality.MAY,
}  # fmt: skip
_SURE_PASSIVES: Final = frozenset({"directed", "encouraged", "urged", "instructed", "called on", "called upon"})
_SURE_RELATIVES: Final = ("direct", "instruct", "urge", "call")
_STRICT_NEEDS: Final = frozenset({"necessary", "essential", "imperative", "critical", "crucial", "vital"})
_PASSIVE_MODALITY: Final = {
    "required": Modality.MUST, "directed": Modality.MUST, "instructed": Modality.MUST, "ordered": Modality.MUST,
    "tasked": Modality.MUST, "expected": Modality.MUST, "authorized": Modality.MAY,
}  # fmt: skip


@lru_cache(maxsize=8192)
def find_ask(text: str) -> Ask | None:
    """The ask that a passage makes, or None; where it makes several by one verb, their whole stretch."""
    start = mark_length(text)
    end = _end(text)
    if start >= end:
        return None
    for finder in (_by_policy, _by_passive, _by_verb_or_modal, _by_need, _by_imperative, _by_modal_or_relative):
        ask = finder(text, start, end)
        if ask is not None and ask.action[0] < ask.action[1]:
            return _negated(text, ask)
    return None


def _by_verb_or_modal(text: str, start: int, end: int) -> Ask | None:
    """The verb of asking, unless a firm modal of the main clause stands before it."""
    verb = _by_verb(text, start, end)
    if verb is None:
        return None
    modal = _by_modal(text, start, end)
    is_first = modal is not None and modal.form == "modal" and modal.action[0] <= verb.at
    return modal if is_first else verb


def _by_modal_or_relative(text: str, start: int, end: int) -> Ask | None:
    modal, relative = _by_modal(text, start, end), _by_relative(text, start, end)
    if modal is None or relative is None:
        return modal or relative
    if _OF_A_PAPER.search(text, *(modal.who or (start, start))) and modal.action[0] == relative.at:
        # "The order will direct the Department to lease sites" asks the Department.
        return relative
    return relative if modal.form != "modal" and relative.at < modal.at else modal


def _end(text: str) -> int:
    stripped = re.sub(r"(?:\s*\([^()]{1,40}\))?[\s.;,:—–”\"’]*(?:(?:and|or)\s*)?$", "", text)
    return len(re.sub(r"[\s.;,:—–-]+(?:and|or)?$", "", stripped))


def _negated(text: str, ask: Ask) -> Ask:
    match = re.match(r"(?:not|never)\s+", text[ask.action[0] : ask.action[1]])
    if match is None:
        return ask
    against = Polarity.FOR if ask.polarity is Polarity.AGAINST else Polarity.AGAINST
    return replace(ask, polarity=against, action=(ask.action[0] + match.end(), ask.action[1]))


def find_lead(text: str) -> Ask | None:
    """The ask that a lead-in opens and its items complete: "The Secretary shall—"; its action means nothing."""
    opened = re.sub(r"[\s:—–-]+$", "", text)
    opened = re.sub(r",? (?:as follows|the following|that)$", "", opened)
    return find_ask(f"{opened} do so") or find_ask(opened)


def is_imperative(text: str) -> bool:
    """Whether a passage starts with a verb that tells somebody to do something."""
    return _by_imperative(text, mark_length(text), len(text)) is not None


def _by_policy(text: str, start: int, end: int) -> Ask | None:
    match = _POLICY.search(text, start, end)
    if match is None:
        return None
    return Ask(
        form="need", cue="policy of", who=match.span("who"), action=(match.start("rest"), end), modality=Modality.MUST,
        is_sure=True,
    )  # fmt: skip


def _by_passive(text: str, start: int, end: int) -> Ask | None:
    match = _PASSIVE_ASK.search(text, start, end)
    if match is None or re.search(r"\b(?:that|which|who)\s*$", match["who"]):
        return None
    modality = _PASSIVE_MODALITY.get(match["verb"], Modality.SHOULD)
    return Ask(
        form="who-to",
        cue=match["verb"],
        who=match.span("who"),
        action=(match.start("rest"), end),
        modality=modality,
        is_sure=match["be"] in ("is", "are") and match["verb"] in _SURE_PASSIVES,
        at=match.start("verb"),
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
        yield "gerund", re.compile(rf"{head}{optional_for}\s+{_ANNOUNCED}(?P<rest>{_GERUND})", re.IGNORECASE)
    if "who-to" in verb.takes:
        yield (
            "who-to",
            re.compile(rf"{head}\s+(?P<who>(?:[^.;:]|U\.S\.){{2,320}}?)\s+to\s+(?P<rest>[“\"]?[a-z])", re.IGNORECASE),
        )
    if "for-who-to" in verb.takes:
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


def _by_verb(text: str, start: int, end: int) -> Ask | None:
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
        who, action = _clause(text, match.start("rest"), end)
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


def _clause(text: str, start: int, end: int) -> tuple[Place | None, Place]:
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


def _is_verb_here(text: str, match: re.Match[str], form: str) -> bool:
    # Not a participle after its noun ("as recommended by"), not part of a noun phrase ("the proposed rule").
    before = text[max(0, match.start("verb") - 24) : match.start("verb")]
    if form == "who-to" and not _asks_somebody(text, match, before):
        return False
    if form == "bare" and not _has_bare_clause(text, match):
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


def _by_relative(text: str, start: int, end: int) -> Ask | None:
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


def _by_need(text: str, start: int, end: int) -> Ask | None:
    match = _NEED.search(text, start, end)
    if match is None:
        return None
    word = match["word"].split()[0].casefold()
    if word == "time" and (match["we"] is not None or re.search(r"\b(?:at|by|of|until) \Z", text[: match.start()])):
        return None
    who, action = match.span("who") if match["who"] else None, (match.start("rest"), end)
    if match["that"] or match["we"] is not None:
        who, action = _clause(text, match.start("rest"), end)
    modality = Modality.MUST if word in _STRICT_NEEDS else Modality.SHOULD
    return Ask(
        form="need",
        cue=match["word"].casefold(),
        who=who,
        action=action,
        modality=modality,
        is_sure=match["word"].casefold() != "important",
    )


def _by_imperative(text: str, start: int, end: int) -> Ask | None:
    label = re.match(
        r"(?:[A-Z][\w ,’'&-]{2,70}(?::|\.\s?[—–-])\s+)?(?:[Pp]lease |[Ll]et us |[Ll]et’s )?", text[start:end]
    )
    for offset in dict.fromkeys((start + (label.end() if label else 0), start)):
        match = re.match(r"(?P<adverb>[A-Z]?[a-z]+ly )?(?P<verb>[A-Z]?[a-z]+)\s+(?P<next>\S+)", text[offset:end])
        if match is None or match["verb"].casefold() not in imperatives() or _SHORT_TITLE.match(text, offset, end):
            continue
        if not _follows_a_noun(match) and not re.match(
            r"(?:is|are|was|were|has|have|will|of|by|and \w+s\b)$", match["next"]
        ):
            return Ask(form="imperative", cue=match["verb"], who=None, action=(offset, end), modality=Modality.SHOULD)
    return None


def _follows_a_noun(match: re.Match[str]) -> bool:
    # "Export controls work" has a noun first; "Export chips to allies" can't be told from it, so such verbs need more.
    verb, following = match["verb"].casefold(), match["next"]
    if verb not in word_list("verb or noun"):
        return False
    return not re.match(
        r"(?:the|a|an|all|any|each|every|its|their|our|this|these|those|such|more|new|to|on|for|in|from|with)$",
        following,
    )


def _by_modal(text: str, start: int, end: int) -> Ask | None:
    options = list(main_modals(text, start, end))
    strong = [match for match in options if match["modal"].split()[0] not in ("may", "can", "could", "will")]
    chosen = next(iter(strong or options), None)
    if chosen is None:
        return None
    word = chosen["modal"].split()[0]
    is_denied = PROHIBITS.match(text, start) is not None
    negation = re.search(r"\bnot\b", chosen["adverbs"])
    if word == "has" or word == "have":
        modality = (
            Modality.SHOULD if "responsib" in chosen["modal"] or "obligation" in chosen["modal"] else Modality.MUST
        )
    elif word in ("is", "are") and "required" not in chosen["modal"] and "expected" not in chosen["modal"]:
        return None
    elif word == "may" and (negation or is_denied):
        # "may not" forbids.
        modality = Modality.MUST
    else:
        modality = _MODALITIES["need" if word.startswith("need") else word]
    rest = past_aside(text, chosen.start("rest"), end) if chosen["aside"] else chosen.start("rest")
    action = (chosen.start("adverbs") + negation.start() if negation else rest, end)
    form = "may" if modality is Modality.MAY or word == "will" else "modal"
    polarity = Polarity.AGAINST if is_denied else Polarity.FOR
    return Ask(
        form=form,
        cue=chosen["modal"],
        who=(start, chosen.start()),
        action=action,
        modality=modality,
        polarity=polarity,
        at=chosen.start(),
    )
