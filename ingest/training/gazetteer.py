"""Makes `ingest/gazetteer/actors.jsonl` out of open lists of agencies, countries, committees and people.

Only facts are taken over: names, acronyms, kinds, identifiers. `ingest/gazetteer/README.md` says where the lists are
published and under which licences. Run it as `python -m ingest.training.gazetteer FOLDER`, FOLDER being where they lie.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

OUTPUT: Final = Path(__file__).resolve().parents[1] / "gazetteer" / "actors.jsonl"
HANDMADE: Final = OUTPUT.with_name("handmade.jsonl")

_AGENCY = re.compile(
    r"\b(?:Administration|Agency|Authority|Bank|Board|Bureau|Center|Centers|Command|Commission|Committee|Corporation|Corps"
    r"|Council|Department|Foundation|Institute|Institutes|Library|Mint|Office|Secretariat|Service|Services|System)\b"
)
_NOISE = re.compile(r" - |\bHQ\b|[()&/;]|^(?:Division|Presidential Documents)")
_TURNED = re.compile(r"(?P<rest>[A-Z][\w ,&'-]+?) Department")
Entry = dict[str, Any]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a comma-separated file with a head line."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def agencies(records: Iterable[dict[str, str]]) -> Iterator[Entry]:
    """Agencies whose names read like names; an acronym goes along where it is long enough and names one body only."""
    usable = [record for record in records if _AGENCY.search(record["name"]) and not _NOISE.search(record["name"])]
    owners = Counter(record["acronym"] for record in usable)
    for record in usable:
        acronym = record["acronym"]
        is_safe = len(acronym) >= 3 and owners[acronym] == 1 and acronym == _initials(record["name"])
        yield _entry(_turned_back(record["name"]), "government", [acronym] if is_safe else [])


def countries(records: Iterable[dict[str, str]]) -> Iterator[Entry]:
    """Countries by the short name that English texts use, with ISO and Wikidata identifiers."""
    for record in records:
        name = record["CLDR display name"] or record["official_name_en"]
        if name in _SHARED:
            continue
        formal = re.sub(r"^the ", "", record["UNTERM English Formal"])
        wikidata = record["wikidata_id"].replace("https://www.wikidata.org/wiki/", "http://www.wikidata.org/entity/")
        aliases = [other for other in (record["official_name_en"], formal) if other and "(" not in other]
        yield _entry(_LONG.get(name, name), "country", [name, *aliases], [wikidata] if wikidata else [])


_SHARED: Final = frozenset({"Georgia", "Jersey"})
"""Countries whose names, as these texts use them, mostly mean a state of the United States or a part of its name."""

_LONG: Final = {
    "Congo - Kinshasa": "Democratic Republic of the Congo",
    "Congo - Brazzaville": "Republic of the Congo",
    "UK": "United Kingdom",
    "US": "United States",
    "Hong Kong SAR China": "Hong Kong",
}


def committees(records: Iterable[dict[str, str]]) -> Iterator[Entry]:
    """Committees of Congress, also as bills name them; subcommittees are left out, their names are common words."""
    for record in records:
        if record["parent"]:
            continue
        aliases = []
        match = re.fullmatch(r"(House|Senate) ((?:Permanent |Special )?(?:Select )?Committee on (.+))", record["name"])
        if match:
            chamber = "House of Representatives" if match[1] == "House" else "Senate"
            short = match[3].removeprefix("the ")
            aliases = [f"{match[2]} of the {chamber}", f"{match[1]} {short} Committee"]
        yield _entry(record["name"], "government", aliases)


def legislators(records: Iterable[dict[str, str]]) -> Iterator[Entry]:
    """Members of Congress by full name; the surname is kept apart, since alone it settles nothing."""
    for record in records:
        full, short = record["full_name"], f"{record['first']} {record['last']}"
        if record["nickname"]:
            name = f"{record['nickname']} {record['last']}"
        else:
            name = full if full and not re.search(r"[.,\"]", full) else short
        same = [f"http://www.wikidata.org/entity/{record['wikidata']}"] if record["wikidata"] else []
        same.append(f"https://bioguide.congress.gov/search/bio/{record['bioguide']}")
        aliases = {full, short} - {name, ""}
        yield {**_entry(name, "person", sorted(aliases), same), "surname": record["last"]}


def executives(text: str) -> Iterator[Entry]:
    """Presidents and vice presidents whose last term began in 1989 or later."""
    for block in re.split(r"^- id:\n", text, flags=re.MULTILINE)[1:]:
        if max(re.findall(r"start: '(\d{4})", block)) < "1989":
            continue
        parts = dict(re.findall(r"^    (first|middle|last|nickname): '?([^'\n]+)'?$", block, re.MULTILINE))
        name = f"{parts.get('nickname', parts['first'])} {parts['last']}"
        office = "President" if "type: prez" in block else "Vice President"
        aliases = [f"{office} {parts['last']}"]
        if "middle" in parts:
            aliases.append(f"{parts['first']} {parts['middle'][0]}. {parts['last']}")
        yield _entry(name, "person", [*aliases, f"{office} {name}"])


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """One entry a name, earlier ones first; an alias of one is never the name or alias of another."""
    table: dict[str, Entry] = {}
    for entry in entries:
        known = table.setdefault(entry["name"].casefold(), entry)
        if known is not entry:
            known["aliases"] = [*known["aliases"], *entry["aliases"]]
            known["same_as"] = [*known["same_as"], *entry["same_as"]]
    taken = {entry["name"] for entry in table.values()}
    for entry in table.values():
        aliases = [alias for alias in dict.fromkeys(entry["aliases"]) if alias and alias not in taken]
        taken.update(aliases)
        entry["aliases"], entry["same_as"] = aliases, list(dict.fromkeys(entry["same_as"]))
    return sorted(table.values(), key=lambda entry: str(entry["name"]))


def build(folder: Path) -> list[Entry]:
    """All entries out of the lists in a folder, those added by hand taking precedence."""
    by_hand = (json.loads(line) for line in HANDMADE.read_text("utf-8").splitlines())
    ours = [{"aliases": [], "same_as": [], **entry} for entry in by_hand]
    listed = [
        *countries(rows(folder / "country-codes.csv")),
        *agencies(rows(folder / "federal-agencies.csv")),
        *committees(rows(folder / "committees-current.csv")),
        *executives((folder / "executive.yaml").read_text("utf-8")),
        *legislators(rows(folder / "legislators-current.csv")),
    ]
    # A committee that is listed by hand under its common name is the same body as the listed one.
    names = {alias for entry in ours for alias in entry["aliases"]}
    return merged([*ours, *(entry for entry in listed if entry["name"] not in names)])


def _entry(name: str, kind: str, aliases: list[str], same_as: list[str] | None = None) -> Entry:
    return {"name": name, "kind": kind, "aliases": aliases, "same_as": same_as or []}


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _turned_back(name: str) -> str:
    # The list turns some names round, as in "Commerce Department".
    match = _TURNED.fullmatch(name)
    return name if match is None else f"Department of {match['rest']}"


def main(folder: Path) -> None:
    """Write the data file, one entry a line."""
    lines = []
    for entry in build(folder):
        kept = {key: value for key, value in entry.items() if value}
        lines.append(json.dumps(kept, ensure_ascii=False, sort_keys=False))
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
