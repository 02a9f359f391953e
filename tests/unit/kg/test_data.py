from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDFS

from kg.archive import Archive
from kg.data import DataDirectory
from kg.embedded import EmbeddedStore
from kg.errors import StoreBusyError, StoreError
from kg.serving import ServerNote, read_note, remove_note, start_time, write_note

GRAPH = "https://example.org/graph"
TRIPLE = (URIRef("https://example.org/s"), RDFS.label, Literal("a"))
MISSING = "0" * 64


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "originals", tmp_path / "texts")


def files_under(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()]


def test_original_bytes_come_back_under_their_digest(archive: Archive) -> None:
    digest = archive.put_original(b"\x00some bytes\xff")
    assert digest == sha256(b"\x00some bytes\xff").hexdigest()
    assert archive.original(digest) == b"\x00some bytes\xff"
    assert archive.has_original(digest)


def test_empty_bytes_are_kept_too(archive: Archive) -> None:
    assert archive.original(archive.put_original(b"")) == b""


def test_keeping_the_same_bytes_twice_writes_one_file(archive: Archive, tmp_path: Path) -> None:
    archive.put_original(b"a")
    archive.put_original(b"a")
    assert len(files_under(tmp_path)) == 1


def test_parts_of_killed_writers_go_with_the_next_write_and_fresh_ones_stay(archive: Archive, tmp_path: Path) -> None:
    kept = tmp_path / "originals" / sha256(b"a").hexdigest()[:2]
    kept.mkdir(parents=True)
    for name, age in ((".part-old", 7200), (".part-fresh", 60), ("old-but-whole", 7200)):
        (kept / name).write_bytes(b"half")
        os.utime(kept / name, (time.time() - age,) * 2)
    digest = archive.put_original(b"a")
    assert sorted(file.name for file in files_under(tmp_path)) == sorted([".part-fresh", "old-but-whole", digest])


def test_a_text_comes_back_to_the_last_code_point(archive: Archive) -> None:
    text = "line\r\nnext\ré\u2028🔬\x00 end\n"
    digest = archive.put_text(text)
    assert digest == sha256(text.encode()).hexdigest()
    assert archive.text(digest) == text


def test_a_better_text_leaves_the_old_one_in_its_place(archive: Archive) -> None:
    old, new = archive.put_text("old"), archive.put_text("new")
    assert (archive.text(old), archive.text(new)) == ("old", "new")


def test_what_is_missing_is_named(archive: Archive) -> None:
    assert not archive.has_text(MISSING)
    with pytest.raises(StoreError, match=f"{MISSING} is missing; ingest"):
        archive.original(MISSING)
    with pytest.raises(StoreError, match="is missing; ingest"):
        archive.text(MISSING)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "\uff10" * 64])
def test_what_is_no_digest_becomes_no_path(archive: Archive, digest: str) -> None:
    with pytest.raises(StoreError, match="no SHA-256"):
        archive.original(digest)


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    before = archive.put_text("the text from before")

    def fail(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(StoreError, match=r"can't be written: the disk is full; make room"):
        archive.put_original(b"new bytes")
    with pytest.raises(StoreError, match="the disk is full"):
        archive.put_text("new text")
    monkeypatch.undo()
    assert archive.text(before) == "the text from before"
    assert len(files_under(tmp_path)) == 1


def test_a_short_write_is_continued(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data[:3])))
    assert archive.original(archive.put_original(b"more than three bytes")) == b"more than three bytes"


def test_a_store_is_made_where_there_is_none(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "new" / "data")
    assert not data.exists
    with data.open_store() as store:
        store.replace_graph(GRAPH, [TRIPLE])
    assert data.exists
    with data.open_store(create=False) as store:
        assert store.graphs() == (GRAPH,)


def test_a_store_that_must_exist_and_does_not_is_an_error_and_stays_absent(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "data")
    with pytest.raises(StoreError, match="has no graph yet; ingest"):
        data.open_store(create=False)
    assert not data.path.exists()


def test_a_store_held_by_another_process_is_waited_for(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    other = EmbeddedStore(data.store_path)
    timer = threading.Timer(0.3, other.close)
    timer.start()
    with data.open_store(patience=10) as store:
        assert store.graphs() == ()
    timer.join()


HOLDING = """
import sys
from pathlib import Path
from kg.embedded import EmbeddedStore
store = EmbeddedStore(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


@contextmanager
def held(path: Path) -> Iterator[None]:
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            yield
        finally:
            child.communicate(b"\n")


def test_a_store_held_for_too_long_is_a_clear_error(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    with held(data.store_path):
        start = time.monotonic()
        with pytest.raises(StoreBusyError, match=r"using .* for 0\.3 seconds; wait .* or run `warrant serve`"):
            data.open_store(patience=0.3)
        assert time.monotonic() - start < 5


def note(**changes: object) -> ServerNote:
    known = {"address": "http://127.0.0.1:4000", "pid": os.getpid(), "started": start_time(os.getpid()),
             "query_timeout": 30, "server_pid": 1, "server_started": ""}  # fmt: skip
    return ServerNote(**(known | changes))  # type: ignore[arg-type]


def test_a_note_of_a_living_server_is_read_back(tmp_path: Path) -> None:
    write_note(tmp_path / "server.json", note())
    assert read_note(tmp_path / "server.json") == note()


def finished_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    return child.pid


@pytest.mark.parametrize(
    "changes",
    [
        {"started": "1"},  # another process has the number now
        {"address": "http://example.org:80"},  # not on this machine
        {"address": "http://127.0.0.1:80/../elsewhere"},
    ],
)
def test_a_note_that_is_not_of_a_living_server_here_counts_for_nothing(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    write_note(tmp_path / "server.json", note(**changes))
    assert read_note(tmp_path / "server.json") is None


def test_a_note_of_a_dead_process_counts_for_nothing(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    write_note(data.server_path, note(pid=finished_process(), started=""))
    assert read_note(data.server_path) is None
    with data.open_store() as store:
        assert isinstance(store, EmbeddedStore)


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"address": 1}', "\x00", '{"pid": "x"'])
def test_a_damaged_note_counts_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "server.json").write_text(text)
    assert read_note(tmp_path / "server.json") is None


def test_another_process_note_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "server.json"
    path.write_text(json.dumps({"pid": 1}))
    remove_note(path)
    assert path.exists()
    write_note(path, note())
    remove_note(path)
    assert not path.exists()
