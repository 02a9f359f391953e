import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from kg.model import Citation, CitationKind, Direction, Document, Extraction, Passage, PassageKind, Role
from tests import factories
from tests.unit.web.conftest import Shelf
from web.urls import key_of, path_of, quote_anchor, words_path

EXTRACTION = factories.extraction()
DOCUMENT = path_of(EXTRACTION.document.iri)
MOST_BYTES = 150_000


def html_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.text


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def text_shown(html: str) -> str:
    """Give what the page shows of the document's own text, notes and marks of pages left out."""
    shown = html.split('<div class="text"', 1)[1].split('<nav class="steps"', 1)[0]
    shown = re.sub(r"<details name=\"notes\".*?</details>", "", shown, flags=re.DOTALL)
    return words_of("<div" + shown)


def bare(document: Document) -> Extraction:
    """Build an extraction in which nothing was found."""
    return replace(EXTRACTION, document=document, passages=(), statements=(), justifications=(), mentions=(),
                   citations=())  # fmt: skip


def long_document(sentences: int = 900, *, roles: int = 3) -> tuple[Extraction, str]:
    """Build a text of many paragraphs with headings, where every so many sentences one is a statement."""
    title = "A long report"
    pieces: list[tuple[PassageKind, Role, str]] = [(PassageKind.TITLE, Role.OTHER, title)]
    for number in range(sentences):
        if number % 60 == 0:
            pieces.append((PassageKind.HEADING, Role.OTHER, f"Section {number // 60 + 1}"))
        role = Role.RECOMMENDATION if number % roles == 0 else Role.OTHER
        words = f"Sentence {number} says that Congress should do thing {number}, and goes on for a while to be long."
        pieces.append((PassageKind.SENTENCE, role, words))
    text, passages = "", []
    starts: list[tuple[int, Role, str]] = []
    for order, (kind, role, words) in enumerate(pieces):
        starts.append((len(text), role, words))
        passages.append((order, kind, role, len(text), len(text) + len(words)))
        text += f"{words}\n\n"
    document = factories.document(text, title=title, media_type="application/pdf", pages=90)
    found = tuple(
        Passage(document=document.iri, order=order, kind=kind, role=role, start=start, end=end, confidence=0.9,
                page=order // 11 + 1)
        for order, kind, role, start, end in passages
    )  # fmt: skip
    statements = tuple(
        factories.recommendation(
            words, text, action=f"do thing {number}", quote=replace(factories.quote(words, text), page=number // 11 + 1)
        )
        for number, (_, role, words) in enumerate(starts)
        if role is Role.RECOMMENDATION
    )
    return replace(EXTRACTION, document=document, passages=found, statements=statements, justifications=(),
                   mentions=(), citations=()), text  # fmt: skip


@pytest.fixture
def long(shelf: Shelf) -> tuple[Shelf, Extraction, str]:
    extraction, text = long_document()
    shelf.add(extraction, text)
    return shelf, extraction, text


def test_a_document_says_what_it_is_and_how_it_was_read(client: FlaskClient) -> None:
    words = words_of(html_of(client, DOCUMENT))
    for each in ("Example Press", "2026-05-14", "Example Institute", "https://example.org/items/1", "2 recommendations",
                 "2 claims", "1 piece of evidence", "by warrant 0.1.0", "Cite or export"):  # fmt: skip
        assert each in words


def test_every_statement_has_a_note_in_the_order_of_the_text(client: FlaskClient) -> None:
    html = html_of(client, DOCUMENT)
    notes = re.findall(r'data-note="([0-9a-f]+)"', html)
    assert notes == [key_of(each.iri) for each in EXTRACTION.statements]
    for each in EXTRACTION.statements:
        assert html.count(f'id="{quote_anchor(each.iri)}"') == 1


def test_a_note_tells_role_ask_speaker_and_reasons(client: FlaskClient) -> None:
    html = html_of(client, DOCUMENT)
    close = EXTRACTION.statements[2]
    note = html.split(f'id="n-{key_of(close.iri)}"')[1].split("</details>")[0]
    words = words_of(">" + note)
    assert "The Example Institute asks the United States Congress to close the loopholes" in words
    assert "1 reason for it" in words
    assert "1 against it" in words
    assert re.search(
        r"Reasons for it .*Advanced chips decide.* Reasons against it .*The Example Trade Group says", words
    )
    assert '<span class="sr">Recommendation: </span>' in note
    critics = html.split(f'id="n-{key_of(EXTRACTION.statements[3].iri)}"')[1].split("</details>")[0]
    assert "Example Trade Group" in words_of(">" + critics)
    assert "It is a reason against" in critics


def test_notes_carry_what_the_script_needs(client: FlaskClient) -> None:
    html = html_of(client, DOCUMENT)
    chips, _, close, critics, _ = (key_of(each.iri) for each in EXTRACTION.statements)
    assert f'data-note="{close}" data-for="{chips}" data-against="{critics}"' in html


def test_a_link_to_a_statement_marks_it_and_opens_its_note(client: FlaskClient) -> None:
    close = EXTRACTION.statements[2]
    html = html_of(client, words_path(EXTRACTION.document.iri, close.iri).partition("#")[0])
    assert re.search(rf'class="mark mark-recommendation is-chosen[^"]*" data-mark="{key_of(close.iri)}"', html)
    assert re.search(rf'data-note="{key_of(close.iri)}"[^>]* open>', html)


def test_a_link_to_a_statement_that_is_gone_says_so(client: FlaskClient) -> None:
    assert "The statement that the link names is not in this document" in html_of(client, f"{DOCUMENT}?statement=0123")


def test_a_place_is_marked(client: FlaskClient) -> None:
    start = factories.TEXT.index("customs office")
    html = html_of(client, f"{DOCUMENT}?start={start}&end={start + 14}")
    assert re.search(r'<mark [^>]*id="place"[^>]*>customs office</mark>', html)


@pytest.mark.parametrize("query", ["start=1", "start=a&end=2", "start=5&end=5", "start=0&end=99999", "start=-1&end=3",
                                   "page=x", "part=x", "go=x"])  # fmt: skip
def test_a_place_that_cannot_be_is_refused_in_one_sentence(client: FlaskClient, query: str) -> None:
    assert client.get(f"{DOCUMENT}?{query}").status_code == 400


def test_a_long_document_comes_in_parts_that_hold_all_of_it(long: tuple[Shelf, Extraction, str]) -> None:
    shelf, extraction, text = long
    address = path_of(extraction.document.iri)
    first = html_of(shelf.client, address)
    last = int(re.findall(r"Part 1 of (\d+)", first)[0])
    assert last > 2
    pages = [html_of(shelf.client, f"{address}?part={number}") for number in range(1, last + 1)]
    assert all(len(page.encode()) < MOST_BYTES for page in pages)
    whole = "".join(re.sub(r"\b(Page|Pages) \d+( of the original)?", "", text_shown(page)) for page in pages)
    assert "".join(whole.split()) == "".join(text.split())
    notes = [key for page in pages for key in re.findall(r'data-note="([0-9a-f]+)"', page)]
    assert notes == [key_of(each.iri) for each in extraction.statements]
    assert shelf.client.get(f"{address}?part={last + 1}").status_code == 404
    assert shelf.client.get(f"{address}?part=0").status_code == 404


def test_every_part_is_one_click_away_and_leads_to_its_neighbours(long: tuple[Shelf, Extraction, str]) -> None:
    shelf, extraction, _ = long
    html = html_of(shelf.client, f"{path_of(extraction.document.iri)}?part=2")
    assert re.search(r'<a rel="prev" href="[^"]+\?part=1#text">', html)
    assert re.search(r'<a rel="next" href="[^"]+\?part=3#text">', html)
    assert 'href="?part=1#text"' in html
    assert html.count('aria-current="page"') >= 1


def test_a_link_chooses_the_part_with_the_statement_place_or_page(long: tuple[Shelf, Extraction, str]) -> None:
    shelf, extraction, text = long
    address, far = path_of(extraction.document.iri), extraction.statements[-1]
    assert f'id="{quote_anchor(far.iri)}"' not in html_of(shelf.client, address)
    assert f'id="{quote_anchor(far.iri)}"' in html_of(shelf.client, f"{address}?statement={key_of(far.iri)}")
    start = text.index("Sentence 700")
    assert 'id="place"' in html_of(shelf.client, f"{address}?start={start}&end={start + 12}")
    assert 'id="page-50"' in html_of(shelf.client, f"{address}?page=50")
    moved = shelf.client.get(f"{address}?go=50")
    assert (moved.status_code, moved.location) == (303, f"{address}?page=50#page-50")
    assert "there is no page 91" in html_of(shelf.client, f"{address}?page=91")


def test_pages_and_notes_lead_to_the_page_of_the_pdf(long: tuple[Shelf, Extraction, str]) -> None:
    shelf, extraction, _ = long
    html = html_of(shelf.client, path_of(extraction.document.iri))
    assert f'href="{path_of(extraction.document.iri)}/original#page=2"' in html
    assert "page 1 of the PDF" in html


def test_pages_on_which_nothing_was_read_are_named(shelf: Shelf) -> None:
    extraction, text = long_document(20)
    passages = tuple(replace(each, page=None if each.order < 3 else 7) for each in extraction.passages)
    shelf.add(replace(extraction, passages=passages), text)
    html = html_of(shelf.client, path_of(extraction.document.iri))
    assert "Pages 1 to 6: no text was read on them" in html


def test_a_document_of_seven_hundred_statements_that_all_speak_for_one_is_small_enough(shelf: Shelf) -> None:
    sentences = [(Role.RECOMMENDATION, "Congress should act on everything that follows from this.")]
    sentences += [(Role.EVIDENCE, f'Number {number} of the <many> & "short" facts.') for number in range(700)]
    links = [(number, 0, Direction.SUPPORTS) for number in range(1, 701)]
    text = factories.text_of(sentences)
    extraction = shelf.add(factories.extraction_of(sentences, links=links), text)
    address = path_of(extraction.document.iri)
    html = html_of(shelf.client, address)
    assert len(html.encode()) < MOST_BYTES
    assert "and 694 more" in html
    last = int(re.findall(r"Part 1 of (\d+)", html)[0])
    assert all(len(html_of(shelf.client, f"{address}?part={n}").encode()) < MOST_BYTES for n in range(2, last + 1))


def test_a_document_with_very_many_citations_is_small_enough_and_lists_all(shelf: Shelf) -> None:
    words = [f"{number} U.S.C. {number + 100}" for number in range(10, 400)]
    sentences = [(Role.OTHER, f"See {each}; then {words[0]} again {number}.") for number, each in enumerate(words)]
    text = factories.text_of(sentences)
    citations = tuple(
        Citation(quote=factories.quote(each, text), kind=CitationKind.US_CODE,
                 identifier=f"/us/usc/t{each.split()[0]}/s{each.split()[2]}")
        for each in words
    )  # fmt: skip
    extraction = shelf.add(replace(factories.extraction_of(sentences), citations=citations), text)
    address = path_of(extraction.document.iri)
    html = html_of(shelf.client, address)
    assert len(html.encode()) < MOST_BYTES
    assert "All 390 texts that it cites" in html
    found = set()
    for number in range(1, 8):
        page = html_of(shelf.client, f"{address}/citations?page={number}")
        assert len(page.encode()) < MOST_BYTES
        found |= set(re.findall(r"<code>(/us/usc/[^<]+)</code>", page))
    assert len(found) == 390
    assert shelf.client.get(f"{address}/citations?page=9").status_code == 404
    assert shelf.client.get(f"{address}/citations?text=0").status_code == 404
    assert shelf.client.get(f"{address}/citations?text=x").status_code == 400


def test_a_citation_is_listed_with_its_identifier_and_leads_to_its_place(client: FlaskClient) -> None:
    html = html_of(client, DOCUMENT)
    assert "H.R. 3447, 119th Cong." in html
    assert "<code>/us/bill/119/hr/3447</code>" in html
    start = factories.TEXT.index("H.R. 3447")
    assert f'href="{DOCUMENT}?start={start}&amp;end={start + 9}#place"' in html


def test_provisions_have_anchors_that_links_find(shelf: Shelf) -> None:
    bill = "/us/bill/119/hr/3447"
    sentences = [(Role.OTHER, "SEC. 2. Reports."), (Role.RECOMMENDATION, "The Secretary shall report.")]
    text = "\n\n".join(["A bill", *(words for _, words in sentences)])
    extraction = factories.extraction_of(sentences, title="A bill", identifiers=(bill,))
    document = replace(extraction.document, sha256=factories.document(text).sha256,
                       text_sha256=factories.document(text).text_sha256, length=len(text))  # fmt: skip
    found = tuple(
        factories.passage(words, order, role, text, provision=provision)
        for order, (words, role, provision) in enumerate(
            [("SEC. 2. Reports.", Role.OTHER, f"{bill}/s2"),
             ("The Secretary shall report.", Role.RECOMMENDATION, f"{bill}/s2/a/1")])
    )  # fmt: skip
    shelf.add(replace(extraction, document=document, passages=found, statements=()), text)
    html = html_of(shelf.client, f"{path_of(document.iri)}?provision=p-s2-a-1")
    assert 'id="p-s2"' in html
    assert 'id="p-s2-a-1"' in html
    assert "was not found" not in html
    assert "was not found" in html_of(shelf.client, f"{path_of(document.iri)}?provision=p-s9")


def test_hostile_words_stay_words_wherever_they_are(shelf: Shelf) -> None:
    evil = '<img src=x onerror="alert(1)">\'"></summary></details><script>x()</script>'
    sentences = [(Role.RECOMMENDATION, f"Congress should {evil} act."), (Role.CLAIM, f"{evil} is a claim.")]
    text = factories.text_of(sentences, title=f"{evil} title")
    extraction = factories.extraction_of(
        sentences, title=f"{evil} title", publisher=evil, url="javascript:alert(1)", identifiers=(evil,),
        links=[(1, 0, Direction.SUPPORTS)],
    )  # fmt: skip
    cite = Citation(quote=factories.quote("is a claim", text), kind=CitationKind.ACT, identifier=f"/us/{evil}",
                    url='javascript:alert("x")')  # fmt: skip
    shelf.add(replace(extraction, citations=(cite,)), text)
    address = path_of(extraction.document.iri)
    for each in (address, f"{address}/citations", f"{address}/citations?text=1", "/documents", f"/documents?q={evil}",
                 f"{address}?statement={evil}"):  # fmt: skip
        html = html_of(shelf.client, each)
        assert "<img src=x" not in html
        assert "<script>x" not in html
        assert "</summary></details><" not in html
        assert 'href="javascript:' not in html


def test_other_scripts_are_shown_in_their_direction_and_long_titles_whole(shelf: Shelf) -> None:
    title = "مراجعة " * 42
    sentences = [(Role.CLAIM, "يجب على الكونغرس أن يتصرف."), (Role.EVIDENCE, "数字表明事实如此🔬。")]
    text = factories.text_of(sentences, title=title)
    extraction = shelf.add(factories.extraction_of(sentences, title=title, language="ar"), text)
    html = html_of(shelf.client, path_of(extraction.document.iri))
    assert f'<h1 dir="auto" class="is-long">{title}</h1>' in html
    assert html.count('dir="auto"') >= 5
    assert 'lang="ar"' in html
    assert "数字表明事实如此🔬。" in html


def test_an_empty_document_says_that_nothing_was_read(shelf: Shelf) -> None:
    document = factories.document(" ")
    shelf.add(bare(document), " ")
    assert "No text was read in this document." in html_of(shelf.client, path_of(document.iri))


def test_versions_lead_to_each_other(shelf: Shelf) -> None:
    shelf.add(EXTRACTION, factories.TEXT)
    sentences = [(Role.OTHER, "All is new.")]
    new = factories.extraction_of(sentences, revises=EXTRACTION.document.iri, issued="2026-06-01")
    shelf.add(new, factories.text_of(sentences))
    assert "2026-06-01 (this one)" in words_of(html_of(shelf.client, path_of(new.document.iri)))
    assert f'<a href="{path_of(new.document.iri)}">2026-06-01</a>' in html_of(shelf.client, DOCUMENT)


def test_only_a_pdf_opens_in_the_browser(shelf: Shelf) -> None:
    for media_type, data, opens in (
        ("application/pdf", b"%PDF-1.7\n<script>", True),
        ("application/pdf", b"<html><script>alert(1)</script>", False),
        ("text/html", b"<html>%PDF-", False),
    ):
        digest = shelf.archive.put_original(data)
        document = replace(EXTRACTION.document, sha256=digest, media_type=media_type)
        shelf.index.replace(bare(document))
        response = shelf.client.get(f"{path_of(document.iri)}/original")
        assert response.data == data
        assert response.mimetype == ("application/pdf" if opens else "application/octet-stream")
        assert response.headers["Content-Disposition"].startswith("inline" if opens else "attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        policy = response.headers["Content-Security-Policy"]
        assert "sandbox" in policy
        assert "default-src 'none'" in policy
        assert "allow-" not in policy


def test_a_part_of_a_file_can_be_asked_for_and_an_unchanged_one_is_not_sent_again(shelf: Shelf) -> None:
    data = b"%PDF-1.7 " + b"x" * 100
    document = replace(EXTRACTION.document, sha256=shelf.archive.put_original(data), media_type="application/pdf")
    shelf.index.replace(replace(EXTRACTION, document=document))
    address = f"{path_of(document.iri)}/original"
    part = shelf.client.get(address, headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.data) == (206, data[:8])
    tag = shelf.client.get(address).headers["ETag"]
    assert shelf.client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_document_whose_text_is_not_kept_lists_its_statements(shelf: Shelf) -> None:
    shelf.index.replace(replace(EXTRACTION, document=replace(EXTRACTION.document, text_sha256="1" * 64)))
    html = html_of(shelf.client, DOCUMENT)
    assert "Open the PDF" not in html
    assert "Download the file" not in html
    for each in EXTRACTION.statements:
        assert f'id="{quote_anchor(each.iri)}"' in html


def test_the_list_is_narrowed_sorted_and_shared_by_its_address(client: FlaskClient) -> None:
    html = html_of(client, "/documents?kind=press&year=2026&sort=title")
    assert "1 document" in html
    assert 'href="/documents?year=2026&amp;sort=title"' in html
    assert "Nothing fits" in html_of(client, "/documents?q=unicorn")
    assert client.get("/documents?sort=colour").status_code == 400
    assert client.get("/documents?page=0").status_code == 400
    assert "There is no page" in html_of(client, f"/documents?page={10**30}")
    data = client.get("/documents?format=json").get_json()
    assert (data["total"], len(data["documents"])) == (1, 1)


def test_a_list_of_thousands_has_pages_of_bounded_size(shelf: Shelf) -> None:
    for number in range(25):
        sentences = [(Role.CLAIM, f"It is so, {number}.")]
        shelf.index.replace(factories.extraction_of(sentences, title=f"Document {number} " + "long " * 60))
    html = html_of(shelf.client, "/documents")
    assert "page 1 of 3" in html
    assert len(html.encode()) < MOST_BYTES
