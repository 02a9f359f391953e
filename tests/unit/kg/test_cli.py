from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from kg import cli
from kg.cli import COMMANDS, root, run
from kg.commands import export, query, reindex, search, trace, validate
from kg.data import DataDirectory
from kg.errors import StoreError
from kg.index import Index
from kg.mapping import triples
from kg.store import RUN_GRAPHS
from tests.factories import CLOSE_LOOPHOLES, TEXT, extraction

ASK = next(statement for statement in extraction().statements if statement.quote.exact == CLOSE_LOOPHOLES).iri


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one document in it; tests don't change it."""
    path = tmp_path_factory.mktemp("data")
    directory, found = DataDirectory(path), extraction()
    directory.archive.put_text(TEXT)
    run_graph = f"{RUN_GRAPHS}0123456789abcdef0123"
    with directory.open_store() as store, Index.open(directory.index_path) as index:
        store.replace_graph(
            found.document.graph_iri,
            triples(found),
            also={run_graph: [(URIRef(run_graph), RDFS.label, Literal("a run"))]},
        )
        index.replace(found)
    return path


def invoke(runner: CliRunner, command: click.Command, data: Path, *arguments: str, stdin: str | None = None) -> Result:
    return runner.invoke(command, ["--data", str(data), *arguments], input=stdin, catch_exceptions=False)


# --- the root ---


def test_help_lists_every_command_without_importing_it() -> None:
    code = (
        "import sys; from kg.cli import run; run(['--help']); "
        "print(sorted({'rdflib', 'pyoxigraph', 'spacy', 'flask', 'kg.commands'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    for name, entry in COMMANDS.items():
        assert re.search(rf"^  {name} +{entry.summary[:20]}", done.stdout, re.MULTILINE)


def test_help_takes_less_than_a_quarter_of_a_second_of_cpu() -> None:
    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = children()
    subprocess.run([sys.executable, "-c", "from kg.cli import main; main()", "--help"], check=True, capture_output=True)
    assert children() - before < 0.25


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if entry.target.startswith("kg.")])
def test_a_commands_help_says_no_less_than_the_list(runner: CliRunner, name: str) -> None:
    result = runner.invoke(root, [name, "--help"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "Usage: root " + name in result.output
    assert "--data DIR" in result.output


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["nonsense"]) == 2
    assert "No such command 'nonsense'" in capsys.readouterr().err


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert re.fullmatch(r"warrant \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_our_error_is_one_sentence_and_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--data", str(tmp_path / "none")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Error: ")
    assert captured.err.count("\n") == 1


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        run(["--debug", "export", "--data", str(tmp_path / "none")])


def test_an_interruption_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def slow() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: slow)
    assert run(["export"]) == 130
    assert "Interrupted" in capsys.readouterr().err


def test_a_reader_that_leaves_is_no_traceback(data: Path) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "export", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_output_is_one_sentence(data: Path) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "export", "--data", str(data)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The output: No space left on device; ")
    assert done.stderr.count("\n") == 1


def test_the_environment_names_the_data_directory(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.environ["WARRANT_DATA"] = str(data)
    try:
        assert run(["query", "ASK { ?s a w:Recommendation }"]) == 0
    finally:
        del os.environ["WARRANT_DATA"]
    assert capsys.readouterr().out == "true\n"


# --- query ---


def test_a_query_may_stand_on_the_command_line(runner: CliRunner, data: Path) -> None:
    result = invoke(
        runner, query, data, "SELECT ?words WHERE { ?q oa:exact ?words } ORDER BY ?words", "--format", "csv"
    )
    assert CLOSE_LOOPHOLES in result.output


def test_a_query_may_come_from_standard_input(runner: CliRunner, data: Path) -> None:
    assert invoke(runner, query, data, "-", stdin="ASK { ?s a w:Claim }").output == "true\n"


def test_a_query_may_come_from_a_file(runner: CliRunner, data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("\ufeffASK { ?s a w:Claim }", encoding="utf-8")
    assert invoke(runner, query, data, str(tmp_path / "mine.rq")).output == "true\n"


def test_a_named_query_takes_parameters(runner: CliRunner, data: Path) -> None:
    result = invoke(runner, query, data, "trace", "--param", f"statement={ASK}", "--format", "json")
    properties = {row["property"]["value"] for row in json.loads(result.output)["results"]["bindings"]}
    assert "https://w3id.org/warrant/ontology#quote" in properties


@pytest.mark.parametrize("arguments", [[], ["--list"]])
def test_the_named_queries_are_listed_with_their_questions(runner: CliRunner, data: Path, arguments: list[str]) -> None:
    output = invoke(runner, query, data, *arguments).output
    assert "  asks-of-actor\n      Who asks Congress, or anybody else, for what?\n" in output
    assert "--param actor=...  text: full name of who is asked (if not given: United States Congress)\n" in output
    assert "Reasons, evidence and dispute\n" in output


def test_a_named_query_takes_its_defaults(runner: CliRunner, data: Path) -> None:
    output = invoke(runner, query, data, "asks-of-actor", "--format", "csv").output
    assert output.splitlines()[0] == "issuer,words,page,title,issued,ask"
    assert CLOSE_LOOPHOLES in output


def test_a_construct_is_turtle_unless_asked_otherwise(runner: CliRunner, data: Path) -> None:
    text = "CONSTRUCT WHERE { ?s w:action ?action }"
    assert "w:action" in invoke(runner, query, data, text).output
    assert json.loads(invoke(runner, query, data, text, "--format", "json").output)["@graph"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["DROP ALL # {"], "DROP isn't allowed"),
        (["SELECT * WHERE { SERVICE <http://example.org/> { } }"], "SERVICE"),
        (["no-such-name"], "no named query"),
        (["trace"], "statement=VALUE"),
        (["SELECT * WHERE { ?s ?p ?o }", "--max-rows", "3"], "more than 3 rows"),
        (["SELECT * WHERE { ?s ?p ?o }", "--format", "turtle"], "can't be written as turtle"),
    ],
)
def test_a_query_that_cannot_be_answered_says_why(
    data: Path, arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["query", "--data", str(data), *arguments]) == 1
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--param", "a=b"], ["ASK { }", "--param", "a=b"], ["trace", "--param", "nonsense"]]
)
def test_a_query_called_wrongly_is_a_usage_error(runner: CliRunner, data: Path, arguments: list[str]) -> None:
    assert invoke(runner, query, data, *arguments).exit_code == 2


# --- trace ---


def test_a_trace_shows_the_words_their_place_and_the_gaps(runner: CliRunner, data: Path) -> None:
    text = invoke(runner, trace, data, ASK).output
    assert text.startswith("The Example Institute asks the United States Congress to close the loopholes")
    assert f"“{CLOSE_LOOPHOLES}”" in text
    assert "For it" in text
    assert "Against it" in text
    assert "What is missing:" in text


def test_a_trace_is_json_for_programs(runner: CliRunner, data: Path) -> None:
    found = json.loads(invoke(runner, trace, data, ASK, "--format", "json").output)
    assert found["statement"]["quote"]["exact"] == CLOSE_LOOPHOLES
    assert {line["direction"] for line in found["lines"]} == {"supports", "disputes"}


def test_a_trace_is_turtle_for_the_semantic_web(runner: CliRunner, data: Path) -> None:
    text = invoke(runner, trace, data, ASK, "--format", "turtle").output
    assert f'oa:exact "{CLOSE_LOOPHOLES}"' in text
    assert "a w:Justification" in text


def test_an_unknown_iri_says_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trace", "--data", str(data), "https://example.org/nothing"]) == 1
    assert "https://example.org/nothing" in capsys.readouterr().err


# --- search ---


def test_search_finds_recommendations_by_words(runner: CliRunner, data: Path) -> None:
    result = invoke(runner, search, data, "loopholes", "--format", "json")
    assert [row["iri"] for row in json.loads(result.stdout)["rows"]] == [ASK]


def test_search_finds_claims_when_asked(runner: CliRunner, data: Path) -> None:
    assert "Advanced chips" in invoke(runner, search, data, "chips", "--kind", "claim").stdout


def test_search_counts_to_standard_error(runner: CliRunner, data: Path) -> None:
    result = invoke(runner, search, data, "--format", "csv")
    assert "2 found, page 1 of 1." in result.stderr
    assert "found, page" not in result.stdout


def test_search_takes_facets_and_refuses_unknown_ones(runner: CliRunner, data: Path) -> None:
    assert json.loads(invoke(runner, search, data, "--facet", "modality=must", "--format", "json").stdout)["total"] == 1
    assert invoke(runner, search, data, "--facet", "colour=red").exit_code == 2


@pytest.mark.parametrize("words", ['"', "AND OR NOT", "a*b(c)", "\x00", "'; DROP TABLE statement"])
def test_any_words_may_be_searched_for(runner: CliRunner, data: Path, words: str) -> None:
    assert invoke(runner, search, data, words).exit_code == 0


@pytest.mark.parametrize("has_index", [True, False])
def test_search_finds_what_the_graph_has_and_the_index_missed(
    runner: CliRunner, tmp_path: Path, has_index: bool
) -> None:
    directory, found = DataDirectory(tmp_path), extraction()
    with directory.open_store() as store:
        store.replace_graph(found.document.graph_iri, triples(found))
    if has_index:
        Index.open(directory.index_path).close()
    result = invoke(runner, search, tmp_path, "loopholes", "--format", "json")
    assert [row["iri"] for row in json.loads(result.stdout)["rows"]] == [ASK]


def test_search_answers_from_the_index_while_another_process_holds_the_store(runner: CliRunner, tmp_path: Path) -> None:
    directory, found = DataDirectory(tmp_path), extraction()
    with directory.open_store(), Index.open(directory.index_path) as index:
        index.replace(found)
        result = invoke(runner, search, tmp_path, "loopholes", "--format", "json")
    assert json.loads(result.stdout)["total"] == 1


def test_search_without_a_graph_says_so_and_makes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "--data", str(tmp_path / "none"), "words"]) == 1
    assert "has no graph yet" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


# --- export ---


def test_export_writes_sorted_quads_without_run_graphs(runner: CliRunner, data: Path) -> None:
    lines = invoke(runner, export, data).stdout.splitlines()
    assert lines == sorted(lines)
    assert not any(RUN_GRAPHS in line for line in lines)
    assert any(RUN_GRAPHS in line for line in invoke(runner, export, data, "--runs").stdout.splitlines())


def test_export_writes_a_file(runner: CliRunner, data: Path, tmp_path: Path) -> None:
    result = invoke(runner, export, data, "--output", str(tmp_path / "all.ttl"), "--format", "turtle")
    assert result.output == ""
    assert "w:Recommendation" in (tmp_path / "all.ttl").read_text(encoding="utf-8")


def test_an_export_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "all.nq").write_text("from before")
    assert run(["export", "--data", str(tmp_path / "none"), "--output", str(tmp_path / "all.nq")]) == 1
    assert (tmp_path / "all.nq").read_text() == "from before"


# --- validate ---


def test_a_sound_graph_has_no_findings(runner: CliRunner, data: Path) -> None:
    result = invoke(runner, validate, data, "--shacl")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing to find fault with" in result.stderr


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[Path]:
    """A graph whose text isn't kept."""
    found = extraction()
    with DataDirectory(tmp_path).open_store() as store:
        store.replace_graph(found.document.graph_iri, triples(found))
    yield tmp_path


def test_a_missing_text_is_a_finding_and_exit_code_3(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--data", str(damaged)]) == 3
    captured = capsys.readouterr()
    assert "is missing; ingest the document again" in captured.out
    assert "1 finding." in captured.err


def test_findings_are_json_for_programs(runner: CliRunner, damaged: Path) -> None:
    result = invoke(runner, validate, damaged, "--format", "json")
    assert [row["where"] for row in json.loads(result.stdout)] == [extraction().document.graph_iri]


def test_files_are_checked_against_the_shapes(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.ttl").write_text(
        "@prefix w: <https://w3id.org/warrant/ontology#> . <https://example.org/a> a w:Actor ."
    )
    assert run(["validate", "--data", str(data), str(tmp_path / "bad.ttl")]) == 3
    assert "needs exactly one canonical name" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "text"), [("bad.ttl", "this is no Turtle"), ("bad.txt", "")])
def test_a_file_that_cannot_be_read_is_named(
    data: Path, tmp_path: Path, name: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text)
    assert run(["validate", "--data", str(data), str(tmp_path / name)]) == 1
    assert name in capsys.readouterr().err


# --- reindex ---


def test_reindex_rebuilds_what_was_lost(runner: CliRunner, damaged: Path) -> None:
    for file in damaged.glob("index.sqlite*"):
        file.unlink()
    assert "1 document indexed." in invoke(runner, reindex, damaged).stderr
    assert json.loads(invoke(runner, search, damaged, "--format", "json").stdout)["total"] == 2
