"""Lists over a made index of many statements: how long a page of the list, its facets and its feed take.

Not part of `make bench`: `python -m tests.benchmark.lists --statements 1000000` prints a table of processor time. The
index is written straight into its tables, with topics, actors and words spread as unevenly as in real collections.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.identifiers import mint
from kg.index import Index
from kg.phrases import topic_words
from kg.rows import Search, Sort
from ontology.resources import concepts
from tests.benchmark.page import machine, write_section

PER_DOCUMENT = 100
ACTORS = 20_000
_TEXT = (
    "export controls on advanced chips should be enforced by the bureau with more inspectors and funding so that "
    "smuggling falls while allies share data about licences compute clusters models distillation huawei and congress "
    "requires annual reports from developers of frontier systems before deployment abroad under the act"
)
WORDS = tuple(_TEXT.split())
KINDS = ("policy_paper", "press", "bill", "statement", "rule", "report")
INSTRUMENTS = ("funding", "legislation", "enforcement", "oversight", "standards", "research", "regulation", None)


def fill(path: Path, statements: int, *, seed: int = 7) -> None:
    """Write an index of so many recommendations, a hundred a document."""
    Index.open(path).close()
    chance = random.Random(seed)  # noqa: S311 - an invented index needs no secrets
    topics = [concept.notation for concept in concepts("topic")]
    actors = [(mint("actor", f"actor {number}"), f"Actor {number}") for number in range(ACTORS)]
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    number = 0
    for document in range(1, statements // PER_DOCUMENT + 1):
        _document(connection, document, chance)
        taken = {_uneven(chance, ACTORS) for _ in range(4)}
        connection.executemany(
            "INSERT INTO actor VALUES (?, ?, ?, 'organization', 0, '[]', '[]')",
            [(document, *actors[each]) for each in sorted(taken)],
        )
        for place in range(PER_DOCUMENT):
            number += 1
            _statement(connection, number, document, place, chance, [actors[each] for each in sorted(taken)], topics)
    connection.execute("UPDATE state SET revision = revision + 1")
    connection.execute("COMMIT")
    connection.close()


def _uneven(chance: random.Random, most: int) -> int:
    return min(int(most * chance.random() ** 4), most - 1)


def _document(connection: sqlite3.Connection, number: int, chance: random.Random) -> None:
    day = f"20{chance.randint(15, 26)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    iri = mint("document", str(number))
    connection.execute(
        "INSERT INTO document VALUES (?, ?, ?, ?, ?, 9000, 'text/plain', ?, 'Example Press', ?, NULL, ?, 'en', NULL, "
        "0, NULL, ?, 1)",
        (number, iri, mint("extraction", iri), "a" * 64, "b" * 64, f"Paper number {number} on controls", day,
         chance.choice(KINDS), f"2026-01-01T00:{number // 60 % 60:02}:{number % 60:02}Z"),
    )  # fmt: skip


def _statement(
    connection: sqlite3.Connection,
    number: int,
    document: int,
    place: int,
    chance: random.Random,
    actors: list[tuple[str, str]],
    topics: list[str],
) -> None:
    words = " ".join(WORDS[_uneven(chance, len(WORDS))] for _ in range(18))
    speaker, addressee = chance.choice(actors), chance.choice(actors)
    held = sorted({topics[_uneven(chance, len(topics))] for _ in range(chance.randint(0, 2))})
    connection.execute(
        "INSERT INTO statement VALUES (?, ?, ?, 'p', 'recommendation', ?, ?, NULL, ?, ?, 'should', 'machine', ?, 0, "
        "'do it', NULL, NULL, NULL, ?, ?, 'for', NULL, ?, ?, 1)",
        (number, mint("statement", str(number)), document, place * 90, place * 90 + 80, words,
         round(chance.uniform(0.5, 1), 3), speaker[0], chance.choice(INSTRUMENTS),
         chance.choice(("must", "should", "may")), _uneven(chance, 6), _uneven(chance, 3)),
    )  # fmt: skip
    connection.execute("INSERT INTO addressee VALUES (?, ?)", (number, addressee[0]))
    connection.executemany("INSERT INTO topic VALUES (?, ?)", [(number, each) for each in held])
    connection.execute(
        "INSERT INTO statement_text (rowid, words, names, title, topics) VALUES (?, ?, ?, ?, ?)",
        (number, words, f"{speaker[1]}\n{addressee[1]}", f"Paper number {document} on controls", topic_words(held)),
    )


def searches(index: Index) -> Iterator[tuple[str, Search]]:
    """Give the states of the list that are measured, each with a name."""
    deep = index.statements(Search(sort=Sort.SUPPORT, page=max(1, index.statements(Search()).total // 40)))
    yield "everything", Search()
    yield "a topic", Search(facets={"topic": ("export-controls",)})
    yield (
        "a topic, an instrument and years",
        Search(
            facets={"topic": ("technology-controls",), "instrument": ("funding",), "year": ("2025", "2026")},
            sort=Sort.SUPPORT,
        ),
    )
    yield "a rare word", Search(text="abroad")
    yield "two words", Search(text="smuggling inspectors")
    yield "a word in half of all", Search(text="controls")
    yield "a word in half of all, newest first", Search(text="controls", sort=Sort.NEWEST)
    yield "a topic's name", Search(text="model distillation")
    yield "the middle of everything, by number", Search(page=deep.page, sort=Sort.SUPPORT)
    yield "the middle of everything, after a row", Search(after=deep.rows[-1].iri, sort=Sort.SUPPORT)


def measure(index: Index, *, rounds: int = 5) -> Iterator[tuple[str, float, float]]:
    """Give for each state the median seconds of processor time of the rows alone, and of rows with facets."""
    for name, search in list(searches(index)):
        yield (
            name,
            _median(lambda s=search: index.statements(s), rounds),
            _median(lambda s=search: index.listing(s, most=30), rounds),
        )


def _median(call: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.thread_time()
        call()
        taken.append(time.thread_time() - start)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=200_000)
    parser.add_argument("--index", type=Path, help="keep the index in this file, and use it where it is there already")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md, too")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = arguments.index or Path(folder) / "index.sqlite"
        if not path.exists():
            fill(path, arguments.statements)
        with Index.open(path) as index:
            text = report(index)
    if arguments.write:
        write_section("lists", text)
    sys.stdout.write(text)


def report(index: Index) -> str:
    """Measure an index and give the table with what it was measured on."""
    start = time.thread_time()
    total = index.statements(Search()).total
    reading = time.thread_time() - start
    lines = [
        f"Measured {machine()} with `python -m tests.benchmark.lists` on an index of {total:,} recommendations, in "
        "milliseconds of processor time: medians of five, the words found before. Reading the columns, which a process "
        f"does once, took {reading:.1f} s.",
        "",
        "| list | rows | rows and facets |",
        "|---|---|---|",
    ]
    for name, rows, whole in measure(index):
        lines.append(f"| {name} | {rows * 1000:.0f} | {whole * 1000:.0f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
