"""Finds the words that name actors: known names, offices, abbreviations defined in the text, the model's entities.

Which actor is meant is not decided here; `ingest.resolution` does that when the whole document has been seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from spacy.tokens import Doc

from ingest.components.drafts import Context, MentionDraft, context_of
from ingest.gazetteer import Gazetteer, gazetteer
from kg.model import ActorKind, PassageKind

_CAPITALISED = r"[A-Z][\w’'&.-]*\w"
_JOINT = r"(?:,? and |, | of the | of | for the | for | on the | on | & | to the )"
_OFFICE = (
    r"(?:Secretary|Secretaries|Director|Administrator|Commissioner|Commander|Chair|Chairman|Chairwoman|Chairperson"
    r"|Inspector General|Comptroller|Ambassador|Superintendent|Archivist|Librarian|Chancellor|Minister|Representative"
    r"|Coordinator|Adviser|Advisor|Counsel|Surgeon General|Envoy)"
)
_RANK = (
    r"(?:(?:Deputy|Under|Assistant|Associate|Principal|Acting|Special|Executive|Senior|National|Parliamentary|Permanent)"
    r" )"
)
_TITLE = re.compile(
    rf"\b(?P<office>{_RANK}*{_OFFICE}) (?P<joint>of|for|to) (?P<the>the )?"
    rf"(?P<body>{_CAPITALISED}(?:{_JOINT}?\s?(?!(?:{_RANK}|{_OFFICE})\b){_CAPITALISED})*)"
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
    r"\bAssistant to the President(?: and [A-Z][\w-]+(?: (?:of|for|to|the|and|[A-Z][\w-]+))*[A-Z][\w-]+|(?: for"
    r" [A-Z][\w-]+(?: (?:and )?[A-Z][\w-]+)*))"
)
_PERSON = re.compile(
    r"\b(?:(?:Vice )?President|Senators?|Sens?\.|Representatives?|Reps?\.|Congress(?:man|woman)|Governor|Gov\."
    r"|Dr\.?|Mr\.?"
    r"|Mrs\.?|Ms\.?|Professor|Prof\.|Secretary|Chairman|Ambassador|Gen\.|Admiral|Sir|Lord|Lady|Judge|Mayor"
    r"|Administrator"
    r"|Director|Leader|Speaker) (?P<name>[A-Z][\w’'-]+(?: [A-Z]\.)?(?: (?:de|van|von|der|[A-Z][\w’'-]+)){0,2})"
)
_HEAD: Final = {
    ActorKind.COMPANY: r"Inc\.?|Corp\.?|Corporation|LLC|L\.L\.C\.|Ltd\.?|Limited|PLC|plc|GmbH|Holdings",
    ActorKind.GOVERNMENT: (
        r"Committee|Subcommittee|Commission|Department|Agency|Bureau|Ministry|Administration|Task Force|Cabinet"
        r"|Directorate|Court|Parliament|Office|Laboratory|Laboratories|Inspectorate|Board|Police|Navy|Army"
    ),
    ActorKind.ORGANIZATION: (
        r"University|Institute|Institution|Association|Foundation|Federation|Society|Coalition|Alliance|Union"
        r"|Center|Centre|Council|College|Consortium|Forum|Party|Hospital|League"
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
_ANY_HEAD: Final = "|".join(_HEAD.values())
_NO_PERSON = re.compile(rf"\b(?:{_ANY_HEAD}|House|Services?|General|States?|Program|Act|Order)(?!\w)")
_NO_BODY = re.compile(r"\b(?:Post Office|Memorial|Could|Should|Would|Can|Needs?|Is|Are|Has|Have)\b")
_NOT_A_BODY = re.compile(
    r"\b(?:Act|Acts|List|Regulations?|Systems?|Programs?|Plans?|Strategy|Reports?|Memorandum|Inventory"
    r"|Initiative|Monument|Parks?"
    r"|War|Market|Mine|Base|Baseline|Principles|Post|House|Standards?|Recommendations?|Order|Reform|Framework"
    r"|Guidance|Chain|Asia"
    r"|Advisor|Director|Chief|Deputy|Assistant|Proclamation|Treaty|Agreement|Summit|Report|Protection)(?!\w)"
    r"|^(?:Secretary|Administrator|Administration|Government|Department|Education|Committee|Commission|Council"
    r"|Agency|Bureau|Office"
    r"|Departments|YouTube|E\.O\.|FOIA|FAR|Code)\b|[.<>]|\b(?:of|the|for|and)$|^\w{1,2}$"
)
_NOT_A_PERSON = re.compile(
    r"\b(?:National|Post|Memorial|Assistant|Deputy|Director|Secretary|Group|Grp|War|Commissions?|Fort|County"
    r"|Week|Removal|Estimates"
    r"|Scientist|Act|Moms|Silica|Office|River|Lake|City|State|Island|Street|Building|Program|Loopholes?|Preview"
    r"|[A-Z]{3,})(?!\w)|-$"
)
_HOLDER = re.compile(r"\s[A-Z][a-z]+(?:\s[A-Z]\.)?\s[A-Z][a-z]+")
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
        titled = _titled_places(doc)
        shaped = list(_shaped(text, titled))
        layers = [
            list(titles(text, known)),
            _unless_part_of(_known(text, known), shaped),
            list(_defined(text, context_of(doc))),
            list(_people(text)),
            shaped,
            list(_entities(doc, text, titled)),
        ]
        return _layered(layers)


def titles(text: str, known: Gazetteer) -> Iterator[MentionDraft]:
    """Offices such as "Director of NIST" and "EPA Administrator", the body's name written out where it is known."""
    for pattern in (_ASSISTANT, _CHIEF):
        for match in pattern.finditer(text):
            if not known.named(match[0]):
                yield _office(text, match.start(), match.end(), None)
    for match in _TITLE.finditer(text):
        draft = _titled(text, match, known)
        if draft is not None:
            yield draft
    for named in known.find(text):
        after = _OFFICE_AFTER.match(text[named.end : named.end + 24])
        if after is not None and len(named.entries) == 1 and named.entries[0].kind is ActorKind.GOVERNMENT:
            name = f"{after['office']} of the {named.entries[0].name}"
            yield _office(text, named.start, named.end + after.end(), name)


def _titled(text: str, match: re.Match[str], known: Gazetteer) -> MentionDraft | None:
    start, end = match.span()
    whole = next(iter(known.find(text[start:end])), None)
    if whole is not None and whole.start == 0 and not re.match(r",? for ", text[start + whole.end : end]):
        return None
    if not re.search(r"(?:\b[Tt]he|[Ee]ach|\bour|\bits|,? and|\bwith|\bby) $", text[max(0, start - 6) : start]):
        # "Eric Lin, Director of the office" names a person by what he is; an office that acts has its article.
        return None
    body = next(iter(known.find(text[match.start("body") : end])), None)
    if body is None or body.start != 0 or len(body.entries) > 1 or body.is_weak:
        return _office(text, start, end, None)
    article = "the " if body.entries[0].kind is ActorKind.GOVERNMENT else ""
    name = f"{match['office']} {match['joint']} {article}{body.entries[0].name}"
    return _office(text, start, match.start("body") + body.end, name)


def _office(text: str, start: int, end: int, name: str | None) -> MentionDraft:
    return MentionDraft(
        start=start,
        end=end,
        surface=text[start:end],
        names=(name,) if name else (),
        kind=ActorKind.GOVERNMENT,
        source="title",
    )


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


def _known(text: str, known: Gazetteer) -> Iterator[MentionDraft]:
    for match in known.find(text):
        if _is_other_word(text, match.start, match.end):
            continue
        names = tuple(entry.name for entry in match.entries)
        kind = match.entries[0].kind if len(match.entries) == 1 else None
        surface = text[match.start : match.end]
        yield MentionDraft(
            start=match.start, end=match.end, surface=surface, names=names, kind=kind, is_weak=match.is_weak
        )


def _is_other_word(text: str, start: int, end: int) -> bool:
    # "SEC. 2." opens a section; "President Biden" is a person, not the office.
    after = text[end : end + 3]
    if text[max(0, start - 4) : start] == "New ":
        return True
    if text[start:end] == "SEC":
        return re.match(r"\.\s?\d|\.?$", after) is not None
    if re.match(r"(?:Secretary of|Attorney General)", text[start:end]) and _HOLDER.match(text, end):
        return True
    return text[start:end].endswith("President") and re.match(r" [A-Z]", after) is not None


def _defined(text: str, context: Context) -> Iterator[MentionDraft]:
    for short in context.abbreviations:
        for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text):
            yield MentionDraft(start=match.start(), end=match.end(), surface=short, source="defined")


def _people(text: str) -> Iterator[MentionDraft]:
    for match in _PERSON.finditer(text):
        if _NO_PERSON.search(match["name"]):
            continue
        yield MentionDraft(
            start=match.start("name"), end=match.end(), surface=match["name"], kind=ActorKind.PERSON, source="title"
        )


def _shaped(text: str, without: set[int]) -> Iterator[MentionDraft]:
    for kind, pattern in _SHAPES:
        for match in pattern.finditer(text):
            if match.start() in without or _NO_BODY.search(match["name"]):
                continue
            lead = _COMMON_CAPITALS.match(match["name"])
            start = match.start("name") + (lead.end() if lead else 0)
            surface = text[start : match.end("name")]
            if " " in surface:
                yield MentionDraft(start=start, end=match.end("name"), surface=surface, kind=kind, source="shape")


def _entities(doc: Doc, whole: str, without: set[int]) -> Iterator[MentionDraft]:
    for entity in doc.ents:
        text = entity.text.strip()
        lead = re.match(r"(?i:the )", text)
        start = entity.start_char + (lead.end() if lead else 0)
        surface = whole[start : entity.start_char + len(text)]
        if start in without or not _is_name(surface) or re.match(r" [A-Z]", whole[start + len(surface) :][:2]):
            # A name that goes on with a capital was cut short, or is a product's.
            continue
        if entity.label_ == "PERSON" and not _NOT_A_PERSON.search(surface):
            yield _entity(start, surface, ActorKind.PERSON)
        elif entity.label_ == "ORG" and not _NOT_A_BODY.search(surface):
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


def names_a_body(name: str) -> bool:
    """Whether a name ends as names of bodies do."""
    return re.search(rf"[A-Z]\w+ (?:{_ANY_HEAD})$", name) is not None


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
