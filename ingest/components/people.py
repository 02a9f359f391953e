"""Finds the names of people by the titles before them: "Senators Hassan, Tillis, and Peters", "Secretary Ann Lee".

A surname after a title of Congress is looked up among those who sat in that chamber, for the state that the text gives,
at the time of the document. Where several fit, the mention keeps all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ingest.components.drafts import MentionDraft
from ingest.gazetteer import Entry, Gazetteer
from kg.model import ActorKind

_WORD: Final = r"(?:[A-Z][\w’'-]+|[A-Z]\.(?:[A-Z]\.)?)"
_LINK: Final = r"(?:(?:de|da|van|von|der|la|bin|al|el|du|di)\s)"
FULL_NAME: Final = rf"{_WORD}(?:\s(?:{_LINK}{{0,2}}{_WORD}|[A-Z]\.)){{1,3}}"
_ANY_NAME: Final = rf"{_WORD}(?:\s(?:{_LINK}{{0,2}}{_WORD}|[A-Z]\.)){{0,3}}"
_CHAMBERS: Final = {"sen": ("sen",), "rep": ("rep",), "con": ("rep",)}
_MEMBER = re.compile(
    r"\b(?P<title>Senators?|Sens?\.|Representatives?|Reps?\.|Congress(?:man|woman|men|women|members?)|Leader|Speaker"
    r"|(?:Vice )?Chair(?:man|woman)?|Ranking Member|Whip) (?=[A-Z])"
)
_NAME_IN_LIST = re.compile(
    rf"(?P<name>{_ANY_NAME})(?P<seat>\s\((?P<party>[DRI])(?:\s?[-–—,]\s?(?P<state>[A-Z]{{2}}|[A-Z][a-z]{{1,4}}\.?)(?:[-–]\d+)?)?\))?"
)
_NEXT = re.compile(r"(?:, and |, | and )(?=[A-Z])")
_TITLED = re.compile(
    r"\b(?:(?:Vice |Deputy )?President|Governor|Gov\.|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Professor|Prof\.|Secretary|Ambassador"
    r"|Gen\.|Admiral|Sir|Dame|Lord|Lady|Baroness|Judge|Justice|Mayor|Administrator|Director|Commissioner|Prime"
    rf" Minister|Chancellor|Sheikh|Pope|Colonel|Attorney General|Sheriff) (?P<name>{_ANY_NAME})"
)
_NO_NAME = re.compile(
    r"\b(?:The|This|That|These|Of|Through|Under|From|Today|Operation|And|For|In|On|At|By|With|To|As|It|He|She|We|Our|Their|Will|Shall|Should|Must|May|Has|Have|Is"
    r"|Was|Are|Were|Committee|Subcommittee|Commission|Department|Agency|Bureau|Ministry|Administration|Task|Force|Cabinet"
    r"|Directorate|Court|Parliament|Office|Officers?|Laborator(?:y|ies)|Board|Police|Navy|Army|University|Institute|Institution"
    r"|Association|Foundation|Federation|Society|Coalition|Alliance|Union|Cent(?:er|re)|Council|College|Consortium|Forum|Party"
    r"|Hospital|League|House|Senate|Services?|General|States?|Programs?|Act|Order|Congress|Security|National|Federal|White"
    r"|American?|Chief|Assistant|Deputy|Director|Secretary|Senators?|Representatives?|Leader|Speaker|Chair(?:man|woman)?|President"
    r"|Governor|Judge|Justice|Counsel|Adviser|Advisor|Administrator|Commissioner|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday"
    r"|Sunday|January|February|March|April|June|July|August|September|October|November|December|Street|Avenue|Building|Fellows?"
    r"|Post|Memorial|Clinic|Award|Medal|Fund|Bill|Report|Policy|Affairs|Staff|Team|Group|Center|Plan|Section|Title|Members?"
    r"|MPs?|MLA|MSP?|KC|QC|CBE|OBE|MBE|Minister|PhD|MD|Esq|Scientist|Advis[eo]rs?|Issues|Announces|Signs)\b"
)
_POST = re.compile(
    r", (?:the |an? |his |her |its )?(?:[A-Z][\w.’&-]* ){0,4}?(?:President|CEO|Chief|Chair(?:man|woman)?|Director"
    r"|Founder|Co-Founder|Partner|Professor|Dean|Fellow|Counsel|Head|Secretary|Minister|Ambassador|Mayor|Governor|Administrator"
    r"|Commissioner|Manager|Officer|Scientist|Analyst|Economist|Editor|Member|Senior|Executive)\b"
)
_HOLDER = re.compile(rf"\s(?:Dr\.\s|Gen\.\s|Sheikh\s)?(?P<name>{FULL_NAME})")
_NAME_BEFORE = re.compile(rf"(?<![\w’'.-])(?P<name>{FULL_NAME})\Z")
_PERSON: Final = re.compile(rf"(?:Dr\.? )?{FULL_NAME}(?:,? (?:Jr|Sr)\.?|,? Ph\.?D\.?)?")
_LONGEST_NAME: Final = 60
_MONTHS: Final = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}}), ((?:19|20)\d\d)\b")
_STATES: Final = {"Fla": "FL", "Calif": "CA", "Tex": "TX", "Mass": "MA", "Penn": "PA", "Mich": "MI", "Minn": "MN"}


def names_a_person(name: str) -> bool:
    """Whether the name of an author looks like one person's: two to four names and no word of a body."""
    return _PERSON.fullmatch(name) is not None and _NO_NAME.search(name) is None and not name.isupper()


def day_of(text: str) -> str | None:
    """The first full date of a text, as ISO 8601 writes it: about when it was written."""
    match = _DATE.search(text)
    if match is None:
        return None
    return f"{match[3]}-{_MONTHS.index(match[1]) + 1:02}-{int(match[2]):02}"


def people(text: str, known: Gazetteer, day: str | None) -> Iterator[MentionDraft]:
    """People who are named after a title.

    Args:
        text: where to look.
        known: the gazetteer.
        day: about when the text was written, ISO 8601, where that is known.
    """
    for match in _MEMBER.finditer(text):
        yield from _members(text, match, known, day)
    for match in _TITLED.finditer(text):
        drafts = list(_named(text, match.start("name"), match["name"], ()))
        if len(drafts) == 1 and " " not in drafts[0].surface:
            # A surname means little without its title: "Dr Abel".
            whole = text[match.start() : drafts[0].end]
            drafts = [replace(drafts[0], start=match.start(), surface=whole)]
        yield from drafts
    for match in _POST.finditer(text):
        start = max(0, match.start() - _LONGEST_NAME)
        before = _NAME_BEFORE.search(text[start : match.start()])
        if before is not None and _NO_NAME.search(before["name"]) is None:
            yield from _named(text, start + before.start(), before["name"], ())


def _members(text: str, title: re.Match[str], known: Gazetteer, day: str | None) -> Iterator[MentionDraft]:
    chambers = _CHAMBERS.get(title["title"][:3].casefold(), ("sen", "rep"))
    place: int | None = title.end()
    is_list = title["title"].rstrip(".").endswith(("s", "men"))
    while place is not None:
        match = _NAME_IN_LIST.match(text, place)
        if match is None:
            return
        names = [entry.name for entry in _sitting(match, known, chambers, day)]
        drafts = list(_named(text, place, match["name"], tuple(names)))
        yield from drafts
        after = _NEXT.match(text, match.end()) if drafts and is_list else None
        place = after.end() if after is not None else None


def _sitting(match: re.Match[str], known: Gazetteer, chambers: tuple[str, ...], day: str | None) -> list[Entry]:
    name, state = match["name"], match["state"]
    whole = [entry for entry in known.named(name) if entry.terms]
    if whole:
        return whole
    if state is not None:
        state = _STATES.get(state.rstrip("."), state.rstrip(".").upper())
    found: list[Entry] = []
    for chamber in chambers:
        found += known.members(name, chamber=chamber, state=state if state and len(state) == 2 else None, day=day)
    return list(dict.fromkeys(found))


def _named(text: str, start: int, name: str, names: tuple[str, ...]) -> Iterator[MentionDraft]:
    bad = _NO_NAME.search(name)
    name = name[: bad.start()].rstrip() if bad is not None else name
    name = re.sub(r"[’']s$|[’']$", "", name)
    if len(name) > 2 and not re.fullmatch(r"[A-Z.\s]+", name):
        yield MentionDraft(
            start=start,
            end=start + len(name),
            surface=text[start : start + len(name)],
            names=names,
            kind=ActorKind.PERSON,
            source="title" if not names else "gazetteer",
        )


def holder(text: str, place: int) -> MentionDraft | None:
    """The person who is named right after an office: "Secretary of Commerce Ann Lee", or None."""
    match = _HOLDER.match(text, place)
    if match is None:
        return None
    found = list(_named(text, match.start("name"), match["name"], ()))
    return found[0] if found and " " in found[0].surface else None
