"""Asks that need no verb of asking: modals, passives, needs, policies and imperatives."""

from __future__ import annotations

import re
from typing import Final

from ingest.components.ask import Ask
from ingest.components.ask_verbs import clause
from ingest.components.lexicon import imperatives, word_list
from ingest.components.modals import PROHIBITS, main_modals, past_aside
from kg.model import Modality, Polarity

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
    r"|asked|authorized|advised|invited|expected|instructed|ordered|tasked|called (?:on|upon))"
    r"(?:, [^,;.]{3,90},)? (?:to (?!(?:the|a|an|this|these|its|their|our|all|those|such)\b)|with )(?P<rest>[a-z])"
)
_SHORT_TITLE = re.compile(r"(?:[A-Z][\w’'-]+ |(?:our|the|of|and|for|in|to|from|on) )+Act\b")
_MODALITIES: Final = {
    "shall": Modality.MUST, "must": Modality.MUST, "need": Modality.MUST, "have": Modality.MUST, "has": Modality.MUST,
    "is": Modality.MUST, "are": Modality.MUST, "will": Modality.MUST, "should": Modality.SHOULD,
    "ought": Modality.SHOULD, "may": Modality.MAY, "could": Modality.MAY, "can": Modality.MAY,
}  # fmt: skip
_SURE_PASSIVES: Final = frozenset({"directed", "encouraged", "urged", "instructed", "called on", "called upon"})
_STRICT_NEEDS: Final = frozenset({"necessary", "essential", "imperative", "critical", "crucial", "vital"})
_PASSIVE_MODALITY: Final = {
    "required": Modality.MUST, "directed": Modality.MUST, "instructed": Modality.MUST, "ordered": Modality.MUST,
    "tasked": Modality.MUST, "expected": Modality.MUST, "authorized": Modality.MAY,
}  # fmt: skip


def by_policy(text: str, start: int, end: int) -> Ask | None:
    """A policy: "It is the policy of the United States to ..."."""
    match = _POLICY.search(text, start, end)
    if match is None:
        return None
    return Ask(
        form="need", cue="policy of", who=match.span("who"), action=(match.start("rest"), end), modality=Modality.MUST,
        is_sure=True,
    )  # fmt: skip


def by_passive(text: str, start: int, end: int) -> Ask | None:
    """An ask in the passive: "Agencies are directed to ..."."""
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


def by_need(text: str, start: int, end: int) -> Ask | None:
    """A need: "It is essential that agencies ..."."""
    match = _NEED.search(text, start, end)
    if match is None:
        return None
    word = match["word"].split()[0].casefold()
    if word == "time" and (match["we"] is not None or re.search(r"\b(?:at|by|of|until) \Z", text[: match.start()])):
        return None
    who, action = match.span("who") if match["who"] else None, (match.start("rest"), end)
    if match["that"] or match["we"] is not None:
        who, action = clause(text, match.start("rest"), end)
    modality = Modality.MUST if word in _STRICT_NEEDS else Modality.SHOULD
    return Ask(
        form="need",
        cue=match["word"].casefold(),
        who=who,
        action=action,
        modality=modality,
        is_sure=match["word"].casefold() != "important",
    )


def by_imperative(text: str, start: int, end: int) -> Ask | None:
    """An imperative at the start, after a label if there is one."""
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


def by_modal(text: str, start: int, end: int) -> Ask | None:
    """The modal verb of the main clause, a firm one first."""
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
