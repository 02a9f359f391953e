"""Reads the words that name who should act: a list of names and groups, from its first word or back from its last.

"The Secretary of State and the heads of Federal agencies" are two. What isn't an actor ("United States initiatives")
names nobody. Which actor a name means is for `ingest.resolution`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from spacy.tokens import Doc, Token

from ingest.components.drafts import MentionDraft, Place
from ingest.components.lexicon import groups, saying_pattern

_MARK = r"(?:\\?\(?\w{1,5}\\?[.)]\s+)*"
_OPENING = re.compile(
    rf"\W*{_MARK}(?:(?:[A-Z][\w ,’'&-]{{2,70}}\.\s?[—–-]+"
    r"|[A-Z][\w’'&-]+(?: [\w’'&-]+){0,6}\. (?:\\?\(\w\\?\) )?"
    r"|[A-Z][\w ,’'&-]{2,60}: (?=[A-Z])"
    r"|[A-Z][a-z]+(?: [a-z]+){0,6} (?=(?:The|A|An|Each|Any|No|Not|In|If|Except|To) )))?"
)
_ADVERBIAL = re.compile(
    r"(?i)\W*(?:by|on|before|after|until|since|from|beginning|starting) (?:the end of )?(?:january|february|march|april"
    r"|may|june|july|august|september|october|november|december) (?:\d{1,2}, )?\d{4},\s*"
    r"|\W*(?:(?:and|or|but) )?(?:(?:not|no) later|within|to|in|for|if|when|where|upon|after|before|prior|by"
    r"|on|as|under|subject|pursuant|notwithstanding|except|additionally|further(?:more)?|moreover|therefore"
    r"|accordingly|according|consistent|during|with|through|beginning|at|until|unless|because|since|while|although"
    r"|given|recognizing|specifically|finally|first|second|third|lastly|similarly|consequently|thus|however|also"
    r"|instead|where|once|based|using|from|specifically|meanwhile|now|rather|ultimately|following|without)"
    r"\b[^,;]*[,;]\s*"
)
_DETERMINERS: Final = (
    r"(?:(?:the|all|each|any|every|such|both|either|no|a|an|said|these|those|leadership of|portions of|units of"
    r"|members of|officials (?:of|at|from)|(?:full )?(?:power|force|weight) of|our|their|its|his|my|other|new|entire"
    r"|whole|full|one or more|certain|relevant federal|agency[’']s|agencies[’'])\s)*"
)
_DETERMINER = re.compile(rf"(?i)\W{{0,3}}{_DETERMINERS}")
_SEPARATOR = re.compile(
    r"(?:[’']s)?(?:\s\([^()]{1,80}\))?(?:,?\s(?:and|or|along with|together with|as well as|and/or)\s|,\s|;\s)"
    r"(?:(?:and|or)\s)?"
)
_UNKNOWN = re.compile(r"(?:the )?[A-Z][\w’'-]+(?: (?:(?:of|for|the|and) )*[A-Z][\w’'-]+){1,6}(?=,? (?:and|or) |, )")
_SCOPE = re.compile(r"(?:\s\([^()]{1,40}\))?\s(?:for|at)\s[^,;.]{3,120}(?=, (?:and |or )?(?:the |each |all )?)")
_ENDING = re.compile(
    r"(?:[’']s?)?(?:\s?\([^()]{1,80}\))?\s*(?:$|[,;:—–(]"
    r"|\s(?:of|to|for|in|on|that|who|which|with|by|at|under|whose|from|and|or|also|should|shall|must|may|will|can"
    r"|could|participating|receiving|developing|within|through|across|as|acting|along|together|leadership|officials?"
    r"|employees|senior|staff|not|each|jointly|both|would|need|needs|ought|has|have|is|are|\w+ly|do|does|—)\b)"
)
_BOTH = re.compile(r"(?i)departments and agencies\b")
_QUALIFIED = re.compile(r"\s(?:\w+ed\s(?:by|in|under|at|to|pursuant|with|as)|\w+ing)\b")
_HEAD_OF = re.compile(
    r"(?P<all>(?P<head>heads?) of (?P<article>(?:the|a|an|each|any|every|all|these|such)\s)?"
    r"(?P<rest>(?:[A-Za-z’'-]+ ){0,3}?(?:agency|agencies|departments?|offices?|components?))\b)"
)
_MORE = re.compile(r",? (?:and|or) (?:agenc|departments|offices)")
_HEADS = re.compile(r"heads? of (?:the )?")
_WORD = re.compile(r"[\w’'-]+")
_NO_NOUN = re.compile(
    r"(?i)(?:of|to|for|in|on|that|who|which|with|by|at|under|whose|from|and|or|is|are|was|were|be|has|have|not|should"
    r"|shall|must|may|will|can|could|would|as|if|when|it|they|we|he|she|i|this|there|than|but|said|says|the|a|an)\Z"
)
_GENERIC_ONE = re.compile(r"(?i)\b(?:a|an|each|any|every|no|such|said)\s(?:(?:[\w’'-]+ ){1,3}(?:or|and)\s)?\Z")
_OWNED = re.compile(
    r"(?:[’']s?)\s(?:(?:principal|primary|core|main|initial|overall)\s)?(?:purposes?|dut(?:y|ies)|functions?|mission"
    r"|responsibilit(?:y|ies)|roles?|objectives?|leadership|officials|staff|office|policies|processes|efforts?)\b"
)
_NATIONS = re.compile(
    r"\s(?:offices?|team|polic(?:y|ies)|initiatives?|efforts?|strateg(?:y|ies)|diplomacy|engagement)\b"
)
_AGENCY_MATTERS = re.compile(r"\s(?:processes|policies|procedures|plans|programs)\b")
_OWNER = re.compile(
    r"(?i)\W{0,3}(?:the )?(?:(?:principal|primary|core|main|initial|overall) )?(?:purposes?|dut(?:y|ies)|functions?"
    r"|mission|responsibilit(?:y|ies)|roles?|objectives?)(?: and (?:purposes?|duties|functions|responsibilities))? of "
)
_ADJUNCT = re.compile(
    r",?\s\(?(?:in (?:close )?(?:consultation|coordination|collaboration|cooperation|conjunction|partnership"
    r"|concert|concurrence) with|with the concurrence of|acting through|after consult\w+|in accordance with"
    r"|consistent with|as (?:appropriate|applicable|necessary)|subject to|pursuant to|through the|on behalf of"
    r"|working with|whether or not|to the (?:maximum )?extent|based on|using|where|when|if|by|that|which|who|whose"
    r"|responsible for|as part of|in this section)\b"
)
_LIKE_LIST = re.compile(r"(?:,?\s(?:and|or|and/or)\s|,\s)(?:the\s|all\s|each\s|any\s)?\Z")
_HELD = re.compile(r"(?i)\b(?:with|of|by|to|from|in|for|on|than|through|including|between)\s(?:the\s)?\Z")
_PRONOUN = re.compile(r"(?i)(?:^|\s)(?:we|I|you|they|it|he|she|there|this|that|what|which|who)\s*\Z")
_REPORTED = re.compile(
    r"(?:\s\w+ly)?(?:,? that\s|\s(?!(?:in|by|to|under|for|on|as|at|of|from|with|pursuant|before|after)\b))"
)
_MEANS = re.compile(r"(?:This|That|It|Which|[Tt]he [^,;.]{3,60}?) means that (?=\S)")
_OFFICES: Final = frozenset({"President of the United States", "Vice President of the United States"})


@dataclass(slots=True)
class Subjects:
    """Finds the actors that a stretch of one part names.

    Attributes:
        text: the part's text.
        mentions: the mentions in it, in order.
        groups: mentions of groups that were met on the way, by place.
    """

    text: str
    mentions: Sequence[MentionDraft]
    groups: dict[int, MentionDraft] = field(default_factory=dict)
    tokens: dict[int, Token] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, doc: Doc) -> Subjects:
        """Make ready for a part."""
        tokens = {token.idx: token for token in doc} if doc.has_annotation("DEP") else {}
        mentions: list[MentionDraft] = doc._.mentions
        return cls(doc.text, mentions, {}, tokens, [mention.start for mention in mentions])

    def named(self, start: int, end: int) -> tuple[Place, ...]:
        """The actors that a subject, or the object of "urges X to act", names.

        Args:
            start: where the words before the verb start; captions and opening adverbials may come first.
            end: where the verb starts.
        """
        place = skip_openings(self.text, start, end)
        if _PRONOUN.search(self.text[place:end]):
            return ()
        found = self.listed(place, end) or self._owner(place, end)
        if not found and (inner := _after_saying(self.text, place, end)) is not None:
            found = self.listed(skip_openings(self.text, inner, end), end)
        return found or self._by_parse(place, end) or self._backwards(start, end)

    def names_somebody(self, start: int, end: int) -> bool:
        """Whether a subject names an actor, who isn't asked to act; no group is noted."""
        noted = dict(self.groups)
        found = self.named(start, end)
        self.groups = noted
        return bool(found)

    def listed(self, start: int, end: int, *, is_subject: bool = True) -> tuple[Place, ...]:
        """The names and groups of a list that starts here; what breaks the list off ends it.

        Args:
            start: the first character.
            end: one past the last.
            is_subject: a noun after a name makes it no actor ("Commerce rules should"); after "by" all may come.
        """
        items: list[Place] = []
        place = start
        while place < end:
            item = self._item(place, end, is_subject)
            if item is not None:
                items.append(item)
            elif items and (unknown := _UNKNOWN.match(self.text, place, end)) is not None:
                item = (place, unknown.end())
            else:
                break
            separator = _SEPARATOR.match(self.text, self._past_scope(item[1], end), end)
            if separator is None:
                break
            place = separator.end()
        return tuple(items)

    def _past_scope(self, place: int, end: int) -> int:
        # "the Secretary for systems of that kind, and the Director for all others, shall"
        scope = _SCOPE.match(self.text, place, end)
        return scope.end() if scope is not None else place

    def _item(self, start: int, end: int, is_subject: bool) -> Place | None:
        match = _DETERMINER.match(self.text, start, end)
        place = match.end() if match is not None else start
        if (heads := _HEAD_OF.match(self.text, place, end)) is not None and _MORE.match(self.text, heads.end()) is None:
            return self._head_of(place, end)
        for at in dict.fromkeys((place, start)):
            if (named := self._mention_at(at)) is not None and named.end <= end:
                return self._accepted(named, end) if is_subject else (named.start, named.end)
        return self._head_of(place, end) or self._group_at(place, end)

    def _mention_at(self, place: int) -> MentionDraft | None:
        index = bisect_left(self._starts, place)
        if index < len(self.mentions) and self._starts[index] == place:
            return self.mentions[index]
        return None

    def _accepted(self, mention: MentionDraft, end: int) -> Place | None:
        """The place of a mention that acts; not where a longer noun phrase goes on ("United States initiatives")."""
        if mention.is_weak and mention.source == "gazetteer" and mention.names[0] not in _OFFICES:
            return self._group_at(mention.start, end)
        if any(pattern.match(self.text, mention.end, end) for pattern in (_OWNED, _NATIONS, _ENDING)):
            return mention.start, mention.end
        return self._group_at(mention.start, end)

    def _head_of(self, place: int, end: int) -> Place | None:
        if (match := _HEAD_OF.match(self.text, place, end)) is not None:
            words = re.sub(r"(?i)\b(?:other|relevant|applicable|appropriate)\s", "", match["rest"])
            return self._noted(place, match.end(), f"heads of {plural(words)}", "agencies")
        if (match := _HEADS.match(self.text, place, end)) is not None:
            named = self._mention_at(match.end())
            return self._accepted(named, end) if named is not None and named.end <= end else None
        return None

    def _group_at(self, place: int, end: int) -> Place | None:
        """A group such as "leading AI companies" that starts here, with its adjectives."""
        at, words = place, 0
        while words < 6 and (word := _WORD.match(self.text, at, end)) is not None and not _NO_NOUN.match(word[0]):
            words += 1
            if (both := _BOTH.match(self.text, at, end)) is not None:
                return self._noted(place, both.end(), self.text[place : both.end()], "agencies")
            following = _WORD.match(self.text, word.end() + 1, end)
            is_last = following is None or following[0].casefold() not in groups()
            if word[0].casefold() in groups() and is_last and self._ends(word, end):
                return self._noted_group(place, word.end(), word[0].casefold())
            gap = re.match(r"\s", self.text[word.end() : word.end() + 1])
            if gap is None:
                return None
            at = word.end() + 1
        return None

    def _ends(self, word: re.Match[str], end: int) -> bool:
        if word[0].casefold() == "agency" and _AGENCY_MATTERS.match(self.text, word.end(), end):
            return True
        if word[0].casefold() == "states" and self.text.startswith(" that", word.end()):
            return False
        if _QUALIFIED.match(self.text, word.end(), end):
            return True
        return _ENDING.match(self.text, word.end(), end) is not None

    def _noted_group(self, start: int, end: int, head: str) -> Place | None:
        surface = self.text[start:end]
        is_one = (
            plural(head) != head
            and surface.casefold() != "agency"
            and _GENERIC_ONE.search(self.text[max(0, start - 40) : start]) is not None
        )
        return self._noted(start, end, plural(surface) if is_one else surface, head)

    def _noted(self, start: int, end: int, name: str, head: str) -> Place:
        surface = self.text[start:end]
        kind = groups()[head]
        names = (name,) if name != surface else ()
        self.groups[start] = MentionDraft(start=start, end=end, surface=surface, names=names, kind=kind, source="group")
        return start, end

    def _owner(self, start: int, end: int) -> tuple[Place, ...]:
        """Whose duty it is in "the duties of the Board shall be ..."."""
        match = _OWNER.match(self.text, start, end)
        return self.listed(match.end(), end) if match is not None else ()

    def _by_parse(self, start: int, end: int) -> tuple[Place, ...]:
        """The list around the word that the parser takes for the subject of the verb at `end`."""
        head = self._subject_token(start, end)
        if head is None:
            return ()
        covering = next((item for item in self.between(start, end) if item.start <= head.idx < item.end), None)
        if covering is None:
            left = min(token.idx for token in (head, *head.lefts) if token.dep_ not in ("cc", "punct", "conj"))
            return self.listed(max(left, start), end)
        return self._widened(covering, start, end)

    def _subject_token(self, start: int, end: int) -> Token | None:
        modal = next((self.tokens[place] for place in range(end, end + 3) if place in self.tokens), None)
        if modal is None:
            return None
        verb = modal.head if modal.dep_ in ("aux", "aux:pass", "cop") else modal
        subjects = [token for token in verb.lefts if token.dep_ in ("nsubj", "nsubj:pass") and start <= token.idx < end]
        return subjects[-1] if subjects else None

    def _widened(self, mention: MentionDraft, start: int, end: int) -> tuple[Place, ...]:
        """A list of names read from one of them to both sides."""
        if self._accepted(mention, end) != (mention.start, mention.end):
            return ()
        chain = [mention]
        for other in reversed([item for item in self.between(start, end) if item.end <= mention.start]):
            if other.source == "description" or not _LIKE_LIST.fullmatch(self.text, other.end, chain[0].start):
                break
            chain.insert(0, other)
        if _HELD.search(self.text[start : chain[0].start]):
            # "in consultation with A and B, the C shall"
            if len(chain) == 1 or not re.search(r",\s(?:the\s)?\Z", self.text[chain[-2].end : mention.start]):
                return ()
            chain = [mention]
        following = self.listed(mention.start, end)
        return (*((item.start, item.end) for item in chain[:-1]), *(following or ((mention.start, mention.end),)))

    def _backwards(self, start: int, end: int) -> tuple[Place, ...]:
        """The name that stands right before the verb, but for an adjunct ("in consultation with ...")."""
        adjunct = _ADJUNCT.search(self.text, start + 1, end)
        edges = [end, adjunct.start()] if adjunct is not None else [end]
        for edge in edges:
            inside = self.between(start, edge)
            if not inside or self.text[inside[-1].end : edge].strip(" ,"):
                continue
            before = self.text[start : inside[-1].start]
            if re.search(r"(?:^|[,;:—–.)]\s*|>\s?)(?:the\s|each\s|and the\s|The\s)?\Z", before) and inside[-1].names:
                return self._widened(inside[-1], start, edge)
        return ()

    def at(self, place: Place) -> MentionDraft | None:
        """The mention that has exactly this place."""
        mention = self._mention_at(place[0]) or self.groups.get(place[0])
        return mention if mention is not None and mention.end == place[1] else None

    def between(self, start: int, end: int) -> list[MentionDraft]:
        """The mentions that lie wholly between two places."""
        found = []
        for mention in self.mentions[bisect_left(self._starts, start) :]:
            if mention.start >= end:
                break
            if mention.end <= end:
                found.append(mention)
        return found


def skip_openings(text: str, start: int, end: int) -> int:
    """The place at which the subject starts, after a caption and opening adverbials."""
    caption = _OPENING.match(text, start, end)
    place = caption.end() if caption is not None else start
    while (adverbial := _ADVERBIAL.match(text, place, end)) is not None:
        place = adverbial.end()
    return place


def _after_saying(text: str, start: int, end: int) -> int | None:
    """Where the reported clause starts in "critics say that Congress should ...", or None."""
    means = _MEANS.match(text, start, end)
    if means is not None:
        return means.end()
    for match in reversed(list(saying_pattern().finditer(text, start, end))):
        after = _REPORTED.match(text, match.end(), end)
        if after is not None and after.end() < end:
            return after.end()
    return None


def plural(words: str) -> str:
    """The plural of a noun phrase, by its last word."""
    head, _, last = words.rpartition(" ")
    if last.casefold() == "person":
        changed = f"{last}s"
    elif last.casefold() in ("people", "personnel", "leadership") or last.endswith("s"):
        changed = last
    elif re.search(r"[^aeiou]y$", last):
        changed = f"{last[:-1]}ies"
    else:
        changed = f"{last}{'es' if last.endswith(('sh', 'ch', 'x')) else 's'}"
    return f"{head} {changed}" if head else changed
