"""What was found in a document, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import shorten
from typing import Any, Final

Json = Mapping[str, Any]

_WIDTH: Final = 100


def extraction_as_text(document: Json) -> str:
    """Give a document in the layout of the annotated ones as an outline: the asks with their reasons, then the rest."""
    words = {segment["id"]: _words(document["text"], segment) for segment in document["segments"]}
    lines = [str(document["title"]), ""]
    for segment in document["segments"]:
        if segment["role"] == "recommendation":
            lines += _ask(segment, words, document["links"])
    rest = [segment for segment in document["segments"] if segment["role"] in ("claim", "evidence")]
    for segment in rest:
        lines.append(f"[{segment['role']}, {segment['confidence']:.2f}] {words[segment['id']]}")
    lines += ["", "Actors: " + ", ".join(f"{actor['name']} ({actor['type']})" for actor in document["actors"])]
    return "\n".join(lines)


def _words(text: str, segment: Json) -> str:
    return " ".join(text[segment["start"] : segment["end"]].split())


def _ask(segment: Json, words: Mapping[str, str], links: list[Json]) -> Iterator[str]:
    yield f"[recommendation, {segment['confidence']:.2f}] {words[segment['id']]}"
    details = (
        ("asked by", segment["asserted_by"]),
        ("asked of", ", ".join(segment["addressee"])),
        ("to", segment["action"]),
        ("firmness", segment["strength"]),
        ("means", segment["instrument"]),
    )
    for name, value in details:
        if value:
            yield f"    {name}: {value}"
    for link in links:
        if link["target"] == segment["id"]:
            premise = shorten(words[link["premise"]], _WIDTH, placeholder=" ...")
            # How sure a part belongs to its whole isn't kept; the number that comes with it is that of the part's role.
            sure = (
                "part of it" if link["relation"] == "part_of" else f"{link['relation']} it ({link['confidence']:.2f})"
            )
            yield f"    {sure}: {premise}"
