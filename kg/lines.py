"""Reasons in the search index: which statement is a premise of which, also across documents, and what follows.

Most reasons stand in the document of their target. Those that don't change the counts of statements of another
document, which `settle` brings up to date.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

from kg.model import Extraction

_TOUCHED: Final = """
SELECT l.target FROM line l JOIN document d ON d.id = l.document
WHERE l.is_foreign AND (d.iri = :document OR d.iri = (SELECT revises FROM document WHERE iri = :document))
UNION SELECT l.target FROM document d JOIN statement s ON s.document = d.id JOIN line l ON l.target = s.iri
WHERE d.iri = :document AND l.is_foreign
UNION SELECT l.target FROM document d JOIN statement s ON s.document = d.id JOIN line l ON l.premise = s.iri
WHERE d.iri = :document AND l.is_foreign
"""
_ABOVE: Final = """
WITH RECURSIVE above (iri) AS (
    SELECT value FROM json_each(?) UNION SELECT l.target FROM above JOIN line l ON l.premise = above.iri
) SELECT s.iri FROM above JOIN statement s ON s.iri = above.iri
"""
# A reason from another document counts while that document isn't replaced; one of the statement's own always does.
_COUNTS: Final = """
(l.document = s.document
 OR NOT EXISTS (SELECT 1 FROM document d JOIN document newer ON newer.revises = d.iri WHERE d.id = l.document))
"""
_SETTLE: Final = f"""
UPDATE statement AS s SET
    supports = (SELECT COUNT(DISTINCT l.iri) FROM line l
                WHERE l.target = s.iri AND l.direction = 'supports' AND {_COUNTS}),
    disputes = (SELECT COUNT(DISTINCT l.iri) FROM line l
                WHERE l.target = s.iri AND l.direction = 'disputes' AND {_COUNTS}),
    sources = (WITH RECURSIVE below (iri) AS (
                   SELECT s.iri UNION SELECT l.premise FROM below JOIN line l ON l.target = below.iri WHERE {_COUNTS}
               ) SELECT COUNT(DISTINCT p.document) FROM below JOIN statement p ON p.iri = below.iri)
WHERE s.iri = ?
"""  # noqa: S608


def insert_lines(connection: sqlite3.Connection, number: int, extraction: Extraction) -> None:
    """Put the justifications of a document in."""
    own = {statement.iri for statement in extraction.statements}
    connection.executemany(
        "INSERT INTO line (document, iri, target, premise, direction, confidence, is_foreign) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                number,
                line.iri,
                line.target,
                premise,
                line.direction.value,
                line.confidence,
                not {line.target, premise} <= own,
            )
            for line in extraction.justifications
            for premise in line.premises
        ),
    )


def neighbours(connection: sqlite3.Connection, document: str) -> set[str]:
    """Give the targets of reasons that reach from a document, or the one it replaces, into others, or back."""
    return {str(row[0]) for row in connection.execute(_TOUCHED, {"document": document})}


def settle(connection: sqlite3.Connection, targets: Iterable[str], revision: int) -> None:
    """Count anew what speaks for and against statements whose reasons changed, and what rests on them."""
    seeds = sorted(targets)
    if not seeds:
        return
    listed = "[" + ",".join(f'"{iri}"' for iri in seeds) + "]"
    above = [str(row[0]) for row in connection.execute(_ABOVE, (listed,))]
    connection.executemany(_SETTLE, ((iri,) for iri in above))
    connection.executemany(
        "UPDATE document SET revision = ? WHERE id = (SELECT document FROM statement WHERE iri = ?)",
        ((revision, iri) for iri in above),
    )
