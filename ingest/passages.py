"""Blocks to passages: structure decides first, then the sentences inside a block.

`rule_starts` finds sentences by rule. A parser's boundaries can be given to `split` besides; they count only where a
sentence can end at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ingest.cleaning import CleanText
from ingest.readers.lines import BULLETS
from ingest.readers.structure import words_in
from ingest.source import Block, BlockKind
from kg.model import PassageKind

_WHOLE: Final = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.TABLE_ROW, BlockKind.BOILERPLATE})
_KINDS: Final = {
    BlockKind.TITLE: PassageKind.TITLE,
    BlockKind.HEADING: PassageKind.HEADING,
    BlockKind.PARAGRAPH: PassageKind.SENTENCE,
    BlockKind.LIST_ITEM: PassageKind.LIST_ITEM,
    BlockKind.TABLE_ROW: PassageKind.TABLE_ROW,
    BlockKind.FOOTNOTE: PassageKind.FOOTNOTE,
    BlockKind.BOILERPLATE: PassageKind.BOILERPLATE,
}

_CLOSERS: Final = r"[”’\"')\]»*_]{0,8}"
_NOTE: Final = r"(?:\s?\[\d{1,3}\]|\d{1,3}(?=\s))?"
_END: Final = re.compile(rf"(?<![.!?…])(?P<stop>[.!?…]+){_CLOSERS}{_NOTE}{_CLOSERS}(?P<space>\s+)")
_START: Final = re.compile(r"[“‘\"'(\[«*_•–—-]*\s?[“‘\"'(\[]*(?P<first>\w|\$|£|€|§)")
_WORD_BEFORE: Final = re.compile(r"[^\s(“\"‘'\[—–]+\Z")
_MARK: Final = re.compile(
    rf"(?:[{BULLETS}]\s*|[-*+–—]\s+)?"
    r"(?:\(\w{1,5}\)\s*|\[\d{1,3}\]\s*|\d{1,3}(?:\.\d{1,3})*[.)]\s+|[a-zA-Z][.)]\s+|[ivxIVX]{1,5}\.\s+)*"
)

_ALWAYS_GOES_ON: Final = words_in(
    """mr mrs ms dr prof rev hon gov sen sens rep reps pres gen col capt lt maj sgt cmdr adm amb messrs st mt ft v vs
    cf viz e.g i.e eg ie ca approx al no nos art arts para paras subsec sec secs ch fig figs tab vol vols pp p ed
    eds pub stat cong sess res con doc docs exec app exh ann amend jan feb mar apr jun jul aug sept oct nov dec mon
    tue tues wed thu thur thurs fri sat u.s.c u.s.c.a c.f.r fed reg h.r s.j.res h.j.res h.con.res s.con.res h.res
    s.res h.rept s.rept l.r"""
)
"""Words after which a full stop ends no sentence, whatever follows."""

_GOES_ON_BEFORE_NAME: Final = words_in(
    """u.s u.k u.n e.u d.c p.r.c a.m p.m ph.d m.d j.d b.a m.a inc corp co ltd llc l.l.c jr sr bros dept dep div assn
    univ est min max avg etc seq et.al u.s.a n.w s.w n.e s.e"""
)
"""Words whose full stop may end a sentence; the next word decides."""

_SENTENCE_OPENERS: Final = words_in(
    """the this these those that there it its in on at by for from to as an a and but or so if when while where after
    before since because although though however moreover furthermore therefore thus additionally also we our they
    their he she his her you your i such some many most all each every no not under over with without during through
    once here what who how why which both either neither one two three first second third finally next then now
    today according despite based given until unless"""
)
_ALSO_WORDS: Final = words_in("no sat app al art fed mar")
"""Those of the first list that are words or names too."""

_INITIAL: Final = re.compile(r"[A-Z]\Z")
_ACRONYM: Final = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]\Z")
_WINDOW: Final = 40
_NUMBER_MARK: Final = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\Z")


def kind_of(block: Block) -> PassageKind:
    """Give the kind of the passages that a block is cut into."""
    return _KINDS[block.kind]


def mark_length(text: str) -> int:
    """Give how many characters at the start of a passage are its bullet or enumeration mark, spaces included."""
    match = _MARK.match(text)
    length = match.end() if match else 0
    return length if length < len(text) else 0


def split(clean: CleanText, block: Block, sentence_starts: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Cut a block of the clean text into passages.

    Args:
        clean: the clean text.
        block: one of its blocks.
        sentence_starts: places in the clean text where a parser sees sentences start, in any order.

    Returns:
        Places in the clean text, in order, which together hold all of the block but white space. Titles, headings,
        table rows and boilerplate stay whole.
    """
    if block.kind in _WHOLE:
        return [(block.start, block.end)]
    text = clean.text[block.start : block.end]
    starts = set(rule_starts(text))
    for place in sentence_starts:
        if block.start < place < block.end and _may_start(text, place - block.start):
            starts.add(place - block.start)
    edges = [*sorted(starts | {0}), len(text)]
    pieces = ((start, start + len(text[start:end].rstrip())) for start, end in pairwise(edges))
    return [(block.start + start, block.start + end) for start, end in pieces if start < end]


def rule_starts(text: str) -> list[int]:
    """Give the places in a paragraph where sentences start by rule, the first at 0."""
    starts = [0]
    for match in _END.finditer(text):
        place = match.end()
        if place < len(text) and _ends(text, match, starts[-1]):
            starts.append(place)
    return starts


def _ends(text: str, match: re.Match[str], begun: int) -> bool:
    following = _START.match(text, match.end())
    if following is None or not _opens(following["first"]):
        return False
    if match["stop"] != ".":
        return match["stop"] != "..." or following["first"].isupper()
    before = _word_before(text, begun, match.start())
    if _is_mark(text, begun, match.start(), before):
        return False
    next_word = re.match(r"\w+\.?", text[following.start("first") :])
    return _word_ends(before, next_word[0] if next_word else "", match.end("stop") < match.start("space"))


def _word_before(text: str, begun: int, stop: int) -> str:
    word = _WORD_BEFORE.search(text, max(begun, stop - _WINDOW), stop)
    return word[0].lstrip("*_") if word else ""


def _opens(first: str) -> bool:
    return first.isupper() or first.isdigit() or first in "$£€§"


def _is_mark(text: str, begun: int, stop: int, before: str) -> bool:
    """Whether everything so far is an enumeration mark (`1.`, `a.`, `(b) 2.`)."""
    if stop - begun > _WINDOW:
        return False
    so_far = text[begun:stop].strip()
    return bool(_NUMBER_MARK.match(before)) and mark_length(f"{so_far}. x") >= len(so_far)


def _word_ends(word: str, following: str, is_closed: bool) -> bool:
    """Whether a full stop after `word` ends a sentence before `following`."""
    lowered = word.lower().rstrip(".")
    if is_closed and word[-1:].islower():
        return True
    if lowered in _ALWAYS_GOES_ON and not (lowered in _ALSO_WORDS and _is_opener(following)):
        return False
    if following[:1].isdigit() and (lowered in _GOES_ON_BEFORE_NAME or len(word) == 1):
        return False
    if lowered in _GOES_ON_BEFORE_NAME or _ACRONYM.match(word):
        return _is_opener(following)
    return not (_INITIAL.match(word) and not _is_opener(following))


def _is_opener(word: str) -> bool:
    return word.lower() in _SENTENCE_OPENERS


def _may_start(text: str, place: int) -> bool:
    """Whether a parser's boundary is believable: after the end of a sentence, and not where a rule says it goes on."""
    end = next((match for match in _END.finditer(text, max(0, place - _WINDOW), place) if match.end() == place), None)
    following = _START.match(text, place)
    if end is None or following is None or not _opens(following["first"]):
        return False
    word = _word_before(text, 0, end.start("stop"))
    return word.lower().rstrip(".") not in _ALWAYS_GOES_ON and not _is_mark(text, 0, end.start("stop"), word)
