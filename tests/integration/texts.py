"""Hypothesis strategies for small papers: asks, reasons and citations in hostile dress, as text, Markdown or HTML."""

from __future__ import annotations

import html
from dataclasses import dataclass

from hypothesis import strategies as st

ACTORS = ("Congress", "The Bureau of Industry and Security (BIS)", "BIS", "the Senate", "Acme Corp.", "The White House")
ACTIONS = (
    "fund 200 port inspectors",
    "close the loopholes",
    "not relax the rule",
    "require remote attestation by 2027",
)
VERBS = ("should", "must", "may", "ought to", "should not")
REASONS = (
    "Smugglers moved 4,200 chips through three ports in 2025, according to customs records.",
    "The Harbour Institute warns that the tax may hurt exporters.",
    "H.R. 3447 (119th Congress) and 50 U.S.C. 4811 say so; see https://example.org/a?b=c.",
    "More inspectors would make smuggling harder.",
)
# Code points that have led others' offsets astray: beyond U+FFFF, joined, combined, invisible, from right to left,
# ligatures, other white space, and characters that change length when cased or normalised.
STRANGE = (
    "\U0001f469\u200d\U0001f4bb", "\U0001d49c", "e\u0301", "n\u0303o", "exam\u00adple", "\u202eabc\u202c",
    "\u05d4\u05e7\u05d5\u05e0\u05d2\u05e8\u05e1", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\ufb01nding",
    "\u0130stanbul", "stra\u00dfe", "a\u00a0b", "a\u2009b", "a\u2028b", "\u200bx", "\ufeffx", "\u2014",
    "\u201cso\u201d", "hyphen-\nated", "tab\tbed", "&amp;", "a < b", "*stars*", "[x](y)", "`code`", "\\*", "|",
)  # fmt: skip

asks = st.builds(
    "{} {} {}{}.".format,
    st.sampled_from(ACTORS),
    st.sampled_from(VERBS),
    st.sampled_from(ACTIONS),
    st.sampled_from(
        ("", " because the ports are where it can be stopped", " if exports rise", " and report every year")
    ),
)
plain_asks = st.builds(
    "{} {} {}.".format, st.sampled_from(ACTORS), st.sampled_from(("should", "must")), st.sampled_from(ACTIONS)
)
sentences = st.one_of(asks, st.sampled_from(REASONS))
strange_words = st.sampled_from(STRANGE)


@st.composite
def _dressed(draw: st.DrawFn) -> str:
    """Draw a sentence with strange words put between its own."""
    words = draw(sentences).split(" ")
    for word in draw(st.lists(strange_words, max_size=3)):
        words.insert(draw(st.integers(0, len(words))), word)
    return " ".join(words)


paragraphs = st.one_of(
    st.lists(_dressed(), min_size=1, max_size=3).map(" ".join),
    st.builds(lambda sentence, times: " ".join([sentence] * times), sentences, st.just(30)),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30),
)


@dataclass(frozen=True)
class File:
    """What a reader is given.

    Attributes:
        name: name of the file.
        data: its bytes.
    """

    name: str
    data: bytes


@st.composite
def _plain(draw: st.DrawFn, blocks: list[tuple[str, str]]) -> str:
    marks = {"heading": "", "item": draw(st.sampled_from(("- ", "• ", "(1) ", "1. "))), "paragraph": ""}
    return draw(st.sampled_from(("\n\n", "\n", "\n \n\n"))).join(marks[kind] + words for kind, words in blocks)


def _markdown(blocks: list[tuple[str, str]]) -> str:
    marks = {"heading": "## ", "item": "- ", "paragraph": ""}
    return "# Ports\n\n" + "\n\n".join(marks[kind] + words for kind, words in blocks)


def _html(blocks: list[tuple[str, str]]) -> str:
    tags = {"heading": "h2", "item": "li", "paragraph": "p"}
    body = "".join(f"<{tags[kind]}>{html.escape(words)}</{tags[kind]}>\n" for kind, words in blocks)
    return f"<!doctype html><html><head><title>Ports</title></head><body>{body}</body></html>"


@st.composite
def papers(draw: st.DrawFn) -> File:
    """Draw a paper in one of three formats: a plain ask, then up to four headings, list items and paragraphs."""
    kind = st.sampled_from(("heading", "item", "paragraph", "paragraph"))
    drawn = st.lists(st.tuples(kind, paragraphs), max_size=4)
    blocks = [("paragraph", draw(plain_asks)), *draw(drawn)]
    form = draw(st.sampled_from(("txt", "md", "html")))
    text = {"txt": lambda: draw(_plain(blocks)), "md": lambda: _markdown(blocks), "html": lambda: _html(blocks)}[form]()
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return File(name=f"paper.{form}", data=draw(st.sampled_from((b"", b"\xef\xbb\xbf"))) + text.encode())


@st.composite
def revisions(draw: st.DrawFn) -> tuple[str, str]:
    """Draw the plain text of a paper and of a later version that drops, changes and adds some of its sentences."""
    old = draw(st.lists(sentences, min_size=1, max_size=5, unique=True))
    kept = [sentence for sentence in old if draw(st.booleans())]
    changed = [
        draw(st.sampled_from((sentence, sentence.replace(" ", "  "), sentence.replace("s", "z")))) for sentence in kept
    ]
    new = draw(st.permutations([*changed, *draw(st.lists(sentences, max_size=2))]))
    later = "\n\n".join(("A later version.", *new))
    return "\n\n".join(("A first version.", *old)), later
