"""The brief of a selection at its address, in every form."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from kg.brief import MOST_STATEMENTS
from kg.data import DataDirectory
from kg.mapping import triples
from kg.model import Recommendation, Role
from tests import factories
from tests.unit.web.conftest import Shelf
from web import briefs
from web.brief_command import brief

FOUND = factories.extraction()
ASKS = [each.iri for each in FOUND.statements if isinstance(each, Recommendation)]
KEYS = [iri.rsplit("/", 1)[-1] for iri in ASKS]
UNKNOWN = "0" * 20


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(briefs, "_today", lambda: date(2026, 11, 26))


def address(*keys: str, **more: str) -> str:
    pairs = [f"statement={key}" for key in keys] + [f"{name}={value}" for name, value in more.items()]
    return f"/brief?{'&'.join(pairs)}"


def test_the_page_has_notes_and_ways_back(client: FlaskClient) -> None:
    page = client.get(address(KEYS[0])).text
    references = re.findall(r'id="ref-(\d+)" href="#note-(\d+)"', page)
    backs = re.findall(r'id="note-(\d+)".*?href="#ref-(\d+)"', page, re.DOTALL)
    assert references == backs
    assert len(references) == 4
    assert factories.CLOSE_LOOPHOLES in page
    assert "26 November 2026" in page


def test_permalinks_name_the_server_that_was_asked(client: FlaskClient) -> None:
    page = client.get(address(KEYS[0]), headers={"Host": "127.0.0.1:8507"}).text
    assert f"http://127.0.0.1:8507/id/statement/{KEYS[0]}" in page
    assert f"http://127.0.0.1:8507/id/quote/{KEYS[0]}" in page


def test_what_a_document_says_is_shown_as_text(filled: Shelf) -> None:
    text = "<script>alert(1)</script> & <b>bold</b> should end."
    sentences = [(Role.RECOMMENDATION, text)]
    made = filled.add(factories.extraction_of(sentences), factories.text_of(sentences))
    page = filled.client.get(address(made.statements[0].iri.rsplit("/", 1)[-1])).text
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold" in page


def test_each_form_has_its_media_type_and_name(client: FlaskClient) -> None:
    word = client.get(address(KEYS[0], format="docx"))
    assert word.content_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert word.headers["Content-Disposition"] == f"attachment; filename=brief-2026-11-26-{KEYS[0]}.docx"
    assert zipfile.is_zipfile(BytesIO(word.data))
    text = client.get(address(KEYS[0], format="markdown"))
    assert text.content_type == "text/markdown; charset=utf-8"
    assert "Example Institute asks" in text.text.splitlines()[0]
    data = client.get(address(KEYS[0], format="json")).get_json()
    assert data["entries"][0]["quoted"]["words"] == factories.CLOSE_LOOPHOLES
    assert [note["number"] for note in data["notes"]] == [1, 2, 3, 4]
    assert data["date"] == "2026-11-26"


def test_a_client_that_prefers_markdown_gets_it(client: FlaskClient) -> None:
    assert client.get(address(KEYS[0]), headers={"Accept": "text/markdown"}).content_type.startswith("text/markdown")
    links = client.get(address(KEYS[0]), headers={"Accept": "text/html"}).headers.getlist("Link")
    assert any('type="text/markdown"' in link for link in links)


def test_the_page_leads_to_its_files(client: FlaskClient) -> None:
    page = client.get(address(*KEYS)).text
    for form in ("docx", "docx&amp;paper=a4", "markdown"):
        (href,) = re.findall(rf'href="(/brief\?[^"]*format={re.escape(form)})"', page)[:1] or [""]
        assert client.get(href.replace("&amp;", "&")).status_code == 200, form


def test_several_keep_their_order(client: FlaskClient) -> None:
    entries = client.get(address(*reversed(KEYS), format="json")).get_json()["entries"]
    assert [entry["statement"]["quote"]["exact"] for entry in entries] == [
        factories.FUND_INSPECTORS, factories.CLOSE_LOOPHOLES,
    ]  # fmt: skip


def test_a_list_can_be_briefed_by_its_own_parameters(client: FlaskClient) -> None:
    data = client.get("/brief?q=loopholes&format=json").get_json()
    assert len(data["entries"]) == 1
    page = client.get("/brief?q=inspectors").text
    assert 'href="/recommendations?q=inspectors"' in page


def test_a_list_longer_than_a_brief_says_so(filled: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, f"Congress should take step {number}.") for number in range(MOST_STATEMENTS + 9)]
    filled.add(factories.extraction_of(sentences), factories.text_of(sentences))
    page = filled.client.get("/brief").text
    assert f"This brief has room for the first {MOST_STATEMENTS} of the {MOST_STATEMENTS + 11}" in page


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        (f"statement={UNKNOWN}", 404, UNKNOWN),
        (f"statement={KEYS[0]}&format=pdf", 400, "has html, json, markdown, docx"),
        (f"statement={KEYS[0]}&format=docx&paper=a5", 400, "letter or a4"),
        ("q=nothingfitsthis", 400, "No recommendation fits this list"),
        ("statement=%3Cscript%3E", 400, "is no key of a recommendation"),
    ],
)
def test_what_cannot_be_briefed_is_told_in_one_sentence(
    client: FlaskClient, query: str, status: int, words: str
) -> None:
    response = client.get(f"/brief?{query}")
    assert response.status_code == status
    assert words in response.text
    assert "<script>" not in response.text.replace("<script src", "")


def test_an_entry_that_is_gone_is_named(client: FlaskClient) -> None:
    page = client.get(address(KEYS[0], UNKNOWN)).text
    assert UNKNOWN in page
    assert factories.CLOSE_LOOPHOLES in page


def test_the_command_writes_the_same_brief(tmp_path: Path) -> None:
    with DataDirectory(tmp_path).open_store() as store:
        store.replace_graph(FOUND.document.graph_iri, triples(FOUND))
    for form, begins in (("markdown", b"# The Example"), ("html", b"<!doctype html>"), ("docx", b"PK")):
        target = tmp_path / f"brief.{form}"
        arguments = [ASKS[0], "--data", str(tmp_path), "--format", form, "-o", str(target), "--date", "2026-11-26"]
        result = CliRunner().invoke(brief, arguments)
        assert result.exit_code == 0, result.output
        assert target.read_bytes().startswith(begins)
    alone = (tmp_path / "brief.html").read_text()
    assert "@page" in alone
    assert factories.CLOSE_LOOPHOLES in alone
    assert 'href="/' not in alone
    assert " src=" not in alone
