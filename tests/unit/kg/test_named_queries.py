from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from kg.embedded import EmbeddedStore
from kg.errors import QueryError
from kg.lexer import TokenKind, prepared, tokens
from kg.named_queries import GROUPS, every_name, examples, named_query, names, parsed
from kg.parameters import LONGEST, Kind, Parameter
from kg.sparql import SafeQuery
from tests import expected_rows, query_graph, query_reference
from tests.factories import CONGRESS

HEAD = "# title: T\n# question: Q?\n# group: asks\n# budget: 1\n# rows: few\n"
NASTY = (
    '"', "'", "\\", '" } DROP ALL #', "} UNION { ?s ?p ?o", "<x>", "?x", "$actor", "%s", "# no comment", "\n",
    "\\u0022", "x> ?p ?o . <y", "'''", '"""', '"@en', '"^^<http://www.w3.org/2001/XMLSchema#integer>', "{{ }}",
)  # fmt: skip


@pytest.fixture(scope="module")
def store() -> Iterator[EmbeddedStore]:
    with EmbeddedStore() as made:
        query_graph.fill(made)
        yield made


@pytest.mark.parametrize("name", names())
def test_a_query_gives_exactly_the_expected_rows(name: str, store: EmbeddedStore) -> None:
    found = expected_rows.rows_of(store, name)
    assert found == (expected_rows.FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    assert len(found.splitlines()) > 1


def test_no_expected_rows_are_left_of_a_query_that_is_gone() -> None:
    assert sorted(path.stem for path in expected_rows.FOLDER.glob("*.tsv")) == list(names())


def test_there_are_thirty_examples_and_each_group_has_some() -> None:
    assert len(names()) >= 30
    assert all(examples().values())
    assert list(examples()) == list(GROUPS.values())


@pytest.mark.parametrize("name", every_name())
def test_a_query_asks_a_question_and_passes_the_gate(name: str) -> None:
    query = named_query(name)
    assert query.question.endswith("?")
    assert 0 < query.budget <= 10
    SafeQuery.parse(query.filled(_some_values(name)))


def _some_values(name: str) -> dict[str, str]:
    samples = {Kind.IRI: "https://example.org/x", Kind.TEXT: "x", Kind.NUMBER: "1", Kind.DATE: "2026"}
    return {parameter.name: samples[parameter.kind] for parameter in named_query(name).parameters}


@pytest.mark.parametrize("name", every_name())
def test_a_query_with_its_values_filled_in_gives_the_same_rows(name: str, store: EmbeddedStore) -> None:
    query, values = named_query(name), query_graph.values().get(name, {})
    assert store.select(query.filled(values)) == store.select(query.text, query.bindings(values))


def test_a_query_with_its_values_filled_in_can_be_run_anywhere() -> None:
    text = named_query("asks-on-topic").filled({"topic": "topic:compute"})
    assert text.startswith("PREFIX dcterms: <http://purl.org/dc/terms/>\nPREFIX ")
    assert "topic:compute ;" in text
    assert "$" not in text


def test_a_parameter_without_a_value_takes_its_default() -> None:
    assert named_query("asks-of-actor").bindings({}) == {"actor": Literal(CONGRESS.name)}


def test_a_query_wants_its_parameters_and_no_others() -> None:
    query = named_query("reasons")
    with pytest.raises(QueryError, match=r"needs a value for statement, .* give it as statement=VALUE"):
        query.bindings({})
    with pytest.raises(QueryError, match="no parameter 'other'; it has statement"):
        query.bindings({"statement": "https://example.org/x", "other": "y"})


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(QueryError, match="disputed"):
        named_query("../../etc/passwd")


# --- values ---


def term(kind: Kind, value: str) -> URIRef | Literal:
    return Parameter(name="p", kind=kind, about="it").term(value)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Kind.IRI, "https://example.org/ä?x=1#y", URIRef("https://example.org/ä?x=1#y")),
        (Kind.IRI, "urn:isbn:123", URIRef("urn:isbn:123")),
        (Kind.IRI, "topic:compute", URIRef("https://w3id.org/warrant/id/topic/compute")),
        (Kind.IRI, "scheme:modality/must", URIRef("https://w3id.org/warrant/id/scheme/modality/must")),
        (Kind.TEXT, "A “name”, 'so' called", Literal("A “name”, 'so' called")),
        (Kind.NUMBER, "007", Literal("7", datatype=XSD.integer)),
        (Kind.NUMBER, "-0.50", Literal("-0.50", datatype=XSD.decimal, normalize=False)),
        (Kind.DATE, "2026", Literal("2026", datatype=XSD.gYear, normalize=False)),
        (Kind.DATE, "2026-05", Literal("2026-05", datatype=XSD.gYearMonth, normalize=False)),
        (Kind.DATE, "2026-05-14", Literal("2026-05-14", datatype=XSD.date, normalize=False)),
    ],
)
def test_a_value_becomes_a_term_of_its_kind(kind: Kind, value: str, expected: URIRef | Literal) -> None:
    found = term(kind, value)
    assert (str(found), type(found)) == (str(expected), type(expected))
    assert getattr(found, "datatype", None) == getattr(expected, "datatype", None)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.IRI, "compute"),
        (Kind.IRI, "nope:compute"),
        (Kind.IRI, "https://example.org/a b"),
        (Kind.IRI, "https://example.org/>"),
        (Kind.IRI, "file:///etc/passwd"),
        (Kind.IRI, "javascript:alert(1)"),
        (Kind.IRI, "topic:"),
        (Kind.IRI, "https://example.org/\ud800"),
        (Kind.TEXT, ""),
        (Kind.TEXT, " \n"),
        (Kind.TEXT, "a\x00b"),
        (Kind.TEXT, "\udfff"),
        (Kind.TEXT, "x" * (LONGEST + 1)),
        (Kind.NUMBER, "1e9"),
        (Kind.NUMBER, "NaN"),
        (Kind.NUMBER, "٣"),
        (Kind.NUMBER, "1" * 40),
        (Kind.NUMBER, "."),
        (Kind.DATE, "2026-13"),
        (Kind.DATE, "2026-02-30"),
        (Kind.DATE, "14 May 2026"),
        (Kind.DATE, "2026-05-14\n"),
    ],
)
def test_a_value_of_another_kind_is_refused_in_one_sentence(kind: Kind, value: str) -> None:
    with pytest.raises(QueryError, match=r"^The parameter p takes .*, not .*\.$"):
        term(kind, value)


@given(value=st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.lists(st.sampled_from(NASTY)).map("".join)))
def test_no_value_changes_the_structure_of_a_query(value: str) -> None:
    query = named_query("asks-of-actor")
    try:
        bindings = query.bindings({"actor": value})
    except QueryError:
        return
    plain, bound = tokens(prepared(query.text)), tokens(prepared(query.text, bindings))
    changed = [(a, b) for a, b in zip(plain, bound, strict=True) if a != b]
    assert [(a.text, b.kind) for a, b in changed] == [("$actor", TokenKind.STRING)]


@given(value=st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.text().map("https://example.org/{}".format)))
def test_no_iri_changes_the_structure_of_a_query(value: str) -> None:
    query = named_query("reasons")
    try:
        bindings = query.bindings({"statement": value})
    except QueryError:
        return
    plain, bound = tokens(prepared(query.text)), tokens(prepared(query.text, bindings))
    changed = [(a, b) for a, b in zip(plain, bound, strict=True) if a != b]
    assert {(a.text, b.kind) for a, b in changed} == {("$statement", TokenKind.IRI)}


@pytest.mark.parametrize("value", NASTY)
def test_a_nasty_value_finds_nothing_and_harms_nothing(value: str, store: EmbeddedStore) -> None:
    query = named_query("citing")
    before = store.graphs()
    try:
        bindings = query.bindings({"identifier": value})
    except QueryError:
        return
    assert len(store.select(query.text, bindings)) == 0
    assert store.graphs() == before


# --- heads ---


def test_a_long_line_of_a_head_may_be_folded() -> None:
    query = parsed("q", HEAD.replace("Q?", "Which\n#   one?") + "SELECT * WHERE { ?s ?p ?o }")
    assert query.question == "Which one?"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (HEAD.replace("# title: T\n", "") + "SELECT * WHERE {}", "says no title"),
        (HEAD.replace("asks", "nothing") + "SELECT * WHERE {}", "says no known group"),
        (HEAD + "SELECT * WHERE { ?s ?p $o }", "other parameters"),
        (HEAD + "# parameter o: iri -- it\nSELECT * WHERE { ?s ?p ?o }", "other parameters"),
        (HEAD + "# parameter o: colour -- it\nSELECT * WHERE { ?s ?p $o }", "malformed"),
        (HEAD + "# parameter o: iri\nSELECT * WHERE { ?s ?p $o }", "malformed"),
    ],
)
def test_a_head_that_says_too_little_is_an_error(text: str, complaint: str) -> None:
    with pytest.raises(QueryError, match=complaint):
        parsed("q", text)


def test_the_reference_page_is_current() -> None:
    assert query_reference.PAGE.read_text(encoding="utf-8") == query_reference.page()
