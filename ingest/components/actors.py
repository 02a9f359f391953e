"""Finds the words that name actors: known names, offices, abbreviations defined in the text, the model's entities.

Which actor is meant is not decided here; `ingest.resolution` does that when the whole document has been seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from spacy.tokens import Doc

from ingest.components.drafts import Context, MentionDraft, Part, context_of
from ingest.components.offices import CAPITALISED, OFFICE, RANK, heads_of_agencies, states_as_a_group, titles
from ingest.components.people import day_of, holder, people
from ingest.components.places import Places
from ingest.gazetteer import Gazetteer, Match, gazetteer
from kg.model import ActorKind, PassageKind

_HEAD: Final = {
    ActorKind.COMPANY: r"Inc\.?|Corp\.?|Corporation|LLC|L\.L\.C\.|Ltd\.?|Limited|PLC|plc|GmbH|Holdings",
    ActorKind.GOVERNMENT: (
        r"Committee|Subcommittee|Commission|Department|Agency|Bureau|Ministry|Administration|Task Force|Cabinet"
        r"|Directorate|Court|Parliament|Office|Laboratory|Laboratories|Inspectorate|Board|Police|Navy|Army"
    ),
    ActorKind.ORGANIZATION: (
        r"University|Institute|Institution|Association|Foundation|Federation|Society|Coalition|Alliance|Union"
        r"|Center|Centre|Council|College|School|Consortium|Forum|Party|Hospital|League"
    ),
}
_ANY_HEAD: Final = "|".join(_HEAD.values())
_BODY_WORD = (
    rf"(?!(?:{RANK}|Secretar(?:y|ies)|Director|Administrator|Chair(?:man|woman)?|Senators?|Representatives?|President)\b)"
    rf"{CAPITALISED}"
)
_RUN = rf"{_BODY_WORD}(?: (?:the )?{_BODY_WORD})*"
_ITEM = rf"{_RUN}(?: (?:and|&) {_RUN})?"
_LISTED = rf"{_ITEM}(?:(?:, {_ITEM})*, and {_RUN})?"
_SHAPES: Final = tuple(
    (
        kind,
        re.compile(
            rf"\b(?!The\b)(?P<name>(?:{CAPITALISED} (?:(?:and|&|of|for) )?){{0,6}}?(?:{head})\b"
            rf"(?:(?: {CAPITALISED}){{0,3}} (?:{_ANY_HEAD})\b(?!’s))?"
            rf"(?: (?:of|on|for)(?: the)? {_LISTED}){{0,2}})(?!\w)"
        ),
    )
    for kind, head in _HEAD.items()
)
_NO_BODY = re.compile(r"\b(?:Post Office|Memorial|Could|Should|Would|Can|Needs?|Is|Are|Has|Have)\b")
_NOT_A_BODY = re.compile(
    r"\b(?:Act|Acts|List|Regulations?|Systems?|Programs?|Plans?|Strategy|Reports?|Memorandum|Inventory"
    r"|Initiative|Monument|Parks?"
    r"|War|Market|Mine|Base|Baseline|Principles|Post|House|Standards?|Recommendations?|Order|Reform|Framework"
    r"|Guidance|Chain|Asia"
    r"|Advisor|Director|Chief|Deputy|Assistant|Proclamation|Treaty|Agreement|Summit|Report|Protection"
    r"|Operation|Accounts|Canal|Scheme|Engines|Statement|Objectives)(?!\w)|Law$"
    r"|^(?:Secretary|Administrator|Administration|Government|Department|Education|Committee|Commission|Council"
    r"|Agency|Bureau|Office"
    r"|Departments|YouTube|E\.O\.|FOIA|FAR|Code)\b|[.<>]|\b(?:of|the|for|and)$|^\w{1,2}$"
)
_NOT_A_PERSON = re.compile(
    r"\b(?:National|Post|Memorial|Assistant|Deputy|Director|Secretary|Group|Grp|War|Commissions?|Fort|County"
    r"|Week|Removal|Estimates"
    r"|Scientist|Act|Moms|Silica|IT|Garden|Portfolio|Accounts|Operation|Issues|Order|Office|River|Lake|City|State|Island|Street|Building|Program|Loopholes?|Preview"
    r"|[A-Z]{3,})(?!\w)|-$"
)
_OFFICE_NAME = re.compile(rf"\b(?:{OFFICE}|General|Officer)\b")
_GOES_ON = re.compile(
    r"(?: (?:[A-Z][\w’'.-]*|of|for|and|the|in|to))* (?:Act|Acts|Building|Clinic|Memorial|Order|Amendments?|Center"
    r"|Centre|Fund|Airport|Prize|Award|Fellowships?|Scholarships?|Library|School|Initiative|Program|Strategy|Plan)\b"
)
_NAMES_MORE = re.compile(
    r" (?:War|Wars|Canal|Strait|Sea|Gulf|Act|Day|Border|Airlines|Airways|Clause|Code|Constitution|Post|Times|Mint|Desk"
    r"|Fund|Electric|Power)\b|(?:\.C\b|C\.)|\.S\.C"
)
_PRESIDENT_DID = re.compile(
    r"\b[Tt]he President (?:has |also |today )?(?:signed|announced|issued|took|directed|approved|spoke|met|hosted"
    r"|visited|authorized|declared|nominated|vetoed)\b"
)
_NAMES_A_THING = re.compile(
    r"[’']?s? (?:Acts?|Regulations?|Programs?|Programme|Initiative|Building|Plans?|Rules?|Code|Projects?|Awards?"
    r"|Officials?|Memorial|Fellows|Scheme|Engines|Day|Week)\b"
)
_LONGEST_ACRONYM: Final = 6
_OFTEN: Final = 2
"""A short name that acts so often needs no long one beside it."""
_SECURITIES = re.compile(r" (?:bills?|bonds?|notes?|securities|yields?|markets?|rates?)\b")
_ADJECTIVES: Final = frozenset({"United States", "United Kingdom", "White House", "China", "European Union"})
_COMMON_CAPITALS = re.compile(
    r"^(?:The|This|That|These|Those|A|An|In|On|At|For|And|But|Our|Its|His|Her|Their|Your|My|Each|Every|Such|Any|All|No"
    r"|Section|Title|Chapter|Part|Figure|Table|Appendix|Act|Sec|SEC|Under|With|By|To|As|If|When|While|Since|From)\b\s*"
)


class ActorFinder:
    """Finds mentions of actors by gazetteer, form, definition and named-entity model."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the mentions."""
        doc._.mentions = self.predict(doc)
        return doc

    def predict(self, doc: Doc) -> list[MentionDraft]:
        """The mentions in order, none overlapping another."""
        known, text = gazetteer(), doc.text
        matches = known.find(text)
        titled = _titled_places(doc)
        shaped = list(_shaped(text, titled, known))
        part: Part | None = doc._.part
        whole = part.clean.text if part is not None else text
        day = day_of(whole)
        president = _president(whole, known, day) if not context_of(doc).is_legal else None
        layers = [
            [*titles(text, known, matches), *heads_of_agencies(text)],
            _unless_part_of(_known(doc, matches, known, president), shaped),
            list(_defined(text, context_of(doc))),
            [draft for draft in people(text, known, day) if not _GOES_ON.match(text, draft.end)],
            shaped,
            [*_entities(doc, text, titled), *states_as_a_group(text)],
        ]
        return _layered(layers)


def _titled_places(doc: Doc) -> set[int]:
    # Capitals mean nothing in headings.
    kinds = (PassageKind.HEADING, PassageKind.TITLE)
    return {place for passage in doc._.passages if passage.kind in kinds for place in range(passage.start, passage.end)}


def _unless_part_of(drafts: Iterable[MentionDraft], shaped: Sequence[MentionDraft]) -> list[MentionDraft]:
    # "White House AI Council" is no mention of the White House, nor "UK Space Agency" of the country.
    starts = {draft.start: draft.end for draft in shaped}
    return [
        draft
        for draft in drafts
        if not (draft.start in starts and draft.end < starts[draft.start] and draft.names[0] in _ADJECTIVES)
    ]


def _president(text: str, known: Gazetteer, day: str | None) -> str | None:
    """Who "the President" is in a text that tells what he did, gives its date and names no president."""
    if day is None or _PRESIDENT_DID.search(text) is None:
        return None
    if known.presidents & set(re.findall(r"[A-Z][a-z]+", text)):
        return None
    entry = known.president_on(day)
    return entry.name if entry is not None else None


def _known(doc: Doc, matches: Sequence[Match], known: Gazetteer, president: str | None) -> Iterator[MentionDraft]:
    text = doc.text
    acting = Places(doc, [match for match in matches if _is_place(text, match)]).acting()
    short = Counter(match.entries for match in matches if _is_short(text, match) and _acts_by_short_name(text, match))
    for match in matches:
        if _is_place(text, match) and match.start not in acting:
            continue
        if (
            len(match.entries) == 1
            and _OFFICE_NAME.search(match.entries[0].name)
            and match.entries[0].kind is ActorKind.GOVERNMENT
        ):
            person = holder(text, match.end)
            if person is not None:
                yield person
                continue
        if _is_other_word(text, match, known):
            continue
        if president is not None and text[match.start : match.end] == "President":
            yield MentionDraft(
                start=match.start, end=match.end, surface="President", names=(president,), kind=ActorKind.PERSON
            )
            continue
        names = tuple(entry.name for entry in match.entries)
        kind = match.entries[0].kind if len(match.entries) == 1 else None
        surface = text[match.start : match.end]
        yield MentionDraft(
            start=match.start,
            end=match.end,
            surface=surface,
            names=names,
            kind=kind,
            is_weak=match.is_weak and short[match.entries] < _OFTEN,
        )


def _is_place(text: str, match: Match) -> bool:
    return match.entries[0].is_place and text[match.start : match.end] == match.entries[0].name


def _is_other_word(text: str, match: Match, known: Gazetteer) -> bool:
    # "SEC. 2." opens a section; "President Biden" is a person, not the office; an Act bears a person's name.
    start, end = match.start, match.end
    after, surface, kind = text[end : end + 120], text[start:end], match.entries[0].kind
    if text[max(0, start - 4) : start] == "New ":
        return True
    if surface == "SEC":
        return re.match(r"\.\s?\d|\.?$", after[:3]) is not None
    if _is_short(text, match):
        return not _acts_by_short_name(text, match)
    if surface.isupper() and re.match(r"[-–]\d+\b(?!-)", after):
        return True
    if surface.endswith("President"):
        return re.match(r" [A-Z]", after) is not None
    if surface.endswith("Treasury"):
        return _SECURITIES.match(after) is not None
    if kind is ActorKind.PERSON:
        before = re.search(r"(\w[\w.]*) $", text[max(0, start - 20) : start])
        return _GOES_ON.match(after) is not None or (before is not None and before[1] in known.first_names)
    return kind is ActorKind.COUNTRY and _NAMES_MORE.match(after) is not None


def _is_short(text: str, match: Match) -> bool:
    return match.is_weak and match.entries[0].name.endswith(f" {text[match.start : match.end]}")


def _acts_by_short_name(text: str, match: Match) -> bool:
    """Whether "Education" stands for its department: a body acts, and the word is part of no longer name."""
    before, after = text[max(0, match.start - 3) : match.start], text[match.end : match.end + 40]
    if re.search(r"[A-Z&-]\s?\Z|[a-z]-\Z", before) or re.match(r"(?:,? and|,|&)? [A-Z]|[-/]", after):
        return False
    return (
        re.match(r"(?:[’']s)?\s(?:\w+ly |also )?(?:officials|should|must|has|had|said|will|plans|\w+ed)\b", after)
        is not None
    )


def _defined(text: str, context: Context) -> Iterator[MentionDraft]:
    for short in context.abbreviations:
        for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text):
            yield MentionDraft(start=match.start(), end=match.end(), surface=short, source="defined")


def _shaped(text: str, without: set[int], known: Gazetteer) -> Iterator[MentionDraft]:
    for kind, pattern in _SHAPES:
        for match in pattern.finditer(text):
            if (
                match.start() in without
                or _NO_BODY.search(match["name"])
                or _NAMES_A_THING.match(text, match.end("name"))
            ):
                continue
            lead = _COMMON_CAPITALS.match(match["name"])
            start = match.start("name") + (lead.end() if lead else 0)
            yield from _body(text, start, match.end("name"), kind, known)


def _body(text: str, start: int, end: int, kind: ActorKind, known: Gazetteer) -> Iterator[MentionDraft]:
    words = text[start:end].split()
    if len(words) > 3 and words[0] in known.first_names and words[0] not in _PLACES_AS_NAMES:
        # A row of a list: "Ann Lee Steel Workers Association" is a person and whom she speaks for.
        person = MentionDraft(
            start=start, end=start + len(f"{words[0]} {words[1]}"), surface=f"{words[0]} {words[1]}",
            kind=ActorKind.PERSON, source="shape",
        )  # fmt: skip
        yield person
        start = person.end + 1
    surface = text[start:end]
    owner = re.match(rf"(?P<body>.+ (?:{_ANY_HEAD}|Fund))[’']s ", surface)
    if owner is not None:
        surface = owner["body"]
    if " " in surface:
        yield MentionDraft(start=start, end=start + len(surface), surface=surface, kind=kind, source="shape")


_PLACES_AS_NAMES: Final = frozenset(
    {"Virginia", "Georgia", "Carolina", "Jordan", "Austin", "Dakota", "Israel", "Chester", "Lincoln", "Grant", "Trent"}
)
"""First names that open the names of bodies just as often."""


def _entities(doc: Doc, whole: str, without: set[int]) -> Iterator[MentionDraft]:
    for entity in doc.ents:
        text = entity.text.strip()
        lead = re.match(r"(?i:the )", text)
        start = entity.start_char + (lead.end() if lead else 0)
        surface = whole[start : entity.start_char + len(text)]
        if start in without or not _is_name(surface) or re.match(r" [A-Z]", whole[start + len(surface) :][:2]):
            # A name that goes on with a capital was cut short, or is a product's.
            continue
        if (
            entity.label_ == "PERSON"
            and not _NOT_A_PERSON.search(surface)
            and not _GOES_ON.match(whole, start + len(surface))
        ):
            yield _entity(start, surface, ActorKind.PERSON)
        elif entity.label_ == "ORG" and not _NOT_A_BODY.search(surface):
            yield _entity(start, surface, kind_by_words(surface))


def _entity(start: int, surface: str, kind: ActorKind) -> MentionDraft:
    return MentionDraft(start=start, end=start + len(surface), surface=surface, kind=kind, source="model")


def _is_name(surface: str) -> bool:
    if surface.isupper() and " " not in surface and len(surface) > _LONGEST_ACRONYM:
        return False
    return len(surface) > 2 and surface[0].isupper() and not any(character.isdigit() for character in surface)


def kind_by_words(surface: str) -> ActorKind:
    """What an organisation is by the words in its name; an organisation of no special kind where they don't tell."""
    if names_a_place(surface):
        return ActorKind.GOVERNMENT
    for kind, head in _HEAD.items():
        if re.search(rf"\b(?:{head})(?!\w)", surface):
            return kind
    return ActorKind.ORGANIZATION


def names_a_body(name: str) -> bool:
    """Whether a name ends as names of bodies do."""
    return re.search(rf"[A-Z]\w+ (?:{_ANY_HEAD})$", name) is not None


def names_a_place(name: str) -> bool:
    """Whether a name is a place's as its government bears it: "City of Laredo"."""
    return re.match(r"(?:City|Town|Village|County|Borough|Commonwealth|State) of [A-Z]", name) is not None


def _layered(layers: Iterable[Iterable[MentionDraft]]) -> list[MentionDraft]:
    # Earlier layers win over later ones, longer mentions over shorter ones within a layer.
    taken: list[MentionDraft] = []
    occupied: set[int] = set()
    for layer in layers:
        for draft in sorted(layer, key=lambda draft: (draft.start - draft.end, draft.start)):
            places = range(draft.start, draft.end)
            if occupied.isdisjoint(places):
                occupied.update(places)
                taken.append(draft)
    return sorted(taken, key=lambda draft: draft.start)
