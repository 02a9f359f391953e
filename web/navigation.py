"""The ways through the pages: what staffers need first, what researchers need apart, and where one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A link of the navigation.

    Attributes:
        path: where it leads.
        words: what it is called.
        current: `page` on that very page, `true` on one below it, else None; as `aria-current` has it.
    """

    path: str
    words: str
    current: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Navigation:
    """The links of every page: the main ones, the one on the reading itself, and those of researchers."""

    main: tuple[Way, ...]
    method: Way
    research: tuple[Way, ...]

    @property
    def is_research(self) -> bool:
        """Whether one is on a page of researchers."""
        return any(way.current for way in self.research)


_Entry = tuple[str, str, tuple[str, ...]]

# Path, words, and the beginnings of the addresses below it.
_MAIN: Final[tuple[_Entry, ...]] = (
    ("/recommendations", "Recommendations", ("/id/statement/",)),
    ("/topics", "Topics", ("/id/topic/",)),
    ("/documents", "Documents", ("/id/document/",)),
    ("/actors", "Actors", ("/id/actor/",)),
    ("/compare", "Compare", ()),
    ("/explore", "Explore", ()),
    ("/list", "My list", ("/brief",)),
)
_METHOD: Final[_Entry] = ("/method", "Method", ())
_RESEARCH: Final[tuple[_Entry, ...]] = (
    ("/api/queries", "Questions", ()),
    ("/sparql", "SPARQL", ()),
    ("/releases", "Releases", ()),
    ("/ontology", "Vocabulary", ("/concepts", "/id/scheme/")),
)


def navigation(path: str) -> Navigation:
    """Give the links as they stand on the page of a path."""
    return Navigation(
        main=tuple(_way(entry, path) for entry in _MAIN),
        method=_way(_METHOD, path),
        research=tuple(_way(entry, path) for entry in _RESEARCH),
    )


def _way(entry: _Entry, path: str) -> Way:
    target, words, below = entry
    if path == target:
        return Way(path=target, words=words, current="page")
    is_below = any(path == each.rstrip("/") or path.startswith(f"{each.rstrip('/')}/") for each in (target, *below))
    return Way(path=target, words=words, current="true" if is_below else None)
