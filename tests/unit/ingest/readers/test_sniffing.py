"""A format is told by content; what can't be read is refused in one sentence that says what to do."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.readers import read, sniff, sniffing
from kg.errors import SourceError
from tests.unit.ingest.readers.samples import Words, docx, pdf


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"Plain words, and nothing else.", "a.txt", sniffing.TEXT),
        (b"# Title\n\nSee [the page](https://example.org) for **more**.", "a", sniffing.MARKDOWN),
        (b"One line only.", "a.md", sniffing.MARKDOWN),
        (b"<!DOCTYPE html><html><body><p>Hi</p></body></html>", "a.txt", sniffing.HTML),
        (b"<div><p>A fragment.</p></div>", "a", sniffing.HTML),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', "a", sniffing.HTML),
        (b'<?xml version="1.0"?>\n<!DOCTYPE bill PUBLIC "-//x" "bill.dtd">\n<bill/>', "a.txt", sniffing.XML),
        (b"<billStatus><bill/></billStatus>", "a.xml", sniffing.XML),
        (pdf([[Words(72, 700, "Hi")]]), "a.txt", sniffing.PDF),
        (docx("<w:p/>"), "a.zip", sniffing.DOCX),
        ("Gr\u00fc\u00dfe".encode("utf-16"), "a.txt", sniffing.TEXT),
    ],
)
def test_content_decides_the_format(data: bytes, name: str, media_type: str) -> None:
    assert sniff(data, name) == media_type


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\x00\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "picture"),
        (b"\x1f\x8b\x08" + bytes(40), "compressed"),
        (b"{\\rtf1 hello}", "Rich Text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (bytes(range(256)) * 20, "binary"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (zipped(**{"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "Office file other than"),
        (zipped(**{"readme.txt": "x"}), "ZIP archive"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        sniff(data, "paper.txt")
    message = str(caught.value)
    assert message.startswith("paper.txt: ")
    assert message.endswith(".")
    assert caught.value.advice


def test_a_file_over_the_limit_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "MAX_BYTES", 2 * 2**20)
    with pytest.raises(SourceError, match="limit of 2 MB"):
        read(b"x" * (3 * 2**20), name="large.txt")


def test_a_name_that_promises_another_format_is_told() -> None:
    source = read(b"<html><body><p>Some words.</p></body></html>", name="page.txt")
    assert any("text/html" in warning and "page.txt" in warning for warning in source.warnings)


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(SourceError, match="no text"):
        read(b"<html><body><script>var x = 1;</script></body></html>", name="page.html")
