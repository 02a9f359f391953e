"""Finds offices, which act as bodies do: "Director of NIST", "the EPA Administrator", "heads of relevant agencies".

An office that a person's name follows says what that person is; then the person is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ingest.components.drafts import MentionDraft
from ingest.components.people import holder
from ingest.gazetteer import Gazetteer, Match
from kg.model import ActorKind

CAPITALISED = r"[A-Z][\w’'&.-]*\w"
_JOINT = r"(?:,? and |, | of the | of | for the | for | on the | on | & | to the )"
OFFICE = (
    r"(?:Secretary|Secretaries|Director|Administrator|Commissioner|Commander|Chair|Chairman|Chairwoman|Chairperson"
    r"|Inspector General|Comptroller|Ambassador|Superintendent|Archivist|Librarian|Chancellor|Minister|Representative"
    r"|Coordinator|Adviser|Advisor|Counsel|Surgeon General|Envoy)"
)
RANK = (
    r"(?:(?:Deputy|Under|Assistant|Associate|Principal|Acting|Special|Executive|Senior|National|Parliamentary|Permanent)"
    r" )"
)
_TITLE = re.compile(
    rf"\b(?P<office>{RANK}*{OFFICE}) (?P<joint>of|for|to) (?P<the>the )?"
    rf"(?P<body>{CAPITALISED}(?:{_JOINT}?\s?(?!(?:{RANK}|{OFFICE})\b){CAPITALISED})*)"
)
_OFFICE_AFTER = re.compile(
    r"\A (?P<office>Administrator|Director|Secretary|Commissioner|Chair(?:man|woman)?|Inspector General)\b(?!"
    r" (?:of|for)\b)"
)
_CHIEF = re.compile(
    r"\b(?:Agency |agency |Departmental |Government )?Chief (?:[A-Z][\w-]+ ){1,3}(?:Officers?|Scientists?"
    r"|Advis[eo]rs?)\b"
    r"(?! (?:Council|Board|Committee)\b)"
)
_ASSISTANT = re.compile(
    r"\bAssistant to the President(?: and [A-Z][\w-]+(?: (?:of|for|to|the|and|[A-Z][\w-]+))* [A-Z][\w-]+|(?: for"
    r" [A-Z][\w-]+(?: (?:and )?[A-Z][\w-]+)*))"
)
_LONGEST = 60
_HEADS_OF = re.compile(
    r"\b[Hh]eads? of (?:(?:all|each|other|any|such|the) )*"
    r"(?P<sort>(?:relevant|executive|appropriate|Federal|participating) )?"
    r"(?P<agency>agenc(?:y|ies)|(?:executive )?departments? (?:and|or) agenc(?:y|ies))\b|\b[Aa]gency heads?\b"
)
_IS_AMERICAN = re.compile(r"\bUnited States\b|\bU\.S\.|\bCongress\b")
_STATES_ACT = re.compile(
    r"(?<!United )(?<!Member )(?<!member )(?<!Gulf )(?<!Baltic )(?<!Arab )\b(?P<name>[Ss]tates)"
    r"(?= (?:also |may |must |shall |should |have |are |will |can |could |would |do |enact|adopt|pass|receive|use|need"
    r"|report|submit|regulat)|,? and localities|,? and local governments)"
)


def titles(text: str, known: Gazetteer, matches: Iterable[Match]) -> Iterator[MentionDraft]:
    """Offices such as "Director of NIST" and "EPA Administrator", the body's name written out where it is known.

    Where a person's name follows, the person is meant and not the office.

    Args:
        text: where to look.
        known: the gazetteer.
        matches: what it finds in the text.
    """
    for pattern in (_ASSISTANT, _CHIEF):
        for match in pattern.finditer(text):
            end = _before_a_name(text, match.start(), match.end(), known)
            person = holder(text, end)
            if person is not None:
                yield person
            elif not known.named(text[match.start() : end]) and _acts(text, match.start(), end):
                yield _office(text, match.start(), end, None)
    for match in _TITLE.finditer(text):
        yield from _titled(text, match, known)
    for named in matches:
        after = _OFFICE_AFTER.match(text[named.end : named.end + 24])
        if after is not None and len(named.entries) == 1 and named.entries[0].kind is ActorKind.GOVERNMENT:
            end = named.end + after.end()
            name = f"{after['office']} of the {named.entries[0].name}"
            person = holder(text, end)
            yield person if person is not None else _office(text, named.start, end, name)


def _acts(text: str, start: int, end: int) -> bool:
    return text[end - 1] == "s" or _has_article(text, start)


def _has_article(text: str, start: int) -> bool:
    # "Eric Lin, Director of the office" names a person by what he is; an office that acts has its article.
    return (
        re.search(r"(?:\b[Tt]he|[Ee]ach|\bour|\bits|\btheir|,? and|\bwith|\bby) $", text[max(0, start - 6) : start])
        is not None
    )


def _titled(text: str, match: re.Match[str], known: Gazetteer) -> Iterator[MentionDraft]:
    start, end = match.start(), match.end()
    found = known.find(text[start:end])
    whole = found[0] if found and found[0].start == 0 else None
    if whole is not None and not re.match(r",? for ", text[start + whole.end : end]):
        return
    # The form stops at the points of "U.S. Customs and Border Protection"; the gazetteer doesn't.
    inside = known.find(text[match.start("body") : end + _LONGEST])
    body = (
        inside[0] if inside and inside[0].start == 0 and len(inside[0].entries) == 1 and not inside[0].is_weak else None
    )
    end = match.start("body") + body.end if body is not None else _before_a_name(text, match.start("body"), end, known)
    person = holder(text, end)
    if person is not None:
        yield person
    elif not _has_article(text, start):
        return
    elif body is None:
        yield _office(text, start, end, None)
    else:
        called = body.entries[0].name
        has_article = body.entries[0].kind is ActorKind.GOVERNMENT and not called.startswith("U.S. ")
        article = "the " if has_article else ""
        yield _office(text, start, end, f"{match['office']} {match['joint']} {article}{body.entries[0].name}")


def _before_a_name(text: str, start: int, end: int, known: Gazetteer) -> int:
    """Where a run of capitalised words that may end with a person's name ends without it."""
    words = list(re.finditer(r"\S+", text[start:end]))
    for before, (first, second) in zip(words, pairwise(words[1:]), strict=False):
        if first[0] in known.first_names and second[0][0].isupper():
            return start + before.end()
    return end


def heads_of_agencies(text: str) -> Iterator[MentionDraft]:
    """Heads of agencies, who are asked to act as a group."""
    for match in _HEADS_OF.finditer(text):
        sort = (match["sort"] or "").casefold().replace("federal", "Federal")
        name = f"heads of {sort}agencies" if match["agency"] else "agency heads"
        yield MentionDraft(
            start=match.start(),
            end=match.end(),
            surface=match[0],
            names=(name,),
            kind=ActorKind.GOVERNMENT,
            source="shape",
        )


def states_as_a_group(text: str) -> Iterator[MentionDraft]:
    """The states of the United States as a group, where they act."""
    if _IS_AMERICAN.search(text) is not None:
        for match in _STATES_ACT.finditer(text):
            yield MentionDraft(
                start=match.start("name"), end=match.end("name"), surface=match["name"], names=("U.S. states",),
                kind=ActorKind.GOVERNMENT, source="shape",
            )  # fmt: skip


def _office(text: str, start: int, end: int, name: str | None) -> MentionDraft:
    return MentionDraft(
        start=start,
        end=end,
        surface=text[start:end],
        names=(name,) if name else (),
        kind=ActorKind.GOVERNMENT,
        source="title",
    )
