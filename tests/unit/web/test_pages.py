import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from kg.model import Extraction, Role, Statement
from tests import factories
from tests.unit.web.conftest import Shelf
from web.urls import path_of

STATEMENTS = {statement.quote.exact: statement for statement in factories.extraction().statements}
CLOSE: Statement = STATEMENTS[factories.CLOSE_LOOPHOLES]
DOCUMENT = path_of(factories.document().iri)
ACTOR = path_of(factories.ISSUER.iri)
PAGES = ["/", "/recommendations", "/documents", "/actors", "/method", "/sparql", path_of(CLOSE.iri), DOCUMENT, ACTOR]


def html_of(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize("address", PAGES)
def test_every_page_works_and_says_what_it_is(client: FlaskClient, address: str) -> None:
    html = html_of(client, address)
    assert "<h1" in html
    assert re.search(r"<title>[^<]+ · Warrant</title>", html)
    assert 'href="#main"' in html


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_a_json_twin_that_it_links_to(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert f'<{address}?format=json>; rel="alternate"; type="application/json"' in response.headers.getlist("Link")
    twin = client.get(address, headers={"Accept": "application/json"})
    assert twin.mimetype == "application/json"
    assert isinstance(twin.get_json(), dict)
    assert client.get(f"{address}?format=json").data == twin.data


@pytest.mark.parametrize("address", PAGES)
def test_every_page_works_while_there_is_nothing_to_show(shelf: Shelf, address: str) -> None:
    expected = 404 if "/id/" in address else 200
    assert shelf.client.get(address).status_code == expected


@pytest.mark.parametrize("address", [path_of(CLOSE.iri), DOCUMENT, ACTOR])
def test_things_of_the_graph_have_a_turtle_twin(client: FlaskClient, address: str) -> None:
    twin = client.get(address, headers={"Accept": "text/turtle"})
    assert twin.mimetype == "text/turtle"
    assert "w3id.org/warrant" in twin.text
    assert client.get(f"{address}?format=turtle").status_code == 200


def test_the_turtle_of_a_statement_holds_its_words_reasons_and_names(client: FlaskClient) -> None:
    text = client.get(f"{path_of(CLOSE.iri)}?format=turtle").text
    assert f'oa:exact "{factories.CLOSE_LOOPHOLES}"' in text
    assert f"oa:start {CLOSE.quote.start}" in text
    assert "a w:Justification" in text
    assert f'skos:prefLabel "{factories.CONGRESS.name}"' in text
    assert f'dcterms:title "{factories.document().title}"' in text


THINGS = [
    CLOSE.quote.iri,
    CLOSE.passage,
    *(each.iri for each in factories.extraction().mentions[:1]),
    *(each.iri for each in factories.extraction().citations[:1]),
    factories.extraction().justifications[0].iri,
]


@pytest.mark.parametrize("iri", THINGS)
def test_a_thing_without_a_page_is_itself_as_turtle_and_a_place_for_people(client: FlaskClient, iri: str) -> None:
    twin = client.get(path_of(iri), headers={"Accept": "text/turtle"})
    assert (twin.status_code, twin.mimetype) == (200, "text/turtle")
    assert iri in twin.text or iri.rsplit("/", 1)[-1] in twin.text
    shown = client.get(path_of(iri))
    assert shown.status_code == 303
    assert client.get(shown.location).status_code == 200
    assert client.get(f"{path_of(iri)}?format=json").get_json()["iri"] == iri


@pytest.mark.parametrize("kind", ["passage", "mention", "citation", "quote", "justification", "extraction"])
@pytest.mark.parametrize("form", ["html", "json", "turtle"])
def test_an_unknown_thing_is_not_found_in_any_form(client: FlaskClient, kind: str, form: str) -> None:
    assert client.get(f"/id/{kind}/00000000000000000000?format={form}").status_code == 404


def test_a_justification_leads_to_its_reason_on_the_page_of_its_statement(client: FlaskClient) -> None:
    line = factories.extraction().justifications[0]
    response = client.get(path_of(line.iri))
    anchor = response.location.split("#")[1]
    assert response.location.startswith(path_of(line.target))
    assert f'id="{anchor}"' in html_of(client, path_of(line.target))


@pytest.mark.parametrize("accept", ["*/*", "", "text/html,application/xhtml+xml,*/*;q=0.8", "image/png"])
def test_people_get_html(client: FlaskClient, accept: str) -> None:
    assert client.get("/recommendations", headers={"Accept": accept}).mimetype == "text/html"


@pytest.mark.parametrize("address", [*PAGES, "/nothing"])
def test_no_page_runs_or_loads_anything_from_elsewhere(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert " style=" not in response.text
    assert not re.search(r"<script(?! src=\"/static/)", response.text)
    assert not re.search(r"(?:src|<link[^>]*href)=\"(?:https?:)?//", response.text)


def test_the_list_shows_who_asks_whom_to_do_what(client: FlaskClient) -> None:
    html = re.sub(r"<[^>]+>", "", html_of(client, "/recommendations"))
    assert "The Example Institute asks the United States Congress to close the loopholes in chip export" in html


def test_a_search_marks_its_words_and_narrows_the_list(client: FlaskClient) -> None:
    html = html_of(client, "/recommendations?q=loophole")
    assert '<mark class="mark mark-match" data-mark="match">loopholes</mark>' in html
    assert "1 recommendation" in html
    assert factories.FUND_INSPECTORS not in html


def test_facets_have_counts_and_addresses_that_can_be_shared(client: FlaskClient) -> None:
    html = html_of(client, "/recommendations?q=Congress&instrument=legislation")
    assert 'href="/recommendations?q=Congress"' in html
    assert re.search(r"Legislation</span><span class=\"count\">1<", html)


def test_a_list_that_nothing_fits_says_so(client: FlaskClient) -> None:
    assert "Nothing fits" in html_of(client, "/recommendations?q=unicorn")


def test_a_page_past_the_last_says_so(client: FlaskClient) -> None:
    assert "There is no page 7" in html_of(client, "/recommendations?page=7")


def test_a_statement_stands_beside_its_source_and_both_lead_to_each_other(client: FlaskClient) -> None:
    html = html_of(client, path_of(CLOSE.iri))
    for words in (factories.CHIPS_DECIDE, factories.INSPECTORS_FOUND, factories.CRITICS_SAY, factories.CLOSE_LOOPHOLES):
        key = STATEMENTS[words].iri.rsplit("/", 1)[-1]
        assert html.count(f'id="q-{key}"') == 1
        assert html.count(f'id="s-{key}"') == 1
        assert f'href="#q-{key}"' in html
        assert f'href="#s-{key}"' in html


def test_a_statement_names_its_gaps_and_that_nobody_reviewed_it(client: FlaskClient) -> None:
    html = html_of(client, path_of(CLOSE.iri))
    assert "Machine-read, not reviewed" in html
    assert "All support comes from the same document" in html
    assert "Nothing that backs this reason was found" in html


def test_confidence_stands_in_words_and_as_a_number(client: FlaskClient) -> None:
    assert "fairly sure, 0.80" in html_of(client, path_of(CLOSE.iri))


def test_the_parts_of_an_ask_are_linked(client: FlaskClient) -> None:
    html = html_of(client, path_of(CLOSE.iri))
    assert f'href="{path_of(STATEMENTS[factories.FUND_INSPECTORS].iri)}"' in html


def test_a_claim_has_a_page_too(client: FlaskClient) -> None:
    html = html_of(client, path_of(STATEMENTS[factories.CRITICS_SAY].iri))
    assert "Example Trade Group" in html
    assert "Hedged by" in html


def test_an_address_inside_the_text_leads_to_its_place(client: FlaskClient) -> None:
    mention = factories.extraction().mentions[0]
    response = client.get(path_of(mention.iri))
    place = f"start={mention.quote.start}&end={mention.quote.end}"
    assert (response.status_code, response.location) == (303, f"{DOCUMENT}?{place}#place")
    assert re.search(r'id="place"[^>]*>Congress</mark>|id="place"></span>', html_of(client, f"{DOCUMENT}?{place}"))


@pytest.mark.parametrize("kind", ["passage", "quote"])
def test_passages_and_quotes_lead_to_their_document(client: FlaskClient, kind: str) -> None:
    key = CLOSE.iri.rsplit("/", 1)[-1]
    response = client.get(f"/id/{kind}/{key}")
    assert response.location == f"{DOCUMENT}?start={CLOSE.quote.start}&end={CLOSE.quote.end}#place"


def test_a_document_shows_every_statement_by_role_with_a_legend(client: FlaskClient) -> None:
    html = html_of(client, DOCUMENT)
    for statement in STATEMENTS.values():
        assert f'href="{path_of(statement.iri)}"' in html
    for role in ("recommendation", "claim", "evidence"):
        assert f"mark-{role} is-start" in html


def test_the_original_is_a_file_to_keep_and_the_text_is_plain(client: FlaskClient) -> None:
    original = client.get(f"{DOCUMENT}/original")
    assert original.data == factories.TEXT.encode()
    assert original.headers["Content-Disposition"].startswith("attachment")
    text = client.get(f"{DOCUMENT}/text")
    assert (text.text, text.mimetype) == (factories.TEXT, "text/plain")


def test_a_brief_is_labelled_as_one_with_the_original(shelf: Shelf) -> None:
    extraction = factories.extraction(is_brief=True)
    shelf.add(extraction, factories.TEXT)
    for address in (DOCUMENT, path_of(CLOSE.iri)):
        html = html_of(shelf.client, address)
        assert "Brief written for this project, not the source itself" in html
        assert 'href="https://example.org/items/1"' in html


def test_a_replaced_version_says_so_and_leads_to_the_new_one(filled: Shelf) -> None:
    sentences = [(Role.OTHER, "All is new.")]
    new = factories.extraction_of(sentences, revises=factories.document().iri)
    filled.add(new, factories.text_of(sentences))
    for address in (DOCUMENT, path_of(CLOSE.iri)):
        html = html_of(filled.client, address)
        assert "This is not the newest version" in html
        assert f'href="{path_of(new.document.iri)}"' in html
    assert factories.CLOSE_LOOPHOLES not in html_of(filled.client, "/recommendations")


def test_a_statement_whose_text_is_not_kept_still_shows_its_quotes(shelf: Shelf) -> None:
    extraction = factories.extraction()
    shelf.add(replace(extraction, document=replace(extraction.document, text_sha256="0" * 64)), factories.TEXT)
    html = html_of(shelf.client, path_of(CLOSE.iri))
    assert "isn&#39;t on this server" in html or "isn't on this server" in html
    assert f'id="q-{CLOSE.iri.rsplit("/", 1)[-1]}"' in html


def test_a_long_source_shows_the_surroundings_and_offers_the_whole(shelf: Shelf) -> None:
    filler = [(Role.OTHER, f"Filler sentence number {number} says nothing.") for number in range(1500)]
    sentences = [*filler, (Role.RECOMMENDATION, "Congress should act.")]
    text = factories.text_of(sentences).replace(" Filler", "\n\nFiller")
    extraction = shelf.add(_grounded_in(sentences, text), text)
    address = path_of(extraction.statements[0].iri)
    short, whole = html_of(shelf.client, address), html_of(shelf.client, f"{address}?text=all")
    assert "Filler sentence number 9 " not in short
    assert "Show all of the text here" in short
    assert "Filler sentence number 9 " in whole


def _grounded_in(sentences: list[tuple[Role, str]], text: str) -> Extraction:
    extraction = factories.extraction_of(sentences)
    document = factories.document(text)
    passages = tuple(factories.passage(words, order, role, text) for order, (role, words) in enumerate(sentences))
    ask = factories.recommendation(sentences[-1][1], text)
    return replace(extraction, document=document, passages=passages, statements=(ask,))


def test_an_actor_shows_asks_made_asks_received_and_claims(client: FlaskClient) -> None:
    html = unescape(re.sub(r"<[^>]+>", "", html_of(client, ACTOR)))
    assert "What it asks 2 asks" in " ".join(html.split())
    congress = html_of(client, path_of(factories.CONGRESS.iri))
    assert 'What is asked of it <span class="count">1 ask</span>' in congress
    assert 'href="http://www.wikidata.org/entity/Q11268"' in congress


def test_hostile_text_stays_text(shelf: Shelf) -> None:
    hostile = '<img src=x onerror="alert(1)"> Congress should <script>act</script>.'
    sentences = [(Role.RECOMMENDATION, hostile)]
    extraction = factories.extraction_of(sentences, url="javascript:alert(1)", publisher="<b>P</b>", title="<i>T</i>")
    shelf.add(extraction, factories.text_of(sentences))
    for address in ("/", "/recommendations?q=Congress", path_of(extraction.statements[0].iri), "/documents",
                    path_of(extraction.document.iri), ACTOR):  # fmt: skip
        html = html_of(shelf.client, address)
        assert "<img src=x" not in html
        assert "<script>act" not in html
        assert "<b>P</b>" not in html
        assert 'href="javascript:' not in html


@pytest.mark.parametrize("address", [DOCUMENT, ACTOR, path_of(factories.CONGRESS.iri)])
def test_a_page_leads_to_a_query_that_gives_the_statements_on_it(client: FlaskClient, address: str) -> None:
    html = html_of(client, address)
    query = unescape(re.findall(r'href="(/sparql\?query=[^"]+)"', html)[0])
    rows = client.get(f"{query}&format=json").get_json()["results"]["bindings"]
    shown = client.get(f"{address}?format=json").get_json()
    groups = (shown.get(name, []) for name in ("statements", "made", "received", "claims"))
    expected = sorted(row["iri"] for group in groups for row in group)
    assert sorted(row["statement"]["value"] for row in rows) == expected
    assert expected


def test_the_ontology_is_turtle(client: FlaskClient) -> None:
    response = client.get("/ontology", headers={"Accept": "text/turtle"})
    assert response.mimetype == "text/turtle"
    assert "w:Recommendation" in response.text
