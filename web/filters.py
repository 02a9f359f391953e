"""The filters beside the list: facets with counts, each value a link that adds or removes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.conditions import ACTOR, NOBODY
from kg.phrases import wider
from kg.rows import Facet, FacetValue, Search
from web.labels import facet_title, label
from web.library import library
from web.searches import first_page, list_address

FIRST_VALUES: Final = 6
"""Values of a facet that are shown at once; the others are behind "more"."""

MOST_VALUES: Final = 24
"""Values of a facet that have a link; how many others there are is said."""

_OPEN: Final = frozenset({"topic", "addressee", "issuer", "support", "year"})
_HIDDEN: Final = frozenset({"document"})


@dataclass(frozen=True, kw_only=True, slots=True)
class FacetChoice:
    """A facet's value as a link that adds or removes it; `narrower` are the topics below a topic."""

    value: FacetValue
    label: str
    href: str
    narrower: tuple[FacetChoice, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something in it or below it is chosen."""
        return self.value.chosen or any(each.is_open for each in self.narrower)


@dataclass(frozen=True, kw_only=True, slots=True)
class FacetGroup:
    """A facet with its values, the usual ones first and the rest apart.

    Attributes:
        others: how many more values there are, which have no link.
        is_open: it is unfolded from the start.
    """

    name: str
    title: str
    first: tuple[FacetChoice, ...]
    rest: tuple[FacetChoice, ...]
    others: int
    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Something by which the list is narrowed, with the address of the list without it."""

    label: str
    href: str


def facet_groups(search: Search, facets: Sequence[Facet]) -> tuple[FacetGroup, ...]:
    """Give the facets that can narrow the list; one with a single value that all have can't."""
    groups = (_group(search, facet) for facet in facets if facet.name not in _HIDDEN and _is_useful(facet))
    return tuple(groups)


def _is_useful(facet: Facet) -> bool:
    return len(facet.values) > 1 or any(value.chosen for value in facet.values)


def _group(search: Search, facet: Facet) -> FacetGroup:
    # The list is narrowed by what statements have; that they have nothing comes last.
    values = sorted(facet.values, key=_year_order if facet.name == "year" else _is_missing)
    choices = [_choice(search, facet.name, value) for value in values]
    choices = _nested(choices) if facet.name == "topic" else choices
    front = [choice for choice in choices if choice.is_open]
    front += [choice for choice in choices if not choice.is_open][: max(0, FIRST_VALUES - len(front))]
    return FacetGroup(
        name=facet.name,
        title=facet_title(facet.name),
        first=tuple(choice for choice in choices if choice in front),
        rest=tuple(choice for choice in choices if choice not in front),
        others=facet.others,
        is_open=facet.name in _OPEN or any(value.chosen for value in values),
    )


def _is_missing(value: FacetValue) -> bool:
    return value.value == NOBODY


def _year_order(value: FacetValue) -> tuple[bool, int]:
    return (value.value == NOBODY, -int(value.value) if value.value.isdigit() else 0)


def _choice(search: Search, name: str, value: FacetValue) -> FacetChoice:
    held = search.facets.get(name, ())
    wanted = tuple(each for each in held if each != value.value) if value.chosen else (*held, value.value)
    facets = {**search.facets, name: wanted}
    href = list_address(replace(first_page(search), facets=facets))
    return FacetChoice(value=value, label=value_label(name, value), href=href)


def value_label(name: str, value: FacetValue) -> str:
    """Give what a facet's value is called."""
    return value.label if value.label != value.value else label(name, value.value)


def _nested(choices: Sequence[FacetChoice]) -> list[FacetChoice]:
    """Put topics under the nearest topic above them that is there, too."""
    known = {choice.value.value: choice for choice in choices}
    below: dict[str | None, list[str]] = {}
    for notation in known:
        parent = next((each for each in wider(notation)[1:] if each in known), None)
        below.setdefault(parent, []).append(notation)
    return [_with_narrower(notation, known, below) for notation in below.get(None, [])]


def _with_narrower(
    notation: str, known: Mapping[str, FacetChoice], below: Mapping[str | None, Sequence[str]]
) -> FacetChoice:
    narrower = tuple(_with_narrower(each, known, below) for each in below.get(notation, ()))
    return replace(known[notation], narrower=narrower)


def chosen_filters(search: Search, facets: Sequence[Facet]) -> tuple[Chosen, ...]:
    """Give everything by which the list is narrowed besides its words."""
    found = []
    for facet in facets:
        for value in facet.values:
            if value.chosen:
                said = f"{facet_title(facet.name)}: {value_label(facet.name, value)}"
                found.append(Chosen(label=said, href=_without(search, facet.name, value.value)))
    for iri in search.facets.get(ACTOR, ()):
        row = library().index.actor(iri)
        found.append(
            Chosen(label=f"Asks or is asked: {row.name if row else 'unknown'}", href=_without(search, ACTOR, iri))
        )
    start = first_page(search)
    if search.earliest:
        found.append(Chosen(label=f"From {search.earliest}", href=list_address(replace(start, earliest=None))))
    if search.latest:
        found.append(Chosen(label=f"To {search.latest}", href=list_address(replace(start, latest=None))))
    return tuple(found)


def _without(search: Search, name: str, value: str) -> str:
    kept = tuple(each for each in search.facets.get(name, ()) if each != value)
    return list_address(replace(first_page(search), facets={**search.facets, name: kept}))
