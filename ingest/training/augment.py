"""Copies of treebank sentences as policy documents print them: headings in capitals, typographic quotes.

The annotation stays; only the spelling changes, and never the number of characters, so no offset moves.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ingest.training.treebanks import Sentence, Word

# Typographic quotes and the apostrophe, by code point: they are easily mistaken for others in print.
OPEN_SINGLE, CLOSE_SINGLE = "\u2018", "\u2019"
CASE_SHARES = {"lower": 0.03, "upper": 0.03, "title": 0.04}
"""The share of sentences to copy in another case."""
CURLED = 0.3
"""The share of texts that get typographic quotes."""
IMPERATIVES = 0.3
"""The share of the possible imperatives to make."""
HEADINGS = 0.5
SHORTEST, LONGEST = 3, 20
_SMALL = frozenset({"ADP", "DET", "CCONJ", "PART", "AUX"})


def _title(word: Word, first: bool) -> str:
    if word.upos in _SMALL and not first:
        return word.form
    return word.form[:1].upper() + word.form[1:]


def _same_length(form: str, changed: str) -> str:
    """Keeps the old form where the change of case alters its length ("ß" to "SS")."""
    return changed if len(changed) == len(form) else form


CASES: dict[str, Callable[[Word, bool], str]] = {
    "lower": lambda word, first: word.form.lower(),
    "upper": lambda word, first: word.form.upper(),
    "title": _title,
}


def recase(sentence: Sentence, case: str) -> Sentence:
    """Spells a sentence in lower case, capitals or title case.

    Args:
        sentence: The sentence.
        case: `lower`, `upper` or `title`.

    Returns:
        A copy with the same annotation.
    """
    spell = CASES[case]
    words = [
        replace(word, form=_same_length(word.form, spell(word, index == 0)))
        for index, word in enumerate(sentence.words)
    ]
    return replace(sentence, words=words)


def curl_quotes(sentence: Sentence) -> Sentence:
    """Replaces straight quotes and apostrophes by typographic ones.

    Args:
        sentence: The sentence.

    Returns:
        A copy in which quotes open after a space and close otherwise.
    """
    words = []
    after_space = True
    for word in sentence.words:
        form = word.form.replace("'", OPEN_SINGLE if after_space and word.upos == "PUNCT" else CLOSE_SINGLE)
        form = form.replace('"', "“" if after_space else "”")
        words.append(replace(word, form=form))
        after_space = word.space or form in {"(", "[", "“", "—"}
    return replace(sentence, words=words)


def recased_copies(sentences: Iterable[Sentence], seed: int, shares: dict[str, float]) -> Iterator[Sentence]:
    """Yields recased copies of some sentences.

    Args:
        sentences: The sentences of a treebank.
        seed: Seed of the choice.
        shares: The share of sentences to copy, by case.

    Yields:
        The copies only.
    """
    choose = random.Random(seed)  # noqa: S311
    for sentence in sentences:
        for case, share in shares.items():
            if choose.random() < share:
                yield recase(sentence, case)


def imperatives(sentences: Iterable[Sentence], seed: int, share: float) -> Iterator[Sentence]:
    """Yields imperatives made of "should do" and "to do", which treebanks of the web hold few of.

    Half of them come in title case, as headings of policy papers do ("Close the Gaps in Export Controls").

    Args:
        sentences: The sentences of a treebank.
        seed: Seed of the choice.
        share: The share of the possible imperatives to make.

    Yields:
        New short sentences with the annotation of the clause they come from.
    """
    choose = random.Random(seed)  # noqa: S311
    for sentence in sentences:
        for index in range(len(sentence.words)):
            clause = imperative(sentence, index)
            if clause is not None and choose.random() < share:
                yield recase(clause, "title") if choose.random() < HEADINGS else clause


def imperative(sentence: Sentence, verb: int) -> Sentence | None:
    """Makes an imperative of a bare infinitive and all that depends on it to its right.

    Args:
        sentence: The sentence.
        verb: The place of the verb in it.

    Returns:
        The new sentence, or None where the word is no infinitive after a modal or "to", or its clause is broken,
        very short or very long.
    """
    words = sentence.words
    before = [word for word in words[:verb] if word.head == verb]
    if words[verb].xpos != "VB" or not any(word.xpos in {"MD", "TO"} for word in before):
        return None
    inside = [n for n in range(verb, len(words)) if _depends(words, n, verb)]
    while words[inside[-1]].upos == "PUNCT":
        inside.pop()
    if inside[-1] - verb + 1 != len(inside) or not SHORTEST <= len(inside) <= LONGEST:
        return None
    if any(words[n].head < verb for n in inside[1:]):
        return None
    clause = [replace(words[n], head=words[n].head - verb) for n in inside]
    first = clause[0]
    form = first.form[:1].upper() + first.form[1:]
    clause[0] = replace(first, form=form, feats="Mood=Imp|VerbForm=Fin", head=0, deprel="root")
    return Sentence(words=clause)


def _depends(words: list[Word], index: int, ancestor: int) -> bool:
    while index != ancestor and words[index].head != index:
        index = words[index].head
    return index == ancestor
