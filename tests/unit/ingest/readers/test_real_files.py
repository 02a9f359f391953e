"""Every real document at hand is read whole, and its clean text leads back."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.cleaning import clean
from ingest.passages import split
from ingest.readers import read
from ingest.source import BlockKind, SourceText, uncovered

REAL = Path(__file__).parents[5] / "shared" / "corpus" / "real"
RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE, BlockKind.TABLE_ROW)
FILES = sorted(REAL.glob("*/*")) if REAL.is_dir() else []

pytestmark = pytest.mark.skipif(not FILES, reason="the real documents in ../shared/corpus/real are absent")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_is_read_whole(path: Path) -> None:
    source = read(path.read_bytes(), name=path.name)
    assert not uncovered(source)
    assert _running_share(source) > (0.6 if path.suffix in (".pdf", ".html", ".md") else 0.3)
    result = clean(source)
    last = -1
    for block in result.blocks[:: max(1, len(result.blocks) // 200)]:
        for place in split(result, block):
            start, end = result.to_source(*place)
            assert last < start < end
            last = start


def _running_share(source: SourceText) -> float:
    """The share of running text, items, notes and rows in all text."""
    return sum(block.end - block.start for block in source.blocks if block.kind in RUNNING) / len(source.text)


def test_real_bills_have_a_provision_in_every_section() -> None:
    for path in [path for path in FILES if path.name.startswith("BILLS-119")]:
        source = read(path.read_bytes(), name=path.name)
        heads = [block for block in source.blocks if block.kind is BlockKind.HEADING]
        assert source.metadata.identifiers[0] in (heads[0].provision or "")
        assert all(block.provision for block in source.blocks if block.kind is BlockKind.LIST_ITEM)
