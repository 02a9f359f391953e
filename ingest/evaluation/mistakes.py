"""Finds the wrong extractions of each kind in a document, each with what decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from ingest.evaluation.comparing import Comparison, Link, names_of, place_of, same_speaker, speaker_of
from ingest.evaluation.counting import frame_verdicts, matched_asks
from ingest.evaluation.gold import Json

_END: Final = 140
_NOBODY: Final = "nobody"


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """One wrong extraction.

    Attributes:
        document: name of the document.
        place: where, as a range of characters, or the actor's name.
        text: the words.
        gold: what the annotated document says.
        found: what was found.
        why: what decided.
    """

    document: str
    place: str
    text: str
    gold: str
    found: str
    why: str


Kind = Callable[[Comparison], Iterator[Mistake]]


def _segment_mistake(document: Comparison, segment: Json, gold: str, found: str, guess: Json) -> Mistake:
    return Mistake(
        document=document.name, place=place_of(segment), text=document.words(segment), gold=gold, found=found,
        why=_why(guess),
    )  # fmt: skip


def _why(guess: Json) -> str:
    sure = f"{guess['role']} {guess['confidence']:.2f}" if "confidence" in guess else str(guess["role"])
    return f"{guess['cue']} (in the end {sure})" if guess.get("cue") else f"role {sure}"


# --- segments ---


def _roles(document: Comparison) -> Iterator[Mistake]:
    for left, segment in enumerate(document.gold["segments"]):
        if left not in document.matches:
            continue
        guess = document.found["segments"][document.matches[left]]
        if guess["role"] != segment["role"]:
            also = f", also {', '.join(segment['also'])}" if segment.get("also") else ""
            yield _segment_mistake(document, segment, segment["role"] + also, guess["role"], guess)


def _cuts(document: Comparison) -> Iterator[Mistake]:
    for left, segment in enumerate(document.gold["segments"]):
        if left in document.matches:
            continue
        inside = [
            place_of(guess)
            for guess in document.found["segments"]
            if guess["start"] < segment["end"] and segment["start"] < guess["end"]
        ]
        yield Mistake(
            document=document.name, place=place_of(segment), text=document.words(segment),
            gold=f"one segment, {segment['role']}", found=", ".join(inside) or "no segment there",
            why="blocks, sentence rules and parser",
        )  # fmt: skip


def _frames(name: str) -> Kind:
    def wrong(document: Comparison) -> Iterator[Mistake]:
        for _, one, other in matched_asks(document):
            if not frame_verdicts(one, other)[name]:
                yield _segment_mistake(document, one, _said(one.get(name)), _said(other.get(name)), other)

    return wrong


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _NOBODY
    return str(value) if value else "nothing"


def _speakers(document: Comparison) -> Iterator[Mistake]:
    for left, right in document.matches.items():
        segment, guess = document.gold["segments"][left], document.found["segments"][right]
        wanted, given = speaker_of(segment, document.gold), speaker_of(guess, document.gold)
        if not same_speaker(wanted, given):
            author = "the author"
            yield _segment_mistake(document, segment, wanted or author, given or author, guess)


# --- links ---


def _missing_links(document: Comparison) -> Iterator[Mistake]:
    found = document.links_found(document.matches)
    for link in sorted(document.links_wanted() - set(found)):
        instead = _from(document, link[0], found)
        yield _link_mistake(document, link, _linked(document, link), instead, _ends(document, link))


def _spurious_links(document: Comparison) -> Iterator[Mistake]:
    wanted = document.links_wanted()
    for link, item in sorted(document.links_found(document.matches).items()):
        if link not in wanted:
            why = f"{item.get('cue') or 'the rules for parts of an ask'} ({item['confidence']:.2f})"
            yield _link_mistake(document, link, _from(document, link[0], wanted), _linked(document, link), why)


def _from(document: Comparison, premise: str, links: Iterable[Link]) -> str:
    """What a premise is linked to."""
    others = [_linked(document, link) for link in sorted(links) if link[0] == premise]
    return "; ".join(others) or "no link from it"


def _linked(document: Comparison, link: Link) -> str:
    return f"{link[2]} {link[1].strip('~')} ({shorten(_at(document, link[1]), 60, placeholder=' ...')})"


def _at(document: Comparison, place: str) -> str:
    start, end = place.strip("~").split("-")
    return " ".join(document.gold["text"][int(start) : int(end)].split())


def _link_mistake(document: Comparison, link: Link, gold: str, found: str, why: str) -> Mistake:
    premise, target = (shorten(_at(document, place), _END, placeholder=" ...") for place in link[:2])
    place = " to ".join(end.strip("~") for end in link[:2])
    return Mistake(
        document=document.name, place=place, text=f"{premise} → {target}", gold=gold, found=found,
        why=why,
    )  # fmt: skip


def _ends(document: Comparison, link: Link) -> str:
    """What both ends were taken for: a link between what is no statement can't be found."""
    ranks = {place_of(segment): rank for rank, segment in enumerate(document.gold["segments"])}
    roles = []
    for place in link[:2]:
        right = document.matches.get(ranks[place])
        roles.append(document.found["segments"][right]["role"] if right is not None else "no segment")
    return f"no link was likely enough; the ends were read as {roles[0]} and {roles[1]}"


# --- actors ---


def _renamed(document: Comparison) -> dict[int, Json]:
    """Gold actors that were found under a name that isn't theirs, by their rank: the two share a mention."""
    meant = document.actors_meant()
    renamed: dict[int, Json] = {}
    for rank, actor in enumerate(document.gold["actors"]):
        if rank in meant:
            continue
        known = names_of([actor["name"], *actor["mentions"]])
        others = zip(meant, document.found["actors"], strict=True)
        same = next((other for at, other in others if at is None and known & names_of(other["mentions"])), None)
        if same is not None:
            renamed[rank] = same
    return renamed


def _missing_actors(document: Comparison) -> Iterator[Mistake]:
    meant, renamed = set(document.actors_meant()), _renamed(document)
    for rank, actor in enumerate(document.gold["actors"]):
        if rank not in meant and rank not in renamed:
            named = f"{actor['name']} ({actor['type']})"
            yield _actor_mistake(document, actor, named, _NOBODY, _overlooked(document, actor))


def _overlooked(document: Comparison, actor: Json) -> str:
    """Why nobody was found: the words went to somebody else, or to nobody."""
    for other in document.found["actors"]:
        for mention in other["mentions"]:
            if any(name in mention for name in actor["mentions"]):
                return f"the mention “{mention}” was taken for {other['name']}"
    return "its mentions were taken for nobody"


def _spurious_actors(document: Comparison) -> Iterator[Mistake]:
    renamed = [id(actor) for actor in _renamed(document).values()]
    for rank, actor in zip(document.actors_meant(), document.found["actors"], strict=True):
        if rank is None and id(actor) not in renamed:
            yield _actor_mistake(document, actor, "no such actor", f"{actor['name']} ({actor['type']})", _seen(actor))


def _renamed_actors(document: Comparison) -> Iterator[Mistake]:
    for rank, found in _renamed(document).items():
        gold = document.gold["actors"][rank]
        yield _actor_mistake(document, gold, gold["name"], found["name"], _seen(found))


def _mistyped_actors(document: Comparison) -> Iterator[Mistake]:
    for rank, found in zip(document.actors_meant(), document.found["actors"], strict=True):
        if rank is not None and document.gold["actors"][rank]["type"] != found["type"]:
            yield _actor_mistake(document, found, document.gold["actors"][rank]["type"], found["type"], _seen(found))


def _seen(actor: Json) -> str:
    mentions = ", ".join(f"“{mention}”" for mention in actor["mentions"][:4])
    return f"the mentions {mentions}" if mentions else "named only as addressee or speaker"


def _actor_mistake(document: Comparison, actor: Json, gold: str, found: str, why: str) -> Mistake:
    return Mistake(
        document=document.name, place=actor["name"], text=_around(document, actor), gold=gold, found=found, why=why
    )


def _around(document: Comparison, actor: Json) -> str:
    """The words about the first mention."""
    text = document.gold["text"]
    places = [text.find(mention) for mention in [*actor["mentions"], actor["name"]]]
    start = min((place for place in places if place >= 0), default=0)
    return " ".join(text[max(0, start - 60) : start + 100].split())


KINDS: Final[dict[str, Kind]] = {
    "Wrong role": _roles,
    "Wrong cut": _cuts,
    "Wrong addressee": _frames("addressee"),
    "Wrong strength": _frames("strength"),
    "Wrong instrument": _frames("instrument"),
    "Wrong speaker": _speakers,
    "Missing link": _missing_links,
    "Spurious link": _spurious_links,
    "Missing actor": _missing_actors,
    "Spurious actor": _spurious_actors,
    "Actor under a wrong name": _renamed_actors,
    "Actor of a wrong type": _mistyped_actors,
}
