"""Wrong extractions of each kind with what decided, as Markdown for a person who wants to mend them.

Which ones are shown is drawn by a digest of document and place: spread over documents, the same in every run, and not
picked for how they look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from textwrap import shorten
from typing import Final

from ingest.evaluation.comparing import Comparison
from ingest.evaluation.mistakes import KINDS, Mistake

WIDTH: Final = 280


def mistakes(documents: Sequence[Comparison], number: int) -> dict[str, list[Mistake]]:
    """Up to `number` wrong extractions of each kind, spread over the documents."""
    return {name: _spread((kind(document) for document in documents), number) for name, kind in KINDS.items()}


def as_markdown(found: Mapping[str, Sequence[Mistake]], *, width: int = WIDTH) -> str:
    """Write mistakes as a page with a section for each kind.

    Args:
        found: mistakes by kind.
        width: longest quotation, in characters.
    """
    lines: list[str] = []
    for name, group in found.items():
        lines += [f"### {name}", ""]
        if not group:
            lines += ["None.", ""]
        for number, item in enumerate(group, start=1):
            lines += [
                f"{number}. `{item.document}` {item.place}: {_quoted(item.text, width)}",
                f"   - annotated: {item.gold}",
                f"   - found: {item.found}",
                f"   - decided by: {item.why}",
            ]
        if group:
            lines.append("")
    return "\n".join(lines)


def _spread(by_document: Iterable[Iterator[Mistake]], number: int) -> list[Mistake]:
    queues = [sorted(group, key=_draw) for group in by_document]
    queues = sorted((queue for queue in queues if queue), key=lambda queue: _digest(queue[0].document))
    drawn: list[Mistake] = []
    turn = 0
    while len(drawn) < number and any(turn < len(queue) for queue in queues):
        drawn += [queue[turn] for queue in queues if turn < len(queue)]
        turn += 1
    return drawn[:number]


def _draw(mistake: Mistake) -> tuple[str, str]:
    return (_digest(f"{mistake.document} {mistake.place}"), mistake.found)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _quoted(text: str, width: int) -> str:
    words = shorten(text, width, placeholder=" ...")
    for sign in ("\\", "*", "_", "[", "]", "<", "`", "|"):
        words = words.replace(sign, f"\\{sign}")
    return f'"{words}"'
