"""Turns the drafts of all parts of a document into the records of `kg.model`, every one of them grounded."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.cleaning import CleanText
from ingest.components.drafts import AskDraft, CitationDraft, Context, LinkDraft, MentionDraft, PassageDraft, Place
from ingest.components.justifications import restated
from ingest.components.officers import amended_officers
from ingest.gazetteer import gazetteer
from ingest.outline import steps
from ingest.passages import mark_length
from ingest.resolution import ActorTable, canonical_author, resolve
from ingest.source import SourceText
from kg.model import (
    Actor,
    Citation,
    Claim,
    Direction,
    Document,
    Justification,
    Mention,
    Passage,
    Quote,
    Recommendation,
    Role,
    Statement,
)

_REACH = 200
"""How many asks away a repeated one is looked for, so that the time stays in step with the length."""


_LEADS_ON = re.compile(r"(?:[,;]\s*(?:and|or)|[,;])\s*\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadPart:
    """What the pipeline found in one part; places are relative to the part, which starts at `start`."""

    start: int
    passages: Sequence[PassageDraft]
    mentions: Sequence[MentionDraft]
    citations: Sequence[CitationDraft]
    links: Sequence[LinkDraft]


@dataclass(frozen=True, kw_only=True, slots=True)
class Records:
    """Everything found in a document."""

    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    justifications: tuple[Justification, ...]
    actors: tuple[Actor, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...]


def assemble(
    document: Document, source: SourceText, clean: CleanText, parts: Sequence[ReadPart], context: Context
) -> Records:
    """The records of a document out of what was found in its parts."""
    mentions = [_moved(mention, part.start) for part in parts for mention in part.mentions]
    known = {**amended_officers(clean.text), **context.abbreviations}
    table = resolve(mentions, replace(context, abbreviations=known), gazetteer())
    return _Assembly(document, source, clean, parts, context, table).records()


def _joined(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "A", "A and B", "A, B and C"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _moved(mention: MentionDraft, by: int) -> MentionDraft:
    return replace(mention, start=mention.start + by, end=mention.end + by)


class _Assembly:
    def __init__(
        self,
        document: Document,
        source: SourceText,
        clean: CleanText,
        parts: Sequence[ReadPart],
        context: Context,
        table: ActorTable,
    ) -> None:
        self.document, self.source, self.clean, self.parts, self.table = document, source, clean, parts, table
        self.names = {(item.mention.start, item.mention.end): item.name for item in table.resolved}
        authors = [canonical_author(author, table.known) for author in context.authors]
        # Several authors ask together: as one actor under all their names, which is none of them.
        self.author = table.add(_joined(authors), None) if authors else None
        self.outline = context.outline
        self.page_starts = [block.start for block in source.blocks]

    def records(self) -> Records:
        passages: list[Passage] = []
        statements: list[Statement] = []
        justifications: list[Justification] = []
        for part in self.parts:
            made = [self._passage(draft, part.start, len(passages) + rank) for rank, draft in enumerate(part.passages)]
            said = [
                list(self._said(draft, passage, part.start)) for draft, passage in zip(part.passages, made, strict=True)
            ]
            said = _with_parts(said, part.links)
            passages += made
            statements += [statement for group in said for statement in group]
            justifications += _justifications(said, part.links)
        statements = list({statement.iri: statement for statement in statements}.values())
        justifications += self._carried_over(statements, justifications)
        # Before the actors: a mention that names several brings all of them into the table.
        mentions = tuple(self._mentions())
        return Records(
            passages=tuple(passages),
            statements=tuple(statements),
            justifications=tuple({item.iri: item for item in justifications}.values()),
            actors=tuple(self.table.actor(name) for name in self.table.names()),
            mentions=mentions,
            citations=tuple(self._citations(passages)),
        )

    def _quote(self, place: Place, offset: int) -> Quote:
        start, end = self.clean.to_source(place[0] + offset, place[1] + offset)
        return Quote.ground(self.source.text, document=self.document.iri, start=start, end=end, page=self._page(start))

    def _bare(self, place: Place, offset: int) -> Place:
        """The place of a statement's own words: without the mark of a list item and what leads on to the next one."""
        text = self.clean.text[place[0] + offset : place[1] + offset]
        start, end = mark_length(text), len(_LEADS_ON.sub("", text))
        return (place[0] + start, place[0] + end) if start < end else place

    def _page(self, start: int) -> int | None:
        index = bisect_right(self.page_starts, start) - 1
        return self.source.blocks[index].page if index >= 0 else None

    def _words(self, place: Place | None, offset: int) -> str | None:
        return self.clean.text[place[0] + offset : place[1] + offset] if place is not None else None

    def _name(self, place: Place | None, offset: int) -> str | None:
        return self.names.get((place[0] + offset, place[1] + offset)) if place is not None else None

    def _actor(self, name: str | None) -> str | None:
        return self.table.actor(name).iri if name is not None else None

    def _passage(self, draft: PassageDraft, offset: int, order: int) -> Passage:
        start, end = self.clean.to_source(draft.start + offset, draft.end + offset)
        block = draft.block
        speaker = self._name(draft.asserter, offset)
        return Passage(
            document=self.document.iri,
            order=order,
            kind=draft.kind,
            start=start,
            end=end,
            role=draft.role,
            also=draft.also,
            confidence=draft.confidence,
            page=block.page if block is not None else None,
            section=block.section if block is not None else (),
            provision=block.provision if block is not None else None,
            asserted_by=self._actor(speaker) if speaker != self.author else None,
        )

    def _said(self, draft: PassageDraft, passage: Passage, offset: int) -> Iterator[Statement]:
        if draft.role is Role.OTHER:
            return
        speaker = self._name(draft.asserter, offset)
        is_reported = speaker is not None and speaker != self.author
        issuer = self._actor(speaker or self.author)
        if draft.role is Role.RECOMMENDATION:
            if draft.is_of_a_law:
                # A bill of somebody else is told of: its author isn't among the actors, and the text's doesn't ask.
                issuer, is_reported = None, True
            for ask in draft.asks:
                yield self._recommendation(ask, draft, passage, offset, issuer, is_reported)
            return
        yield Claim(
            quote=self._quote(self._bare((draft.start, draft.end), offset), offset),
            passage=passage.iri,
            role=draft.role,
            confidence=draft.confidence,
            cue=draft.cue,
            asserted_by=issuer,
            is_reported=is_reported,
            polarity=draft.polarity,
            hedges=tuple(self.clean.text[start + offset : end + offset] for start, end in draft.hedges),
            topics=draft.topics,
        )

    def _recommendation(
        self, ask: AskDraft, draft: PassageDraft, passage: Passage, offset: int, issuer: str | None, is_reported: bool
    ) -> Recommendation:
        names = (self._name(place, offset) for place in ask.addressees)
        return Recommendation(
            quote=self._quote(self._bare(ask.quote, offset), offset),
            passage=passage.iri,
            confidence=draft.confidence,
            cue=f"{draft.cue}; {ask.cue}" if ask.cue else draft.cue,
            issuer=issuer,
            is_reported=is_reported,
            addressees=tuple(dict.fromkeys(iri for name in names if (iri := self._actor(name)) is not None)),
            action=self._words(ask.action, offset),
            object=self._words(ask.object, offset),
            condition=self._words(ask.condition, offset),
            deadline=self._words(ask.deadline, offset),
            instrument=ask.instrument,
            modality=ask.modality,
            polarity=ask.polarity,
            topics=ask.topics,
        )

    def _mentions(self) -> Iterator[Mention]:
        seen: set[tuple[int, int]] = set()
        for item in self.table.resolved:
            start, end = self.clean.to_source(item.mention.start, item.mention.end)
            if (start, end) in seen:
                continue
            seen.add((start, end))
            for name in item.candidates:
                self.table.add(name, None)
            yield Mention(
                quote=self._quote((item.mention.start, item.mention.end), 0),
                actor=self._actor(item.name),
                candidates=tuple(Actor(name=name, kind=self.table.kind(name)).iri for name in item.candidates),
            )

    def _citations(self, passages: Sequence[Passage]) -> Iterator[Citation]:
        begins = self._beginnings(passages)
        for part in self.parts:
            for draft in part.citations:
                quote = self._quote((draft.start, draft.end), part.start)
                url = begins.get(draft.path) if draft.path is not None else draft.url
                yield Citation(quote=quote, kind=draft.kind, identifier=draft.identifier, url=url)

    def _beginnings(self, passages: Sequence[Passage]) -> dict[str, str]:
        """The passage with which each provision of the document begins, by the provision's path."""
        drafts = (draft for part in self.parts for draft in part.passages)
        begins: dict[str, str] = {}
        for draft, passage in zip(drafts, passages, strict=True):
            path = self.outline.path_of(draft.block) if draft.block is not None else None
            for step in steps(path) if path else ():
                begins.setdefault(step, passage.iri)
        return begins

    def _carried_over(
        self, statements: Sequence[Statement], justifications: Sequence[Justification]
    ) -> list[Justification]:
        """Reasons given for an ask count for the same ask where the document repeats it."""
        asks = [statement for statement in statements if isinstance(statement, Recommendation)]
        reasons: dict[str, list[Justification]] = {}
        for item in justifications:
            reasons.setdefault(item.target, []).append(item)
        carried: list[Justification] = []
        for rank, ask in enumerate(asks):
            if ask.iri in reasons or ask.issuer is None:
                continue
            for other in asks[max(0, rank - _REACH) : rank + _REACH]:
                if other.iri not in reasons or other.issuer != ask.issuer or other.passage == ask.passage:
                    continue
                if restated(ask.quote.exact, other.quote.exact):
                    carried += [
                        replace(
                            item, target=ask.iri, confidence=round(0.8 * item.confidence, 3),
                            cue=f"given for the same ask elsewhere; {item.cue}",
                        )
                        for item in reasons[other.iri]
                        if ask.iri not in item.premises
                    ]  # fmt: skip
                    break
        return carried


def _with_parts(said: Sequence[list[Statement]], links: Iterable[LinkDraft]) -> list[list[Statement]]:
    """Let recommendations say which whole they belong to; a link that would lead back to where it came from is left."""
    wholes: dict[str, str] = {}
    for link in links:
        if link.relation != "part_of":
            continue
        whole = next((item for item in said[link.target] if isinstance(item, Recommendation)), None)
        if whole is None:
            continue
        above = list(_chain(whole.iri, wholes))
        for item in said[link.premise]:
            if isinstance(item, Recommendation) and item.iri not in above:
                wholes.setdefault(item.iri, whole.iri)
    return [
        [
            replace(item, part_of=wholes[item.iri]) if isinstance(item, Recommendation) and item.iri in wholes else item
            for item in group
        ]
        for group in said
    ]


def _chain(iri: str, wholes: Mapping[str, str]) -> Iterator[str]:
    """Give a recommendation and what it belongs to, step by step."""
    while True:
        yield iri
        if iri not in wholes:
            return
        iri = wholes[iri]


def _justifications(said: Sequence[Sequence[Statement]], links: Iterable[LinkDraft]) -> Iterator[Justification]:
    for link in links:
        if link.relation == "part_of":
            continue
        premises = tuple(statement.iri for statement in said[link.premise])
        direction = Direction.SUPPORTS if link.relation == "supports" else Direction.DISPUTES
        for target in said[link.target]:
            if premises and target.iri not in premises:
                yield Justification(
                    premises=premises, target=target.iri, direction=direction, confidence=link.confidence, cue=link.cue
                )
