"""A release: the same bytes for the same graph, files that agree with each other, and a past one that can be asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyshacl import validate
from rdflib import Graph as Triples
from rdflib import Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID

from kg import Graph
from kg.cli import root
from kg.counting import counted_triples
from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.errors import StoreError
from kg.exports.argument import Argument
from kg.exports.forms import FORMS
from kg.graph import argument_network, network_from_graphml
from kg.mapping import normalised, triples
from kg.model import Extraction, Role
from kg.release import MANIFEST, NQUADS, broken_files, read_release, write_release
from kg.releases import Releases, ReleaseServers
from kg.store import Store
from kg.tables import METADATA, TABLES, rows_of
from kg.void import release_iri
from ontology.namespaces import Warrant
from tests import factories

OTHER = factories.extraction_of(
    [(Role.CLAIM, "Chips matter, \"greatly\"\nand more."), (Role.RECOMMENDATION, "Congress should count them.")],
    title="Another item | with marks", issued="2025-11", url="https://example.org/items/2",
    identifiers=("/us/a", "b|c"),
)  # fmt: skip
MADE = tuple(map(normalised, (factories.extraction(), OTHER)))


def filled(store: Store, made: Sequence[Extraction]) -> Store:
    for each in made:
        store.replace_graph(each.document.graph_iri, triples(each))
    return store


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of two documents, which no test changes."""
    folder = tmp_path_factory.mktemp("written") / "2026.1"
    with filled(EmbeddedStore(), MADE) as store:
        write_release(store, folder, version="2026.1", issued="2026-05-14")
    return folder


def test_the_same_documents_give_the_same_bytes_in_whatever_order(written: Path, tmp_path: Path) -> None:
    with filled(EmbeddedStore(tmp_path / "store"), MADE[::-1]) as store:
        write_release(store, tmp_path / "again", version="2026.1", issued="2026-05-14")
    files = sorted(path.relative_to(written) for path in written.rglob("*") if path.is_file())
    assert files == sorted(p.relative_to(tmp_path / "again") for p in (tmp_path / "again").rglob("*") if p.is_file())
    assert [name for name in files if (written / name).read_bytes() != (tmp_path / "again" / name).read_bytes()] == []


def test_the_manifest_names_every_file_and_finds_a_changed_one(written: Path, tmp_path: Path) -> None:
    listed = {line.split("  ")[1] for line in (written / MANIFEST).read_text(encoding="utf-8").splitlines()}
    assert listed == {p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file()} - {MANIFEST}
    assert broken_files(written) == ()
    copy = tmp_path / "copy"
    for name in (MANIFEST, NQUADS):
        copy.mkdir(exist_ok=True)
        (copy / name).write_bytes((written / name).read_bytes())
    (copy / NQUADS).write_bytes(b"")
    assert NQUADS in broken_files(copy)


def test_the_dump_gives_the_records_back(written: Path) -> None:
    for name in (NQUADS, "graph.trig"):
        with Graph.load(written / name) as graph:
            found = {each.iri for each in (*graph.recommendations(), *graph.claims())}
        assert found == {each.iri for made in MADE for each in made.statements}


# --- tables ---


def conforming(cell: str, column: dict[str, object]) -> bool:
    """Whether a cell has the datatype that its column's description says."""
    if not cell:
        return not column.get("required")
    parts = cell.split(str(column["separator"])) if "separator" in column else [cell]
    checks = {
        "integer": lambda part: str(int(part)) == part,
        "decimal": lambda part: Decimal(part) >= 0,
        "boolean": lambda part: part in ("true", "false"),
        "anyURI": lambda part: part.startswith("http") and " " not in part,
        "string": lambda part: True,
    }
    return all(checks[str(column["datatype"])](part) for part in parts)


def test_every_table_is_as_its_csvw_description_says(written: Path) -> None:
    described = json.loads((written / "tables" / METADATA).read_text(encoding="utf-8"))
    tables = {each["url"]: each for each in described["tables"]}
    assert set(tables) == {path.name for path in (written / "tables").glob("*.csv")}
    for name, table in tables.items():
        columns, rows = table["tableSchema"]["columns"], list(rows_of(written / "tables" / name))
        assert rows, name
        for row in rows:
            assert list(row) == [column["name"] for column in columns]
            assert [c["name"] for c in columns if not conforming(row[c["name"]], c)] == []
        keys = [tuple(row[part] for part in table["tableSchema"]["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        for key in table["tableSchema"].get("foreignKeys", ()):
            there = {row["iri"] for row in rows_of(written / "tables" / key["reference"]["resource"])}
            assert {row[key["columnReference"]] for row in rows} - {""} <= there


def test_the_tables_say_what_the_records_say(written: Path) -> None:
    rows = {table.name: {row["iri"]: row for row in rows_of(written / "tables" / f"{table.name}.csv") if "iri" in row}
            for table in TABLES}  # fmt: skip
    for made in MADE:
        assert rows["documents"][made.document.iri]["title"] == made.document.title
        for each in made.statements:
            row = {**rows["recommendations"], **rows["claims"]}[each.iri]
            assert row["words"] == each.quote.exact
            assert rows["quotes"][row["quote"]]["exact"] == each.quote.exact
            assert float(row["confidence"]) == each.confidence
    assert rows["documents"][MADE[1].document.iri]["identifiers"] == "/us/a|b/c"
    premises = {(row["justification"], row["premise"]) for row in rows_of(written / "tables" / "premises.csv")}
    assert premises == {
        (line.iri, premise) for made in MADE for line in made.justifications for premise in line.premises
    }


def test_an_actor_of_two_documents_has_one_row(written: Path) -> None:
    names = [row["name"] for row in rows_of(written / "tables" / "actors.csv")]
    assert sorted(names) == sorted({actor.name for made in MADE for actor in made.actors})


def test_the_graphml_is_the_network_of_all_arguments(written: Path) -> None:
    back = network_from_graphml((written / "arguments.graphml").read_text(encoding="utf-8"))
    made = argument_network(map(Argument.of_extraction, MADE))
    assert dict(back.nodes(data=True)) == dict(made.nodes(data=True))
    assert set(back.edges(keys=True)) == set(made.edges(keys=True))


# --- VoID and DCAT ---


def test_void_counts_what_is_there(written: Path) -> None:
    void, dataset = Triples().parse(written / "void.ttl"), URIRef(release_iri("2026.1"))
    with Graph.load(written / NQUADS) as graph:
        (row,) = graph.select("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
        classes = graph.select("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
        uses = graph.select(
            "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?s_n) (COUNT(DISTINCT ?o) AS ?o_n) "
            "{ SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } } GROUP BY ?p"
        )
    assert void.value(dataset, VOID.triples) == Literal(row["n"])
    found = {
        str(void.value(each, VOID["class"])): int(str(void.value(each, VOID.entities)))
        for each in void.objects(dataset, VOID.classPartition)
    }
    assert found == {each["c"]: each["n"] for each in classes}
    counts = {
        str(void.value(each, VOID.property)): tuple(
            int(str(void.value(each, name))) for name in (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
        )
        for each in void.objects(dataset, VOID.propertyPartition)
    }
    assert counts == {each["p"]: (each["n"], each["s_n"], each["o_n"]) for each in uses}


def test_void_says_which_properties_each_class_has(written: Path) -> None:
    void = Triples().parse(written / "void.ttl")
    (asks,) = void.subjects(VOID["class"], Warrant.Recommendation)
    used = {void.value(each, VOID.property) for each in void.objects(asks, VOID.propertyPartition)}
    assert {Warrant.addressee, Warrant.modality, Warrant.quote, RDF.type} <= used
    assert Warrant.assertedBy not in used


def test_void_names_the_links_to_elsewhere(written: Path) -> None:
    void = Triples().parse(written / "void.ttl")
    (links,) = (each for each in void.subjects(RDF.type, VOID.Linkset))
    assert void.value(links, VOID.objectsTarget) == URIRef("http://www.wikidata.org/")
    assert void.value(links, VOID.triples) == Literal(1)


def test_a_triple_of_two_graphs_counts_once() -> None:
    line = b'<http://e/s> <http://e/p> "a b" <http://e/%d> .\n'
    assert counted_triples(lambda: [line % 1, line % 2]).triples == 1


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix spdx: <http://spdx.org/rdf/terms#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ] , [ sh:path dcterms:description ; sh:minCount 1 ] ,
    [ sh:path dcterms:license ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:distribution ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:downloadURL ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:mediaType ; sh:minCount 1 ] , [ sh:path dcat:byteSize ; sh:minCount 1 ] ,
    [ sh:path spdx:checksum ; sh:minCount 1 ; sh:class spdx:Checksum ] .
[] a sh:NodeShape ; sh:targetClass dcat:DataService ;
  sh:property [ sh:path dcat:endpointURL ; sh:minCount 1 ] , [ sh:path dcat:servesDataset ; sh:minCount 1 ] .
"""


def test_dcat_has_what_catalogues_ask_for(written: Path) -> None:
    conforms, _, report = validate(
        Triples().parse(written / "dcat.ttl"), shacl_graph=Triples().parse(data=SHAPES, format="turtle")
    )
    assert conforms, report


def test_dcat_gives_each_file_with_its_size_and_digest(written: Path) -> None:
    dcat, iri = Triples().parse(written / "dcat.ttl"), release_iri("2026.1")
    assert dcat.value(URIRef(iri), DCTERMS.issued) == Literal("2026-05-14", datatype=URIRef(_DATE))
    for node in dcat.objects(URIRef(iri), DCAT.distribution):
        path = written / str(dcat.value(node, DCAT.downloadURL)).removeprefix(f"{iri}/")
        assert int(str(dcat.value(node, DCAT.byteSize))) == path.stat().st_size
        assert sha256(path.read_bytes()).hexdigest() in dcat.serialize(format="nt")


_DATE = "http://www.w3.org/2001/XMLSchema#date"


# --- what goes wrong, and what is kept ---


def test_a_directory_with_something_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with EmbeddedStore() as store, pytest.raises(StoreError, match="isn't empty"):
        write_release(store, tmp_path, version="1")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("version", "issued"), [("../1", None), ("", None), ("1", "today"), ("1", "2026-13")])
def test_a_number_or_date_that_is_none_is_refused(tmp_path: Path, version: str, issued: str | None) -> None:
    with EmbeddedStore() as store, pytest.raises(StoreError):
        write_release(store, tmp_path / "out", version=version, issued=issued)
    assert not any(tmp_path.iterdir())


def test_a_release_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.release._write_manifest", fail)
    with filled(EmbeddedStore(), MADE[:1]) as store, pytest.raises(StoreError, match="No space left"):
        write_release(store, tmp_path / "out", version="1")
    assert not any(tmp_path.iterdir())


def test_a_kept_release_is_a_data_directory_and_never_changes(written: Path, tmp_path: Path) -> None:
    kept = Releases(tmp_path)
    assert kept.all() == ()
    kept.keep(written)
    assert kept.all() == (read_release(written),)
    with Graph.open(kept.directory("2026.1").path) as graph:
        assert len(list(graph.documents())) == 2
    with pytest.raises(StoreError, match="never change"):
        kept.keep(written)


def test_a_past_release_answers_as_it_was(written: Path, tmp_path: Path) -> None:
    kept = Releases(tmp_path)
    kept.keep(written)
    servers = ReleaseServers(kept, query_timeout=5, at_once=1)
    try:
        count = "SELECT (COUNT(DISTINCT ?d) AS ?n) { ?d a w:Document }"
        assert [str(row["n"]) for row in servers.store("2026.1").select(count)] == ["2"]
        with pytest.raises(StoreError, match="/releases lists"):
            servers.store("2025.1")
    finally:
        servers.close()


def test_the_command_writes_keeps_and_numbers_releases(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    with data.open_store() as store:
        filled(store, MADE)
    arguments = ["release", str(tmp_path / "out"), "--data", str(data.path), "--version", "1"]
    done = CliRunner().invoke(root, arguments)
    assert done.exit_code == 0, done.output
    assert read_release(tmp_path / "out").sha256 in done.stdout
    again = CliRunner().invoke(root, ["release", str(tmp_path / "next"), *arguments[2:-1], "2"])
    assert again.exit_code == 0, again.output
    assert [(each.version, each.previous) for each in Releases(data.path).all()] == [("2", "1"), ("1", None)]


def test_the_command_cites(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    with data.open_store() as store:
        filled(store, MADE)
    done = CliRunner().invoke(root, ["cite", MADE[0].document.iri, "--data", str(data.path)])
    assert done.output.startswith("Example Institute, Example item")


@pytest.mark.parametrize("name", FORMS)
def test_the_command_prints_an_argument_in_every_format(tmp_path: Path, name: str) -> None:
    data = DataDirectory(tmp_path / "data")
    with data.open_store() as store:
        filled(store, MADE)
    ask = next(each for each in MADE[0].statements if each.role is Role.RECOMMENDATION)
    done = CliRunner().invoke(root, ["argument", ask.iri, "--data", str(data.path), "--format", name])
    assert done.exit_code == 0, done.output
    assert factories.CHIPS_DECIDE in done.output or name == "nanopub"
