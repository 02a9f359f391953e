"""Which actor do these words mean? Merges mentions into actors, or keeps them apart and says among whom it can't tell.

Works on the mentions of a whole document in order. An ambiguous mention resolves to nothing: a surname that several
members of Congress bear, "the company" where two companies have been named, an acronym that the text never defines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.components.actors import kind_by_words, names_a_body, names_a_place
from ingest.components.attribution import DESCRIBED
from ingest.components.drafts import Context, MentionDraft
from ingest.components.people import names_a_person
from ingest.gazetteer import Gazetteer
from kg.identifiers import normalised_name
from kg.model import Actor, ActorKind

_JUST_NAMED: Final = 250
"""Within so many characters "the Secretary" means the one who was named, though others were named further up."""

_PRESIDENCY: Final = "President of the United States"
_ADMINISTRATIONS: Final = {
    "Joe Biden": "Biden-Harris Administration",
    "Donald Trump": "Trump Administration",
    "Barack Obama": "Obama Administration",
}
_ALL_AGENCIES: Final = "Executive departments and agencies"
_BARE_BODIES: Final = frozenset({"Task Force", "Working Group", "Steering Committee", "Advisory Committee"})
_BRITISH: Final = frozenset(
    {"Cabinet Office", "House of Lords", "House of Commons", "HM Treasury", "Department of Health and Social Care"}
)
_ANY_AGENCY: Final = (_ALL_AGENCIES, "federal agencies", "Federal agencies", "covered agencies")
_GENERIC_AGENCIES: Final = frozenset({"agency", "agencies", "departments and agencies"})
_TITLED_SURNAME = re.compile(
    r"(?:(?:Vice |Deputy )?President|Governor|Gov\.|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Professor|Prof\.|Secretary|Ambassador"
    r"|Gen\.|Admiral|Sir|Dame|Lord|Lady|Baroness|Judge|Justice|Mayor|Administrator|Director|Commissioner"
    r"|Prime Minister|Chancellor|Sheikh|Pope|Colonel|Attorney General|Sheriff) (?P<surname>[A-Z][\w’'-]+)\Z"
)
_PERSON_NAME = re.compile(r"[A-Z][\w’'.-]*(?: (?:[A-Z]\.|[A-Z][\w’'-]+|de|van|von|der|al))+\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """A mention with what it resolved to.

    Attributes:
        mention: the words.
        name: canonical name of the actor, or None where it can't be told.
        candidates: canonical names among which it can't be told.
    """

    mention: MentionDraft
    name: str | None
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class ActorTable:
    """The actors of one document.

    Attributes:
        resolved: every mention that means an actor or may mean one of several, in order.
    """

    known: Gazetteer
    resolved: list[Resolved] = field(default_factory=list)
    _kinds: dict[str, ActorKind] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _surfaces: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, name: str, kind: ActorKind | None) -> str:
        """Make sure that an actor is in the table; give its canonical name (the first spelling counts)."""
        entry = self.known.get(name)
        canonical = self._names.setdefault(normalised_name(name), name)
        if canonical not in self._kinds:
            self._kinds[canonical] = entry.kind if entry is not None else kind or kind_by_words(name)
        return canonical

    def note(self, name: str, surface: str) -> None:
        """Keep a surface under which a document mentions an actor."""
        self._surfaces.setdefault(name, {})[surface] = None

    def names(self) -> list[str]:
        """Canonical names in the order in which they came."""
        return list(self._kinds)

    def kind(self, name: str) -> ActorKind:
        """What an actor of the table is."""
        return self._kinds[name]

    def kind_of(self, name: str) -> ActorKind | None:
        """What an actor is, or None where neither the table nor the gazetteer knows it."""
        entry = self.known.get(name)
        return self._kinds.get(name) or (entry.kind if entry is not None else None)

    def surfaces(self, name: str) -> tuple[str, ...]:
        """The words under which the document mentions an actor, in order."""
        return tuple(self._surfaces.get(name, ()))

    def actor(self, name: str) -> Actor:
        """The record of an actor: what it is called here, and who it is elsewhere."""
        entry = self.known.get(name)
        same_as = entry.same_as if entry is not None else ()
        aliases = tuple(
            dict.fromkeys(
                surface for surface in self.surfaces(name) if normalised_name(surface) != normalised_name(name)
            )
        )
        return Actor(name=name, kind=self.kind(name), aliases=aliases, same_as=same_as)


def resolve(mentions: Sequence[MentionDraft], context: Context, known: Gazetteer) -> ActorTable:
    """Resolve the mentions of a document.

    Args:
        mentions: all of them, in order, with places in one text.
        context: abbreviations that the text defines, and its authors.
        known: the gazetteer.
    """
    table = ActorTable(known)
    for author in context.authors:
        table.add(canonical_author(author, known), _author_kind(author, mentions, known))
    long_forms = _long_forms(context.abbreviations, mentions, known)
    people = _people(mentions, known)
    strong = {mention.names[0] for mention in mentions if len(mention.names) == 1 and not mention.is_weak}
    before: list[str] = []
    near: list[tuple[int, str]] = []
    for mention in mentions:
        name, kind, candidates = _meaning(mention, long_forms, people, strong, before, table, is_order=context.is_order)
        if name is None and mention.source == "description":
            recent = near[-_JUST_NAMED:]
            just_named = list(dict.fromkeys(name for end, name in recent if mention.start - end <= _JUST_NAMED))
            name = _described(mention, just_named, long_forms, table)
        if name is not None:
            name = table.add(name, kind)
            if mention.source != "description" or mention.surface[0].isupper():
                table.note(name, mention.surface)
            near.append((mention.end, name))
            if name not in before:
                before.append(name)
        if name is not None or len(candidates) > 1:
            table.resolved.append(Resolved(mention=mention, name=name, candidates=candidates))
        if name is not None:
            for inner in inner_bodies(mention, known):
                # The table may know it under another spelling, such as the author's "The White House".
                body = table.add(inner.names[0], inner.kind)
                table.note(body, inner.surface)
                table.resolved.append(Resolved(mention=inner, name=body))
    return table


def inner_bodies(mention: MentionDraft, known: Gazetteer) -> list[MentionDraft]:
    """The bodies that the name of an office or a committee names too: "Director of NIST", "Committee of the Senate"."""
    surface = mention.surface
    if mention.source == "title" and mention.kind is ActorKind.GOVERNMENT:
        joint = re.search(r" (?:of|for|to) (?:the )?", surface)
        start = joint.end() if joint is not None else 0
    elif "Committee" in surface and " of the " in surface:
        start = surface.rindex(" of the ") + len(" of the ")
    else:
        return []
    return [
        MentionDraft(
            start=mention.start + start + match.start,
            end=mention.start + start + match.end,
            surface=surface[start + match.start : start + match.end],
            names=(match.entries[0].name,),
            kind=match.entries[0].kind,
        )
        for match in known.find(surface[start:])
        if len(match.entries) == 1
        and not match.is_weak
        and match.entries[0].kind in (ActorKind.GOVERNMENT, ActorKind.ORGANIZATION)
        and match.entries[0].name not in mention.names
        and match.end - match.start < len(surface)
    ]


def _author_kind(author: str, mentions: Sequence[MentionDraft], known: Gazetteer) -> ActorKind | None:
    """A person where the name has the form of one, and begins like one or is one's in the text; else None."""
    if not names_a_person(author):
        return None
    is_person_here = any(item.kind is ActorKind.PERSON and item.surface == author for item in mentions)
    return ActorKind.PERSON if is_person_here or author.split()[0] in known.first_names else None


def canonical_author(author: str, known: Gazetteer) -> str:
    """The canonical name of an author as the source's own data spell it."""
    entries = known.named(author)
    return entries[0].name if len(entries) == 1 else author


_Meaning = tuple[str | None, ActorKind | None, tuple[str, ...]]


def _meaning(
    mention: MentionDraft,
    long_forms: Mapping[str, str | None],
    people: Mapping[str, str],
    strong: set[str],
    before: Sequence[str],
    table: ActorTable,
    *,
    is_order: bool,
) -> _Meaning:
    if mention.source == "description":
        name = _described(mention, before, long_forms, table) or _described(mention, sorted(strong), long_forms, table)
        if name is None and mention.surface == "agency":
            # "The agency" that is none of those named is any of those that were meant as a group.
            name = next((name for name in before if name in _ANY_AGENCY), None)
        return name, mention.kind, ()
    if mention.source == "defined" or mention.surface in long_forms:
        return long_forms.get(mention.surface), None, ()
    if mention.source == "group" or mention.surface.casefold() in _GENERIC_AGENCIES:
        return _group(mention, strong, is_order=is_order), mention.kind, ()
    if len(mention.names) == 1:
        return _known_meaning(mention, strong), mention.kind, ()
    if mention.names:
        meant = [name for name in mention.names if name in strong]
        return (meant[0], None, ()) if len(meant) == 1 else (None, None, mention.names)
    if mention.surface in _BARE_BODIES:
        name = _described(mention, before, long_forms, table)
        return name or mention.surface, mention.kind, ()
    if mention.kind is ActorKind.PERSON:
        return _person(mention, people, table.known)
    return _tidied(mention.surface), mention.kind, ()


def _known_meaning(mention: MentionDraft, strong: set[str]) -> str | None:
    name = mention.names[0]
    if not mention.is_weak or name in strong:
        return name
    if name == _PRESIDENCY:
        # "The President" is the one whom the document names, and the office where it names none or several.
        people = sorted(strong & _ADMINISTRATIONS.keys())
        return people[0] if len(people) == 1 else name
    return None


def _described(
    mention: MentionDraft, before: Sequence[str], long_forms: Mapping[str, str | None], table: ActorTable
) -> str | None:
    """The one actor named so far that a description such as "the company" fits, or None."""
    noun = mention.surface
    if noun in long_forms:
        return long_forms[noun]
    if noun.casefold() == "administration":
        heads = [name for name in before if name in _ADMINISTRATIONS]
        return _ADMINISTRATIONS[heads[0]] if len(heads) == 1 else None
    kind = DESCRIBED.get(noun.casefold())
    if noun == "Government":
        fitting = [name for name in before if name in ("UK Government", "Australian Government")]
        if not fitting and _BRITISH.intersection(before):
            return "UK Government"
    elif kind is not None:
        fitting = [name for name in before if table.kind_of(name) is kind]
    else:
        # "The agency" is none of the generic "agency heads".
        fitting = [name for name in before if re.search(rf"(?i)\b{re.escape(noun)}\b", name) and name[0].isupper()]
        fitting = [name for name in fitting if name.startswith(noun)] or fitting
    return fitting[0] if len(fitting) == 1 else None


def _group(mention: MentionDraft, strong: set[str], *, is_order: bool) -> str:
    if mention.surface.casefold() == "government" and "United States" in strong:
        return "United States Government"
    if mention.surface.casefold() in _GENERIC_AGENCIES:
        is_order = is_order or _ALL_AGENCIES in strong or " and " in mention.surface
        return _ALL_AGENCIES if is_order else "federal agencies"
    return mention.names[0] if mention.names else mention.surface


def _person(mention: MentionDraft, people: Mapping[str, str], known: Gazetteer) -> _Meaning:
    name = re.sub(r"[’']s$", "", mention.surface)
    if mention.source == "speaker":
        return _labelled(mention, people)
    titled = _TITLED_SURNAME.match(name)
    if titled is not None:
        return _by_title(name, titled["surname"], people, known)
    if _PERSON_NAME.match(name):
        return people.get(name.split()[-1], name), ActorKind.PERSON, ()
    if name in people:
        return people[name], ActorKind.PERSON, ()
    bearers = known.with_surname(name)
    if len(bearers) == 1 and name in known.presidents:
        return bearers[0].name, ActorKind.PERSON, ()
    return None, ActorKind.PERSON, tuple(sorted(entry.name for entry in bearers))


def _by_title(name: str, surname: str, people: Mapping[str, str], known: Gazetteer) -> _Meaning:
    """Who "Dr Abel" is: the one Abel whom the document names in full, or somebody of whom no more is known."""
    if surname in people:
        return people[surname], ActorKind.PERSON, ()
    if surname in known.first_names:
        # "President Donald" is a name that a line break cut short.
        return None, ActorKind.PERSON, ()
    bearers = tuple(sorted(entry.name for entry in known.with_surname(surname)))
    return (None, ActorKind.PERSON, bearers) if len(bearers) > 1 else (name, ActorKind.PERSON, ())


def _labelled(mention: MentionDraft, people: Mapping[str, str]) -> _Meaning:
    """Who the label of a turn in a transcript means, which is in capitals: a surname, or what the speaker is."""
    by_capitals = {name.upper(): full for name, full in people.items()}
    name = by_capitals.get(mention.surface, mention.surface.capitalize() if mention.is_weak else None)
    return name, ActorKind.PERSON, ()


def _people(mentions: Iterable[MentionDraft], known: Gazetteer) -> dict[str, str]:
    """Surnames, and full names, with the one person of this document whom they mean."""
    full: dict[str, None] = {}
    for mention in mentions:
        name = mention.names[0] if len(mention.names) == 1 else re.sub(r"[’']s$", "", mention.surface)
        entry = known.get(name)
        kind = entry.kind if entry is not None else mention.kind
        if kind is ActorKind.PERSON and _PERSON_NAME.match(name) and not _TITLED_SURNAME.match(name):
            full[name] = None
    by_surname: dict[str, list[str]] = {}
    for name in full:
        by_surname.setdefault(name.split()[-1], []).append(name)
    return {surname: names[0] for surname, names in by_surname.items() if len({_first(name) for name in names}) == 1}


def _first(name: str) -> str:
    return name.split()[0]


def _long_forms(
    abbreviations: Mapping[str, str], mentions: Iterable[MentionDraft], known: Gazetteer
) -> dict[str, str | None]:
    """Short forms that mean an actor; None for one that the gazetteer knows, but that means something else here."""
    by_surface = {mention.surface: mention for mention in mentions if mention.source != "defined"}
    result: dict[str, str | None] = {}
    for short, long in abbreviations.items():
        entries = known.named(long)
        mention = by_surface.get(long)
        # "Department of Veterans Affairs (VA)": the letters may spell no more than the end of the name.
        whole = [entry for entry in known.named(short) if entry.name.endswith(f" {long}")]
        if len(entries) == 1 or len(whole) == 1:
            result[short] = (entries or tuple(whole))[0].name
        elif mention is not None and len(mention.names) == 1:
            result[short] = mention.names[0]
        elif (mention is not None and not mention.names) or names_a_body(long) or names_a_place(long):
            result[short] = _tidied(long)
        elif known.named(short):
            result[short] = None
    return result


def _tidied(surface: str) -> str:
    name = re.sub(r"\s+", " ", surface)
    name = re.sub(r"[’']s$", "", name)
    return re.sub(r"^(?:[Tt]he|[Aa]n?|[Oo]ur|[Ii]ts) (?=\S)", "", name)
