from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDFS, XSD

from kg.embedded import EmbeddedStore
from kg.errors import QueryError
from kg.formats import RDF_FORMATS, format_of_suffix, graph_text, result_text, write_dump
from kg.store import ResultSet

THING = URIRef("https://w3id.org/warrant/id/statement/0123456789abcdef0123")
TRICKY = 'a "quoted", \\ tab\there\nand 🔬'
ROWS = ResultSet(
    ("thing", "words", "none"),
    (
        {"thing": THING, "words": Literal(TRICKY, lang="en")},
        {"thing": BNode("b1"), "words": Literal(7)},
    ),
)


def test_json_rows_follow_the_standard() -> None:
    answer = json.loads(result_text(ROWS, "json"))
    assert answer["head"]["vars"] == ["thing", "words", "none"]
    assert answer["results"]["bindings"] == [
        {
            "thing": {"type": "uri", "value": str(THING)},
            "words": {"type": "literal", "value": TRICKY, "xml:lang": "en"},
        },
        {
            "thing": {"type": "bnode", "value": "b1"},
            "words": {"type": "literal", "value": "7", "datatype": str(XSD.integer)},
        },
    ]


def test_csv_rows_read_back() -> None:
    text = result_text(ROWS, "csv")
    assert text.startswith("thing,words,none\r\n")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["thing", "words", "none"],
        [str(THING), TRICKY, ""],
        ["_:b1", "7", ""],
    ]


def test_tsv_rows_are_read_back_by_another_reader() -> None:
    found = ox.parse_query_results(result_text(ROWS, "tsv"), ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    first, second = found
    assert first["words"] == ox.Literal(TRICKY, language="en")
    assert second["words"] == ox.Literal(7)
    assert second["none"] is None


def test_json_rows_are_read_back_by_another_reader() -> None:
    found = ox.parse_query_results(result_text(ROWS, "json"), ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["thing", "words", "none"]
    assert next(found)["thing"] == ox.NamedNode(str(THING))


def test_a_table_is_lined_up_and_counted() -> None:
    rows = ResultSet(("a", "b"), ({"a": Literal("x" * 80), "b": Literal(1)}, {"a": Literal("日本"), "b": RDFS.label}))
    lines = result_text(rows, "table").splitlines()
    assert lines[0].startswith("a ")
    assert lines[2].endswith("…  1")
    assert lines[3].endswith("rdfs:label")
    assert lines[2].index("1") == lines[3].index("rdfs") + 2  # two wide characters take four columns
    assert lines[-1] == "(2 rows)"


def test_a_table_shows_things_by_whole_iri_and_hides_control_characters() -> None:
    text = result_text(ResultSet(("a", "b"), ({"a": THING, "b": Literal("red \x1b[31m")},)), "table")
    assert str(THING) in text
    assert "\x1b" not in text
    assert "(1 row)" in text


def test_an_empty_table_keeps_its_head() -> None:
    assert result_text(ResultSet(("only",), ()), "table") == "only\n----\n(0 rows)\n"


@pytest.mark.parametrize(("name", "expected"), [("table", "true\n"), ("csv", "true\n"), ("tsv", "true\n")])
def test_a_yes_is_one_word(name: str, expected: str) -> None:
    assert result_text(True, name) == expected


def test_a_no_in_json_follows_the_standard() -> None:
    assert json.loads(result_text(False, "json")) == {"head": {}, "boolean": False}


def test_rows_cannot_be_written_as_a_graph() -> None:
    with pytest.raises(QueryError, match="use one of json, csv"):
        result_text(ROWS, "turtle")


@pytest.fixture
def filled() -> EmbeddedStore:
    store = EmbeddedStore()
    same = (THING, RDFS.label, Literal(TRICKY, lang="en"))
    other = (THING, RDFS.comment, Literal("2026-05-14", datatype=XSD.date))
    store.replace_graph("https://example.org/1", [same], also={"https://example.org/2": [same, other]})
    return store


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_a_dump_in_any_format_reads_back(filled: EmbeddedStore, name: str) -> None:
    output = io.BytesIO()
    write_dump(filled.dump(), output, RDF_FORMATS[name])
    quads = list(ox.parse(output.getvalue(), RDF_FORMATS[name].oxigraph))
    triples = {quad.triple for quad in quads}
    assert triples == {quad.triple for quad in ox.parse(b"".join(filled.dump()), ox.RdfFormat.N_QUADS)}
    assert len(quads) == (3 if RDF_FORMATS[name].has_graphs else 2)


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_equal_dumps_are_equal_in_any_format(filled: EmbeddedStore, name: str) -> None:
    outputs = []
    for _ in range(2):
        output = io.BytesIO()
        write_dump(filled.dump(), output, RDF_FORMATS[name])
        outputs.append(output.getvalue())
    assert outputs[0] == outputs[1]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own JSON-LD reader
@pytest.mark.parametrize("name", ["turtle", "ntriples", "json-ld", "rdfxml"])
def test_a_small_graph_reads_back_in_any_format(filled: EmbeddedStore, name: str) -> None:
    graph = filled.graph("https://example.org/2")
    text = graph_text(graph, RDF_FORMATS[name])
    assert text.endswith("\n")
    formats = {"ntriples": "nt", "rdfxml": "xml"}
    assert isomorphic(Graph().parse(data=text, format=formats.get(name, name)), graph)


def test_turtle_uses_the_well_known_prefixes() -> None:
    graph = Graph()
    graph.add((THING, URIRef("https://w3id.org/warrant/ontology#action"), Literal("close")))
    assert 'w:action "close"' in graph_text(graph, RDF_FORMATS["turtle"])


@pytest.mark.parametrize(
    ("name", "expected"), [("a.ttl", "turtle"), ("A.NQ", "nquads"), ("x.jsonld", "json-ld"), ("x.txt", None)]
)
def test_a_file_name_tells_the_format(name: str, expected: str | None) -> None:
    found = format_of_suffix(name)
    assert (found.name if found else None) == expected
