"""The lines between `---` at the top of a file, and what they say about the source.

Only `key: value` lines with continuation lines and `- item` lists are read, on purpose: a full YAML reader would bring
a dependency and let a hostile file build anything it likes.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ingest.readers.structure import iso_date
from ingest.source import Metadata
from kg.model import SourceKind

_FENCE: Final = re.compile(r"\A\s*---[ \t]*\n(?P<body>.*?\n|)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR: Final = re.compile(r"(?P<key>[A-Za-z_][\w-]*):(?:[ \t]+(?P<value>.*))?$")
_ESCAPE: Final = re.compile(r"\\(?P<code>x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U000[0-9A-Fa-f]{5}|.)")
_LIMIT: Final = 20_000
_KINDS_BY_WORD: Final = (
    ("fact sheet", SourceKind.PRESS),
    ("fact-sheet", SourceKind.PRESS),
    ("press release", SourceKind.PRESS),
    ("remarks", SourceKind.SPEECH),
    ("speech", SourceKind.SPEECH),
    ("executive order", SourceKind.EXECUTIVE_ORDER),
    ("testimony", SourceKind.TESTIMONY),
    ("statements-releases", SourceKind.PRESS),
    ("articles", SourceKind.PRESS),
    ("statement by", SourceKind.STATEMENT),
    ("statement from", SourceKind.STATEMENT),
    ("joint statement", SourceKind.STATEMENT),
    ("readout", SourceKind.STATEMENT),
    ("presidential message", SourceKind.STATEMENT),
)


def split_front_matter(text: str) -> tuple[dict[str, str], int]:
    """Give the keys and values at the top and where the body starts; no keys and 0 where there is no front matter."""
    match = _FENCE.match(text[:_LIMIT])
    if not match:
        return {}, 0
    values: dict[str, str] = {}
    key = ""
    for line in match["body"].splitlines():
        pair = _PAIR.match(line)
        if pair:
            key = pair["key"].lower()
            values[key] = (pair["value"] or "").strip()
        elif key and line.strip():
            item = line.strip().removeprefix("- ")
            values[key] = f"{values[key]} {item}".strip()
        elif line.strip():
            return {}, 0
    return {key: _unquoted(value) for key, value in values.items()}, match.end()


def metadata_of(values: dict[str, str]) -> Metadata:
    """Turn front matter into what is known of the source; for a brief that is the source it was written about."""
    if values.get("kind") == "brief":
        return Metadata(
            title=values.get("title") or values.get("source_title") or None,
            authors=_authors(values.get("source_author")),
            publisher=values.get("source_publisher") or None,
            issued=values.get("source_date") or None,
            url=values.get("source_url") or None,
            kind=_kind(values.get("source_kind", "")),
            language=values.get("language") or None,
            is_brief=True,
        )
    return Metadata(
        title=values.get("title") or None,
        authors=_authors(values.get("author") or values.get("authors") or values.get("source_author")),
        publisher=values.get("publisher") or values.get("source_publisher") or None,
        issued=iso_date(_first(values, "date", "published", "published_time", "issued", "source_date")),
        url=_first(values, "source_url", "url", "link", "canonical_url") or None,
        kind=_stated_or_guessed_kind(values),
        language=values.get("language") or values.get("lang") or None,
    )


def kind_from_words(text: str) -> SourceKind:
    """Guess the sort of publication from the first telling words of a title or tag; UNKNOWN where there are none."""
    lowered = text.lower()
    found = [(lowered.find(word), kind) for word, kind in _KINDS_BY_WORD if word in lowered]
    return min(found, key=lambda pair: pair[0])[1] if found else SourceKind.UNKNOWN


def _stated_or_guessed_kind(values: dict[str, str]) -> SourceKind:
    stated = _kind(values.get("source_kind") or values.get("kind") or "")
    if stated is not SourceKind.UNKNOWN:
        return stated
    return kind_from_words(f"{values.get('title', '')} {values.get('tags', '')}")


def _kind(word: str) -> SourceKind:
    try:
        return SourceKind(word.strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        return SourceKind.UNKNOWN


def _authors(value: str | None) -> tuple[str, ...]:
    if not value:
        return ()
    names = value.strip("[]").split(";") if ";" in value else [value]
    return tuple(_unquoted(name.strip()) for name in names if name.strip())


def _first(values: dict[str, str], *keys: str) -> str:
    return next((values[key] for key in keys if values.get(key)), "")


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        quote = value[0]
        return value[1:-1].replace("''", "'") if quote == "'" else _ESCAPE.sub(_unescaped, value[1:-1])
    return value


def _unescaped(match: re.Match[str]) -> str:
    """What an escape in a double-quoted value means; format characters such as the word joiner go."""
    code = match["code"]
    character = chr(int(code[1:], 16)) if code[0] in "xuU" else {"_": " ", "n": " ", "t": " "}.get(code, code)
    return "" if unicodedata.category(character) == "Cf" else character
