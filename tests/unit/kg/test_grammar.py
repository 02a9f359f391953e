"""Where a malformed query goes wrong; the store itself is the judge of what is well-formed."""

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, QuerySyntaxError
from kg.grammar import mistake
from kg.named_queries import named_query, names
from kg.store import Store

WELL_FORMED = [
    "SELECT * { }",
    "ASK { }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "CONSTRUCT { } WHERE { }",
    "DESCRIBE <a:b> ?x FROM <a:g> WHERE { ?x ?p ?o }",
    "SELECT * { { } UNION { } ?s ?p ?o FILTER (?o IN (1, 2) || NOT EXISTS { ?s ?p ?o }) } LIMIT 1",
    "SELECT (COUNT(*) AS ?n) (GROUP_CONCAT(DISTINCT ?x; SEPARATOR=', ') AS ?y) { ?s <a:a>/^<a:b>|(!(a|^<a:c>))* ?o ; "
    "a [ <a:d> 1 , -2.5 ], (1 2) , () , [] . VALUES (?a ?b) { (UNDEF 1) (<a:b> 'x'@en) } VALUES ?q { 1 } "
    "BIND(-?x + +1 AS ?t) GRAPH ?g { } } GROUP BY ?x (STR(?y) AS ?u) HAVING (COUNT(*) > 1) ORDER BY DESC(?n) "
    "?x OFFSET 1",
    "BASE <http://x/> PREFIX : <y> SELECT DISTINCT ?x { ?x : 'a'^^:b . MINUS { ?x a :c } OPTIONAL { ?x :d true } }",
    "SELECT ?x { ?x <a:b>? ?y . ?y <a:b>+ ?z FILTER regex(?z, 'x', 'i') FILTER <a:f>(?z) { SELECT ?x { ?x ?y ?z } } }",
]  # fmt: skip


@pytest.mark.parametrize("query", [*WELL_FORMED, *(named_query(name).text for name in names())])
def test_a_query_without_mistake_has_none(query: str) -> None:
    assert mistake(query) is None


@pytest.mark.parametrize(
    ("query", "line", "column", "found", "expected"),
    [
        ("SELEC * { ?s ?p ?o }", 1, 1, "`SELEC`", "SELECT"),
        ("SELECT ?s, ?p WHERE { }", 1, 10, "`,`", "a variable"),
        ("SELECT * WHERE ?s ?p ?o", 1, 16, "`?s`", "`{`"),
        ("SELECT * { ?s ?p ", 1, 17, "the end of the query", "a variable"),
        ("SELECT * {\n ?s ?p ?o .\n ?s ?p ?o ?x\n}", 3, 11, "`?x`", "`.`"),
        ("ASK { ?s ?p ?o } LIMIT x", 1, 24, "`x`", "a number"),
        ("SELECT ?s { ?s ?p ?o } ORDER ?s", 1, 30, "`?s`", "BY"),
        ("SELECT ?s { \U00010380:a ?p ?o FILTER ?o }", 1, 30, "`?o`", "a function"),
        ("ASK { ?s ?p ?o", 1, 15, "the end of the query", "`}`"),
        ("ASK { } }", 1, 9, "`}`", "the end of the query"),
    ],
)
def test_a_mistake_has_its_place_and_what_could_have_stood_there(
    query: str, line: int, column: int, found: str, expected: str
) -> None:
    told = mistake(query)
    assert told is not None
    assert (told.line, told.column, told.found) == (line, column, found)
    assert expected in told.expected
    with pytest.raises(SyntaxError):
        ox.Store().query(query)


def test_a_prefix_that_is_not_declared_is_named() -> None:
    told = mistake("ASK { ?s w:cue ?o . ?s foo:bar ?o }")
    assert told is not None
    assert (told.column, told.found) == (24, "`foo:bar`, whose prefix isn't declared")


def test_the_store_tells_the_place_in_the_text_that_the_user_wrote(store: Store) -> None:
    with pytest.raises(QuerySyntaxError) as told:
        store.answer("SELECT ?s WHERE { ?s a w:Claim ORDER BY ?s")
    assert (told.value.line, told.value.column) == (1, 32)
    assert "`}`" in told.value.expected


def test_what_only_the_store_finds_is_told_in_its_words(store: Store) -> None:
    with pytest.raises(QueryError, match="contains a variable that is unbound"):
        store.answer("SELECT ?x WHERE { ?s ?p ?o } GROUP BY ?s")
    with pytest.raises(QueryError, match="custom function"):
        store.answer("SELECT (<http://example.org/f>(?o) AS ?x) WHERE { ?s ?p ?o }")
