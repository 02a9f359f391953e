"""The graph as plain tables, with a description of each column in CSV on the Web (CSVW).

Tables say less than the graph: passages, mentions and runs aren't in them. Several values in one cell stand with `|`
between them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from kg.exports.argument import Argument
from kg.model import Actor, Claim, Extraction, Quote, Recommendation
from kg.normalising import author_iri

Cell = str | int | float | bool | None | tuple[str, ...]

SEPARATOR: Final = "|"
METADATA: Final = "csv-metadata.json"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what its values are, and what they mean."""

    name: str
    meaning: str
    datatype: str = "string"
    many: bool = False
    refers_to: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what it holds, its key, and its columns."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def _iri(meaning: str, name: str = "iri", *, refers_to: str | None = None, many: bool = False) -> Column:
    return Column(name, meaning, "anyURI", many, refers_to)


_PLACE: Final = (
    _iri("the quoted words", "quote", refers_to="quotes"),
    _iri("the document", "document", refers_to="documents"),
    Column("words", "the exact words"),
)
_READING: Final = (
    Column("is_reported", "said by somebody other than the document's author", "boolean"),
    Column("polarity", "`for`, or `against` where the text denies it or asks not to"),
    Column("topics", "notations of topics", many=True),
    Column("confidence", "how sure the program is of its reading, 0 to 1", "decimal"),
    Column("cue", "what made the program say so"),
    Column("review", "what a person has said of it"),
)
TABLES: Final = (
    Table("documents", "One version of one source a row.", ("iri",), (
        _iri("the document"),
        Column("title", "title"),
        _iri("whom it is by", "authors", refers_to=None, many=True),
        Column("publisher", "who published it"),
        # A date may be cut to a year or month.
        Column("issued", "when, as an ISO 8601 date that may be cut to a year or month"),
        Column("url", "where the original was published"),
        Column("source_kind", "sort of publication"),
        Column("language", "BCP 47 tag"),
        Column("media_type", "of the original bytes"),
        Column("identifiers", "official identifiers", many=True),
        Column("is_brief", "written for this project about another source", "boolean"),
        Column("sha256", "digest of the original bytes"),
        Column("text_sha256", "digest of the stored text, to which all places refer"),
        Column("length", "Unicode code points in the stored text", "integer"),
        Column("pages", "number of pages", "integer"),
        _iri("the earlier version of the same source", "revises"),
    )),
    Table("actors", "Whoever speaks or is asked to act.", ("iri",), (
        _iri("the actor"),
        Column("name", "canonical name"),
        Column("kind", "person, company, government, country or organization"),
        Column("aliases", "other names", many=True),
        Column("same_as", "the same actor elsewhere", "anyURI", many=True),
    )),
    Table("recommendations", "What somebody is asked to do.", ("iri",), (
        _iri("the recommendation"),
        *_PLACE,
        Column("sentence", "the ask as one sentence, in words of this project"),
        _iri("who asks", "issuer", refers_to="actors"),
        _iri("who is asked to act", "addressees", many=True),
        Column("action", "what is to be done, as in the text"),
        Column("object", "what it is done to, as in the text"),
        Column("condition", "on which condition, as in the text"),
        Column("deadline", "by when, as in the text"),
        Column("instrument", "by which means of policy"),
        Column("modality", "how firmly: must, should or may"),
        _iri("the recommendation that this is a part of", "part_of", refers_to="recommendations"),
        *_READING,
    )),
    Table("claims", "What somebody says is so; `role` tells evidence from claims.", ("iri",), (
        _iri("the claim"),
        *_PLACE,
        Column("role", "`evidence` where it reports a checkable particular, else `claim`"),
        _iri("who asserts it", "asserted_by", refers_to="actors"),
        Column("hedges", "words that weaken it", many=True),
        *_READING,
    )),
    Table("justifications", "Premises that speak for or against a statement.", ("iri",), (
        _iri("the justification"),
        _iri("the statement that it bears on", "target"),
        Column("direction", "`supports` or `disputes`"),
        Column("confidence", "how sure the program is of the link, 0 to 1", "decimal"),
        Column("cue", "what made the program draw it"),
        Column("review", "what a person has said of it"),
    )),
    Table("premises", "One premise of one justification a row.", ("justification", "premise"), (
        _iri("the justification", "justification", refers_to="justifications"),
        _iri("the statement given as a reason", "premise"),
    )),
    Table("quotes", "Exact words and their place in a document's stored text.", ("iri",), (
        _iri("the quote"),
        _iri("the document", "document", refers_to="documents"),
        Column("start", "first code point", "integer"),
        Column("end", "one past the last code point", "integer"),
        Column("page", "page on which it starts", "integer"),
        Column("exact", "the words"),
        Column("prefix", "up to 32 code points before them"),
        Column("suffix", "up to 32 code points after them"),
    )),
)  # fmt: skip


def csvw_metadata(base: str) -> str:
    """Give the description of all tables in CSVW.

    Args:
        base: IRI of what the tables are part of.
    """
    tables = [_table_metadata(table) for table in TABLES]
    data = {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], "@id": f"{base}#tables", "tables": tables}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _table_metadata(table: Table) -> dict[str, Any]:
    keys = [
        {"columnReference": each.name, "reference": {"resource": f"{each.refers_to}.csv", "columnReference": "iri"}}
        for each in table.columns
        if each.refers_to
    ]
    schema: dict[str, Any] = {
        "columns": [_column_metadata(each, required=each.name in table.key) for each in table.columns],
        "primaryKey": list(table.key),
    }
    if keys:
        schema["foreignKeys"] = keys
    if table.key == ("iri",):
        schema["aboutUrl"] = "{+iri}"
    return {"url": f"{table.name}.csv", "dc:title": table.name, "dc:description": table.meaning, "tableSchema": schema}


def _column_metadata(column: Column, *, required: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"name": column.name, "titles": column.name, "dc:description": column.meaning}
    said["datatype"] = column.datatype
    return {**said, **({"separator": SEPARATOR} if column.many else {}), **({"required": True} if required else {})}


class TableWriter:
    """Writes the tables, document by document; actors, whom many documents name, come last."""

    def __init__(self, folder: Path) -> None:
        """Take the folder for the files, which is there."""
        self._folder = folder
        self._stack = ExitStack()
        self._writers: dict[str, Callable[[Iterable[str]], Any]] = {}
        self._quotes: set[str] = set()
        self._actors: dict[str, Actor] = {}

    def __enter__(self) -> Self:
        for table in TABLES:
            path = self._folder / f"{table.name}.csv"
            file = self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file, lineterminator="\n").writerow
            writer([column.name for column in table.columns])
            self._writers[table.name] = writer
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, extraction: Extraction) -> None:
        """Write one document's rows."""
        self._row("documents", document_cells(extraction))
        argument = Argument.of_extraction(extraction)
        for statement in argument.statements.values():
            if isinstance(statement, Claim):
                self._row("claims", claim_cells(statement))
            else:
                self._row("recommendations", ask_cells(statement, argument.sentence(statement)))
        for line in extraction.justifications:
            cells: dict[str, Cell] = {"iri": line.iri, "target": line.target, "direction": line.direction.value}
            self._row("justifications", cells | _read_by_program(line))
            for premise in line.premises:
                self._row("premises", {"justification": line.iri, "premise": premise})
        # A statement and a mention may stand at the same place, and then share their quote.
        quoted = (*extraction.statements, *extraction.mentions, *extraction.citations)
        for quote in {
            each.quote.iri: each.quote for each in sorted(quoted, key=lambda each: each.quote.start)
        }.values():
            self._row("quotes", quote_cells(quote))
        for actor in extraction.actors:
            known = self._actors.get(actor.iri)
            self._actors[actor.iri] = actor if known is None else _merged(known, actor)

    def finish(self) -> None:
        """Write the actors."""
        for iri in sorted(self._actors):
            actor = self._actors[iri]
            cells: dict[str, Cell] = {"iri": iri, "name": actor.name, "kind": actor.kind.value}
            self._row("actors", {**cells, "aliases": actor.aliases, "same_as": actor.same_as})

    def _row(self, table: str, cells: Mapping[str, Cell]) -> None:
        columns = next(each.columns for each in TABLES if each.name == table)
        self._writers[table]([_written(cells.get(column.name)) for column in columns])


def _merged(one: Actor, other: Actor) -> Actor:
    return Actor(
        # Of several spellings the first in code point order, whichever document came first.
        name=min(one.name, other.name),
        kind=min(one.kind, other.kind),
        aliases=tuple(sorted({*one.aliases, *other.aliases})),
        same_as=tuple(sorted({*one.same_as, *other.same_as})),
    )


def document_cells(extraction: Extraction) -> dict[str, Cell]:
    """Give the row of a document."""
    document = extraction.document
    return {
        "iri": document.iri,
        "title": document.title,
        "authors": tuple(sorted(author_iri(name) for name in document.authors)),
        "publisher": document.publisher,
        "issued": document.issued,
        "url": document.url,
        "source_kind": document.kind.value,
        "language": document.language,
        "media_type": document.media_type,
        "identifiers": document.identifiers,
        "is_brief": document.is_brief,
        "sha256": document.sha256,
        "text_sha256": document.text_sha256,
        "length": document.length,
        "pages": document.pages,
        "revises": document.revises,
    }


def claim_cells(claim: Claim) -> dict[str, Cell]:
    """Give the row of a claim."""
    own: dict[str, Cell] = {"role": claim.role.value, "asserted_by": claim.asserted_by, "hedges": claim.hedges}
    return {**_statement_cells(claim), **own}


def ask_cells(ask: Recommendation, sentence: str) -> dict[str, Cell]:
    """Give the row of a recommendation."""
    return {
        **_statement_cells(ask),
        "sentence": sentence,
        "issuer": ask.issuer,
        "addressees": tuple(sorted(ask.addressees)),
        "action": ask.action,
        "object": ask.object,
        "condition": ask.condition,
        "deadline": ask.deadline,
        "instrument": None if ask.instrument is None else ask.instrument.value,
        "modality": ask.modality.value,
        "part_of": ask.part_of,
    }


def _statement_cells(statement: Claim | Recommendation) -> dict[str, Cell]:
    return {
        "iri": statement.iri,
        "quote": statement.quote.iri,
        "document": statement.quote.document,
        "words": statement.quote.exact,
        "is_reported": statement.is_reported,
        "polarity": statement.polarity.value,
        "topics": tuple(sorted(statement.topics)),
        **_read_by_program(statement),
    }


def _read_by_program(record: Any) -> dict[str, Cell]:
    return {"confidence": record.confidence, "cue": record.cue, "review": record.review.value}


def quote_cells(quote: Quote) -> dict[str, Cell]:
    """Give the row of a quote."""
    return {
        "iri": quote.iri, "document": quote.document, "start": quote.start, "end": quote.end, "page": quote.page,
        "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix,
    }  # fmt: skip


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, tuple):
        return SEPARATOR.join(each.replace(SEPARATOR, "/") for each in cell)
    return str(cell)


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Read a table back, row by row, each cell as text."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
