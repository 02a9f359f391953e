"""What a document says of its own provisions: which there are, which amend another law, which rules it is about.

Made once a document from its blocks, so that words such as "paragraph (2) of this subsection" can be looked up. An
order has no identifier of its own to begin the paths with, so that they begin with the section: `s4/a`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.readers.provisions import ProvisionPath
from ingest.source import Block

_BASE: Final = re.compile(
    r"/us/(?:(?:bill|resolution)/\d{1,3}/[a-z]{1,7}/\d{1,5}|(?:pl|pvtl)/\d{1,3}/\d{1,4}|sComp/\d{1,3}/\d{1,5}|act/[^/]+/[^/]+)"
)
_SECTION: Final = re.compile(r"s\d[\w.\u2010-\u2015-]*\Z")
_AMENDS: Final = re.compile(r"\b(?:is|are) (?:hereby )?(?:further )?amended\b")
_OPENS_SECTION: Final = re.compile(
    r"\W{0,4}(?:(?:SECTION|Section|SEC\.|Sec\.)\s(?P<number>\d{1,3}(?:\.\d{1,3})?)|(?P<part>\d{1,2}\.\d{1,2}))\.?(?=\s)"
    r"(?:[^.(]{0,200}\.\W{0,4}\s\((?P<mark>a)\))?"
)
_OPENS_MARK: Final = re.compile(r"\((?P<mark>[0-9A-Za-z]{1,5})\)\s")
_RULES: Final = re.compile(
    r"(?<![\d.])(?P<title>\d{1,2}) (?:CFR|C\.F\.R\.) (?:chapter [IVXLC]{1,7},? )?[Pp]arts? "
    r"(?P<parts>\d{1,4}(?:(?:, and |, | and | through |[-\u2013])\d{1,4}(?!\d| CFR| C\.F)){0,20})"
)


@dataclass(frozen=True, slots=True)
class Outline:
    """The provisions of one document.

    Attributes:
        base: identifier of the document itself, which all its paths begin with; empty for an order, None where there
            are no provisions.
        paths: every path of a provision, and of all that it lies in.
        sections: paths by the last step of a section: `s3`.
        amending: paths of provisions that change the words of another law.
        rules: part of the Code of Federal Regulations to the titles under which the document names it.
        placed: paths of blocks that don't say theirs themselves, by where they start.
    """

    base: str | None = None
    paths: frozenset[str] = frozenset()
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    amending: frozenset[str] = frozenset()
    rules: Mapping[str, frozenset[int]] = field(default_factory=dict)
    placed: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, blocks: Sequence[Block], *, is_order: bool = False) -> Outline:
        """Look through a document.

        Args:
            text: its text.
            blocks: its blocks, with places in the text.
            is_order: it is an order or the like, whose sections are told by how they begin.
        """
        paths: dict[str, None] = {}
        amending = set()
        for block in blocks:
            if block.provision is not None and _BASE.match(block.provision):
                paths.setdefault(block.provision)
                if _AMENDS.search(text, block.start, block.end):
                    amending.add(block.provision)
        base = next((match[0] for path in paths if (match := _BASE.match(path))), None)
        placed: dict[int, str] = {}
        if base is None and is_order and (found := _sections_of_order(text, blocks)):
            base, (paths, placed) = "", found
        return cls(
            base=base,
            paths=frozenset(step for path in paths for step in steps(path)),
            sections=_sections(paths),
            amending=frozenset(amending),
            rules=_rules(text),
            placed=placed,
        )

    def path_of(self, block: Block) -> str | None:
        """The path of the provision that a block belongs to."""
        return block.provision if block.provision is not None else self.placed.get(block.start)

    def amends(self, path: str) -> bool:
        """Whether a provision, or one that it lies in, changes another law."""
        return any(step in self.amending for step in steps(path))


def steps(path: str) -> list[str]:
    """A path and all those that it lies in, the longest first."""
    found = [path]
    while len(path) > 1 and (cut := path.rfind("/")) > 0:
        path = path[:cut]
        found.append(path)
    return found


def section_of(path: str) -> str | None:
    """The path of the section that a provision lies in, or None where it lies in none."""
    return next((step for step in steps(path) if _SECTION.match(step.rpartition("/")[2])), None)


def _sections_of_order(text: str, blocks: Sequence[Block]) -> tuple[dict[str, None], dict[int, str]] | None:
    """Paths of an order and of its blocks: `Sec. 5. Funding. (a) ...` opens a section, `(b) ...` goes on in it."""
    walk = ProvisionPath("")
    paths: dict[str, None] = {}
    placed: dict[int, str] = {}
    for block in blocks:
        opens = _OPENS_SECTION.match(text, block.start, block.end)
        mark = _OPENS_MARK.match(text, block.start, block.end)
        if opens is not None:
            paths.setdefault(walk.enter_section(opens["number"] or opens["part"]))
            if opens["mark"]:
                paths.setdefault(walk.enter(opens["mark"]))
        elif mark is not None and walk.is_inside:
            paths.setdefault(walk.enter(mark["mark"]))
        if walk.is_inside:
            placed[block.start] = walk.path
    return (paths, placed) if paths else None


def _sections(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        section = section_of(path)
        if section is not None:
            found.setdefault(section.rpartition("/")[2], {})[section] = None
    return {name: tuple(known) for name, known in found.items()}


def _rules(text: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for match in _RULES.finditer(text):
        for part in re.findall(r"\d{1,4}", match["parts"]):
            found.setdefault(part, set()).add(int(match["title"]))
    return {part: frozenset(titles) for part, titles in found.items()}
