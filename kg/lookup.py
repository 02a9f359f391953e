"""The reading half of the index: searches, facets and lists, as SQL over the projection.

SQL is put together from constants only; every value goes in as a parameter.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from kg.column_reader import ColumnReader
from kg.conditions import CURRENT, FACETS, FROM, ORDERS, chosen_values, marks
from kg.errors import StoreError
from kg.finding import Finding, most_frequent
from kg.matching import explained
from kg.model import Role
from kg.rows import (
    ActorRow,
    Counts,
    DocumentRow,
    Facet,
    FacetValue,
    Listing,
    MentionRow,
    Named,
    Page,
    PassageRow,
    Search,
    Sort,
    StatementRow,
)

_WHOLE: Final = ("topic", "year")
_STATEMENT_COLUMNS: Final = """
    s.id, s.iri, s.role, d.iri AS document, d.title AS document_title, d.is_brief, d.publisher, d.issued, d.source_kind,
    s.passage, s.start, s.end, s.page, s.exact, s.confidence, s.cue, s.review, s.speaker, s.is_reported, s.action,
    s.object, s.condition, s.deadline, s.instrument, s.modality, s.polarity, s.part_of, s.supports, s.disputes,
    s.sources, d.url AS document_url, d.loaded,
    EXISTS (SELECT 1 FROM document newer WHERE newer.revises = d.iri) AS superseded
"""


def _unreadable(error: sqlite3.Error) -> StoreError:
    return StoreError(f"The search index can't be read ({error}); delete index.sqlite and run `warrant reindex`.")


class Lookup:
    """Reads the projection; `kg.index.Index` adds the writing."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._columns = ColumnReader(connect)

    def read(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Give the rows of one statement of SQL, for the modules of `kg` that know the tables.

        Args:
            sql: text made of constants only.
            values: its parameters.

        Raises:
            StoreError: the file can't be read.
        """
        try:
            return self._connect().execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise _unreadable(error) from error

    def statements(self, search: Search) -> Page[StatementRow]:
        """Find statements, one page of them."""
        return self._page(self._finding(search))

    def listing(self, search: Search, *, most: int | None = None) -> Listing:
        """Find statements with all that a page shows beside them.

        Args:
            search: what is looked for.
            most: values of each facet that are given, besides those chosen; None for all. Topics nest and years are
                few, so that these are given in full.
        """
        finding = self._finding(search)
        return Listing(
            results=self._page(finding),
            facets=tuple(self._facet(name, finding, None if name in _WHOLE else most) for name in FACETS),
            named=tuple((term.words, term.topics) for term in finding.terms if term.topics),
            only_words=finding.total_of_words(),
        )

    def every(self, search: Search, *, at_once: int = 200) -> Iterator[StatementRow]:
        """Find statements, all of them whatever page the search asks for, and read them as they are taken."""
        finding = self._finding(search)
        ids = finding.ids
        for first in range(0, len(ids), at_once):
            yield from self._statement_rows(self._found([int(each) for each in ids[first : first + at_once]]))

    def recommendations(self, search: Search) -> Page[StatementRow]:
        """Find recommendations, one page of them; the same as `statements` with a search's usual roles."""
        return self.statements(search)

    def facets(self, search: Search) -> dict[str, tuple[FacetValue, ...]]:
        """Give each facet's values with counts, under all conditions of the search but those on the facet itself."""
        finding = self._finding(search)
        return {name: self._facet(name, finding, None).values for name in FACETS}

    def tally(self, search: Search, facet: str) -> dict[str, int]:
        """Give how many statements that a search finds have each value of a facet; values that none has are left out.

        Conditions on the facet itself don't count, as in `listing`.
        """
        return self._finding(search).counts(facet)

    def numbers(self, search: Search, *, most: int) -> list[int]:
        """Give the first statements that a search finds, by their numbers in the index and in its order."""
        return [int(each) for each in self._finding(search).ids[:most]]

    def revision(self) -> int:
        """Give the state of the index: a number that changes with every change."""
        return int(self.read("SELECT revision FROM state")[0][0])

    def _finding(self, search: Search) -> Finding:
        try:
            return Finding(search, self._columns.columns(), self.read)
        except sqlite3.Error as error:
            raise _unreadable(error) from error

    def _page(self, finding: Finding) -> Page[StatementRow]:
        search, place = finding.search, finding.place()
        ids = [int(each) for each in finding.ids[place.first : place.first + search.per_page]]
        rows = self._statement_rows(self._found(ids))
        if finding.expression is not None:
            rows = explained(rows, ids, finding.terms, self.read)
        return Page(
            rows=rows,
            total=finding.total,
            page=place.first // search.per_page + 1,
            per_page=search.per_page,
            first=place.first + 1,
            is_lost=place.is_lost,
        )

    def _found(self, ids: Sequence[int]) -> list[sqlite3.Row]:
        rows = self.read(f"SELECT {_STATEMENT_COLUMNS} {FROM} WHERE s.id IN ({marks(ids)})", ids)
        order = {number: place for place, number in enumerate(ids)}
        return sorted(rows, key=lambda row: order[row["id"]])

    def _facet(self, name: str, finding: Finding, most: int | None) -> Facet:
        counts = finding.counts(name)
        chosen = chosen_values(name, finding.search.facets.get(name, ()))
        shown = dict.fromkeys([*most_frequent(counts, most), *chosen])
        labels = self._labels(name, list(shown))
        values = (
            FacetValue(value=value, label=labels.get(value, value), count=counts.get(value, 0), chosen=value in chosen)
            for value in shown
        )
        return Facet(
            name=name,
            values=tuple(sorted(values, key=lambda each: (-each.count, each.label.casefold(), each.value))),
            others=len(counts.keys() - shown.keys()),
        )

    def _labels(self, facet: str, values: Sequence[str]) -> dict[str, str]:
        if facet in ("issuer", "addressee"):
            return self._names(values)
        if facet == "document":
            return self._titles(values)
        return {}

    def _names(self, iris: Sequence[str]) -> dict[str, str]:
        return self._in_lots("SELECT iri, MIN(name) AS name FROM actor WHERE iri IN ({}) GROUP BY iri", iris)

    def _titles(self, iris: Sequence[str]) -> dict[str, str]:
        return self._in_lots("SELECT iri, title AS name FROM document WHERE iri IN ({})", iris)

    def _in_lots(self, sql: str, iris: Sequence[str]) -> dict[str, str]:
        names: dict[str, str] = {}
        for first in range(0, len(iris), 500):
            lot = iris[first : first + 500]
            names |= {row["iri"]: row["name"] for row in self.read(sql.format(marks(lot)), lot)}
        return names

    def _statement_rows(self, rows: Sequence[sqlite3.Row]) -> tuple[StatementRow, ...]:
        ids = [row["id"] for row in rows]
        addressees = self._several("SELECT statement, actor AS value FROM addressee", ids)
        topics = self._several("SELECT statement, topic AS value FROM topic", ids)
        speakers = [row["speaker"] for row in rows if row["speaker"]]
        names = self._names([*dict.fromkeys([*speakers, *(iri for each in addressees.values() for iri in each)])])
        return tuple(
            _statement_row(row, names, addressees.get(row["id"], ()), topics.get(row["id"], ())) for row in rows
        )

    def _several(self, sql: str, ids: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for first in range(0, len(ids), 500):
            lot = ids[first : first + 500]
            for row in self.read(f"{sql} WHERE statement IN ({marks(lot)}) ORDER BY value", lot):
                found.setdefault(row["statement"], []).append(row["value"])
        return found

    def statement(self, iri: str) -> StatementRow | None:
        """Give one statement of any version, or None."""
        rows = self.read(f"SELECT {_STATEMENT_COLUMNS} {FROM} WHERE s.iri = ?", (iri,))
        return self._statement_rows(rows)[0] if rows else None

    def statements_by(self, iris: Sequence[str]) -> tuple[StatementRow, ...]:
        """Give the statements of these IRIs, in the order asked for; one that isn't there is left out."""
        wanted, found = list(dict.fromkeys(iris)), list[StatementRow]()
        for first in range(0, len(wanted), 500):
            lot = wanted[first : first + 500]
            found += self._statement_rows(
                self.read(f"SELECT {_STATEMENT_COLUMNS} {FROM} WHERE s.iri IN ({marks(lot)})", lot)
            )
        place = {iri: number for number, iri in enumerate(wanted)}
        return tuple(sorted(found, key=lambda row: place[row.iri]))

    def statements_of(self, document: str) -> tuple[StatementRow, ...]:
        """Give all statements of one document version in the order of the text."""
        rows = self.read(
            f"SELECT {_STATEMENT_COLUMNS} {FROM} WHERE d.iri = ? ORDER BY s.start, s.end",
            (document,),
        )
        return self._statement_rows(rows)

    def passages_of(self, document: str) -> tuple[PassageRow, ...]:
        """Give all passages of one document version in order."""
        rows = self.read(
            "SELECT p.iri, p.kind, p.role, p.start, p.end, p.page, p.depth, p.provision FROM passage p "
            "JOIN document d ON d.id = p.document WHERE d.iri = ? ORDER BY p.rank",
            (document,),
        )
        return tuple(PassageRow(**dict(row)) for row in rows)

    def place(self, iri: str) -> MentionRow | None:
        """Give the document and place of a passage, mention or citation, or None."""
        rows = self.read(
            "SELECT p.iri, 'passage' AS kind, d.iri AS document, p.start, p.end, NULL AS actor FROM passage p "
            "JOIN document d ON d.id = p.document WHERE p.iri = ? UNION ALL "
            "SELECT m.iri, m.kind, d.iri, m.start, m.end, m.actor FROM mention m "
            "JOIN document d ON d.id = m.document WHERE m.iri = ?",
            (iri, iri),
        )
        return MentionRow(**dict(rows[0])) if rows else None

    def documents(self, *, include_superseded: bool = True) -> tuple[DocumentRow, ...]:
        """Give all documents, the newest first; superseded versions are flagged."""
        where = "1" if include_superseded else CURRENT
        return self._document_rows(where, ())

    def document(self, iri: str) -> DocumentRow | None:
        """Give one document version, or None."""
        rows = self._document_rows("d.iri = ?", (iri,))
        return rows[0] if rows else None

    def documents_of(self, actor: str) -> tuple[DocumentRow, ...]:
        """Give the documents that name an actor."""
        return self._document_rows("d.id IN (SELECT document FROM actor WHERE iri = ?)", (actor,))

    def _document_rows(self, where: str, values: Sequence[object]) -> tuple[DocumentRow, ...]:
        rows = self.read(
            "SELECT d.*, (SELECT newer.iri FROM document newer WHERE newer.revises = d.iri ORDER BY newer.iri) "  # noqa: S608
            "AS superseded_by, SUM(s.role = 'recommendation') AS recommendations, SUM(s.role = 'claim') AS claims, "
            "SUM(s.role = 'evidence') AS evidence FROM document d LEFT JOIN statement s ON s.document = d.id "
            f"WHERE {where} GROUP BY d.id ORDER BY d.issued DESC NULLS LAST, d.title, d.iri",
            values,
        )
        return tuple(self._document_row(row) for row in rows)

    def _document_row(self, row: sqlite3.Row) -> DocumentRow:
        said = dict(row)
        number = said.pop("id")
        for inner in ("extraction", "loaded", "revision"):
            said.pop(inner)
        for count in ("recommendations", "claims", "evidence"):
            said[count] = said[count] or 0
        said["is_brief"] = bool(said["is_brief"])
        authors = self.read(
            "SELECT iri, name FROM actor WHERE document = ? AND is_author ORDER BY name, iri", (number,)
        )
        listed = self.read("SELECT identifier FROM identifier WHERE document = ? ORDER BY identifier", (number,))
        return DocumentRow(
            **said,
            authors=tuple(Named(iri=author["iri"], name=author["name"]) for author in authors),
            identifiers=tuple(each["identifier"] for each in listed),
        )

    def actors(self) -> tuple[ActorRow, ...]:
        """Give all actors of current documents, those with most asks first."""
        return self._actor_rows(CURRENT, ())

    def actor(self, iri: str) -> ActorRow | None:
        """Give one actor, or None."""
        rows = self._actor_rows("r.iri = ?", (iri,))
        return rows[0] if rows else None

    def _actor_rows(self, where: str, values: Sequence[object]) -> tuple[ActorRow, ...]:
        rows = self.read(
            "SELECT r.iri, MIN(r.name) AS name, MIN(r.kind) AS kind, json_group_array(r.aliases) AS aliases, "  # noqa: S608
            "json_group_array(r.same_as) AS same_as, COUNT(*) AS documents "
            f"FROM actor r JOIN document d ON d.id = r.document WHERE {where} GROUP BY r.iri",
            values,
        )
        made, received = self.tally(Search(), "issuer"), self.tally(Search(), "addressee")
        claimed = self.tally(Search(roles=(Role.CLAIM, Role.EVIDENCE)), "issuer")
        found = (_actor_row(row, made, received, claimed) for row in rows)
        return tuple(sorted(found, key=lambda row: (-row.asks_made - row.asks_received, row.name.casefold(), row.iri)))

    def asks_made(self, actor: str) -> tuple[StatementRow, ...]:
        """Give the recommendations that an actor issued, in current documents."""
        return self._of_actor("s.speaker = ? AND s.role = 'recommendation'", actor)

    def asks_received(self, actor: str) -> tuple[StatementRow, ...]:
        """Give the recommendations addressed to an actor, in current documents."""
        addressed = "s.id IN (SELECT statement FROM addressee WHERE actor = ?) AND s.role = 'recommendation'"
        return self._of_actor(addressed, actor)

    def claims_of(self, actor: str) -> tuple[StatementRow, ...]:
        """Give the claims and evidence that an actor asserts, in current documents."""
        return self._of_actor("s.speaker = ? AND s.role <> 'recommendation'", actor)

    def _of_actor(self, where: str, actor: str) -> tuple[StatementRow, ...]:
        rows = self.read(
            f"SELECT {_STATEMENT_COLUMNS} {FROM} WHERE {where} AND {CURRENT} ORDER BY {ORDERS[Sort.NEWEST]}",
            (actor,),
        )
        return self._statement_rows(rows)

    def counts(self) -> Counts:
        """Count what there is in current documents."""
        row = self.read(
            "SELECT SUM(role = 'recommendation') AS recommendations, SUM(role = 'claim') AS claims, "
            "SUM(role = 'evidence') AS evidence, SUM(role = 'recommendation' AND supports > 0) AS supported "
            f"{FROM} WHERE {CURRENT}"
        )[0]
        documents = self.read(f"SELECT COUNT(*), SUM({CURRENT}) FROM document d")[0]  # noqa: S608
        current = documents[1] or 0
        actors = self.read(
            f"SELECT COUNT(DISTINCT r.iri) FROM actor r JOIN document d ON d.id = r.document WHERE {CURRENT}"  # noqa: S608
        )[0][0]
        sums = {name: row[name] or 0 for name in ("recommendations", "claims", "evidence", "supported")}
        return Counts(documents=current, superseded=documents[0] - current, actors=actors, **sums)


def _statement_row(
    row: sqlite3.Row, names: dict[str, str], addressees: Sequence[str], topics: Sequence[str]
) -> StatementRow:
    said = dict(row)
    said.pop("id")
    speaker = said.pop("speaker")
    for flag in ("is_brief", "is_reported", "superseded"):
        said[flag] = bool(said[flag])
    return StatementRow(
        **said,
        speaker=None if speaker is None else Named(iri=speaker, name=names.get(speaker, speaker)),
        addressees=tuple(Named(iri=iri, name=names.get(iri, iri)) for iri in addressees),
        topics=tuple(topics),
    )


def _actor_row(row: sqlite3.Row, made: dict[str, int], received: dict[str, int], claimed: dict[str, int]) -> ActorRow:
    iri = row["iri"]
    return ActorRow(
        iri=iri,
        name=row["name"],
        kind=row["kind"],
        aliases=_merged(row["aliases"]),
        same_as=_merged(row["same_as"]),
        asks_made=made.get(iri, 0),
        asks_received=received.get(iri, 0),
        claims=claimed.get(iri, 0),
        documents=row["documents"],
    )


def _merged(nested: str) -> tuple[str, ...]:
    return tuple(sorted({each for several in json.loads(nested) for each in json.loads(several)}))
