"""Finds the words that name actors: known names, offices, abbreviations defined in the text, the model's entities.

Which actor is meant is not decided here; `ingest.resolution` does that when the whole document has been seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from spacy.tokens import Doc

from ingest.components.drafts import Context, MentionDraft, context_of
from ingest.gazetteer import Gazetteer, gazetteer
from kg.model import ActorKind

_CAPITALISED = r"[A-Z][\w’'&.-]*\w"
_JOINT = r"(?:,? and |, | of the | of | for the | for | on the | on | & | to the )"
_OFFICE = (
    r"(?:Secretary|Secretaries|Director|Administrator|Commissioner|Commander|Chair|Chairman|Chairwoman|Chairperson"
    r"|Inspector General|Comptroller|Ambassador|Superintendent|Archivist|Librarian|Chancellor|Minister|Representative"
    r"|Coordinator|Adviser|Advisor|Counsel|Surgeon General|Envoy)"
)
_RANK = r"(?:(?:Deputy|Under|Assistant|Associate|Principal|Acting|Special|Executive|Senior|National|Parliamentary|Permanent) )"
_TITLE = re.compile(
    rf"\b(?P<office>{_RANK}*{_OFFICE}) (?P<joint>of|for|to) (?P<the>the )?"
    rf"(?P<body>{_CAPITALISED}(?:{_JOINT}?\s?(?!(?:{_RANK}|{_OFFICE})\b){_CAPITALISED})*)"
)
_PERSON = re.compile(
    r"\b(?:(?:Vice )?President|Senators?|Sens?\.|Representatives?|Reps?\.|Congress(?:man|woman)|Governor|Gov\.|Dr\.?|Mr\.?"
    r"|Mrs\.?|Ms\.?|Professor|Prof\.|Secretary|Chairman|Ambassador|General|Gen\.|Sir|Lord|Lady|Justice|Judge|Mayor) "
    r"(?P<name>[A-Z][\w’'-]+(?: (?:[A-Z]\.|(?:de|van|von|der) ))?(?: [A-Z][\w’'-]+){0,2})"
)
_HEAD: Final = {
    ActorKind.COMPANY: r"Inc\.?|Corp\.?|Corporation|LLC|L\.L\.C\.|Ltd\.?|Limited|PLC|plc|GmbH|Company|Technologies|Holdings",
    ActorKind.GOVERNMENT: (
        r"Committee|Subcommittee|Commission|Department|Agency|Bureau|Ministry|Administration|Task Force|Cabinet"
        r"|Authority|Directorate|Court|Parliament|Office|Laboratory|Laboratories|Inspectorate"
    ),
    ActorKind.ORGANIZATION: (
        r"University|Institute|Institution|Association|Foundation|Federation|Society|Coalition|Alliance|Union|Chamber"
        r"|Center|Centre|Council|College|School|Initiative|Consortium|Network|Forum|Party|Trust|Hospital|Church"
    ),
}
_SHAPES: Final = tuple(
    (
        kind,
        re.compile(
            rf"\b(?!The\b)(?P<name>(?:{_CAPITALISED} (?:(?:and|&|of|for) )?){{0,5}}?(?:{head})\b"
            rf"(?:(?: (?:of|on|for)(?: the)?) {_CAPITALISED}(?:,? (?:and )?{_CAPITALISED}){{0,5}})?)(?!\w)"
        ),
    )
    for kind, head in _HEAD.items()
)
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
        known = gazetteer()
        layers = [
            list(titles(doc.text, known)),
            list(_known(doc.text, known)),
            list(_defined(doc.text, context_of(doc), known)),
            list(_people(doc.text)),
            list(_shaped(doc.text)),
            list(_entities(doc)),
        ]
        return _layered(layers)


def titles(text: str, known: Gazetteer) -> Iterator[MentionDraft]:
    """Offices such as "Director of NIST", with the body's name written out where it is known."""
    for match in _TITLE.finditer(text):
        start, end, name = match.start(), match.end(), None
        body = next(iter(known.find(text[match.start("body") : match.end()])), None)
        whole = next(iter(known.find(text[start:end])), None)
        if whole is not None and whole.start == 0 and not re.match(r",? for ", text[start + whole.end : end]):
            continue
        if body is not None and body.start == 0 and len(body.entries) == 1 and not body.is_weak:
            end = match.start("body") + body.end
            article = "the " if body.entries[0].kind is ActorKind.GOVERNMENT else ""
            name = f"{match['office']} {match['joint']} {article}{body.entries[0].name}"
        yield MentionDraft(
            start=start,
            end=end,
            surface=text[start:end],
            names=(name,) if name else (),
            kind=ActorKind.GOVERNMENT,
            source="title",
        )


def _known(text: str, known: Gazetteer) -> Iterator[MentionDraft]:
    for match in known.find(text):
        names = tuple(entry.name for entry in match.entries)
        kind = match.entries[0].kind if len(match.entries) == 1 else None
        surface = text[match.start : match.end]
        yield MentionDraft(
            start=match.start, end=match.end, surface=surface, names=names, kind=kind, is_weak=match.is_weak
        )


def _defined(text: str, context: Context, known: Gazetteer) -> Iterator[MentionDraft]:
    for short in context.abbreviations:
        for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text):
            yield MentionDraft(start=match.start(), end=match.end(), surface=short, source="defined")


def _people(text: str) -> Iterator[MentionDraft]:
    for match in _PERSON.finditer(text):
        yield MentionDraft(
            start=match.start("name"), end=match.end(), surface=match["name"], kind=ActorKind.PERSON, source="title"
        )


def _shaped(text: str) -> Iterator[MentionDraft]:
    for kind, pattern in _SHAPES:
        for match in pattern.finditer(text):
            lead = _COMMON_CAPITALS.match(match["name"])
            start = match.start("name") + (lead.end() if lead else 0)
            surface = text[start : match.end("name")]
            if " " in surface:
                yield MentionDraft(start=start, end=match.end("name"), surface=surface, kind=kind, source="shape")


def _entities(doc: Doc) -> Iterator[MentionDraft]:
    for entity in doc.ents:
        text = entity.text.strip()
        lead = re.match(r"(?i:the )", text)
        start = entity.start_char + (lead.end() if lead else 0)
        surface = doc.text[start : entity.start_char + len(text)]
        if not _is_name(surface):
            continue
        if entity.label_ == "PERSON":
            yield _entity(start, surface, ActorKind.PERSON)
        elif entity.label_ == "ORG":
            yield _entity(start, surface, kind_by_words(surface))


def _entity(start: int, surface: str, kind: ActorKind) -> MentionDraft:
    return MentionDraft(start=start, end=start + len(surface), surface=surface, kind=kind, source="model")


def _is_name(surface: str) -> bool:
    return len(surface) > 2 and surface[0].isupper() and not any(character.isdigit() for character in surface)


def kind_by_words(surface: str) -> ActorKind:
    """What an organisation is by the words in its name; an organisation of no special kind where they don't tell."""
    for kind, head in _HEAD.items():
        if re.search(rf"\b(?:{head})(?!\w)", surface):
            return kind
    return ActorKind.ORGANIZATION


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
