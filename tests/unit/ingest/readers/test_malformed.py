"""Malformed files are refused in one sentence, or read with a word about what was wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import read
from kg.errors import SourceError
from tests.unit.ingest.readers.samples import is_whole

FOLDER = Path(__file__).parents[3] / "data" / "malformed"
REFUSED = (
    "empty.txt", "blank.md", "binary.txt", "picture.pdf", "truncated.pdf", "truncated.docx", "billion-laughs.xml",
    "external-entity.xml", "unclosed.xml",
)  # fmt: skip
TOLD = ("windows-1252.txt", "utf-16.txt", "mixed.txt", "nul.txt", "page.txt")
READ = ("unclosed.html", "fence.md")


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(SourceError) as caught:
        read((FOLDER / name).read_bytes(), name=name)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert message.endswith(".")
    assert "\n" not in message
    assert "; " in message


@pytest.mark.parametrize("name", TOLD)
def test_it_is_read_and_told(name: str) -> None:
    source = read((FOLDER / name).read_bytes(), name=name)
    assert source.warnings
    assert all(name in warning for warning in source.warnings)
    assert "should" in source.text
    assert is_whole(source)


@pytest.mark.parametrize("name", READ)
def test_it_is_read(name: str) -> None:
    source = read((FOLDER / name).read_bytes(), name=name)
    assert "should" in source.text
    assert is_whole(source)


def test_every_file_of_the_folder_is_tested() -> None:
    names = {path.name for path in FOLDER.iterdir()} - {"README.md"}
    assert names == {*REFUSED, *TOLD, *READ}
