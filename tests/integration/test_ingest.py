"""A document goes in, a traced recommendation comes out; and what must hold whatever happens on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.loading import Loader
from ingest.reading import Reading
from ingest.report import Outcome, RunReport
from kg.data import DataDirectory
from kg.errors import StoreError
from kg.index import Index
from kg.model import Extraction
from kg.store import RUN_GRAPHS
from kg.trace import trace

Ingest = Callable[..., RunReport]
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def dump(data: DataDirectory, *, runs: bool = False) -> bytes:
    with data.open_store() as store:
        return b"".join(store.dump(runs=runs))


def recommendations(data: DataDirectory) -> list[dict[str, str]]:
    query = """
        PREFIX w: <https://w3id.org/warrant/ontology#>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?r ?exact ?issuer ?start ?end ?text WHERE {
          ?r a w:Recommendation ; w:quote ?q ; w:inDocument ?d . ?d w:textDigest ?text .
          ?q oa:hasSelector ?words . ?words oa:exact ?exact .
          ?q oa:hasSelector ?place . ?place oa:start ?start ; oa:end ?end .
          OPTIONAL { ?r w:issuer ?a . ?a skos:prefLabel ?issuer }
        } ORDER BY ?start"""
    with data.open_store() as store:
        return [{name: str(term) for name, term in row.items()} for row in store.select(query).rows]


def test_a_tiny_paper_gives_a_traced_recommendation(ingest: Ingest, data: DataDirectory, tiny_paper: Path) -> None:
    report = ingest(tiny_paper)
    assert [entry.outcome for entry in report.entries] == [Outcome.LOADED]
    rows = recommendations(data)
    ask = next(row for row in rows if "port inspectors" in row["exact"])
    with data.open_store() as store:
        traced = trace(store, ask["r"])
    assert "Congress" in str(traced.to_dict())
    assert any("BIS" in row["exact"] for row in rows)


def test_every_quote_is_the_slice_of_the_stored_text(ingest: Ingest, data: DataDirectory, tiny_paper: Path) -> None:
    ingest(tiny_paper)
    for row in recommendations(data):
        text = data.archive.text(row["text"])
        assert text[int(row["start"]) : int(row["end"])] == row["exact"]


def test_reading_the_same_bytes_again_gives_the_same_dump(
    ingest: Ingest, data: DataDirectory, tiny_paper: Path
) -> None:
    ingest(tiny_paper)
    first = dump(data)
    report = ingest(tiny_paper, again=True)
    assert report.entries[0].outcome is Outcome.LOADED
    assert dump(data) == first
    assert dump(data, runs=True) != first


def test_a_second_run_leaves_unchanged_files_alone(ingest: Ingest, tiny_paper: Path) -> None:
    ingest(tiny_paper)
    assert ingest(tiny_paper).entries[0].outcome is Outcome.UNCHANGED


def test_the_same_bytes_under_two_names_are_one_document(ingest: Ingest, tiny_paper: Path) -> None:
    copy = tiny_paper.with_name("z-copy.txt")
    copy.write_bytes(tiny_paper.read_bytes())
    outcomes = [entry.outcome for entry in ingest(tiny_paper.parent).entries]
    assert outcomes == [Outcome.LOADED, Outcome.SAME_AS]


def test_a_changed_file_revises_the_old_version_and_flags_what_is_gone(
    ingest: Ingest, data: DataDirectory, tiny_paper: Path
) -> None:
    old = ingest(tiny_paper).entries[0].document
    text = tiny_paper.read_text(encoding="utf-8")
    tiny_paper.write_text(text.replace("two hundred", "three hundred"), encoding="utf-8")
    new = ingest(tiny_paper).entries[0].document
    triples = dump(data).decode()
    assert f"<{new}> <https://w3id.org/warrant/ontology#revises> <{old}>" in triples
    assert f"ontology#vanishedIn> <{new}>" in triples
    # Once more: the link between the versions stays as it is.
    ingest(tiny_paper, again=True)
    assert dump(data).decode() == triples


def test_a_version_of_a_file_is_known_though_the_run_that_loaded_it_was_killed(
    ingest: Ingest, data: DataDirectory, tiny_paper: Path
) -> None:
    old = ingest(tiny_paper).entries[0].document
    with data.open_store() as store:
        for graph in store.graphs():
            if graph.startswith(RUN_GRAPHS):
                store.drop_graph(graph)  # a killed run never comes to write it
    ingest(tiny_paper)
    tiny_paper.write_text(tiny_paper.read_text(encoding="utf-8") + "One more line.\n", encoding="utf-8")
    new = ingest(tiny_paper).entries[0].document
    assert f"<{new}> <https://w3id.org/warrant/ontology#revises> <{old}>" in dump(data).decode()


def test_a_run_that_finds_nothing_new_leaves_no_record(ingest: Ingest, data: DataDirectory, tiny_paper: Path) -> None:
    ingest(tiny_paper)
    before = dump(data, runs=True)
    ingest(tiny_paper)
    assert dump(data, runs=True) == before


def test_a_full_disk_at_the_end_leaves_the_report(
    ingest: Ingest, data: DataDirectory, tiny_paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("The store can't be written, so nothing has changed: No space left on device.")

    monkeypatch.setattr("ingest.running.run_triples", full)
    report = ingest(tiny_paper)
    assert [entry.outcome for entry in report.entries] == [Outcome.LOADED]
    assert report.has_failures
    assert "record of this run" in report.to_text()


def test_a_defect_while_loading_one_file_does_not_cost_the_others(
    ingest: Ingest, tiny_paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_paper.with_name("other.txt").write_text("The Senate should hold a hearing in 2027.\n", encoding="utf-8")
    load = Loader.load

    def odd(loader: Loader, reading: Reading, original: bytes, *, place: str) -> Extraction:
        if place.endswith("other.txt"):
            raise ValueError("a negative rank")
        return load(loader, reading, original, place=place)

    monkeypatch.setattr(Loader, "load", odd)
    failed, loaded = ingest(tiny_paper.parent).entries
    assert (failed.outcome, loaded.outcome) == (Outcome.FAILED, Outcome.LOADED)
    assert "other.txt" in str(failed.detail)
    assert "a negative rank" in str(failed.detail)


def test_a_document_that_the_index_could_not_take_is_told_and_taken_by_the_next_run(
    ingest: Ingest, data: DataDirectory, tiny_paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("The search index can't be written (database or disk is full).")

    with monkeypatch.context() as patch:
        patch.setattr(Index, "replace", full)
        (entry,) = ingest(tiny_paper).entries
    assert entry.outcome is Outcome.LOADED
    assert any("search don't show it yet" in warning for warning in entry.warnings)
    ingest(tiny_paper)
    with Index.open(data.index_path) as index:
        assert entry.document in index.extractions()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("binary.txt", bytes(range(256)) * 40, "binary.txt"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "cut.pdf"),
    ],
)
def test_a_bad_file_is_named_and_the_others_go_on(
    ingest: Ingest, data: DataDirectory, tiny_paper: Path, name: str, content: bytes, words: str
) -> None:
    tiny_paper.with_name(name).write_bytes(content)
    report = ingest(tiny_paper.parent)
    by_name = {Path(entry.path).name: entry for entry in report.entries}
    assert by_name[name].outcome is Outcome.FAILED
    assert words in str(by_name[name].detail)
    assert by_name["tiny.txt"].outcome is Outcome.LOADED
    assert report.has_failures


def test_a_full_disk_fails_the_file_and_leaves_the_graph(
    ingest: Ingest, data: DataDirectory, tiny_paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(tiny_paper)
    before = dump(data)
    other = tiny_paper.with_name("other.txt")
    other.write_text("The Senate should hold a hearing on port security in 2027.\n", encoding="utf-8")

    def full(*_: object) -> None:
        raise StoreError("There is no space left on the disk; free some and run the command again.")

    monkeypatch.setattr(type(data.archive), "put_text", full)
    report = ingest(tiny_paper.parent)
    failed = [entry for entry in report.entries if entry.outcome is Outcome.FAILED]
    assert [Path(entry.path).name for entry in failed] == ["other.txt"]
    assert "other.txt" in str(failed[0].detail)
    assert dump(data) == before


def test_a_killed_run_leaves_whole_documents_and_a_second_run_completes(tmp_path: Path) -> None:
    papers = tmp_path / "many"
    papers.mkdir()
    for number in range(12):
        text = f"The Port Board should inspect pier {number} every day because thefts rose in 2025.\n" * 3
        (papers / f"p{number:02}.txt").write_text(text, encoding="utf-8")
    data = tmp_path / "data"
    command = [sys.executable, "-m", "kg.cli", "ingest", str(papers), "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and len(list((data / "originals").rglob("*"))) < 6:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    fresh = tmp_path / "fresh"
    subprocess.run([*command[:-1], str(fresh)], check=True, capture_output=True)
    assert dump(DataDirectory(data)) == dump(DataDirectory(fresh))


@pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the first document isn't part of the project; ../shared/seeds is absent"
)
def test_the_first_document_gives_its_three_asks_with_reasons(ingest: Ingest, data: DataDirectory) -> None:
    report = ingest(SEEDS)
    assert Outcome.LOADED in [entry.outcome for entry in report.entries]
    rows = [row for row in recommendations(data) if row.get("issuer") == "Anthropic"]
    with data.open_store() as store:
        traces = {row["exact"]: trace(store, row["r"]).to_dict() for row in rows}
    for needles in (("loopholes", "smuggl"), ("distillation", "legislation"), ("export", "American AI stack")):
        matching = [exact for exact in traces if all(needle in exact for needle in needles)]
        # An ask of its own, not one quote over the whole list.
        assert any(len(exact) < 120 for exact in matching), needles
        assert any("supports" in str(traces[exact]) for exact in matching), needles
