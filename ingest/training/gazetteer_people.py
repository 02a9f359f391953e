"""Members of Congress, presidents and vice presidents as gazetteer entries, out of open lists of them.

A member's entry says in which chamber, for which state and when the member served, so that "Senator Young" can be told
from the representatives of that name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

Entry = dict[str, Any]

_SOURCE: Final = "congress-legislators"
_FIRST_PRESIDENCY: Final = "1961"
_CALLED: Final = {
    "George Herbert Walker Bush": "George H. W. Bush",
    "George Walker Bush": "George W. Bush",
    "John Fitzgerald Kennedy": "John F. Kennedy",
    "Lyndon Baines Johnson": "Lyndon B. Johnson",
    "J.D. Vance": "JD Vance",
}
"""Names of presidents and vice presidents that their first name and surname alone don't tell from another's."""
_GENERATION = re.compile(r",? (?:Jr\.|Sr\.|II|III|IV)$")
_FIELD = re.compile(r"^    (bioguide|wikidata|wikipedia|first|middle|nickname|last|official_full): (.+)$", re.MULTILINE)
_TERM = re.compile(r"^  - type: (\w+)\n((?:    .+\n)+)", re.MULTILINE)
_PART = re.compile(r"^    (start|end|state): (.+)$", re.MULTILINE)


def legislators(texts: Iterable[str]) -> Iterator[Entry]:
    """Everybody in one or more states of the list of members, under the name by which they are commonly called.

    Args:
        texts: the list as it stood at several times, the newest last: whoever has left is in an older one only.
    """
    records: dict[str, Entry] = {}
    for text in texts:
        for block in re.split(r"^- id:\n", text, flags=re.MULTILINE)[1:]:
            record = _legislator(block)
            # Reading the newest last lets it overwrite what it says better; the order is by identifier.
            records[record.pop("bioguide")] = record
    shared = {name for name, count in Counter(record["name"] for record in records.values()).items() if count > 1}
    for _, record in sorted(records.items()):
        if record["name"] in shared:
            record["aliases"] = [record["name"], *record["aliases"]]
            record["name"] = f"{record['name']} ({record['terms'][-1].split()[1]})"
        yield record


def _legislator(block: str) -> Entry:
    parts = {key: _plain(value) for key, value in _FIELD.findall(block)}
    short = f"{parts['first']} {parts['last']}"
    called = re.sub(r" \(.*", "", parts.get("wikipedia", parts.get("official_full", short)))
    if parts["last"] not in called:
        called = f"{parts.get('nickname', parts['first'])} {parts['last']}"
    name = _GENERATION.sub("", called)
    aliases = {
        called,
        short,
        parts.get("official_full", short),
        f"{parts.get('nickname', parts['first'])} {parts['last']}",
    }
    if "middle" in parts:
        aliases.add(f"{parts['first']} {parts['middle'][0]}. {parts['last']}")
    plain = {_GENERATION.sub("", alias) for alias in aliases}
    same = [f"http://www.wikidata.org/entity/{parts['wikidata']}"] if "wikidata" in parts else []
    same.append(f"https://bioguide.congress.gov/search/bio/{parts['bioguide']}")
    return {
        "bioguide": parts["bioguide"],
        "name": name,
        "kind": "person",
        "aliases": sorted((aliases | plain) - {name}),
        "same_as": same,
        "surname": parts["last"],
        "terms": list(_terms(block)),
        "source": _SOURCE,
    }


def _terms(block: str) -> Iterator[str]:
    """Terms of service, those that follow each other in one seat joined: "sen WA 2001-01-03 2031-01-03"."""
    joined: list[list[str]] = []
    for chamber, rest in _TERM.findall(block):
        parts = {key: _plain(value) for key, value in _PART.findall(rest)}
        last = joined[-1] if joined else None
        if last is not None and last[:2] == [chamber, parts["state"]] and parts["start"][:4] == last[3][:4]:
            last[3] = parts["end"]
        else:
            joined.append([chamber, parts["state"], parts["start"], parts["end"]])
    return (" ".join(term) for term in joined)


def _plain(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) > 1 and value[0] == value[-1] == '"':
        # YAML writes letters beyond ASCII as escapes in some of the older states of the list.
        return re.sub(r"\\(?:x(\w\w)|u(\w{4}))", lambda found: chr(int(found[1] or found[2], 16)), value[1:-1]).replace(
            '\\"', '"'
        )
    return value


def executives(text: str) -> Iterator[Entry]:
    """Presidents and vice presidents whose last term began in 1961 or later."""
    for block in re.split(r"^- id:\n", text, flags=re.MULTILINE)[1:]:
        if max(re.findall(r"start: '(\d{4})", block)) < _FIRST_PRESIDENCY:
            continue
        parts = dict(re.findall(r"^    (first|middle|last|nickname): '?([^'\n]+)'?$", block, re.MULTILINE))
        full = " ".join(parts[key] for key in ("first", "middle", "last") if key in parts)
        name = _CALLED.get(full, f"{parts.get('nickname', parts['first'])} {parts['last']}")
        offices = [
            office for sort, office in (("prez", "President"), ("viceprez", "Vice President"))
            if f"type: {sort}\n" in block
        ]  # fmt: skip
        called = [parts["last"], name]
        if "middle" in parts:
            called.append(f"{parts['first']} {parts['middle'][0]}. {parts['last']}")
        aliases = [f"{office} {who}" for office in offices for who in called] + called[2:]
        if len(parts.get("middle", "")) > len("J."):
            aliases.append(f"{parts['first']} {parts['middle']} {parts['last']}")
        ids = dict(re.findall(r"^    (bioguide|wikidata): (\w+)$", block, re.MULTILINE))
        same = [f"https://bioguide.congress.gov/search/bio/{ids['bioguide']}"] if "bioguide" in ids else []
        yield {
            "name": name, "kind": "person", "aliases": aliases, "same_as": same,
            "surname": parts["last"], "terms": list(_presidencies(block)), "source": _SOURCE,
        }  # fmt: skip


def _presidencies(block: str) -> Iterator[str]:
    for sort, rest in _TERM.findall(block):
        if sort == "prez":
            parts = dict(re.findall(r"^    (start|end): '?([\d-]+)", rest, re.MULTILINE))
            yield f"prez US {parts['start']} {parts['end']}"


def read_legislators(folder: Path) -> Iterator[Entry]:
    """The members in all `legislators-*.yaml` of a folder; `legislators-current.yaml` counts as the newest."""
    paths = sorted(folder.glob("legislators-*.yaml"), key=lambda path: (path.stem == "legislators-current", path.name))
    return legislators(path.read_text("utf-8") for path in paths)
