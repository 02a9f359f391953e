"""Makes the table of acts out of texts that cite acts by name and place: `python -m ingest.training.acts FOLDER`.

`FOLDER` holds gzipped JSON lines with a text each, such as bills and presidential documents. A name is kept where the
texts agree on its place: at least three give it, and most of those that use the same system (code or public law) give
the same one. Only the facts are kept: the name, its place, and how many texts say so. Well-known acts of
`acts_handmade.jsonl`, at their places in the United States Code, come before what the texts say.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ingest.components.citations.acts import DATA, defined_acts, normal_name
from ingest.components.citations.addresses import Cited, public_law, us_code

_FEWEST: Final = 3
_SHARE: Final = 2 / 3
_HANDMADE: Final = DATA.with_name("acts_handmade.jsonl")


def texts(folder: Path) -> Iterator[str]:
    """The texts of all files in a folder, white space made even."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield " ".join((record.get("text") or record.get("text_md") or "").split())


def table(found: Iterable[str]) -> Iterator[dict[str, object]]:
    """Names with their place, in order."""
    places: dict[str, Counter[Cited]] = defaultdict(Counter)
    handmade = dict(_handmade())
    for text in found:
        for name, cited in defined_acts(text).items():
            places[name][cited] += 1
    for name in sorted({*places, *handmade}):
        known = handmade.get(name)
        chosen = (known, places[name][known]) if known is not None else _agreed(places[name])
        if chosen is not None and len(name.split()) > 1 and "- " not in name:
            cited, count = chosen
            yield {"name": name, "identifier": cited.identifier, "url": cited.url, "texts": count}


def _handmade() -> Iterator[tuple[str, Cited]]:
    for line in _HANDMADE.read_text("utf-8").splitlines():
        record = json.loads(line)
        steps = record["place"].split("/")
        if steps[2] == "pl":
            cited = public_law(int(steps[3]), int(steps[4]))
        else:
            cited = us_code(int(steps[3][1:]), steps[4][1:]).below("".join(f"/{step}" for step in steps[5:]))
        yield normal_name(record["name"]), cited


def _agreed(counts: Counter[Cited]) -> tuple[Cited, int] | None:
    """The place that most texts give, if nearly all that use the same system (code or public law) agree on it."""
    best, count = min(counts.items(), key=lambda item: (-item[1], str(item[0].identifier)))
    system = str(best.identifier).split("/")[2]
    alike = sum(number for cited, number in counts.items() if str(cited.identifier).split("/")[2] == system)
    return (best, count) if count >= _FEWEST and count >= _SHARE * alike else None


def main(arguments: list[str]) -> None:
    """Write the table."""
    lines = [json.dumps(record, ensure_ascii=False) for record in table(texts(Path(arguments[0])))]
    DATA.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
