"""Citations by place in a law: in a code, a public law, a named act, or the document itself.

`section 2256 of title 18, United States Code` and `section 302 of Public Law 89-368` say themselves what they mean.
`subsection (a)(2)` means a provision of the document, and is looked up in its outline; inside quotation marks, or where
another law is being amended, it means that law's, and has no identifier. What follows as "of such Act" is no citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.components.citations import addresses
from ingest.components.citations.acts import NamedAct
from ingest.components.citations.addresses import UNSETTLED, Cited
from ingest.components.citations.forms import draft, public_law_at, rule
from ingest.components.citations.items import Item
from ingest.components.citations.locators import PREFIXES, RANKS, Link, Locator, locators, this
from ingest.components.citations.own import own_provision, this_provision
from ingest.components.citations.placing import Places
from ingest.components.drafts import CitationDraft
from ingest.outline import Outline
from kg.model import CitationKind

_CODE = re.compile(
    r",?\s(?:of\sthe\s)?(?:(?P<usc>United\sStates\sCode|U\.\s?S\.\s?C(?:ode\b|\.))"
    r"|(?P<cfr>(?:U\.S\.\s)?Code\sof\sFederal\sRegulations|C\.F\.R\.))"
)
_OF = re.compile(r",?\s(?:of|in)\s")
_OF_THE = re.compile(r",?\s(?:of|in|under|to)\s(?:the\s)?")
_OF_THIS = re.compile(
    r",?\s(?:of|in)\sthis\s(?P<what>Act|resolution|section|subsection|(?:sub)?(?:division|title|chapter|part|paragraph|clause)"
    r"|order|memorandum|proclamation|directive)\b"
)
_FOREIGN = re.compile(r",?\s(?:of|thereof|to\sthe)\b|,?\sas\s(?:in\seffect|amended)\b")
_OF_OUR = re.compile(r"\sof\s(?:our|these|the)\s(?:rules|regulations)\b")
_SUCH = re.compile(r"\b(?:[Ss]uch|[Tt]hat|[Ss]aid|Act,?|Regulations?,?)\s\Z")
_CODIFIED = re.compile(
    r"\s\((?P<title>\d{1,2})\sU\.\s?S\.\s?C\.\s(?P<section>\d{1,5}[A-Za-z]{0,4}(?:[-\u2010-\u2014]\d{1,3}[a-z]?)?)"
    r"(?P<marks>(?:\([0-9A-Za-z]{1,5}\)){0,8})(?=\)|;|,\s(?:Public|Pub))"
)
_ORDERS: Final = frozenset({"order", "memorandum", "proclamation", "directive"})
_CODE_STEPS: Final = ("chapter", "subchapter", "part", "subpart")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a locator points into: its kind, where its words end, and what each item means."""

    kind: CitationKind
    end: int
    cited: tuple[Cited, ...]


@dataclass(slots=True)
class _Block:
    """What the block that is being read has said so far.

    Attributes:
        rank: which block.
        rule: the section of the rules that it named last: "Amend § 404.2 by revising paragraph (c)".
        elsewhere: numbers of sections of other laws; the same number alone may mean theirs.
    """

    rank: int = -1
    rule: Cited | None = None
    elsewhere: set[str] = field(default_factory=set)


@dataclass(slots=True)
class References:
    """Finds citations by place in one part of a document."""

    text: str
    places: Places
    outline: Outline
    acts: Sequence[NamedAct]
    _block: _Block = field(default_factory=_Block)

    def find(self) -> Iterator[CitationDraft]:
        """All of them, in no order; they may overlap."""
        starts = {act.start: act for act in self.acts}
        for act in self.acts:
            yield draft(CitationKind.ACT, act.start, act.end, act.cited)
        for locator in locators(self.text):
            rank = self.places.block(locator.start)
            if rank != self._block.rank:
                self._block = _Block(rank)
            found = self._into_law(locator, starts)
            if found is not None:
                self._block.elsewhere.update(_sections(locator))
            else:
                found = self._into_own(locator)
            if found is not None:
                yield from _drafts(locator, found)
        if self.outline.base is not None:
            for start, end, level in this(self.text):
                path = this_provision(level, start, self.places, self.outline)
                if path is not None:
                    yield draft(CitationKind.PROVISION, start, end, addresses.own(path))

    def _into_law(self, locator: Locator, acts: Mapping[int, NamedAct]) -> _Found | None:
        code = _CODE.match(self.text, locator.end)
        if code is not None and locator.links[-1].level == "title" and locator.links[-1].items[0].number.isdigit():
            return _into_code(locator, code)
        of = _OF.match(self.text, locator.end)
        law = public_law_at(self.text, of.end()) if of is not None else None
        if law is not None:
            return _Found(CitationKind.PUBLIC_LAW, law[0], _each(locator, law[1]))
        of_the = _OF_THE.match(self.text, locator.end)
        act = acts.get(of_the.end()) if of_the is not None else None
        if act is None:
            return None
        return _Found(CitationKind.ACT, act.end, self._into_act(locator, act))

    def _into_act(self, locator: Locator, act: NamedAct) -> tuple[Cited, ...]:
        codified = _CODIFIED.match(self.text, act.end)
        items = locator.links[0].items
        if codified is not None and len(items) == 1 and locator.level("section") is not None:
            own = "".join(f"/{mark}" for mark in re.findall(r"\((\w+)\)", codified["marks"])) or _marks_of(locator)
            return (addresses.us_code(int(codified["title"]), codified["section"]).below(own),)
        if act.cited.identifier is not None and act.cited.identifier.startswith("/us/pl/"):
            return _each(locator, act.cited)
        return (Cited(None, act.cited.url),) * len(items)

    def _into_own(self, locator: Locator) -> _Found | None:
        if _SUCH.search(self.text, max(0, locator.start - 14), locator.start) or self._is_heading(locator):
            return None
        of_this = _OF_THIS.match(self.text, locator.end)
        end = of_this.end() if of_this is not None else locator.end
        rules = self._rules(locator, end)
        if rules is not None:
            return rules
        if of_this is not None and of_this["what"] in _ORDERS and self.outline.base != "":
            return _Found(CitationKind.PROVISION, end, (UNSETTLED,) * len(locator.links[0].items))
        if of_this is None and _FOREIGN.match(self.text, locator.end):
            self._block.elsewhere.update(_sections(locator))
            return None
        if self.outline.base is None:
            return None
        if of_this is None and locator.links[-1].level in PREFIXES and locator.links[-1].level != "section":
            return None
        if of_this is None and not self._block.elsewhere.isdisjoint(_sections(locator)):
            return _Found(CitationKind.PROVISION, end, (UNSETTLED,) * len(locator.links[0].items))
        what = of_this["what"] if of_this is not None else None
        paths = [own_provision(locator, item, what, self.places, self.outline) for item in locator.links[0].items]
        if of_this is None and not self.outline.base and None in paths:
            return None
        return _Found(CitationKind.PROVISION, end, tuple(addresses.own(path) for path in paths))

    def _is_heading(self, locator: Locator) -> bool:
        """Whether the words are the number of a section at its beginning, not a reference to it."""
        return self.places.begins(locator.start) and self.text[locator.end : locator.end + 1] in (".", "—", "")

    def _rules(self, locator: Locator, end: int) -> _Found | None:
        """Places in the rules that the document is about: `§ 744.11`, `section 744.11 of this part`, `part 744`."""
        if not self.outline.rules:
            return None
        is_foreign = _FOREIGN.match(self.text, end) is not None and _OF_OUR.match(self.text, end) is None
        if end == locator.end and is_foreign:
            return None
        link, rule_before = locator.links[0], self._block.rule
        if len(locator.links) == 1 and link.level in RANKS and rule_before is not None and end == locator.end:
            cited = tuple(rule_before.below(item.path) if item.path else UNSETTLED for item in link.items)
            return _Found(CitationKind.CFR, end, cited)
        outer = locator.links[-1]
        title = self._title(outer)
        if title is None or len(locator.links) > 2 or (outer.level == "section" and len(locator.links) > 1):
            return None
        found = tuple(rule(title, item) for item in outer.items)
        if outer.level == "section":
            self._block.rule = found[-1] if len(found) == 1 else None
        elif len(locator.links) == 2:
            found = tuple(found[0].below(f"/{PREFIXES[link.level]}{item.number}") for item in link.items)
        return _Found(CitationKind.CFR, end, found)

    def _title(self, link: Link) -> int | None:
        """The one title of the code under which the document names this part, or the part of this section."""
        number = link.items[0].number
        if link.level != "part" and not (link.level == "section" and "." in number):
            return None
        titles = self.outline.rules.get(number.partition(".")[0], frozenset())
        return next(iter(titles)) if len(titles) == 1 else None


def _sections(locator: Locator) -> set[str]:
    return {item.number for link in locator.links if link.level == "section" for item in link.items}


def _drafts(locator: Locator, found: _Found) -> Iterator[CitationDraft]:
    items = locator.links[0].items
    for rank, (item, cited) in enumerate(zip(items, found.cited, strict=True)):
        start = item.start if rank else locator.start
        end = item.end if rank < len(items) - 1 else found.end
        yield draft(found.kind, start, end, cited)


def _into_code(locator: Locator, code: re.Match[str]) -> _Found:
    title = int(locator.links[-1].items[0].number)
    make = _us_code if code["usc"] else _rule
    kind = CitationKind.US_CODE if code["usc"] else CitationKind.CFR
    return _Found(kind, code.end(), tuple(make(locator, title, item) for item in locator.links[0].items))


def _us_code(locator: Locator, title: int, item: Item) -> Cited:
    link = locator.level("section")
    if link is None:
        path = _big_path(locator)
        return addresses.us_code_title(title, path) if path is not None else UNSETTLED
    marks = _marks_below(locator, item)
    number = _only(link, item)
    return addresses.us_code(title, number).below(marks) if number and marks is not None else UNSETTLED


def _rule(locator: Locator, title: int, item: Item) -> Cited:
    section, part = locator.level("section"), locator.level("part")
    if section is not None:
        marks, number = _marks_below(locator, item), _only(section, item)
        return addresses.cfr_section(title, number).below(marks) if number and marks is not None else UNSETTLED
    if part is not None:
        subpart = locator.level("subpart")
        cited = addresses.cfr_part(title, part.items[0].number)
        return cited.below(f"/spt{subpart.items[0].number}") if subpart is not None else cited
    return addresses.cfr_title(title) if len(locator.links) == 1 else UNSETTLED


def _big_path(locator: Locator) -> str | None:
    """The steps between a title of the code and a section: `/ch35/schII`."""
    steps = locator.links[-2::-1] if len(locator.links) > 1 else ()
    if any(link.level not in _CODE_STEPS or len(link.items) > 1 for link in steps):
        return None
    return "".join(f"/{PREFIXES[link.level]}{link.items[0].number}" for link in steps)


def _each(locator: Locator, whole: Cited) -> tuple[Cited, ...]:
    """The pieces of a law that a locator names, each with the path below the law."""
    found = []
    for item in locator.links[0].items:
        path = _full_path(locator, item)
        found.append(whole.below(path) if path is not None else Cited(None, whole.url))
    return tuple(found)


def _full_path(locator: Locator, item: Item) -> str | None:
    steps = []
    for link in reversed(locator.links):
        chosen = item if link is locator.links[0] else link.items[0]
        if chosen.path is None or (link is not locator.links[0] and len(link.items) > 1):
            return None
        steps.append(f"/{PREFIXES[link.level]}{chosen.number}{chosen.path}" if link.level in PREFIXES else chosen.path)
    return "".join(steps)


def _only(link: Link, item: Item) -> str | None:
    """The number of a section, where only one is named."""
    if item in link.items:
        return item.number
    return link.items[0].number if len(link.items) == 1 else None


def _marks_below(locator: Locator, item: Item) -> str | None:
    """Everything below the number of the section."""
    path = ""
    for link in reversed(locator.links):
        chosen = item if link is locator.links[0] else link.items[0]
        if link.level in PREFIXES and link.level != "section":
            continue
        if chosen.path is None:
            return None
        path += chosen.path
    return path


def _marks_of(locator: Locator) -> str:
    return _marks_below(locator, locator.links[0].items[0]) or ""
