"""What a reader types into the search box, read as terms: single words, exact phrases, and names of topics.

Words that are a label of a topic (its name, another name, or a phrase that shows a sentence to touch it) also find what
is about the topic and what uses its other names. Words in double quotes are taken as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ontology.resources import Concept, concepts

_PARTS: Final = re.compile(r'"([^"]*)"|([^\s"]+)')
_TOKEN: Final = re.compile(r"\w+")
_SHORTEST_PLURAL: Final = 4
OWN_WORDS: Final = "{words names title}"
"""The columns of the full-text table that hold words of the documents."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One thing that must be found.

    Attributes:
        words: as typed, without quotes; several words where they are quoted or a topic's name.
        is_quoted: they must follow each other.
        topics: notations of the topics that they name.
        names: the other names of these topics.
    """

    words: str
    is_quoted: bool = False
    topics: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def terms_of(text: str, *, only_words: bool = False) -> tuple[Term, ...]:
    """Read text as a reader typed it; whatever holds no letter and no digit is left out.

    Args:
        text: anything.
        only_words: take no word for the name of a topic.
    """
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    terms: list[Term] = []
    waiting: list[str] = []
    for phrase, word in _PARTS.findall(clean):
        if word:
            waiting += [word] if _says_something(word) else []
        elif _says_something(phrase):
            terms += [*_unquoted(waiting, only_words), Term(words=phrase.strip(), is_quoted=True)]
            waiting = []
    return (*terms, *_unquoted(waiting, only_words))


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _unquoted(words: list[str], only_words: bool) -> list[Term]:
    if only_words:
        return [Term(words=word) for word in words]
    terms: list[Term] = []
    at = 0
    while at < len(words):
        term, taken = _longest(words, at)
        terms.append(term)
        at += taken
    return terms


def _longest(words: list[str], at: int) -> tuple[Term, int]:
    known, longest = _labels()
    for number in range(min(longest, len(words) - at), 0, -1):
        said = " ".join(words[at : at + number])
        found = known.get(normal(said), ())
        if found:
            return Term(words=said, topics=tuple(each.notation for each in found), names=_others(said, found)), number
    return Term(words=words[at]), 1


def _others(said: str, found: Iterable[Concept]) -> tuple[str, ...]:
    names = (name for each in found for name in (each.label, *each.alt_labels) if normal(name) != normal(said))
    return tuple(dict.fromkeys(names))


def normal(words: str) -> str:
    """Give words in the form in which they are compared: lower case, without plural endings and punctuation."""
    return " ".join(_singular(token) for token in _TOKEN.findall(words.casefold()))


def _singular(token: str) -> str:
    is_plural = len(token) >= _SHORTEST_PLURAL and token.endswith("s") and not token.endswith("ss")
    return token[:-1] if is_plural else token


@lru_cache(maxsize=1)
def _labels() -> tuple[Mapping[str, tuple[Concept, ...]], int]:
    known: dict[str, tuple[Concept, ...]] = {}
    for concept in concepts("topic"):
        labels = (concept.label, *concept.alt_labels, *concept.hidden_labels)
        for label in dict.fromkeys(normal(label) for label in labels):
            known[label] = (*known.get(label, ()), concept)
    return known, max((len(label.split()) for label in known), default=0)


@lru_cache(maxsize=512)
def wider(topic: str) -> tuple[str, ...]:
    """Give a topic and those above it, the nearest first; an unknown one stands alone."""
    above = {concept.notation: concept.broader for concept in concepts("topic")}
    chain = [topic]
    while (broader := above.get(chain[-1])) is not None and broader not in chain:
        chain.append(broader)
    return tuple(chain)


@lru_cache(maxsize=512)
def narrower(topic: str) -> tuple[str, ...]:
    """Give a topic and all below it, sorted by notation after itself."""
    below = sorted(each.notation for each in concepts("topic") if topic in wider(each.notation)[1:])
    return (topic, *below)


def topic_words(topics: Iterable[str]) -> str:
    """Give the words under which the full-text table finds statements of topics, and of those above them."""
    return " ".join(sorted({_topic_word(each) for topic in topics for each in wider(topic)}))


def _topic_word(topic: str) -> str:
    return "x" + "".join(character for character in topic.casefold() if character.isalnum())


def match_expression(terms: Iterable[Term]) -> str | None:
    """Give the FTS5 expression for terms, or None where there are none.

    Everything of a reader's goes in as a quoted string, so that no character of it can be syntax.
    """
    return " AND ".join(map(_matching, terms)) or None


def _matching(term: Term) -> str:
    words = [term.words] if term.is_quoted else term.words.split()
    own = f"{OWN_WORDS} : ({' AND '.join(map(_string, words))})"
    if not term.topics:
        return f"({own})"
    topics = f"topics : ({' OR '.join(_string(_topic_word(each)) for each in term.topics)})"
    names = f"{OWN_WORDS} : ({' OR '.join(map(_string, term.names))})"
    return f"({' OR '.join((own, names, topics) if term.names else (own, topics))})"


def _string(words: str) -> str:
    return '"{}"'.format(words.replace('"', '""'))
