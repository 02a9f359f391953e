"""Which provision of the document itself do these words mean?"""

from __future__ import annotations

from typing import Final

from ingest.components.citations.items import Item, forms
from ingest.components.citations.locators import PREFIXES, RANKS, Locator
from ingest.components.citations.placing import Places
from ingest.outline import Outline, section_of, steps

_WHOLE: Final = frozenset({"Act", "act", "resolution", "order", "memorandum", "proclamation", "directive"})


def this_provision(level: str, place: int, places: Places, outline: Outline) -> str | None:
    """The provision at a place that "this section", "this subsection" or "this Act" means, or None."""
    current = places.provision(place)
    if level == "act" and current is None and not places.is_quoted(place):
        return outline.base or None
    if current is None or places.is_quoted(place):
        return None
    if level == "act":
        return outline.base or None
    if outline.amends(current) or not _is_in_order(current):
        return None
    return _around(level, current)


def own_provision(locator: Locator, item: Item, this: str | None, places: Places, outline: Outline) -> str | None:
    """The path of the provision that a locator means, or None where the document doesn't settle it.

    Args:
        locator: the words.
        item: the number among those of its innermost step.
        this: the word after "of this", such as `Act` or `section`, or None.
        places: the part in which it stands.
        outline: the document's provisions.
    """
    current = places.provision(locator.start)
    if current is None or places.is_quoted(locator.start):
        return None
    if this not in _WHOLE and (outline.amends(current) or not _is_in_order(current)):
        return None
    if any(len(link.items) > 1 for link in locator.links[1:]):
        return None
    outer = locator.links[-1]
    chosen = item if len(locator.links) == 1 else outer.items[0]
    if chosen.marks is None:
        return None
    if outer.level in PREFIXES:
        found = _big(f"{PREFIXES[outer.level]}{chosen.number}", this, current, outline)
        found = found + (chosen.path or "") if found is not None else None
    else:
        around = _around(this, current) if this is not None and this not in _WHOLE else None
        found = _small(outer.level, chosen.marks, current, outline, around)
    return _below(found, locator, item)


def _below(path: str | None, locator: Locator, item: Item) -> str | None:
    """The path with the inner steps of a locator added: `(1)` of `paragraph (1) of section 3(b)`."""
    for rank in range(len(locator.links) - 2, -1, -1):
        link = locator.links[rank]
        chosen = item if rank == 0 else link.items[0]
        if path is None or link.level in PREFIXES or chosen.path is None:
            return None
        path += chosen.path
    return path


def _big(step: str, this: str | None, current: str, outline: Outline) -> str | None:
    """The one section (or title and so on) of this number, in the same division where the numbers begin anew."""
    if step.startswith("s") and step[1:2].isdigit():
        known = outline.sections.get(step, ())
    else:
        known = tuple(sorted(path for path in outline.paths if path.endswith(f"/{step}")))
    around = _around(this, current) if this in PREFIXES and this != "section" else None
    if around is not None:
        known = tuple(path for path in known if path.startswith(f"{around}/"))
    if len(known) > 1:
        division = _around("division", current)
        known = tuple(path for path in known if division is not None and path.startswith(f"{division}/"))
    return known[0] if len(known) == 1 else None


def _small(level: str, marks: tuple[str, ...], current: str, outline: Outline, around: str | None) -> str | None:
    """The nearest provision of this mark: below one of those that the place lies in."""
    section = section_of(current)
    if section is None or RANKS[level] not in forms(marks[0]):
        return None
    parents = [section] if level == "subsection" else [step for step in steps(current) if step.startswith(section)]
    if around is not None:
        parents = [around]
    for parent in parents:
        if f"{parent}/{marks[0]}" in outline.paths:
            return "/".join((parent, *marks))
    return None


def _around(level: str | None, current: str) -> str | None:
    """The provision of a level that a path lies in."""
    if level == "section":
        return section_of(current)
    if level in PREFIXES:
        prefix = PREFIXES[level]
        found = (step for step in steps(current) if _is_step(step.rpartition("/")[2], prefix))
        return next(found, None)
    section = section_of(current)
    if section is None or level not in RANKS:
        return None
    inner = [step for step in steps(current) if len(step) > len(section)]
    if level == "subsection":
        inner = inner[-1:]
    return next((step for step in inner if RANKS[level] in forms(step.rpartition("/")[2])), None)


def _is_step(step: str, prefix: str) -> bool:
    return step.startswith(prefix) and step[len(prefix) :][:1].isupper() | step[len(prefix) :][:1].isdigit()


def _is_in_order(path: str) -> bool:
    """Whether the marks below the section go down in rank; those of an amendment's own text begin anew."""
    section = section_of(path)
    last = -1
    for mark in path[len(section) + 1 :].split("/") if section is not None and len(path) > len(section) else ():
        following = [rank for rank in sorted(forms(mark)) if rank > last]
        if not following:
            return False
        last = following[0]
    return True
