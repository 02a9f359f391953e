from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from kg.errors import QueryError
from kg.lexer import form, names_graphs, prepared, tokens

THING = URIRef("https://example.org/thing")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?s ?p ?o }",
        "SELECT ?x WHERE { ?x <a:b> \"a } # no comment \\\" <c>\"@en-GB , '''it's\n\"fine\"''' } # a comment",
        "ASK { ?a ex:b.c.d ?e . ?f a ex:g. ?h :i _:j.k }",
        "SELECT ?x { FILTER(?x<?y && ?x>=-1.5e3 || !BOUND(?z)) ?x ^<a:b>/(<c:d>|!<e:f>)*? ?z }",
        'ASK { ?s ?p "1"^^xsd:integer, .5, 1., true }',
        "PREFIX ex: <https://example.org/> SELECT ?é { ?é ex:%41\\~ é:é }",
    ],
)
def test_tokens_joined_are_the_query(query: str) -> None:
    assert "".join(token.text for token in tokens(query)) == query


@given(st.text(alphabet="abc:<>?$\"'{}()[].,;#@_\\|&!=/*^~ \n01é🔬", max_size=40))
def test_any_text_is_cut_or_refused(text: str) -> None:
    try:
        found = tokens(text)
    except QueryError as error:
        assert "line" in str(error)
    else:
        assert "".join(token.text for token in found) == text


def test_what_is_no_token_is_refused_with_its_place() -> None:
    with pytest.raises(QueryError, match="line 2, column 6"):
        tokens('ASK {\n  ?s "never closed }')


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("PREFIX select: <https://example.org/ASK> SELECT * { }", "SELECT"),
        ("# SELECT\nASK { }", "ASK"),
        ("construct { } where { }", "CONSTRUCT"),
        ("BASE <https://example.org/> DESCRIBE <x>", "DESCRIBE"),
        ("DROP ALL", None),
        ('"SELECT"', None),
    ],
)
def test_the_form_is_told_by_keywords_alone(query: str, expected: str | None) -> None:
    assert form(query) == expected


def test_a_from_inside_a_string_or_variable_chooses_no_graph() -> None:
    assert not names_graphs('SELECT ?from { ?from ?p "FROM <a:b>" } # FROM <a:b>')
    assert names_graphs("SELECT * from named <a:b> { }")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK { ?x a ?y }", "ASK { <https://example.org/thing> a ?y }"),
        ("ASK { $x a ?y }", "ASK { <https://example.org/thing> a ?y }"),
        (
            "SELECT ?x ?y { ?x a ?y }",
            "SELECT (<https://example.org/thing> AS ?x) ?y { <https://example.org/thing> a ?y }",
        ),
        ("SELECT (STR(?x) AS ?y) { }", "SELECT (STR(<https://example.org/thing>) AS ?y) { }"),
        ("SELECT * { } ORDER BY ?x", "SELECT * { } ORDER BY (<https://example.org/thing>)"),
        ("ASK { ?xx a '?x' } # ?x", "ASK { ?xx a '?x' } # ?x"),
    ],
)
def test_a_bound_variable_is_replaced_where_it_stands(query: str, expected: str) -> None:
    assert prepared(query, {"x": THING}) == expected


def test_well_known_prefixes_need_no_declaration_and_keep_the_lines() -> None:
    text = prepared("ASK {\n ?s skos:prefLabel ?o ; ex:b 1 }")
    assert text.startswith("PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ASK {\n")
    assert "PREFIX ex:" not in text


def test_a_declared_prefix_is_left_as_it_is() -> None:
    query = "PREFIX skos: <https://example.org/> ASK { ?s skos:b 1 }"
    assert prepared(query) == query


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=15))
def test_a_bound_text_is_one_token(text: str) -> None:
    bound = prepared("ASK { ?s <a:b> ?text }", {"text": Literal(text)})
    assert len(tokens(bound)) == len(tokens("ASK { ?s <a:b> ?text }"))
