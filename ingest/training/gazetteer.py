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

from ingest.training.gazetteer_people import executives, read_legislators

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
        yield _entry(
            _turned_back(record["name"]), "government", [acronym] if is_safe else [], source="federal-agencies"
        )


def countries(records: Iterable[dict[str, str]]) -> Iterator[Entry]:
    """Countries by the short name that English texts use, with ISO and Wikidata identifiers."""
    for record in records:
        name = record["CLDR display name"] or record["official_name_en"]
        if name in _SHARED:
            continue
        formal = re.sub(r"^the ", "", record["UNTERM English Formal"])
        wikidata = record["wikidata_id"].replace("https://www.wikidata.org/wiki/", "http://www.wikidata.org/entity/")
        aliases = [other for other in (record["official_name_en"], formal) if other and "(" not in other]
        same = [wikidata] if wikidata else []
        if record["ISO3166-1-Alpha-2"]:
            same.append(f"https://www.iso.org/obp/ui/#iso:code:3166:{record['ISO3166-1-Alpha-2']}")
        yield _entry(_LONG.get(name, name), "country", [name, *aliases], same, source="country-codes")


_SHARED: Final = frozenset({"Georgia", "Jersey"})
"""Countries whose names, as these texts use them, mostly mean a state of the United States or a part of its name."""

_LONG: Final = {
    "Congo - Kinshasa": "Democratic Republic of the Congo",
    "Congo - Brazzaville": "Republic of the Congo",
    "UK": "United Kingdom",
    "US": "United States",
    "Hong Kong SAR China": "Hong Kong",
    "Macao SAR China": "Macau",
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
        yield _entry(record["name"], "government", aliases, source="congress-legislators")


def companies(records: Iterable[dict[str, str]]) -> Iterator[Entry]:
    """Large listed companies; the name without its legal form goes along where it is no common word or surname."""
    for record in records:
        full = re.sub(r"\s*\([^)]*\)", "", record["Security"]).strip()
        short = _LEGAL_FORM.sub("", full)
        if short in _COMMON_WORDS:
            short = full
        if full not in _COMMON_WORDS and len(short) > 2:
            aliases = [alias for alias in dict.fromkeys((full, short)) if alias not in _COMMON_WORDS]
            yield _entry(short, "company", aliases, source="s-and-p-500")


_LEGAL_FORM: Final = re.compile(
    r"(?:,? (?:Inc\.?|Incorporated|Corporation|Corp\.?|Company|Companies|Co\.|plc|PLC|Ltd\.?|Limited"
    r"|Holdings?|N\.V\.|S\.A\.|LLC|& Co\.|Platforms))+$"
)
_COMMON = """
Align American Ball Block Booking Brown Carnival CF Coherent Constellation Cooper Dover Edison Everest F5 Flex
Fox Hartford HP Hubbell Lilly Linde Loews Masco Match Mosaic News Nordson Principal Progressive Regions
Rollins Roper Southern Tapestry Target Trade Travelers Tyler Ventas Visa Waters Williams Zebra ON Equity
Public Global Best General Southwest United Domino's Casey's Chubb Baxter Corning Crown Hormel Ralph Edwards
Jack Raymond Prudential Quest Discover Universal Western Northern Citizens Republic Huntington Truist Gen
Apollo Consolidated Dominion Duke Federal First Host Fifth Insulet Microchip Monolithic Old Pool Simon Steel
Yum!
"""
_COMMON_WORDS: Final = frozenset(_COMMON.split())
"""Names of companies that are, by themselves, more often another word, a place or a surname."""


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """One entry a name, earlier ones first; an alias of one is never another's name."""
    table: dict[str, Entry] = {}
    for entry in entries:
        known = table.get(entry["name"].casefold())
        if known is None:
            table[entry["name"].casefold()] = dict(entry)
        else:
            for key in ("aliases", "same_as", "terms"):
                known[key] = [*known.get(key, ()), *entry.get(key, ())]
            known.setdefault("surname", entry.get("surname"))
    names = {entry["name"] for entry in table.values()}
    taken = set(names)
    for entry in table.values():
        aliases = list(dict.fromkeys(alias for alias in entry["aliases"] if alias and alias not in names))
        if entry["kind"] != "person" and entry["source"] != "own":
            # Two people may bear one name, and two bodies one acronym: a text that has it leaves open which is meant.
            # The lists of bodies, though, have slips of this kind that mean nothing.
            aliases = [alias for alias in aliases if alias not in taken]
        taken.update(aliases)
        entry["aliases"], entry["same_as"] = aliases, list(dict.fromkeys(entry["same_as"]))
    return sorted(table.values(), key=lambda entry: str(entry["name"]))


def build(folder: Path) -> list[Entry]:
    """All entries out of the lists in a folder, those added by hand taking precedence."""
    by_hand = (json.loads(line) for line in HANDMADE.read_text("utf-8").splitlines())
    ours = [{"aliases": [], "same_as": [], "source": "own", **entry} for entry in by_hand]
    listed = [
        *countries(rows(folder / "country-codes.csv")),
        *agencies(rows(folder / "federal-agencies.csv")),
        *committees(rows(folder / "committees-current.csv")),
        *executives((folder / "executive.yaml").read_text("utf-8")),
        *read_legislators(folder),
        *companies(rows(folder / "s-and-p-500.csv")),
    ]
    # What is listed by hand under its common name is the same actor as the one of a list that has this as its name.
    called = {alias: entry["name"] for entry in ours for alias in entry["aliases"]}
    return merged([*ours, *({**entry, "name": called.get(entry["name"], entry["name"])} for entry in listed)])


def _entry(name: str, kind: str, aliases: list[str], same_as: list[str] | None = None, *, source: str) -> Entry:
    return {"name": name, "kind": kind, "aliases": aliases, "same_as": same_as or [], "source": source}


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _turned_back(name: str) -> str:
    # The list turns some names round, as in "Commerce Department".
    match = _TURNED.fullmatch(name)
    return name if match is None else f"Department of {match['rest']}"


_ORDER: Final = ("name", "kind", "aliases", "weak", "is_place", "same_as", "surname", "terms", "source")


def main(folder: Path) -> None:
    """Write the data file, one entry a line."""
    lines = []
    for entry in build(folder):
        kept = {key: entry[key] for key in _ORDER if entry.get(key)}
        lines.append(json.dumps(kept, ensure_ascii=False, sort_keys=False))
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
